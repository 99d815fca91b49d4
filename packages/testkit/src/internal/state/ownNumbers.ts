/** How the numbers that a merchant sends are stored, asked for and shown, under the rules. */
import type { Rules } from "./rules.js"
import type { Card, Transfer } from "./state.js"
import { show, write } from "../text/writing.js"

/** A unique number of the merchant as it is stored. */
export const uniqueNoStored = (rules: Rules, sent: string): string => write(rules.uniqueNoStored, sent)

/** The number of a cardholder as it is looked up, stored and compared. */
export const cardholderNoStored = (rules: Rules, sent: string): string => write(rules.cardholderNoStored, sent)

/** The text that a filter of a list, by its wire name, looks for. */
export const askedFor = (rules: Rules, field: string, asked: string): string => {
  switch (field) {
    case "card_unique_no":
    case "transfer_unique_no":
      return rules.uniqueNoFilter === "exact" ? asked : uniqueNoStored(rules, asked)
    case "cardholder_no":
      return cardholderNoStored(rules, asked)
    default:
      return asked
  }
}

/** A card's numbers and type as a row of a list shows them; `undefined` if it leaves a field out. */
export const cardListed = (rules: Rules, { cardholderNo, cardType, cardUniqueNo }: Card) => ({
  card_unique_no: show(rules.uniqueNoShown, cardUniqueNo),
  cardholder_no: show(rules.cardholderNoShown, cardholderNo),
  card_type: show(rules.cardTypeShown, cardType)
})

/** The same fields as the detail of a card shows them. */
export const cardDetailed = (rules: Rules, card: Card) =>
  rules.cardDetail === "asListed"
    ? cardListed(rules, card)
    : { card_unique_no: card.cardUniqueNo, cardholder_no: card.cardholderNo, card_type: card.cardType }

/** A transfer's numbers as a row of a list shows them. */
export const transferListed = (rules: Rules, { cardholderNo, transferUniqueNo }: Transfer) => ({
  transfer_unique_no: show(rules.uniqueNoShown, transferUniqueNo),
  cardholder_no: show(rules.cardholderNoShown, cardholderNo)
})
