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
  HttpClientRequest,
  type HttpClientResponse
} from "@effect/platform"
import { Cause, Context, Effect, Either, Option, Redacted, Schema, Stream } from "effect"
import { KeySecureConfig } from "../KeySecureConfig.js"
import * as ServerTime from "../ServerTime.js"
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
  readonly token: Option.Option<AccessToken.AccessToken>
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
const textOf = (response: HttpClientResponse.HttpClientResponse) => {
  const { "content-encoding": encoding, "content-length": length } = response.headers
  return length !== undefined && /^\d+$/.test(length) && encoding === undefined && Number(length) <= maxBodyBytes
    ? Effect.asSome(response.text)
    : boundedText(response.stream)
}

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
 * values are redacted for whatever looks at the request on its way.
 */
const guarded = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  effect.pipe(
    Effect.mapInputContext((context: Context.Context<R>) =>
      Context.add(context, FetchHttpClient.RequestInit, {
        ...Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit)),
        redirect: "manual"
      })
    ),
    Effect.locallyWith(Headers.currentRedactedNames, (names) => [...names, ...RequestHeaders.secretNames])
  )

/** An exchange with the configured platform. */
export const make: Effect.Effect<Exchange, never, HttpClient.HttpClient | KeySecureConfig | ServerTime.ServerTime> =
  Effect.gen(function* () {
    const { apiKey, baseUrl, language } = yield* KeySecureConfig
    const time = yield* ServerTime.ServerTime
    // The platform's span of a request would record a failure whose cause holds our headers; ours does not.
    const client = HttpClient.withTracerDisabledWhen(yield* HttpClient.HttpClient, () => true)
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
          ...(Option.isSome(token) ? { [RequestHeaders.names.accessToken]: Redacted.value(token.value) } : {})
        }),
        ...(body === undefined ? {} : { body: HttpBody.text(body, contentType) })
      })

    /** Every answer tells the time; one that refused the timestamp tells it differently. */
    const learn = (answer: Answer, timestamp: Timestamp.Timestamp, sighting: ServerTime.Sighting) =>
      answer._tag === "Refused" && answer.code === 1005
        ? time.refused(timestamp, sighting).pipe(
            Effect.zipRight(time.offset),
            Effect.map((offset): Answer => ({ ...answer, offset }))
          )
        : Effect.as(time.observe(sighting), answer)

    const send = (outgoing: Outgoing, timestamp: Timestamp.Timestamp): Effect.Effect<Answer> =>
      Effect.gen(function* () {
        const request = requestOf(outgoing, timestamp)
        const sent = yield* ServerTime.monotonic
        outgoing.handedOver(timestamp)
        const response = yield* client.execute(request)
        const received = yield* ServerTime.monotonic
        const sighting = { sent, received, date: ServerTime.dateOf(response.headers) }
        const text = yield* Effect.tapError(textOf(response), () => time.observe(sighting))
        return yield* learn(answerOf(response.status, text), timestamp, sighting)
      }).pipe(
        guarded,
        Effect.catchAllCause((cause) => {
          if (Cause.isInterruptedOnly(cause)) return Effect.interrupt
          const { detail, sent } = Option.match(Cause.failureOption(cause), { onNone: () => died, onSome: classify })
          return Effect.succeed<Answer>({ _tag: sent === "no" ? "NotSent" : "NoAnswer", detail })
        })
      )

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
