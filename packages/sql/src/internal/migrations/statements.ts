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

/** What databases have different words for. */
interface Words {
  /** A text that is compared byte for byte, and may be part of a key: of 255 characters at most, on MySQL. */
  readonly text: string
  /** A text that is compared so too, of any length. */
  readonly long: string
  /** The name `key`, which MySQL has a use of its own for. */
  readonly key: string
  /** The end of a table. */
  readonly end: string
}

/** MySQL and MariaDB have different names for the order of bytes that does not disregard blanks at the end. Each reads its own. */
const bytes = "CHARACTER SET utf8mb4 COLLATE /*!80017 utf8mb4_0900_bin */ /*M!100600 utf8mb4_nopad_bin */"

/** SQLite's own texts are compared byte for byte. */
const wordsOn: Readonly<Record<Supported, Words>> = {
  mysql: { text: `varchar(255) ${bytes}`, long: `mediumtext ${bytes}`, key: "`key`", end: ") ENGINE = InnoDB" },
  pg: { text: 'text COLLATE "C"', long: 'text COLLATE "C"', key: "key", end: ")" },
  sqlite: { text: "text", long: "text", key: "key", end: ")" }
}

const attempts = ({ end, text }: Words) => `CREATE TABLE keysecure_attempts (
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
${end}`

const handledCallbacks = ({ end, long, text }: Words) => `CREATE TABLE keysecure_handled_callbacks (
  digest ${text} NOT NULL PRIMARY KEY,
  code bigint NOT NULL,
  message ${long},
  recorded_at bigint NOT NULL
${end}`

const tokens = ({ end, key, long, text }: Words) => `CREATE TABLE keysecure_tokens (
  ${key} ${text} NOT NULL PRIMARY KEY,
  entry ${long} NOT NULL
${end}`

/** When the next call of each limit is due, in Unix ms. */
const rateLimits = ({ end, text }: Words) => `CREATE TABLE keysecure_rate_limits (
  name ${text} NOT NULL PRIMARY KEY,
  due double precision NOT NULL
${end}`

const stores = [attempts, handledCallbacks, tokens]

/** Every migration, the first first. */
export const migrations: ReadonlyArray<Migration> = [
  { id: 1, name: "stores", statements: (database) => stores.map((table) => table(wordsOn[database])) },
  { id: 2, name: "rate_limits", statements: (database) => [rateLimits(wordsOn[database])] }
]
