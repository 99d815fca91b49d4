/** What the probe applies with: a cardholder, and a package or BIN. It decides no rule. */
import * as Effect from "effect/Effect"
import { dataOf, rowsOf, textOf } from "../exchange.js"
import type { Experiment, Facts } from "../experiment.js"
import { undecided } from "../finding.js"
import { said } from "../said.js"
import { type Product, queryTime, Session } from "../session.js"

/** What the caller has chosen. */
export interface Chosen {
  readonly cardholderNo: string | undefined
  readonly packageNo: string | undefined
  readonly cardBinNo: string | undefined
}

const dayMillis = 86_400_000

/** One cardholder of each status, of those of the last weeks. */
const holdersByStatus = Effect.gen(function* () {
  const { ask, serverNow } = yield* Session
  const now = (yield* serverNow).from
  const exchange = yield* ask({
    operation: "listCardholders",
    body: { start_time: queryTime(now - 88 * dayMillis), end_time: queryTime(now - 1_000), size: 100 }
  })
  const found: Record<string, string> = {}
  for (const row of rowsOf(exchange)) {
    const [status, cardholderNo] = [textOf(row, "status"), textOf(row, "cardholder_no")]
    if (status === undefined || cardholderNo === undefined || found[status] !== undefined) continue
    // A row of a list may say something else of its item.
    const detail = dataOf(yield* ask({ operation: "getCardholder", param: cardholderNo }))
    if (textOf(detail, "status") === status) found[status] = cardholderNo
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
