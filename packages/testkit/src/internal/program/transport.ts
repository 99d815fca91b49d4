/** The program's transport: the app of a simulator with faults before it and one line per request after it. */
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import type * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { Schedule } from "../../Fault.js"
import type { Handle } from "../keySecureSimulator/clientTransport.js"
import { makeNetwork } from "../keySecureSimulator/network.js"
import { makePlatform, type Platform } from "../simulation/platform.js"
import { lineOf } from "./log.js"
import { makeApp } from "../keySecureSimulator/serverTransport.js"
import type { State } from "../state/state.js"
import { decodeUtf8 } from "../text/utf8.js"

/** The simulator that the program serves, and how. */
export interface Options {
  readonly initial: State
  /** How many ms the server's clock is ahead of the machine's. */
  readonly skewMillis: number
  /** Which requests meet which faults, if there is a network in front of the platform. */
  readonly faults: Option.Option<Schedule>
  /** Resets the connection of a request. The caller hears no more of it. */
  readonly reset: (request: HttpServerRequest.HttpServerRequest) => Effect.Effect<never>
  /** Says a line about a request that came to an end. */
  readonly log: Option.Option<(line: string) => Effect.Effect<void>>
}

/** A request that arrived is carried out, even if its caller has left. */
const carriedOut =
  (platform: Platform, scope: Scope.Scope): Handle =>
  (request) =>
    Effect.forkIn(platform.answer(request), scope).pipe(
      Effect.flatMap(Fiber.join),
      Effect.map(({ response }) => response)
    )

/** The network speaks to our own clients, who are told which of their requests failed. */
const unnamed = HttpClientRequest.get("/")

const readEnvelope = Schema.decodeOption(Schema.parseJson(Schema.Struct({ code: Schema.Number, msg: Schema.String })))

const nothing = { code: undefined, msg: undefined }

const envelopeOf = ({ body }: HttpServerResponse.HttpServerResponse) =>
  body._tag === "Uint8Array" ? Option.getOrElse(readEnvelope(decodeUtf8(body.body)), () => nothing) : nothing

/** The answer to the caller: none if it has left, or the connection was reset. */
const answered = <E>(exit: Exit.Exit<HttpServerResponse.HttpServerResponse, E>) =>
  Exit.match(exit, {
    onSuccess: (response) => Effect.succeed({ ...envelopeOf(response), status: response.status }),
    onFailure: (cause) =>
      Cause.isInterruptedOnly(cause)
        ? Effect.succeed({ ...nothing, status: undefined })
        : Effect.map(HttpServerError.causeResponse(cause), ([{ status }]) => ({ ...nothing, status }))
  })

/** What an app is made of. */
interface Parts extends Pick<Options, "reset" | "log"> {
  readonly handle: Handle
  /** The server's time, in Unix ms. */
  readonly now: Effect.Effect<number>
}

/** The app that the program serves: its requests go to a function that answers them. */
export const appOf = ({ handle, log, now, reset }: Parts) => {
  // A server's apps are not interruptible by themselves: they would wait on for an answer that a fault keeps back.
  const app = Effect.interruptible(
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (incoming) =>
      makeApp((request) => Effect.catchAll(handle(request, unnamed), () => reset(incoming)))
    )
  )

  return Option.match(log, {
    onNone: () => app,
    onSome: (say) =>
      Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ method, url }) =>
        Effect.onExit(app, (exit) =>
          Effect.flatMap(Effect.all([answered(exit), now]), ([answer, time]) =>
            say(lineOf({ ...answer, time, method, url }))
          )
        )
      )
  })
}

/** The app of a simulator of its own, in a scope: a request that arrived is carried out while the scope is open. */
export const makeTransport = ({ faults, initial, skewMillis, ...parts }: Options) => {
  const made = makePlatform({ driftPpm: 0, epochMillis: undefined, requestsKept: 0, initial, skewMillis })
  return Effect.zipWith(made, Effect.scope, (platform, scope) => {
    const handle = Option.match(faults, {
      onNone: () => carriedOut(platform, scope),
      onSome: (schedule) => makeNetwork(platform, schedule, scope, 0).handleFor(1)
    })
    return appOf({ ...parts, handle, now: platform.now })
  })
}
