/** `it.virtual`: a test's program on a virtual clock, in every form that `it.effect` has. */
import { it } from "@effect-keysecure/testkit/vitest"
import { VirtualClock } from "@effect-keysecure/testkit"
import { afterAll, describe, expect } from "@effect/vitest"
import { Clock, Duration, Effect, FastCheck as fc } from "effect"

const ended: Array<string> = []
const ending = (name: string) => Effect.addFinalizer(() => Effect.sync(() => ended.push(name)))

/** Three days pass, of which the test takes none. */
const threeDays = Effect.gen(function* () {
  expect(yield* Clock.currentTimeMillis).toBe(VirtualClock.defaultStartMillis)
  yield* Effect.sleep("3 days")
  expect(yield* Clock.currentTimeMillis).toBe(VirtualClock.defaultStartMillis + 259_200_000)
})

describe("it.virtual", () => {
  it.virtual("starts where virtual clocks start, and jumps", () => Effect.zipRight(ending("one"), threeDays), 5_000)

  it.virtual.each([1, 2, 3])("takes each case %s", (days) =>
    Effect.gen(function* () {
      yield* ending("each")
      const [taken] = yield* Effect.timed(Effect.sleep(`${days} days`))
      expect(Duration.toDays(taken)).toBe(days)
    })
  )

  it.virtual.prop("draws its cases", [fc.integer({ min: 1, max: 365 })], ([days]) =>
    Effect.map(Effect.timed(Effect.sleep(`${days} days`)), ([taken]) => {
      expect(Duration.toDays(taken)).toBe(days)
    })
  )

  it.virtual.fails("fails where a program never ends, at once", () => Effect.forever(Effect.sleep("1 hour")))

  it.virtual.fails("fails as the program does", () => Effect.fail("no"))

  it.virtual.runIf(true)("runs if it is to", () => Effect.zipRight(ending("if"), threeDays))

  it.virtual.skipIf(false)("runs unless it is to be left out", () => Effect.zipRight(ending("unless"), threeDays))

  afterAll(() => {
    expect(ended.toSorted()).toEqual(["each", "each", "each", "if", "one", "unless"])
  })
})
