/** One request and its answer. Every end is a value. Nothing here decides its meaning for the caller. */
import type * as AccessToken from "@effect-keysecure/schema/AccessToken"
import * as DatedQuery from "@effect-keysecure/schema/DatedQuery"
import type * as Endpoint from "@effect-keysecure/schema/Endpoint"
import * as RequestHeaders from "@effect-keysecure/schema/RequestHeaders"
import type * as Timestamp from "@effect-keysecure/schema/Timestamp"
import type * as Headers from "@effect/platform/Headers"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { KeySecureConfig } from "../../KeySecureConfig.js"
import * as ServerTime from "../../ServerTime.js"
import { type Direct, directOf } from "./direct.js"
import * as Envelope from "./envelope.js"
import type { Extras } from "./extras.js"
import { headersAt } from "./headersAt.js"
import { collect } from "../encoding/bytes.js"
import { makeDecoder } from "../runtime/runtime.js"
import { unfold } from "../runtime/unfold.js"
import { withRequestGuards } from "./requestGuards.js"
import { retryAfterMillis } from "./retryAfter.js"
import { isImmediate } from "../concurrency/immediate.js"
import { monotonicOf } from "../serverTime/readClocks.js"
import { classify, type TransportFailure } from "./transport.js"
import { version } from "./version.js"
import { WriteBody } from "./writeBody.js"

/** How one request ended. */
export type Answer = Ended & {
  /** How many ms from now on nothing should be sent, if the answer said so (`Retry-After`). */
  readonly retryAfter?: number
}

type Ended =
  | { readonly _tag: "Accepted"; readonly data: unknown; readonly wire: Envelope.Wire; readonly status: number }
  | {
      readonly _tag: "Rejected"
      readonly code: number
      readonly msg: string
      /** For 1005: what is known of the platform's clock now. */
      readonly offset: Option.Option<number>
    }
  | { readonly _tag: "NotSent"; readonly detail: string; readonly isPermanent: boolean }
  | { readonly _tag: "NoAnswer"; readonly detail: string }
  | { readonly _tag: "Unreadable"; readonly status: number; readonly detail: string }

/** A stamp, and when it was taken, in ms of the monotonic clock. */
export interface Stamped {
  readonly stamp: Timestamp.Timestamp
  readonly stampedAt: number
}

/** What varies from one request to the next. */
export interface Outgoing extends Stamped {
  readonly endpoint: Endpoint.Any
  /** The path of the endpoint, with the values of the payload filled in. */
  readonly path: string
  /** A write's is a `WriteBody` of its own for each copy. */
  readonly body: string | WriteBody | undefined
  readonly token: AccessToken.AccessToken | undefined
  readonly extras: Extras | undefined
}

/** Requests, one at a time. */
export interface Exchange {
  /** The stamp of the next request, by the platform's clock. It ages from here on. */
  readonly stamp: Effect.Effect<Stamped>
  /** Sends one request. The transport gets it at once. */
  readonly transmit: (outgoing: Outgoing) => Effect.Effect<Answer>
  /**
   * The same on the direct way, if there is one: gives no answer if there is none within so many ms of the system's clock.
   * Nothing else in it waits.
   */
  readonly transmitWithin?: (outgoing: Outgoing, millis: number) => Effect.Effect<Answer | undefined>
}

/** Answers longer than 1 MiB are not read: the longest documented one, a page of 100 items, is some 50 KiB. */
const size = { kept: 1024 * 1024, read: 1024 * 1024 }

const decode = (bytes: Uint8Array): string => makeDecoder().decode(bytes)

/**
 * Some gateways refuse a request without `user-agent`. Some compress an answer unless they are told not to. An
 * `HttpClient` that sets these headers itself replaces them.
 */
const always = {
  [RequestHeaders.names.contentType]: "application/json",
  "user-agent": `effect-keysecure/${version}`,
  "accept-encoding": "identity"
}

/** Whether the body may be read as a whole, and as it is. */
const isSimple = ({ "content-encoding": encoding, "content-length": length }: Headers.Headers): boolean =>
  encoding === undefined && length !== undefined && /^\d+$/.test(length) && Number(length) <= size.kept

/** A transport that dies instead of failing tells nothing. */
const died: TransportFailure = { sent: "unknown", isPermanent: false, detail: "the transport gives no code" }

/** A layer around the transport asked for a body that had left. */
const sentTwice = "a layer around the HttpClient tried to send a write again, which was prevented"

