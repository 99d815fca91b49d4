/** Questions to the platform: get token and reads, nothing else. One is asked again only where its timestamp was refused. */
import * as ServerTime from "@effect-keysecure/client/ServerTime"
import type * as AccessToken from "@effect-keysecure/schema/AccessToken"
import * as Endpoint from "@effect-keysecure/schema/Endpoint"
import type * as Endpoints from "@effect-keysecure/schema/Endpoints"
import { names } from "@effect-keysecure/schema/RequestHeaders"
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

/** So many hypotheses about the platform's time are tried: after them the client begins anew (docs/time.md). */
const mostTries = 8

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

/** The code of a transport's failure, wherever the transport puts it. */
const failureOf = ({ cause }: HttpClientError.HttpClientError): string => {
  const own = codeOf(cause)
  return own === "unknown" && Predicate.hasProperty(cause, "cause") ? codeOf(cause.cause) : own
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

/** Begins to ask. The stamps are those of the client: they learn from each answer. */
export const make = (options: Options): Effect.Effect<Asking, never, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    // A span would add headers to the request, and hold those with the key.
    const client = HttpClient.withTracerDisabledWhen(yield* HttpClient.HttpClient, () => true)
    const time = yield* ServerTime.make()
    const exchanges = yield* Ref.make<ReadonlyArray<Exchange>>([])
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
        const stamp = yield* time.timestamp
        const sent = yield* ServerTime.monotonic
        const { read, signs } = yield* send(question, stamp)
        const received = yield* ServerTime.monotonic
        const { name: operation } = question.endpoint
        const moments = { stamp, sent: origin + sent, received: origin + received }
        yield* Ref.update(exchanges, (all) => [...all, { operation, ...moments, answer: read.answer, signs }])
        const sample = sampleOf(signs, sent, received)
        yield* isStampRefused(read) ? time.rejected(stamp, sample) : time.observe(sample)
        return read
      })

    return {
      ask: (question) => Effect.repeat(tryOnce(question), { times: mostTries - 1, while: isStampRefused }),
      exchanges: Ref.get(exchanges)
    }
  })
