/** The handler of one exchange: takes an answer part by part, and resumes the caller once. */
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Buffer } from "node:buffer"
import type { IncomingHttpHeaders } from "node:http"
import type { Dispatcher } from "undici"
import { monotonicOf } from "../serverTime/readClocks.js"
import { Received, UndiciResponse } from "./response.js"

/** An answer, or what stands for none. */
export type Answered<None> = Effect.Effect<
  HttpClientResponse.HttpClientResponse | None,
  HttpClientError.HttpClientError
>

const nothing = () => {}

/**
 * A class, and not an object literal with functions: V8 makes literals among the old objects where most of them lived for
 * long. Such a literal, although its call is over, keeps all that the call made from one collection to the next (decision
 * 0033).
 */
export class Receiver<None> implements Dispatcher.DispatchHandler {
  readonly #request: HttpClientRequest.HttpClientRequest
  readonly #clock: Clock.Clock
  readonly #mayLeave: () => boolean
  readonly #received = new Received()
  #controller: Dispatcher.DispatchController | undefined
  #isOver = false
  #resume: (answered: Answered<None>) => void = nothing
  #stop: () => void = nothing

  constructor(request: HttpClientRequest.HttpClientRequest, clock: Clock.Clock, mayLeave: () => boolean) {
    this.#request = request
    this.#clock = clock
    this.#mayLeave = mayLeave
  }

  /** Says who waits for the answer. */
  waits(resume: (answered: Answered<None>) => void): void {
    this.#resume = resume
  }

  /** Says what ends with the exchange; one that is over already ends it at once. */
  endsWith(stop: () => void): void {
    if (this.#isOver) stop()
    else this.#stop = stop
  }

  /** Resumes the caller without an answer, and gives the exchange up. */
  giveUp(none: None): void {
    this.#resume(Effect.succeed(none))
    this.#abort()
  }

  /** The caller waits no longer. */
  interrupt(): void {
    this.#stop()
    this.#abort()
  }

  failed(cause: unknown): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#stop()
    this.#resume(
      this.#received.status === 0
        ? new HttpClientError.RequestError({ request: this.#request, reason: "Transport", cause })
        : this.#responded(cause)
    )
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#isOver || !this.#mayLeave()) controller.abort(new Error("a write is sent once"))
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // 100 to 199 announce the answer.
    if (status >= 200) this.#received.start(status, headers, monotonicOf(this.#clock))
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isOver || this.#received.add(chunk)) return
    this.#abort()
    this.#end()
  }

  onResponseEnd(): void {
    if (!this.#isOver) this.#end()
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.failed(error)
  }

  #abort(): void {
    this.#isOver = true
    this.#controller?.abort(new Error("interrupted"))
  }

  #end(): void {
    this.#isOver = true
    this.#controller = undefined
    this.#stop()
    this.#resume(this.#responded())
  }

  /** Made in the fiber of the call: what throws there ends the call. */
  #responded(cause?: unknown): Answered<None> {
    return Effect.sync(() => new UndiciResponse(this.#request, this.#received, cause))
  }
}
