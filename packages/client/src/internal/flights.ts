/**
 * Work by keys: the same work that several callers ask for is done once, and no two works of a key at a time.
 *
 * Shared work belongs to the scope, not to the caller that started it: one caller less harms nobody. When the last one is
 * interrupted, so is the work, and that caller waits for its end.
 */
import { Cause, Deferred, Effect, Exit, Fiber, type Scope } from "effect"

interface Flight<A, E> {
  /** What is being done: a caller who asks for the same joins. */
  readonly what: string
  readonly result: Deferred.Deferred<A, E>
  fiber: Fiber.Fiber<unknown, unknown>
  waiters: number
}

interface Lock {
  readonly semaphore: Effect.Semaphore
  users: number
}

/** Work by keys. */
export interface Flights<A, E> {
  /** Does the work, or joins it if it is under way for that key. `elsewise` is for a key with other work under way. */
  readonly share: (key: string, what: string, work: Effect.Effect<A, E>, elsewise: E) => Effect.Effect<A, E>
  /** Does the work when nothing else of that key is under way. */
  readonly alone: <B, F>(key: string, work: Effect.Effect<B, F>) => Effect.Effect<B, F>
}

/** Work in a scope: when that closes, shared work ends, and its callers get what `closed` makes of the key. */
export const make = <A, E>(
  closed: (key: string) => Effect.Effect<never, E>
): Effect.Effect<Flights<A, E>, never, Scope.Scope> =>
  Effect.zipWith(Effect.scope, Effect.fiberId, (scope, fiberId) => {
    const flights = new Map<string, Flight<A, E>>()
    const locks = new Map<string, Lock>()

    const alone = <B, F>(key: string, work: Effect.Effect<B, F>): Effect.Effect<B, F> =>
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

    const forget = (key: string, flight: Flight<A, E>): void => {
      if (flights.get(key) === flight) flights.delete(key)
    }

    // Uninterruptible where it starts, so that its callers learn of its end even when the scope has closed already.
    const start = (key: string, what: string, work: Effect.Effect<A, E>): Effect.Effect<Flight<A, E>> => {
      const result = Deferred.unsafeMake<A, E>(fiberId)
      const flight: Flight<A, E> = { what, result, fiber: Fiber.void, waiters: 0 }
      flights.set(key, flight)
      const finish = (exit: Exit.Exit<A, E>) => {
        forget(key, flight)
        return Exit.isFailure(exit) && Cause.isInterruptedOnly(exit.cause)
          ? Deferred.complete(result, closed(key))
          : Deferred.done(result, exit)
      }
      return alone(key, work).pipe(
        Effect.interruptible,
        Effect.onExit(finish),
        Effect.forkIn(scope),
        Effect.map((fiber) => {
          flight.fiber = fiber
          return flight
        })
      )
    }

    const leave = (key: string, flight: Flight<A, E>): Effect.Effect<void> =>
      Effect.suspend(() => {
        flight.waiters -= 1
        if (flight.waiters > 0) return Effect.void
        // Whoever comes now starts anew, and waits for the end of this one.
        forget(key, flight)
        return Fiber.interrupt(flight.fiber)
      })

    const share = (key: string, what: string, work: Effect.Effect<A, E>, elsewise: E): Effect.Effect<A, E> =>
      Effect.uninterruptibleMask((restore) =>
        Effect.suspend(() => {
          const running = flights.get(key)
          if (running !== undefined && running.what !== what) return Effect.fail(elsewise)
          return running === undefined ? start(key, what, work) : Effect.succeed(running)
        }).pipe(
          Effect.tap((flight) => {
            flight.waiters += 1
            return Effect.void
          }),
          Effect.flatMap((flight) =>
            Effect.onInterrupt(restore(Deferred.await(flight.result)), () => leave(key, flight))
          )
        )
      )

    return { alone, share }
  })
