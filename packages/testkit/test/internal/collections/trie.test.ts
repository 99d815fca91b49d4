import { it } from "@effect/vitest"
import { Array as Arr, FastCheck, Record } from "effect"
import { describe, expect } from "vitest"
import * as Trie from "../../../src/internal/collections/trie.js"

const keys = FastCheck.oneof(FastCheck.nat(50), FastCheck.integer({ min: 0, max: 2 ** 28 - 1 }))

describe("a trie", () => {
  it.prop(
    "is a map, and older versions of it stay as they were",
    [FastCheck.array(FastCheck.tuple(keys, FastCheck.nat()))],
    ([entries]) => {
      const versions: Array<readonly [Trie.Trie<number>, ReadonlyMap<number, number>]> = [[undefined, new Map()]]
      for (const [key, value] of entries) {
        const [trie, map] = versions.at(-1) ?? [undefined, new Map<number, number>()]
        versions.push([Trie.set(trie, key, value), new Map(map).set(key, value)])
      }
      for (const [trie, map] of versions) {
        for (const [key] of entries) expect(Trie.get(trie, key)).toBe(map.get(key))
        expect(Trie.values(trie)).toEqual([...map].sort(([a], [b]) => a - b).map(([, value]) => value))
      }
    }
  )

  it("spreads texts that differ in one character", () => {
    const hashes = new Set(Array.from({ length: 10_000 }, (_, n) => Trie.keyOf(`order-${n}`)))
    expect(hashes.size).toBeGreaterThan(9_990)
  })

  it("keeps at most four texts that differ in their last two letters and digits together", () => {
    const characters = [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"]
    const keys = characters.flatMap((first) => characters.map((second) => Trie.keyOf(`order-${first}${second}`)))
    const together = Object.values(Record.map(Arr.groupBy(keys, String), ({ length }) => length))
    expect(Math.max(...together)).toBeLessThanOrEqual(4)
  })

  it("keeps counters near each other: the first numbers of their keys are the same for a hundred", () => {
    const beginnings = new Set(Array.from({ length: 100 }, (_, n) => Trie.keyOf(`order-${1_000 + n}`) >>> 12))
    expect(beginnings.size).toBe(1)
  })
})
