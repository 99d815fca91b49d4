/** The span of a dated list: whole seconds in UTC+8, which end after they start and last at most 90 days. */
import { Card, DatedQuery } from "@effect-keysecure/schema"
import { addEqualityTesters, describe, expect, it } from "@effect/vitest"
import { DateTime, Duration, Either, FastCheck, ParseResult, Schema } from "effect"

addEqualityTesters()

const utc = (text: string): DateTime.Utc => DateTime.unsafeMake(text)
const read = Schema.decodeUnknownEither(DatedQuery.QueryTimeFromText)
const write = Schema.encodeSync(DatedQuery.QueryTimeFromText)
const { between, ceil, floor } = DatedQuery

const moments = FastCheck.integer({ min: -62_000_000_000_000, max: 250_000_000_000_000 }).map((millis) =>
  DateTime.unsafeMake(millis)
)

describe("a moment on the wire", () => {
  it("is text in UTC+8, to the second", () => {
    expect(write(floor(utc("2026-11-22T11:59:08.999Z")))).toBe("2026-11-22 19:59:08")
    expect(write(floor(utc("2026-12-31T16:00:00Z")))).toBe("2027-01-01 00:00:00")
    expect(Either.getOrThrow(read("2026-11-22 19:59:08"))).toEqual(utc("2026-11-22T11:59:08Z"))
  })

  it("of a bare date is the start of that day in UTC+8, and is written with its time", () => {
    const midnight = Either.getOrThrow(read("2026-11-22"))
    expect(midnight).toEqual(utc("2026-11-21T16:00:00Z"))
    expect(write(midnight)).toBe("2026-11-22 00:00:00")
  })

  it.prop(
    "of a bare day at the end of a span is the last second of that day, and at its start the first",
    [FastCheck.date({ min: new Date("0001-01-03"), max: new Date("9999-12-28") })],
    ([date]) => {
      const day = date.toISOString().slice(0, 10)
      const span = { start_time: day, end_time: day }
      const { endTime, startTime } = Schema.decodeUnknownSync(Card.CardListQuery)(span)
      expect(Schema.encodeSync(Card.CardListQuery)({ startTime, endTime })).toEqual({
        start_time: `${day} 00:00:00`,
        end_time: `${day} 23:59:59`
      })
      expect(DateTime.distance(startTime, endTime)).toBe(Duration.toMillis("1 day") - 1_000)
    }
  )

  it.prop("has the documented form", [DatedQuery.QueryTime], ([time]) => {
    expect(write(time)).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  })

  it.prop("written in any zone of the program is the same text", [DatedQuery.QueryTime], ([time]) => {
    const zoned = DateTime.setZoneOffset(time, Duration.toMillis("-7 hours"))
    expect(write(floor(zoned))).toBe(write(time))
  })

  it.each([
    "2026-02-29",
    "2026-13-01",
    "2026-00-01",
    "2026-11-31 00:00:00",
    "2026-11-22 24:00:00",
    "2026-11-22 23:60:00",
    "2026-11-22 23:59:60",
    "2026-11-22T19:59:08",
    "2026-11-22 19:59",
    "2026-11-22 19:59:08Z",
    "2026-11-22 19:59:08.000",
    "2026/11/22",
    "22-11-2026",
    "20261122",
    " 2026-11-22",
    "2026-11-22\n",
    "+002026-11-22",
    "0000-01-01",
    "",
    "now",
    1_716_307_200_000,
    null
  ])("is not %j", (text) => {
    expect(Either.isLeft(read(text))).toBe(true)
  })

  it("of a leap day is read", () => {
    expect(Either.getOrThrow(read("2028-02-29 08:00:00"))).toEqual(utc("2028-02-29T00:00:00Z"))
  })

  it("is a whole second within four-digit years", () => {
    const is = Schema.is(DatedQuery.QueryTime)
    for (const text of [
      "0001-01-02T00:00:00Z",
      "1969-12-31T23:59:59Z",
      "1970-01-01T00:00:00Z",
      "9999-12-30T00:00:00Z"
    ]) {
      expect(is(utc(text)), text).toBe(true)
      expect(Either.getOrThrow(read(write(floor(utc(text)))))).toEqual(utc(text))
    }
    for (const text of ["2026-11-22T00:00:00.001Z", "0001-01-01T23:59:59Z", "9999-12-30T00:00:01Z"]) {
      expect(is(utc(text)), text).toBe(false)
    }
  })
})

describe("floor and ceil", () => {
  it.prop("are the whole seconds next to a moment", [moments], ([moment]) => {
    const [below, above] = [floor(moment).epochMillis, ceil(moment).epochMillis]
    expect(below % 1000 === 0 && above % 1000 === 0).toBe(true)
    expect(below <= moment.epochMillis && moment.epochMillis <= above).toBe(true)
    expect(above - below).toBe(moment.epochMillis % 1000 === 0 ? 0 : 1000)
  })

  it.prop("leave a whole second as it is", [DatedQuery.QueryTime], ([time]) => {
    expect(floor(time)).toEqual(time)
    expect(ceil(time)).toEqual(time)
  })
})

