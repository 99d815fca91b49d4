/** The headers about the time: whether there is a `Date`, how it is written, and which clock writes it. */
import * as Effect from "effect/Effect"
import { type Exchange, headerOf } from "../exchange.js"
import type { Experiment, Facts } from "../experiment.js"
import { type Bounds, type Findings, measured, notDecided, observed, undecided } from "../finding.js"
import { type HttpDate, isForm, readHttpDate } from "../httpDate.js"
import { joined, said } from "../../language/said.js"
import { anything, both, width } from "../serverClock.js"
import { Session } from "../session.js"

/** An answer with a `Date` that could be read, and when it was written by the clock that checks stamps. */
interface Sample {
  readonly date: HttpDate
  readonly ageMillis: number
  readonly at: Bounds
}

/** By how many ms the clock of `Date` is ahead, as one answer tells it. `Date` names a second, and not which of its 1,000 ms. */
const aheadIn = ({ ageMillis, at, date }: Sample): Bounds => ({
  from: date.millis + ageMillis - at.to,
  to: date.millis + ageMillis + 999 - at.from
})

const aheadInAll = (samples: ReadonlyArray<Sample>): Bounds => samples.map(aheadIn).reduce(both, anything)

const readAge = (exchange: Exchange): number | undefined => {
  const age = headerOf(exchange, "age")
  return age !== undefined && /^\d+$/.test(age) ? Number(age) : undefined
}

const several = said("several servers answer, and they differ", "多台服务器作答且结果不一")

const age = (exchanges: ReadonlyArray<Exchange>): Findings => {
  const ages = new Set(exchanges.map((exchange) => readAge(exchange) ?? "none"))
  const [only] = ages
  return ages.size === 1 && only !== undefined ? observed("ageSeconds", only) : notDecided("ageSeconds", several)
}

const form = (dates: ReadonlyArray<HttpDate>): Findings => {
  const [first, ...others] = dates
  if (first === undefined) return notDecided("dateForm", said("no Date could be read", "没有可读的 Date"))
  const forms = first.forms.filter((name) => others.every((date) => date.forms.includes(name))).filter(isForm)
  const [only] = forms
  if (only === undefined) return notDecided("dateForm", said("it is in no form that is known", "格式未知"))
  if (forms.length === 1) return observed("dateForm", only)
  return notDecided(
    "dateForm",
    said(`today it may be any of ${forms.join(", ")}`, `今天可能是 ${forms.join("、")} 中任一种`)
  )
}

const skew = (samples: ReadonlyArray<Sample>): Findings => {
  if (samples.length === 0) return notDecided("dateSkewMillis", said("no Date could be read", "没有可读的 Date"))
  const ahead = aheadInAll(samples)
  return width(ahead) < 0 ? notDecided("dateSkewMillis", several) : measured("dateSkewMillis", ahead)
}

/** An answer with its moment, which the request may take part of. */
const sampled = Effect.gen(function* () {
  const { ask, serverAt } = yield* Session
  const exchange = yield* ask({ operation: "getToken" })
  const date = readHttpDate(headerOf(exchange, "date") ?? "")
  const at = { from: serverAt(exchange.sentAt).from, to: serverAt(exchange.receivedAt).to }
  return { exchange, sample: date && { date, ageMillis: (readAge(exchange) ?? 0) * 1000, at } }
})

/** How long until a clock that is so far ahead begins a second. */
const untilTick = (aheadMillis: number, serverNow: Bounds): number =>
  ((-(serverNow.from + aheadMillis) % second) + second) % second

const second = 1_000
const steps = 14

/** Servers that take turns differ around the beginning of a second: so many answers each ms, in so many seconds. */
const aroundTick = 6
const ticks = 3

const run = Effect.gen(function* () {
  const { serverNow } = yield* Session
  const found = [yield* sampled]
  const ahead = () => aheadInAll(found.flatMap(({ sample }) => sample ?? []))
  if (ahead() === anything) return found
  // An answer halves the bounds if a clock in their middle begins a second just then.
  for (let step = 0; step < steps && width(ahead()) > 0; step++) {
    const { from, to } = ahead()
    yield* Effect.sleep(untilTick(from + Math.ceil((to - from) / 2), yield* serverNow))
    found.push(yield* sampled)
  }
  for (let tick = 0; tick < ticks; tick++) {
    yield* Effect.sleep(untilTick(ahead().from + aroundTick / 2, yield* serverNow))
    for (let answer = 0; answer < aroundTick; answer++) {
      found.push(yield* sampled)
      yield* Effect.sleep(1)
    }
  }
  return found
})

const all = (samples: ReadonlyArray<Sample>): Facts => {
  if (samples.length === 0) return {}
  const each = samples.map(aheadIn)
  return { dateAhead: { from: Math.min(...each.map(({ from }) => from)), to: Math.max(...each.map(({ to }) => to)) } }
}

/** The experiment. */
export const dates: Experiment = {
  id: "dates",
  title: said(
    "the header Date: whether it is there, how it is written, and by which clock",
    "Date 响应头：是否存在、格式与时钟"
  ),
  needs: [],
  cards: 0,
  seconds: 15,
  rules: ["dateHeader", "dateForm", "dateSkewMillis", "ageSeconds"],
  run: () =>
    Effect.gen(function* () {
      const found = yield* run
      const exchanges = found.map(({ exchange }) => exchange)
      const samples = found.flatMap(({ sample }) => sample ?? [])
      const have = exchanges.filter((exchange) => headerOf(exchange, "date") !== undefined).length
      if (have > 0 && have < exchanges.length) return yield* undecided(joined([several]))
      const header = observed("dateHeader", have > 0)
      return {
        findings: { ...header, ...age(exchanges), ...form(samples.map(({ date }) => date)), ...skew(samples) },
        facts: all(samples)
      }
    })
}
