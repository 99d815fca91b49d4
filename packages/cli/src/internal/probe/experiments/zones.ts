/** The values of the `Timezone` header that a list takes. */
import * as Effect from "effect/Effect"
import { nothing, spanOf, yesterday } from "../asking.js"
import { codeOf, namedIn } from "../exchange.js"
import type { Experiment } from "../experiment.js"
import { observed, undecided } from "../finding.js"
import { said } from "../../language/said.js"
import { Session } from "../session.js"

const offsets = Array.from({ length: 27 }, (_, at) => at - 12).map((hours): `UTC${"+" | "-"}${number}` =>
  hours < 0 ? `UTC-${-hours}` : `UTC+${hours}`
)

const zoneTaken = (timezone: string) =>
  Effect.gen(function* () {
    const { ask } = yield* Session
    const body = { ...spanOf(yield* yesterday), ...(yield* nothing) }
    const exchange = yield* ask({ operation: "listCards", body, headers: { timezone } })
    const code = codeOf(exchange)
    if (code === 0) return true
    if (code === 1004 && ["Timezone", undefined].includes(namedIn(exchange, ["Timezone", "start_time", "end_time"])))
      return false
    return yield* undecided(said(`Timezone ${timezone} is answered ${code}`, `Timezone ${timezone} 得到 ${code}`))
  })

const zoneRule = Effect.gen(function* () {
  if (yield* zoneTaken("Mars/Olympus")) {
    return yield* undecided(said("a zone that there is not is taken", "不存在的时区也被接受"))
  }
  const taken = yield* Effect.filter(offsets, zoneTaken)
  const isAny = taken.length === offsets.length && (yield* zoneTaken("UTC+08"))
  return observed("timezones", isAny ? "offsets" : taken)
})

/** The experiment. */
export const zones: Experiment = {
  id: "zones",
  title: said("the time zones that a list takes", "列表接受的时区"),
  needs: [],
  cards: 0,
  seconds: 0,
  rules: ["timezones"],
  run: () => Effect.map(zoneRule, (findings) => ({ findings }))
}
