/**
 * The span of time that dated lists ask for.
 *
 * The platform reads `start_time` and `end_time` in the zone of the `Timezone` header, UTC+8 when there is none, to the
 * second, and refuses spans of more than 90 days (docs/api.md, Conventions).
 *
 * @module DatedQuery
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"

/**
 * The longest span of a dated list: 90 days (docs/api.md, Conventions).
 *
 * @since 0.1.0
 * @category constants
 */
export const maxSpan = Duration.days(90)

/**
 * The hours that the platform's default zone, UTC+8, is ahead of UTC (docs/api.md, Request headers).
 *
 * @since 0.1.0
 * @category constants
 */
export const zoneOffsetHours = 8

/**
 * The `Timezone` header for which queries are written (docs/api.md, Request headers). It is the platform's default. It
 * is sent all the same, so that the meaning of a time does not depend on the default.
 *
 * @since 0.1.0
 * @category constants
 */
export const timezone = `UTC+${zoneOffsetHours}`

const isWholeSecond = (time: DateTime.Utc): boolean => time.epochMillis % 1000 === 0

// Four-digit years on the wire, with room for the zone.
const earliest = DateTime.unsafeMake("0001-01-02T00:00:00Z").epochMillis
const latest = DateTime.unsafeMake("9999-12-30T00:00:00Z").epochMillis
const inRange = (time: DateTime.Utc): boolean => time.epochMillis >= earliest && time.epochMillis <= latest

/**
 * A moment as a query may name it: to the second, from 0001-01-02 to 9999-12-30. Make one with `floor`, `ceil` or
 * `between`.
 *
 * @since 0.1.0
 * @category models
 */
export const QueryTime = Schema.DateTimeUtcFromSelf.pipe(
  Schema.filter((time) => isWholeSecond(time) && inRange(time), {
    description: "a moment to the whole second, from 0001-01-02 to 9999-12-30",
    message: () => "expected a moment to the whole second, from 0001-01-02 to 9999-12-30",
    // Moments from 2001 to 2286, such as programs ask for.
    arbitrary: () => (fc) =>
      fc.integer({ min: 1_000_000_000, max: 9_999_999_999 }).map((seconds) => DateTime.unsafeMake(seconds * 1000))
  }),
  Schema.brand("QueryTime")
)

/**
 * @since 0.1.0
 * @category models
 */
export type QueryTime = typeof QueryTime.Type

/**
 * The last whole second that is not after a moment.
 *
 * @since 0.1.0
 * @category constructors
 */
export const floor = (time: DateTime.DateTime): QueryTime =>
  QueryTime.make(DateTime.unsafeMake(Math.floor(time.epochMillis / 1000) * 1000))

/**
 * The first whole second that is not before a moment.
 *
 * @since 0.1.0
 * @category constructors
 */
export const ceil = (time: DateTime.DateTime): QueryTime =>
  QueryTime.make(DateTime.unsafeMake(Math.ceil(time.epochMillis / 1000) * 1000))

/**
 * The span from one moment to another, widened to whole seconds, as the dated fields of a query. If widening would make
 * it longer than 90 days, it starts up to a second late instead. The encoding of the query checks that the span ends
 * after it starts and lasts at most 90 days.
 *
 * @since 0.1.0
 * @category constructors
 */
export const between = (
  start: DateTime.DateTime,
  end: DateTime.DateTime
): { readonly startTime: QueryTime; readonly endTime: QueryTime } => {
  const startTime = floor(start)
  const endTime = ceil(end)
  return DateTime.distance(startTime, endTime) > Duration.toMillis(maxSpan)
    ? { startTime: ceil(start), endTime }
    : { startTime, endTime }
}

const zoneOffsetMillis = Duration.toMillis(Duration.hours(zoneOffsetHours))
const dateTimePattern = /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}:\d{2}))?$/

const timeText = Schema.String.annotations({
  jsonSchema: {
    type: "string",
    pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2}:[0-9]{2})?$",
    description: "yyyy-MM-dd HH:mm:ss, or yyyy-MM-dd, in the zone of the Timezone header"
  }
})

/** A moment on the wire. A bare day reads as the moment of that day that has this time. */
const fromText = (identifier: string, timeOfBareDay: string) =>
  Schema.transformOrFail(timeText, QueryTime, {
    strict: false,
    decode: (text, _, ast) => {
      const [, day, time = timeOfBareDay] = dateTimePattern.exec(text) ?? []
      const local = day === undefined ? undefined : DateTime.make(`${day}T${time}Z`)
      return local?._tag === "Some" && DateTime.formatIso(local.value) === `${day}T${time}.000Z`
        ? ParseResult.succeed(DateTime.subtract(local.value, { hours: zoneOffsetHours }))
        : ParseResult.fail(new ParseResult.Type(ast, text, "expected yyyy-MM-dd or yyyy-MM-dd HH:mm:ss"))
    },
    encode: (time) =>
      ParseResult.succeed(
        DateTime.formatIso(DateTime.unsafeMake(time.epochMillis + zoneOffsetMillis))
          .slice(0, 19)
          .replace("T", " ")
      )
  }).annotations({ identifier })

/**
 * A query's moment on the wire: `yyyy-MM-dd HH:mm:ss` in UTC+8. A bare `yyyy-MM-dd` reads as the start of that day.
 *
 * @since 0.1.0
 * @category models
 */
export const QueryTimeFromText = fromText("QueryTimeFromText", "00:00:00")

/**
 * The end of a query's span on the wire: as `QueryTimeFromText`, but a bare `yyyy-MM-dd` reads as the last second of that
 * day. The platform does not document that; the `Timezone` header "moves the day boundaries", which speaks for it
 * (docs/api.md, Conventions). Nothing here writes a bare day.
 *
 * @since 0.2.0
 * @category models
 */
export const QueryEndFromText = fromText("QueryEndFromText", "23:59:59")
