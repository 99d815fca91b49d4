/**
 * Work that several callers ask for is done once; and of works that exclude each other, one at a time.
 *
 * Shared work belongs to the scope, not to the caller that started it: one caller less harms nobody. When the last one is
 * interrupted, so is the work, and that caller waits for its end.
 */
import { Cause, Deferred, Effect, Exit, Fiber, type Scope } from "effect"

interface Lock {
  readonly semaphore: Effect.Semaphore
  users: number
}

/** Works of one key exclude each other. */
export type Alone = (key: string) => <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** Locks by keys. They cost nothing for keys that nobody uses. */
export const makeLocks = (): Alone => {
  const locks = new Map<string, Lock>()
  return (key) => (work) =>
    Effect.acquireUseRelease(
      Effect.sync(() => {
        const lock = locks.get(key) ?? { semaphore: Effect.unsafeMakeSemaphore(1), users: 0 }
        lock.users += 1
        locks.set(key, lock)
        return lock
      }),
      ({ semaphore }) => semaphore.withPermits(1)(work),
      (lock) =>
        Effect.sync(() => {
          lock.users -= 1
          if (lock.users === 0) locks.delete(key)
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