/** Host and port of a base URL. */
const placeOf = (baseUrl: string): string => {
  const [, protocol, authority = ""] = /^(https?):\/\/([^/]+)/.exec(baseUrl) ?? []
  return /:\d+$/.test(authority) ? authority : `${authority}:${protocol === "http" ? 80 : 443}`
}

const unreadable = (status: number, detail: string): Answer => ({ _tag: "Unreadable", status, detail })

const tooLongAnswer = (status: number): Answer => unreadable(status, "a body of more than 1 MiB")

const notEnvelope = "a body that is not the platform's envelope"

/** A write over `fetch` travels in chunks, which some gateways refuse. */
const lengthWanted =
  "a gateway that wants to know the length, which fetch does not tell of what it must not repeat: use UndiciHttpClient.layer, NodeHttpClient.layerUndici or NodeHttpClient.layer"

/** The registered codings. Anything else might be anything. */
const codings = /^(?:(?:(?:x-)?gzip|(?:x-)?compress|deflate|br|zstd|identity)(?:, ?|$)){1,5}$/i

const notUnfolded = (encoding: string): string =>
  `a body that is not the platform's envelope, compressed or not (${codings.test(encoding) ? encoding : "?"})`

const answerOf = (response: HttpClientResponse.HttpClientResponse, text: string, { body }: Outgoing): Answer => {
  const { status } = response
  if (status >= 300 && status < 400) return unreadable(status, "a redirect, which is not followed")
  // Node's fetch makes a failure of this status, which says no more.
  if (status === 407) return { _tag: "NoAnswer", detail: "a proxy asks who we are (HTTP 407)" }
  const received = Envelope.receive(text)
  if (received === undefined) {
    const isForFetch = body instanceof WriteBody && body.isForFetch
    if (status === 411 && isForFetch) return unreadable(status, lengthWanted)
    const encoding = response.headers["content-encoding"]
    return unreadable(status, encoding === undefined ? notEnvelope : notUnfolded(encoding))
  }
  const { envelope, wire } = received
  return envelope._tag === "Accepted"
    ? { _tag: "Accepted", data: envelope.data, wire, status }
    : { _tag: "Rejected", code: envelope.code, msg: envelope.msg, offset: Option.none() }
}

/** Makes requests to the configured platform. */
const makeRequests = ({ apiKey, baseUrl, language }: KeySecureConfig["Type"]) => {
  const fixed = {
    ...always,
    [RequestHeaders.names.apiKey]: Redacted.value(apiKey),
    ...(Option.isSome(language) ? { [RequestHeaders.names.language]: language.value } : {})
  }
  const dated = { ...fixed, [RequestHeaders.names.timezone]: DatedQuery.timezone }
  return ({ body, endpoint, extras, path, stamp, token }: Outgoing): HttpClientRequest.HttpClientRequest => {
    const headers = endpoint.dated === true ? dated : fixed
    const begun = HttpClientRequest.make(endpoint.method)(baseUrl + path, { headers })
    const extended = extras === undefined ? begun : HttpClientRequest.setHeaders(begun, extras)
    const stamped = HttpClientRequest.setHeader(extended, RequestHeaders.names.timestamp, String(stamp))
    const allowed =
      token === undefined
        ? stamped
        : HttpClientRequest.setHeader(stamped, RequestHeaders.names.accessToken, Redacted.value(token))
    return body === undefined
      ? allowed
      : HttpClientRequest.setBody(allowed, typeof body === "string" ? HttpBody.raw(body) : body)
  }
}

/** The meaning of a transport's failure. An interruption is no failure. */
const failed =
  ({ body }: Outgoing, place: string) =>
  (cause: Cause.Cause<HttpClientError.HttpClientError>): Effect.Effect<Answer> => {
    if (Cause.isInterruptedOnly(cause)) return Effect.interrupt
    const write = body instanceof WriteBody ? body : undefined
    const isHeld = write?.withdraw() === true
    const { detail, isPermanent, sent } = Option.match(Cause.failureOption(cause), {
      onNone: () => died,
      onSome: (error) => classify(error, { place, isHeld })
    })
    if (write?.isAskedForAgain === true) return Effect.succeed<Answer>({ _tag: "NoAnswer", detail: sentTwice })
    return Effect.succeed<Answer>(
      sent === "no" ? { _tag: "NotSent", detail, isPermanent } : { _tag: "NoAnswer", detail }
    )
  }

/** The text of a body; none if it is too long. What is an envelope as it is has been unfolded already, as `fetch` does. */
const textIn = (bytes: Uint8Array, encoding: string | undefined): Option.Option<string> => {
  const text = decode(bytes)
  return encoding === undefined || Envelope.receive(text) !== undefined
    ? Option.some(text)
    : Option.map(unfold(bytes, encoding, size.kept), decode)
}

