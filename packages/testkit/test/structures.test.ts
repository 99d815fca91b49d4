import { Address } from "@effect-keysecure/schema"
import { it } from "@effect/vitest"
import { Array as Arr, FastCheck, Record, Schema } from "effect"
import { describe, expect } from "vitest"
import { isCountry } from "../src/internal/addresses/countries.js"
import { httpDate } from "../src/internal/simulation/httpDate.js"
import * as Log from "../src/internal/collections/log.js"
import { makeRing } from "../src/internal/simulation/ring.js"
import * as Trie from "../src/internal/collections/trie.js"

const never = (): never => {
  throw new Error("a log of 100,000 cards has blocks")
}

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

describe("a log", () => {
  const steps = FastCheck.array(FastCheck.integer({ min: -3, max: 20 }), { maxLength: 700, size: "max" })
  const query = FastCheck.record({
    from: FastCheck.integer({ min: -100, max: 6_000 }),
    span: FastCheck.integer({ min: 0, max: 6_000 }),
    skip: FastCheck.nat(800),
    take: FastCheck.nat(100),
    odd: FastCheck.boolean()
  })

  it.prop(
    "answers as a filter over all of it does",
    [steps, query],
    ([deltas, { from, odd, skip, span, take }]) => {
      let time = 0
      const entries = deltas.map((delta, sequence) => ({ sequence, time: (time += delta) }))
      const log = entries.reduce((all, entry) => Log.add(all, entry.sequence, entry.time), Log.empty)
      const expected = entries
        .toReversed()
        .filter((entry) => entry.time >= from && entry.time <= from + span && (!odd || entry.sequence % 2 === 1))
        .slice(skip, skip + take)
        .map((entry) => entry.sequence)
      const accepts = (sequence: number) => sequence % 2 === 1
      const found = Log.select(log, { from, to: from + span, skip, take, ...(odd ? { accepts } : {}) })
      expect(found).toEqual(expected)
    },
    { fastCheck: { numRuns: 300 } }
  )

  it("looks at few blocks for a page deep in a long log", () => {
    let log = Log.empty
    for (let n = 0; n < 100_000; n++) log = Log.add(log, n, n)
    let looked = 0
    const block = new Proxy(log.older ?? never(), {
      get: (target, name, receiver) => {
        looked += 1
        return Reflect.get(target, name, receiver)
      }
    })
    expect(Log.select({ ...log, older: block }, { from: 0, to: 100_000, skip: 90_000, take: 2 })).toEqual([
      9_999, 9_998
    ])
    expect(looked).toBeLessThan(20)
  })
})

it("a ring keeps the last items, the oldest first", () => {
  const ring = makeRing<number>(3)
  expect(ring.toArray()).toEqual([])
  for (let n = 1; n <= 5; n++) ring.add(n)
  expect(ring.toArray()).toEqual([3, 4, 5])
  const none = makeRing<number>(0)
  none.add(1)
  expect(none.toArray()).toEqual([])
})

it.prop(
  "a Date header is as JavaScript writes it",
  [FastCheck.integer({ min: 0, max: 253_402_300_799_999 })],
  ([millis]) => {
    expect(httpDate(millis)).toBe(new Date(millis).toUTCString())
  }
)

it("a Date header is written for any number", () => {
  for (const millis of [Number.NaN, -1, Number.POSITIVE_INFINITY, 1e300]) expect(httpDate(millis)).toMatch(/ GMT$/)
})

it("the simulator knows the countries that the schemas know", () => {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
  const inSchemas = Schema.is(Address.CountryCode)
  for (const code of letters.flatMap((one) => letters.map((two) => one + two))) {
    expect([code, isCountry(code)]).toEqual([code, inSchemas(code)])
  }
})
