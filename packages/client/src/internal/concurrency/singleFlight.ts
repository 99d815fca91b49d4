/**
 * Work that several callers ask for is done once.
 *
 * Shared work belongs to the scope, not to the caller that started it: if one caller leaves, the others lose nothing.
 * When the last caller is interrupted, so is the work, and that caller waits for its end.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Runtime from "effect/Runtime"
import type * as Scope from "effect/Scope"

interface Flight<A, E> {
  /** The end is a value to its fiber: a failure would be logged there as one without a handler. */
  readonly fiber: Fiber.RuntimeFiber<Exit.Exit<A, E>>
  waiters: number
}

/** Does the work of a key, or joins it if it is under way. When the scope has closed, `closed` is the result. */
export type SingleFlight<A, E> = (
  key: string,
  work: Effect.Effect<A, E>,
  closed: Effect.Effect<never, E>
) => Effect.Effect<A, E>

/**
 * Shared work in a scope. Works run by `Runtime.runFork`, which begins at once, and one finalizer ends them all:
 * `Effect.forkIn` begins later, and adds a finalizer for each.
 */
export const make = <A, E>(): Effect.Effect<SingleFlight<A, E>, never, Scope.Scope> =>
  Effect.suspend(() => {
    const flights = new Map<string, Flight<A, E>>()
    const running = new Set<Fiber.Fiber<unknown>>()
    let isClosed = false

    const forget = (key: string, flight: Flight<A, E>): void => {
      if (flights.get(key) === flight) flights.delete(key)
    }

    const start = (key: string, work: Effect.Effect<A, E>, runtime: Runtime.Runtime<never>): Flight<A, E> => {
      const fiber = Runtime.runFork(runtime)(Effect.exit(Effect.interruptible(work)))
      const flight = { fiber, waiters: 0 }
      flights.set(key, flight)
      running.add(fiber)
      fiber.addObserver(() => {
        running.delete(fiber)
        forget(key, flight)
      })
      return flight
    }

    const leave = (key: string, flight: Flight<A, E>): Effect.Effect<unknown> => {
      flight.waiters -= 1
      if (flight.waiters > 0) return Effect.void
      // A caller that comes now starts anew.
      forget(key, flight)
      return Fiber.interrupt(flight.fiber)
    }

    const singleFlight: SingleFlight<A, E> = (key, work, closed) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(Effect.runtime(), (runtime) => {
          if (isClosed) return closed
          // Found or made, and joined, in one step.
          const flight = flights.get(key) ?? start(key, work, runtime)
          flight.waiters += 1
          return Effect.flatMap(
            Effect.onInterrupt(restore(Fiber.await(flight.fiber)), () => leave(key, flight)),
            (end): Effect.Effect<A, E> => {
              const exit = Exit.flatten(end)
              return Exit.isFailure(exit) && Cause.isInterruptedOnly(exit.cause) ? closed : exit
            }
          )
        })
      )
    const close = Effect.suspend(() => {
      isClosed = true
      return Fiber.interruptAll(running)
    })
    return Effect.as(
      Effect.addFinalizer(() => close),
      singleFlight
    )
  })