/** The body's text as an answer. A body that is too long is not read to its end. */
const answerIn = (
  response: HttpClientResponse.HttpClientResponse,
  outgoing: Outgoing
): Effect.Effect<Answer, HttpClientError.ResponseError> => {
  const { headers, status } = response
  const encoding = headers["content-encoding"]
  const answerWith = (text: string): Answer => answerOf(response, text, outgoing)
  if (isSimple(headers)) return Effect.map(response.text, answerWith)
  const read = collect(response.stream, size).pipe(
    Effect.map(Option.flatMap((bytes) => textIn(bytes, encoding))),
    Effect.map(Option.match({ onNone: () => tooLongAnswer(status), onSome: answerWith }))
  )
  // Over `fetch` a body that is not compressed as it says breaks off. Here that is the same over each transport.
  return encoding === undefined ? read : Effect.orElseSucceed(read, () => answerWith(""))
}

/** An exchange with the configured platform. */
export const make: Effect.Effect<Exchange, never, HttpClient.HttpClient | KeySecureConfig | ServerTime.ServerTime> =
  Effect.gen(function* () {
    const settings = yield* KeySecureConfig
    const time = yield* ServerTime.ServerTime
    const client = yield* HttpClient.HttpClient
    const requestOf = makeRequests(settings)
    const place = placeOf(settings.baseUrl)

    /** Every answer tells the time. An answer that refused the timestamp tells it in another way. */
    const learn = (answer: Answer, timestamp: Timestamp.Timestamp, sample: ServerTime.TimeSample) =>
      answer._tag === "Rejected" && answer.code === 1005
        ? time.rejected(timestamp, sample).pipe(
            Effect.zipRight(time.offset),
            Effect.map((offset): Answer => ({ ...answer, offset }))
          )
        : Effect.as(time.observe(sample), answer)

    /** The meaning of a response, and what it tells of the time. */
    const answered = (
      response: HttpClientResponse.HttpClientResponse,
      outgoing: Outgoing,
      sent: number,
      clock: Clock.Clock
    ): Effect.Effect<Answer, HttpClientError.ResponseError> => {
      const { headers } = response
      const moments = { stamped: outgoing.stampedAt, sent, received: headersAt(headers) ?? monotonicOf(clock) }
      const sample = ServerTime.sampleOf(headers, moments)
      const read = Effect.matchEffect(answerIn(response, outgoing), {
        onFailure: (error) => Effect.zipRight(time.observe(sample), Effect.fail(error)),
        onSuccess: (answer) => learn(answer, outgoing.stamp, sample)
      })
      const retryAfter = retryAfterMillis(headers, clock.unsafeCurrentTimeMillis())
      return retryAfter === undefined ? read : Effect.map(read, (answer): Answer => ({ ...answer, retryAfter }))
    }

    const transmit = (outgoing: Outgoing): Effect.Effect<Answer> =>
      Clock.clockWith((clock) => {
        const request = requestOf(outgoing)
        const sent = monotonicOf(clock)
        return Effect.flatMap(client.execute(request), (response) => answered(response, outgoing, sent, clock))
      }).pipe(
        withRequestGuards(outgoing.body instanceof WriteBody ? outgoing.body : undefined, outgoing.extras),
        Effect.catchAllCause(failed(outgoing, place))
      )

    const direct = isImmediate(time) ? directOf(client) : undefined

    /** No layer sees the request, so it needs no guards. Reading a long answer takes a stream, whose fibers log failures. */
    const transmitDirectly =
      (send: Direct) =>
      (outgoing: Outgoing, millis: number): Effect.Effect<Answer | undefined> =>
        Clock.clockWith((clock) => {
          const sent = monotonicOf(clock)
          return Effect.flatMap(send(requestOf(outgoing), clock, millis), (response) => {
            if (response === undefined) return Effect.succeed(response)
            const read = answered(response, outgoing, sent, clock)
            return isSimple(response.headers) ? read : withRequestGuards(undefined, outgoing.extras)(read)
          })
        }).pipe(Effect.catchAllCause(failed(outgoing, place)))

    const stamp = Effect.flatMap(time.timestamp, (taken) =>
      Effect.map(ServerTime.monotonic, (stampedAt): Stamped => ({ stamp: taken, stampedAt }))
    )

    return { stamp, transmit, ...(direct === undefined ? {} : { transmitWithin: transmitDirectly(direct) }) }
  })
