/** How callbacks leave the program. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Effect from "effect/Effect"
import * as CallbackDelivery from "../../CallbackDelivery.js"
import type { Post } from "../control/courier.js"

/** Posts a callback, once. A redirect is an answer like every other. */
export const post: Post = (url, request) =>
  CallbackDelivery.deliverOver(url, request).pipe(
    Effect.provide(FetchHttpClient.layer),
    Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" })
  )
