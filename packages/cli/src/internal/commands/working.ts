/** Work on a batch to its end, with how far it is shown meanwhile. */
import type * as BatchDesk from "@effect-keysecure/batch/BatchDesk"
import * as CardBatch from "@effect-keysecure/batch/CardBatch"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { ended, type Ended, endedBy } from "../ending/ended.js"
import * as Database from "../parts/database.js"
import { Output } from "../saying/output.js"
import { words } from "../saying/rows.js"
import { following, paused, showOnce } from "./following.js"

/** The options by which another command finds the same batch. */
const goOnWith = (place: Database.Place, name: string): string =>
  ` --batch ${Database.quoted(name)}${Database.again(place)}`

const counted = ({ rows, total }: BatchDesk.Progress): string => {
  const { cancelled, failed, issued, queued, ready, unclear, unsettled } = rows
  const others = [
    [failed, "failed"],
    [unclear, "wait for a person"],
    [cancelled, "cancelled"],
    [queued, "queued"],
    [unsettled, "in doubt"]
  ] as const
  return [
    `${ready + issued} of ${total} rows have their cards`,
    ...others.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]))
  ].join(", ")
}

const firstRows = 10

/** What a person may do about the rows without cards. A batch in memory cannot be asked later, so it shows some now. */
const leftOver = (desk: BatchDesk.Service, name: string, place: Database.Place) =>
  place._tag !== "Memory"
    ? Effect.succeed([`Which and why: keysecure failures${goOnWith(place, name)}`])
    : desk.results(name, ["failed", "unclear"]).pipe(
        Stream.take(firstRows),
        Stream.runCollect,
        Effect.map((rows) => Chunk.toReadonlyArray(rows).map((row) => words.line(row).trimEnd())),
        Effect.mapError(endedBy("database"))
      )

/** Says how a batch has ended, and fails if a row has no card. */
const concluded = (desk: BatchDesk.Service, progress: BatchDesk.Progress, place: Database.Place) =>
  Effect.gen(function* () {
    const { rows, total } = progress
    yield* showOnce(progress)
    const { say } = yield* Output
    yield* say(counted(progress))
    if (rows.ready + rows.issued === total) return
    const isListed = rows.failed + rows.unclear > 0
    return yield* ended("incomplete", ...(isListed ? yield* leftOver(desk, progress.batch.name, place) : []))
  })

const parked = (goOn: string) =>
  Effect.flatMap(Output, ({ say }) =>
    say(
      goOn === ""
        ? "Stopped. Nothing is kept of what was simulated."
        : `Stopped. What was under way is parked, and nothing is lost. To go on: keysecure run${goOn}`
    )
  )

/** Works on a batch until no row is left. It ends if the batch is paused, before or meanwhile. */
export const work = (name: string, place: Database.Place): Effect.Effect<void, Ended, CardBatch.CardBatch | Output> =>
  Effect.gen(function* () {
    const batches = yield* CardBatch.CardBatch
    const goOn = place._tag === "Memory" ? "" : goOnWith(place, name)
    const before = yield* batches.progress(name).pipe(
      Effect.catchTags({
        BatchNotFound: ({ message }) => ended("usage", message),
        BatchStoreFailed: endedBy("database")
      })
    )
    if (before.batch.state === "paused") return yield* paused(before.batch, goOn)
    if (before.batch.state === "submitting") {
      const { say } = yield* Output
      yield* say(
        `Not the whole file of ${name} is handed in. If no program does so now, give it again: keysecure issue`
      )
    }
    const run = batches.run(name).pipe(
      Effect.catchTags({
        BatchNotFound: ({ message }) => ended("usage", message),
        BatchStoreFailed: endedBy("database"),
        BatchEngineFailed: endedBy("database"),
        PayloadCipherFailed: wrongKey
      })
    )
    const after = yield* Effect.raceFirst(run, following(batches, name, goOn)).pipe(
      Effect.onInterrupt(() => parked(goOn))
    )
    yield* concluded(batches, after, place)
  })

/** The key is another than the one that sealed the applications. */
export const wrongKey = (): Ended =>
  ended(
    "usage",
    "The key does not open the applications of this batch: they were sealed with another one.",
    "Give the key with which they were submitted: KEYSECURE_BATCH_KEY, or the file beside the database whose name ends with .key."
  )
