/** Statements that change many rows at once. */
import * as Array from "effect/Array"
import * as Effect from "effect/Effect"
import type { Service } from "../../BatchStore.js"
import { cardFailed } from "../rowStates/rowState.js"
import type { Tools } from "./tools.js"

/** The steps of people, and of what the card list shows. */
export const moved = ({
  changed,
  rows,
  sql,
  statesIn,
  transaction,
  writing
}: Tools): Pick<Service, "move" | "showCards"> => ({
  move: (name, from, to, now) =>
    writing(
      transaction(
        changed(sql`UPDATE ${rows} SET ${sql.update({ state: to, due_at: now, problem: null, candidates: "[]" })}, runner = ''
                ${sql.literal(to === "cancelled" ? ", payload = NULL" : "")}
              WHERE batch = ${name} AND ${statesIn(from)}
                ${sql.literal(to === "queued" ? "AND payload IS NOT NULL" : "AND tries = 0")}`)
      )
    ),
  showCards: (name, cards) => {
    const byStatus = Object.entries(Array.groupBy(cards, ({ status }) => status))
    return writing(
      Effect.map(
        Effect.forEach(byStatus, ([status, shown]) => {
          const failed = status === "Fail"
          const problem = failed
            ? JSON.stringify({ tag: "IssuanceFailed", code: null, field: null, remedy: cardFailed })
            : null
          return transaction(
            changed(sql`UPDATE ${rows} SET ${sql.update({ state: failed ? "failed" : "ready", card_status: status, problem })}
                WHERE batch = ${name} AND state = 'issued' AND card_no IN ${sql.in(shown.map(({ cardNo }) => cardNo))}`)
          )
        }),
        (counts) => counts.reduce((sum, count) => sum + count, 0)
      )
    )
  }
})
