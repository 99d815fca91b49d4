/**
 * Apply for card (docs/api.md, Apply for card).
 *
 * Two orders are not documented [A]: types and required fields come before what the fields say; and the cardholder
 * (2002, 2004, 2005) is judged before the content of the address (2007 to 2010, 1004).
 */
import { Card as CardSchema } from "@effect-keysecure/schema"
import { HashMap } from "effect"
import { content, shape } from "../addressRules.js"
import {
  firstBroken,
  isEmpty,
  isGiven,
  isObjectField,
  isText,
  type JsonObject,
  objectOf,
  readObject,
  type Rule,
  textOf,
  unreadable
} from "../bodyRules.js"
import * as Log from "../log.js"
import { invalid, type Refusal } from "../refusal.js"
import { type Card, cardholderOf, cardNoOf, cardsByUniqueNo, type Merchant, productOf, type State } from "../state.js"
import * as Trie from "../trie.js"
import { type Call, done, type Handler, refused } from "./handler.js"

interface Application {
  readonly body: JsonObject
  readonly merchant: Merchant
  readonly state: State
  readonly cardType: CardSchema.CardType
  readonly address: JsonObject | undefined
}

type ApplicationRule = Rule<Application>

/** The field that names what the card is made from, by the merchant's mode, and the one that it does not ask for. */
const productField = { CREDIT_EXTENSION: "package_no", AUTHORIZATION: "card_bin_no" } as const
const otherProductField = { CREDIT_EXTENSION: "card_bin_no", AUTHORIZATION: "package_no" } as const

const text =
  (field: string): ApplicationRule =>
  ({ body }) =>
    isText(body, field)

const given =
  (field: string): ApplicationRule =>
  ({ body }) =>
    isGiven(body, field)

const productGiven =
  (field: "card_bin_no" | "package_no"): ApplicationRule =>
  ({ body, merchant }) =>
    productField[merchant.mode] === field ? isGiven(body, field) : undefined

const notTooLong: ApplicationRule = ({ body }) => {
  const value = textOf(body, "card_unique_no")
  return value.length > CardSchema.cardUniqueNoMaxLength ? invalid("tooLong", "card_unique_no", value) : undefined
}

const cardTypeKnown: ApplicationRule = ({ body }) => {
  const value = textOf(body, "card_type")
  return value === "Virtual" || value === "Physical" ? undefined : invalid("cardType", "card_type", value)
}

const needsAddress = ({ body, cardType, merchant, state }: Application): boolean =>
  cardType === "Physical" || state.rules.addressRequiredFor.includes(textOf(body, productField[merchant.mode]))

const addressGiven: ApplicationRule = (application) =>
  addressGivenIn(application.body, application.address, needsAddress(application))

const addressGivenIn = (body: JsonObject, address: JsonObject | undefined, needed: boolean): Refusal | undefined =>
  needed && isEmpty(address)
    ? (isObjectField(body, "address_info") ?? invalid("required", "address_info"))
    : isObjectField(body, "address_info")

const addressRules =
  (rules: typeof shape): ApplicationRule =>
  ({ address, cardType, state }) =>
    address === undefined
      ? undefined
      : firstBroken(rules, {
          address,
          physical: cardType === "Physical",
          unsupportedCountries: state.rules.unsupportedCountries
        })

const productKnown: ApplicationRule = ({ body, cardType, merchant }) => {
  const field = productField[merchant.mode]
  const value = textOf(body, field)
  const product = productOf(merchant, value)
  if (product === undefined) return invalid("unknown", field, value)
  return product.cardTypes.includes(cardType) ? undefined : invalid("otherCardType", field, value)
}

/** The number of the other mode, where the rules say to look at it. A merchant may have packages and BINs alike. */
const otherProductKnown: ApplicationRule = ({ body, merchant, state }) => {
  const field = otherProductField[merchant.mode]
  const value = textOf(body, field)
  const has = field === "package_no" ? merchant.packages : merchant.bins
  return state.rules.otherProductNo === "ignored" || value === "" || HashMap.has(has, value)
    ? undefined
    : invalid("unknown", field, value)
}

