/**
 * Work that several callers ask for is done once; and of works that exclude each other, one at a time.
 *
 * Shared work belongs to the scope, not to the caller that started it: one caller less harms nobody. When the last one is
 * interrupted, so is the work, and that caller waits for its end.
 */
import { Cause, Deferred, Effect, Exit, Fiber, FiberId, type Scope } from "effect"

/** Works of one key exclude each other, and follow each other in the order in which they came. */
export type Alone = (key: string) => <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** Locks by keys. They cost nothing for keys that nobody uses, and little for those that one uses. */
export const makeLocks = (): Alone => {
  /** The keys that are in use, and who waits for each. */
  const queues = new Map<string, Array<Deferred.Deferred<void>>>()

  const release = (key: string): void => {
    const next = queues.get(key)?.shift()
    if (next === undefined) queues.delete(key)
    else Deferred.unsafeDone(next, Effect.void)
  }

  /** Waits for the turn. Who leaves before it comes leaves the queue; whose turn has just come gives it to the next. */
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

interface Flight<A, E> {
  readonly result: Deferred.Deferred<A, E>
  fiber: Fiber.Fiber<unknown, unknown>
  waiters: number
}

/** Does the work of a key, or joins it if it is under way. When the scope has closed, `closed` is the result. */
export type Share<A, E> = (
  key: string,
  work: Effect.Effect<A, E>,
  closed: Effect.Effect<never, E>
) => Effect.Effect<A, E>

/** Shared work in a scope. */
export const makeShare = <A, E>(): Effect.Effect<Share<A, E>, never, Scope.Scope> =>
  Effect.zipWith(Effect.scope, Effect.fiberId, (scope, fiberId): Share<A, E> => {
    const flights = new Map<string, Flight<A, E>>()

    const forget = (key: string, flight: Flight<A, E>): void => {
      if (flights.get(key) === flight) flights.delete(key)
    }

    // Uninterruptible where it starts, so that its callers learn of its end even when the scope has closed already.
    const start = (
      key: string,
      flight: Flight<A, E>,
      work: Effect.Effect<A, E>,
      closed: Effect.Effect<never, E>
    ): Effect.Effect<void> => {
      const finish = (exit: Exit.Exit<A, E>) => {
        forget(key, flight)
        return Exit.isFailure(exit) && Cause.isInterruptedOnly(exit.cause)
          ? Deferred.complete(flight.result, closed)
          : Deferred.done(flight.result, exit)
      }
      return work.pipe(
        Effect.interruptible,
        Effect.onExit(finish),
        Effect.forkIn(scope),
        Effect.flatMap((fiber) =>
          Effect.sync(() => {
            flight.fiber = fiber
          })
        )
      )
    }

    const leave = (key: string, flight: Flight<A, E>): Effect.Effect<void> =>
      Effect.suspend(() => {
        flight.waiters -= 1
        if (flight.waiters > 0) return Effect.void
        // Whoever comes now starts anew.
        forget(key, flight)
        return Fiber.interrupt(flight.fiber)
      })

    return (key, work, closed) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.suspend(() => {
          // Found or made, and joined, in one step.
          const running = flights.get(key)
          const flight = running ?? { result: Deferred.unsafeMake<A, E>(fiberId), fiber: Fiber.void, waiters: 0 }
          flight.waiters += 1
          flights.set(key, flight)
          const started = running === undefined ? start(key, flight, work, closed) : Effect.void
          return Effect.zipRight(
            started,
            Effect.onInterrupt(restore(Deferred.await(flight.result)), () => leave(key, flight))
          )
        })
      )
  })
