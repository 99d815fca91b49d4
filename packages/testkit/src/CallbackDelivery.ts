/**
 * Callbacks, signed as the platform signs them and delivered to a merchant's handler: in memory, or over HTTP.
 *
 * It is written and signed here independently of the client, so that the two do not agree on one mistake.
 *
 * Source: docs/api.md, Callbacks.
 *
 * @module CallbackDelivery
 * @since 0.1.0
 */
import { Callback } from "@effect-keysecure/schema"
import * as Headers from "@effect/platform/Headers"
import * as HttpApp from "@effect/platform/HttpApp"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import type * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { CallbackRequest } from "./internal/callbackDelivery/request.js"
import type { CallbackEvent } from "./internal/state/callbackEvent.js"
import { fieldsAsText, jsonOf, sign, type Signer } from "./internal/callbackDelivery/signature.js"
import { decodeUtf8 } from "./internal/text/utf8.js"

export type { Signer } from "./internal/callbackDelivery/signature.js"
export type { CallbackEvent, CallbackValue } from "./internal/state/callbackEvent.js"

/**
 * A POST request that is ready to be delivered, any number of times. It is plain data: change it to forge one.
 *
 * @since 0.1.0
 * @category models
 */
export interface SignedRequest {
  /** The documented headers, and `Content-Type`. */
  readonly headers: Readonly<Record<string, string>>
  /** Compact JSON. */
  readonly body: string
}

/**
 * There was no answer that the platform could read: no app was reached (`Unreachable`), it answered with another HTTP
 * status than 200 (`Status`), or not with `{code, message}` in at most 65,536 characters (`Unreadable`).
 *
 * @since 0.1.0
 * @category errors
 */
export class DeliveryFailed extends Schema.TaggedError<DeliveryFailed>("@effect-keysecure/testkit/DeliveryFailed")(
  "DeliveryFailed",
  { reason: Schema.Literal("Unreachable", "Status", "Unreadable"), detail: Schema.String }
) {
  override get message(): string {
    return `The callback was not answered (${this.reason}): ${this.detail}`
  }
}

/**
 * How a callback is written. An option that is left out is as documented.
 *
 * @since 0.2.0
 * @category models
 */
export interface Form {
  /** Whether `Timestamp` is in ms or in seconds, rounded down. Default `"millis"`. */
  readonly timestamp?: "millis" | "seconds"
  /** Whether the numbers of `data` are JSON numbers, or their digits in a text. Default `"number"`. */
  readonly numbers?: "number" | "text"
  /** How the hex of the signature is written. Default `"lowerCase"`. */
  readonly signature?: "lowerCase" | "upperCase"
}

/**
 * An event as the platform sends it: written as JSON, with the documented headers and the signature. A `form` writes it
 * in another way, and it is signed as it is written.
 *
 * @since 0.1.0
 * @category constructors
 */
export const request = ({ action, data, id }: CallbackEvent, signer: Signer, form: Form = {}): SignedRequest => {
  const timestamp = form.timestamp === "seconds" ? Math.floor(signer.timestamp / 1000) : signer.timestamp
  const written = form.numbers === "text" ? fieldsAsText(data) : data
  const signature = sign(written, { ...signer, timestamp })
  return {
    headers: {
      "Content-Type": "application/json",
      Timestamp: String(timestamp),
      Signature: form.signature === "upperCase" ? signature.toUpperCase() : signature,
      "Sign-Version": "V1",
      Timezone: "UTC+8"
    },
    body: jsonOf({ id, action, data: written })
  }
}

const decode = Schema.decode(Schema.parseJson(Callback.Answer))

/** An answer is some ten characters long. No more than this is read, since an app may send without end. */
const mostCharacters = 65_536

const unreadable = (detail: string) => new DeliveryFailed({ reason: "Unreadable", detail })

const answerOf = (status: number, body: string): Effect.Effect<Callback.Answer, DeliveryFailed> => {
  if (status !== 200) return new DeliveryFailed({ reason: "Status", detail: `HTTP status ${status}` })
  if (body.length > mostCharacters) return unreadable(`the body is longer than ${mostCharacters} characters`)
  return Effect.mapError(decode(body), () => unreadable("the body is not {code, message}"))
}

const textOf = ({ body }: HttpServerResponse.HttpServerResponse): Effect.Effect<string, DeliveryFailed> => {
  if (body._tag === "Empty") return Effect.succeed("")
  if (body._tag === "Uint8Array") return Effect.succeed(decodeUtf8(body.body))
  return unreadable("the answer is neither text nor bytes")
}

/**
 * Delivers a request to an app in memory: in the caller's fiber and on its clock, so that time is a test's own. A
 * router goes by `path`; default `/`.
 *
 * @since 0.1.0
 * @category delivery
 */
export const deliver = <E, R>(
  app: HttpApp.Default<E, R>,
  { body, headers }: SignedRequest,
  path = "/"
): Effect.Effect<
  Callback.Answer,
  DeliveryFailed,
  Exclude<Exclude<R | HttpServerRequest.HttpServerRequest, Scope.Scope>, HttpServerRequest.HttpServerRequest>
> =>
  Effect.gen(function* () {
    const answered = yield* Deferred.make<HttpServerResponse.HttpServerResponse>()
    yield* HttpApp.toHandled(app, (_, response) => Deferred.succeed(answered, response)).pipe(
      Effect.provideService(
        HttpServerRequest.HttpServerRequest,
        new CallbackRequest({ url: path, headers: Headers.fromInput(headers), body })
      ),
      // An app that fails has answered before, as it does over HTTP.
      Effect.exit
    )
    const response = yield* Deferred.await(answered)
    return yield* answerOf(response.status, yield* textOf(response))
  })

const firstOf = (
  response: HttpClientResponse.HttpClientResponse
): Effect.Effect<string, HttpClientError.ResponseError> =>
  response.stream.pipe(
    Stream.decodeText(),
    Stream.runFoldWhile(
      "",
      (text) => text.length <= mostCharacters,
      (text, more) => text + more
    ),
    Effect.catchIf(
      ({ reason }) => reason === "EmptyBody",
      () => Effect.succeed("")
    )
  )

/**
 * Delivers a request over HTTP, once. It reads no more of an answer than it takes.
 *
 * @since 0.1.0
 * @category delivery
 */
export const deliverOver = (
  url: string,
  { body, headers }: SignedRequest
): Effect.Effect<Callback.Answer, DeliveryFailed, HttpClient.HttpClient> =>
  HttpClientRequest.post(url).pipe(
    HttpClientRequest.bodyText(body, "application/json"),
    HttpClientRequest.setHeaders(headers),
    HttpClient.execute,
    Effect.flatMap((response) => Effect.map(firstOf(response), (text) => ({ status: response.status, text }))),
    Effect.mapError(
      ({ reason }) => new DeliveryFailed({ reason: "Unreachable", detail: `the transport failed: ${reason}` })
    ),
    Effect.flatMap(({ status, text }) => answerOf(status, text))
  )
