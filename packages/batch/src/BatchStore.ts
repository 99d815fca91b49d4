/**
 * Where batches and their rows are kept: the truth about a batch, which any machine may take up.
 *
 * Each step is a transaction. Every change of a row is conditional: it counts only if the row is still as the caller saw
 * it, so a row may be worked on twice at the same time.
 *
 * @module BatchStore
 * @since 0.2.0
 */
import type { Card } from "@effect-keysecure/schema"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/**
 * The store failed. `detail` says at which step, and repeats nothing that the database says.
 *
 * @since 0.2.0
 * @category errors
 */
export class BatchStoreFailed extends Data.TaggedError("BatchStoreFailed")<{
  /** The step that failed, in words. */
  readonly detail: string
}> {
  override get message(): string {
    return `The batch store failed: ${this.detail}`
  }
}

/**
 * The state of a row.
 *
 * - `queued`: to be applied for
 * - `issued`: its card is known, and was `Pending` when it was last looked at
 * - `ready`: its card has left `Pending`
 * - `failed`: there is no card, for certain, or a card that failed; `problem` says why
 * - `unsettled`: the outcome is unknown, and is found out when `dueAt` has come
 * - `unclear`: the platform lists what may be its card or not; it waits for a person
 * - `cancelled`: it was never applied for
 *
 * @since 0.2.0
 * @category models
 */
export const RowState = Schema.Literal("queued", "issued", "ready", "failed", "unsettled", "unclear", "cancelled")

/**
 * @since 0.2.0
 * @category models
 */
export type RowState = typeof RowState.Type

/**
 * Why a row failed. It holds no value of the row.
 *
 * @since 0.2.0
 * @category models
 */
export const Problem = Schema.Struct({
  /** The tag of the error, such as `CardholderNotFound`; `RowInvalid` if the row itself is wrong. */
  tag: Schema.String,
  /** The platform's code, if it answered one. */
  code: Schema.NullOr(Schema.Int),
  /** The field or the column that is wrong, if that is known. */
  field: Schema.NullOr(Schema.String),
  /** What to do, in words. */
  remedy: Schema.String
})

/**
 * @since 0.2.0
 * @category models
 */
export type Problem = typeof Problem.Type

/**
 * A row of a batch, as it is now.
 *
 * @since 0.2.0
 * @category models
 */
export interface Row {
  /** The row's key in its batch: the merchant's own. */
  readonly key: string
  /** The line of the input, for people. */
  readonly line: number
  /** The number of its card; empty if the row is so wrong that it has none. */
  readonly cardUniqueNo: string
  /** How far it is. */
  readonly state: RowState
  /** When it is to be worked on at the earliest, in Unix ms, if it is `queued` or `unsettled`. */
  readonly dueAt: number
  /** How often it was taken up. */
  readonly tries: number
  /** The platform's number of its card, if that is known. */
  readonly cardNo: string | null
  /** The card's status, if the list has shown it. */
  readonly cardStatus: string | null
  /** Why it failed. */
  readonly problem: Problem | null
  /** The platform's numbers of cards that may be its card, if it is `unclear`. */
  readonly candidates: ReadonlyArray<string>
}

/**
 * A row that is handed in.
 *
 * @since 0.2.0
 * @category models
 */
export interface NewRow {
  /** The row's key in its batch: the merchant's own. */
  readonly key: string
  /** The line of the input, for people. */
  readonly line: number
  /** The number of its card; empty for a row that is wrong. */
  readonly cardUniqueNo: string
  /** The digest of its application, by which a changed one is recognised. */
  readonly digest: string
  /** Its application, sealed; `null` for a row that is wrong. */
  readonly payload: string | null
  /** What is wrong with it; `null` for a row that can be applied for. */
  readonly problem: Problem | null
}

/**
 * What became of a row that was handed in: it is new; it was there already; or another application stands under its key.
 *
 * @since 0.2.0
 * @category models
 */
export type Insertion = "new" | "same" | "changed"

/**
 * The part of a row that a piece of work changes.
 *
 * @since 0.2.0
 * @category models
 */
export type Change = Pick<Row, "state" | "dueAt" | "tries" | "cardNo" | "cardStatus" | "problem" | "candidates">

/**
 * A row that this runner may work on, with its application.
 *
 * @since 0.2.0
 * @category models
 */
export interface Claimed {
  /** The row, as it was claimed. */
  readonly row: Row
  /** Its application, sealed. */
  readonly payload: string
}

/**
 * The state of a batch. Rows of a batch are worked on only while it is `running`.
 *
 * @since 0.2.0
 * @category models
 */
export const BatchState = Schema.Literal("submitting", "running", "paused", "cancelled")

/**
 * @since 0.2.0
 * @category models
 */
export type BatchState = typeof BatchState.Type

/**
 * A batch, and why it is in its state, in words.
 *
 * @since 0.2.0
 * @category models
 */
export interface Batch {
  /** Its name, by which the merchant knows it. */
  readonly name: string
  /** Whether its rows are worked on. */
  readonly state: BatchState
  /** Why it is in this state, in words; empty if there is nothing to say. */
  readonly reason: string
  /** When it was submitted first, in Unix ms. */
  readonly submittedAt: number
}

