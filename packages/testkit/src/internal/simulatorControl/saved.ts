/** The whole state of a platform as JSON. Indexes are no part of it: they follow from the rest. */
import { Card } from "@effect-keysecure/schema"
import * as Schema from "effect/Schema"
import { cardholderStatus, mode, operation, rules } from "../program/rules.js"
import { strict } from "./inputs.js"

const text = Schema.String
const time = Schema.Finite
const count = Schema.NonNegativeInt
const cents = Schema.BigInt.annotations({ description: "whole hundredths, as a text" })
const maybe = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })
const dictionary = <A, I>(value: Schema.Schema<A, I>) => Schema.Record({ key: Schema.String, value })

const product = Schema.Struct({ productNo: text, cardTypes: Schema.Array(Card.CardType), organization: text })

const cardholder = Schema.Struct({
  cardholderNo: text,
  status: cardholderStatus,
  cardholderUniqueNo: text,
  email: text,
  failReason: text,
  createdAt: time,
  balance: cents,
  changeNo: count
})

const merchant = Schema.Struct({
  apiKey: text,
  mode,
  status: Schema.Literal("Enabled", "NotEnabled", "Expired", "Abnormal"),
  ipWhitelist: Schema.Union(Schema.Literal("any"), Schema.Array(text)),
  apiSecret: text,
  appId: text,
  pci: Schema.Boolean,
  nextRequestDue: time,
  sweepAt: count,
  tokens: Schema.Array(Schema.Tuple(text, time)),
  packages: Schema.Array(product),
  bins: Schema.Array(product),
  cardholders: Schema.Array(cardholder),
  cardholdersByUniqueNo: Schema.Array(Schema.Tuple(text, text))
})

const card = Schema.Struct({
  apiKey: text,
  cardUniqueNo: text,
  cardholderNo: text,
  productNo: text,
  cardType: Card.CardType,
  cardLastNo: text,
  organization: text,
  status: text,
  createdAt: time,
  changedAt: time,
  address: maybe(dictionary(Schema.Unknown)),
  pin: maybe(text),
  changeNo: count
})

const transfer = Schema.Struct({
  apiKey: text,
  transferUniqueNo: text,
  cardholderNo: text,
  type: Schema.Literal("In", "Out"),
  amount: cents,
  before: cents,
  after: cents,
  time
})

const consumption = Schema.Struct({
  apiKey: text,
  relatedNo: text,
  cardNo: text,
  cardholderNo: text,
  type: text,
  amount: cents,
  fee: cents,
  localCurrency: text,
  status: text,
  merchantName: text,
  time
})

const cardStep = Schema.Struct({ status: text, afterMillis: time })
const cardholderStep = Schema.Struct({ status: cardholderStatus, afterMillis: time })

/** A change to come: of a card, or, with an Api-Key, of a cardholder. */
const change = Schema.Struct({
  due: time,
  changeNo: count,
  card: maybe(Schema.Struct({ cardNo: text, steps: Schema.Array(cardStep) })),
  cardholder: maybe(Schema.Struct({ apiKey: text, cardholderNo: text, steps: Schema.Array(cardholderStep) }))
})

const event = Schema.Struct({ id: text, apiKey: text, time, action: text, data: dictionary(Schema.Unknown) })

/** The form of this version. */
export const format = "keysecure-simulator/1"

/** A saved state. Numbers of cards, transfers and consumptions are those of their places, from 1. */
export const Saved = strict(
  Schema.Struct({
    format: Schema.Literal(format),
    rules,
    merchants: Schema.Array(merchant),
    cards: Schema.Array(card),
    transfers: Schema.Array(transfer),
    consumptions: Schema.Array(consumption),
    tokenCount: count,
    cardholderCount: count,
    clientTokenCount: count,
    changeCount: count,
    eventCount: count,
    forcedCounts: Schema.Array(Schema.Tuple(operation, count)),
    schedule: Schema.Array(change),
    events: Schema.Array(event)
  })
).annotations({ identifier: "Saved" })

/** A saved state, decoded. */
export type Saved = typeof Saved.Type
