import { it } from "@effect/vitest"
import { FastCheck, pipe } from "effect"
import { describe, expect } from "vitest"
import { Scenario, Simulation } from "../../src/index.js"
import { aroundNow, now, Session, virtual } from "../support/session.js"

type Rules = Parameters<typeof Scenario.rules>[0]

const second = 1000
const hour = 3600 * second

/** A time as a query has it, in UTC+8. */
const inChina = (millis: number) => new Date(millis + 8 * hour).toISOString().slice(0, 19).replace("T", " ")

interface Made {
  readonly cardNo: string
  readonly cardUniqueNo: string
  readonly cardholderNo: string
  readonly at: number
}

const holders = ["U0001", "U0005"]

const scenario = pipe(
  Scenario.initial,
  Scenario.cardholder({ apiKey: Scenario.creditApiKey, cardholderNo: "U0005" }),
  Scenario.rules({ tokenLifeMillis: 1000 * hour })
)

/** Cards at the given distances, in seconds, and what a simple program would know of them: the newest first. */
const withCards = (deltas: ReadonlyArray<number>, rules: Rules = {}) => {
  const session = new Session(Scenario.rules(rules)(scenario))
  let at = now
  const made = deltas.map((delta, n): Made => {
    at += delta * second
    const cardUniqueNo = `order-${n}`
    const cardholderNo = holders[n % 2] ?? ""
    const answer = session.apply({ ...virtual, card_unique_no: cardUniqueNo, cardholder_no: cardholderNo }, {}, at)
    expect(answer.code).toBe(0)
    return { cardNo: Simulation.cards(answer.state).at(-1)?.cardNo ?? "", cardUniqueNo, cardholderNo, at }
  })
  return { session, made: made.toReversed() }
}

