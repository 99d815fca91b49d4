/** One request and its answer. Every end is a value; nothing here decides what it means for the caller. */
import {
  type AccessToken,
  DatedQuery,
  type Endpoint,
  Envelope,
  RequestHeaders,
  type Timestamp
} from "@effect-keysecure/schema"
import {
  FetchHttpClient,
  Headers,
  HttpBody,
  HttpClient,
  type HttpClientError,
  HttpClientRequest,
  type HttpClientResponse
} from "@effect/platform"
import { Cause, Clock, Context, Effect, Either, FiberRef, Option, Redacted, Schema, Stream } from "effect"
import { KeySecureConfig } from "../KeySecureConfig.js"
import * as ServerTime from "../ServerTime.js"
import { monotonicOf } from "./reading.js"
import { classify, type TransportFailure } from "./transport.js"

/** How one request ended. */
export type Answer =
  | { readonly _tag: "Accepted"; readonly data: unknown; readonly status: number }
  | {
      readonly _tag: "Refused"
      readonly code: number
      readonly msg: string
      /** For 1005: what is known of the platform's clock now. */
      readonly offset: Option.Option<number>
    }
  | { readonly _tag: "NotSent"; readonly detail: string }
  | { readonly _tag: "NotRecorded"; readonly detail: string }
  | { readonly _tag: "NoAnswer"; readonly detail: string }
  | { readonly _tag: "Unreadable"; readonly status: number; readonly detail: string }

/** What must be done with the stamp of a copy before the copy is sent. If it fails, the copy is not sent. */
export type BeforeSending = (timestamp: Timestamp.Timestamp) => Effect.Effect<void, object>

/** What varies from one request to the next. `handedOver` is told the stamp just before the transport gets it. */
export interface Outgoing {
  readonly endpoint: Endpoint.Any
  /** The endpoint's, with what it stands for filled in. */
  readonly path: string
  readonly body: string | undefined
  readonly token: AccessToken.AccessToken | undefined
  readonly beforeSending: BeforeSending | undefined
  readonly handedOver: (timestamp: Timestamp.Timestamp) => void
}

/** Sends one request. */
export type Exchange = (outgoing: Outgoing) => Effect.Effect<Answer>

/** Answers longer than 1 MiB are not read: the longest documented one, a page of 100 items, is some 50 KiB. */
const maxBodyBytes = 1024 * 1024

const parseJson = Schema.decodeUnknownEither(Schema.parseJson(Envelope.Envelope))
const contentType = "application/json"

/** Part of every runtime, but of no library of types that this package uses. */
declare const TextDecoder: new () => {
  readonly decode: (bytes?: Uint8Array, options?: { readonly stream: boolean }) => string
}

const tooLong = Symbol("tooLong")

const boundedText = <E>(stream: Stream.Stream<Uint8Array, E>): Effect.Effect<Option.Option<string>, E> =>
  Effect.suspend(() => {
    const decoder = new TextDecoder()
    let size = 0
    let text = ""
    const take = (chunks: Iterable<Uint8Array>): Effect.Effect<void, typeof tooLong> => {
      for (const bytes of chunks) {
        size += bytes.byteLength
        if (size > maxBodyBytes) return Effect.fail(tooLong)
        text += decoder.decode(bytes, { stream: true })
      }
      return Effect.void
    }
    return Effect.matchEffect(Stream.runForEachChunk(stream, take), {
      onFailure: (error) => (error === tooLong ? Effect.succeedNone : Effect.fail(error)),
      onSuccess: () => Effect.succeedSome(text + decoder.decode())
    })
  })

/** The body as text; none if it is longer than the limit. A compressed body is counted as it unfolds. */
const textOf = (
  response: HttpClientResponse.HttpClientResponse,
  { "content-encoding": encoding, "content-length": length }: Headers.Headers
) =>
  length !== undefined && /^\d+$/.test(length) && encoding === undefined && Number(length) <= maxBodyBytes
    ? Effect.asSome(response.text)
    : boundedText(response.stream)

/** A transport that dies instead of failing tells nothing. */
const died: TransportFailure = { sent: "unknown", detail: "the transport gives no code" }

/** Whatever was wrong may hold anything, so it is not repeated. */
const notRecorded: Answer = { _tag: "NotRecorded", detail: "what was to be done before sending failed" }

const unreadable = (status: number, detail: string): Answer => ({ _tag: "Unreadable", status, detail })

const answerOf = (status: number, text: Option.Option<string>): Answer => {
  if (Option.isNone(text)) return unreadable(status, "a body of more than 1 MiB")
  if (status >= 300 && status < 400) return unreadable(status, "a redirect, which is not followed")
  const envelope = parseJson(text.value)
  if (Either.isLeft(envelope)) return unreadable(status, "a body that is not the platform's envelope")
  return envelope.right._tag === "Accepted"
    ? { _tag: "Accepted", data: envelope.right.data, status }
    : { _tag: "Refused", code: envelope.right.code, msg: envelope.right.msg, offset: Option.none() }
}

