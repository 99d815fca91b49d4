/** An answer of the simulator as an `HttpClientResponse`, without the web's `Response` in between. */
import * as Cookies from "@effect/platform/Cookies"
import type * as Headers from "@effect/platform/Headers"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { encodeUtf8 } from "../text/utf8.js"

type Failure = HttpClientError.ResponseError

/** The answer that the transport got. */
interface Received {
  readonly status: number
  readonly headers: Headers.Headers
  readonly body: string
}

/** The response of a request: the body is text already, so reading it costs nothing. */
export class ClientResponse extends Inspectable.Class implements HttpClientResponse.HttpClientResponse {
  readonly [HttpIncomingMessage.TypeId]: HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly request: HttpClientRequest.HttpClientRequest
  readonly status: number
  readonly headers: Headers.Headers
  readonly cookies = Cookies.empty
  readonly remoteAddress = Option.none<string>()
  readonly #body: string

  constructor(request: HttpClientRequest.HttpClientRequest, { body, headers, status }: Received) {
    super()
    this.request = request
    this.status = status
    this.headers = headers
    this.#body = body
  }

  #unreadable(fault: { readonly cause: unknown } | { readonly description: string }): Failure {
    return new HttpClientError.ResponseError({ request: this.request, response: this, reason: "Decode", ...fault })
  }

  get text(): Effect.Effect<string> {
    return Effect.succeed(this.#body)
  }

  get json(): Effect.Effect<unknown, Failure> {
    return Effect.try({
      try: (): unknown => (this.#body === "" ? null : JSON.parse(this.#body)),
      catch: (cause) => this.#unreadable({ cause })
    })
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer> {
    return Effect.sync(() => new Uint8Array(encodeUtf8(this.#body)).buffer)
  }

  get stream(): Stream.Stream<Uint8Array> {
    return Stream.sync(() => encodeUtf8(this.#body))
  }

  get formData(): Effect.Effect<never, Failure> {
    return Effect.suspend(() => Effect.fail(this.#unreadable({ description: "the simulator answers no forms" })))
  }

  get urlParamsBody(): Effect.Effect<never, Failure> {
    return this.formData
  }

  override toJSON(): unknown {
    return HttpIncomingMessage.inspect(this, {
      _id: "@effect/platform/HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status
    })
  }
}
