/**
 * The tables. Texts are compared byte for byte, and no column is ever null but where null says something. A released
 * migration never changes; a new one adds.
 */

/** One change of the tables: its number and name, and its statements. */
export interface Migration {
  readonly id: number
  readonly name: string
  readonly statements: ReadonlyArray<string>
}

const attempts = `CREATE TABLE keysecure_attempts (
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

const handledCallbacks = `CREATE TABLE keysecure_handled_callbacks (
  digest text COLLATE "C" NOT NULL PRIMARY KEY,
  code bigint NOT NULL,
  message text,
  recorded_at bigint NOT NULL
)`

const tokens = `CREATE TABLE keysecure_tokens (
  key text COLLATE "C" NOT NULL PRIMARY KEY,
  entry text COLLATE "C" NOT NULL
)`

/** Every migration, the first first. */
export const migrations: ReadonlyArray<Migration> = [
  { id: 1, name: "stores", statements: [attempts, handledCallbacks, tokens] }
]
