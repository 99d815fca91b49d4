/** The `Timestamp` header: 13 digits, at most a minute old and never in the server's future. */
import { Timestamp } from "@effect-keysecure/schema"
import { describe, expect, it } from "@effect/vitest"
import { Either, FastCheck, Schema } from "effect"

const is = Schema.is(Timestamp.Timestamp)
const decode = Schema.decodeUnknownEither(Timestamp.TimestampFromText)
const encode = Schema.encodeSync(Timestamp.TimestampFromText)
const { clamp, isAccepted, maxMillis, minMillis, toleranceMillis } = Timestamp

describe("a timestamp", () => {
  it.prop(
    "is a whole number of 13 digits",
    [FastCheck.oneof(FastCheck.maxSafeInteger(), FastCheck.double())],
    ([n]) => {
      expect(is(n)).toBe(/^\d{13}$/.test(String(n)))
    }
  )

  it("goes from the smallest number of 13 digits to the largest", () => {
    expect([minMillis, maxMillis].map(String)).toStrictEqual(["1000000000000", "9999999999999"])
    expect([minMillis - 1, minMillis, maxMillis, maxMillis + 1].map(is)).toStrictEqual([false, true, true, false])
  })

  it("of the vendor's sample is read and written as it stands", () => {
    const timestamp = Either.getOrThrow(decode("1716307200000"))
    expect(timestamp).toBe(1_716_307_200_000)
    expect(encode(timestamp)).toBe("1716307200000")
  })

  it.prop("is 13 digits on the wire", [Timestamp.Timestamp], ([timestamp]) => {
    expect(encode(timestamp)).toMatch(/^[1-9]\d{12}$/)
  })

  it.each([
    "",
    "1716307200",
    "171630720000",
    "17163072000000",
    "0716307200000",
    "-716307200000",
    "+716307200000",
    "1716307200.00",
    "1.71630720e12",
    " 1716307200000",
    "1716307200000\n",
    "١٧١٦٣٠٧٢٠٠٠٠٠",
    1_716_307_200_000,
    null
  ])("%j is none on the wire", (text) => {
    expect(Either.isLeft(decode(text))).toBe(true)
  })
})

describe("the window", () => {
  it("is a minute, both ends included, and has no future", () => {
    expect(toleranceMillis).toBe(60_000)
    const timestamp = clamp(1_716_307_200_000)
    const ages = [-60_000, -1, -0.001, 0, 0.001, 1, 59_999, 60_000, 60_000.001, 60_001]
    expect(ages.filter((age) => isAccepted(timestamp, timestamp + age))).toStrictEqual([0, 0.001, 1, 59_999, 60_000])
  })

  const ages = FastCheck.integer({ min: -120_000, max: 120_000 })

  it.prop("takes every age from 0 to 60,000 ms and no other", [Timestamp.Timestamp, ages], ([timestamp, age]) => {
    expect(isAccepted(timestamp, timestamp + age)).toBe(age >= 0 && age <= 60_000)
  })
})

describe("clamp", () => {
  it.prop(
    "makes a timestamp of any number, never later than it unless it is too early",
    [FastCheck.double()],
    ([n]) => {
      const timestamp = clamp(n)
      expect(is(timestamp)).toBe(true)
      if (n >= minMillis) expect(timestamp).toBeLessThanOrEqual(n)
      else expect(timestamp).toBe(minMillis)
    }
  )

  it.prop("leaves a timestamp as it is", [Timestamp.Timestamp], ([timestamp]) => {
    expect(clamp(timestamp)).toBe(timestamp)
  })

  it("rounds down within the millisecond", () => {
    expect(clamp(1_716_307_200_000.999)).toBe(1_716_307_200_000)
  })

  it.each([0, -1, -0, Number.NaN, Number.NEGATIVE_INFINITY, minMillis - 0.001])("%d becomes the smallest", (n) => {
    expect(clamp(n)).toBe(minMillis)
  })

  it.each([Number.POSITIVE_INFINITY, maxMillis + 0.5, maxMillis + 1])("%d becomes the largest", (n) => {
    expect(clamp(n)).toBe(maxMillis)
  })
})
