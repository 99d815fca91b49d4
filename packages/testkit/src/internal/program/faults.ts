/** The fault file: which requests of the program meet which faults. */
import { Endpoint, Endpoints } from "@effect-keysecure/schema"
import * as JsonUnion from "@effect-keysecure/schema/JsonUnion"
import * as Schema from "effect/Schema"
import type * as Fault from "../../Fault.js"
import { unique } from "./lists.js"
import { fromZero as millis, operation, whole } from "./rules.js"

const code = whole.pipe(
  Schema.filter((value) => value !== 0, {
    description: "a whole number that is not 0",
    jsonSchema: { not: { const: 0 } }
  })
)

const refused =
  "ConnectionRefused cannot be over HTTP, since the connection comes before the request: take DropBefore, or end the program"

const connectionRefused = Schema.TaggedStruct("ConnectionRefused", {}).pipe(
  Schema.filter(() => ({ path: ["_tag"], message: refused })),
  // An editor does not offer it.
  Schema.annotations({ jsonSchema: { not: {} } })
)

/** A fault. A kind that is added to `Fault` breaks the build here. */
export const fault: Schema.Schema<Fault.Fault> = JsonUnion.tagged(
  Schema.TaggedStruct("DelayBefore", { millis }),
  Schema.TaggedStruct("DelayAfter", { millis }),
  connectionRefused,
  Schema.TaggedStruct("DropBefore", { silent: Schema.Boolean }),
  Schema.TaggedStruct("LoseAnswer", { silent: Schema.Boolean }),
  Schema.TaggedStruct("DeliverTwice", { millis, answered: Schema.Boolean }),
  Schema.TaggedStruct("DeliverLate", { millis }),
  Schema.TaggedStruct("AnswerCode", { code, carriedOut: Schema.Boolean }),
  Schema.TaggedStruct("BadGateway", { carriedOut: Schema.Boolean }),
  Schema.TaggedStruct("ErrorPage", {
    status: Schema.Int.pipe(Schema.between(400, 599, { description: "a status from 400 to 599" })),
    retryAfterSeconds: Schema.optionalWith(millis, { exact: true }),
    carriedOut: Schema.Boolean
  }),
  Schema.TaggedStruct("Redirect", { carriedOut: Schema.Boolean }),
  Schema.TaggedStruct("Truncated", {}),
  Schema.TaggedStruct("Oversized", {}),
  Schema.TaggedStruct("Garbage", {}),
  Schema.TaggedStruct("WrongContentType", {}),
  Schema.TaggedStruct("SlowProcessing", { millis }),
  Schema.TaggedStruct("StaleList", { millis }),
  Schema.TaggedStruct("ClockSkew", { millis: whole })
).annotations({ description: "a fault: an object with the field _tag" })

/** Whether a fault can change an answer of an operation: a list that is not dated has no lag. */
export const changes = (one: Fault.Fault, name: typeof operation.Type): boolean =>
  one._tag !== "StaleList" || Endpoint.fieldsOf(Endpoints.all[name]).has("start_time")

/** What is said of a fault that cannot. */
export const changesNothing = {
  path: ["operation"],
  message: "expected a list with a span of time, since StaleList changes no other"
}

/** A fault and the request that meets it. */
export const step = Schema.Struct({
  operation,
  nth: Schema.Int.pipe(Schema.positive({ description: "a whole number, 1 or more" })),
  fault
}).pipe(
  Schema.filter((one) => (changes(one.fault, one.operation) ? undefined : changesNothing)),
  Schema.annotations({ description: "an object with the fields operation, nth and fault", jsonSchema: {} })
)

const schedule = unique(step, "a list of objects with the fields operation, nth and fault", {
  of: ({ nth, operation }) => `${operation} ${nth}`,
  field: "nth",
  says: "nth of this operation"
})

/** A fault file: the list of faults, or an object that has it beside `$schema`. */
export const FaultFile = Schema.Union(
  schedule,
  Schema.transform(
    Schema.Struct({ $schema: Schema.optionalWith(Schema.String, { exact: true }), faults: schedule }),
    Schema.typeSchema(schedule),
    { strict: true, decode: ({ faults }) => faults, encode: (faults) => ({ faults }) }
  )
).annotations({ description: "a list of objects with the fields operation, nth and fault" })
