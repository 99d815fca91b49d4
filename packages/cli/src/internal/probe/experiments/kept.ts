/** How numbers are stored, asked for and shown: every way of writing is a guess, and what was seen rules them out. */
import type { Scenario } from "@effect-keysecure/testkit"
import * as Effect from "effect/Effect"
import { isListed, listCards, showsItems, untilNow, untilServer } from "../asking.js"
import { dataOf, fieldOf, rowsOf } from "../exchange.js"
import type { Experiment, Known, NumberSeen } from "../experiment.js"
import { concluding, type Findings, noneDecided, observed, type RuleName, undecided } from "../finding.js"
import { said } from "../../language/said.js"
import { Session } from "../session.js"
import { candidates, shown, showings, written } from "../writing.js"

/** Whether a number counts as used before, under a way of writing; nothing if what it hangs on is not certain. */
const isUsed = (way: Scenario.Writing, { earlier, sent }: NumberSeen): boolean | undefined => {
  const same = earlier.filter(({ number }) => written(way, number) === written(way, sent))
  if (same.length === 0) return false
  return same.some(({ isCertain }) => isCertain) ? true : undefined
}

/** Whether what was seen of a number fits a way of writing. */
const fits =
  (way: Scenario.Writing) =>
  (seen: NumberSeen): boolean => {
    const used = isUsed(way, seen)
    const isSame = used === undefined || seen.repeated === null || used === seen.repeated
    return isSame && (seen.stored === null || seen.stored === written(way, seen.sent))
  }

/** The ways of writing that nothing rules out. */
const fitting = (numbers: ReadonlyArray<NumberSeen>): ReadonlyArray<Scenario.Writing> =>
  candidates.filter((way) => numbers.every(fits(way)))

const told = (ways: ReadonlyArray<Scenario.Showing>): string =>
  ways
    .slice(0, 8)
    .map((way) => (typeof way === "string" ? way : `first ${way.first}`))
    .join(", ")

/** Texts that each way of writing changes, so that two ways that agree on them agree. */
const isWhole = (way: Scenario.Writing): boolean => typeof way !== "string" && way.first >= 64

/** The way in which numbers are stored and compared. */
const storedBy = (numbers: ReadonlyArray<NumberSeen>) => {
  const ways = fitting(numbers).filter((way) => !isWhole(way))
  const [way] = ways
  if (way === undefined) {
    return undecided(
      said(
        "numbers are compared in another way than they are shown, or in none that is known",
        "编号的比较方式与显示不符，或方式未知"
      )
    )
  }
  if (ways.length > 1) return undecided(said(`it may be any of ${told(ways)}`, `可能是 ${told(ways)} 中任一种`))
  // A platform may answer with what it was sent and compare otherwise: then only other numbers tell.
  const others = numbers.filter(({ repeated, earlier }) => repeated === false && earlier.length > 0).length
  return way === "asIs" && others < 2
    ? undecided(
        said(
          "the answers show numbers as they are, but too few others were tried",
          "响应按原样显示编号，但试过的其他编号太少"
        )
      )
    : Effect.succeed(observed("uniqueNoStored", way))
}

/** A card, with its row and its detail. */
interface Kept {
  readonly cardNo: string
  readonly sent: string
  readonly stored: string | null
  readonly row: unknown
  readonly detail: unknown
}

const keptCards = (known: Known) =>
  Effect.gen(function* () {
    const { ask, made } = yield* Session
    const { lag } = known.facts
    if (lag === undefined) return yield* undecided(said("it needs a card that is listed", "需要一张已列出的卡"))
    const found: Array<Kept> = []
    for (const { at, cardNo, number } of made()) {
      if (cardNo === undefined || at === undefined) continue
      yield* untilServer(at.to + lag.to + 2_000)
      const exchange = yield* listCards(yield* untilNow(known), { card_no: cardNo })
      const detail = dataOf(yield* ask({ operation: "getCard", param: cardNo }))
      const seen = known.facts.numbers?.find(({ sent }) => sent === number)
      found.push({ cardNo, sent: number, stored: seen?.stored ?? null, row: rowsOf(exchange)[0], detail })
    }
    const listed = found.filter(({ row }) => row !== undefined)
    return listed.length === 0 ? yield* undecided(said("no card is listed", "没有已列出的卡")) : listed
  })

const enough = ["digits", "signs"]

/** The way in which a text is shown, if one alone fits all of what was seen, or the plainest where none can be told from it. */
const shownBy = (name: RuleName, seen: ReadonlyArray<readonly [stored: string, shown: unknown]>, isAll: boolean) => {
  const ways = showings.filter((way) => seen.every(([stored, value]) => shown(way, stored) === value))
  const [way] = ways
  if (way === undefined) return undecided(said("it is shown in a way that is not known", "显示方式未知"))
  return ways.length > 1 && !isAll
    ? undecided(said(`it may be any of ${told(ways)}`, `可能是 ${told(ways)} 中任一种`))
    : Effect.succeed<Findings>({ [name]: { _tag: "Observed", value: way } })
}

