/** The calls of intents to the program: interrupted, and called again, until one has an outcome. */
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { Host } from "./incarnation.js"
import type { Intent } from "./intent.js"
import type { Ended, Program } from "./trial.js"

/** What a program said of an intent, if anything. */
export type Said = Pick<Ended, "outcome" | "failure">

const stopped = Symbol("stopped")

interface Running {
  readonly over: Deferred.Deferred<Said | typeof stopped>
  readonly fiber: Fiber.RuntimeFiber<unknown, unknown>
}

/** The calls of a trial. */
export interface Calls {
  /** Calls an intent, and again after each interruption, until the program says something of it. */
  readonly untilDone: (intent: Intent, index: number) => Effect.Effect<Said>
  /** Interrupts the call of an intent, if there is one; it comes back later. */
  readonly interrupt: (index: number, backAfterMillis: number) => Effect.Effect<void>
  /** Interrupts all of them; they come back as soon as the program does. */
  readonly interruptAll: Effect.Effect<void>
  /** How many were interrupted so far. */
  readonly interrupted: () => number
}

const said = <R>({ apply }: Program<R>, intent: Intent): Effect.Effect<Said, never, R> =>
  Effect.matchCause(apply(intent), {
    onFailure: (cause) => ({ outcome: undefined, failure: `it died: ${Cause.pretty(cause)}` }),
    onSuccess: (outcome) => ({ outcome, failure: undefined })
  })

/** The calls to a program on its host. */
export const makeCalls = <R>(program: Program<R>, host: Host<R>): Calls => {
  const running = new Map<number, Running>()
  const comeBack = new Map<number, number>()
  let interrupted = 0

  const interrupt = (index: number, backAfterMillis: number): Effect.Effect<void> =>
    Effect.suspend(() => {
      const one = running.get(index)
      if (one === undefined) return Effect.void
      comeBack.set(index, backAfterMillis)
      interrupted += 1
      return Effect.zipRight(Fiber.interruptFork(one.fiber), Deferred.succeed(one.over, stopped))
    })

  const once = (intent: Intent, index: number) =>
    Effect.gen(function* () {
      const current = yield* host.living
      const over = yield* Deferred.make<Said | typeof stopped>()
      const fiber = yield* said(program, intent).pipe(
        Effect.provide(current.context),
        Effect.flatMap((end) => Deferred.succeed(over, end)),
        Effect.interruptible,
        Effect.forkDaemon
      )
      running.set(index, { over, fiber })
      // Killed before it was known to run.
      if (!current.alive) yield* interrupt(index, 0)
      const end = yield* Deferred.await(over)
      running.delete(index)
      return end
    })

  return {
    untilDone: (intent, index) =>
      Effect.gen(function* () {
        let end = yield* once(intent, index)
        while (end === stopped) {
          yield* Effect.sleep(comeBack.get(index) ?? 0)
          end = yield* once(intent, index)
        }
        return end
      }),
    interrupt,
    interruptAll: Effect.suspend(() =>
      Effect.forEach([...running.keys()], (index) => interrupt(index, 0), { discard: true })
    ),
    interrupted: () => interrupted
  }
}
