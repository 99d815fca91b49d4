/** What the probe applies with: a cardholder, and a package or BIN. It decides no rule. */
import * as Effect from "effect/Effect"
import { day, second, spanOf } from "../asking.js"
import { dataOf, rowsOf, textOf } from "../exchange.js"
import type { Experiment, Facts } from "../experiment.js"
import { undecided } from "../finding.js"
import { said } from "../../language/said.js"
import { type Product, Session } from "../session.js"

/** What the caller has chosen. */
export interface Chosen {
  readonly cardholderNo: string | undefined
  readonly packageNo: string | undefined
  readonly cardBinNo: string | undefined
}

/** So many spans of 88 days are looked through for an approved cardholder. */
const mostSpans = 5

/** One cardholder of each status, of those of the last weeks, or of the last year if none of them is approved. */
const holdersByStatus = Effect.gen(function* () {
  const { ask, serverNow } = yield* Session
  const found: Record<string, string> = {}
  for (let span = 0; span < mostSpans && found["Approved"] === undefined; span++) {
    const end = (yield* serverNow).from - span * 88 * day - second
    const exchange = yield* ask({
      operation: "listCardholders",
      body: { ...spanOf({ from: end - 88 * day, to: end }), size: 100 }
    })
    for (const row of rowsOf(exchange)) {
      const [status, cardholderNo] = [textOf(row, "status"), textOf(row, "cardholder_no")]
      if (status === undefined || cardholderNo === undefined || found[status] !== undefined) continue
      // A row of a list may say something else of its item.
      const detail = dataOf(yield* ask({ operation: "getCardholder", param: cardholderNo }))
      if (textOf(detail, "status") === status) found[status] = cardholderNo
    }
  }
  return found
})

const firstProduct = (operation: "listPackages" | "listBins", field: Product["field"]) =>
  Effect.gen(function* () {
    const { ask } = yield* Session
    const exchange = yield* ask({
      operation,
      body: operation === "listPackages" ? { type: "Virtual", size: 100 } : { size: 100 }
    })
    return rowsOf(exchange).flatMap((row) => textOf(row, field) ?? [])[0]
  })

const productOf = ({ cardBinNo, packageNo }: Chosen, { mode }: Facts) =>
  Effect.gen(function* () {
    const field =
      packageNo === undefined && (cardBinNo !== undefined || mode === "AUTHORIZATION") ? "card_bin_no" : "package_no"
    const chosen = packageNo ?? cardBinNo
    const productNo = chosen ?? (yield* firstProduct(field === "package_no" ? "listPackages" : "listBins", field))
    return { field, productNo } as const
  })

/** The experiment. */
export const setUp = (chosen: Chosen): Experiment => ({
  id: "set-up",
  title: said("a cardholder and a product to apply with", "用于申请的持卡人与产品"),
  needs: [],
  cards: 0,
  seconds: 0,
  rules: [],
  run: ({ facts: known }) =>
    Effect.gen(function* () {
      const holders = yield* holdersByStatus
      const cardholderNo = chosen.cardholderNo ?? holders["Approved"]
      const { field, productNo } = yield* productOf(chosen, known)
      if (cardholderNo === undefined || productNo === undefined) {
        return yield* undecided(
          said(
            "no approved cardholder or no product was found: give --cardholder, and --package or --bin",
            "未找到已通过审核的持卡人或产品：请给出 --cardholder 以及 --package 或 --bin"
          )
        )
      }
      return { findings: {}, facts: { holders, product: { cardholderNo, field, productNo } } }
    })
})
