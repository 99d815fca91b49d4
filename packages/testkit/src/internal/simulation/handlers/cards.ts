/** Operations on a card: it is shown, or changed (docs/api.md, Card detail, Card management). */
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { withCardStatus } from "../../state/schedule.js"
import {
  asCheck,
  group,
  isGivenText,
  type JsonObject,
  readObject,
  type Rule,
  textOf,
  unreadable
} from "../../requests/bodyRules.js"
import { cvvOf, decrypt, encrypt, panOf } from "./cardSecrets.js"
import { cardDetailed, cardholderNoStored } from "../../state/ownNumbers.js"
import { invalid, type Refusal } from "../../requests/refusal.js"
import { type Card, cardOf, withCard } from "../../state/state.js"
import { timeOf } from "./listCards.js"
import { type Call, done, type Handler, refused, type Reply } from "../../requests/handler.js"

const unknownCard = ({ state }: Call, cardNo: string): Refusal => ({
  check: "card",
  code: state.rules.unknownCardCode,
  reason: "unknown",
  field: "card_no",
  value: cardNo
})

/** The card that a call is about. */
const withCardNo = <Data>(call: Call, cardNo: string, f: (card: Card) => Reply<Data>): Reply<Data> => {
  const card = cardOf(call.state, call.merchant, cardNo)
  return card === undefined ? refused(unknownCard(call, cardNo)) : f(card)
}

const cardNoIn = ({ params }: Call): string => params["card_no"] ?? ""

/** Shows a card. */
export const getCard: Handler<"getCard", unknown> = (call) =>
  withCardNo(call, cardNoIn(call), (card) =>
    done(
      {
        card_no: card.cardNo,
        ...cardDetailed(call.state.rules, card),
        card_name: card.productNo,
        package_name_en: card.productNo,
        package_name_cn: card.productNo,
        organization: card.organization,
        card_last_no: card.cardLastNo,
        status: card.status,
        time: timeOf(card, call.state)
      },
      call.state
    )
  )

const seesSecrets = ({ merchant }: Call): Refusal | undefined =>
  merchant.pci ? undefined : { check: "pci", code: 1013, value: merchant.apiKey }

/** When a card was made. A clock may read a date that no calendar has. */
const madeIn = ({ createdAt }: Card): { readonly year: number; readonly month: number } =>
  Option.match(DateTime.make(createdAt), { onNone: () => ({ year: 2026, month: 1 }), onSome: DateTime.toPartsUtc })

/** Shows a card's secrets, encrypted. A card is good for three years. */
export const getCardPrivateInfo: Handler<"getCardPrivateInfo"> = (call) => {
  const refusal = seesSecrets(call)
  if (refusal !== undefined) return refused(refusal)
  return withCardNo(call, cardNoIn(call), (card) => {
    const { month, year } = madeIn(card)
    const info = {
      card_no: card.cardNo,
      card_unique_no: card.cardUniqueNo,
      cvv: cvvOf(card),
      pan: panOf(card),
      exp_year: String(year + 3),
      exp_month: String(month).padStart(2, "0")
    }
    return done(encrypt(call.merchant, JSON.stringify(info)), call.state)
  })
}

/** Gives a token for a page that shows a card's secrets. */
export const issueClientToken: Handler<"issueClientToken"> = (call) => {
  const refusal = call.state.rules.clientTokenNeedsPci ? seesSecrets(call) : undefined
  if (refusal !== undefined) return refused(refusal)
  return withCardNo(call, cardNoIn(call), () => {
    const clientTokenCount = call.state.clientTokenCount + 1
    return done(
      {
        client_access_token: `sim_client_token_${clientTokenCount}`,
        expires_in: call.state.rules.clientTokenSeconds
      },
      { ...call.state, clientTokenCount }
    )
  })
}

type BodyRule = Rule<JsonObject>

const field =
  (name: string): BodyRule =>
  (body) =>
    isGivenText(body, name)

/** Reads a body whose fields are texts that must all be there, then goes on with the card that it names. */
const managing =
  (fields: ReadonlyArray<string>, ...more: ReadonlyArray<BodyRule>) =>
  <Data>(call: Call, f: (card: Card, body: JsonObject) => Reply<Data>): Reply<Data> => {
    const body = readObject(call.body, call.state.rules)
    if (body === undefined) return refused(unreadable(call.body))
    const refusal = asCheck("fields", group(...fields.map(field), ...more))(body)
    return refusal === undefined ? withCardNo(call, textOf(body, "card_no"), (card) => f(card, body)) : refused(refusal)
  }

const newStatuses = new Set(["Activated", "Frozen", "Delete"])

