/** Callbacks about changes of the first card: how they are signed, when they come, and when they come again. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { second } from "../asking.js"
import { answerTo, type Delivery, type Reply, replies } from "../callbacks/inbox.js"
import type { Receiving } from "../callbacks/receiving.js"
import { commonWays, type Keys, readBody, type Way, waysOf } from "../callbacks/signing.js"
import { codeOf, type Exchange } from "../exchange.js"
import type { Experiment } from "../experiment.js"
import type { Round } from "../facts.js"
import { type Bounds, type Findings, notDecided, observed, undecided } from "../finding.js"
import { said } from "../../language/said.js"
import { Session } from "../session.js"
import { cardFor, statusOf } from "./firstCard.js"

/** A callback is waited for so long. */
const patience = 20 * second

/** Further deliveries are watched for so long: a platform that tries again does so within half a minute, mostly. */
const watched = 30 * second

/** A change of a card: the status that it had and the one that it got, and when that was, by our clock. */
interface Change {
  readonly cardNo: string
  readonly was: string
  readonly status: string
  readonly at: Bounds
  /** The least that it may be by the platform's clock. */
  readonly since: number
}

/** Gives a card another status; none if the platform does not. */
const changedTo = (cardNo: string, was: string, status: string) =>
  Effect.gen(function* () {
    const { ask, serverAt } = yield* Session
    const exchange = yield* ask({ operation: "updateCardStatus", body: { card_no: cardNo, status } })
    if (codeOf(exchange) !== 0 || (yield* statusOf(cardNo)) !== status) return undefined
    const at = { from: exchange.sentAt, to: exchange.receivedAt }
    return { cardNo, was, status, at, since: serverAt(at.from).from } satisfies Change
  })

/** Freezes the first card and back. Where that is refused, as of a card that is not active, it deletes another of ours. */
const changed = (first: string) =>
  Effect.gen(function* () {
    const { made } = yield* Session
    const was = yield* statusOf(first)
    const change = yield* changedTo(first, was, was === "Frozen" ? "Activated" : "Frozen")
    if (change !== undefined) return change
    for (const { cardNo } of made()) {
      if (cardNo === undefined || cardNo === first) continue
      const had = yield* statusOf(cardNo)
      if (had === "Delete") continue
      const deleted = yield* changedTo(cardNo, had, "Delete")
      if (deleted !== undefined) return deleted
    }
    return yield* undecided(said("no status of a card can be changed", "无法改变任何卡的状态"))
  })

/** The same, in a second of its own: else two changes might be told in the same words. */
const changedLater = (cardNo: string) => Effect.delay(changed(cardNo), second)

/** A delivery that is genuine, and the ways by which it is. */
interface Genuine {
  readonly delivery: Delivery
  readonly ways: ReadonlyArray<Way>
  readonly cardNo: unknown
  readonly was: unknown
  readonly status: unknown
  /** The time in its data; not a number if there is none. */
  readonly time: number
  /** The event: all that is in its data. */
  readonly event: string
}

/**
 * What the experiment has heard about our cards. `behindMillis`: how far the clock that a card's time is of may be behind the one
 * that checks stamps.
 */
const listening = ({ inbox }: Receiving, keys: Keys, isOurs: (cardNo: unknown) => boolean, behindMillis: number) => {
  const judged = new Map<string, ReadonlyArray<Way>>()
  const waysBy = (delivery: Delivery) => {
    const sign = JSON.stringify([delivery.headers, delivery.body])
    const ways = judged.get(sign) ?? waysOf(delivery, keys)
    judged.set(sign, ways)
    return ways
  }
  const about = () => inbox.deliveries().filter(({ body }) => isOurs(readBody(body)?.data["card_no"]))
  const genuine = (): ReadonlyArray<Genuine> =>
    about().flatMap((delivery) => {
      const ways = waysBy(delivery)
      const data = readBody(delivery.body)?.data
      return ways.length === 0
        ? []
        : [
            {
              delivery,
              ways,
              cardNo: data?.["card_no"],
              was: data?.["before_status"],
              status: data?.["after_status"],
              time: Number(data?.["time"] ?? Number.NaN),
              event: JSON.stringify(data)
            }
          ]
    })
  return {
    about,
    behindMillis,
    genuine,
    isOurs,
    strange: () => about().filter((delivery) => waysBy(delivery).length === 0).length
  }
}

type Heard = ReturnType<typeof listening>

const unheard = undecided(
  said(
    "no callback with a signature that is known came within 20 s of a change of the card",
    "卡状态改变后 20 秒内未收到可验证签名的回调"
  )
)

/**
 * Whether an event may be of a change, by the platform's time. One without a time may be of any. Cards may change by themselves, and
 * get the same status then: what they had before tells those changes apart.
 */
const mayBeOf = ({ behindMillis }: Heard, { cardNo, since, status, was }: Change, one: Genuine): boolean =>
  one.cardNo === cardNo &&
  one.status === status &&
  (one.was === undefined || one.was === was) &&
  !(one.time < since - behindMillis - second)

