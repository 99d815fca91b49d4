/** Works that exclude each other, one at a time. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"

/** Works of one key exclude each other, and follow each other in the order in which they came. */
export type KeyedMutex = (key: string) => <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** Makes locks by keys. A key that is not in use costs nothing, and a key with one user costs little. */
export const make = (): KeyedMutex => {
  /** The keys that are in use, and the callers that wait for each. */
  const queues = new Map<string, Array<Deferred.Deferred<void>>>()

  const release = (key: string): void => {
    const next = queues.get(key)?.shift()
    if (next === undefined) queues.delete(key)
    else Deferred.unsafeDone(next, Effect.void)
  }

  /**
   * Waits for the turn. A caller that leaves before its turn leaves the queue. If its turn has just come, it gives the
   * turn to the next.
   */
  const wait = (key: string, queue: Array<Deferred.Deferred<void>>): Effect.Effect<void> => {
    const turn = Deferred.unsafeMake<void>(FiberId.none)
    queue.push(turn)
    return Effect.onInterrupt(Deferred.await(turn), () =>
      Effect.sync(() => {
        const place = queue.indexOf(turn)
        if (place === -1) release(key)
        else queue.splice(place, 1)
      })
    )
  }

  return (key) => (work) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.suspend(() => {
        const done = Effect.matchCauseEffect(restore(work), {
          onFailure: (cause) => {
            release(key)
            return Effect.failCause(cause)
          },
          onSuccess: (value) => {
            release(key)
            return Effect.succeed(value)
          }
        })
        const queue = queues.get(key)
        if (queue !== undefined) return Effect.zipRight(restore(wait(key, queue)), done)
        queues.set(key, [])
        return done
      })
    )
}
