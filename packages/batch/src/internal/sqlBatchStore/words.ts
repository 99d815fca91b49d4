/** What databases have different words for. */
import type { SqlClient } from "@effect/sql/SqlClient"

/** The words of a database. */
export interface Words {
  /** A text that is compared byte for byte, and may be part of a key: of 255 characters at most, on MySQL. */
  readonly text: string
  /** A text that is compared so too, of any length. */
  readonly long: string
  /** The end of a table. */
  readonly end: string
  /** The indexes on the rows that are due, and on those whose cards were pending. */
  readonly indexes: ReadonlyArray<string>
  /** When a row is due, as the index on it has it. */
  readonly dueAt: string
  /** Whether there is work left on a row, as that index has it. */
  readonly isOpen: string
  /** What an insertion does if the row of the key is there: nothing to it, and `column` is one of the key. */
  readonly orNothing: (column: string) => string
  /** What an insertion does if the row of the key, a column, is there: it changes it. */
  readonly orUpdate: (column: string) => string
}

const open = "state IN ('queued', 'unsettled')"

/** An index on some of the rows. */
const partial = [
  `CREATE INDEX keysecure_batch_rows_due ON keysecure_batch_rows (batch, due_at, line) WHERE ${open}`,
  "CREATE INDEX keysecure_batch_rows_issued ON keysecure_batch_rows (batch, card_no) WHERE state = 'issued'"
]

/** MySQL has an index on all rows or none: those that are not due have no value in it. */
const whole = [
  `ALTER TABLE keysecure_batch_rows ADD COLUMN open_due_at bigint AS (CASE WHEN ${open} THEN due_at END) STORED`,
  "CREATE INDEX keysecure_batch_rows_due ON keysecure_batch_rows (batch, open_due_at, line)",
  "CREATE INDEX keysecure_batch_rows_issued ON keysecure_batch_rows (batch, card_no)"
]

/** MySQL and MariaDB have different names for the order of bytes that does not disregard blanks at the end. Each reads its own. */
const bytes = "CHARACTER SET utf8mb4 COLLATE /*!80017 utf8mb4_0900_bin */ /*M!100600 utf8mb4_nopad_bin */"

const others = {
  end: ")",
  indexes: partial,
  dueAt: "due_at",
  isOpen: open,
  orNothing: () => "ON CONFLICT DO NOTHING",
  orUpdate: (column: string) => `ON CONFLICT (${column}) DO UPDATE SET`
}

/** The words of a client's database. */
export const wordsOf = (sql: SqlClient): Words =>
  sql.onDialectOrElse({
    mysql: (): Words => ({
      text: `varchar(255) ${bytes}`,
      long: `mediumtext ${bytes}`,
      end: ") ENGINE = InnoDB",
      indexes: whole,
      dueAt: "open_due_at",
      isOpen: "open_due_at IS NOT NULL",
      // `INSERT IGNORE` would hide other errors too.
      orNothing: (column) => `ON DUPLICATE KEY UPDATE ${column} = ${column}`,
      orUpdate: () => "ON DUPLICATE KEY UPDATE"
    }),
    pg: () => ({ ...others, text: 'text COLLATE "C"', long: 'text COLLATE "C"' }),
    orElse: () => ({ ...others, text: "text", long: "text" })
  })
