/** Exchanges as they may be shown: without secrets, and without what speaks of persons or of others' cards. */
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type { Answer, Ask, Exchange } from "./exchange.js"

/** Headers whose values are secrets. */
const secretHeaders: Readonly<Record<string, string>> = { "api-key": "<api-key>", "access-token": "<access-token>" }

/** Headers of a callback that are told. A tunnel adds others, which may say where the caller is. */
const callbackHeaders = new Set(["content-type", "timestamp", "signature", "sign-version", "timezone"])

/** Headers of an answer that a report needs. The others may say where the caller is. */
const toldHeaders = new Set(["date", "age", "content-type", "retry-after"])

/** Fields whose texts say nothing of a person: enums, times, and the numbers of products. */
const told = new Set([
  "code",
  "msg",
  "status",
  "card_type",
  "organization",
  "time",
  "start_time",
  "end_time",
  "action",
  "before_status",
  "after_status",
  "expired_time",
  "page",
  "size",
  "type",
  "package_no",
  "package_type",
  "card_bin_no",
  "currencies"
])

/** So short a text may be part of any other. */
const shortest = 5

/** Letters and digits are replaced by one of their kind; the shape stays. */
const masked = (text: string): string =>
  text
    .replace(/\p{Lu}/gu, "X")
    .replace(/\p{L}/gu, (letter) => (letter === "X" ? "X" : "x"))
    .replace(/\p{N}/gu, "0")

/** Data as JSON with its texts masked: enough to know it again, and nothing of what it repeats. */
export const shapeOf = (data: unknown): string | undefined =>
  JSON.stringify(data, (_, field: unknown) => (typeof field === "string" ? masked(field) : field))

/** What is known about texts: those that are ours, and may be told, and those that never may. */
export interface Texts {
  /** Numbers that the probe made. */
  readonly own: ReadonlySet<string>
  /** Every four signs that stand together in a key or a token. */
  readonly pieces: ReadonlySet<string>
}

const runs = (text: string, shortestRun: number): ReadonlyArray<string> =>
  (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).filter((run) => run.length >= shortestRun)

const piecesOf = (run: string): ReadonlyArray<string> =>
  Array.from({ length: Math.max(0, run.length - 3) }, (_, at) => run.slice(at, at + 4))

/** The texts that are known, from numbers of ours, and from keys and tokens. */
export const knownTexts = (own: ReadonlyArray<string>, secrets: ReadonlyArray<string>): Texts => ({
  own: new Set(own),
  pieces: new Set(secrets.flatMap((secret) => runs(secret, 4)).flatMap(piecesOf))
})

const isOwn = ({ own }: Texts, text: string): boolean => own.has(text)

const value = (name: string, field: unknown, texts: Texts): unknown => {
  if (typeof field === "string") return told.has(name) || isOwn(texts, field) || field === "" ? field : masked(field)
  if (typeof field === "number") return told.has(name) || name === "expires_in" ? field : 0
  if (Array.isArray(field)) return field.map((item: unknown) => value(name, item, texts))
  return Predicate.isReadonlyRecord(field) ? fields(field, texts) : field
}

const fields = (object: Readonly<Record<PropertyKey, unknown>>, texts: Texts): unknown =>
  Object.fromEntries(Object.entries(object).map(([name, field]) => [name, value(name, field, texts)]))

/** The texts of a value, but for those that may be told. */
const privateIn = (name: string, field: unknown, texts: Texts): ReadonlyArray<string> => {
  if (typeof field === "string") return told.has(name) || isOwn(texts, field) ? [] : [field]
  if (Array.isArray(field)) return field.flatMap((item: unknown) => privateIn(name, item, texts))
  return Predicate.isReadonlyRecord(field)
    ? Object.entries(field).flatMap(([inner, one]) => privateIn(inner, one, texts))
    : []
}

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** JSON without what is private; of any other text nothing but its length. */
const body = (text: string, texts: Texts): string =>
  Option.match(parse(text), {
    onNone: () => `<${text.length} characters>`,
    onSome: (json) => JSON.stringify(value("", json, texts))
  })

/** A message may repeat what was sent, in any form: then nothing of it is told. */
const message = (msg: string, sent: ReadonlyArray<string>, { pieces }: Texts): string => {
  const plain = msg.replace(/[^A-Za-z0-9]/g, "").toLowerCase()
  const repeats =
    piecesOf(plain).some((piece) => pieces.has(piece)) ||
    sent.flatMap((text) => runs(text, shortest)).some((run) => plain.includes(run))
  return repeats || /[*•●…]/.test(msg) ? "<a message that repeats what was sent>" : msg
}

const answer = (given: Answer, sent: ReadonlyArray<string>, texts: Texts): Answer => {
  if (given._tag === "Lost") return given
  const { headers, json, status, text } = given
  const shownBody = body(text, texts)
  const shown = Option.getOrUndefined(parse(shownBody))
  const msg =
    Predicate.isReadonlyRecord(shown) && typeof shown["msg"] === "string"
      ? message(shown["msg"], sent, texts)
      : undefined
  const safe = Predicate.isReadonlyRecord(shown) && msg !== undefined ? { ...shown, msg } : shown
  return {
    _tag: "Answered",
    status,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => toldHeaders.has(name))),
    text: safe === undefined ? shownBody : JSON.stringify(safe),
    json: json === undefined ? undefined : safe
  }
}

const path = (given: string, texts: Texts): string =>
  given
    .split("/")
    .map((part) => {
      const decoded = Option.getOrElse(Option.liftThrowable(decodeURIComponent)(part), () => part)
      return /^[a-z1-9-]+$/.test(part) || isOwn(texts, decoded) ? part : masked(decoded)
    })
    .join("/")

/** The headers of a request. The signature of a callback shows only how it is written: it is made with a secret. */
const headersOf = ({ headers, operation }: Ask): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, header]) => {
      if (operation !== "callback") return [[name, secretHeaders[name] ?? header]]
      if (!callbackHeaders.has(name)) return []
      return [[name, name === "signature" ? masked(header) : header]]
    })
  )

/** An exchange that may be shown. */
export const redacted = (exchange: Exchange, texts: Texts): Exchange => {
  const { answer: given, ask } = exchange
  const sent = ask.body === undefined ? [] : privateIn("", Option.getOrUndefined(parse(ask.body)), texts)
  return {
    ...exchange,
    ask: {
      ...ask,
      path: path(ask.path, texts),
      headers: headersOf(ask),
      body: ask.body === undefined ? undefined : body(ask.body, texts)
    },
    answer: answer(given, sent, texts)
  }
}
