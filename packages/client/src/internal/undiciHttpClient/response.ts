/** An answer as undici's dispatcher gives it: collected, then read as a whole. */
import * as Cookies from "@effect/platform/Cookies"
import * as Headers from "@effect/platform/Headers"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { Buffer } from "node:buffer"
import type { IncomingHttpHeaders } from "node:http"
import { rememberHeadersAt } from "../call/headersAt.js"

/** How much of a body is collected: a chunk more than the client reads (`internal/call/exchange`). */
const maxBytes = 1024 * 1024

/** The parts that have been received so far. */
export class Received {
  status = 0
  headers: IncomingHttpHeaders = {}
  /** When the headers arrived, in ms of the monotonic clock. */
  headersAt = 0
  readonly chunks: Array<Buffer> = []
  #size = 0

  start(status: number, headers: IncomingHttpHeaders, at: number): void {
    this.status = status
    this.headers = headers
    this.headersAt = at
  }

  /** Takes a part of the body, and says whether there is room for more. */
  add(chunk: Buffer): boolean {
    this.chunks.push(chunk)
    this.#size += chunk.length
    return this.#size <= maxBytes
  }
}

type Failure = HttpClientError.ResponseError

/** The answer; with a cause, it broke off and cannot be read. */
export class UndiciResponse extends Inspectable.Class implements HttpClientResponse.HttpClientResponse {
  readonly [HttpIncomingMessage.TypeId]: HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly request: HttpClientRequest.HttpClientRequest
  readonly status: number
  readonly headers: Headers.Headers
  readonly remoteAddress = Option.none<string>()
  readonly #chunks: ReadonlyArray<Buffer>
  readonly #broken: { readonly cause: unknown } | undefined

  constructor(
    request: HttpClientRequest.HttpClientRequest,
    { chunks, headers, headersAt, status }: Received,
    cause?: unknown
  ) {
    super()
    this.request = request
    this.status = status
    this.headers = Headers.fromInput(headers)
    rememberHeadersAt(this.headers, headersAt)
    this.#chunks = chunks
    this.#broken = cause === undefined ? undefined : { cause }
  }

  #read<A>(read: (bytes: Buffer) => A): Effect.Effect<A, Failure> {
    return Effect.suspend(() =>
      this.#broken === undefined
        ? Effect.try({ try: () => read(this.#bytes()), catch: (cause) => this.#unreadable(cause) })
        : Effect.fail(this.#unreadable(this.#broken.cause))
    )
  }

  #bytes(): Buffer {
    const [first, ...others] = this.#chunks
    return first !== undefined && others.length === 0 ? first : Buffer.concat(this.#chunks)
  }

  #unreadable(cause: unknown): Failure {
    return new HttpClientError.ResponseError({ request: this.request, response: this, reason: "Decode", cause })
  }

  get cookies(): Cookies.Cookies {
    return Cookies.fromSetCookie(this.headers["set-cookie"] ?? [])
  }

  /** Decoding text cannot fail. */
  get text(): Effect.Effect<string, Failure> {
    return this.#broken === undefined
      ? Effect.succeed(this.#bytes().toString("utf8"))
      : Effect.fail(this.#unreadable(this.#broken.cause))
  }

  get json(): Effect.Effect<unknown, Failure> {
    return this.#read((bytes): unknown => (bytes.length === 0 ? null : JSON.parse(bytes.toString("utf8"))))
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer, Failure> {
    return this.#read((bytes) => new Uint8Array(bytes).buffer)
  }

  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, Failure> {
    return this.#read((bytes) => UrlParams.fromInput(new URLSearchParams(bytes.toString("utf8"))))
  }

  get formData(): Effect.Effect<never, Failure> {
    return Effect.suspend(() => Effect.fail(this.#unreadable(new Error("this transport reads no forms"))))
  }

  get stream(): Stream.Stream<Uint8Array, Failure> {
    const parts = Stream.fromIterable(this.#chunks)
    return this.#broken === undefined
      ? parts
      : Stream.concat(
          parts,
          Stream.failSync(() => this.#unreadable(this.#broken?.cause))
        )
  }

  override toJSON(): unknown {
    return HttpIncomingMessage.inspect(this, {
      _id: "@effect/platform/HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status
    })
  }
}
