/** A machine that takes part in a batch: it claims rows and works on them until the batch has come to its end. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Ref from "effect/Ref"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import type * as BatchEngine from "../../BatchEngine.js"
import type * as BatchStore from "../../BatchStore.js"
import { aliveMillis, beat, type Runner, workOnChunk } from "./chunk.js"
import { type Means, untilStored } from "./row.js"

/** A random name, all of whose 53 bits are used. */
const newId = Effect.map(Random.next, (share) => (share * 2 ** 53).toString(16).padStart(14, "0"))

/** So many chunks of a batch run at once on a machine, so that the last rows of one do not hold up the others. */
const lanes = 4

/** How long a machine waits before it looks for work again, in ms, where the work is others'. */
const pauseMillis = 250

/** How long it waits at the longest, in ms: another machine may have paused, resumed or cancelled meanwhile. */
const longestPauseMillis = 1_000

/** Says that the runner is alive, again and again, and gives its rows back when it ends. */
const living = ({ store }: Means, id: string): Effect.Effect<void, never, Scope.Scope> => {
  const alive = Effect.flatMap(Clock.currentTimeMillis, (now) => store.alive(id, now + aliveMillis)).pipe(
    // The machine waits for the store, and a person learns why.
    Effect.tapError(({ message }) => Effect.logWarning(message))
  )
  return untilStored(alive).pipe(
    Effect.zipRight(Effect.addFinalizer(() => Effect.ignore(Effect.timeout(store.release(id), "2 seconds")))),
    // A store that is down does not hear it: then the rows are free, and are worked on twice if we go on.
    Effect.zipRight(Effect.forkScoped(Effect.repeat(Effect.ignore(alive), Schedule.spaced(beat)))),
    Effect.asVoid
  )
}

/** A runner that is alive as long as the scope is open, and does the work of the engine's chunks. */
export const makeRunner = (
  means: Means,
  engine: BatchEngine.Service,
  told: (batch: string, reason: string) => Effect.Effect<void>
): Effect.Effect<Runner, never, Scope.Scope> =>
  Effect.gen(function* () {
    const id = yield* newId
    const paused = yield* Ref.make<ReadonlySet<string>>(new Set())
    const pause = (batch: string, reason: string): Effect.Effect<void> =>
      Effect.flatMap(
        Ref.modify(paused, (known) => [known.has(batch), new Set([...known, batch])]),
        (was) =>
          was
            ? Effect.void
            : Effect.zipRight(untilStored(means.store.enter(batch, ["running"], "paused", reason)), told(batch, reason))
      )
    const runner: Runner = {
      id,
      isPaused: (batch) => Effect.map(Ref.get(paused), (known) => known.has(batch)),
      pause,
      goOn: (batch) => Ref.update(paused, (known) => new Set([...known].filter((each) => each !== batch)))
    }
    yield* living(means, id)
    yield* engine.serve(({ batch }) => workOnChunk(means, runner, batch))
    return runner
  })

/** What a look at a batch found. */
export interface Look {
  readonly batch: BatchStore.Batch
  /** When the next row is due, in Unix ms; `null` if no row is left to be worked on. */
  readonly nextDueAt: number | null
}

/** Takes part until no row is left to be worked on. `look` is called each time that the batch was looked at. */
export const takePart = <E>(
  engine: BatchEngine.Service,
  runner: Runner,
  name: string,
  look: Effect.Effect<Look, E>
): Effect.Effect<void, E | BatchEngine.BatchEngineFailed> => {
  const lane = Effect.gen(function* () {
    let isOver = false
    while (!isOver) {
      const { batch, nextDueAt } = yield* look
      const now = yield* Clock.currentTimeMillis
      if (nextDueAt === null) isOver = true
      else if (batch.state === "paused" || batch.state === "submitting") yield* Effect.sleep(longestPauseMillis)
      else if (nextDueAt > now) yield* Effect.sleep(Math.min(nextDueAt - now, longestPauseMillis))
      else {
        yield* runner.goOn(name)
        const id = yield* newId
        yield* engine.run({ batch: name, id })
        yield* Effect.sleep(pauseMillis)
      }
    }
  })
  return Effect.all(
    Array.from({ length: lanes }, () => lane),
    { concurrency: "unbounded", discard: true }
  )
}