/**
 * `fetch` would follow a redirect with our headers on it; the other transports of the platform do not follow. Header
 * values are redacted for whatever looks at the request on its way. And the platform's span of a request would record a
 * failure whose cause holds our headers, so there is none; ours tells the attempts.
 *
 * As `Effect.locally` would, at a third of the price, but for an interruption: then the fiber is at its end (`within`).
 */
const guarded = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.withFiberRuntime((fiber) => {
    const context = fiber.currentContext
    const names = fiber.getFiberRef(Headers.currentRedactedNames)
    const tracerDisabledWhen = fiber.getFiberRef(HttpClient.currentTracerDisabledWhen)
    const set = (
      toContext: typeof context,
      toNames: typeof names,
      toTracerDisabledWhen: typeof tracerDisabledWhen
    ): Effect.Effect<void> =>
      Effect.zipRight(
        FiberRef.set(FiberRef.currentContext, toContext),
        Effect.zipRight(
          FiberRef.set(Headers.currentRedactedNames, toNames),
          FiberRef.set(HttpClient.currentTracerDisabledWhen, toTracerDisabledWhen)
        )
      )
    const restored = set(context, names, tracerDisabledWhen)
    const init = {
      ...Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit)),
      redirect
    } as const
    return Effect.zipRight(
      set(Context.add(context, FetchHttpClient.RequestInit, init), [...names, ...RequestHeaders.secretNames], always),
      Effect.matchCauseEffect(effect, {
        onFailure: (cause) => Effect.zipRight(restored, Effect.failCause(cause)),
        onSuccess: (value) => Effect.as(restored, value)
      })
    )
  })

const redirect = "manual"
const always = () => true

/** An exchange with the configured platform. */
export const make: Effect.Effect<Exchange, never, HttpClient.HttpClient | KeySecureConfig | ServerTime.ServerTime> =
  Effect.gen(function* () {
    const { apiKey, baseUrl, language } = yield* KeySecureConfig
    const time = yield* ServerTime.ServerTime
    const client = yield* HttpClient.HttpClient
    const fixed = {
      [RequestHeaders.names.contentType]: contentType,
      [RequestHeaders.names.apiKey]: Redacted.value(apiKey),
      ...(Option.isSome(language) ? { [RequestHeaders.names.language]: language.value } : {})
    }

    const requestOf = ({ body, endpoint, path, token }: Outgoing, timestamp: Timestamp.Timestamp) =>
      HttpClientRequest.make(endpoint.method)(baseUrl + path, {
        headers: Headers.unsafeFromRecord({
          ...fixed,
          [RequestHeaders.names.timestamp]: String(timestamp),
          ...(endpoint.dated === true ? { [RequestHeaders.names.timezone]: DatedQuery.timezone } : {}),
          ...(token === undefined ? {} : { [RequestHeaders.names.accessToken]: Redacted.value(token) })
        }),
        ...(body === undefined ? {} : { body: HttpBody.raw(body) })
      })

    /** Every answer tells the time; one that refused the timestamp tells it differently. */
    const learn = (answer: Answer, timestamp: Timestamp.Timestamp, sighting: ServerTime.Sighting) =>
      answer._tag === "Refused" && answer.code === 1005
        ? time.refused(timestamp, sighting).pipe(
            Effect.zipRight(time.offset),
            Effect.map((offset): Answer => ({ ...answer, offset }))
          )
        : Effect.as(time.observe(sighting), answer)

    /** What the transport's failure tells; an interruption is nobody's failure. */
    const failed = (cause: Cause.Cause<HttpClientError.HttpClientError>): Effect.Effect<Answer> => {
      if (Cause.isInterruptedOnly(cause)) return Effect.interrupt
      const { detail, sent } = Option.match(Cause.failureOption(cause), { onNone: () => died, onSome: classify })
      return Effect.succeed<Answer>({ _tag: sent === "no" ? "NotSent" : "NoAnswer", detail })
    }

    const send = (outgoing: Outgoing, timestamp: Timestamp.Timestamp): Effect.Effect<Answer> =>
      Clock.clockWith((clock) => {
        const request = requestOf(outgoing, timestamp)
        const sent = monotonicOf(clock)
        outgoing.handedOver(timestamp)
        return Effect.flatMap(client.execute(request), (response) => {
          const { headers, status } = response
          const sighting = { sent, received: monotonicOf(clock), date: ServerTime.dateOf(headers) }
          return textOf(response, headers).pipe(
            Effect.tapError(() => time.observe(sighting)),
            Effect.flatMap((text) => learn(answerOf(status, text), timestamp, sighting))
          )
        })
      }).pipe(guarded, Effect.catchAllCause(failed))

    return (outgoing) =>
      Effect.flatMap(time.timestamp, (timestamp) => {
        const { beforeSending } = outgoing
        return beforeSending === undefined
          ? send(outgoing, timestamp)
          : Effect.matchCauseEffect(
              Effect.suspend(() => beforeSending(timestamp)),
              {
                onFailure: (cause) => (Cause.isInterruptedOnly(cause) ? Effect.interrupt : Effect.succeed(notRecorded)),
                onSuccess: () => send(outgoing, timestamp)
              }
            )
      })
  })
