/**
 * `it.virtual`: tests of vitest on a virtual clock, written as those of `@effect/vitest` are.
 *
 * This module needs `vitest` and `@effect/vitest`, which no other module of this package does.
 *
 * @module vitest
 * @since 0.2.0
 */
import * as EffectVitest from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as VirtualClock from "./VirtualClock.js"

type Tester = EffectVitest.Vitest.Tester<Scope.Scope>

const { scopedLive } = EffectVitest.it

/** A test's program, run on a virtual clock and in a scope of its own. */
const onVirtualClock =
  <Args extends ReadonlyArray<unknown>, A, E>(program: (...args: Args) => Effect.Effect<A, E, Scope.Scope>) =>
  (...args: Args): Effect.Effect<A, E> =>
    VirtualClock.run(() => Effect.scoped(program(...args)))

const virtualTest =
  (test: EffectVitest.Vitest.Test<Scope.Scope>): EffectVitest.Vitest.Test<Scope.Scope> =>
  (name, program, options) =>
    test(name, onVirtualClock(program), options)

const virtual: Tester = Object.assign(virtualTest(scopedLive), {
  skip: virtualTest(scopedLive.skip),
  only: virtualTest(scopedLive.only),
  fails: virtualTest(scopedLive.fails),
  skipIf: (condition: unknown) => virtualTest(scopedLive.skipIf(condition)),
  runIf: (condition: unknown) => virtualTest(scopedLive.runIf(condition)),
  each:
    <T>(cases: ReadonlyArray<T>): ReturnType<typeof scopedLive.each<T>> =>
    (name, program, options) =>
      scopedLive.each(cases)(name, onVirtualClock(program), options),
  prop: ((name, arbitraries, program, options) =>
    scopedLive.prop(name, arbitraries, onVirtualClock(program), options)) satisfies Tester["prop"]
})

/**
 * The `it` of `@effect/vitest`, and `it.virtual`: a test whose program runs on a `VirtualClock` of its own, from
 * `VirtualClock.defaultStartMillis` on, in a scope that ends with it. Hours of retries cost no real time, and every run is the
 * same. It has the forms of `it.effect`: `each`, `prop`, `only`, `skip`, `skipIf`, `runIf` and `fails`.
 *
 * A program that waits for sockets or for timers of JavaScript does not work on such a clock: test it by `it.live`. A program
 * that never ends fails with `VirtualClock.NeverEnds`. A test that needs the clock itself, or another start, calls
 * `VirtualClock.run`.
 *
 * @since 0.2.0
 * @category testing
 */
export const it: EffectVitest.Vitest.Methods & { readonly virtual: Tester } = Object.assign(EffectVitest.it, {
  virtual
})
