/** A file as it is written: its rows, what is wrong with one, and what is wrong with the whole. */
import * as Data from "effect/Data"
import type * as Either from "effect/Either"
import * as Columns from "./columns.js"

/** What is wrong in one place. */
export interface Fault {
  readonly column: string | null
  readonly expected: string
}

/** A cell, and the name that its column has in the file. */
export interface Cell {
  readonly name: string
  readonly value: unknown
}

/** The cells of a row, by the names of columns, whatever the file calls them. */
export type Cells = ReadonlyMap<string, Cell>

/** A row as it is written. */
export interface Written {
  /** The line on which it begins, from 1. */
  readonly line: number
  readonly cells: Either.Either<Cells, ReadonlyArray<Fault>>
}

/**
 * A file that cannot be read on: its first line lacks a column, or a cell's quotes do not fit. It repeats no value of the
 * file.
 *
 * @since 0.2.0
 * @category errors
 */
export class FileInvalid extends Data.TaggedError("FileInvalid")<{
  /** The line, from 1. */
  readonly line: number
  /** The column, by its name in the file; `null` if it is about the whole line. */
  readonly column: string | null
  /** The expected text, in English. */
  readonly expected: string
}> {
  override get message(): string {
    return `line ${this.line}${this.column === null ? "" : `, column ${this.column}`}: expected ${this.expected}`
  }
}

/** Where the numbers of the cards come from, if not from the file. */
export interface Key {
  readonly batch: string
  readonly column: string
}

/** What may stand in a file besides the columns of an application. */
export interface Settings {
  readonly key: Key | undefined
  readonly ignored: ReadonlySet<string>
}

/** Whose column is called so: one of an application, the key's, `"ignored"`, or none. */
export const resolve = (name: string, { ignored, key }: Settings): string | undefined => {
  const column = Columns.named(name)
  if (column !== undefined) return column
  if (key?.column === name) return name
  return ignored.has(name) ? "ignored" : undefined
}
