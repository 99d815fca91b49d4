/** A delivery, judged: the callback and its digest, or the reason for which it is refused. Pure. */
import * as Callback from "@effect-keysecure/schema/Callback"
import * as Headers from "@effect/platform/Headers"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Issue } from "../../ClientError.js"
import { decoding, once } from "../encoding/codec.js"
import * as Digest from "../encoding/digest.js"
import { issuesOf } from "../encoding/issues.js"
import { type Fields, type Json, read, toWire } from "../encoding/json.js"
import { fieldWithin, isAmbiguous, isSignature, signedText } from "./signature.js"

/** Why a delivery is refused. */
export const reasons = [
  "VersionUnknown",
  "TimestampUnreadable",
  "SignatureMissing",
  "BodyUnreadable",
  "FieldAmbiguous",
  "SignatureMismatch",
  "TimestampOutOfTolerance",
  "ActionUnknown",
  "DataUnreadable"
] as const

/** A refusal, which holds nothing of the delivery. */
export interface Rejected {
  readonly reason: (typeof reasons)[number]
  readonly issues: ReadonlyArray<Issue>
}

/** The parts that judging needs. */
export interface Judge {
  readonly appId: string
  readonly key: Uint8Array
  readonly toleranceMillis: number
  /** How old a timestamp may be; at least the tolerance. */
  readonly maxAgeMillis: number
}

/** The earliest and the latest that the platform's clock can read, in Unix ms. */
export interface Now {
  readonly earliest: number
  readonly latest: number
}

/** A delivery that is genuine; `digest` is the same for all deliveries of one event. */
export interface Verified {
  readonly callback: Callback.Callback
  readonly digest: string
}

const reject = (reason: Rejected["reason"], issues: ReadonlyArray<Issue> = []) => Either.left({ reason, issues })

const digits = /^[1-9]\d{9}(?:\d{3})?$/

/** A timestamp in Unix ms; one of 10 digits is in seconds. */
const millisOf = (timestamp: string): number => Number(timestamp.padEnd(13, "0"))

interface Signed {
  readonly timestamp: string
  readonly signature: string
}

const readHeaders = (headers: Headers.Headers): Either.Either<Signed, Rejected> => {
  const header = (name: string) => Option.getOrElse(Headers.get(headers, name), () => "")
  const timestamp = header("timestamp")
  const signature = header("signature")
  if (header("sign-version") !== "V1") return reject("VersionUnknown")
  if (!digits.test(timestamp)) return reject("TimestampUnreadable")
  return signature === "" ? reject("SignatureMissing") : Either.right({ timestamp, signature })
}

interface Body {
  readonly whole: Json
  readonly action: unknown
  readonly data: Fields
}

const readBody = (text: string): Either.Either<Body, Rejected> => {
  const whole = read(text)
  if (Either.isLeft(whole)) return reject("BodyUnreadable", [{ field: "", expected: `expected JSON; ${whole.left}` }])
  if (whole.right._tag !== "Record") return reject("BodyUnreadable", [{ field: "", expected: "expected an object" }])
  const { fields } = whole.right
  const data = fields.get("data")
  if (data?._tag !== "Record") return reject("BodyUnreadable", [{ field: "data", expected: "expected an object" }])
  const action = fields.get("action")
  return Either.right({
    whole: whole.right,
    action: action?._tag === "Text" ? action.value : undefined,
    data: data.fields
  })
}

const isAction = Schema.is(Callback.Action)
const decode = decoding(() => Callback.Callback, { errors: "all" })

const fieldWithinAction = (action: Callback.Action) => once(() => fieldWithin(Callback.fieldsOf(action)))
const fieldInCardUpdate = fieldWithinAction("Card_update")
/** The fields of an `Auth` are among these. Since the action is not signed, each of the two could have been the other. */
const fieldInConsumption = fieldWithinAction("Consumption")

/**
 * The event: the signed fields, and the action. The timestamp is not part of it, because it may be new with every
 * delivery. It is part of it only if nothing else tells when the event was: then two events may well differ in it
 * alone.
 *
 * The decoded field decides whether a time is told, and no value holds `&time=`. So the event depends on the action and
 * the signed text alone: a change within that text makes no other event.
 */
const digestOf = (
  { action, data: { time } }: Callback.Callback,
  data: Fields,
  appId: string,
  timestamp: string
): string => Digest.hexOf(`${action}\n${signedText(data, time === undefined ? { appId, timestamp } : { appId })}`)

const isInTime = ({ maxAgeMillis, toleranceMillis }: Judge, timestamp: number, { earliest, latest }: Now): boolean =>
  timestamp <= latest + toleranceMillis && timestamp >= earliest - maxAgeMillis

/** Judges a delivery. */
export const verify = (
  judge: Judge,
  headers: Headers.Headers,
  body: string,
  now: Now
): Either.Either<Verified, Rejected> =>
  Either.gen(function* () {
    const { appId, key } = judge
    const { signature, timestamp } = yield* readHeaders(headers)
    const { action, data, whole } = yield* readBody(body)
    if (isAmbiguous(data, action === "Card_update" ? fieldInCardUpdate() : fieldInConsumption()))
      return yield* reject("FieldAmbiguous")
    if (!isSignature(key, signedText(data, { appId, timestamp }), signature)) return yield* reject("SignatureMismatch")
    if (!isInTime(judge, millisOf(timestamp), now)) return yield* reject("TimestampOutOfTolerance")
    if (!isAction(action)) return yield* reject("ActionUnknown")
    const callback = decode(toWire(whole))
    if (Either.isLeft(callback)) return yield* reject("DataUnreadable", issuesOf(callback.left))
    return { callback: callback.right, digest: digestOf(callback.right, data, appId, timestamp) }
  })
