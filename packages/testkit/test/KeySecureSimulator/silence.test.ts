/** A silent fault under a clock that stands still: the first thing that a tester tries. */
import { HttpClient } from "@effect/platform"
import { it } from "@effect-keysecure/testkit/vitest"
import { describe, expect } from "@effect/vitest"
import { Effect, Fiber, Logger, TestClock } from "effect"
import { KeySecureSimulator } from "../../src/index.js"
import { startTimer } from "../../src/internal/keySecureSimulator/realTimer.js"
import { makeSilence } from "../../src/internal/keySecureSimulator/silence.js"
import { paths } from "../support/session.js"

/** Timers that ring when a test lets them. */
const makeTimers = () => {
  const rings = new Set<() => void>()
  return {
    start: (ring: () => void) => {
      rings.add(ring)
      return () => void rings.delete(ring)
    },
    count: () => rings.size,
    ring: Effect.suspend(() => {
      for (const ring of rings) ring()
      return Effect.yieldNow()
    })
  }
}

/** What a program says on the console. */
const heard = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.flatMap(Effect.console, (console) => {
    const said: Array<unknown> = []
    const warn = (...words: ReadonlyArray<unknown>) => Effect.sync(() => void said.push(...words))
    return Effect.as(Effect.withConsole(program, { ...console, warn }), said)
  })

const hint = expect.stringMatching(/the test's clock stands still: nothing will ever time out\. Take it\.virtual/)

describe("a silent fault", () => {
  it.effect("under a clock that stands still says so, once", () =>
    Effect.gen(function* () {
      const timers = makeTimers()
      const silence = makeSilence(timers.start)
      const said = yield* heard(
        Effect.gen(function* () {
          const waiting = [yield* Effect.fork(silence), yield* Effect.fork(silence)]
          yield* Effect.yieldNow()
          expect(timers.count()).toBe(2)
          yield* timers.ring
          yield* Fiber.interruptAll(waiting)
          yield* Fiber.interrupt(yield* Effect.fork(silence))
          expect(timers.count()).toBe(0)
        })
      )
      expect(said).toEqual([hint])
    })
  )

  it.effect("says it to the loggers of a test that has any", () =>
    Effect.gen(function* () {
      const timers = makeTimers()
      const lines: Array<unknown> = []
      const logger = Logger.make(({ logLevel, message }) => void lines.push(logLevel.label, message))
      const said = yield* heard(
        Effect.gen(function* () {
          const waiting = yield* Effect.fork(makeSilence(timers.start))
          yield* Effect.yieldNow()
          yield* timers.ring
          yield* Fiber.interrupt(waiting)
        })
      ).pipe(Effect.provide(Logger.add(logger)))
      expect([lines, said]).toEqual([["WARN", [hint]], []])
    })
  )

  it.effect("says nothing where the test adjusts its clock, or the caller gives up", () =>
    Effect.gen(function* () {
      const timers = makeTimers()
      const silence = makeSilence(timers.start)
      const said = yield* heard(
        Effect.gen(function* () {
          const waiting = yield* Effect.fork(silence)
          const timed = yield* Effect.fork(Effect.timeout(silence, "1 second"))
          yield* Effect.yieldNow()
          yield* TestClock.adjust("1 second")
          yield* Fiber.await(timed)
          expect(timers.count()).toBe(1)
          yield* timers.ring
          yield* Fiber.interrupt(waiting)
        })
      )
      expect([said, timers.count()]).toEqual([[], 0])
    })
  )

  const startsNoTimer = Effect.gen(function* () {
    const timers = makeTimers()
    const waiting = yield* Effect.fork(makeSilence(timers.start))
    yield* Effect.yieldNow()
    expect(timers.count()).toBe(0)
    yield* Fiber.interrupt(waiting)
  })

  it.live("says nothing on a live clock", () => startsNoTimer)

  it.virtual("says nothing on a virtual clock", () => startsNoTimer)

  it.effect("that a request meets in memory waits on real time, which keeps no process alive", () =>
    Effect.gen(function* () {
      const timersAlive = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length
      const before = timersAlive()
      const client = yield* HttpClient.HttpClient
      const waiting = yield* Effect.fork(client.get(KeySecureSimulator.baseUrl + paths.getToken))
      yield* Effect.yieldNow()
      expect(timersAlive()).toBe(before)
      yield* Fiber.interrupt(waiting)
      const stop = startTimer(() => {}, 1_000)
      expect(timersAlive()).toBe(before)
      stop()
    }).pipe(
      Effect.provide(
        KeySecureSimulator.layerHttpClient({
          faults: [{ operation: "getToken", nth: 1, fault: { _tag: "LoseAnswer", silent: true } }]
        })
      )
    )
  )
})
