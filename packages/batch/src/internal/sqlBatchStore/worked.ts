/** Statements about rows that are worked on. */
import * as Effect from "effect/Effect"
import type { Service } from "../../BatchStore.js"
import { keepsApplication } from "../rowStates/rowState.js"
import * as Read from "./row.js"
import type { Tools } from "./tools.js"

/** The steps of runners, but for the claims. */
export const worked = ({
  changed,
  isRow,
  orUpdate,
  rows,
  sql,
  transaction,
  writing
}: Tools): Pick<Service, "alive" | "change" | "release"> => ({
  alive: (runner, until) =>
    Effect.asVoid(
      writing(
        sql`INSERT INTO keysecure_batch_runners ${sql.insert({ runner, alive_until: until })}
            ${orUpdate("runner")} alive_until = ${until}`
      )
    ),
  change: (name, was, change) =>
    writing(
      Effect.map(
        changed(sql`UPDATE ${rows} SET ${sql.update(Read.changeColumns(change))}, runner = ''
              ${sql.literal(keepsApplication(change.state) ? "" : ", payload = NULL")}
            WHERE ${isRow(name, was.key)} AND state = ${was.state} AND tries = ${was.tries}`),
        (count) => count === 1
      )
    ),
  release: (runner) =>
    Effect.asVoid(
      writing(
        transaction(
          Effect.zipRight(
            sql`UPDATE ${rows} SET runner = '' WHERE runner = ${runner}`,
            sql`DELETE FROM keysecure_batch_runners WHERE runner = ${runner}`
          )
        )
      )
    )
})
