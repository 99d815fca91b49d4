/** Applications: the body that is right, and how one is sent. */
import * as Effect from "effect/Effect"
import { second, untilServer } from "../asking.js"
import { codeOf, type Exchange } from "../exchange.js"
import type { Facts } from "../experiment.js"
import { type Undecided, undecided } from "../finding.js"
import { said } from "../../language/said.js"
import { Session } from "../session.js"

/** A made-up address that fits the documented rules. */
export const goodAddress = {
  postal_code: "10001",
  country: "US",
  state: "NY",
  city: "New York",
  address_line1: "1 Main Street"
}

/** The body of an application for a virtual card under a number. */
export const bodyOf = ({ needsAddress, product }: Facts, number: string) =>
  product === undefined
    ? undecided(
        said(
          "there is no cardholder or no product to apply with: give --cardholder, and --package or --bin",
          "没有可用于申请的持卡人或产品：请给出 --cardholder 以及 --package 或 --bin"
        )
      )
    : Effect.succeed<Readonly<Record<string, unknown>>>({
        [product.field]: product.productNo,
        cardholder_no: product.cardholderNo,
        card_unique_no: number,
        card_type: "Virtual",
        ...(needsAddress === true ? { address_info: goodAddress } : {})
      })

const attempts = 3

/** The beginning of a second of the platform's clock: a query can ask for the time of a card that is made then. */
const atWholeSecond = Effect.gen(function* () {
  const { serverNow } = yield* Session
  yield* untilServer(Math.ceil((yield* serverNow).from / second) * second)
})

/** An application that was answered, and its number. */
export interface Applied {
  readonly number: string
  readonly exchange: Exchange
}

/**
 * Applies until there is an answer. A card whose application was lost counts, so another number is taken, where it may be
 * another one.
 */
export const applied = (
  purpose: string,
  numberOf: Effect.Effect<string, never, Session>,
  facts: Facts,
  left = attempts
): Effect.Effect<Applied, Undecided, Session> =>
  Effect.gen(function* () {
    const { apply } = yield* Session
    const number = yield* numberOf
    const body = yield* bodyOf(facts, number)
    yield* atWholeSecond
    const exchange = yield* apply(purpose, body)
    const code = codeOf(exchange)
    if (code !== undefined && code !== 1001 && code !== 1017) return { number, exchange }
    if (left <= 1) return yield* undecided(said("the answers to applications were lost", "申请的响应都已丢失"))
    return yield* Effect.delay(applied(purpose, numberOf, facts, left - 1), "1 second")
  })
