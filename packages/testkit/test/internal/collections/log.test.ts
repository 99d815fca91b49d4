import { it } from "@effect/vitest"
import { FastCheck } from "effect"
import { describe, expect } from "vitest"
import * as Log from "../../../src/internal/collections/log.js"

const never = (): never => {
  throw new Error("a log of 100,000 cards has blocks")
}

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
