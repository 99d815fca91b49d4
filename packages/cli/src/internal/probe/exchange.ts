/** A request as it was sent, and what came back: facts, without any judgement. */
import * as Predicate from "effect/Predicate"

/** A request, raw: every header and the text of the body. */
export interface Ask {
  /** The name of the operation, for the reader of a report. */
  readonly operation: string
  readonly method: "GET" | "POST"
  /** The path, with `/open-api`. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** What came back. */
export type Answer =
  | { readonly _tag: "Lost"; readonly why: string }
  | {
      readonly _tag: "Answered"
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly text: string
      /** The body as JSON; `undefined` if it is none. */
      readonly json: unknown
    }

/** A request and its answer, with the moments by the caller's clock, in Unix ms. */
export interface Exchange {
  readonly id: number
  readonly ask: Ask
  readonly sentAt: number
  readonly receivedAt: number
  readonly answer: Answer
}

const envelope = ({ answer }: Exchange): Readonly<Record<PropertyKey, unknown>> | undefined =>
  answer._tag === "Answered" && Predicate.isReadonlyRecord(answer.json) ? answer.json : undefined

/** The envelope's code; none if there is no envelope. */
export const codeOf = (exchange: Exchange): number | undefined => {
  const code = envelope(exchange)?.["code"]
  return typeof code === "number" ? code : undefined
}

/** The envelope's message. */
export const msgOf = (exchange: Exchange): string => {
  const msg = envelope(exchange)?.["msg"]
  return typeof msg === "string" ? msg : ""
}

/** Whether the envelope has a message, which may be `null`. */
export const hasMsg = (exchange: Exchange): boolean => envelope(exchange)?.["msg"] !== undefined

/** The envelope's data. */
export const dataOf = (exchange: Exchange): unknown => envelope(exchange)?.["data"]

/** A field of an object; `undefined` if there is none. */
export const fieldOf = (value: unknown, name: string): unknown =>
  Predicate.isReadonlyRecord(value) ? value[name] : undefined

/** A field that is a text; `undefined` if it is none. */
export const textOf = (value: unknown, name: string): string | undefined => {
  const field = fieldOf(value, name)
  return typeof field === "string" ? field : undefined
}

/** The list of an answer, each item as it came; none if there is no list. */
export const itemsOf = (exchange: Exchange): ReadonlyArray<unknown> => {
  const list: unknown = fieldOf(dataOf(exchange), "list")
  return Array.isArray(list) ? list : []
}

/** The items of a list that are objects. */
export const rowsOf = (exchange: Exchange): ReadonlyArray<unknown> =>
  itemsOf(exchange).filter((item) => Predicate.isReadonlyRecord(item))

/** A header of the answer, its name in lower case. */
export const headerOf = ({ answer }: Exchange, name: string): string | undefined =>
  answer._tag === "Answered" ? answer.headers[name] : undefined

/** Codes that speak of the moment, or of the caller: they are never read as a rule about what was asked. */
const passing = new Set([1001, 1003, 1009, 1010, 1011, 1017, 1018, 1021, 1022])

/** Smaller codes are those of HTTP: a gateway's, and not the platform's. */
const smallest = 1_000

const isPassing = (code: number): boolean => passing.has(code) || (code !== 0 && code < smallest)

/** Whether an exchange says nothing about what was asked: it was lost, or a gateway or a busy platform answered. */
export const saysNothing = (exchange: Exchange): boolean => {
  const code = codeOf(exchange)
  return code === undefined || isPassing(code)
}

/** Codes about the headers: they never are the answer to a body. */
const ofHeaders = new Set([1002, 1005, 1006, 1007, 1008, 1012])

/** Whether a code can only be about the headers, or about the moment. */
export const isOfHeaders = (code: number): boolean => ofHeaders.has(code) || isPassing(code)

/** The wire name that a message names, among those that may be wrong. */
export const namedIn = (exchange: Exchange, names: ReadonlyArray<string>): string | undefined => {
  const msg = msgOf(exchange)
  const found = names.filter((name) => new RegExp(`(?<![A-Za-z0-9_])${name}(?![A-Za-z0-9_])`).test(msg))
  return found.length === 1 ? found[0] : undefined
}
