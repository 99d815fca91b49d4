import { it } from "@effect/vitest"
import { Effect, Fiber, Option, TestClock } from "effect"
import { describe, expect } from "vitest"
import type { Fault } from "../../src/index.js"
import type { RulesInput } from "../../src/internal/simulatorControl/inputs.js"
import { atWork } from "../support/control.js"
import { virtual } from "../support/session.js"

describe("a reset", () => {
  const faults: ReadonlyArray<typeof RulesInput.Type | Fault.Fault> = [
    { _tag: "DelayBefore", millis: 1_000 },
    { _tag: "DelayAfter", millis: 1_000 },
    { _tag: "SlowProcessing", millis: 1_000 },
    { _tag: "LoseAnswer", silent: true },
    { _tag: "DropBefore", silent: true },
    { delayMillis: { applyForCard: 1_000 } }
  ]

  it.scoped.each(faults)("resets the connection of who waits for an answer: %j", (fault) =>
    Effect.gen(function* () {
      const { apply, client } = yield* atWork
      yield* "_tag" in fault ? client.faults.add({ payload: { fault } }) : client.rules.change({ payload: fault })
      const waiting = yield* Effect.fork(Effect.flip(apply(virtual)))
      yield* TestClock.adjust(500)
      expect(Option.isNone(yield* Fiber.poll(waiting))).toBe(true)
      yield* client.session.reset()
      expect((yield* Fiber.join(waiting)).cause).toMatchObject({ code: "ECONNRESET" })
      yield* TestClock.adjust(1_000)
      expect(yield* client.log.list({ urlParams: {} })).toEqual({ total: 0, items: [] })
      expect((yield* client.state.cards({ urlParams: {} })).total).toBe(0)
    })
  )

  it.scoped("is for a copy under way its end", () =>
    Effect.gen(function* () {
      const { apply, client } = yield* atWork
      yield* client.faults.add({ payload: { fault: { _tag: "DeliverLate", millis: 1_000 } } })
      yield* Effect.flip(apply(virtual))
      yield* client.session.reset()
      yield* TestClock.adjust(1_000)
      expect((yield* client.state.cards({ urlParams: {} })).total).toBe(0)
    })
  )
})
