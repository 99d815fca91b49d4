/** Statements about batches, and about rows that are handed in. */
import * as Effect from "effect/Effect"
import type { Insertion, Service } from "../../BatchStore.js"
import { replaced } from "../rowStates/rowState.js"
import * as Read from "./row.js"
import type { Tools } from "./tools.js"

const dayMillis = 86_400_000

/** What an insertion would tell of rows. */
const comparing =
  ({ reading, rows, sql }: Tools): Service["compare"] =>
  (name, given) =>
    reading(
      given.length === 0
        ? Effect.succeed([])
        : Effect.map(
            Effect.flatMap(
              sql`SELECT row_key, digest, state FROM ${rows}
                  WHERE batch = ${name} AND row_key IN ${sql.in(given.map(({ key }) => key))}`,
              Read.readDigests
            ),
            (known) =>
              given.map(({ digest, key }): Insertion => {
                const row = known.get(key)
                if (row === undefined || replaced.includes(row.state)) return "new"
                return row.digest === digest ? "same" : "changed"
              })
          )
    )

/** The steps by which a batch is made and filled. */
export const submitted = (tools: Tools): Pick<Service, "find" | "open" | "enter" | "compare" | "insert"> => {
  const { changed, orNothing, reading, rows, sql, statesIn, transaction, writing } = tools
  const compare = comparing(tools)
  return {
    find: (name) =>
      reading(
        Effect.map(
          Effect.flatMap(
            sql`SELECT name, state, reason, submitted_at FROM keysecure_batches WHERE name = ${name}`,
            Read.readBatches
          ),
          ([batch]) => batch ?? null
        )
      ),
    open: (name, now) =>
      Effect.asVoid(
        writing(
          transaction(
            Effect.all([
              sql`DELETE FROM keysecure_batch_runners WHERE alive_until < ${now - dayMillis}`,
              sql`DELETE FROM ${rows} WHERE batch = ${name} AND card_unique_no = ''`,
              sql`INSERT INTO keysecure_batches ${sql.insert({ name, state: "submitting", reason: "", submitted_at: now })}
              ${orNothing("name")}`
            ])
          )
        )
      ),
    enter: (name, from, to, reason) =>
      writing(
        Effect.map(
          changed(sql`UPDATE keysecure_batches SET ${sql.update({ state: to, reason })}
              WHERE name = ${name} AND state IN ${sql.in(from)}`),
          (count) => count === 1
        )
      ),
    compare,
    insert: (name, given, now) =>
      given.length === 0
        ? Effect.succeed([])
        : writing(
            transaction(
              Effect.gen(function* () {
                const told = yield* compare(name, given)
                const added = given.filter((_, index) => told[index] === "new")
                if (added.length > 0) {
                  yield* sql`DELETE FROM ${rows} WHERE batch = ${name} AND ${statesIn(replaced)}
                      AND row_key IN ${sql.in(added.map(({ key }) => key))}`
                  yield* sql`INSERT INTO ${rows} ${sql.insert(added.map((row) => Read.newColumns(name, row, now)))}
                      ${orNothing("row_key")}`
                }
                return told
              })
            )
          )
  }
}