describe("the card list", () => {
  const deltas = FastCheck.array(FastCheck.integer({ min: -2, max: 30 }), { maxLength: 90 })
  const query = FastCheck.record({
    from: FastCheck.integer({ min: -60, max: 2000 }),
    span: FastCheck.integer({ min: 1, max: 2000 }),
    page: FastCheck.nat(4),
    size: FastCheck.integer({ min: 1, max: 30 }),
    holder: FastCheck.constantFrom(undefined, "U0001", "U0005", "U0009"),
    bounds: FastCheck.constantFrom("inclusive" as const, "startOnly" as const, "exclusive" as const),
    order: FastCheck.constantFrom("newestFirst" as const, "oldestFirst" as const),
    time: FastCheck.constantFrom("creation" as const, "lastChange" as const),
    lag: FastCheck.constantFrom(0, 10 * second, 300 * second)
  })

  it.prop("answers as a filter over all cards does", [deltas, query], ([steps, asked]) => {
    const { bounds, holder, lag, order, page, size, time } = asked
    const rules = { listBounds: bounds, listOrder: order, listTime: time, listLagMillis: lag }
    const { made, session } = withCards(steps, rules)
    const askedAt = Math.max(now, ...made.map((card) => card.at)) + second
    const start = now + asked.from * second
    const end = start + asked.span * second
    const inSpan = ({ at }: Made) =>
      (bounds === "exclusive" ? at > start : at >= start) && (bounds === "inclusive" ? at <= end : at < end)
    const expected = (order === "newestFirst" ? made : made.toReversed())
      .filter(
        (card) => inSpan(card) && card.at + lag <= askedAt && (holder === undefined || card.cardholderNo === holder)
      )
      .slice(page * size, (page + 1) * size)
    const items = session.items(
      { start_time: inChina(start), end_time: inChina(end), page, size, cardholder_no: holder },
      {},
      askedAt
    )
    expect(items.map((item) => item.card_no)).toEqual(expected.map((card) => card.cardNo))
    expect(items.map((item) => item.time)).toEqual(expected.map((card) => card.at))
  })

  it("finds a card by its number, its unique number and its cardholder, and only where all agree", () => {
    const { session } = withCards([0, 1, 1])
    const found = (body: object) => session.items(body, {}, now + 10 * second).map((item) => item.card_unique_no)
    expect(found({ card_no: "C0000000002" })).toEqual(["order-1"])
    expect(found({ card_unique_no: "order-1" })).toEqual(["order-1"])
    expect(found({ cardholder_no: "U0001" })).toEqual(["order-2", "order-0"])
    expect(found({ cardholder_no: "U0001", card_no: "C0000000002" })).toEqual([])
    expect(found({ card_unique_no: "order-1", card_no: "C0000000001" })).toEqual([])
    expect(found({ card_unique_no: "order-9" })).toEqual([])
    expect(found({ card_no: "C0000000009" })).toEqual([])
    expect(found({ card_no: "1" })).toEqual([])
  })

  it("shows a card as the vendor describes it", () => {
    const session = new Session()
    session.apply(virtual)
    expect(session.list(aroundNow).data).toEqual({
      list: [
        {
          card_no: "C0000000001",
          card_unique_no: "order-1",
          cardholder_no: "U0001",
          card_type: "Virtual",
          card_last_no: "0001",
          organization: "VISA",
          status: "Activated",
          time: now
        }
      ]
    })
  })

  it("shows no card of another merchant", () => {
    const session = new Session()
    session.apply(virtual)
    const other = new Session(session.state, Scenario.authorizationApiKey)
    expect(other.items({})).toEqual([])
    expect(other.items({ card_no: "C0000000001" })).toEqual([])
    expect(other.items({ card_unique_no: "order-1" })).toEqual([])
    expect(other.items({ cardholder_no: "U0001" })).toEqual([])
  })

  it("has ten cards a page, from page 0", () => {
    const { session } = withCards(Array.from({ length: 25 }, () => 1))
    const later = now + 60 * second
    expect(session.items({}, {}, later)).toHaveLength(10)
    expect(session.items({ page: 2 }, {}, later).map((item) => item.card_unique_no)).toEqual([
      "order-4",
      "order-3",
      "order-2",
      "order-1",
      "order-0"
    ])
    expect(session.items({ page: 3 }, {}, later)).toEqual([])
    expect(session.items({ size: 100 }, {}, later)).toHaveLength(25)
  })

  it("shows the statuses that the rules say", () => {
    const listed = (listedStatuses: ReadonlyArray<string>) => withCards([0], { listedStatuses }).session.items({})
    expect(listed(["Activated"])).toHaveLength(1)
    expect(listed(["Pending", "Fail"])).toEqual([])
  })

  it("reads the span in the zone of the Timezone header, UTC+8 without one", () => {
    const { session } = withCards([0])
    const count = (start_time: string, timezone?: string) =>
      session.items({ start_time }, timezone === undefined ? {} : { timezone }).length
    expect(count("2026-06-15 20:00:00")).toBe(1)
    expect(count("2026-06-15 20:00:01")).toBe(0)
    expect(count("2026-06-15 12:00:00", "UTC")).toBe(1)
    expect(count("2026-06-15 12:00:01", "UTC+0")).toBe(0)
    expect(count("2026-06-15 07:00:00", "UTC-5")).toBe(1)
    expect(count("2026-06-15 07:00:01", "UTC-5")).toBe(0)
  })

  it.prop(
    "has a card of a bare day, whichever its zone, if the card's time is within that day there, to its last millisecond",
    [
      FastCheck.integer({ min: -12, max: 14 }),
      FastCheck.constantFrom(-1, 0, 1),
      FastCheck.constantFrom(-1, 0, 1),
      FastCheck.constantFrom("startOfDay" as const, "endOfDay" as const)
    ],
    ([zone, edge, millis, endDate]) => {
      // A card at the edge of a day of that zone, or a millisecond beside it.
      const dayMillis = 24 * hour
      const midnight = Math.floor((now + zone * hour) / dayMillis) * dayMillis - zone * hour
      const at = midnight + edge * dayMillis + millis
      const session = new Session(Scenario.rules({ endDate })(scenario))
      expect(session.apply({ ...virtual, card_unique_no: "order-1" }, {}, at).code).toBe(0)
      const dayOf = (time: number) => new Date(time + zone * hour).toISOString().slice(0, 10)
      const [before, first, last] = [-1, 0, 1].map((days) => dayOf(midnight + days * dayMillis))
      const timezone = { timezone: zone < 0 ? `UTC${zone}` : `UTC+${zone}` }
      const shows = (start_time: string | undefined, end_time: string | undefined) =>
        session.items({ start_time, end_time }, timezone).length === 1
      // Bounds are inclusive, so a bare end that means the day's start still has its midnight.
      const isInDay = (from: string | undefined, to: string | undefined) =>
        dayOf(at) >= `${from}` && (endDate === "endOfDay" ? dayOf(at) <= `${to}` : dayOf(at - 1) < `${to}`)
      for (const [from, to] of [
        [before, first],
        [first, last],
        [before, last]
      ]) {
        expect(shows(from, to)).toBe(isInDay(from, to))
      }
    }
  )

  it("takes days alone, and means the end of the last or, as an option, its start", () => {
    const day = { start_time: "2026-06-15", end_time: "2026-06-15" }
    expect(withCards([0]).session.items(day)).toHaveLength(1)
    expect(withCards([0], { endDate: "startOfDay" }).session.list(day).code).toBe(1019)
    expect(withCards([0], { endDate: "startOfDay" }).session.items({ ...day, end_time: "2026-06-16" })).toHaveLength(1)
  })
})

