/** `pnpm laws --batch`: the laws over batches, at any size. */
import { Console, Effect, FastCheck as fc } from "effect"
import { tryBatches } from "../../../packages/batch/test/support/lawTrials.js"

/** Tries so many trials, and fails if one breaks a law. */
export const tryBatchLaws = ({ schedules, seed }: { readonly schedules: number; readonly seed: number }) =>
  Effect.gen(function* () {
    const tried = yield* Effect.promise(() => tryBatches({ numRuns: schedules, seed }))
    if (tried.failed) return yield* Effect.dieMessage(fc.defaultReportMessage(tried) ?? "a law is broken")
    yield* Console.log(`${tried.numRuns} batches: 0 violations`)
  })
