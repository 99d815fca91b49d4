/** Questions to the card list. */
import * as Effect from "effect/Effect"
import { type Known, valueOf } from "./experiment.js"
import { queryTime, Session } from "./session.js"

/** A second in ms. */
export const second = 1_000

/** A day in ms. */
export const day = 86_400_000

/** A span, in Unix ms by the platform's clock. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** A span as a query has it. */
export const spanOf = ({ from, to }: Span) => ({ start_time: queryTime(from), end_time: queryTime(to) })

/** A day that is over, in every time zone. */
export const yesterday = Effect.gen(function* () {
  const { serverNow } = yield* Session
  const now = (yield* serverNow).from
  return { from: now - 3 * day, to: now - 2 * day }
})

/** From yesterday to as far as the platform lets a list end. */
export const untilNow = ({ findings }: Known) =>
  Effect.gen(function* () {
    const { serverNow } = yield* Session
    const now = (yield* serverNow).from
    return { from: now - day, to: valueOf(findings, "futureEnd") === "allowed" ? now + day : now }
  })

/** A number that nothing has: what the list answers is cheap, and empty. */
export const nothing = Effect.flatMap(Session, ({ fresh }) =>
  Effect.map(fresh(20), (text) => ({ card_unique_no: `none-${text}` }))
)

/** Asks the card list. */
export const listCards = (span: Span, more: Readonly<Record<string, unknown>> = {}) =>
  Effect.flatMap(Session, ({ ask }) => ask({ operation: "listCards", body: { ...spanOf(span), ...more } }))
