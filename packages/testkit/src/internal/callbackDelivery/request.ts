/** A request to the merchant's app in memory, without the web's `Request` in between: nothing in it waits. */
import type * as Headers from "@effect/platform/Headers"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Multipart from "@effect/platform/Multipart"
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { encodeUtf8 } from "../text/utf8.js"

/** The request that is sent. */
interface Sent {
  readonly url: string
  readonly headers: Headers.Headers
  readonly body: string
}

/** A POST request whose body is text already. */
export class CallbackRequest extends Inspectable.Class implements HttpServerRequest.HttpServerRequest {
  readonly [HttpIncomingMessage.TypeId]: HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpServerRequest.TypeId]: HttpServerRequest.TypeId = HttpServerRequest.TypeId
  readonly source: unknown = undefined
  readonly method = "POST"
  readonly cookies = {}
  readonly originalUrl: string
  readonly url: string
  readonly headers: Headers.Headers
  readonly remoteAddress: Option.Option<string>
  readonly #body: string

  constructor({ body, headers, url }: Sent, originalUrl = url, remoteAddress = "127.0.0.1") {
    super()
    this.url = url
    this.originalUrl = originalUrl
    this.headers = headers
    this.remoteAddress = Option.some(remoteAddress)
    this.#body = body
  }

  #unreadable(fault: { readonly cause: unknown } | { readonly description: string }): HttpServerError.RequestError {
    return new HttpServerError.RequestError({ request: this, reason: "Decode", ...fault })
  }

  get text(): Effect.Effect<string> {
    return Effect.succeed(this.#body)
  }

  get json(): Effect.Effect<unknown, HttpServerError.RequestError> {
    return Effect.try({
      try: (): unknown => JSON.parse(this.#body),
      catch: (cause) => this.#unreadable({ cause })
    })
  }

  get urlParamsBody(): Effect.Effect<never, HttpServerError.RequestError> {
    return Effect.suspend(() => Effect.fail(this.#unreadable({ description: "a callback is no form" })))
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer> {
    return Effect.sync(() => new Uint8Array(encodeUtf8(this.#body)).buffer)
  }

  get stream(): Stream.Stream<Uint8Array> {
    return Stream.sync(() => encodeUtf8(this.#body))
  }

  get multipart(): Effect.Effect<never, Multipart.MultipartError> {
    return Effect.suspend(() =>
      Effect.fail(new Multipart.MultipartError({ reason: "Parse", cause: "a callback is no form" }))
    )
  }

  get multipartStream(): Stream.Stream<never, Multipart.MultipartError> {
    return Stream.fromEffect(this.multipart)
  }

  get upgrade(): Effect.Effect<never, HttpServerError.RequestError> {
    return Effect.suspend(() => Effect.fail(this.#unreadable({ description: "a callback is no socket" })))
  }

  modify(changes: {
    readonly url?: string
    readonly headers?: Headers.Headers
    readonly remoteAddress?: string
  }): HttpServerRequest.HttpServerRequest {
    return new CallbackRequest(
      { url: changes.url ?? this.url, headers: changes.headers ?? this.headers, body: this.#body },
      this.originalUrl,
      changes.remoteAddress ?? Option.getOrUndefined(this.remoteAddress)
    )
  }

  override toJSON(): unknown {
    return HttpIncomingMessage.inspect(this, {
      _id: "@effect/platform/HttpServerRequest",
      method: this.method,
      url: this.originalUrl
    })
  }
}
