/** A conversation with the platform: good headers, a token, stamps that it takes, and the cards that are made. */
import { Endpoints } from "@effect-keysecure/schema"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Random from "effect/Random"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import { codeOf, dataOf, type Exchange, saysNothing, textOf } from "./exchange.js"
import { type Bounds, type Undecided, undecided } from "./finding.js"
import { said } from "../language/said.js"
import { Sender, type Service as SenderService } from "./sender.js"

/** A request in its own words: what is left out is as it should be. */
export interface Spec {
  readonly operation: Endpoints.EndpointName
  /** The field in the path. */
  readonly param?: string
  readonly body?: Readonly<Record<string, unknown>>
  /** Headers in place of the good ones; `undefined` leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>
}

/** A card that was applied for, and perhaps made. */
export interface Made {
  readonly number: string
  /** The experiment that it was for. */
  readonly purpose: string
  /** `sent` until an answer is there; `unclear` if the answer leaves open whether there is a card. */
  readonly state: "sent" | "unclear" | "made"
  readonly cardNo?: string
  /** When it was carried out by the platform's clock, in Unix ms. */
  readonly at?: Bounds
}

/** What the probe applies with. */
export interface Product {
  readonly cardholderNo: string
  readonly field: "package_no" | "card_bin_no"
  readonly productNo: string
}

/** What a conversation begins with. */
export interface Options {
  readonly apiKey: Redacted.Redacted
  readonly budget: number
  /** The cards of an earlier run that count. */
  readonly made: ReadonlyArray<Made>
  /** Keeps the cards, before and after each that may be made. */
  readonly keep: (made: ReadonlyArray<Made>) => Effect.Effect<void>
}

/** A conversation. */
export interface Service {
  /** Every exchange so far. */
  readonly exchanges: () => ReadonlyArray<Exchange>
  /** Keeps what was posted to us among the exchanges. */
  readonly hear: (exchange: Omit<Exchange, "id">) => void
  /** Sends once. */
  readonly once: (spec: Spec) => Effect.Effect<Exchange>
  /** Sends until an answer says something about what was asked. */
  readonly ask: (spec: Spec) => Effect.Effect<Exchange, Undecided>
  /** A token of our own. */
  readonly token: Effect.Effect<string, Undecided>
  /** Sets how many ms the platform's clock is ahead of ours. */
  readonly setAhead: (ahead: Bounds) => void
  readonly ahead: () => Bounds
  /** The platform's time at a time of ours. */
  readonly serverAt: (ownMillis: number) => Bounds
  readonly serverNow: Effect.Effect<Bounds>
  /** Applies for a card. A refusal and an answer with a card both come back; what was lost is not sent again. */
  readonly apply: (purpose: string, body: Readonly<Record<string, unknown>>) => Effect.Effect<Exchange, Undecided>
  readonly made: () => ReadonlyArray<Made>
  /** Some letters and digits that were not used before. */
  readonly fresh: (length: number, alphabet?: string) => Effect.Effect<string>
}

/** The conversation, as a service. */
export class Session extends Context.Tag("@effect-keysecure/cli/internal/probe/session")<Session, Service>() {}

/** A time as a query writes it, in the zone that the platform takes without a `Timezone` header. */
export const queryTime = (millis: number): string =>
  DateTime.formatIso(DateTime.unsafeMake(millis + 8 * 3_600_000))
    .slice(0, 19)
    .replace("T", " ")

const attempts = 7
const lettersAndDigits = "abcdefghjkmnpqrstuvwxyz23456789"

/** A stamp lies so far in the past: our clock and the platform's do not run evenly. */
const stampMargin = 1_000

const noAnswer = undecided(
  said(`the platform gave no clear answer to ${attempts} requests`, `${attempts} 次请求均未得到明确的响应`)
)

const budgetSpent = undecided(said("the budget of cards is spent", "卡片预算已用完"))

const pathOf = ({ operation, param = "" }: Spec): string =>
  Endpoints.all[operation].path.replace(/\{[a-z_]+\}/, encodeURIComponent(param))

/** Codes that say nothing of what was asked, if the headers are good: a token may end at any time. */
const refusesCaller = new Set([1002, 1005, 1006, 1007, 1008])

/** Whether there may be a card although the answer says nothing of one: without an envelope, and with these codes. */
const mayHaveMade = (code: number | undefined): boolean => code === undefined || code === 1001 || code === 1017

/** Asks with good headers, and knows the time and a token. */
interface Talk extends Pick<
  Service,
  "exchanges" | "hear" | "once" | "ask" | "token" | "setAhead" | "ahead" | "serverAt" | "serverNow"
> {
  readonly newToken: Effect.Effect<string, Undecided>
}

/** The requests, each as it is sent once. */
const sending = (sender: SenderService, apiKey: Redacted.Redacted) => {
  const exchanges: Array<Exchange> = []
  let ahead: Bounds = { from: 0, to: 0 }
  let token: string | undefined
  const hear = (heard: Omit<Exchange, "id">): Exchange => {
    const exchange = { ...heard, id: exchanges.length + 1 }
    exchanges.push(exchange)
    return exchange
  }
  const once = (spec: Spec): Effect.Effect<Exchange> =>
    Effect.gen(function* () {
      const { auth, method } = Endpoints.all[spec.operation]
      const now = yield* Clock.currentTimeMillis
      const headers: Readonly<Record<string, string | undefined>> = {
        "api-key": Redacted.value(apiKey),
        "content-type": "application/json",
        timestamp: String(Math.floor(now + ahead.from - stampMargin)),
        "access-token": auth === "ApiKey" ? undefined : token,
        ...spec.headers
      }
      const sent = yield* sender.send({
        operation: spec.operation,
        method,
        path: pathOf(spec),
        headers: Record.filter(headers, Predicate.isNotUndefined),
        body: method === "GET" ? undefined : JSON.stringify(spec.body ?? {})
      })
      return hear(sent)
    })
  return {
    hear,
    once,
    exchanges: () => exchanges,
    ahead: () => ahead,
    setAhead: (next: Bounds) => {
      ahead = next
    },
    token: () => token,
    setToken: (next: string) => {
      token = next
    }
  }
}

const usesOwnToken = ({ headers = {}, operation }: Spec): boolean =>
  Endpoints.all[operation].auth !== "ApiKey" && !("access-token" in headers)

const goodHeadersRefused = (code: number) =>
  undecided(said(`the platform refuses good headers with ${code}`, `平台以 ${code} 拒绝了正确的请求头`))

const noToken = undecided(said("the platform gives no token", "平台未签发令牌"))

/** How long to wait before the next of so many requests that are left. */
const pause = (left: number): number => Math.min(8_000, 500 * 2 ** (attempts - left))

const talking = (sender: SenderService, apiKey: Redacted.Redacted): Talk => {
  const { ahead, exchanges, hear, once, setAhead, setToken, token: known } = sending(sender, apiKey)

  const patiently = (spec: Spec, left = attempts): Effect.Effect<Exchange, Undecided> =>
    Effect.flatMap(once(spec), (exchange) => {
      if (!saysNothing(exchange)) return Effect.succeed(exchange)
      return left <= 1 ? noAnswer : Effect.delay(patiently(spec, left - 1), pause(left))
    })

  const newToken = Effect.gen(function* () {
    const given = textOf(dataOf(yield* patiently({ operation: "getToken" })), "access_token")
    if (given === undefined) return yield* noToken
    setToken(given)
    return given
  })
  const token = Effect.suspend(() =>
    Option.match(Option.fromNullable(known()), { onNone: () => newToken, onSome: Effect.succeed })
  )

  const ask = (spec: Spec): Effect.Effect<Exchange, Undecided> =>
    Effect.gen(function* () {
      if (!usesOwnToken(spec)) return yield* patiently(spec)
      yield* token
      const exchange = yield* patiently(spec)
      if (!refusesCaller.has(codeOf(exchange) ?? 0)) return exchange
      yield* newToken
      const again = yield* patiently(spec)
      const code = codeOf(again) ?? 0
      return refusesCaller.has(code) ? yield* goodHeadersRefused(code) : again
    })

  const serverAt = (own: number): Bounds => ({ from: own + ahead().from, to: own + ahead().to })
  const serverNow = Effect.map(Clock.currentTimeMillis, serverAt)
  return { ahead, ask, exchanges, hear, newToken, once, serverAt, serverNow, setAhead, token }
}

/** What an application has come to, by its answer. */
const settled = (
  before: ReadonlyArray<Made>,
  open: Made,
  exchange: Exchange,
  serverAt: Service["serverAt"]
): ReadonlyArray<Made> => {
  const code = codeOf(exchange)
  if (mayHaveMade(code)) return [...before, { ...open, state: "unclear" }]
  const cardNo = textOf(dataOf(exchange), "card_no")
  if (code !== 0 || before.some((other) => other.cardNo !== undefined && other.cardNo === cardNo)) return before
  if (cardNo === undefined) return [...before, { ...open, state: "unclear" }]
  const at = { from: serverAt(exchange.sentAt).from, to: serverAt(exchange.receivedAt).to }
  return [...before, { ...open, state: "made", cardNo, at }]
}

/** Applies for cards, and counts them. */
const applying = (talk: Talk, { budget, keep, ...options }: Options): Pick<Service, "apply" | "made"> => {
  let made = options.made
  const keeping = (next: ReadonlyArray<Made>) =>
    Effect.suspend(() => {
      made = next
      return keep(next)
    })
  const apply = (
    purpose: string,
    body: Readonly<Record<string, unknown>>,
    left = attempts
  ): Effect.Effect<Exchange, Undecided> =>
    Effect.gen(function* () {
      if (made.length >= budget) return yield* budgetSpent
      yield* talk.token
      const before = made
      const open: Made = { number: textOf(body, "card_unique_no") ?? "", purpose, state: "sent" }
      yield* keeping([...before, open])
      const exchange = yield* talk.once({ operation: "applyForCard", body })
      yield* keeping(settled(before, open, exchange, talk.serverAt))
      const code = codeOf(exchange)
      if (mayHaveMade(code) || code === 0) return exchange
      const isTokenOver = code === 1006 || code === 1007
      if (!isTokenOver && !saysNothing(exchange)) return exchange
      if (left <= 1) return yield* noAnswer
      if (isTokenOver) yield* talk.newToken
      return yield* Effect.delay(apply(purpose, body, left - 1), isTokenOver ? 0 : pause(left))
    })
  return { apply: (purpose, body) => apply(purpose, body), made: () => made }
}

/** Makes a conversation. */
export const make = (options: Options): Effect.Effect<Service, never, Sender> =>
  Effect.map(Sender, (sender) => {
    const talk = talking(sender, options.apiKey)
    return {
      ...talk,
      ...applying(talk, options),
      fresh: (length, alphabet = lettersAndDigits) =>
        Effect.map(Effect.replicateEffect(Random.nextIntBetween(0, alphabet.length), length), (picks) =>
          picks.map((pick) => alphabet.charAt(pick)).join("")
        )
    }
  })