const statusKnown: BodyRule = (body) => {
  const value = textOf(body, "status")
  return newStatuses.has(value) ? undefined : invalid("member", "status", value)
}

/**
 * Why a card cannot get a status: only an activated card is frozen, only a frozen card activated, and a card that ended
 * gets no status.
 */
const statusRefused = ({ state }: Call, card: Card, status: string): Refusal | undefined => {
  if (card.status === status && status === "Activated") return undefined
  if (status === "Frozen" && card.status !== "Activated") {
    return { check: "cardStatus", code: 4005, value: card.status }
  }
  const ended = card.status === "Delete" || card.status === "Fail"
  const may = status === "Activated" ? card.status === "Frozen" : !ended
  return may
    ? undefined
    : {
        check: "cardStatus",
        code: state.rules.refusedStatusCode,
        reason: "wrongStatus",
        field: "status",
        value: status
      }
}

const readUpdate = managing(["card_no", "status"], statusKnown)

/** Activates, freezes or deletes a card. */
export const updateCardStatus: Handler<"updateCardStatus"> = (call) =>
  readUpdate(call, (card, body) => {
    const status = textOf(body, "status")
    const refusal = statusRefused(call, card, status)
    if (refusal !== undefined) return refused(refusal)
    return done(
      { result: true },
      card.status === status ? call.state : withCardStatus(call.state, card, status, "merchant", call.now)
    )
  })

const holderFits = ({ state }: Call, card: Card, body: JsonObject): Refusal | undefined => {
  const value = textOf(body, "cardholder_no")
  return card.cardholderNo === cardholderNoStored(state.rules, value)
    ? undefined
    : { ...invalid("unknown", "cardholder_no", value), check: "cardholder" }
}

const isPhysical = (card: Card): Refusal | undefined =>
  card.cardType === "Physical" ? undefined : { check: "cardType", code: 4017, value: card.cardNo }

const wrongSecret = ({ state }: Call, name: string, value: string, check = name): Refusal => ({
  check,
  code: state.rules.wrongSecretCode,
  reason: "wrongSecret",
  field: name,
  value
})

/** The secret in clear, or why it cannot be read. */
const secretIn = (call: Call, body: JsonObject, name: string): Either.Either<string, Refusal> => {
  const clear = decrypt(call.merchant, textOf(body, name))
  return clear === undefined
    ? Either.left(wrongSecret(call, name, textOf(body, name), "secretReadable"))
    : Either.right(clear)
}

const readActivation = managing(["cardholder_no", "card_no", "cvv", "card_last_no"])

/** Activates a physical card. */
export const activateCard: Handler<"activateCard"> = (call) =>
  readActivation(call, (card, body) =>
    Either.flatMap(secretIn(call, body, "cvv"), (cvv) => {
      const refusal =
        holderFits(call, card, body) ??
        isPhysical(card) ??
        (card.status === "ToActivate"
          ? undefined
          : {
              check: "cardStatus",
              code: call.state.rules.refusedStatusCode,
              reason: "wrongStatus" as const,
              value: card.status
            }) ??
        (cvv === cvvOf(card) ? undefined : wrongSecret(call, "cvv", cvv)) ??
        (textOf(body, "card_last_no") === card.cardLastNo
          ? undefined
          : wrongSecret(call, "card_last_no", textOf(body, "card_last_no")))
      return refusal === undefined
        ? done({ result: true }, withCardStatus(call.state, card, "Activated", "merchant", call.now))
        : refused(refusal)
    })
  )

const sixDigits = /^\d{6}$/
const identical = /(\d)\1\1/
const sequences = ["0123456789", "9876543210"]

const hasSequence = (pin: string): boolean =>
  Array.from({ length: pin.length - 2 }, (_, at) => pin.slice(at, at + 3)).some((three) =>
    sequences.some((sequence) => sequence.includes(three))
  )

/** Why a PIN is refused, if it is. */
export const pinFits = (pin: string): Refusal | undefined =>
  sixDigits.test(pin) && !identical.test(pin) && !hasSequence(pin)
    ? undefined
    : { check: "pin", code: 4016, field: "pin", value: pin }

const readPin = managing(["cardholder_no", "card_no", "pin"])

/** Sets the PIN of a physical card. */
export const setCardPin: Handler<"setCardPin"> = (call) =>
  readPin(call, (card, body) =>
    Either.flatMap(secretIn(call, body, "pin"), (pin) => {
      const refusal =
        holderFits(call, card, body) ??
        isPhysical(card) ??
        (card.status === "Activated" ? undefined : { check: "cardStatus", code: 4005, value: card.status }) ??
        pinFits(pin)
      return refusal === undefined ? done({ result: true }, withCard(call.state, { ...card, pin })) : refused(refusal)
    })
  )
