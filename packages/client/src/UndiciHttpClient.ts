/**
 * A lean transport for Node: an `HttpClient` straight over undici's dispatcher, without the streams, signals and
 * promises in between. `bench client` says how much that saves; `NodeHttpClient.layerUndici` does the same and more.
 *
 * It sends text and bytes and reads an answer as a whole, up to 1 MiB. This client needs no more. Use it for the client,
 * and not as the `HttpClient` of everything.
 *
 * It is a sub-path of its own (`@effect-keysecure/client/UndiciHttpClient`), and undici 7 is an optional peer.
 *
 * @module UndiciHttpClient
 * @since 0.1.0
 */
import * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as FiberRef from "effect/FiberRef"
import * as Layer from "effect/Layer"
import { Readable } from "node:stream"
import { Agent, type Dispatcher } from "undici"
import { register } from "./internal/call/direct.js"
import { WriteBody } from "./internal/call/writeBody.js"
import { startTimerWithin } from "./internal/concurrency/deadline.js"
import { type Answered, Receiver } from "./internal/undiciHttpClient/receiver.js"

type Failure = HttpClientError.HttpClientError

/** A body that undici takes when it has a connection, and that no part of undici can send twice. */
const readableOf = (take: () => Uint8Array | undefined): Readable => {
  const readable = new Readable({
    read() {
      const bytes = take()
      if (bytes === undefined) return void this.destroy(new Error("a write is sent once"))
      this.push(bytes)
      this.push(null)
    }
  })
  // undici reads before it notices that the caller has left, and then listens no longer: an error with no listener ends the process.
  return readable.on("error", () => {})
}

/** The body that is sent, the headers with it, and whether it may leave now. */
interface Sent {
  readonly headers: Headers.Headers
  readonly body: string | Uint8Array | Readable | null
  readonly mayLeave?: () => boolean
}

/** `isPlain`: the dispatcher tells each start of a request just before it sends it, so that the second can be stopped. */
const sentOf = ({ body, headers }: HttpClientRequest.HttpClientRequest, isPlain: boolean): Sent | undefined => {
  if (body._tag === "Empty") return { headers, body: null }
  if (body._tag === "Uint8Array") return { headers, body: body.body }
  if (body instanceof WriteBody) {
    if (isPlain) {
      const { mayLeave, text } = body.asText()
      return { headers, body: text, mayLeave }
    }
    const { byteLength, take } = body.inOnePiece()
    return { headers: Headers.set(headers, "content-length", String(byteLength)), body: readableOf(take) }
  }
  const raw: unknown = body._tag === "Raw" ? body.body : undefined
  return typeof raw === "string" || raw instanceof Uint8Array ? { headers, body: raw } : undefined
}

/** The target of a request. */
interface Target {
  readonly origin: string
  readonly path: string
}

const targetOf = ({ origin, pathname, search }: URL): Target => ({ origin, path: pathname + search })

const targetOfRequest = ({ hash, url, urlParams }: HttpClientRequest.HttpClientRequest): Either.Either<Target, Error> =>
  Either.map(UrlParams.makeUrl(url, urlParams, hash), targetOf)

const always = () => true

/** How requests travel. */
interface Way {
  readonly dispatcher: Dispatcher
  readonly isPlain: boolean
}

/** Sends a request. `start` begins what ends with the exchange, or ends it without an answer: a limit on its time. */
const exchange = <None = never>(
  { dispatcher, isPlain }: Way,
  request: HttpClientRequest.HttpClientRequest,
  { origin, path }: Target,
  clock: Clock.Clock,
  start: (end: (none: None) => void) => () => void = () => () => {}
): Answered<None> => {
  const sent = sentOf(request, isPlain)
  if (sent === undefined) {
    return new HttpClientError.RequestError({
      request,
      reason: "Encode",
      description: `this transport sends text and bytes, not ${request.body._tag}`
    })
  }
  const { body, headers, mayLeave = always } = sent
  return Effect.suspend(() => {
    const receiver = new Receiver<None>(request, clock, mayLeave)
    const answered = Effect.async<HttpClientResponse.HttpClientResponse | None, Failure>((resume) => {
      receiver.waits(resume)
      // The caller decides about time.
      const options = { origin, path, method: request.method, headers, body, headersTimeout: 0, bodyTimeout: 0 }
      const dispatched = Either.try(() => dispatcher.dispatch(options, receiver))
      if (Either.isLeft(dispatched)) receiver.failed(dispatched.left)
      else receiver.endsWith(start((none) => receiver.giveUp(none)))
    })
    // A canceler of `async` would do the same with literals of Effect's (see `Receiver`).
    return Effect.onExit(answered, (exit) => {
      if (Exit.isInterrupted(exit)) receiver.interrupt()
      return Effect.void
    })
  })
}

