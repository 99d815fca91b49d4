/** The transports that the client must behave the same over. */
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { FetchHttpClient, type HttpClient } from "@effect/platform"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import type { Layer } from "effect"

export const transports: ReadonlyArray<readonly [string, Layer.Layer<HttpClient.HttpClient>]> = [
  ["undici", NodeHttpClient.layerUndici],
  ["undici, lean", UndiciHttpClient.layer],
  ["node:http", NodeHttpClient.layer],
  ["fetch", FetchHttpClient.layer]
]
