/**
 * The direct way of a call to a transport of ours: no `HttpClient`, no settings of a request, and no fiber for its
 * deadline in between (decision 0031).
 *
 * A transport registers the very object that it gives out. A layer around it is another object, and gets the ordinary way.
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type * as Clock from "effect/Clock"
import type * as Effect from "effect/Effect"

/** The answer, received as a whole, or `undefined` if there is none within so many ms of the system's clock. */
export type Direct = (
  request: HttpClientRequest.HttpClientRequest,
  clock: Clock.Clock,
  millis: number
) => Effect.Effect<HttpClientResponse.HttpClientResponse | undefined, HttpClientError.HttpClientError>

const ways = new WeakMap<HttpClient.HttpClient, Direct>()

/** Gives a client its direct way. */
export const register = <C extends HttpClient.HttpClient>(client: C, direct: Direct): C => {
  ways.set(client, direct)
  return client
}

/** The direct way of a client, if it has one. */
export const directOf = (client: HttpClient.HttpClient): Direct | undefined => ways.get(client)
