import { it } from "@effect/vitest"
import { FastCheck } from "effect"
import { describe, expect } from "vitest"
import * as Log from "../../../src/internal/collections/log.js"

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

  it("is as it was where another entry is added to it", () => {
    const one = Log.add(Log.empty, 1, 10)
    const [two, other] = [Log.add(one, 2, 20), Log.add(one, 3, 30)]
    const all = { from: 0, to: 100, skip: 0, take: 100 }
    expect([one, two, other].map((log) => Log.select(log, all))).toEqual([[1], [2, 1], [3, 1]])
  })

  it("looks at no more of it than a page needs", () => {
    let log: Log.Log = Log.empty
    for (let n = 1; n <= 100_000; n++) log = Log.add(log, n, n)
    const asked: Array<number> = []
    const accepts = (sequence: number) => asked.push(sequence) > 0
    expect(Log.select(log, { from: 0, to: 100_000, skip: 3, take: 2, accepts })).toEqual([99_997, 99_996])
    expect(asked).toHaveLength(5)
  })
})
