/** The work on a chunk: rows that are due, claimed page by page, until none is left or enough was done. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type Means, untilStored, workOn } from "./row.js"

/** A runner is alive for so long after it last said so, in ms. After that its rows are the others'. */
export const aliveMillis = 12_000

/** How often a runner says that it is alive. */
export const beat = "4 seconds"

/** Rows are claimed in pages, and a chunk ends after some: 250 rows at most. */
const pageSize = 50
const pagesPerChunk = 5

/** The runner that works, and whether its batch is paused. */
export interface Runner {
  readonly id: string
  readonly isPaused: (batch: string) => Effect.Effect<boolean>
  readonly pause: (batch: string, reason: string) => Effect.Effect<void>
  /** The batch is running again. */
  readonly goOn: (batch: string) => Effect.Effect<void>
}

/** Works on rows of a batch that are due. */
export const workOnChunk = (means: Means, { id, isPaused, pause }: Runner, batch: string): Effect.Effect<void> => {
  const page = (left: number): Effect.Effect<void> =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const claimed = yield* untilStored(means.store.claim(batch, id, now, pageSize))
      yield* Effect.forEach(
        claimed,
        (each) => workOn(means, batch, each, isPaused(batch), (reason) => pause(batch, reason)),
        { concurrency: "unbounded", discard: true }
      )
      if (claimed.length === pageSize && left > 1 && !(yield* isPaused(batch))) yield* page(left - 1)
    })
  return Effect.withSpan(page(pagesPerChunk), "keysecure.batch.chunk", { attributes: { "keysecure.batch": batch } })
}
