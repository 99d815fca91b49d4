/** An input, checked as a whole and handed to the store page by page. */
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import type { Submission } from "../../BatchError.js"
import type * as BatchStore from "../../BatchStore.js"
import type * as PayloadCipher from "../../PayloadCipher.js"
import type { RowProblem } from "../../Rows.js"
import { type Entry, identityOf, newRowOf } from "./newRow.js"

/** The parts that submitting needs. */
export interface Means {
  readonly store: BatchStore.Service
  readonly cipher: PayloadCipher.Service
}

/** Rows are handed over in pages: a transaction each. */
const pageSize = 500

const mostProblems = 100

const nothing: Submission = { rows: 0, added: 0, same: 0, wrong: 0, problems: [] }

/** Another application under a key that has one already. */
const changedRow = (entry: Entry): RowProblem =>
  Either.match(entry, {
    onLeft: (problem) => problem,
    onRight: ({ key, line }) => ({
      line,
      column: null,
      key,
      expected: "the application that was submitted under this key before, or another key"
    })
  })

const counted = (
  before: Submission,
  entries: ReadonlyArray<Entry>,
  told: ReadonlyArray<BatchStore.Insertion>
): Submission => {
  const problems = entries.flatMap((entry, index) => {
    if (Either.isLeft(entry)) return [entry.left]
    return told[index] === "changed" ? [changedRow(entry)] : []
  })
  const right = (insertion: BatchStore.Insertion) =>
    entries.filter((entry, index) => Either.isRight(entry) && told[index] === insertion).length
  return {
    rows: before.rows + entries.length,
    added: before.added + right("new"),
    same: before.same + right("same"),
    wrong: before.wrong + problems.length,
    problems: [...before.problems, ...problems].slice(0, mostProblems)
  }
}

const summed = <E, E2>(
  input: Stream.Stream<Entry, E>,
  take: (entries: ReadonlyArray<Entry>) => Effect.Effect<ReadonlyArray<BatchStore.Insertion>, E2>
): Effect.Effect<Submission, E | E2> =>
  input.pipe(
    Stream.grouped(pageSize),
    Stream.runFoldEffect(nothing, (sum, page) => {
      const entries = Chunk.toReadonlyArray(page)
      return Effect.map(take(entries), (told) => counted(sum, entries, told))
    })
  )

/** What `hand` would tell of this input. Changes nothing. */
export const check = <E>({ store }: Means, batch: string, input: Stream.Stream<Entry, E>) =>
  summed(input, (entries) => store.compare(batch, entries.map(identityOf)))

/** Hands the rows to the store. Rows that were there already stay as they are. */
export const hand = <E>({ cipher, store }: Means, batch: string, input: Stream.Stream<Entry, E>) =>
  summed(input, (entries) =>
    Effect.flatMap(
      Effect.forEach(entries, (entry) => newRowOf(cipher, batch, entry)),
      (rows) => Effect.flatMap(Clock.currentTimeMillis, (now) => store.insert(batch, rows, now))
    )
  )
