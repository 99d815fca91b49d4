/** Changes of a card of ours: which time the list goes by, which statuses it shows, and the codes of what cannot be done. */
import * as Effect from "effect/Effect"
import { isListed, second, untilNow, untilServer } from "../asking.js"
import { codeOf, dataOf, fieldOf, isOfHeaders, namedIn } from "../exchange.js"
import type { Experiment, Known } from "../experiment.js"
import { concluding, observed, undecided } from "../finding.js"
import { said } from "../../language/said.js"
import { Session } from "../session.js"
import { cardFor, statusOf } from "./firstCard.js"

/** Asks for a new status, and tells the code. */
const change = (cardNo: string, status: string) =>
  Effect.gen(function* () {
    const { ask } = yield* Session
    return yield* ask({ operation: "updateCardStatus", body: { card_no: cardNo, status } })
  })

/** Changes the status to another one; tells which one it is. */
const changed = (cardNo: string) =>
  Effect.gen(function* () {
    const before = yield* statusOf(cardNo)
    for (const status of ["Frozen", "Delete"]) {
      if (status === before) continue
      yield* change(cardNo, status)
      if ((yield* statusOf(cardNo)) === status) return status
    }
    return yield* undecided(said("the card's status cannot be changed", "无法改变该卡的状态"))
  })

const lifeOf = (known: Known) =>
  Effect.gen(function* () {
    const { serverNow } = yield* Session
    const { at, cardNo } = yield* cardFor("first-card")
    yield* untilServer(at.to + 20 * second)
    const before = (yield* serverNow).from
    yield* changed(cardNo)
    const after = (yield* serverNow).to
    yield* untilServer(after + 5 * second)
    const byCreation = yield* isListed(known, cardNo, { from: at.from - 3 * second, to: at.to + 3 * second })
    const byChange = yield* isListed(known, cardNo, { from: before - 3 * second, to: after + 3 * second })
    if (byCreation !== byChange) return observed("listTime", byCreation ? "creation" : "lastChange")
    return yield* undecided(
      byCreation
        ? said("the list shows the card by both times", "列表按两个时间均显示该卡")
        : said("the list shows the card by neither time", "列表按两个时间均不显示该卡")
    )
  })

/** Whether the list shows the card in its present status. */
const shownStatus = (known: Known, cardNo: string) =>
  Effect.gen(function* () {
    const { serverNow } = yield* Session
    // A list that may not end in the future, and goes by the last change, shows it in the next second.
    yield* untilServer((yield* serverNow).to + 3 * second)
    const status = yield* statusOf(cardNo)
    const shows = yield* isListed(known, cardNo, yield* untilNow(known))
    return { status, shows: shows && (yield* statusOf(cardNo)) === status }
  })

const refusedCode = (cardNo: string) =>
  Effect.gen(function* () {
    yield* change(cardNo, "Delete")
    if ((yield* statusOf(cardNo)) !== "Delete") {
      return yield* undecided(said("the card cannot be deleted", "无法注销该卡"))
    }
    const code = codeOf(yield* change(cardNo, "Activated"))
    // A platform that takes it has a card again, and the card is to be deleted at the end.
    if (code === 0) yield* change(cardNo, "Delete")
    return code === undefined || code === 0 || isOfHeaders(code)
      ? yield* undecided(said(`activating a deleted card is answered ${code}`, `激活已注销的卡得到 ${code}`))
      : observed("refusedStatusCode", code)
  })

/** The code for a CVV that cannot be decrypted. The card is virtual, so nothing is activated. */
const secretCode = (known: Known, cardNo: string) =>
  Effect.gen(function* () {
    const { ask } = yield* Session
    const exchange = yield* ask({
      operation: "activateCard",
      body: { cardholder_no: known.facts.product?.cardholderNo, card_no: cardNo, cvv: "AAAA", card_last_no: "0000" }
    })
    const code = codeOf(exchange)
    return code !== undefined && code !== 0 && !isOfHeaders(code) && namedIn(exchange, ["cvv", "card_no"]) === "cvv"
      ? observed("wrongSecretCode", code)
      : yield* undecided(said(`a CVV that is none is answered ${code}`, `无效的 CVV 得到 ${code}`))
  })

/** How long a token for a page lives. It is not used. */
const pageToken = (cardNo: string) =>
  Effect.gen(function* () {
    const { ask } = yield* Session
    const exchange = yield* ask({ operation: "issueClientToken", param: cardNo })
    const seconds = fieldOf(dataOf(exchange), "expires_in")
    return typeof seconds === "number"
      ? observed("clientTokenSeconds", seconds)
      : yield* undecided(said(`a token for a page is answered ${codeOf(exchange)}`, `页面令牌得到 ${codeOf(exchange)}`))
  })

/** The experiment. */
export const changes: Experiment = {
  id: "changes",
  title: said("changes of the first card, which is deleted at the end", "第一张卡的状态变化（最后注销该卡）"),
  needs: ["first-card"],
  cards: 0,
  seconds: 30,
  rules: ["listTime", "refusedStatusCode", "wrongSecretCode", "clientTokenSeconds"],
  run: (known) =>
    Effect.gen(function* () {
      const { cardNo } = yield* cardFor("first-card")
      const token = yield* concluding(["clientTokenSeconds"], pageToken(cardNo))
      const secret = yield* concluding(["wrongSecretCode"], secretCode(known, cardNo))
      const time = yield* concluding(["listTime"], lifeOf(known))
      const frozen = yield* Effect.option(shownStatus(known, cardNo))
      const refused = yield* concluding(["refusedStatusCode"], refusedCode(cardNo))
      const deleted = yield* Effect.option(shownStatus(known, cardNo))
      const looks = [frozen, deleted].flatMap((one) => (one._tag === "Some" ? [one.value] : []))
      const of = (is: boolean) => looks.filter(({ shows }) => shows === is).map(({ status }) => status)
      return {
        findings: { ...token, ...secret, ...time, ...refused },
        facts: {
          listed: [...new Set([...(known.facts.listed ?? []), ...of(true)])],
          unlisted: known.facts.lag === undefined ? [] : of(false)
        }
      }
    })
}
