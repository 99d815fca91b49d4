/** Works that exclude each other, one at a time. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"

/** A place in the queue of a key, from the moment when it is taken. */
export interface Turn {
  /** Waits until all who were there before have ended their turns. */
  readonly come: Effect.Effect<void>
  /** Leaves the queue, whether the turn has come or not. Each caller that took a turn has to end it, once. */
  readonly end: () => void
}

/** Takes a turn of a key. */
export type Turns = (key: string) => Turn

class Place {
  /** Made when somebody has to wait. */
  arrival: Deferred.Deferred<void> | undefined
}

/** Makes queues by keys. A key that is not in use costs nothing, and a key with one user costs little. */
export const make = (): Turns => {
  const queues = new Map<string, Array<Place>>()

  const leave = (key: string, queue: Array<Place>, place: Place): void => {
    const index = queue.indexOf(place)
    queue.splice(index, 1)
    if (queue.length === 0) queues.delete(key)
    else if (index === 0 && queue[0]?.arrival !== undefined) Deferred.unsafeDone(queue[0].arrival, Effect.void)
  }

  return (key) => {
    const place = new Place()
    const queue = queues.get(key) ?? []
    if (queue.push(place) === 1) queues.set(key, queue)
    return {
      come: Effect.suspend(() => {
        if (queue[0] === place) return Effect.void
        place.arrival = Deferred.unsafeMake<void>(FiberId.none)
        return Deferred.await(place.arrival)
      }),
      end: () => leave(key, queue, place)
    }
  }
}

/** Works of one key exclude each other, and follow each other in the order in which they came. */
export const inTurn =
  (turns: Turns, key: string) =>
  <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.acquireUseRelease(
      Effect.sync(() => turns(key)),
      ({ come }) => Effect.zipRight(come, work),
      ({ end }) => Effect.sync(end)
    )
