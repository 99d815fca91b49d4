/** Questions to the platform: get token and reads, nothing else. One is asked again only where its timestamp was refused. */
import * as ServerTime from "@effect-keysecure/client/ServerTime"
import type * as AccessToken from "@effect-keysecure/schema/AccessToken"
import * as Endpoint from "@effect-keysecure/schema/Endpoint"
import type * as Endpoints from "@effect-keysecure/schema/Endpoints"
import { names } from "@effect-keysecure/schema/RequestHeaders"
import * as Timestamp from "@effect-keysecure/schema/Timestamp"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import type { Exchange, Signs } from "../facts.js"
import { noAnswer } from "../reaching.js"
import { type Read, readAnswer, signsOf } from "./answers.js"
import { codeOf } from "./network.js"
import { printable } from "./printable.js"

/** An operation that changes nothing. */
type Reading = Extract<(typeof Endpoints.all)[Endpoints.EndpointName], { readonly kind: "read" }>

/** One question, with the fields of its request by their names on the wire. */
export interface Question {
  readonly endpoint: Reading
  readonly fields?: Readonly<Record<string, string | number>>
  readonly token?: AccessToken.AccessToken
}

/** Questions to one platform with one Api-Key. */
export interface Asking {
  /** Asks, and tells the last answer. */
  readonly ask: (question: Question) => Effect.Effect<Read>
  /** All exchanges so far. */
  readonly exchanges: Effect.Effect<ReadonlyArray<Exchange>>
}

/** The platform and the merchant, and how long an answer may take. */
export interface Options {
  readonly baseUrl: string
  readonly apiKey: Redacted.Redacted
  readonly answerMillis: number
}

/** So many times are tried: without a `Date` the client has four, and then begins anew (docs/time.md); `further` has four more. */
const mostTries = 8

/**
 * The times that are tried where those of the client are refused, in ms from this machine's clock, the near ones first. A
 * timestamp is taken for 60 s, so steps of 55 s leave no gap between them and the client's own (-50 s to 40 s), and 5 s
 * for the journey. With these a clock is found that is up to 160 s ahead or 210 s behind.
 */
const further = [95_000, -105_000, 150_000, -160_000]

/** A timestamp so near to a refused one tells nothing new. */
const nearMillis = 1_000

/** What the tries tell, as distances of timestamps from this machine's clock, in ms. */
interface Tried {
  /** Those that were refused since the last answer that was not a 1005. */
  readonly refused: ReadonlyArray<number>
  /** One of `further` that is taken, so that the client's own are not asked for again. */
  readonly taken: number | undefined
}

const isRefuted = ({ refused }: Tried, distance: number): boolean =>
  refused.some((one) => Math.abs(one - distance) < nearMillis)

/** The distance to try, if it is not the client's own. */
const besides = (tried: Tried, own: number): number | undefined => {
  if (tried.taken !== undefined) return tried.taken
  return isRefuted(tried, own) ? further.find((one) => !isRefuted(tried, one)) : undefined
}

const requestOf = ({ apiKey, baseUrl }: Options, { endpoint, fields, token }: Question, stamp: number) => {
  const request = HttpClientRequest.make(endpoint.method)(baseUrl + Endpoint.pathOf(endpoint, fields), {
    headers: {
      "user-agent": "keysecure-doctor",
      "accept-encoding": "identity",
      [names.contentType]: "application/json",
      [names.apiKey]: Redacted.value(apiKey),
      [names.timestamp]: String(stamp),
      ...(token === undefined ? {} : { [names.accessToken]: Redacted.value(token) })
    }
  })
  return endpoint.method === "POST"
    ? HttpClientRequest.setBody(request, HttpBody.text(JSON.stringify(fields), "application/json"))
    : request
}

/** The name of a failure, if it has one of its own. */
const nameOf = (error: unknown): string | undefined =>
  Predicate.hasProperty(error, "name") && typeof error.name === "string" && error.name !== "Error"
    ? printable(error.name)
    : undefined

/** The code of a transport's failure, wherever the transport puts it, or its name if it has none. */
const failureOf = ({ cause }: HttpClientError.HttpClientError): string => {
  const own = codeOf(cause)
  if (own !== "unknown") return own
  return Predicate.hasProperty(cause, "cause") ? codeOf(cause.cause) : (nameOf(cause) ?? own)
}

const noSigns: Signs = { date: "absent", uncertainty: 0, ageSeconds: 0, via: "", encoding: "" }

interface Answered {
  readonly read: Read
  readonly signs: Signs
}

const unanswered = (code: string): Answered => ({
  read: { answer: { _tag: "None", code }, data: undefined },
  signs: noSigns
})

const isStampRefused = ({ answer }: Read): boolean => answer._tag === "Rejected" && answer.code === 1005

const sampleOf = ({ date, uncertainty }: Signs, sent: number, received: number): ServerTime.TimeSample => ({
  sent,
  received,
  date: typeof date === "number" ? date : undefined,
  uncertainty
})

/** What is known after a try. */
const after = (tried: Tried, distance: number, chosen: number | undefined, isRefused: boolean): Tried =>
  isRefused ? { refused: [...tried.refused, distance], taken: undefined } : { refused: [], taken: chosen }

/** Begins to ask. The stamps are those of the client, which learn from each answer, and then those further off. */
export const make = (options: Options): Effect.Effect<Asking, never, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    // A trace span would add headers to the request, and hold those with the key.
    const client = HttpClient.withTracerDisabledWhen(yield* HttpClient.HttpClient, () => true)
    const time = yield* ServerTime.make()
    const exchanges = yield* Ref.make<ReadonlyArray<Exchange>>([])
    const known = yield* Ref.make<Tried>({ refused: [], taken: undefined })
    // All moments are of one clock that runs evenly, put where our wall clock stood at the beginning.
    const origin = (yield* Clock.currentTimeMillis) - (yield* ServerTime.monotonic)

    const send = (question: Question, stamp: number): Effect.Effect<Answered> =>
      client.execute(requestOf(options, question, stamp)).pipe(
        Effect.flatMap((response) =>
          Effect.map(readAnswer(response), (read) => ({ read, signs: signsOf(response.headers) }))
        ),
        Effect.catchAll((error) => Effect.succeed(unanswered(failureOf(error)))),
        Effect.timeoutTo({
          duration: options.answerMillis,
          onTimeout: () => unanswered(noAnswer),
          onSuccess: (answered) => answered
        })
      )

    const tryOnce = (question: Question): Effect.Effect<Read> =>
      Effect.gen(function* () {
        const own = yield* time.timestamp
        const sent = yield* ServerTime.monotonic
        const now = origin + sent
        const tried = yield* Ref.get(known)
        const chosen = besides(tried, own - now)
        const stamp = chosen === undefined ? own : Timestamp.clamp(now + chosen)
        const { read, signs } = yield* send(question, stamp)
        const received = yield* ServerTime.monotonic
        const { name: operation } = question.endpoint
        const moments = { stamp, sent: now, received: origin + received }
        yield* Ref.update(exchanges, (all) => [...all, { operation, ...moments, answer: read.answer, signs }])
        const sample = sampleOf(signs, sent, received)
        yield* Ref.set(known, after(tried, stamp - now, chosen, isStampRefused(read)))
        // The client's hypotheses are not about times that it does not try.
        yield* isStampRefused(read) && chosen === undefined ? time.rejected(own, sample) : time.observe(sample)
        return read
      })

    return {
      ask: (question) => Effect.repeat(tryOnce(question), { times: mostTries - 1, while: isStampRefused }),
      exchanges: Ref.get(exchanges)
    }
  })
