/** The first card: whether the product needs an address, the card's first status, and how long the list does not show it. */
import { Scenario } from "@effect-keysecure/testkit"
import * as Effect from "effect/Effect"
import { isListed, second, untilNow, untilServer } from "../asking.js"
import { codeOf, dataOf, fieldOf, namedIn, textOf } from "../exchange.js"
import type { Experiment, Facts, Known } from "../experiment.js"
import { type Bounds, measured, notDecided, observed, undecided } from "../finding.js"
import { said } from "../../language/said.js"
import { type Made, Session } from "../session.js"
import { applied, type Applied } from "./applying.js"
import { fields } from "./applicationChecks.js"

/** The card that an experiment has made. */
export const cardFor = (purpose: string) =>
  Effect.gen(function* () {
    const { made } = yield* Session
    const card = made().find((one) => one.purpose === purpose && one.state === "made")
    if (card?.cardNo === undefined || card.at === undefined) {
      return yield* undecided(said(`it needs the card of ${purpose}`, `需要实验 ${purpose} 所制的卡`))
    }
    return { number: card.number, cardNo: card.cardNo, at: card.at } satisfies Partial<Made>
  })

/** The status of a card by its detail, and its time, which may be that of its last change. */
const detailOf = (cardNo: string) =>
  Effect.gen(function* () {
    const { ask } = yield* Session
    const exchange = yield* ask({ operation: "getCard", param: cardNo })
    const data = dataOf(exchange)
    const status = textOf(data, "status")
    return status === undefined
      ? yield* undecided(said(`the card's detail is answered ${codeOf(exchange)}`, `卡详情得到 ${codeOf(exchange)}`))
      : { status, time: fieldOf(data, "time") }
  })

/** The status of a card by its detail. */
export const statusOf = (cardNo: string) => Effect.map(detailOf(cardNo), ({ status }) => status)

/** How far the time of a card that was just made is ahead of the clock that checks stamps. */
const timeAhead = (time: unknown, at: Bounds) =>
  typeof time === "number" && Number.isFinite(time) ? { cardTimeAhead: { from: time - at.to, to: time - at.from } } : {}

/** A number of letters of both cases and digits, with a beginning that no other number has, as long as another may be. */
const plainNumber = Effect.gen(function* () {
  const { fresh } = yield* Session
  const start = yield* fresh(8)
  return `${start}-Ab-${yield* fresh(48)}-Z`
})

const refusedWith = (code: number | undefined) =>
  undecided(said(`an application for a card is refused with ${code}`, `卡申请被拒绝，代码 ${code}`))

/** Makes the card, with an address if the product needs one. */
const makeCard = (facts: Facts) =>
  Effect.gen(function* () {
    const apply = (needsAddress: boolean) => applied("first-card", plainNumber, { ...facts, needsAddress })
    const made = (needsAddress: boolean, { exchange, number }: Applied) => {
      const stored = textOf(dataOf(exchange), "card_unique_no") ?? null
      return { needsAddress, numbers: [{ sent: number, stored, repeated: false, earlier: [] }] }
    }
    const first = yield* apply(false)
    const { exchange } = first
    if (codeOf(exchange) === 0) return made(false, first)
    if (codeOf(exchange) !== 1004 || namedIn(exchange, fields) !== "address_info") {
      return yield* refusedWith(codeOf(exchange))
    }
    const again = yield* apply(true)
    return codeOf(again.exchange) === 0 ? made(true, again) : yield* refusedWith(codeOf(again.exchange))
  })

/** A look at the list: whether it shows the card, and its status and time then; no status if it changed meanwhile. */
interface Look {
  readonly at: Bounds
  readonly shows: boolean
  readonly status: string
  readonly time: string | undefined
}

