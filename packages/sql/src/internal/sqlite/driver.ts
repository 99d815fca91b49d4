/**
 * One connection of the driver `libsql`, as what is safe to do with it.
 *
 * A prepared statement of this driver that meets a lock of another process stays open until it is collected as garbage.
 * Until then the connection commits nothing, and says nothing of it. So no prepared statement may have to wait for the lock
 * of the writer: `exec`, which closes what it has opened, takes it first.
 */
import * as Predicate from "effect/Predicate"
import Libsql from "libsql"

/** A connection. */
export interface Driver {
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

/** Whether a statement failed because another process has a lock. */
export const isBusy: Predicate.Predicate<unknown> = Predicate.compose(
  Predicate.hasProperty("code"),
  ({ code }) => code === "SQLITE_BUSY"
)

/** So many prepared statements are kept. A statement that is dropped holds memory until it is collected as garbage. */
const kept = 100

/** A value as the driver takes it. A boolean ends the process, and a `number` is bound as a float. */
const bindable = (value: unknown): unknown => {
  if (typeof value === "boolean") return value ? 1n : 0n
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value)
  return Predicate.isDate(value) ? value.toISOString() : value
}

/** Opens a file, which is made if it is not there. */
export const open = (filename: string): Driver => {
  const database = new Libsql(filename, { timeout: threadWait })
  const statements = new Map<string, ReturnType<typeof prepare>>()
  const prepare = (text: string) => database.prepare(text)

  const prepared = (text: string) => {
    const known = statements.get(text)
    if (known !== undefined) return known
    if (statements.size >= kept) statements.clear()
    const made = prepare(text)
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
