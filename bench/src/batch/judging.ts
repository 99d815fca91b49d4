/** What must hold of a trial, and whether it does. */
import { Console, Effect } from "effect"

/** What must hold, and whether it does. */
export type Check = readonly [what: string, holds: boolean]

/** Says which of them hold, and fails unless all do. */
export const judge = (checks: ReadonlyArray<Check>) =>
  Effect.gen(function* () {
    yield* Effect.forEach(checks, ([what, holds]) => Console.log(`${holds ? "ok    " : "FAILED"} ${what}`))
    const broken = checks.filter(([, holds]) => !holds).map(([what]) => what)
    if (broken.length > 0) return yield* Effect.dieMessage(`does not hold: ${broken.join("; ")}`)
  })

/** Milliseconds as seconds. */
export const seconds = (millis: number): string => `${(millis / 1_000).toFixed(1)} s`

/** A time in ms, of which only differences count. */
export const now = Effect.sync(() => performance.now())
