/**
 * The tables. Texts are compared byte for byte, and no column is ever null but where null says something. A released
 * migration never changes; a new one adds.
 */
import type { Supported } from "../database/statement.js"

/** One change of the tables: its number and name, and its statements on a database. */
export interface Migration {
  readonly id: number
  readonly name: string
  readonly statements: (database: Supported) => ReadonlyArray<string>
}

/** A text that is compared byte for byte. SQLite's own texts are. */
const textOn: Readonly<Record<Supported, string>> = { pg: 'text COLLATE "C"', sqlite: "text" }

const attempts = (text: string) => `CREATE TABLE keysecure_attempts (
  platform ${text} NOT NULL,
  merchant ${text} NOT NULL,
  card_unique_no ${text} NOT NULL,
  tag ${text} NOT NULL,
  attempt_id ${text} NOT NULL,
  digest ${text} NOT NULL,
  stamp bigint NOT NULL,
  accepted smallint NOT NULL,
  card_no ${text} NOT NULL,
  failed smallint NOT NULL,
  PRIMARY KEY (platform, merchant, card_unique_no)
)`

const handledCallbacks = (text: string) => `CREATE TABLE keysecure_handled_callbacks (
  digest ${text} NOT NULL PRIMARY KEY,
  code bigint NOT NULL,
  message text,
  recorded_at bigint NOT NULL
)`

const tokens = (text: string) => `CREATE TABLE keysecure_tokens (
  key ${text} NOT NULL PRIMARY KEY,
  entry ${text} NOT NULL
)`

/** When the next call of each limit is due, in Unix ms. */
const rateLimits = (text: string) => `CREATE TABLE keysecure_rate_limits (
  name ${text} NOT NULL PRIMARY KEY,
  due double precision NOT NULL
)`

const stores = [attempts, handledCallbacks, tokens]

/** Every migration, the first first. */
export const migrations: ReadonlyArray<Migration> = [
  { id: 1, name: "stores", statements: (database) => stores.map((table) => table(textOn[database])) },
  { id: 2, name: "rate_limits", statements: (database) => [rateLimits(textOn[database])] }
]
