/** Sends raw requests: whatever headers, whatever body. The client refuses what a probe has to try. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { unfold } from "../bodies/unfold.js"
import type { Answer, Ask, Exchange } from "./exchange.js"

/** Sends a request once. It never fails: an answer that does not come is told as lost. */
export interface Service {
  readonly send: (ask: Ask) => Effect.Effect<Omit<Exchange, "id">>
}

/** Sends raw requests, as a service. */
export class Sender extends Context.Tag("@effect-keysecure/cli/internal/probe/sender")<Sender, Service>() {}

/** Longer than a gateway waits, mostly. */
const timeout = "40 seconds"

/** An answer is waited for by the clock of the machine: a clock that leaps would not wait. */
const machineClock = Clock.make()

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** The text as the client reads it: without a byte order mark, and unfolded, although `identity` is asked for. */
const textOf = (bytes: Uint8Array, encoding: string | undefined): string =>
  new TextDecoder().decode(
    encoding === undefined ? bytes : Option.getOrElse(unfold(encoding.trim().toLowerCase(), bytes), () => bytes)
  )

const requestOf = (baseUrl: string, { body, headers, method, path }: Ask) => {
  const request = HttpClientRequest.make(method)(`${baseUrl}${path}`, {
    headers: { "accept-encoding": "identity", ...headers }
  })
  return body === undefined ? request : HttpClientRequest.bodyText(request, body, headers["content-type"])
}

const answerOf = (http: HttpClient.HttpClient, baseUrl: string, ask: Ask): Effect.Effect<Answer> =>
  http.execute(requestOf(baseUrl, ask)).pipe(
    Effect.flatMap((response) =>
      Effect.map(response.arrayBuffer, (buffer): Answer => {
        const { headers, status } = response
        const text = textOf(new Uint8Array(buffer), headers["content-encoding"])
        return { _tag: "Answered", status, headers, text, json: Option.getOrUndefined(parse(text)) }
      })
    ),
    Effect.timeoutOption(timeout),
    Effect.withClock(machineClock),
    Effect.map(Option.getOrElse((): Answer => ({ _tag: "Lost", why: `no answer within ${timeout}` }))),
    // What the transport says may hold the request, and so the key.
    Effect.catchAll(({ reason }) => Effect.succeed<Answer>({ _tag: "Lost", why: reason }))
  )

/** Sends to a base URL. Nothing is repeated, and no redirect is followed. */
export const layer = (baseUrl: string): Layer.Layer<Sender, never, HttpClient.HttpClient> =>
  Layer.effect(
    Sender,
    Effect.map(HttpClient.HttpClient, (client) => {
      const http = HttpClient.withTracerPropagation(client, false)
      return {
        send: (ask) =>
          Effect.gen(function* () {
            const sentAt = yield* Clock.currentTimeMillis
            const answer = yield* answerOf(http, baseUrl, ask)
            return { ask, sentAt, receivedAt: yield* Clock.currentTimeMillis, answer }
          })
      }
    })
  )
