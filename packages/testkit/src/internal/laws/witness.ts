/** The rows that a platform showed a program for its numbers, and whether they are unclear. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type { Request, Response } from "../requests/http.js"
import { operationOf } from "../simulation/route.js"
import { write } from "../text/writing.js"

/** What an application says of its card. */
export interface Sent {
  readonly card_unique_no: string
  readonly cardholder_no: string
  readonly card_type: string
}

const readSent = Schema.decodeUnknownOption(
  Schema.parseJson(
    Schema.Struct({ card_unique_no: Schema.String, cardholder_no: Schema.String, card_type: Schema.String })
  )
)

const readAsked = Schema.decodeUnknownOption(Schema.parseJson(Schema.Struct({ card_unique_no: Schema.String })))

const readRows = Schema.decodeUnknownOption(
  Schema.parseJson(Schema.Struct({ data: Schema.Struct({ list: Schema.Array(Schema.Unknown) }) }))
)

const sign = /[^\p{Letter}\p{Number}]/gu

/** What is left of a text when case, signs and Unicode form do not count. */
const substance = (text: string): string =>
  write("lowerCase", write("upperCase", write("nfkc", text))).replace(sign, "")

/** Whether a text may lie under a mask: what the mask leaves stands at its place. */
const showsThrough = (masked: string, sent: string): boolean =>
  new RegExp(`^${masked.split(/[*]+/).map(substance).join(".*")}$`, "u").test(substance(sent))

/** Whether a field of a row says something else than was sent. One that is missing, or masks what was sent, does not. */
const contradicts = (shown: unknown, sent: string): boolean => {
  if (shown === undefined || shown === null || shown === "") return false
  const text = String(shown)
  return text.includes("*") ? !showsThrough(text, sent) : substance(text) !== substance(sent)
}

/** A card without a number of the platform's cannot be named. */
const isUnnamed = ({ card_no: cardNo }: Readonly<Record<string, unknown>>): boolean =>
  typeof cardNo !== "string" || cardNo === ""

/** Whether it is unclear if a row, which was shown for a number, is the card of what was sent under it. */
export const isUnclear = (row: unknown, sent: Sent): boolean =>
  !Predicate.isReadonlyRecord(row) ||
  isUnnamed(row) ||
  row["card_unique_no"] !== sent.card_unique_no ||
  contradicts(row["cardholder_no"], sent.cardholder_no) ||
  contradicts(row["card_type"], sent.card_type)

/** A witness sees the requests and answers of a program. */
export interface Witness {
  /** A request on its way, seen. */
  readonly over: <E>(request: Request, answer: Effect.Effect<Response, E>) => Effect.Effect<Response, E>
  /**
   * The cardholders of whose card an unclear row was shown, as they were sent. A cardholder who shares a number with
   * another one is left out: that was the program's doing.
   */
  readonly unclear: () => ReadonlySet<string>
}

/** A witness of one trial. */
export const makeWitness = (): Witness => {
  /** Applications by their number, and then by their cardholder. */
  const applications = new Map<string, Map<string, Sent>>()
  const shown = new Map<string, Array<unknown>>()

  const sent = ({ body, method, path }: Request): void => {
    if (operationOf(method, path) !== "applyForCard") return
    const application = Option.getOrUndefined(readSent(body))
    if (application === undefined) return
    const known = applications.get(application.card_unique_no) ?? new Map<string, Sent>()
    applications.set(application.card_unique_no, known.set(application.cardholder_no, application))
  }

  const answered = ({ body, method, path }: Request, response: Response): void => {
    if (operationOf(method, path) !== "listCards") return
    const asked = Option.getOrUndefined(readAsked(body))
    const rows = Option.getOrUndefined(readRows(response.body))?.data.list
    if (asked === undefined || rows === undefined) return
    shown.set(asked.card_unique_no, [...(shown.get(asked.card_unique_no) ?? []), ...rows])
  }

  return {
    over: (request, answer) =>
      Effect.suspend(() => {
        sent(request)
        return Effect.map(answer, (response) => {
          answered(request, response)
          return response
        })
      }),
    unclear: () =>
      new Set(
        [...applications.values()]
          .flatMap((known) => (known.size === 1 ? [...known.values()] : []))
          .filter((application) => shown.get(application.card_unique_no)?.some((row) => isUnclear(row, application)))
          .map(({ cardholder_no }) => cardholder_no)
      )
  }
}
