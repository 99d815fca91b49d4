/**
 * The tables, in the words of each database. Texts are compared byte for byte, and no column is ever null but where null
 * says something. A released migration never changes; a new one adds.
 */

/** The databases that are known. */
export type Dialect = "sqlite" | "pg"

/** One change of the tables: its number and name, and its statements. */
export interface Migration {
  readonly id: number
  readonly name: string
  readonly statements: Readonly<Record<Dialect, ReadonlyArray<string>>>
}

const attempts = {
  sqlite: `CREATE TABLE keysecure_attempts (
  platform TEXT NOT NULL,
  merchant TEXT NOT NULL,
  card_unique_no TEXT NOT NULL,
  tag TEXT NOT NULL,
  attempt_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  stamp INTEGER NOT NULL,
  accepted INTEGER NOT NULL,
  card_no TEXT NOT NULL,
  failed INTEGER NOT NULL,
  PRIMARY KEY (platform, merchant, card_unique_no)
) STRICT`,
  pg: `CREATE TABLE keysecure_attempts (
  platform text COLLATE "C" NOT NULL,
  merchant text COLLATE "C" NOT NULL,
  card_unique_no text COLLATE "C" NOT NULL,
  tag text COLLATE "C" NOT NULL,
  attempt_id text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  stamp bigint NOT NULL,
  accepted smallint NOT NULL,
  card_no text COLLATE "C" NOT NULL,
  failed smallint NOT NULL,
  PRIMARY KEY (platform, merchant, card_unique_no)
)`
}

const handledCallbacks = {
  sqlite: `CREATE TABLE keysecure_handled_callbacks (
  digest TEXT NOT NULL PRIMARY KEY,
  code INTEGER NOT NULL,
  message TEXT,
  recorded_at INTEGER NOT NULL
) STRICT`,
  pg: `CREATE TABLE keysecure_handled_callbacks (
  digest text COLLATE "C" NOT NULL PRIMARY KEY,
  code bigint NOT NULL,
  message text,
  recorded_at bigint NOT NULL
)`
}

const tokens = {
  sqlite: `CREATE TABLE keysecure_tokens (
  key TEXT NOT NULL PRIMARY KEY,
  entry TEXT NOT NULL
) STRICT`,
  pg: `CREATE TABLE keysecure_tokens (
  key text COLLATE "C" NOT NULL PRIMARY KEY,
  entry text COLLATE "C" NOT NULL
)`
}

/** Every migration, the first first. */
export const migrations: ReadonlyArray<Migration> = [
  {
    id: 1,
    name: "stores",
    statements: {
      sqlite: [attempts.sqlite, handledCallbacks.sqlite, tokens.sqlite],
      pg: [attempts.pg, handledCallbacks.pg, tokens.pg]
    }
  }
]
