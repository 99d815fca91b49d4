/** The control API in memory: a simulator under control, and calls of its API without sockets. */
import { HttpApp, HttpClient, type HttpClientError, HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { Effect, Option } from "effect"
import { type Fault, Scenario, type Simulation } from "../../src/index.js"
import { makeControlApp } from "../../src/internal/control/app.js"
import type { Post } from "../../src/internal/control/courier.js"
import { makeDesk } from "../../src/internal/control/desk.js"
import type { Page } from "../../src/internal/control/page.js"
import * as SimulatorControl from "../../src/SimulatorControl.js"
import { now, paths, Session } from "./session.js"

/** Where it is. */
export const origin = "http://127.0.0.1:4011"

const about = { simulator: "http://127.0.0.1:4010", version: "0.0.0" }

const bytesOf = ({ body }: HttpClientRequest.HttpClientRequest): string | null =>
  body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : null

/** A simulator under control, in a scope. */
export const controlled = ({
  faults,
  initial = Scenario.initial,
  page,
  post = () => Effect.never
}: {
  readonly faults?: Fault.Schedule
  readonly initial?: Simulation.State
  readonly post?: Post
  readonly page?: Page
} = {}) =>
  Effect.gen(function* () {
    const callbacks = { url: "http://app.test/hook", urls: {}, held: false, retries: 0, retryMillis: 1_000 }
    const desk = yield* makeDesk({ initial, skewMillis: 0, faults: Option.fromNullable(faults), callbacks, post })
    const handler = HttpApp.toWebHandler(yield* makeControlApp(desk, about, page))

    /** Anything, sent as it is. */
    const send = (path: string, init: RequestInit = {}) =>
      Effect.promise(() =>
        handler(new Request(origin + path, { ...init, headers: { host: "127.0.0.1:4011", ...init.headers } }))
      )

    const http = HttpClient.make((request, url) =>
      Effect.map(
        send(url.pathname + url.search, { method: request.method, headers: request.headers, body: bytesOf(request) }),
        (response) => HttpClientResponse.fromWeb(request, response)
      )
    )
    const client = yield* Effect.provideService(SimulatorControl.client(origin), HttpClient.HttpClient, http)

    const unnamed = HttpClientRequest.get("/")
    /** The vendor's API: an answer, or how the connection ended. */
    const ask = (request: Simulation.Request): Effect.Effect<Simulation.Response, HttpClientError.HttpClientError> =>
      desk.handle(request, unnamed)

    return { desk, send, client, http, ask }
  })

/** A simulator whose clock stands at the moment of the tests' requests, and requests of the credit merchant. */
export const atWork = Effect.gen(function* () {
  const control = yield* controlled()
  yield* control.client.clock.change({ payload: { to: now, frozen: true } })
  const session = new Session()
  yield* control.ask({ ...session.request(paths.getToken, ""), method: "GET", body: "" })
  return { ...control, apply: (body: unknown) => control.ask(session.request(paths.applyForCard, body)), session }
})