const look = (known: Known, cardNo: string) =>
  Effect.gen(function* () {
    const { serverNow } = yield* Session
    const span = yield* untilNow(known)
    const before = yield* detailOf(cardNo)
    const from = (yield* serverNow).from
    const shows = yield* isListed(known, cardNo, span)
    const { to } = yield* serverNow
    const after = yield* detailOf(cardNo)
    const time = JSON.stringify(after.time)
    const isSame = before.status === after.status && JSON.stringify(before.time) === time
    return { at: { from, to }, shows, status: isSame ? after.status : "", time } satisfies Look
  })

const watchedMillis = 130 * second

/** Looks until the list shows the card, each second at first. */
const watched = (known: Known, cardNo: string, madeAt: Bounds) =>
  Effect.gen(function* () {
    const { serverNow } = yield* Session
    const looks: Array<Look> = []
    // A list that may not end in the future shows a card of this second only in the next one.
    if ((yield* untilNow(known)).to <= (yield* serverNow).to) yield* untilServer(madeAt.to + 2 * second)
    for (;;) {
      const next = yield* look(known, cardNo)
      looks.push(next)
      if (next.shows || next.at.from - madeAt.to > watchedMillis) return looks
      yield* Effect.sleep(next.at.from - madeAt.to < 40 * second ? second : 3 * second)
    }
  })

/** The lag, if only time can have kept the card from the list. */
const lagOf = (looks: ReadonlyArray<Look>, madeAt: Bounds) => {
  const [last] = looks.slice(-1)
  const [unseen] = looks.slice(-2, -1)
  if (last === undefined || !last.shows) {
    return undecided(said("the list does not show the card within 130 s", "列表在 130 秒内未显示该卡"))
  }
  // A change that sets the same status moves the card's time, and with it the card out of a list that ends now.
  const hasChanged = unseen !== undefined && (unseen.status !== last.status || unseen.time !== last.time)
  if (last.status === "" || hasChanged) {
    return undecided(said("the card changed before it was listed", "卡在列出之前已改变"))
  }
  const from = unseen === undefined ? 0 : unseen.at.from - madeAt.to + 1
  return Effect.succeed<Bounds>({ from: Math.max(0, from), to: Math.max(0, last.at.to - madeAt.from) })
}

/** The experiment. */
export const firstCard: Experiment = {
  id: "first-card",
  title: said(
    "the first card: its status, and how long the list does not show it",
    "第一张卡：其状态，以及列表多久后显示"
  ),
  needs: [],
  cards: 1,
  seconds: 135,
  rules: ["addressRequiredFor", "newCardStatus", "listLagMillis"],
  run: (known) =>
    Effect.gen(function* () {
      const { needsAddress, numbers } = yield* makeCard(known.facts)
      const { at, cardNo } = yield* cardFor("first-card")
      const product = known.facts.product?.productNo ?? ""
      const detail = yield* Effect.either(detailOf(cardNo))
      const first =
        detail._tag === "Right"
          ? observed(
              "newCardStatus",
              { ...Scenario.empty.rules.newCardStatus, Virtual: detail.right.status },
              said("of virtual cards; that of physical ones is assumed", "仅虚拟卡；实体卡为假设")
            )
          : notDecided("newCardStatus", detail.left.why)
      const needs = observed(
        "addressRequiredFor",
        needsAddress ? [product] : [],
        said(`of ${product} alone`, `仅就 ${product} 而言`)
      )
      const looks = yield* Effect.either(watched(known, cardNo, at))
      const ahead = detail._tag === "Right" ? timeAhead(detail.right.time, at) : {}
      const lag = looks._tag === "Right" ? yield* Effect.either(lagOf(looks.right, at)) : looks
      const findings = {
        ...needs,
        ...first,
        ...(lag._tag === "Right" ? measured("listLagMillis", lag.right) : notDecided("listLagMillis", lag.left.why))
      }
      const shown = looks._tag === "Right" ? looks.right.filter(({ shows }) => shows).map((one) => one.status) : []
      return {
        findings,
        facts: { ...ahead, needsAddress, numbers, listed: shown, ...(lag._tag === "Right" ? { lag: lag.right } : {}) }
      }
    })
}
