/** The settings under which each of our requests travels, over any transport and whatever its user has set. */
import * as RequestHeaders from "@effect-keysecure/schema/RequestHeaders"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as FiberRefs from "effect/FiberRefs"
import * as Option from "effect/Option"
import type { Extras } from "./extras.js"
import type { WriteBody } from "./writeBody.js"

type RequestInit = Context.Tag.Service<typeof FetchHttpClient.RequestInit>

/** The settings of `fetch`. Those of a write give it the body as a stream. */
const withSettings = (body: WriteBody | undefined, context: Context.Context<never>): Context.Context<never> => {
  const given = Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit))
  const init: RequestInit = { ...given, redirect: "manual" }
  return Context.add(context, FetchHttpClient.RequestInit, body === undefined ? init : body.requestInit(init))
}

const always = () => true

/**
 * - `fetch` would follow a redirect with our headers on it, and send a write again (`WriteBody`). Other transports do
 *   neither.
 * - Header values are redacted for every layer that looks at the request.
 * - There is no trace span of `@effect/platform` for a request: it would record a failure whose cause holds our headers. Our own
 *   trace span tells the copies.
 * - A failure is not logged where a fiber of the transport ends with it: it holds our headers and our body. It is handled
 *   here.
 *
 * All four settings change in one step, and go back in one (decision 0019). After an interruption they stay: then the fiber
 * is at its end (`withDeadline`).
 */
export const withRequestGuards =
  (body: WriteBody | undefined, extras: Extras = {}) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.suspend(() => {
      let before = FiberRefs.empty()
      const restored = Effect.updateFiberRefs(() => before)
      const set = Effect.updateFiberRefs((id, refs) => {
        before = refs
        const context = withSettings(body, FiberRefs.getOrDefault(refs, FiberRef.currentContext))
        const names = [
          ...FiberRefs.getOrDefault(refs, Headers.currentRedactedNames),
          ...RequestHeaders.secretNames,
          ...Object.keys(extras)
        ]
        return FiberRefs.updateManyAs(refs, {
          entries: [
            [FiberRef.currentContext, [[id, context]]],
            [Headers.currentRedactedNames, [[id, names]]],
            [HttpClient.currentTracerDisabledWhen, [[id, always]]],
            [FiberRef.unhandledErrorLogLevel, [[id, Option.none()]]]
          ]
        })
      })
      return Effect.zipRight(
        set,
        Effect.matchCauseEffect(effect, {
          onFailure: (cause) => Effect.zipRight(restored, Effect.failCause(cause)),
          onSuccess: (value) => Effect.as(restored, value)
        })
      )
    })
