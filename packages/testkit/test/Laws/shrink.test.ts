import { it } from "@effect/vitest"
import { Effect, FastCheck as fc, Schema } from "effect"
import { describe, expect } from "vitest"
import { type Fault, Laws } from "../../src/index.js"
import { shrink } from "../../src/internal/laws/shrink.js"
import { blank } from "../support/facts.js"

const drawn = (options: Laws.Options) => fc.sample(Laws.trials(options), { numRuns: 100, seed: 3 })

const hasLost = ({ faults }: Laws.Trial): boolean => faults.some(({ operation }) => operation === "applyForCard")

const isLate = ({ faults, gapMillis }: Laws.Trial): boolean =>
  gapMillis >= 100 && faults.some(({ fault }) => fault._tag === "StaleList" && fault.millis >= 5_000)

describe("a schedule that breaks a law", () => {
  it.effect("is left with what it takes, at the first request, and nothing else", () =>
    Effect.gen(function* () {
      const trials = drawn({ hostile: "all" }).filter(hasLost)
      expect(trials.length).toBeGreaterThan(50)
      for (const trial of trials) {
        const smallest = yield* shrink(trial, (smaller) => Effect.succeed(hasLost(smaller)))
        const { faults } = smallest
        expect(faults).toMatchObject([{ operation: "applyForCard", nth: 1 }])
        const { repeatedUniqueNo, seed } = trial
        expect(smallest).toEqual({ ...blank, faults, repeatedUniqueNo, seed })
      }
    })
  )

  it.effect("still breaks it, and takes less time", () =>
    Effect.gen(function* () {
      const trials = drawn({}).filter(isLate)
      expect(trials.length).toBeGreaterThan(2)
      for (const trial of trials) {
        const { faults, gapMillis } = yield* shrink(trial, (smaller) => Effect.succeed(isLate(smaller)))
        const stale: ReadonlyArray<Fault.Fault> = faults.map(({ fault }) => fault)
        expect(gapMillis).toBeLessThan(200)
        expect(stale).toEqual([{ _tag: "StaleList", millis: expect.any(Number) }])
        expect(stale[0]).toHaveProperty(
          "millis",
          expect.toSatisfy(Schema.is(Schema.Number.pipe(Schema.between(5_000, 9_999))))
        )
      }
    })
  )

  it.effect("is left as it is where nothing smaller breaks it", () =>
    Effect.gen(function* () {
      const [trial = blank] = drawn({})
      expect(yield* shrink(trial, () => Effect.succeed(false))).toBe(trial)
    })
  )

  it.effect("is tried 400 times more at most", () =>
    Effect.gen(function* () {
      const step: Fault.Step = { operation: "listCards", nth: 1_000_000, fault: { _tag: "Garbage" } }
      let tried = 0
      yield* shrink({ ...blank, faults: [step] }, ({ faults }) =>
        Effect.sync(() => {
          tried += 1
          return faults.some(({ nth }) => nth > 1)
        })
      )
      expect(tried).toBe(400)
    })
  )
})
