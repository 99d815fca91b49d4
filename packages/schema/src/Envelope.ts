/**
 * The envelope of every answer: `{ "code": number, "msg": string, "data"?: … }`, where code 0 is success.
 *
 * Source: docs/api.md, Conventions.
 *
 * @module Envelope
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as JsonUnion from "./JsonUnion.js"

// Any JSON value or none, as it may stand in an answer. It goes through text and back, because `-0` has no form of its
// own there.
const Data = Schema.Unknown.annotations({
  arbitrary: () => (fc) =>
    fc.option(
      fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value))),
      { nil: undefined }
    )
})

/**
 * The answer to a request that was accepted (code 0). `data` is not looked into here.
 *
 * @since 0.1.0
 * @category models
 */
export const Accepted = Schema.TaggedStruct("Accepted", { msg: Schema.String, data: Data })

/**
 * @since 0.1.0
 * @category models
 */
export type Accepted = typeof Accepted.Type

/**
 * The answer to a request that was refused: any code but 0, documented or not.
 *
 * @since 0.1.0
 * @category models
 */
export const Rejected = Schema.TaggedStruct("Rejected", {
  code: Schema.Int.pipe(Schema.filter((code) => code !== 0, { description: "a code other than 0" })),
  msg: Schema.String
})

/**
 * @since 0.1.0
 * @category models
 */
export type Rejected = typeof Rejected.Type

const Wire = Schema.Struct({
  code: Schema.Int,
  msg: Schema.optionalWith(Schema.NullOr(Schema.String), { exact: true }),
  data: Schema.optionalWith(Schema.Unknown, { exact: true })
})

/**
 * An envelope, accepted or refused. It is read leniently: `msg` may be missing or `null` and then reads as `""`; other
 * fields are ignored. A refusal is written without `data`, as the platform does.
 *
 * @since 0.1.0
 * @category models
 */
export const Envelope = Schema.transform(Wire, JsonUnion.tagged(Accepted, Rejected), {
  strict: true,
  decode: ({ code, data, msg }) =>
    code === 0
      ? { _tag: "Accepted" as const, msg: msg ?? "", data }
      : { _tag: "Rejected" as const, code, msg: msg ?? "" },
  encode: (envelope) =>
    envelope._tag === "Rejected"
      ? { code: envelope.code, msg: envelope.msg }
      : { code: 0, msg: envelope.msg, ...(envelope.data === undefined ? {} : { data: envelope.data }) }
}).annotations({ identifier: "Envelope" })

/**
 * @since 0.1.0
 * @category models
 */
export type Envelope = typeof Envelope.Type
