/** When a token expires, as platforms write it. */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** The last moment that a date holds, 8.64e15 ms. */
const lastMillis = 8_640_000_000_000_000

/** A smaller number of seconds since 1970 is a length of time, or nothing: 2001-09-09. */
const minSeconds = 1_000_000_000

/** From here on a number is ms. As seconds it would be the year 5138, as ms it is 1973. */
const minMillis = 100_000_000_000

const ofNumber = (end: number): number => {
  if (!(end >= minSeconds)) return 0
  return Math.floor(Math.min(end < minMillis ? end * 1000 : end, lastMillis))
}

const withZone = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/

const ofText = (end: string): number => {
  if (/^\d+(?:\.\d+)?$/.test(end)) return ofNumber(Number(end))
  return withZone.test(end)
    ? Option.match(DateTime.make(end.replace(" ", "T").toUpperCase()), {
        onNone: () => 0,
        onSome: ({ epochMillis }) => ofNumber(epochMillis)
      })
    : 0
}

/** Unix ms; 0 for an end that cannot be read. */
const millisOf = (end: unknown): number => {
  if (typeof end === "number") return ofNumber(end)
  return typeof end === "string" ? ofText(end.trim()) : 0
}

/** The end of a token: Unix ms as it is written. `IssuedToken` says which other forms are read. */
export const EndOfToken = Schema.transform(
  Schema.declare((u): u is unknown => u !== undefined, {
    arbitrary: () => (fc) => fc.integer({ min: minMillis, max: lastMillis }),
    jsonSchema: { type: "integer", description: "a moment, in Unix milliseconds" }
  }),
  Schema.DateTimeUtcFromSelf.annotations({
    arbitrary: () => (fc) =>
      fc.integer({ min: minMillis, max: lastMillis }).map((millis) => DateTime.unsafeMake(millis))
  }),
  {
    strict: true,
    decode: (end) => DateTime.unsafeMake(millisOf(end)),
    encode: (end): unknown => end.epochMillis
  }
)
