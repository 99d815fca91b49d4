/** A card of the card list as a row of the machine. */
import * as Card from "@effect-keysecure/schema/Card"
import { decoding } from "../encoding/codec.js"
import type { Row } from "../outcome/evidence.js"

/** The row of a card, or of as much of it as could be read. */
const cardRow = ({ cardNo, cardType, cardUniqueNo, cardholderNo, status }: Partial<Card.CardListItem>): Row => ({
  key: cardNo ?? JSON.stringify({ cardUniqueNo, status }),
  ref: cardNo ?? null,
  number: cardUniqueNo ?? null,
  holder: cardholderNo ?? null,
  type: cardType ?? null,
  status: status ?? null
})

/** The rows of a page. One that cannot be read as a card is a row too: it may be ours. */
export const cardRows = ({ list, odd = [] }: Card.CardPage): ReadonlyArray<Row> => [...list, ...odd].map(cardRow)

/** A number as cards have it. */
export const readCardUniqueNo = decoding(() => Card.CardUniqueNo)