/**
 * How many rows are in each state.
 *
 * @since 0.2.0
 * @category models
 */
export interface Counts {
  /** How many rows are in each state. */
  readonly rows: Readonly<Record<RowState, number>>
  /** How often rows were taken up. */
  readonly tries: number
}

/**
 * Which rows are read: those of these states, after a key, in the order of keys.
 *
 * @since 0.2.0
 * @category models
 */
export interface Page {
  /** The states of the rows. */
  readonly states: ReadonlyArray<RowState>
  /** Keys after this one; `null` from the start. */
  readonly after: string | null
  /** How many rows at most. */
  readonly limit: number
}

/**
 * The steps of a store. Each fails with `BatchStoreFailed`.
 *
 * @since 0.2.0
 * @category models
 */
export interface Service {
  /** The names of all batches, in order. */
  readonly names: Effect.Effect<ReadonlyArray<string>, BatchStoreFailed>
  /** The batch of a name; `null` if there is none. */
  readonly find: (name: string) => Effect.Effect<Batch | null, BatchStoreFailed>
  /**
   * Makes the batch if there is none of this name, in the state `submitting`. Rows without a number, which were wrong, are
   * taken away: they are handed in again. Runners that have not been alive for a day are forgotten.
   */
  readonly open: (name: string, now: number) => Effect.Effect<void, BatchStoreFailed>
  /** Changes the state, if it is one of `from`. Tells whether it did. */
  readonly enter: (
    name: string,
    from: ReadonlyArray<BatchState>,
    to: BatchState,
    reason: string
  ) => Effect.Effect<boolean, BatchStoreFailed>
  /** What `insert` would tell of these rows. Changes nothing. */
  readonly compare: (
    name: string,
    rows: ReadonlyArray<Pick<NewRow, "key" | "digest">>
  ) => Effect.Effect<ReadonlyArray<Insertion>, BatchStoreFailed>
  /**
   * Adds rows. A row whose key is there already stays as it is, unless it is `failed` or `cancelled`: then the one that is
   * handed in takes its place.
   */
  readonly insert: (
    name: string,
    rows: ReadonlyArray<NewRow>,
    now: number
  ) => Effect.Effect<ReadonlyArray<Insertion>, BatchStoreFailed>
  /** Says that a runner is alive until then, in Unix ms. Its rows are its own as long. */
  readonly alive: (runner: string, until: number) => Effect.Effect<void, BatchStoreFailed>
  /**
   * Rows that are due and belong to no runner that is alive: from now on they are this runner's, and their tries are one
   * more. The batch is running; if it is cancelled, they are the rows that were taken up before.
   */
  readonly claim: (
    name: string,
    runner: string,
    now: number,
    limit: number
  ) => Effect.Effect<ReadonlyArray<Claimed>, BatchStoreFailed>
  /**
   * Changes a row that is still in the state and at the number of tries in which the caller saw it, and takes it from its
   * runner. The application of a row that has its card is deleted. Tells whether it did.
   */
  readonly change: (
    name: string,
    was: Pick<Row, "key" | "state" | "tries">,
    change: Change
  ) => Effect.Effect<boolean, BatchStoreFailed>
  /** Gives back the rows of a runner that it has not changed, and forgets the runner. */
  readonly release: (runner: string) => Effect.Effect<void, BatchStoreFailed>
  /**
   * Moves all rows of some states, and tells how many. Only rows that were never taken up are cancelled, and their
   * applications are deleted. A row without an application stays as it is.
   */
  readonly move: (
    name: string,
    from: ReadonlyArray<RowState>,
    to: "queued" | "cancelled",
    now: number
  ) => Effect.Effect<number, BatchStoreFailed>
  /** What the card list shows of issued rows: by the card's number, its status, which is not `Pending`. */
  readonly showCards: (
    name: string,
    cards: ReadonlyArray<{ readonly cardNo: Card.CardNo; readonly status: Card.CardStatus }>
  ) => Effect.Effect<number, BatchStoreFailed>
  /** The application of any one row, sealed, by which a key can be tried; `null` if none is kept. */
  readonly sealed: (
    name: string
  ) => Effect.Effect<{ readonly key: string; readonly payload: string } | null, BatchStoreFailed>
  /** A row by its key; `null` if there is none. */
  readonly row: (name: string, key: string) => Effect.Effect<Row | null, BatchStoreFailed>
  /**
   * The earliest time at which a row is due, in Unix ms: of the rows that are `queued` or `unsettled`; of a cancelled batch, of
   * those that were begun. `null` if there are none. Machines ask often: let an index answer it.
   */
  readonly nextDueAt: (name: string) => Effect.Effect<number | null, BatchStoreFailed>
  /** How many rows of a batch are in each state. It may read every row. */
  readonly counts: (name: string) => Effect.Effect<Counts, BatchStoreFailed>
  /** Rows of a batch, a page at a time. */
  readonly page: (name: string, page: Page) => Effect.Effect<ReadonlyArray<Row>, BatchStoreFailed>
}

/**
 * Where batches and their rows are kept, as a service.
 *
 * @since 0.2.0
 * @category tags
 */
export class BatchStore extends Context.Tag("@effect-keysecure/batch/BatchStore")<BatchStore, Service>() {}
