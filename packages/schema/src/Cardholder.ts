/**
 * Cardholders: whom a card is issued to.
 *
 * Source: docs/api.md, Apply for card, Cardholder.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { reference } from "./internal/text.js"

/**
 * The platform's number of a cardholder (`cardholder_no`): text that is not blank; its format is not documented. A
 * cardholder must be `Approved` before cards are applied for.
 *
 * @since 0.1.0
 * @category models
 */
export const CardholderNo = reference("a cardholder number").pipe(Schema.brand("CardholderNo"))

/**
 * @since 0.1.0
 * @category models
 */
export type CardholderNo = typeof CardholderNo.Type
