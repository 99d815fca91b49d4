/**
 * The tables of batches. Texts are compared byte for byte. A released migration never changes; a new one adds.
 */

import type { Words } from "./words.js"

/** One change of the tables: its number and name, and its statements in the words of a database. */
export interface Migration {
  readonly id: number
  readonly name: string
  readonly statements: (words: Words) => ReadonlyArray<string>
}

const batches = ({ end, long, text }: Words) => `CREATE TABLE keysecure_batches (
  name ${text} NOT NULL PRIMARY KEY,
  state ${text} NOT NULL,
  reason ${long} NOT NULL,
  submitted_at bigint NOT NULL
${end}`

const rows = ({ end, long, text }: Words) => `CREATE TABLE keysecure_batch_rows (
  batch ${text} NOT NULL,
  row_key ${text} NOT NULL,
  line bigint NOT NULL,
  card_unique_no ${text} NOT NULL,
  digest ${text} NOT NULL,
  payload ${long},
  runner ${text} NOT NULL,
  state ${text} NOT NULL,
  due_at bigint NOT NULL,
  tries bigint NOT NULL,
  card_no ${text},
  card_status ${text},
  problem ${long},
  candidates ${long} NOT NULL,
  PRIMARY KEY (batch, row_key)
${end}`

const runners = ({ end, text }: Words) => `CREATE TABLE keysecure_batch_runners (
  runner ${text} NOT NULL PRIMARY KEY,
  alive_until bigint NOT NULL
${end}`

/** Every migration, the first first. */
export const migrations: ReadonlyArray<Migration> = [
  { id: 1, name: "batches", statements: (words) => [batches(words), rows(words), ...words.indexes, runners(words)] }
]
