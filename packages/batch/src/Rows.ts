/**
 * Rows of an input: an application each, or what is wrong with it.
 *
 * @module Rows
 * @since 0.2.0
 */
import type { CardApplication } from "@effect-keysecure/schema"

/**
 * A row of an input.
 *
 * @since 0.2.0
 * @category models
 */
export interface Row {
  /** The line of the input, for people. */
  readonly line: number
  /** The row's key: the merchant's own. */
  readonly key: string
  /** Its application, with its number. */
  readonly application: CardApplication.CardApplication
}

/**
 * What is wrong with a row. It holds no value of the row.
 *
 * @since 0.2.0
 * @category models
 */
export interface RowProblem {
  /** The line of the input. */
  readonly line: number
  /** The column that is wrong; `null` if it is the row as a whole. */
  readonly column: string | null
  /** What was expected there, in words. */
  readonly expected: string
  /** The row's key, if it has one. */
  readonly key?: string
}
