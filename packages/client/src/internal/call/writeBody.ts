/**
 * The body of a write, which no transport can send again by itself.
 *
 * `fetch` repeats a text: on Node after HTTP 421, and on Deno when a connection that was kept is closed instead of
 * answered. It cannot repeat a stream. So `fetch` gets a stream, and sends it in chunks. Every other transport gets the
 * text, and sends it once and with its length. A stream would cost more there than the rest of the call.
 *
 * A transport that takes the body by pieces, or asks before it sends it, tells something more. Until the last piece is
 * taken, the body has certainly not left, whatever the failure is called.
 */
import type * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { encodeUtf8 } from "../runtime/runtime.js"

type RequestInit = Context.Tag.Service<typeof FetchHttpClient.RequestInit>

/** How many bytes at the end are pieces of their own: Node's `fetch` takes two pieces before there is a connection. */
const lastBytes = 4

const once = { message: "a write is sent once" }

/** One body, for one copy of a write. */
export class WriteBody extends Inspectable.Class {
  readonly [HttpBody.TypeId]: HttpBody.TypeId = HttpBody.TypeId
  readonly contentType = "application/json"
  readonly contentLength = undefined
  readonly #text: string
  #isForFetch = false
  #isByPieces = false
  #isWhole = false
  #hasLeft = false
  #isAskedForAgain = false

  constructor(text: string) {
    super()
    this.#text = text
  }

  get _tag(): "Raw" | "Stream" {
    return this.#isForFetch ? "Stream" : "Raw"
  }

  /** The text, for a transport of which nothing is known. */
  get body(): string {
    this.#isWhole = true
    return this.#text
  }

  /** Whether `fetch` sends it, in chunks. */
  get isForFetch(): boolean {
    return this.#isForFetch
  }

  /** Whether it was asked for again after it had left: a layer around the transport tried again. */
  get isAskedForAgain(): boolean {
    return this.#isAskedForAgain
  }

  /** The settings of `fetch`. Only `fetch` looks at them, and at their headers before it looks at the body. */
  requestInit(init: RequestInit): RequestInit {
    const isAsked = () => {
      this.#isForFetch = true
      return init.headers
    }
    return {
      ...init,
      get headers() {
        return isAsked()
      }
    }
  }

  /** What `fetch` gets. */
  get stream(): Stream.Stream<Uint8Array, typeof once> {
    this.#isByPieces = true
    const bytes = encodeUtf8(this.#text)
    const start = Math.max(1, bytes.length - lastBytes)
    return Stream.unfoldEffect(0, (from) =>
      Effect.suspend(() => {
        if (from >= bytes.length) return Effect.succeedNone
        const to = from === 0 ? start : from + 1
        if (to >= bytes.length && !this.#leave()) return Effect.fail(once)
        return Effect.succeed(Option.some([bytes.subarray(from, to), to] as const))
      })
    )
  }

  /** For a transport that asks, just before it sends the text, whether it may: the text leaves then, and once. */
  asText(): { readonly text: string; readonly mayLeave: () => boolean } {
    this.#isByPieces = true
    return { text: this.#text, mayLeave: () => this.#leave() }
  }

  /** For a transport that takes it when the connection is there: its length, and itself, or nothing if it has left. */
  inOnePiece(): { readonly byteLength: number; readonly take: () => Uint8Array | undefined } {
    this.#isByPieces = true
    const bytes = encodeUtf8(this.#text)
    return { byteLength: bytes.length, take: () => (this.#leave() ? bytes : undefined) }
  }

  #leave(): boolean {
    if (this.#hasLeft) this.#isAskedForAgain = true
    const isFirst = !this.#hasLeft
    this.#hasLeft = true
    return isFirst
  }

  /** Takes the body back, and says whether it has not left. It cannot leave from then on. */
  withdraw(): boolean {
    const isHeld = this.#isByPieces && !this.#isWhole && !this.#hasLeft
    this.#hasLeft = true
    return isHeld
  }

  /** The text is personal data, and is not shown. */
  override toJSON(): unknown {
    return { _id: "@effect/platform/HttpBody", _tag: this._tag }
  }
}
