/** Questions to the card list. */
import * as Effect from "effect/Effect"
import { codeOf, dataOf, type Exchange, rowsOf } from "./exchange.js"
import { type Known, valueOf } from "./experiment.js"
import { undecided } from "./finding.js"
import { shapeOf } from "./redaction.js"
import { said } from "../language/said.js"
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

/** Whether an answer of a list shows items. An answer that says neither yes nor no decides nothing. */
export const showsItems = (exchange: Exchange, { facts }: Known) => {
  if (rowsOf(exchange).length > 0) return Effect.succeed(true)
  const code = codeOf(exchange)
  if (code === 0 && shapeOf(dataOf(exchange)) === facts.absent) return Effect.succeed(false)
  return undecided(said(`the card list is answered ${code}`, `卡列表得到 ${code}`))
}

/** Whether the card list shows a card in a span. */
export const isListed = (known: Known, cardNo: string, span: Span) =>
  Effect.flatMap(listCards(span, { card_no: cardNo }), (exchange) => showsItems(exchange, known))

/** Waits until the platform's clock has passed a time, in Unix ms. */
export const untilServer = (time: number) =>
  Effect.gen(function* () {
    const { serverNow } = yield* Session
    const now = (yield* serverNow).from
    if (now < time) yield* Effect.sleep(time - now)
  })
