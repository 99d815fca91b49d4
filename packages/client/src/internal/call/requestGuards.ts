/** What must hold wherever one of our requests travels, whatever the transport and its user's settings. */
import { RequestHeaders } from "@effect-keysecure/schema"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as Option from "effect/Option"
import type { WriteBody } from "./writeBody.js"

type RequestInit = Context.Tag.Service<typeof FetchHttpClient.RequestInit>

/** The settings of `fetch`: of a write, such that it gets the body as a stream. */
const withSettings =
  (body: WriteBody | undefined) =>
  (context: Context.Context<never>): Context.Context<never> => {
    const given = Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit))
    const init: RequestInit = { ...given, redirect: "manual" }
    return Context.add(context, FetchHttpClient.RequestInit, body === undefined ? init : body.requestInit(init))
  }

/**
 * `fetch` would follow a redirect with our headers on it, and send a write again (`WriteBody`); the other transports of the
 * platform do neither. Header values are redacted for whatever looks at the request on its way. And the platform's span of a
 * request would record a failure whose cause holds our headers, so there is none; ours tells the attempts. Nor is a failure
 * logged where a fiber of the transport ends with it: it holds our headers and our body, and is handled here.
 */
export const withRequestGuards =
  (body: WriteBody | undefined) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    effect.pipe(
      Effect.locallyWith(FiberRef.currentContext, withSettings(body)),
      Effect.locallyWith(Headers.currentRedactedNames, (names) => [...names, ...RequestHeaders.secretNames]),
      Effect.locally(HttpClient.currentTracerDisabledWhen, () => true),
      Effect.locally(FiberRef.unhandledErrorLogLevel, Option.none())
    )
