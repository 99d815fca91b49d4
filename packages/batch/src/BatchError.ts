/**
 * How batches fail, besides their store and their engine, and what a submission found.
 *
 * @module BatchError
 * @since 0.2.0
 */
import * as Data from "effect/Data"
import type { RowProblem } from "./Rows.js"

/**
 * What was found in an input, and what was done with it.
 *
 * @since 0.2.0
 * @category models
 */
export interface Submission {
  /** All rows of the input. */
  readonly rows: number
  /** Rows that were not there before. */
  readonly added: number
  /** Rows that were there already, with the same application. */
  readonly same: number
  /** Rows that are wrong, those of another application under an old key included. */
  readonly wrong: number
  /** What is wrong with the first 100 of them. */
  readonly problems: ReadonlyArray<RowProblem>
}

/**
 * There is no batch of this name.
 *
 * @since 0.2.0
 * @category errors
 */
export class BatchNotFound extends Data.TaggedError("BatchNotFound")<{ readonly batch: string }> {
  override get message(): string {
    return `There is no batch ${this.batch}: submit it first.`
  }
}

/**
 * The batch has no such row, or the row does not wait for a person.
 *
 * @since 0.2.0
 * @category errors
 */
export class RowNotUnclear extends Data.TaggedError("RowNotUnclear")<{
  readonly batch: string
  readonly key: string
}> {
  override get message(): string {
    return `Row ${this.key} of batch ${this.batch} does not wait for an answer.`
  }
}

/**
 * An input has wrong rows, and was to be right (`strict`). Nothing was handed over.
 *
 * @since 0.2.0
 * @category errors
 */
export class SubmissionRefused extends Data.TaggedError("SubmissionRefused")<{
  readonly submission: Submission
}> {
  override get message(): string {
    const { rows, wrong } = this.submission
    return `${wrong} of ${rows} rows are wrong, so nothing was submitted.`
  }
}
