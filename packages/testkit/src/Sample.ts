/**
 * Ready values and arbitraries for tests: applications that the simulator's default scenario accepts.
 *
 * @module Sample
 * @since 0.1.0
 */
import { Card, CardApplication } from "@effect-keysecure/schema"
import * as FastCheck from "effect/FastCheck"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { type Entry, addressBook, newYork } from "./internal/addresses/book.js"
import { content } from "./internal/addresses/rules.js"
import { firstBroken } from "./internal/requests/bodyRules.js"
import type { Merchant, State } from "./internal/state/state.js"
import * as Scenario from "./Scenario.js"

/** An address in New York, as it is written on the wire. */
const address = { first_name: "Ada", last_name: "Lovelace", ...newYork }

const application = Schema.decodeUnknownSync(CardApplication.CardApplication)
const uniqueNo = Schema.decodeSync(Card.CardUniqueNo)

/**
 * The `n`th of a row of distinct unique numbers: `sample-1`, `sample-2`, …
 *
 * @since 0.1.0
 * @category values
 */
export const cardUniqueNo = (n: number): Card.CardUniqueNo => uniqueNo(`sample-${n}`)

/**
 * An application for a virtual card without address, by the default scenario's merchant in credit extension mode.
 *
 * @since 0.1.0
 * @category values
 */
export const virtualApplication: CardApplication.CardApplication = application({
  cardholder_no: Scenario.approvedCardholderNo,
  package_no: Scenario.virtualPackageNo,
  card_type: "Virtual",
  card_unique_no: "sample-virtual-credit"
})

/**
 * An application for a physical card, by the default scenario's merchant in credit extension mode.
 *
 * @since 0.1.0
 * @category values
 */
export const physicalApplication: CardApplication.CardApplication = application({
  cardholder_no: Scenario.approvedCardholderNo,
  package_no: Scenario.physicalPackageNo,
  card_type: "Physical",
  card_unique_no: "sample-physical-credit",
  address_info: address
})

/**
 * An application for a virtual card without address, by the default scenario's merchant in authorization mode.
 *
 * @since 0.1.0
 * @category values
 */
export const virtualApplicationByBin: CardApplication.CardApplication = application({
  cardholder_no: Scenario.approvedCardholderNo,
  card_bin_no: Scenario.cardBinNo,
  card_type: "Virtual",
  card_unique_no: "sample-virtual-authorization"
})

/**
 * An application for a physical card, by the default scenario's merchant in authorization mode.
 *
 * @since 0.1.0
 * @category values
 */
export const physicalApplicationByBin: CardApplication.CardApplication = application({
  cardholder_no: Scenario.approvedCardholderNo,
  card_bin_no: Scenario.cardBinNo,
  card_type: "Physical",
  card_unique_no: "sample-physical-authorization",
  address_info: address
})

/**
 * Unique numbers that differ: they are drawn evenly and do not shrink, so that no two in a test are the same.
 *
 * @since 0.1.0
 * @category arbitraries
 */
export const cardUniqueNos: FastCheck.Arbitrary<Card.CardUniqueNo> = FastCheck.noShrink(
  FastCheck.noBias(FastCheck.uuid())
).map((uuid) => uniqueNo(uuid))

const name = FastCheck.stringMatching(/^[A-Z][a-z]{1,12}(?:[ '-][A-Z][a-z]{1,8})?$/)

const person = FastCheck.record({ first_name: name, last_name: name })

/** The part of an address that only a physical card needs: a virtual card has it or not. */
const withPerson = (entry: Entry) => person.map((names) => ({ ...names, ...entry }))

const withoutPerson = ({ phone: _phone, phone_code: _phoneCode, ...place }: Entry) => place

/**
 * The options by which applications are drawn.
 *
 * @since 0.1.0
 * @category options
 */
export interface CardApplicationOptions {
  /** The Api-Key of the merchant that applies. Default `Scenario.creditApiKey`. */
  readonly apiKey?: string
}

interface Choice {
  readonly cardType: Card.CardType
  /** The field that names the package or BIN, and its number. */
  readonly product: Readonly<Record<string, string>>
}

const choices = ({ bins, mode, packages }: Merchant): ReadonlyArray<Choice> =>
  HashMap.toValues(mode === "CREDIT_EXTENSION" ? packages : bins).flatMap(({ cardTypes, productNo }) =>
    cardTypes.map((cardType) => ({
      cardType,
      product: mode === "CREDIT_EXTENSION" ? { package_no: productNo } : { card_bin_no: productNo }
    }))
  )

const approved = ({ cardholders }: Merchant): ReadonlyArray<string> =>
  HashMap.toValues(cardholders).flatMap(({ cardholderNo, status }) => (status === "Approved" ? [cardholderNo] : []))

/**
 * The products and cardholders of the merchant that applies. A scenario in which no application is accepted is a
 * mistake in a test.
 */
const merchantOf = (state: State, apiKey: string): Merchant =>
  Option.getOrThrowWith(
    HashMap.get(state.merchants, apiKey).pipe(
      Option.filter((merchant) => choices(merchant).length > 0 && approved(merchant).length > 0)
    ),
    () => new Error(`No merchant ${apiKey} with an approved cardholder and a package or BIN of its mode`)
  )

const isAccepted = (entry: Entry, { rules }: State): boolean =>
  firstBroken(content, { address: { ...entry }, physical: true, rules }) === undefined

const addressInfo = (cardType: Card.CardType, needed: boolean, book: ReadonlyArray<Entry>) => {
  const entry = FastCheck.constantFrom(...book)
  const full = entry.chain(withPerson)
  if (cardType === "Physical") return full
  const either = FastCheck.oneof(full, entry.map(withoutPerson))
  return needed ? either : FastCheck.option(either, { nil: undefined })
}

/**
 * Applications of one merchant that the simulator accepts in that state: its packages or BINs, its approved
 * cardholders, real addresses, and unique numbers that differ. Whether the merchant may call at all (status, whitelist)
 * is not looked at.
 *
 * Throws if the merchant has nothing to apply with, or if the rules refuse every sample address.
 *
 * @since 0.1.0
 * @category arbitraries
 */
export const cardApplication = (
  state: State,
  { apiKey = Scenario.creditApiKey }: CardApplicationOptions = {}
): FastCheck.Arbitrary<CardApplication.CardApplication> => {
  const merchant = merchantOf(state, apiKey)
  const needsAddress = (product: Choice["product"]) =>
    Object.values(product).some((no) => state.rules.addressRequiredFor.includes(no))
  const book = addressBook.filter((entry) => isAccepted(entry, state))
  if (book.length === 0) throw new Error("No sample address that the scenario's rules accept")
  return FastCheck.constantFrom(...choices(merchant)).chain(({ cardType, product }) =>
    FastCheck.record({
      card_unique_no: cardUniqueNos,
      cardholder_no: FastCheck.constantFrom(...approved(merchant)),
      address: addressInfo(cardType, needsAddress(product), book)
    }).map(({ address: info, ...numbers }) =>
      application({
        ...product,
        ...numbers,
        card_type: cardType,
        ...(info === undefined ? {} : { address_info: info })
      })
    )
  )
}
