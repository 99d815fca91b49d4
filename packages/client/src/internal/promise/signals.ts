/**
 * The signals of a program. One signal may end any number of calls, as where a program has one for its own end. Node warns of
 * the eleventh listener of a signal as of a leak, so all calls of a signal share one listener.
 */
import type * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import type * as ManagedRuntime from "effect/ManagedRuntime"

/** What is needed of an `AbortSignal`. */
interface Signal {
  readonly aborted: boolean
  readonly addEventListener: (type: "abort", onAbort: () => void, options: { readonly once: boolean }) => void
  readonly removeEventListener: (type: "abort", onAbort: () => void) => void
}

interface Following {
  readonly ends: Set<() => void>
  readonly onAbort: () => void
}

const followed = new WeakMap<Signal, Following>()

const followingOf = (signal: Signal): Following => {
  const known = followed.get(signal)
  if (known !== undefined) return known
  const ends = new Set<() => void>()
  const following = { ends, onAbort: () => ends.forEach((end) => end()) }
  followed.set(signal, following)
  return following
}

/** Does something when the signal aborts, or at once if it has, until it is stopped. A signal without calls has no listener. */
const follow = (signal: Signal, end: () => void): (() => void) => {
  if (signal.aborted) {
    end()
    return () => {}
  }
  const { ends, onAbort } = followingOf(signal)
  if (ends.size === 0) signal.addEventListener("abort", onAbort, { once: true })
  ends.add(end)
  return () => {
    ends.delete(end)
    if (ends.size === 0) signal.removeEventListener("abort", onAbort)
  }
}

/** Runs an effect to its end, or until a signal ends it. */
export const runUnder = <A, E, R, E0>(
  runtime: ManagedRuntime.ManagedRuntime<R, E0>,
  effect: Effect.Effect<A, E, R>,
  signal: Signal | undefined
): Promise<Exit.Exit<A, E | E0>> => {
  if (signal === undefined) return runtime.runPromiseExit(effect)
  return new Promise((resolve) => {
    const fiber = runtime.runFork(effect)
    const end = () => fiber.unsafeInterruptAsFork(FiberId.none)
    const stop = follow(signal, end)
    fiber.addObserver((exit) => {
      stop()
      resolve(exit)
    })
  })
}
