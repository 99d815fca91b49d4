/** The transports that the client must behave the same over. */
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { FetchHttpClient, HttpClient } from "@effect/platform"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Undici from "@effect/platform-node/Undici"
import { Effect, Layer } from "effect"

// Node's own `fetch` takes the dispatcher that the process has, and makes one of its own (undici 6 on Node 20) if none was set
// when it is first called. Which comes first is not to depend on the tests that ran before.
Undici.setGlobalDispatcher(new Undici.Agent())

export { clientAt } from "./clientAt.js"

type Transport = Layer.Layer<HttpClient.HttpClient>

export const transports: ReadonlyArray<readonly [string, Transport]> = [
  ["undici", NodeHttpClient.layerUndici],
  ["undici, lean", UndiciHttpClient.layer],
  ["node:http", NodeHttpClient.layer],
  ["fetch", FetchHttpClient.layer]
]

/** The transports that take a dispatcher of undici, over this one: one that goes by a proxy, or trusts a certificate. */
export const over = (make: () => Undici.Dispatcher): ReadonlyArray<readonly [string, Transport]> => {
  const dispatcher = Effect.acquireRelease(Effect.sync(make), (made) => Effect.promise(() => made.destroy()))
  const fetching = (made: Undici.Dispatcher) =>
    ((input: string, init: Undici.RequestInit) =>
      Undici.fetch(input, { ...init, dispatcher: made })) as unknown as typeof fetch
  return [
    [
      "undici",
      NodeHttpClient.layerUndiciWithoutDispatcher.pipe(
        Layer.provide(Layer.scoped(NodeHttpClient.Dispatcher, dispatcher))
      )
    ],
    ["undici, lean", Layer.scoped(HttpClient.HttpClient, Effect.map(dispatcher, UndiciHttpClient.make))],
    [
      "fetch",
      FetchHttpClient.layer.pipe(Layer.provide(Layer.scoped(FetchHttpClient.Fetch, Effect.map(dispatcher, fetching))))
    ]
  ]
}
