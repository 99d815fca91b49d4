/** A card of the card list as a row of the machine. */
import { Card } from "@effect-keysecure/schema"
import { decoding } from "../encoding/codec.js"
import type { Row } from "../outcome/evidence.js"

/** The row of a card. */
export const cardRow = ({ cardNo, cardType, cardUniqueNo, cardholderNo, status }: Card.CardListItem): Row => ({
  key: cardNo,
  ref: cardNo,
  number: cardUniqueNo ?? null,
  holder: cardholderNo ?? null,
  type: cardType ?? null,
  status
})

/** A number as cards have it. */
export const readCardUniqueNo = decoding(() => Card.CardUniqueNo)