const ninetyDays = 90 * 24 * 60 * 60 * 1000

describe("between", () => {
  const spans = FastCheck.oneof(
    FastCheck.integer({ min: 1, max: ninetyDays }),
    FastCheck.integer({ min: ninetyDays - 2000, max: ninetyDays })
  )

  it.prop(
    "is a query for any span of up to 90 days, and covers it to the second",
    [moments, spans],
    ([start, span]) => {
      const end = DateTime.add(start, { millis: span })
      const query = between(start, end)
      expect(Schema.is(Card.CardListQuery)(query)).toBe(true)
      expect(DateTime.lessThanOrEqualTo(end, query.endTime)).toBe(true)
      expect(DateTime.distance(start, query.startTime)).toBeLessThan(1000)
      if (span <= ninetyDays - 1000) expect(DateTime.lessThanOrEqualTo(query.startTime, start)).toBe(true)
    }
  )

  it("widens to whole seconds", () => {
    expect(between(utc("2026-11-22T00:00:00.400Z"), utc("2026-11-23T00:00:00.100Z"))).toEqual({
      startTime: utc("2026-11-22T00:00:00Z"),
      endTime: utc("2026-11-23T00:00:01Z")
    })
  })

  it("works at the start of Unix time, where a test's clock stands", () => {
    const now = utc("1970-01-01T00:00:00Z")
    expect(Schema.is(Card.CardListQuery)(between(DateTime.subtract(now, { days: 1 }), now))).toBe(true)
  })
})

describe("a dated query", () => {
  const start = utc("2026-01-01T00:00:00Z")
  const query = (millis: number, more: object = {}) =>
    Schema.encodeUnknownEither(Card.CardListQuery, { errors: "all" })({
      startTime: start,
      endTime: DateTime.add(start, { millis }),
      ...more
    })
  const refusal = (result: Either.Either<unknown, ParseResult.ParseError>) =>
    Either.match(result, {
      onRight: () => [],
      onLeft: (error) =>
        ParseResult.ArrayFormatter.formatErrorSync(error).map(({ message, path }) => [path.join("."), message])
    })
  const pathsOf = (result: Either.Either<unknown, ParseResult.ParseError>) => refusal(result).map(([path]) => path)

  it("is written under the vendor's names, with nothing for what is absent", () => {
    expect(Either.getOrThrow(query(1000))).toStrictEqual({
      start_time: "2026-01-01 08:00:00",
      end_time: "2026-01-01 08:00:01"
    })
    const all = { cardholderNo: "U1", cardUniqueNo: "order-1", cardNo: "C1", page: 0, size: 100 }
    expect(Object.entries(Either.getOrThrow(query(ninetyDays, all)))).toStrictEqual([
      ["cardholder_no", "U1"],
      ["card_unique_no", "order-1"],
      ["card_no", "C1"],
      ["start_time", "2026-01-01 08:00:00"],
      ["end_time", "2026-04-01 08:00:00"],
      ["page", 0],
      ["size", 100]
    ])
  })

  it("lasts at most 90 days, which are included", () => {
    expect(Duration.toMillis(DatedQuery.maxSpan)).toBe(ninetyDays)
    expect(refusal(query(ninetyDays))).toStrictEqual([])
    expect(refusal(query(ninetyDays + 1000))).toStrictEqual([
      ["endTime", "expected a time at most 90 days after startTime"]
    ])
  })

  it("ends after it starts", () => {
    expect(refusal(query(1000))).toStrictEqual([])
    for (const millis of [0, -1000, -2 * ninetyDays]) {
      expect(refusal(query(millis))).toStrictEqual([["endTime", "expected a time after startTime"]])
    }
  })

  it("names whole seconds", () => {
    expect(pathsOf(query(1500))).toStrictEqual(["endTime"])
    expect(pathsOf(query(1000, { startTime: DateTime.subtract(start, { millis: 1 }) }))).toStrictEqual(["startTime"])
  })

  it.each([
    ["page", -1],
    ["page", 0.5],
    ["page", 2_147_483_648],
    ["page", "0"],
    ["size", 0],
    ["size", 101],
    ["size", Number.NaN],
    ["cardUniqueNo", "x".repeat(65)],
    ["cardUniqueNo", ""],
    ["cardNo", " "],
    ["cardholderNo", ""]
  ])("%s is not %j", (field, value) => {
    expect(pathsOf(query(1000, { [field]: value }))).toStrictEqual([field])
  })

  it("is read with bare dates", () => {
    const wire = { start_time: "2026-01-01", end_time: "2026-03-31" }
    const value = Schema.decodeUnknownSync(Card.CardListQuery)(wire)
    expect(value).toEqual({ startTime: utc("2025-12-31T16:00:00Z"), endTime: utc("2026-03-31T15:59:59Z") })
    expect(Either.isLeft(Schema.decodeUnknownEither(Card.CardListQuery)({ ...wire, end_time: "2026-04-01" }))).toBe(
      true
    )
  })
})
