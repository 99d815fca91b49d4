/** The window of the timestamp, at both ends: where the platform's clock stands, and how old a stamp may be. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { codeOf, type Exchange, headerOf } from "../exchange.js"
import type { Experiment } from "../experiment.js"
import { type Bounds, type Undecided, undecided } from "../finding.js"
import { readHttpDate } from "../httpDate.js"
import { said } from "../../language/said.js"
import { aheadBy, anything, both, oldest, type Tried, width } from "../serverClock.js"
import { Session } from "../session.js"

const attempts = 7
const mostSteps = 60
const hourMillis = 3_600_000

/** What came in place of a token or 1005. */
const other = (exchange: Exchange) => {
  const code = codeOf(exchange)
  if (code !== undefined) return said(`get token is answered ${code}`, `获取令牌得到 ${code}`)
  const { answer } = exchange
  return answer._tag === "Answered"
    ? said(
        `get token is answered by something that is not the platform (HTTP ${answer.status}): keysecure doctor says more`,
        `获取令牌得到的响应不是来自平台（HTTP ${answer.status}）：keysecure doctor 可查明原因`
      )
    : said("get token is not answered: keysecure doctor says more", "获取令牌没有得到响应：keysecure doctor 可查明原因")
}

/** Tries a stamp so far ahead of our clock, until the platform takes or refuses it. */
const tryStamp = (
  aheadMillis: number,
  left = attempts
): Effect.Effect<Tried & { readonly date: string | undefined }, Undecided, Session> =>
  Effect.gen(function* () {
    const { once } = yield* Session
    const stamp = Math.round((yield* Clock.currentTimeMillis) + aheadMillis)
    const exchange = yield* once({ operation: "getToken", headers: { timestamp: String(stamp) } })
    const code = codeOf(exchange)
    const { receivedAt, sentAt } = exchange
    if (code === 0 || code === 1005)
      return { stamp, sentAt, receivedAt, taken: code === 0, date: headerOf(exchange, "date") }
    if (left <= 1) return yield* undecided(other(exchange))
    return yield* Effect.delay(tryStamp(aheadMillis, left - 1), "1 second")
  })

/** The distances at which a stamp is looked for that the platform takes: it takes those of a minute. */
const places: ReadonlyArray<number> = Array.from({ length: 120 }, (_, step) => [step * 30_000, -step * 30_000]).flat()

/** A stamp that is taken, and the time that `Date` told meanwhile. */
const firstTaken = Effect.gen(function* () {
  const first = yield* tryStamp(-5_000)
  if (first.taken) return first
  const date = readHttpDate(first.date ?? "")
  if (date !== undefined) {
    const byDate = yield* tryStamp(date.millis - first.receivedAt - 2_000)
    if (byDate.taken) return byDate
  }
  for (const place of places) {
    const tried = yield* tryStamp(place)
    if (tried.taken) return tried
  }
  return yield* undecided(
    said("no stamp within an hour of this machine's clock is taken", "本机时钟前后一小时内的时间戳均被拒绝")
  )
})

/** Halves bounds by trying, until they are a point or do not get narrower any more. */
const narrowed = (
  start: ReadonlyArray<Tried>,
  boundsOf: (tried: ReadonlyArray<Tried>) => Bounds,
  offsetOf: (middle: number) => number
) =>
  Effect.gen(function* () {
    const tried: Array<Tried> = [...start]
    let stuck = 0
    for (let step = 0; step < mostSteps && stuck < 4 && width(boundsOf(tried)) > 0; step++) {
      const { from, to } = boundsOf(tried)
      tried.push(yield* tryStamp(offsetOf(from + Math.ceil((to - from) / 2))))
      stuck = width(boundsOf(tried)) < to - from ? 0 : stuck + 1
    }
    return boundsOf(tried)
  })

/** How far the platform's clock is ahead of ours. */
const findAhead = Effect.gen(function* () {
  const first = yield* firstTaken
  const tried: Array<Tried> = [first]
  // Somewhere beyond it a stamp is in the platform's future.
  for (let beyond = 61_000; ; beyond *= 2) {
    const late = yield* tryStamp(first.stamp - first.sentAt + beyond)
    tried.push(late)
    if (!late.taken) break
    if (beyond > 24 * hourMillis) {
      return yield* undecided(said("stamps a day in the future are taken", "一天之后的时间戳仍被接受"))
    }
  }
  return yield* narrowed(tried, aheadBy, (middle) => middle)
})

/** How old a stamp may be. */
const findAge = (ahead: Bounds) =>
  Effect.gen(function* () {
    const tried: Array<Tried> = [yield* tryStamp(ahead.from - 1_000)]
    for (let age = 61_000; ; age *= 2) {
      const old = yield* tryStamp(ahead.from - age)
      tried.push(old)
      if (!old.taken) break
      if (age > 24 * hourMillis) {
        return yield* undecided(said("stamps of yesterday are taken", "昨天的时间戳仍被接受"))
      }
    }
    return yield* narrowed(
      tried,
      (all) => both(oldest(all, ahead), anything),
      (middle) => ahead.from - middle
    )
  })

/** The experiment. It is done at the beginning of each run, since all others need it. */
export const clock: Experiment = {
  id: "clock",
  title: said("the window of the timestamp, at both ends", "时间戳窗口的两端"),
  needs: [],
  cards: 0,
  seconds: 0,
  rules: [],
  run: () =>
    Effect.gen(function* () {
      const { ask, setAhead } = yield* Session
      const ahead = yield* findAhead
      setAhead(ahead)
      const stampAge = yield* findAge(ahead)
      // Where no token is taken, nothing else can be found out, and the run is not to end as if it had been.
      yield* ask({ operation: "listPackages", body: {} })
      return { findings: {}, facts: { stampAge } }
    })
}
