/** `Date` as gateways write it: whatever its form, the platform's clock read at least that when it was written. */
import { KeySecureClient, RetryPolicy, ServerTime } from "@effect-keysecure/client"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { it } from "@effect/vitest"
import { Effect, FastCheck as fc, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import { dateForms } from "../../../testkit/src/internal/text/httpDate.js"
import { applicationOf } from "../support/requests.js"
import { apiKey } from "../support/simulated.js"

const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
const two = (n: number): string => String(n).padStart(2, "0")

const partsOf = (millis: number) => {
  const at = new Date(millis)
  return {
    weekday: days[at.getUTCDay()] ?? "",
    day: at.getUTCDate(),
    month: months[at.getUTCMonth()] ?? "",
    year: at.getUTCFullYear(),
    time: [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(":")
  }
}

/** The forms of RFC 9110, 5.6.7, and what is seen besides. */
const forms: Readonly<Record<string, (millis: number) => string>> = {
  "IMF-fixdate": (millis) => new Date(millis).toUTCString(),
  "RFC 850": (millis) => {
    const { day, month, time, weekday, year } = partsOf(millis)
    return `${weekday}, ${two(day)}-${month}-${two(year % 100)} ${time} GMT`
  },
  "RFC 850 with four digits of the year": (millis) => {
    const { day, month, time, weekday, year } = partsOf(millis)
    return `${weekday.slice(0, 3)}, ${two(day)}-${month}-${year} ${time} GMT`
  },
  asctime: (millis) => {
    const { day, month, time, weekday, year } = partsOf(millis)
    return `${weekday.slice(0, 3)} ${month} ${String(day).padStart(2, " ")} ${time} ${year}`
  },
  "asctime without padding": (millis) => {
    const { day, month, time, weekday, year } = partsOf(millis)
    return `${weekday.slice(0, 3)} ${month} ${day} ${time} ${year}`
  },
  "a day of one digit": (millis) => {
    const { day, month, time, weekday, year } = partsOf(millis)
    return `${weekday.slice(0, 3)}, ${day} ${month} ${year} ${time} GMT`
  },
  "no weekday": (millis) => new Date(millis).toUTCString().slice(5),
  UTC: (millis) => new Date(millis).toUTCString().replace("GMT", "UTC"),
  "an offset of none": (millis) => new Date(millis).toUTCString().replace("GMT", "+0000"),
  "an offset of eight hours": (millis) => new Date(millis + 8 * 3_600_000).toUTCString().replace("GMT", "+0800"),
  "an offset of half an hour back": (millis) => new Date(millis - 1_800_000).toUTCString().replace("GMT", "-00:30"),
  "RFC 3339": (millis) => new Date(millis).toISOString(),
  "RFC 3339 without fractions": (millis) => new Date(millis).toISOString().replace(".000", "")
}

const seconds = fc.integer({ min: 1_000_000_000, max: 4_102_444_799 }).map((second) => second * 1_000)
const form = fc.constantFrom(...Object.keys(forms))
const written = (name: string, millis: number): string => forms[name]?.(millis) ?? ""

/** Case and blanks do not count. */
const spelt = fc.constantFrom<(text: string) => string>(
  (text) => text,
  (text) => text.toLowerCase(),
  (text) => text.toUpperCase(),
  (text) => `  ${text}\t`,
  (text) => text.replace(/ /g, "  ")
)

const age = fc.constantFrom("0", "1", "86400", "", "x", "-1", "0, 0", " 3 ")

describe("the date of an answer", () => {
  it.each(Object.keys(forms))("is read in the form %s, however it is spelt", (name) =>
    fc.assert(
      fc.property(seconds, spelt, (millis, spell) => {
        expect(ServerTime.dateOf({ date: spell(written(name, millis)) })).toBe(millis)
      })
    )
  )

  it("is no later for an Age, whatever that says", () =>
    fc.assert(
      fc.property(seconds, form, age, (millis, name, said) => {
        expect(ServerTime.dateOf({ date: written(name, millis), age: said })).toBe(millis)
      })
    ))

  it("is the earliest of several headers, of which those that make no sense do not count", () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ millis: seconds, name: form, spell: spelt }), { minLength: 1, maxLength: 4 }),
        fc.subarray(["yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 31 Feb 2026 00:00:00 GMT", ""]),
        (dates, nonsense) => {
          const texts = [...dates.map(({ millis, name, spell }) => spell(written(name, millis))), ...nonsense]
          expect(ServerTime.dateOf({ date: texts.join(", ") })).toBe(Math.min(...dates.map(({ millis }) => millis)))
        }
      )
    ))

  it("in a leap second is the second before", () => {
    expect(ServerTime.dateOf({ date: "Sat, 31 Dec 2016 23:59:60 GMT" })).toBe(Date.UTC(2016, 11, 31, 23, 59, 59))
  })

  it.each([
    ["no Date", {}],
    ["an Age alone", { age: "0" }],
    ["nonsense", { date: "yesterday" }],
    ["a number", { date: "1767225600000" }],
    ["a date of few digits", { date: "Thu, 01 Jan 1970 00:00:00 GMT" }],
    ["a date of many digits", { date: "Thu, 01 Jan 9999 00:00:00 GMT" }],
    ["a 31st of February", { date: "Tue, 31 Feb 2026 00:00:00 GMT" }],
    ["an hour 24", { date: "Thu, 01 Jan 2026 24:00:00 GMT" }],
    ["a minute 60", { date: "Thu, 01 Jan 2026 00:60:00 GMT" }],
    ["a month that there is not", { date: "Thu, 01 Foo 2026 00:00:00 GMT" }],
    ["a zone whose offset is not said", { date: "Thu, 01 Jan 2026 00:00:00 PST" }],
    ["a local time", { date: "2026-01-01 00:00:00" }]
  ])("is none where there is %s", (_, headers) => {
    expect(ServerTime.dateOf(headers)).toBeUndefined()
  })
})