const cardholderApproved: ApplicationRule = ({ body, merchant, state }): Refusal | undefined => {
  const field = "cardholder_no"
  const value = textOf(body, field)
  const status = cardholderOf(merchant, value)?.status ?? "Unknown"
  return status === "Approved" ? undefined : { code: state.rules.unapprovedCodes[status], field, value }
}

const rules: ReadonlyArray<ApplicationRule> = [
  text("card_bin_no"),
  productGiven("card_bin_no"),
  text("cardholder_no"),
  given("cardholder_no"),
  text("card_unique_no"),
  given("card_unique_no"),
  notTooLong,
  text("package_no"),
  productGiven("package_no"),
  text("card_type"),
  given("card_type"),
  cardTypeKnown,
  addressGiven,
  addressRules(shape),
  productKnown,
  otherProductKnown,
  cardholderApproved,
  addressRules(content)
]

const newCard = ({ address, body, cardType, merchant, state }: Application, now: number): Card => {
  const sequence = state.cardCount + 1
  const productNo = textOf(body, productField[merchant.mode])
  return {
    cardNo: cardNoOf(sequence),
    apiKey: merchant.apiKey,
    cardUniqueNo: textOf(body, "card_unique_no"),
    cardholderNo: textOf(body, "cardholder_no"),
    productNo,
    cardType,
    cardLastNo: String(sequence % 10_000).padStart(4, "0"),
    organization: productOf(merchant, productNo)?.organization ?? "",
    status: state.rules.newCardStatus[cardType],
    createdAt: now,
    changedAt: now,
    address
  }
}

/** The state with a new card in every index. */
const withCard = (state: State, merchant: Merchant, card: Card): State => {
  const sequence = state.cardCount + 1
  const key = Trie.keyOf(card.cardUniqueNo)
  const older = Trie.get(merchant.cardsByUniqueNo, key)
  return {
    ...state,
    cardCount: sequence,
    cards: Trie.set(state.cards, sequence, card),
    merchants: HashMap.set(state.merchants, merchant.apiKey, {
      ...merchant,
      cards: Log.add(merchant.cards, sequence, card.createdAt),
      cardsByUniqueNo: Trie.set(merchant.cardsByUniqueNo, key, { sequence, older }),
      cardholders: HashMap.modify(merchant.cardholders, card.cardholderNo, (cardholder) => ({
        ...cardholder,
        cards: Log.add(cardholder.cards, sequence, card.createdAt)
      }))
    })
  }
}

const readApplication = ({ body, merchant, state }: Call): Application | undefined => {
  const object = readObject(body)
  return object === undefined
    ? undefined
    : {
        body: object,
        merchant,
        state,
        cardType: textOf(object, "card_type") === "Physical" ? "Physical" : "Virtual",
        address: objectOf(object, "address_info")
      }
}

/** Makes a card, or says what is wrong with the application. */
export const applyForCard: Handler<"applyForCard"> = (call) => {
  const { merchant, now, state } = call
  const application = readApplication(call)
  if (application === undefined) return refused(unreadable(call.body))
  const refusal = firstBroken(rules, application)
  if (refusal !== undefined) return refused(refusal)

  const card = newCard(application, now)
  const first = cardsByUniqueNo(state, merchant, card.cardUniqueNo).at(-1)
  const repeated = first === undefined ? "anotherCard" : state.rules.repeatedUniqueNo
  if (first !== undefined && repeated === "sameCard") {
    return done({ card_no: first.cardNo, card_unique_no: first.cardUniqueNo }, state)
  }
  if (repeated === "refused") {
    const field = "card_unique_no"
    return refused({ code: state.rules.repeatedUniqueNoCode, reason: "repeated", field, value: card.cardUniqueNo })
  }
  return done({ card_no: card.cardNo, card_unique_no: card.cardUniqueNo }, withCard(state, merchant, card))
}
