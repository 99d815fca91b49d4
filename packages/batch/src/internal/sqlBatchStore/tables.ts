/**
 * The tables of batches. Texts are compared byte for byte. A released migration never changes; a new one adds.
 */

/** One change of the tables: its number and name, and its statements, with the words that a database has for a type. */
export interface Migration {
  readonly id: number
  readonly name: string
  readonly statements: (text: string) => ReadonlyArray<string>
}

const batches = (text: string) => `CREATE TABLE keysecure_batches (
  name ${text} NOT NULL PRIMARY KEY,
  state ${text} NOT NULL,
  reason ${text} NOT NULL,
  submitted_at bigint NOT NULL
)`

const rows = (text: string) => `CREATE TABLE keysecure_batch_rows (
  batch ${text} NOT NULL,
  row_key ${text} NOT NULL,
  line bigint NOT NULL,
  card_unique_no ${text} NOT NULL,
  digest ${text} NOT NULL,
  payload ${text},
  runner ${text} NOT NULL,
  state ${text} NOT NULL,
  due_at bigint NOT NULL,
  tries bigint NOT NULL,
  card_no ${text},
  card_status ${text},
  problem ${text},
  candidates ${text} NOT NULL,
  PRIMARY KEY (batch, row_key)
)`

const due = `CREATE INDEX keysecure_batch_rows_due ON keysecure_batch_rows (batch, due_at, line)
  WHERE state IN ('queued', 'unsettled')`

const issued = `CREATE INDEX keysecure_batch_rows_issued ON keysecure_batch_rows (batch, card_no) WHERE state = 'issued'`

const runners = (text: string) => `CREATE TABLE keysecure_batch_runners (
  runner ${text} NOT NULL PRIMARY KEY,
  alive_until bigint NOT NULL
)`

/** Every migration, the first first. */
export const migrations: ReadonlyArray<Migration> = [
  { id: 1, name: "batches", statements: (text) => [batches(text), rows(text), due, issued, runners(text)] }
]
