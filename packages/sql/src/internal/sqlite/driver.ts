/**
 * One connection of a driver, as what is safe to do with it.
 *
 * A prepared statement of `libsql` that meets a lock of another process stays open until it is collected as garbage.
 * Until then the connection commits nothing, and says nothing of it. So no prepared statement may have to wait for the lock
 * of the writer: `exec`, which closes what it has opened, takes it first. `better-sqlite3` closes its statements, and is used
 * in the same way.
 */
import * as Predicate from "effect/Predicate"

/**
 * A prepared statement of a driver.
 *
 * @since 0.2.0
 * @category models
 */
export interface PreparedStatement {
  /** Whether it gives rows. */
  readonly reader: boolean
  /** Makes its rows arrays, or records. */
  readonly raw: (arrays: boolean) => PreparedStatement
  /** Makes the integers in its rows `bigint`, or `number`. */
  readonly safeIntegers: (bigints: boolean) => PreparedStatement
  /** All its rows. */
  readonly all: (values: ReadonlyArray<unknown>) => unknown
  /** Runs one without rows, and tells how many rows it `changes`. */
  readonly run: (values: ReadonlyArray<unknown>) => unknown
}

/**
 * A transaction of some work.
 *
 * @since 0.2.0
 * @category models
 */
export interface Transaction {
  /** Takes the lock of the writer, does the work, and commits it, or undoes it if it throws. */
  readonly immediate: () => unknown
}

/**
 * An open file of a driver: what is used of the `Database` of `better-sqlite3`, whose names `libsql` has too.
 *
 * @since 0.2.0
 * @category models
 */
export interface Database {
  /** Whether it is open. */
  readonly open: boolean
  /** Whether a transaction is under way. */
  readonly inTransaction: boolean
  /** Runs statements that give nothing. */
  readonly exec: (text: string) => unknown
  /** Prepares a statement. It throws if the statement cannot be read. */
  readonly prepare: (text: string) => PreparedStatement
  /** Makes a transaction of some work. */
  readonly transaction: (work: () => unknown) => Transaction
  /** Closes it. */
  readonly close: () => unknown
}

/**
 * What opens files of SQLite: the default export of `libsql` or `better-sqlite3`, or a class that extends one, as to set a
 * key. `timeout` is how many ms the thread waits for a lock of another process.
 *
 * @since 0.2.0
 * @category models
 */
export type Driver = new (filename: string, options: { readonly timeout: number }) => Database

/** A connection. */
export interface SafeDatabase {
  readonly isOpen: () => boolean
  /** Whether a transaction is under way. */
  readonly inTransaction: () => boolean
  /** Runs a statement that gives nothing, and closes it also where it fails. */
  readonly exec: (text: string) => void
  /** Runs a statement: its rows, or for one without rows what it changed. */
  readonly run: (statement: Statement) => unknown
  /** Runs a statement in a transaction of its own, which has the lock of the writer from its beginning. */
  readonly runAlone: (statement: Statement) => unknown
  readonly close: () => void
}

/** A statement, its values, and the form of its rows. */
export interface Statement {
  readonly text: string
  readonly values: ReadonlyArray<unknown>
  /** Rows as arrays, not as records. */
  readonly arrays: boolean
  /** Integers as `bigint`. */
  readonly bigints: boolean
}

/** So long the thread itself waits for a lock of another process, in ms: a writer needs a few. */
export const threadWait = 50

const hasCode =
  (...codes: ReadonlyArray<unknown>) =>
  (cause: unknown): boolean =>
    Predicate.hasProperty(cause, "code") && codes.includes(cause.code)

/** Whether a statement failed because another process has a lock, or restores the file after a crash. */
export const isBusy = hasCode("SQLITE_BUSY", "SQLITE_BUSY_RECOVERY")

const isOfAnotherNode = hasCode("ERR_DLOPEN_FAILED")

/** Whether a driver could not load its binary. `better-sqlite3` tells where it has looked for it. */
export const hasNoBinary = (cause: unknown): boolean => isOfAnotherNode(cause) || Predicate.hasProperty(cause, "tries")

/** So many prepared statements are kept. A statement that is dropped holds memory until it is collected as garbage. */
const kept = 100

/** A value as the drivers take it. `libsql` ends the process of a boolean, and both bind a `number` as a float. */
const bindable = (value: unknown): unknown => {
  if (typeof value === "boolean") return value ? 1n : 0n
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value)
  return Predicate.isDate(value) ? value.toISOString() : value
}

/** Opens a file, which is made if it is not there. */
export const open = (driver: Driver, filename: string): SafeDatabase => {
  const database = new driver(filename, { timeout: threadWait })
  const statements = new Map<string, PreparedStatement>()

  const prepared = (text: string) => {
    const known = statements.get(text)
    if (known !== undefined) return known
    if (statements.size >= kept) statements.clear()
    const made = database.prepare(text)
    statements.set(text, made)
    return made
  }

  const run = ({ arrays, bigints, text, values }: Statement): unknown => {
    const statement = prepared(text).safeIntegers(bigints)
    const bound = values.map(bindable)
    return statement.reader ? statement.raw(arrays).all(bound) : statement.run(bound)
  }

  return {
    isOpen: () => database.open,
    // It must not be asked once the connection is closed: that ends the process.
    inTransaction: () => database.inTransaction,
    exec: (text) => void database.exec(text),
    run,
    runAlone: (statement) => database.transaction(() => run(statement)).immediate(),
    close: () => void database.close()
  }
}
