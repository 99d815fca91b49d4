/** The fields and the check that every dated list shares (docs/api.md, Conventions). */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { between, maxSpan, QueryEndFromText, type QueryTime, QueryTimeFromText } from "../../DatedQuery.js"
import * as Wire from "../records/wire.js"

/** The span of time that a list is asked for. */
export interface Dated {
  /** The start of the span, to the whole second. */
  readonly startTime: QueryTime
  /** The end of the span, to the whole second: after its start, and at most 90 days. */
  readonly endTime: QueryTime
}

/** The page of a list that is asked for. */
export interface Paged {
  /** The page, from 0; 0 if it is left out. */
  readonly page?: number | undefined
  /** How many items a page has, 1 to 100; the platform takes 10 if it is left out. */
  readonly size?: number | undefined
}

/** Start and end of the span asked for. */
export const dated = {
  startTime: Wire.required("start_time", QueryTimeFromText),
  endTime: Wire.required("end_time", QueryEndFromText)
} as const

const wholeNumber = (min: number, max: number, byDefault: number) => {
  const expected = `a whole number from ${min} to ${max}`
  return Schema.Number.pipe(
    Schema.filter((n) => Number.isSafeInteger(n) && n >= min && n <= max, {
      description: expected,
      message: () => `expected ${expected}`,
      arbitrary: () => (fc) => fc.integer({ min, max }),
      jsonSchema: { type: "integer", minimum: min, maximum: max, default: byDefault, description: expected }
    })
  )
}

/** The largest page number. The vendor states none, so it is the largest number of its likely 32-bit integer. */
const maxPage = 2_147_483_647

/** The page asked for, from 0, and its size, 1 to 100. The defaults are the platform's (docs/api.md, Lists). */
export const paged = {
  page: Wire.optional("page", wholeNumber(0, maxPage, 0)),
  size: Wire.optional("size", wholeNumber(1, 100, 10))
} as const

const fault = ({ endTime, startTime }: Dated): Schema.FilterIssue | undefined => {
  const refused = (message: string) => ({ path: ["endTime"], message })
  if (!DateTime.greaterThan(endTime, startTime)) return refused("expected a time after startTime")
  return DateTime.distance(startTime, endTime) <= Duration.toMillis(maxSpan)
    ? undefined
    : refused("expected a time at most 90 days after startTime")
}

/** The query ends after it starts, and spans at most 90 days. */
export const within90Days = <A extends Dated, I>(strict: Schema.Schema<A, I>): Schema.Schema<A, I> =>
  strict.pipe(
    Schema.filter(fault, {
      description: "a span of at most 90 days",
      // Two moments by chance are rarely within 90 days: make the end from the start.
      arbitrary: (queries) => (fc) =>
        fc.tuple(queries(fc), fc.integer({ min: 1, max: Duration.toSeconds(maxSpan) })).map(([query, seconds]) => ({
          ...query,
          ...between(query.startTime, DateTime.add(query.startTime, { seconds }))
        }))
    })
  )