/** The deliveries of the first event that is of a change, and was not heard of before it. */
const eventOf = (heard: Heard, before: ReadonlySet<string>, change: Change): ReadonlyArray<Genuine> => {
  const all = heard.genuine()
  const first = all.find((one) => mayBeOf(heard, change, one) && !before.has(one.event))
  return first === undefined ? [] : all.filter(({ event }) => event === first.event)
}

const idOf = ({ delivery }: Genuine): unknown => readBody(delivery.body)?.id
const stampOf = ({ delivery }: Genuine): string | undefined => delivery.headers["timestamp"]

/** Whether further deliveries have what the first one has. */
const isSame = (all: ReadonlyArray<Genuine>, part: (one: Genuine) => unknown): boolean | null => {
  const [first, ...others] = all
  return first === undefined || others.length === 0 ? null : others.every((one) => part(one) === part(first))
}

const arrivals = (all: ReadonlyArray<Genuine>) => all.map(({ delivery }) => delivery.arrivedAt)

const roundOf = (reply: Reply, { at }: Change, all: ReadonlyArray<Genuine>, until: number): Round => {
  const times = arrivals(all)
  const [first = 0] = times
  const left = all.flatMap(({ delivery: { arrivedAt, leftAt } }) => (leftAt === undefined ? [] : [leftAt - arrivedAt]))
  return {
    reply,
    first: { from: Math.max(0, first - at.to), to: Math.max(0, first - at.from) },
    again: times.slice(1).map((time, index) => time - (times[index] ?? time)),
    watched: until - first,
    sameId: isSame(all, idOf),
    sameStamp: isSame(all, stampOf),
    waited: reply === "silent" ? (left[0] ?? null) : null
  }
}

/** A change whose callbacks are answered in one way, and the events that were known before it. */
interface Begun {
  readonly reply: Reply
  readonly change: Change
  readonly before: ReadonlySet<string>
}

/** Answers callbacks: one that comes again as before, and a new one about a card of ours as is said now. */
const answering = ({ inbox }: Receiving, heard: Heard) => {
  const plan = new Map<string, Reply>()
  let now: Reply = "taken"
  inbox.answerBy(({ body }) => {
    const data = readBody(body)?.data
    if (!heard.isOurs(data?.["card_no"])) return "taken"
    const event = JSON.stringify(data)
    const reply = plan.get(event) ?? now
    plan.set(event, reply)
    return reply
  })
  return (reply: Reply) => {
    now = reply
  }
}

/** Changes a card, and waits until there is a callback about it, which is answered in one way. */
const begun = ({ inbox }: Receiving, heard: Heard, cardNo: string, reply: Reply) =>
  Effect.gen(function* () {
    const before = new Set(heard.genuine().map(({ event }) => event))
    const change = yield* changedLater(cardNo)
    const isHeard = () => eventOf(heard, before, change).length > 0
    yield* inbox.wait((yield* Clock.currentTimeMillis) + patience, isHeard)
    if (heard.genuine().length === 0) return yield* unheard
    return isHeard() ? [{ reply, change, before } satisfies Begun] : []
  })

/** Two changes, one right after the other: whether their callbacks come in that order. */
const pair = ({ inbox }: Receiving, heard: Heard, cardNo: string) =>
  Effect.gen(function* () {
    const before = new Set(heard.genuine().map(({ event }) => event))
    const [one, other] = [yield* changedLater(cardNo), yield* changed(cardNo)]
    const found = () => [one, other].map((change) => arrivals(eventOf(heard, before, change))[0])
    yield* inbox.wait((yield* Clock.currentTimeMillis) + patience, () => found().every((time) => time !== undefined))
    const [first, then] = found()
    return first === undefined || then === undefined ? null : first <= then
  })

const theSame = said("not all callbacks are alike in it", "各回调并不一致")

/** The value that every delivery has, if there is one. */
const only = (values: ReadonlyArray<string>) => {
  const [value] = values
  return value !== undefined && values.every((one) => one === value) ? value : undefined
}

const timestamp = (all: ReadonlyArray<Genuine>, ways: ReadonlyArray<Way>): Findings => {
  // Who can change what is not signed is not known.
  if (!ways.every((way) => way.timestamp)) {
    return notDecided("callbackTimestamp", said("the timestamp is not signed", "时间戳未被签名"))
  }
  const kinds = all.map((one) => String(stampOf(one)?.match(/^[1-9]\d*$/)?.[0].length))
  const kind = only(kinds)
  if (kind === "13") return observed("callbackTimestamp", "millis")
  return kind === "10" ? observed("callbackTimestamp", "seconds") : notDecided("callbackTimestamp", theSame)
}

