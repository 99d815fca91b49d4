/** Server-sent events of the control API, read. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { LogRow } from "./models.js"

const Event = Schema.Union(
  Schema.Struct({ event: Schema.Literal("request"), data: Schema.parseJson(LogRow) }),
  Schema.Struct({ event: Schema.Literal("callback"), data: Schema.parseJson(Schema.Struct({ id: Schema.Int })) }),
  Schema.Struct({
    event: Schema.Literal("state", "settings", "faults", "rules", "clock", "reset"),
    data: Schema.parseJson(Schema.Struct({}))
  })
)

const decode = Schema.decodeUnknown(Event)

/** The value of a field that a line begins with. */
const valueOf = (line: string, field: string): string | undefined =>
  line.startsWith(`${field}: `) ? line.slice(field.length + 2) : undefined

/** The events at a URL, until the connection ends. */
export const eventsAt = (url: string) =>
  HttpClientResponse.stream(HttpClient.get(url)).pipe(
    Stream.decodeText(),
    Stream.splitLines,
    Stream.mapAccum("", (event, line) => {
      const data = valueOf(line, "data")
      return data === undefined ? [valueOf(line, "event") ?? event, Option.none()] : ["", Option.some({ event, data })]
    }),
    Stream.filterMap((told) => told),
    Stream.mapEffect((told) => decode(told))
  )
