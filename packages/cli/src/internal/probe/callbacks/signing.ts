/** The ways in which a platform may sign a callback, as guesses: a delivery is genuine if its signature is right by one. */
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { createHmac } from "node:crypto"
import type { Posted } from "./inbox.js"

/** A way of signing. */
export const Way = Schema.Struct({
  /** What is signed as `appId`: the app id, the Api-Key, or nothing. */
  appId: Schema.Literal("appId", "apiKey", "none"),
  /** Whether `timestamp` is signed. */
  timestamp: Schema.Boolean,
  /** Which fields beside those of `data` are signed. */
  envelope: Schema.Literal("none", "id", "action", "both"),
  /** Whether a field that is null is left out, or signed. */
  nulls: Schema.Literal("leftOut", "signed"),
  /** Which text the key is made of. */
  keyOf: Schema.Literal("apiSecret", "apiKey"),
  /** How the bytes of the key are made of it. */
  keyFrom: Schema.Literal("utf8", "base64", "hex"),
  /** How the signature is written. */
  written: Schema.Literal("hex", "base64")
})

/** A way of signing. */
export type Way = typeof Way.Type

/** What a platform may sign with. */
export interface Keys {
  readonly appId: string
  readonly apiSecret: string
  readonly apiKey: string
}

const { appId, envelope, keyFrom, keyOf, nulls, written } = Way.fields

/** One object for each pair of some parts. */
const crossed = <A, B>(ones: ReadonlyArray<A>, others: ReadonlyArray<B>): ReadonlyArray<A & B> =>
  ones.flatMap((one) => others.map((other) => ({ ...one, ...other })))

/** Every way, the one that is documented or assumed first. */
export const ways: ReadonlyArray<Way> = crossed(
  crossed(
    crossed(
      appId.literals.map((one) => ({ appId: one })),
      [{ timestamp: true }, { timestamp: false }]
    ),
    crossed(
      envelope.literals.map((one) => ({ envelope: one })),
      nulls.literals.map((one) => ({ nulls: one }))
    )
  ),
  crossed(
    crossed(
      keyOf.literals.map((one) => ({ keyOf: one })),
      keyFrom.literals.map((one) => ({ keyFrom: one }))
    ),
    written.literals.map((one) => ({ written: one }))
  )
)

/** The way that is documented, as far as it is, and else assumed. */
export const isAssumed = (way: Way): boolean =>
  way.appId === "appId" &&
  way.timestamp &&
  way.envelope === "none" &&
  way.nulls === "leftOut" &&
  way.keyOf === "apiSecret" &&
  way.keyFrom === "utf8" &&
  way.written === "hex"

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** The parts of a delivery. */
export interface Read {
  readonly id: unknown
  readonly action: unknown
  readonly data: Readonly<Record<string, unknown>>
}

/** The parts of a body; none if it is no callback. */
export const readBody = (body: string): Read | undefined => {
  const json = Option.getOrUndefined(parse(body))
  if (!Predicate.isReadonlyRecord(json)) return undefined
  const { action, data, id } = { action: json["action"], data: json["data"], id: json["id"] }
  return Predicate.isReadonlyRecord(data) ? { id, action, data: Object.fromEntries(Object.entries(data)) } : undefined
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""))

const signedText = (way: Way, { action, data, id }: Read, timestamp: string, keys: Keys): string => {
  const signed: Readonly<Record<string, unknown>> = {
    ...data,
    ...(way.envelope === "id" || way.envelope === "both" ? { id } : {}),
    ...(way.envelope === "action" || way.envelope === "both" ? { action } : {}),
    ...(way.appId === "none" ? {} : { appId: keys[way.appId] }),
    ...(way.timestamp ? { timestamp } : {})
  }
  return Object.entries(signed)
    .filter(([_, value]) => way.nulls === "signed" || value !== null)
    .map(([name, value]) => [name, textOf(value)] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, text]) => `${name}=${text}`)
    .join("&")
}

/** The key that is made of a text; none if the text cannot be read so. */
const keyBytes = (from: Way["keyFrom"], text: string): string | Uint8Array | undefined => {
  if (from === "utf8") return text
  return Either.getOrUndefined(from === "hex" ? Encoding.decodeHex(text) : Encoding.decodeBase64(text))
}

const isSigned = (way: Way, read: Read, { headers }: Posted, keys: Keys): boolean => {
  const signature = headers["signature"] ?? ""
  const key = keyBytes(way.keyFrom, keys[way.keyOf])
  if (key === undefined || key.length === 0) return false
  const right = createHmac("sha256", key)
    .update(signedText(way, read, headers["timestamp"] ?? "", keys), "utf8")
    .digest(way.written)
  return right === (way.written === "hex" ? signature.toLowerCase() : signature)
}

/** The ways by which a delivery is signed rightly. None, and it is not known to be the platform's. */
export const waysOf = (posted: Posted, keys: Keys): ReadonlyArray<Way> => {
  const read = readBody(posted.body)
  return read === undefined ? [] : ways.filter((way) => isSigned(way, read, posted, keys))
}

/** The ways by which every delivery that has one is signed. */
export const commonWays = (all: ReadonlyArray<ReadonlyArray<Way>>): ReadonlyArray<Way> =>
  ways.filter((way) => all.every((some) => some.length === 0 || some.includes(way)))
