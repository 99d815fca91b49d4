/** What must hold wherever one of our requests travels, whatever the transport and its user's settings. */
import { RequestHeaders } from "@effect-keysecure/schema"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as FiberRefs from "effect/FiberRefs"
import * as Option from "effect/Option"
import { rememberingLast } from "../collections/rememberingLast.js"

const redirect = "manual"
const always = () => true

const withoutRedirects = rememberingLast((context: Context.Context<never>): Context.Context<never> => {
  const init = Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit))
  return Context.add(context, FetchHttpClient.RequestInit, { ...init, redirect })
})

const withSecretNames = rememberingLast((names: ReadonlyArray<string | RegExp>) => [
  ...names,
  ...RequestHeaders.secretNames
])

/**
 * `fetch` would follow a redirect with our headers on it; the other transports of the platform do not follow. Header
 * values are redacted for whatever looks at the request on its way. And the platform's span of a request would record a
 * failure whose cause holds our headers, so there is none; ours tells the attempts. Nor is a failure logged where a fiber
 * of the transport ends with it: it holds our headers and our body, and is handled here.
 *
 * As `Effect.locally` would, at a third of the price, but for an interruption: then the fiber is at its end (`withDeadline`).
 */
export const withRequestGuards = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    let before = FiberRefs.empty()
    const restored = Effect.updateFiberRefs(() => before)
    const set = Effect.updateFiberRefs((id, refs) => {
      before = refs
      const context = withoutRedirects(FiberRefs.getOrDefault(refs, FiberRef.currentContext))
      const names = withSecretNames(FiberRefs.getOrDefault(refs, Headers.currentRedactedNames))
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
