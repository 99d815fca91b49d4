/** What every store of tokens does. */
import { TokenStore } from "@effect-keysecure/client"
import { KeyValueStore } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"

const stores: ReadonlyArray<readonly [string, Layer.Layer<TokenStore.TokenStore>]> = [
  ["in memory", TokenStore.layerMemory],
  ["over a KeyValueStore", Layer.provide(TokenStore.layerKeyValueStore, KeyValueStore.layerMemory)]
]

describe.each(stores)("a store %s", (_, layer) => {
  it.effect("swaps an entry if it is the expected one, and says whether it was", () =>
    Effect.gen(function* () {
      const { compareAndSwap, find } = yield* TokenStore.TokenStore
      expect(yield* find("key")).toEqual(Option.none())
      expect(yield* compareAndSwap("key", Option.some("one"), "two")).toBe(false)
      expect(yield* find("key")).toEqual(Option.none())
      expect(yield* compareAndSwap("key", Option.none(), "one")).toBe(true)
      expect(yield* compareAndSwap("key", Option.none(), "two")).toBe(false)
      expect(yield* find("key")).toEqual(Option.some("one"))
      expect(yield* compareAndSwap("key", Option.some("one"), "two")).toBe(true)
      expect(yield* find("key")).toEqual(Option.some("two"))
      expect(yield* find("other")).toEqual(Option.none())
    }).pipe(Effect.provide(layer))
  )
})
