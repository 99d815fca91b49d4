/** Apply for card (docs/api.md, Apply for card). The value of a field is judged only if the field is given. */
import { Card as CardSchema } from "@effect-keysecure/schema"
import * as HashMap from "effect/HashMap"
import { content, ofKnownFields, shape } from "../../addresses/rules.js"
import { scheduled } from "../../state/schedule.js"
import { cardsByUniqueNo, withNewCard } from "../../state/cardIndexes.js"
import {
  firstBroken,
  group,
  inOrder,
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
} from "../../requests/bodyRules.js"
import { cardholderNoStored, uniqueNoStored } from "../../state/ownNumbers.js"
import { invalid, type Refusal } from "../../requests/refusal.js"
import { type ApplicationCheck, applicationChecks } from "../../state/rules.js"
import { type Card, cardholderOf, cardNoOf, type Merchant, productOf, type State } from "../../state/state.js"
import { type Call, done, type Handler, refused } from "../../requests/handler.js"

interface Application {
  readonly body: JsonObject
  readonly merchant: Merchant
  readonly state: State
  readonly cardType: CardSchema.CardType
  readonly address: JsonObject | undefined
}

type ApplicationRule = Rule<Application>

/**
 * The field that names the product of the card, by the merchant's mode, and the field that the mode does not ask for.
 */
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
          rules: state.rules
        })

const productKnown: ApplicationRule = ({ body, cardType, merchant, state }) => {
  const code = state.rules.unknownProductCode
  const field = productField[merchant.mode]
  const value = textOf(body, field)
  if (value === "") return undefined
  const product = productOf(merchant, value)
  if (product === undefined) return { code, reason: "unknown", field, value }
  const fits = textOf(body, "card_type") === "" || product.cardTypes.includes(cardType)
  return fits ? undefined : { code, reason: "otherCardType", field, value }
}

/** The number of the other mode, if the rules say to look at it. A merchant may have packages and BINs alike. */
const otherProductKnown: ApplicationRule = ({ body, merchant, state }) => {
  const field = otherProductField[merchant.mode]
  const value = textOf(body, field)
  const has = field === "package_no" ? merchant.packages : merchant.bins
  return state.rules.otherProductNo === "ignored" || value === "" || HashMap.has(has, value)
    ? undefined
    : { code: state.rules.unknownProductCode, reason: "unknown", field, value }
}

const cardholderApproved: ApplicationRule = ({ body, merchant, state }): Refusal | undefined => {
  const field = "cardholder_no"
  const value = textOf(body, field)
  const status = cardholderOf(merchant, cardholderNoStored(state.rules, value))?.status ?? "Unknown"
  return value === "" || status === "Approved" ? undefined : { code: state.rules.unapprovedCodes[status], field, value }
}

const uniqueNoUnused: ApplicationRule = ({ body, merchant, state }) => {
  const field = "card_unique_no"
  const value = textOf(body, field)
  return state.rules.repeatedUniqueNo === "refused" &&
    cardsByUniqueNo(state, merchant, uniqueNoStored(state.rules, value)).length > 0
    ? { code: state.rules.repeatedUniqueNoCode, reason: "repeated", field, value }
    : undefined
}

const rules: { readonly [Name in ApplicationCheck]: ApplicationRule } = {
  fields: group(
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
    addressGiven
  ),
  addressFields: addressRules(shape),
  product: group(productKnown, otherProductKnown),
  cardholder: cardholderApproved,
  addressContent: addressRules(content),
  uniqueNo: uniqueNoUnused
}

const rulesInOrder = inOrder(rules, applicationChecks)

const newCard = ({ address, body, cardType, merchant, state }: Application, now: number): Card => {
  const sequence = state.cardCount + 1
  const productNo = textOf(body, productField[merchant.mode])
  return {
    cardNo: cardNoOf(sequence),
    apiKey: merchant.apiKey,
    cardUniqueNo: uniqueNoStored(state.rules, textOf(body, "card_unique_no")),
    cardholderNo: cardholderNoStored(state.rules, textOf(body, "cardholder_no")),
    productNo,
    cardType,
    cardLastNo: String(sequence % 10_000).padStart(4, "0"),
    organization: productOf(merchant, productNo)?.organization ?? "",
    status: state.rules.newCardStatus[cardType],
    createdAt: now,
    changedAt: now,
    address: address && ofKnownFields(address),
    pin: undefined,
    changeNo: 0
  }
}

const readApplication = ({ body, merchant, state }: Call): Application | undefined => {
  const object = readObject(body, state.rules)
  return object === undefined
    ? undefined
    : {
        body: object,
        merchant,
        state,
        cardType: textOf(object, "card_type") === "Physical" ? "Physical" : "Virtual",
        address: objectOf(object, "address_info", state.rules)
      }
}

/** The first card of a number, if that card is the answer, and not a card of its own. */
const answeredFor = ({ merchant, state }: Application, cardUniqueNo: string): Card | undefined =>
  state.rules.repeatedUniqueNo === "anotherCard" ? undefined : cardsByUniqueNo(state, merchant, cardUniqueNo).at(-1)

/** Makes a card, or says what is wrong with the application. */
export const applyForCard: Handler<"applyForCard", { readonly card_unique_no: string }> = (call) => {
  const { merchant, now, state } = call
  const application = readApplication(call)
  if (application === undefined) return refused(unreadable(call.body))
  const refusal = firstBroken(rulesInOrder(state.rules.applicationCheckOrder), application)
  if (refusal !== undefined) return refused(refusal)

  const card = newCard(application, now)
  const first = answeredFor(application, card.cardUniqueNo)
  if (first === undefined) {
    return done(
      { card_no: card.cardNo, card_unique_no: card.cardUniqueNo },
      scheduled(
        withNewCard(state, merchant, card),
        { _tag: "Card", cardNo: card.cardNo, steps: state.rules.cardLife[card.cardType] },
        now
      )
    )
  }
  return state.rules.repeatedUniqueNo === "acceptedLater"
    ? done({ card_unique_no: first.cardUniqueNo }, state)
    : done({ card_no: first.cardNo, card_unique_no: first.cardUniqueNo }, state)
}
