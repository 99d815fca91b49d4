/** The last page of a list, and the form of a list without items. */
import * as Effect from "effect/Effect"
import { listCards, nothing, untilNow, yesterday } from "../asking.js"
import { codeOf, dataOf, hasMsg, isOfHeaders } from "../exchange.js"
import type { Experiment } from "../experiment.js"
import { concluding, notDecided, observed, type Rules, undecided } from "../finding.js"
import { shapeOf } from "../redaction.js"
import { said } from "../../language/said.js"

const mostPage = 2 ** 53 - 1
const usualPage = 2 ** 31 - 1

const pageTaken = (page: number) =>
  Effect.gen(function* () {
    const exchange = yield* listCards(yield* yesterday, { ...(yield* nothing), page })
    const code = codeOf(exchange)
    if (code === 0) return true
    if (code !== undefined && !isOfHeaders(code)) return false
    return yield* undecided(said(`page ${page} is answered ${code}`, `第 ${page} 页得到 ${code}`))
  })

const lastPage = Effect.gen(function* () {
  if (!(yield* pageTaken(0))) return yield* undecided(said("the first page is refused", "第一页被拒绝"))
  if (yield* pageTaken(mostPage)) {
    return yield* undecided(said("every page that JSON can ask for is taken", "JSON 能表示的页码均被接受"))
  }
  let taken = 0
  let refused = mostPage
  const isUsual = (yield* pageTaken(usualPage)) && !(yield* pageTaken(usualPage + 1))
  if (isUsual) return observed("maxPage", usualPage)
  while (refused - taken > 1) {
    const middle = taken + Math.floor((refused - taken) / 2)
    if (yield* pageTaken(middle)) taken = middle
    else refused = middle
  }
  return observed("maxPage", taken)
})

/** How `data` looks without items, as JSON, by the name of the form. */
const forms: ReadonlyMap<string, Rules["emptyList"]> = new Map([
  ['{"list":[]}', "list"],
  ['{"list":null}', "nullList"],
  ["null", "nullData"],
  ["undefined", "noData"],
  ["{}", "noList"],
  ['{"list":[],"total":0}', "zeroTotal"],
  ["[]", "array"],
  ['{"records":[]}', "records"],
  ['{"total":3}', "total"],
  ['{"list":{}}', "object"]
])

const withoutMsg = said(
  "an empty list comes without msg, and the client does not take that for one",
  "空列表不带 msg，客户端不会把它当作空列表"
)

/** The experiment. */
export const pages: Experiment = {
  id: "pages",
  title: said("the last page of a list, and the form of an empty one", "列表的最大页码与空列表的形式"),
  needs: [],
  cards: 0,
  seconds: 0,
  rules: ["maxPage", "emptyList"],
  run: ({ facts, findings }) =>
    Effect.gen(function* () {
      const exchange = yield* listCards(yield* untilNow({ facts, findings }), yield* nothing)
      if (codeOf(exchange) !== 0) {
        return yield* undecided(said(`a list is answered ${codeOf(exchange)}`, `列表得到 ${codeOf(exchange)}`))
      }
      const absent = shapeOf(dataOf(exchange))
      const form = forms.get(String(absent))
      const empty =
        form === undefined
          ? notDecided("emptyList", said("an empty list has a form of its own", "空列表的形式未知"))
          : hasMsg(exchange)
            ? observed("emptyList", form)
            : notDecided("emptyList", withoutMsg)
      const last = yield* concluding(["maxPage"], lastPage)
      return { findings: { ...empty, ...last }, facts: absent === undefined ? {} : { absent } }
    })
}
