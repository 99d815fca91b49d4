/** The transports that the client must behave the same over. */
import * as Undici from "@effect-keysecure/client/undici"
import { FetchHttpClient, type HttpClient } from "@effect/platform"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import type { Layer } from "effect"

export const transports: ReadonlyArray<readonly [string, Layer.Layer<HttpClient.HttpClient>]> = [
  ["undici", NodeHttpClient.layerUndici],
  ["undici, lean", Undici.layer],
  ["node:http", NodeHttpClient.layer],
  ["fetch", FetchHttpClient.layer]
]