/** Whether the list finds a card by the number that was sent, where another one is stored. */
const filteredBy = (known: Known, kept: ReadonlyArray<Kept>) =>
  Effect.gen(function* () {
    const other = kept.find(({ sent, stored }) => stored !== null && stored !== sent)
    if (other === undefined) {
      return yield* undecided(
        said("numbers are stored as they were sent: it makes no difference", "编号按发送原样存储：没有差别")
      )
    }
    const span = yield* untilNow(known)
    const isThere = yield* isListed(known, other.cardNo, span)
    const isFound = rowsOf(yield* listCards(span, { card_unique_no: other.sent })).length > 0
    if (isFound) return observed("uniqueNoFilter", "asStored")
    return isThere && (yield* isListed(known, other.cardNo, span))
      ? observed("uniqueNoFilter", "exact")
      : yield* undecided(said("the card is not listed at all", "该卡完全未列出"))
  })

/** Whether the list finds the first card by the number that was sent. */
const byNumber = (known: Known, [first]: ReadonlyArray<Kept>) =>
  Effect.gen(function* () {
    if (first === undefined) return {}
    const exchange = yield* listCards(yield* untilNow(known), { card_unique_no: first.sent })
    return { foundByNumber: yield* showsItems(exchange, known) }
  }).pipe(Effect.catchTag("Undecided", () => Effect.succeed({})))

const names = ["card_unique_no", "cardholder_no", "card_type"] as const

/** Whether the detail shows what is stored or what the row shows, wherever these differ. */
const detailBy = (known: Known, kept: ReadonlyArray<Kept>) => {
  const told = new Set<string>()
  for (const { detail, row, stored } of kept) {
    const truth = [stored, known.facts.product?.cardholderNo, "Virtual"]
    names.forEach((name, at) => {
      const [listed, detailed] = [fieldOf(row, name), fieldOf(detail, name)]
      if (listed === truth[at] || truth[at] === null) return
      told.add(detailed === truth[at] ? "asStored" : detailed === listed ? "asListed" : "other")
    })
  }
  const [only] = told
  if (told.size === 1 && (only === "asStored" || only === "asListed"))
    return Effect.succeed(observed("cardDetail", only))
  return undecided(
    told.size === 0
      ? said("rows show what is stored: it makes no difference", "列表显示存储的值：没有差别")
      : said("the detail shows something else", "详情显示的是其他值")
  )
}

/** The rules that only rows and details tell of. */
const ofCards = ["uniqueNoFilter", "uniqueNoShown", "cardholderNoShown", "cardTypeShown", "cardDetail"] as const

/** The experiment. */
export const kept: Experiment = {
  id: "kept",
  title: said("how numbers are stored, asked for and shown", "编号如何存储、查询与显示"),
  needs: ["first-card", "repeated", "case", "blanks", "digits", "signs"],
  cards: 0,
  seconds: 5,
  rules: ["uniqueNoStored", ...ofCards],
  run: (known) =>
    Effect.gen(function* () {
      const { made } = yield* Session
      const { facts } = known
      const stored = yield* concluding(["uniqueNoStored"], storedBy(facts.numbers ?? []))
      const cards = yield* Effect.either(keptCards(known))
      if (cards._tag === "Left") {
        const { why } = cards.left
        return { findings: { ...noneDecided(ofCards, why), ...stored } }
      }
      const rows = cards.right
      const isAll = enough.every((purpose) => made().some((one) => one.purpose === purpose && one.state === "made"))
      const numbers = rows.flatMap(({ row, stored: text }) =>
        text === null ? [] : [[text, fieldOf(row, "card_unique_no")] as const]
      )
      const holder = facts.product?.cardholderNo ?? ""
      const findings = {
        ...stored,
        ...(yield* concluding(["uniqueNoFilter"], filteredBy(known, rows))),
        ...(yield* concluding(["uniqueNoShown"], shownBy("uniqueNoShown", numbers, isAll))),
        ...(yield* concluding(
          ["cardholderNoShown"],
          shownBy(
            "cardholderNoShown",
            rows.map(({ row }) => [holder, fieldOf(row, "cardholder_no")]),
            true
          )
        )),
        ...(yield* concluding(
          ["cardTypeShown"],
          shownBy(
            "cardTypeShown",
            rows.map(({ row }) => ["Virtual", fieldOf(row, "card_type")]),
            true
          )
        )),
        ...(yield* concluding(["cardDetail"], detailBy(known, rows)))
      }
      return { findings, facts: yield* byNumber(known, rows) }
    })
}
