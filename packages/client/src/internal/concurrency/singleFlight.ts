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
  /** The result that all waiting callers get, once it is there. */
  result: Effect.Effect<A, E> | undefined
  readonly waiting: Array<(result: Effect.Effect<A, E>) => void>
  fiber: Fiber.Fiber<unknown, unknown>
  waiters: number
}

/** Does the work of a key, or joins it if it is under way. When the scope has closed, `closed` is the result. */
export type SingleFlight<A, E> = (
  key: string,
  work: Effect.Effect<A, E>,
  closed: Effect.Effect<never, E>
) => Effect.Effect<A, E>

/** The works that are under way in a scope. */
interface Flights<A, E> {
  readonly flights: Map<string, Flight<A, E>>
  readonly running: Set<Fiber.Fiber<unknown, unknown>>
  isClosed: boolean
}

const forget = <A, E>({ flights }: Flights<A, E>, key: string, flight: Flight<A, E>): void => {
  if (flights.get(key) === flight) flights.delete(key)
}

const start = <A, E>(
  all: Flights<A, E>,
  key: string,
  flight: Flight<A, E>,
  work: Effect.Effect<A, E>,
  closed: Effect.Effect<never, E>
): Effect.Effect<void> =>
  Effect.map(Effect.runtime(), (runtime) => {
    // The end is a value to its fiber: a failure would be logged there as one without a handler.
    const fiber = Runtime.runFork(runtime)(Effect.exit(Effect.interruptible(work)))
    flight.fiber = fiber
    all.running.add(fiber)
    fiber.addObserver((end) => {
      all.running.delete(fiber)
      forget(all, key, flight)
      const exit = Exit.flatten(end)
      const result = Exit.isFailure(exit) && Cause.isInterruptedOnly(exit.cause) ? closed : exit
      flight.result = result
      for (const resume of flight.waiting) resume(result)
    })
  })

const landed = <A, E>(flight: Flight<A, E>): Effect.Effect<A, E> =>
  Effect.suspend(
    () =>
      flight.result ??
      Effect.async<A, E>((resume) => {
        flight.waiting.push(resume)
      })
  )

const leave = <A, E>(all: Flights<A, E>, key: string, flight: Flight<A, E>): Effect.Effect<void> =>
  Effect.suspend(() => {
    flight.waiters -= 1
    if (flight.waiters > 0) return Effect.void
    // A caller that comes now starts anew.
    forget(all, key, flight)
    return Fiber.interrupt(flight.fiber)
  })

const close = <A, E>(all: Flights<A, E>): Effect.Effect<void> =>
  Effect.suspend(() => {
    all.isClosed = true
    return Fiber.interruptAll(all.running)
  })

/**
 * Shared work in a scope.
 *
 * Works run by `Runtime.runFork`, which begins at once, and one finalizer ends them all. `Effect.forkIn` begins later
 * and adds a finalizer for each. The waiting callers are a list of callbacks: making a `Deferred` takes 10 µs.
 */
export const make = <A, E>(): Effect.Effect<SingleFlight<A, E>, never, Scope.Scope> =>
  Effect.suspend(() => {
    const all: Flights<A, E> = { flights: new Map(), running: new Set(), isClosed: false }
    const singleFlight: SingleFlight<A, E> = (key, work, closed) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.suspend((): Effect.Effect<A, E> => {
          if (all.isClosed) return closed
          // Found or made, and joined, in one step.
          const known = all.flights.get(key)
          const flight = known ?? { result: undefined, waiting: [], fiber: Fiber.void, waiters: 0 }
          flight.waiters += 1
          const joined = Effect.onInterrupt(restore(landed(flight)), () => leave(all, key, flight))
          if (known !== undefined) return joined
          all.flights.set(key, flight)
          return Effect.zipRight(start(all, key, flight, work, closed), joined)
        })
      )
    return Effect.as(
      Effect.addFinalizer(() => close(all)),
      singleFlight
    )
  })