const numbers = (all: ReadonlyArray<Genuine>): Findings => {
  const kinds = all.map(({ delivery }) => {
    const time = readBody(delivery.body)?.data["time"]
    return typeof time === "string" && /^\d+$/.test(time) ? "text" : typeof time
  })
  const kind = only(kinds)
  const note = said("of the field time", "仅就字段 time 而言")
  if (kind === "number" || kind === "text") return observed("callbackNumbers", kind, note)
  return notDecided("callbackNumbers", said("the callbacks have no time", "回调没有字段 time"))
}

const letters = (all: ReadonlyArray<Genuine>, ways: ReadonlyArray<Way>): Findings => {
  if (!ways.every((way) => way.written === "hex")) {
    return notDecided("callbackSignature", said("the signature is written in Base64", "签名以 Base64 书写"))
  }
  const kinds = all.flatMap(({ delivery }) => {
    const signature = (delivery.headers["signature"] ?? "").replace(/\d/g, "")
    if (signature === "") return []
    if (signature === signature.toLowerCase()) return ["lowerCase"]
    return [signature === signature.toUpperCase() ? "upperCase" : "mixed"]
  })
  const kind = only(kinds)
  return kind === "lowerCase" || kind === "upperCase"
    ? observed("callbackSignature", kind)
    : notDecided("callbackSignature", theSame)
}

/** A delivery as an exchange, whose asker is the platform. */
const exchangeOf = ({ arrivedAt, body, headers, leftAt, reply }: Delivery): Omit<Exchange, "id"> => {
  const answer = answerTo(reply)
  return {
    ask: { operation: "callback", method: "POST", path: "/", headers, body },
    sentAt: arrivedAt,
    receivedAt: leftAt ?? arrivedAt,
    answer:
      answer === undefined
        ? { _tag: "Lost", why: "not answered" }
        : { _tag: "Answered", status: answer.status, headers: {}, text: answer.body, json: JSON.parse(answer.body) }
  }
}

const noWay = undecided(said("the callbacks are not all signed in one way", "各回调的签名方式不一致"))

const heardAll = (receiving: Receiving, heard: Heard, cardNo: string) =>
  Effect.gen(function* () {
    const answerFrom = answering(receiving, heard)
    const changes: Array<Begun> = []
    for (const reply of replies) {
      answerFrom(reply)
      const next = yield* Effect.either(begun(receiving, heard, cardNo, reply))
      // What was heard before tells as much.
      if (next._tag === "Left" && heard.genuine().length === 0) return yield* next.left
      if (next._tag === "Right") changes.push(...next.right)
    }
    const until = (yield* Clock.currentTimeMillis) + watched
    yield* receiving.inbox.wait(until, () => false)
    const rounds = changes.map(({ before, change, reply }) =>
      roundOf(reply, change, eventOf(heard, before, change), until)
    )
    answerFrom("taken")
    const inOrder = yield* Effect.orElseSucceed(pair(receiving, heard, cardNo), () => null)
    const all = heard.genuine()
    const ways = commonWays(all.map((one) => one.ways))
    if (ways.length === 0) return yield* noWay
    return {
      findings: { ...timestamp(all, ways), ...numbers(all), ...letters(all, ways) },
      facts: { callbacks: { ways, rounds, inOrder, strange: heard.strange() } }
    }
  })

/** The experiment; without a place to receive callbacks it is only there to be told of. */
export const callbacks = (receiving: Receiving | undefined): Experiment => ({
  id: "callbacks",
  title: said(
    "callbacks: how they are signed, when they come, and when they come again",
    "回调：如何签名、何时送达、何时重发"
  ),
  needs: ["first-card"],
  cards: 0,
  seconds: 135,
  rules: ["callbackTimestamp", "callbackNumbers", "callbackSignature"],
  option: "--callbacks",
  run: ({ facts }) =>
    Effect.gen(function* () {
      if (receiving?.keys === undefined) {
        return yield* undecided(
          said(
            "without KEYSECURE_APP_ID and KEYSECURE_API_SECRET a callback cannot be told from a forged one",
            "没有 KEYSECURE_APP_ID 与 KEYSECURE_API_SECRET，无法辨别回调的真伪"
          )
        )
      }
      const { cardNo } = yield* cardFor("first-card")
      if (!(yield* receiving.inbox.isReached)) {
        return yield* undecided(
          said("a request to the URL of --callbacks does not arrive here", "发往 --callbacks 的请求未到达本程序")
        )
      }
      const { hear, made } = yield* Session
      const isOurs = (no: unknown) => no !== undefined && made().some((one) => one.cardNo === no)
      const behindMillis = Math.max(0, -(facts.cardTimeAhead?.from ?? 0))
      const heard = listening(receiving, Redacted.value(receiving.keys), isOurs, behindMillis)
      return yield* Effect.ensuring(
        heardAll(receiving, heard, cardNo),
        Effect.sync(() => {
          receiving.inbox.answerBy(() => "taken")
          heard.about().forEach((delivery) => hear(exchangeOf(delivery)))
        })
      )
    })
})
