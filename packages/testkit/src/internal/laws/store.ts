/** The program's store in a trial: what is in it outlives crashes, and some of its steps fail. */
import { type PlatformError, SystemError } from "@effect/platform/Error"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { StoreFault } from "./trial.js"

/** What an effect of the program costs: it takes its time before and after, and ends in between if the program dies. */
export type Taking = <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>

/** A store. */
export interface Store {
  /** The same store as one start of the program reaches it: each step takes its time. */
  readonly through: (taking: Taking) => KeyValueStore.KeyValueStore
  /** How many steps met a fault so far. */
  readonly faultsMet: () => number
}

const failed = Effect.suspend(
  () => new SystemError({ reason: "Unknown", module: "KeyValueStore", method: "any", description: "a fault" })
)

/** An empty store. */
export const makeStore = (faults: ReadonlyArray<StoreFault>): Store => {
  const stored = new Map<string, string>()
  const isCarriedOut = new Map(faults.map(({ carriedOut, nth }) => [nth, carriedOut]))
  let steps = 0
  let faultsMet = 0

  /** A step, which may meet a fault. */
  const step = <A>(effect: Effect.Effect<A>): Effect.Effect<A, PlatformError> =>
    Effect.suspend(() => {
      steps += 1
      const carriedOut = isCarriedOut.get(steps)
      if (carriedOut === undefined) return effect
      faultsMet += 1
      return carriedOut ? Effect.zipRight(effect, failed) : failed
    })

  return {
    through: (taking) => {
      const does = <A>(f: () => A) => taking(step(Effect.sync(f)))
      return KeyValueStore.makeStringOnly({
        get: (key) => does(() => Option.fromNullable(stored.get(key))),
        set: (key, value) => does(() => void stored.set(key, value)),
        remove: (key) => does(() => void stored.delete(key)),
        clear: does(() => stored.clear()),
        size: does(() => stored.size)
      })
    },
    faultsMet: () => faultsMet
  }
}
