/**
 * Things by key. Each is made when it is first asked for, kept as long as it is in use and for some time after that, and then
 * closed.
 *
 * Making belongs to the map, and not to the caller that began it: interrupting a caller does no harm to the others, and nothing
 * of a caller's context gets into what all share. A failure is told to the callers that wait, and is not kept.
 */
import type * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import type * as Scope from "effect/Scope"
import { monotonicOf } from "../serverTime/readClocks.js"

/** One thing. Its fields are read and written only between two steps of a fiber. */
interface Entry<A, E> {
  readonly made: Deferred.Deferred<A, E>
  /** Done when no later caller is to find it. */
  readonly forgotten: Deferred.Deferred<void>
  /** The thing itself, once it is made and until it is given up. */
  thing: Option.Option<A>
  /** How many scopes hold it. */
  users: number
  /** Done when the last of them has left it. */
  left: Deferred.Deferred<void>
  /** When it is closed unless it is used, in ms of the monotonic clock. */
  idleUntil: number
}

/** The things of a scope. */
export interface Kept<A, E> {
  /** The thing of a key, which stays open at least until the caller's scope ends. */
  readonly get: (key: string) => Effect.Effect<A, E, Scope.Scope>
  /** Makes the next `get` make a new one. The old one is closed when its users have left it. */
  readonly forget: (key: string) => Effect.Effect<void>
}

/** How things are made and kept. */
export interface Rules<A, E> {
  /** Makes one, in the scope that ends with it. */
  readonly make: (key: string) => Effect.Effect<A, E, Scope.Scope>
  /** Runs in the step in which a thing is given up, before it is closed, as its successor may be made in the next one. */
  readonly givenUp: (thing: A) => void
  /** How long a thing is kept that is not in use. */
  readonly idleTimeToLive: Duration.Duration
}

const signal = (): Deferred.Deferred<void> => Deferred.unsafeMake(FiberId.none)

const give = (to: Deferred.Deferred<void>): void => Deferred.unsafeDone(to, Effect.void)

type Entries<A, E> = Map<string, Entry<A, E>>

/** The life of an entry: a thing is made, kept until it was not used for as long as the rules say, and closed. */
const lifeIn = <A, E>(entries: Entries<A, E>, rules: Rules<A, E>, clock: Clock.Clock) => {
  const giveUp = (key: string, entry: Entry<A, E>): void => {
    if (entries.get(key) === entry) entries.delete(key)
    if (Option.isSome(entry.thing)) rules.givenUp(entry.thing.value)
    entry.thing = Option.none()
  }

  const untilIdle = (key: string, entry: Entry<A, E>): Effect.Effect<void> =>
    Effect.suspend(() => {
      const again = Effect.suspend(() => untilIdle(key, entry))
      if (entry.users > 0) {
        entry.left = signal()
        return Effect.zipRight(Deferred.await(entry.left), again)
      }
      const rest = entry.idleUntil - monotonicOf(clock)
      if (rest > 0 && entries.get(key) === entry) {
        const pause = Number.isFinite(rest) ? clock.sleep(Duration.millis(Math.ceil(rest))) : Effect.never
        return Effect.zipRight(Effect.raceFirst(pause, Deferred.await(entry.forgotten)), again)
      }
      giveUp(key, entry)
      return Effect.void
    })

  const life = (key: string, entry: Entry<A, E>): Effect.Effect<void> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(Effect.exit(restore(rules.make(key))), (exit) => {
        if (Exit.isSuccess(exit)) entry.thing = Option.some(exit.value)
        if (Exit.isFailure(exit) || entries.get(key) !== entry) giveUp(key, entry)
        const told = Deferred.done(entry.made, exit)
        if (Exit.isFailure(exit)) return told
        const ended = Effect.sync(() => giveUp(key, entry))
        return Effect.zipRight(told, Effect.ensuring(restore(untilIdle(key, entry)), ended))
      })
    ).pipe(Effect.scoped, Effect.interruptible)

  return { giveUp, life }
}

/** Things in a scope: when that closes, all of them do. */
export const make = <A, E>(rules: Rules<A, E>): Effect.Effect<Kept<A, E>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const runFork = Runtime.runFork(yield* Effect.runtime())
    const clock = yield* Effect.clock
    const idleMillis = Duration.toMillis(rules.idleTimeToLive)
    const entries: Entries<A, E> = new Map()
    const lives = new Set<Fiber.Fiber<unknown>>()
    const { giveUp, life } = lifeIn(entries, rules, clock)
    let isClosed = false

    const start = (key: string): Entry<A, E> => {
      const entry: Entry<A, E> = {
        made: Deferred.unsafeMake(FiberId.none),
        forgotten: signal(),
        thing: Option.none(),
        users: 1,
        left: signal(),
        idleUntil: Infinity
      }
      entries.set(key, entry)
      const fiber = runFork(life(key, entry))
      lives.add(fiber)
      fiber.addObserver(() => lives.delete(fiber))
      return entry
    }

    /** Found or made, and joined, in one step. */
    const joined = (key: string): Entry<A, E> => {
      const entry = entries.get(key)
      if (entry === undefined) return start(key)
      entry.users += 1
      return entry
    }

    const leave = (entry: Entry<A, E>): void => {
      entry.users -= 1
      if (entry.users > 0) return
      entry.idleUntil = monotonicOf(clock) + idleMillis
      give(entry.left)
    }

    yield* Effect.addFinalizer(() =>
      Effect.suspend(() => {
        isClosed = true
        return Fiber.interruptAll(lives)
      })
    )
    return {
      get: (key) =>
        Effect.uninterruptibleMask((restore) =>
          Effect.suspend(() => {
            if (isClosed) return Effect.interrupt
            const entry = joined(key)
            const leaving = Effect.addFinalizer(() => Effect.sync(() => leave(entry)))
            return Effect.zipRight(leaving, restore(Deferred.await(entry.made)))
          })
        ),
      forget: (key) =>
        Effect.sync(() => {
          const entry = entries.get(key)
          if (entry === undefined) return
          giveUp(key, entry)
          give(entry.forgotten)
        })
    }
  })
