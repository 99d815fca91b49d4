/** A client at a server over any transport. It loads none. */
import { AccessTokens, KeySecureClient, KeySecureConfig, RetryPolicy, ServerTime } from "@effect-keysecure/client"
import type { HttpClient } from "@effect/platform"
import { Layer, Redacted } from "effect"

/** A client of a platform at this URL, with a token that is never fetched. */
export const clientAt = (
  baseUrl: string,
  transport: Layer.Layer<HttpClient.HttpClient>,
  retryPolicy: RetryPolicy.RetryPolicy = RetryPolicy.never
) =>
  KeySecureClient.layerWithoutDependencies({ retryPolicy }).pipe(
    Layer.provide([
      AccessTokens.layerStatic(Redacted.make("a-token")),
      ServerTime.layer(),
      KeySecureConfig.layer({ apiKey: Redacted.make("a-key"), baseUrl, platform: "elsewhere" }),
      transport
    ])
  )
