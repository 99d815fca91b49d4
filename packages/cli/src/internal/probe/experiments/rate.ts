/** The limit of requests: how many at once, and how many per second, by reads of what there is not. */
import * as Effect from "effect/Effect"
import { second } from "../asking.js"
import { codeOf, type Exchange } from "../exchange.js"
import type { Experiment } from "../experiment.js"
import { type Bounds, type Findings, notDecided, observed, undecided } from "../finding.js"
import { bucketsFor, hullOf, onlyWhole, type Refusal, type Seen, type Sent } from "../rateBounds.js"
import { said } from "../../language/said.js"
import { Session } from "../session.js"

/** So many requests at the most. */
const budget = 400

/** So many of these to use up what the platform takes at once. */
const burstBudget = 240

/** So many refusals at once cannot all have another reason than the limit. */
const enough = 6

/** No request for so long first, so that the platform takes as many at once as it ever does. */
const quiet = 10 * second

/** No platform takes more than this per second of one merchant, or the probe cannot find it out. */
const fastest = 1_000

const sentOf = (exchange: Exchange): Sent => {
  const code = codeOf(exchange)
  const isPlatforms = code === 0 || (code !== undefined && code >= 1_000)
  const outcome = code === 1009 ? "refused" : isPlatforms ? "taken" : "unclear"
  return { from: exchange.sentAt, to: exchange.receivedAt, outcome }
}

/** Sends so many requests at the same time. */
const fired = (count: number) =>
  Effect.gen(function* () {
    const { fresh, once } = yield* Session
    const param = `none-${yield* fresh(16)}`
    const exchanges = yield* Effect.replicateEffect(once({ operation: "getCard", param }), count, {
      concurrency: "unbounded"
    })
    return exchanges.map(sentOf)
  })

/** When a request of some was refused by the limit; none if there were too few refusals. */
const refusalIn = (batch: ReadonlyArray<Sent>): ReadonlyArray<Refusal> => {
  const refused = batch.filter(({ outcome }) => outcome === "refused")
  return refused.length < enough
    ? []
    : [{ from: Math.min(...refused.map(({ from }) => from)), to: Math.max(...refused.map(({ to }) => to)) }]
}

const seenIn = (earlier: ReadonlyArray<Sent>, batches: ReadonlyArray<ReadonlyArray<Sent>>): Seen => {
  const all = batches.flat()
  return {
    taken: all.filter(({ outcome }) => outcome === "taken"),
    perhaps: [...earlier, ...all].filter(({ outcome }) => outcome !== "refused"),
    refusals: batches.flatMap(refusalIn)
  }
}

const isDecided = (hull: NonNullable<ReturnType<typeof hullOf>>): boolean =>
  hull.burst.from === hull.burst.to && onlyWhole(hull.perSecond) !== undefined

/** So many right after others: if the limit is reached, enough of them are refused, and certainly after what was taken before. */
const after = enough + 2

/** How long to wait and how many to send then: about half of what the platform takes at once should have come together. */
const nextLook = ({ burst, perSecond }: NonNullable<ReturnType<typeof hullOf>>) => {
  const gain = Math.max(1, Math.min(20, Math.floor((burst.from - 1) / 2)))
  const from = Math.max(0.05, perSecond.from)
  const to = Math.min(fastest, perSecond.to)
  return { millis: Math.min(10 * second, Math.round((gain * 2 * second) / (from + to))), count: gain + 2 }
}

const rounded = ({ from, to }: Bounds): string => `${Math.floor(from * 100) / 100}–${Math.ceil(to * 100) / 100}`

/** What the bounds force, if anything. */
const concluded = (hull: NonNullable<ReturnType<typeof hullOf>>): Findings => {
  const { burst, perSecond } = hull
  const whole = onlyWhole(perSecond)
  const told = `${rounded(perSecond)}; ${burst.from}–${burst.to}`
  if (whole !== undefined && isDecided(hull)) {
    return observed(
      "rateLimit",
      { perSecond: whole, burst: burst.from },
      said(
        `per second and at once within ${told}, if no other program of the merchant called meanwhile`,
        `每秒与瞬时的范围：${told}（前提是该商户没有其他程序同时调用）`
      )
    )
  }
  return notDecided(
    "rateLimit",
    said(`only bounds: per second and at once within ${told}`, `仅得范围：每秒与瞬时 ${told}`)
  )
}

const noneRefused = (batches: ReadonlyArray<ReadonlyArray<Sent>>) => {
  const all = batches.flat()
  const millis = Math.max(...all.map(({ to }) => to)) - Math.min(...all.map(({ from }) => from))
  return undecided(
    said(
      `none of ${all.length} requests in ${millis} ms was refused`,
      `${millis} 毫秒内的 ${all.length} 次请求均未被拒绝`
    )
  )
}

const noBucket = undecided(said("the refusals fit no even limit", "这些拒绝不符合均匀的限制"))

/** The experiment; only if it is asked for, since it disturbs other programs of the merchant. */
export const rate: Experiment = {
  id: "rate",
  title: said("the limit of requests, by up to 400 reads", "请求频率限制（最多 400 次查询）"),
  needs: [],
  cards: 0,
  seconds: 70,
  rules: ["rateLimit"],
  option: "--rate",
  run: () =>
    Effect.gen(function* () {
      const { ask, exchanges } = yield* Session
      yield* ask({ operation: "getCard", param: "none" })
      const earlier = exchanges().map(sentOf)
      yield* Effect.sleep(quiet)
      const batches: Array<ReadonlyArray<Sent>> = []
      const count = () => batches.reduce((sum, { length }) => sum + length, 0)
      while (count() < burstBudget && seenIn(earlier, batches).refusals.length === 0) batches.push(yield* fired(24))
      if (seenIn(earlier, batches).refusals.length === 0) return yield* noneRefused(batches)
      batches.push(yield* fired(after))
      for (;;) {
        const hull = hullOf(bucketsFor(seenIn(earlier, batches)))
        if (hull === undefined) return yield* noBucket
        const look = nextLook(hull)
        if (isDecided(hull) || count() + look.count + after > budget) {
          const facts = Number.isFinite(hull.perSecond.to) ? { rate: hull } : {}
          return { findings: concluded(hull), facts }
        }
        yield* Effect.sleep(look.millis)
        batches.push(yield* fired(look.count), yield* fired(after))
      }
    })
}