/**
 * How the client's calls use the transport.
 *
 * @since 0.2.0
 * @category options
 */
export interface Options {
  /**
   * Whether the first copy of a call goes straight to the dispatcher, which takes less than half of the time. What is
   * certain is the same. A layer around the `HttpClient` sees all requests only without it, and turns it off. Default `true`.
   */
  readonly direct?: boolean
}

/**
 * An `HttpClient` over a dispatcher of undici, such as an agent with settings of your own. It does not close the
 * dispatcher: the maker of the dispatcher does.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (dispatcher: Dispatcher, options?: Options): HttpClient.HttpClient =>
  makeOver({ dispatcher, isPlain: false }, options)

const makeOver = (way: Way, { direct = true }: Options = {}): HttpClient.HttpClient => {
  const traced = HttpClient.make((request, url) =>
    Clock.clockWith((clock) => exchange(way, request, targetOf(url), clock))
  )
  const invalidUrl = (request: HttpClientRequest.HttpClientRequest, cause: Error): Failure =>
    new HttpClientError.RequestError({ request, reason: "InvalidUrl", cause })
  const client = HttpClient.makeWith<never, never, Failure, never>(
    Effect.flatMap((request) =>
      Effect.withFiberRuntime<HttpClientResponse.HttpClientResponse, Failure>((fiber) => {
        const isTraced =
          fiber.getFiberRef(FiberRef.currentTracerEnabled) &&
          !fiber.getFiberRef(HttpClient.currentTracerDisabledWhen)(request)
        if (isTraced) return traced.execute(request)
        const found = targetOfRequest(request)
        return Either.isRight(found)
          ? exchange(way, request, found.right, Context.get(fiber.currentDefaultServices, Clock.Clock))
          : invalidUrl(request, found.left)
      })
    ),
    Effect.succeed
  )
  if (!direct) return client
  return register(client, (request, clock, millis) => {
    const found = targetOfRequest(request)
    if (Either.isLeft(found)) return invalidUrl(request, found.left)
    const limited = (end: (none: undefined) => void) => startTimerWithin(() => end(undefined), millis)
    return exchange<undefined>(way, request, found.right, clock, limited)
  })
}

/**
 * How the client's calls use the transport, and the settings of its agent.
 *
 * @since 0.2.0
 * @category options
 */
export interface AgentOptions extends Options {
  /** undici's own settings of an agent, but those that put something between a request and its connection. Default none. */
  readonly agent?: Omit<Agent.Options, "factory" | "interceptors">
}

/**
 * An `HttpClient` over an agent of its own with these settings, such as how many connections there are at most, or which
 * certificates are trusted. The agent's sockets are closed with the layer.
 *
 * @since 0.2.0
 * @category layers
 */
export const layerAgent = ({ agent, ...options }: AgentOptions = {}): Layer.Layer<HttpClient.HttpClient> =>
  Layer.scoped(
    HttpClient.HttpClient,
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => new Agent(agent)),
        (made) => Effect.promise(() => made.destroy())
      ),
      (dispatcher) => makeOver({ dispatcher, isPlain: true }, options)
    )
  )

/**
 * An `HttpClient` over an agent of its own, whose sockets are closed with the layer. A connection must be made within
 * undici's 10 s. An answer may take as long as the caller waits (`RetryPolicy.deadline`).
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<HttpClient.HttpClient> = layerAgent()
