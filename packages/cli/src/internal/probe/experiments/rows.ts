/** Rows of the card list: their form, the bounds of a span, their order, and how many a page holds. */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { day, isListed, listCards, second, untilNow, untilServer } from "../asking.js"
import { codeOf, dataOf, type Exchange, fieldOf, itemsOf, rowsOf, textOf } from "../exchange.js"
import type { Experiment, Known } from "../experiment.js"
import { concluding, notDecided, observed, type Rules, undecided } from "../finding.js"
import { said } from "../../language/said.js"
import { Session } from "../session.js"
import { cardFor } from "./firstCard.js"

const timeForm = (time: unknown): Rules["oddItem"] | undefined => {
  if (typeof time === "string") return /^\d+$/.test(time) ? "timeAsText" : "timeAsIso"
  if (typeof time === "number") return time < 1e14 ? "none" : "timeTooLarge"
  return Predicate.isReadonlyRecord(time) ? "timeAsObject" : undefined
}

/** The form of the first item of a page. */
const formOf = (items: ReadonlyArray<unknown>): Rules["oddItem"] | undefined => {
  const [first] = items
  if (first === null) return "nullBefore"
  if (first === "") return "textBefore"
  if (fieldOf(first, "card_no") === "")
    return fieldOf(first, "status") === "Pending" ? "pendingWithoutNumber" : undefined
  if (typeof fieldOf(first, "card_last_no") === "number") return "lastNoAsNumber"
  if (typeof fieldOf(first, "organization") === "number") return "organizationAsNumber"
  return timeForm(fieldOf(first, "time"))
}

const itemForm = (known: Known, cardNo: string) =>
  Effect.gen(function* () {
    const form = formOf(itemsOf(yield* listCards(yield* untilNow(known), { card_no: cardNo })))
    return form === undefined
      ? yield* undecided(said("items are in a form that is not known", "列表项的形式未知"))
      : observed("oddItem", form)
  })

/** The time of a card, by its detail. It goes forward if the card changes. */
const timeOf = (cardNo: string) =>
  Effect.gen(function* () {
    const { ask } = yield* Session
    return fieldOf(dataOf(yield* ask({ operation: "getCard", param: cardNo })), "time")
  })

/** A card of ours whose time is a whole second: a query cannot ask for another time exactly. */
const onTheSecond = Effect.gen(function* () {
  const { made } = yield* Session
  for (const { cardNo } of made()) {
    if (cardNo === undefined) continue
    const time = yield* timeOf(cardNo)
    if (typeof time === "number" && time % second === 0) return { cardNo, time }
  }
  return yield* undecided(said("no card has a time in whole seconds", "没有时间为整秒的卡"))
})

const bounds = (known: Known) =>
  Effect.gen(function* () {
    const { cardNo, time } = yield* onTheSecond
    yield* untilServer(time + 12 * second)
    const within = yield* isListed(known, cardNo, { from: time - 10 * second, to: time + 10 * second })
    const atStart = yield* isListed(known, cardNo, { from: time, to: time + 10 * second })
    const atEnd = yield* isListed(known, cardNo, { from: time - 10 * second, to: time })
    const still = yield* isListed(known, cardNo, { from: time - 10 * second, to: time + 10 * second })
    if (!within || !still || (yield* timeOf(cardNo)) !== time)
      return yield* undecided(said("the list does not show the card by its time", "列表未按时间显示该卡"))
    if (atStart && atEnd) return observed("listBounds", "inclusive")
    if (atStart) return observed("listBounds", "startOnly")
    return atEnd
      ? yield* undecided(said("only the end of a span belongs to it", "只有结束时间属于该跨度"))
      : observed("listBounds", "exclusive")
  })

const mostPages = 30

/** The numbers of all cards in a span, in the order of the list. */
const numbersIn = (from: number, to: number) =>
  Effect.gen(function* () {
    const found: Array<string> = []
    for (let page = 0; page < mostPages; page++) {
      const exchange = yield* listCards({ from, to }, { page, size: 100 })
      if (codeOf(exchange) !== 0) {
        return yield* undecided(said(`a page is answered ${codeOf(exchange)}`, `某一页得到 ${codeOf(exchange)}`))
      }
      const rows = rowsOf(exchange)
      if (rows.length === 0) break
      found.push(...rows.flatMap((row) => textOf(row, "card_no") ?? []))
    }
    return found
  })

const order = (known: Known) =>
  Effect.gen(function* () {
    const { made } = yield* Session
    const first = yield* cardFor("first-card")
    const cards = made().flatMap(({ at, cardNo }) => (cardNo === undefined || at === undefined ? [] : [{ cardNo, at }]))
    const later = cards.filter(({ at }) => at.from > first.at.to)
    if (later.length === 0) {
      return yield* undecided(said("it needs two cards of different times", "需要两张时间不同的卡"))
    }
    const last = later.at(-1)?.at.to ?? first.at.to
    yield* untilServer(last + (known.facts.lag?.to ?? 0) + 3 * second)
    const shown = yield* numbersIn(first.at.from - 2 * second, last + 2 * second)
    const at = shown.indexOf(first.cardNo)
    const places = later.map(({ cardNo }) => shown.indexOf(cardNo)).filter((place) => place >= 0)
    if (at < 0 || places.length === 0) {
      return yield* undecided(said("the list does not show both cards", "列表未同时显示两张卡"))
    }
    if (places.every((place) => place < at)) return observed("listOrder", "newestFirst")
    return places.every((place) => place > at)
      ? observed("listOrder", "oldestFirst")
      : yield* undecided(said("the order is by something else", "顺序另有依据"))
  })

const pageOf = (from: number, to: number, page: number) =>
  Effect.flatMap(listCards({ from, to }, { page, size: 100 }), (exchange: Exchange) =>
    codeOf(exchange) === 0
      ? Effect.succeed(rowsOf(exchange).length)
      : undecided(said(`page ${page} is answered ${codeOf(exchange)}`, `第 ${page} 页得到 ${codeOf(exchange)}`))
  )

/** How many cards a page holds if 100 are asked for: as many as the first page, if there is a second one. */
const pageSize = Effect.gen(function* () {
  const { serverNow } = yield* Session
  const now = (yield* serverNow).from
  const first = yield* pageOf(now - 88 * day, now, 0)
  const second = first === 0 ? 0 : yield* pageOf(now - 88 * day, now, 1)
  if (second > 0) return observed("maxPageSize", first)
  return notDecided("maxPageSize", said(`there are too few cards: at least ${first}`, `卡太少：至少 ${first}`))
})

/** The experiment. */
export const rows: Experiment = {
  id: "rows",
  title: said(
    "rows of the card list: form, bounds, order, and how many a page holds",
    "卡列表的行：形式、边界、顺序与每页数量"
  ),
  needs: ["first-card", "case"],
  cards: 0,
  seconds: 15,
  rules: ["oddItem", "listBounds", "listOrder", "maxPageSize"],
  run: (known) =>
    Effect.gen(function* () {
      const form = yield* concluding(
        ["oddItem"],
        Effect.flatMap(cardFor("first-card"), ({ cardNo }) => itemForm(known, cardNo))
      )
      const bound = yield* concluding(["listBounds"], bounds(known))
      const ordered = yield* concluding(["listOrder"], order(known))
      return { findings: { ...form, ...bound, ...ordered, ...(yield* concluding(["maxPageSize"], pageSize)) } }
    })
}
