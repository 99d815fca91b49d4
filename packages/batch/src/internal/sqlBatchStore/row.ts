/** A row of a batch as a row of the table. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { BatchState, type Change, type NewRow, Problem, type Row, RowState } from "../../BatchStore.js"
import { first } from "../rowStates/rowState.js"

// PostgreSQL's 64 bits come as text.
const Int64 = Schema.Union(Schema.Number, Schema.NumberFromString)

/** The columns that a row is read from. */
export const columns = [
  "row_key",
  "line",
  "card_unique_no",
  "state",
  "due_at",
  "tries",
  "card_no",
  "card_status",
  "problem",
  "candidates"
] as const

const RowColumns = Schema.Struct({
  row_key: Schema.String,
  line: Int64,
  card_unique_no: Schema.String,
  state: RowState,
  due_at: Int64,
  tries: Int64,
  card_no: Schema.NullOr(Schema.String),
  card_status: Schema.NullOr(Schema.String),
  problem: Schema.NullOr(Schema.parseJson(Problem)),
  candidates: Schema.parseJson(Schema.Array(Schema.String))
})

const rowOf = (found: typeof RowColumns.Type): Row => ({
  key: found.row_key,
  line: found.line,
  cardUniqueNo: found.card_unique_no,
  state: found.state,
  dueAt: found.due_at,
  tries: found.tries,
  cardNo: found.card_no,
  cardStatus: found.card_status,
  problem: found.problem,
  candidates: found.candidates
})

/** Rows as they are told. */
export const readRows = (found: unknown) =>
  Effect.map(Schema.decodeUnknown(Schema.Array(RowColumns))(found), (rows) => rows.map(rowOf))

const ClaimedColumns = Schema.Struct({ ...RowColumns.fields, payload: Schema.String })

/** Rows that were claimed, with their applications. */
export const readClaimed = (found: unknown) =>
  Effect.map(Schema.decodeUnknown(Schema.Array(ClaimedColumns))(found), (rows) =>
    rows.map((each) => ({ row: rowOf(each), payload: each.payload }))
  )

/** Names of batches. */
export const readNames = Schema.decodeUnknown(Schema.Array(Schema.Struct({ name: Schema.String })))

/** Applications, sealed, by key. */
export const readSealed = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ row_key: Schema.String, payload: Schema.String }))
)

/** The digests and states by key. */
export const readDigests = (found: unknown) =>
  Effect.map(
    Schema.decodeUnknown(
      Schema.Array(Schema.Struct({ row_key: Schema.String, digest: Schema.String, state: RowState }))
    )(found),
    (rows) => new Map(rows.map((each) => [each.row_key, each]))
  )

/** When rows are due. */
export const readDue = Schema.decodeUnknown(Schema.Array(Schema.Struct({ due_at: Int64 })))

/** How many rows are in a state, and how often they were worked on. */
export const readCounts = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ state: RowState, rows: Int64, tries: Int64 }))
)

/** Batches. */
export const readBatches = (found: unknown) =>
  Effect.map(
    Schema.decodeUnknown(
      Schema.Array(
        Schema.Struct({ name: Schema.String, state: BatchState, reason: Schema.String, submitted_at: Int64 })
      )
    )(found),
    (batches) =>
      batches.map(({ name, reason, state, submitted_at }) => ({ name, state, reason, submittedAt: submitted_at }))
  )

/** The columns of a change. */
export const changeColumns = ({ candidates, cardNo, cardStatus, dueAt, problem, state, tries }: Change) => ({
  state,
  due_at: dueAt,
  tries,
  card_no: cardNo,
  card_status: cardStatus,
  problem: problem === null ? null : JSON.stringify(problem),
  candidates: JSON.stringify(candidates)
})

/** The columns of a row that is handed in. */
export const newColumns = (batch: string, row: NewRow, now: number) => ({
  batch,
  row_key: row.key,
  line: row.line,
  card_unique_no: row.cardUniqueNo,
  digest: row.digest,
  payload: row.payload,
  runner: "",
  ...changeColumns(first(row, now))
})