describe("a card list is refused", () => {
  const cases: ReadonlyArray<readonly [string, unknown, number, string]> = [
    ["for unreadable JSON", "{", 1004, "the body is not a JSON object"],
    ["without start_time", { start_time: "" }, 1004, "start_time: required"],
    ["without end_time", { end_time: null }, 1004, "end_time: required"],
    ["for a start_time of the wrong type", { start_time: 1 }, 1004, "start_time: expected a string"],
    ["for a start_time in another form", { start_time: "2026-06-15T00:00:00" }, 1004, "start_time: expected yyyy"],
    ["for a day that no calendar has", { start_time: "2026-02-29" }, 1004, "start_time: expected yyyy"],
    ["for an hour that no day has", { end_time: "2026-06-15 24:00:00" }, 1004, "end_time: expected yyyy"],
    ["for a minute that no hour has", { end_time: "2026-06-15 10:60:00" }, 1004, "end_time: expected yyyy"],
    ["for a cardholder_no of the wrong type", { cardholder_no: 1 }, 1004, "cardholder_no: expected a string"],
    ["for a card_unique_no of the wrong type", { card_unique_no: 1 }, 1004, "card_unique_no: expected a string"],
    ["for a card_no of the wrong type", { card_no: 1 }, 1004, "card_no: expected a string"],
    ["for a page below 0", { page: -1 }, 1004, "page: "],
    ["for a page that is no whole number", { page: 0.5 }, 1004, "page: "],
    ["for a page that is text", { page: "1" }, 1004, "page: "],
    ["for a size of 0", { size: 0 }, 1004, "size: "],
    ["for a size over 100", { size: 101 }, 1004, "size: "],
    ["for a span that ends at its start", { end_time: aroundNow.start_time }, 1019, "the query's end"],
    ["for a span that ends before its start", { end_time: "2026-06-01" }, 1019, "the query's end"],
    ["for a span of over 90 days", { start_time: "2026-03-18 23:59:59" }, 1020, "the query's time range"]
  ]

  it.each(cases)("%s", (_, changes, code, msg) => {
    const answer = new Session().list(typeof changes === "string" ? changes : { ...aroundNow, ...Object(changes) })
    expect(answer.code).toBe(code)
    expect(answer.msg.startsWith(msg)).toBe(true)
  })

  it("but not for a span of 90 days exactly", () => {
    expect(new Session().list({ ...aroundNow, start_time: "2026-03-19 00:00:00" }).code).toBe(0)
  })

  it("for a Timezone that the rules do not take", () => {
    for (const timezone of ["Asia/Shanghai", "UTC+15", "UTC-13", "GMT+8", "utc+8"]) {
      expect(new Session().list(aroundNow, { timezone })).toMatchObject({
        code: 1004,
        msg: "Timezone: expected UTC+H or UTC-H"
      })
    }
    const session = new Session(Scenario.rules({ timezones: ["UTC+8"] })(Scenario.initial))
    expect(session.list(aroundNow, { timezone: "UTC+8" }).code).toBe(0)
    expect(session.list(aroundNow, { timezone: "UTC+7" }).code).toBe(1004)
  })
})