const now = 1_767_225_600_000

describe("the bounds", () => {
  const stored = fc.record({
    kept: fc.integer({ min: 0, max: 100_000 }),
    out: fc.integer({ min: 0, max: 5_000 }),
    back: fc.integer({ min: 0, max: 5_000 }),
    later: fc.constantFrom(0, 0, 2_000),
    offset: fc.integer({ min: -600_000, max: 600_000 }),
    hasAge: fc.boolean()
  })

  it.effect.prop("hold whatever the age of the answer", [stored], ([{ back, hasAge, kept, later, offset, out }]) =>
    Effect.gen(function* () {
      // Written while it was on its way, or, with an Age, by so much earlier.
      yield* TestClock.setTime(now)
      const time = yield* ServerTime.make()
      const readBy = now + offset + out - (hasAge ? kept : 0)
      const dates = [readBy, readBy - later].map((millis) => new Date(millis).toUTCString()).join(", ")
      const headers = { date: dates, ...(hasAge ? { age: String(Math.floor(kept / 1_000)) } : {}) }
      yield* TestClock.setTime(now + out + back)
      yield* time.observe(ServerTime.sampleOf(headers, { sent: now, received: now + out + back }))
      const server = now + out + back + offset
      expect(yield* time.earliest).toBeLessThanOrEqual(server)
      expect(yield* time.earliest).toBeGreaterThan(server - back - later - 1_001 - (hasAge ? kept : 0))
      expect(yield* time.latest).toBeGreaterThanOrEqual(server)
      expect(yield* time.latest).toBeLessThan(server + out + later + 1_001 + (hasAge ? 1_000 : 0))
    })
  )

  it.effect("have no latest end where an Age cannot be read: our own clock serves, or the earliest end", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const time = yield* ServerTime.make()
      const observe = (date: number) =>
        time.observe(
          ServerTime.sampleOf({ date: new Date(date).toUTCString(), age: "x" }, { sent: now, received: now })
        )
      yield* observe(now - 60_000)
      expect(yield* time.latest).toBe(now)
      yield* observe(now + 60_000)
      expect(yield* time.latest).toBe(now + 60_000)
    })
  )
})

describe("a host 70 s off", () => {
  const world = fc.record({
    dateForm: fc.constantFrom(...dateForms),
    ageSeconds: fc.constantFrom("none" as const, 0, 1, 20),
    skewMillis: fc.constantFrom(-70_000, 70_000)
  })

  it.effect.prop(
    "loses no call, however the Date is written, and none but the first is refused",
    [world],
    ([drawn]) => {
      const { skewMillis, ...rules } = drawn
      return Effect.gen(function* () {
        yield* TestClock.setTime(now)
        const client = yield* KeySecureClient.KeySecureClient
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        for (const order of ["order-1", "order-2"]) yield* client.applyForCard(applicationOf(order))
        expect((yield* simulator.requests).map(({ code }) => code)).toEqual([1005, 0, 0, 0])
      }).pipe(
        Effect.provide(
          KeySecureClient.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl, retryPolicy: RetryPolicy.never }).pipe(
            Layer.provideMerge(KeySecureSimulator.layerHttpClient({ scenario: Scenario.rules(rules), skewMillis }))
          )
        ),
        Effect.orDie
      )
    }
  )
})
