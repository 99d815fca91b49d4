/** Somebody's wish for one card, and what a program says became of it. */
import { type Card as CardSchema, CardApplication } from "@effect-keysecure/schema"
import * as Schema from "effect/Schema"
import * as Scenario from "../../Scenario.js"
import { newYork } from "../addresses/book.js"

/**
 * Somebody's wish for one card. It has a cardholder of its own, by whom its cards are counted.
 *
 * @since 0.1.0
 * @category models
 */
export interface Intent {
  /** The key that the business knows it by; the same when the program comes back to it. */
  readonly id: string
  /** Its cardholder. */
  readonly cardholderNo: string
  /** Its application under a number: a physical card, with name, phone and address. */
  readonly application: (cardUniqueNo: CardSchema.CardUniqueNo) => CardApplication.CardApplication
}

/**
 * What a program says became of an intent.
 *
 * @since 0.1.0
 * @category models
 */
export type Outcome =
  { readonly _tag: "Card"; readonly cardNo: string } | { readonly _tag: "NoCard" } | { readonly _tag: "Unknown" }

/**
 * There is a card of this number.
 *
 * @since 0.1.0
 * @category outcomes
 */
export const card = (cardNo: string): Outcome => ({ _tag: "Card", cardNo })

/**
 * There certainly is no card.
 *
 * @since 0.1.0
 * @category outcomes
 */
export const noCard: Outcome = { _tag: "NoCard" }

/**
 * There may be a card.
 *
 * @since 0.1.0
 * @category outcomes
 */
export const unknown: Outcome = { _tag: "Unknown" }

/** Whom the cards are for, by names that are found nowhere by chance. */
const applicant = { first_name: "Perpetua", last_name: "Quackenbush", ...newYork }

/** What of an application is personal. */
export const personal = [applicant.first_name, applicant.last_name, applicant.phone, applicant.address_line1]

const readApplication = Schema.decodeUnknownSync(CardApplication.CardApplication)

/**
 * The intent of an index from 1. On a hostile platform the cardholder's number has both cases, and a letter that NFKC
 * changes; the numbers of two cardholders differ in their first five characters.
 */
export const intentOf = (index: number, hostile: boolean): Intent => {
  const cardholderNo = `I${String(index).padStart(4, "0")}${hostile ? "-b\u{FB01}" : ""}`
  return {
    id: `intent-${index}`,
    cardholderNo,
    application: (cardUniqueNo) =>
      readApplication({
        cardholder_no: cardholderNo,
        package_no: Scenario.physicalPackageNo,
        card_type: "Physical",
        card_unique_no: cardUniqueNo,
        address_info: applicant
      })
  }
}
