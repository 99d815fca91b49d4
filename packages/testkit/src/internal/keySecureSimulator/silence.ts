/** A request that gets no answer, and the hint to a test whose clock stands still meanwhile. */
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as HashSet from "effect/HashSet"
import * as Logger from "effect/Logger"
import { neverAnswers } from "./neverAnswers.js"
import { startTimer, type StartTimer } from "./realTimer.js"

/** A test may take so long, in real ms, until it adjusts its clock. Vitest ends it after 5 s. */
const waitMillis = 2_000

const hint =
  "A request met a silent fault, and the test's clock stands still: nothing will ever time out. Take it.virtual (@effect-keysecure/testkit/vitest), or adjust the clock."

/** `it.effect` has no loggers but that of trace spans, and the hint is for such a test. */
const say = Effect.flatMap(FiberRef.get(FiberRef.currentLoggers), (loggers) =>
  HashSet.size(HashSet.remove(loggers, Logger.tracerLogger)) === 0 ? Console.warn(hint) : Effect.logWarning(hint)
)

/** Effect's `TestClock`, which a test adjusts. */
const isTestClock = (clock: Clock.Clock): boolean => "adjust" in clock && "setTime" in clock

/** What a simulator's silent faults do: they never answer. The first of them that meets a clock that stands still says so. */
export const makeSilence = (start: StartTimer = startTimer): Effect.Effect<never> => {
  let isSaid = false
  return Clock.clockWith((clock) => {
    if (isSaid || !isTestClock(clock)) return neverAnswers
    const metAt = clock.unsafeCurrentTimeMillis()
    return Effect.async<never>((resume) => {
      const stop = start(() => {
        if (isSaid || clock.unsafeCurrentTimeMillis() !== metAt) return
        isSaid = true
        resume(Effect.zipRight(say, neverAnswers))
      }, waitMillis)
      return Effect.sync(stop)
    })
  })
}
