/** The lines of a trace, each of them JSON. The first is the header; `n` is the order in which things happened. */
import * as Schema from "effect/Schema"
import { Change, SwitchChange } from "../control/changes.js"
import { fault, FaultFile } from "../program/faults.js"
import { Saved } from "../simulatorControl/saved.js"

const maybe = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })
const count = Schema.NonNegativeInt
const time = Schema.Finite
const headers = Schema.Record({ key: Schema.String, value: Schema.String })

/** The form of this version. */
export const format = "keysecure-simulator-trace/1"

/** What the session began with. */
export const Header = Schema.Struct({
  format: Schema.Literal(format),
  /** The version that wrote it. */
  version: Schema.String,
  faults: FaultFile,
  state: Saved
})

/** What the platform answered, once, and what was different for this delivery of the request. */
export const Delivery = Schema.Struct({
  n: count,
  /** When, by the clock that checked it, in Unix ms. */
  at: time,
  skewMillis: maybe(time),
  listLagMillis: maybe(time),
  heldMillis: maybe(time),
  code: maybe(time),
  answer: Schema.Struct({ status: count, headers, body: Schema.Unknown })
})

/** A delivery. */
export type Delivery = typeof Delivery.Type

/** A request, whole when it has ended for its caller. */
export const RequestLine = Schema.Struct({
  n: count,
  request: count,
  /** When it arrived, by the server's clock, in Unix ms. */
  at: time,
  method: Schema.String,
  path: Schema.String,
  headers,
  body: Schema.Unknown,
  caller: Schema.String,
  fault: maybe(fault),
  deliveries: Schema.Array(Delivery),
  end: maybe(
    Schema.Struct({
      at: time,
      how: Schema.Literal("answered", "reset", "left"),
      status: maybe(count),
      code: maybe(time)
    })
  )
})

/** A request. */
export type RequestLine = typeof RequestLine.Type

/** A copy of a request that was delivered after its line was written. */
export const LateLine = Schema.Struct({ late: count, delivery: Delivery })

const moment = { n: count, at: time }

/** A change by hand, a reset, or that something came by itself between requests. */
export const ChangeLine = Schema.Struct({ ...moment, change: Schema.Union(Change, SwitchChange) })
export const ResetLine = Schema.Struct({ ...moment, reset: Schema.Literal(true) })
export const AdvanceLine = Schema.Struct({ ...moment, advance: Schema.Literal(true) })
