/** What the programs apply with through the client: `applying.virtual` and `applying.physical` as values of the domain. */
import { Schema } from "effect"
import { Card, CardApplication } from "@effect-keysecure/schema"
import { physical, virtual } from "./applying.js"

const decode = Schema.decodeUnknownSync(CardApplication.CardApplication)

/** An application for a virtual card. */
export const virtualApplication = decode(virtual(0))

/** An application for a physical card. */
export const physicalApplication = decode(physical(0))

/** The `n`th application, as a program makes it: its number checked, the rest at hand. */
export const applicationOf = (n: number): CardApplication.CardApplication => ({
  ...virtualApplication,
  cardUniqueNo: Card.CardUniqueNo.make(`bench-${n}`)
})

/** The same for a physical card. */
export const physicalOf = (n: number): CardApplication.CardApplication => ({
  ...physicalApplication,
  cardUniqueNo: Card.CardUniqueNo.make(`bench-${n}`)
})
