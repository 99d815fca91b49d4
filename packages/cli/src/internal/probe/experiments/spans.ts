/** The span of a list: how long it may be, whether it may end in the future, and what a bare date means at its end. */
import * as Effect from "effect/Effect"
import { day, listCards, nothing, second, yesterday } from "../asking.js"
import { codeOf } from "../exchange.js"
import type { Experiment, Outcome } from "../experiment.js"
import { concluding, notDecided, observed, type Rules, undecided } from "../finding.js"
import { type Said, said } from "../../language/said.js"
import { queryTime, Session } from "../session.js"

const codeFor = (from: number, to: number) =>
  Effect.gen(function* () {
    return codeOf(yield* listCards({ from, to }, yield* nothing))
  })

/** The beginning of a day long ago, in the zone of queries. */
const longAgo = Effect.gen(function* () {
  const { serverNow } = yield* Session
  const zone = 8 * 3_600 * second
  return Math.floor(((yield* serverNow).from + zone) / day) * day - zone - 120 * day
})

const longest = Effect.gen(function* () {
  const start = yield* longAgo
  const noon = start + day / 2
  const codes = {
    days88: yield* codeFor(start, start + 88 * day),
    days89: yield* codeFor(start, start + 89 * day),
    calendar: yield* codeFor(start, start + 90 * day - second),
    exact: yield* codeFor(start, start + 90 * day),
    across: yield* codeFor(noon, noon + 90 * day - second),
    days91: yield* codeFor(start, start + 91 * day)
  }
  const told = Object.values(codes).join(", ")
  if (codes.calendar === 0 && codes.exact === 0 && codes.across === 0 && codes.days91 === 1020) {
    return { findings: observed("listSpan", "hours"), facts: { longSpanCode: codes.days88 ?? -1 } }
  }
  if (codes.calendar === 0 && codes.exact === 1020 && codes.across === 1020 && codes.days91 === 1020) {
    return { findings: observed("listSpan", "days"), facts: { longSpanCode: codes.days88 ?? -1 } }
  }
  return {
    findings: notDecided(
      "listSpan",
      said(`spans of 88 to 91 days are answered ${told}`, `88 至 91 天的时间跨度依次得到 ${told}`)
    ),
    facts: { longSpanCode: codes.days88 ?? -1 }
  }
})

const isRefusal = (code: number | undefined): code is Exclude<Rules["futureEnd"], "allowed"> =>
  code === 1004 || code === 1019 || code === 1020

const future = Effect.gen(function* () {
  const { serverNow } = yield* Session
  const { from, to } = yield* yesterday
  const past = yield* codeFor(from, to)
  const code = yield* codeFor(from, (yield* serverNow).to + day)
  if (past === 0 && code === 0) return observed("futureEnd", "allowed")
  if (past === 0 && isRefusal(code)) return observed("futureEnd", code)
  return yield* undecided(said(`an end in the future is answered ${code}`, `结束时间在未来的查询得到 ${code}`))
})

/** What a bare date at the start means, by the code for a span that ends at noon of that day. No rule says so. */
const startIs = (code: number | undefined): Said => {
  if (code === 0) return said("at the start: the start of that day", "作为开始时间：当日零点")
  return code === 1019
    ? said("at the start: not the start of that day", "作为开始时间：并非当日零点")
    : said(`at the start it is answered ${code}`, `作为开始时间得到 ${code}`)
}

const bareEnd = Effect.gen(function* () {
  const { ask } = yield* Session
  const start = yield* longAgo
  const filter = yield* nothing
  const asked = (from: string, to: string) =>
    Effect.map(ask({ operation: "listCards", body: { ...filter, start_time: from, end_time: to } }), codeOf)
  const ending = (end: string) => asked(queryTime(start + day / 2), end)
  const atStart = yield* ending(queryTime(start))
  const atEnd = yield* ending(queryTime(start + day - second))
  const bare = yield* ending(queryTime(start).slice(0, 10))
  const note = startIs(yield* asked(queryTime(start).slice(0, 10), queryTime(start + day / 2)))
  if (atStart === 1019 && atEnd === 0 && bare === 0) return observed("endDate", "endOfDay", note)
  if (atStart === 1019 && atEnd === 0 && bare === 1019) return observed("endDate", "startOfDay", note)
  return yield* undecided(said(`a bare date at the end is answered ${bare}`, `仅有日期的结束时间得到 ${bare}`))
})

/** The experiment. */
export const spans: Experiment = {
  id: "spans",
  title: said(
    "the span of a list: 88 to 91 days, a future end, a bare date",
    "列表的时间跨度：88 至 91 天、未来的结束时间、仅有日期"
  ),
  needs: [],
  cards: 0,
  seconds: 0,
  rules: ["listSpan", "futureEnd", "endDate"],
  run: () =>
    Effect.gen(function* () {
      const long = yield* Effect.catchTag(longest, "Undecided", ({ why }) =>
        Effect.succeed<Outcome>({ findings: notDecided("listSpan", why) })
      )
      const ends = yield* concluding(["futureEnd"], future)
      return { ...long, findings: { ...long.findings, ...ends, ...(yield* concluding(["endDate"], bareEnd)) } }
    })
}
