/** Times in the files that the program reads. */
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import { fromZero } from "./rules.js"

/** A date, or a date and a time with its zone. A date alone begins at midnight UTC. */
const isoDate = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/

const fromIsoDate = Schema.transform(
  Schema.compose(Schema.String.pipe(Schema.pattern(isoDate)), Schema.DateTimeUtc),
  Schema.typeSchema(fromZero),
  { strict: true, decode: DateTime.toEpochMillis, encode: (millis) => DateTime.unsafeMake(millis) }
)

/** A time in Unix ms. A file may also say it as an ISO date. */
export const time: Schema.Schema<number, number | string> = Schema.Union(fromZero, fromIsoDate).annotations({
  description: `Unix ms, or an ISO date such as "2026-01-01T00:00:00Z"`
})
