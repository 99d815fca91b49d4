/** A gate: so many may be inside at once, and the others wait in the order in which they came. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import * as MutableList from "effect/MutableList"

/** A work that waits outside. */
interface Waiter {
  readonly turn: Deferred.Deferred<void>
  place: "outside" | "inside" | "left"
}

type Restore = <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** A gate, which costs the same for each work however many wait. */
export interface Gate {
  /** Does a work inside. A waiter that is interrupted leaves, and a place that it was just given goes to the next. */
  readonly within: <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Lets in who waits, after the limit has grown. */
  readonly admit: () => void
}

/** Makes a gate. The limit may change: who is inside stays. */
export const make = (limit: () => number): Gate => {
  let inside = 0
  const queue = MutableList.empty<Waiter>()

  const admit = (): void => {
    while (inside < limit()) {
      const next = MutableList.shift(queue)
      if (next === undefined) return
      if (next.place === "outside") {
        inside++
        next.place = "inside"
        Deferred.unsafeDone(next.turn, Effect.void)
      }
    }
  }

  const leave = Effect.sync(() => {
    inside--
    admit()
  })

  /** Waits for a place. It is the waiting alone that can be interrupted, so a place that was given is never lost. */
  const wait = (restore: Restore): Effect.Effect<void> =>
    Effect.suspend(() => {
      const waiter: Waiter = { turn: Deferred.unsafeMake<void>(FiberId.none), place: "outside" }
      MutableList.append(queue, waiter)
      return Effect.catchAllCause(restore(Deferred.await(waiter.turn)), (cause) => {
        const given = waiter.place === "inside"
        waiter.place = "left"
        return Effect.zipRight(given ? leave : Effect.void, Effect.failCause(cause))
      })
    })

  const enter = (restore: Restore): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (inside >= limit()) return wait(restore)
      inside++
      return Effect.void
    })

  return {
    admit,
    within: (work) =>
      Effect.uninterruptibleMask((restore) => Effect.zipRight(enter(restore), Effect.ensuring(restore(work), leave)))
  }
}
