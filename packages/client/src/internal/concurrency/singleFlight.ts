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

/** A caller that has joined a flight, and what tells it the end once it waits. */
class Caller<A, E> {
  resume: ((end: Effect.Effect<Exit.Exit<A, E>>) => void) | undefined
}

class Flight<A, E> {
  readonly callers = new Set<Caller<A, E>>()
  /** None while it begins. */
  fiber: Fiber.Fiber<void> | undefined
  end: Exit.Exit<A, E> | undefined
}

/** Some work, and what is done at its end, which nothing interrupts. It must not throw. */
export interface Work<A, E> {
  readonly result: Effect.Effect<A, E>
  readonly ended: (exit: Exit.Exit<A, E>) => void
}

/**
 * Does the work of a key, or joins it if it is under way. When the scope has closed, `closed` is the result. `begin` is
 * asked for the work only if it is to be done.
 */
export type SingleFlight<A, E> = (
  key: string,
  begin: () => Work<A, E>,
  closed: Effect.Effect<never, E>
) => Effect.Effect<A, E>

/** The end of a flight. */
const endOf = <A, E>(flight: Flight<A, E>, caller: Caller<A, E>): Effect.Effect<Exit.Exit<A, E>> =>
  Effect.async((resume) => {
    if (flight.end === undefined) caller.resume = resume
    else resume(Effect.succeed(flight.end))
  })

/**
 * Shared work in a scope. Works run by `Runtime.runFork`, which begins at once, and one finalizer ends them all:
 * `Effect.forkIn` begins later, and adds a finalizer for each. Callers are told by the work itself: V8 keeps the observers
 * of fibers that are over, and what they see (decision 0033).
 */
export const make = <A, E>(): Effect.Effect<SingleFlight<A, E>, never, Scope.Scope> =>
  Effect.suspend(() => {
    const flights = new Map<string, Flight<A, E>>()
    const running = new Set<Fiber.Fiber<void>>()
    let isClosed = false

    const forget = (key: string, flight: Flight<A, E>): void => {
      if (flights.get(key) === flight) flights.delete(key)
    }

    const start = (key: string, { ended, result }: Work<A, E>, runtime: Runtime.Runtime<never>): Flight<A, E> => {
      const flight = new Flight<A, E>()
      flights.set(key, flight)
      const fiber = Runtime.runFork(runtime)(
        Effect.map(Effect.exit(Effect.interruptible(result)), (end) => {
          ended(end)
          flight.end = end
          forget(key, flight)
          if (flight.fiber !== undefined) running.delete(flight.fiber)
          for (const { resume } of flight.callers) resume?.(Effect.succeed(end))
        })
      )
      flight.fiber = fiber
      if (flight.end === undefined) running.add(fiber)
      return flight
    }

    const leave = (key: string, flight: Flight<A, E>, caller: Caller<A, E>): Effect.Effect<unknown> => {
      flight.callers.delete(caller)
      if (flight.callers.size > 0 || flight.fiber === undefined) return Effect.void
      // A caller that comes now starts anew.
      forget(key, flight)
      return Fiber.interrupt(flight.fiber)
    }

    const singleFlight: SingleFlight<A, E> = (key, begin, closed) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(Effect.runtime(), (runtime) => {
          if (isClosed) return closed
          // Found or made, and joined, in one step.
          const flight = flights.get(key) ?? start(key, begin(), runtime)
          const caller = new Caller<A, E>()
          flight.callers.add(caller)
          return Effect.flatMap(Effect.exit(restore(endOf(flight, caller))), (waited): Effect.Effect<A, E> => {
            if (Exit.isFailure(waited)) {
              return Effect.zipRight(leave(key, flight, caller), Effect.failCause(waited.cause))
            }
            const end = waited.value
            return Exit.isFailure(end) && Cause.isInterruptedOnly(end.cause) ? closed : end
          })
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
