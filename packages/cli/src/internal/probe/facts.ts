/** What is known of a platform beside the rules. All of it stands in the state file, so it is a schema. */
import * as Schema from "effect/Schema"
import { replies } from "./callbacks/inbox.js"
import { Way } from "./callbacks/signing.js"

const texts = Schema.Array(Schema.String)

/** Bounds in ms, both included. */
export const Bounds = Schema.Struct({ from: Schema.Number, to: Schema.Number })

/** What the probe applies with. */
const Product = Schema.Struct({
  cardholderNo: Schema.String,
  field: Schema.Literal("package_no", "card_bin_no"),
  productNo: Schema.String
})

/** A number that was applied under. */
export const NumberSeen = Schema.Struct({
  sent: Schema.String,
  /** The text in the answer; `null` if there was none. */
  stored: Schema.NullOr(Schema.String),
  /** Whether the platform took it for one that was used before; `null` if that cannot be told. */
  repeated: Schema.NullOr(Schema.Boolean),
  /** The numbers that had been used then, and whether there certainly was a card of each. */
  earlier: Schema.Array(Schema.Struct({ number: Schema.String, isCertain: Schema.Boolean }))
})

/** A number that was applied under. */
export type NumberSeen = typeof NumberSeen.Type

/** What became of callbacks about one change of a card, all answered in one way. */
export const Round = Schema.Struct({
  reply: Schema.Literal(...replies),
  /** How long after the change the first delivery came, in ms. */
  first: Bounds,
  /** How long after the one before it each further delivery came, in ms. */
  again: Schema.Array(Schema.Number),
  /** How long deliveries were watched for after the first one, in ms. */
  watched: Schema.Number,
  /** Whether further ones have the `id` of the first; `null` if there were none. */
  sameId: Schema.NullOr(Schema.Boolean),
  /** Whether they have its `Timestamp`. */
  sameStamp: Schema.NullOr(Schema.Boolean),
  /** How long the platform waited for an answer, in ms; `null` if it was not seen to leave. */
  waited: Schema.NullOr(Schema.Number)
})

/** What became of callbacks. */
export type Round = typeof Round.Type

/** What is known of callbacks. */
const Callbacks = Schema.Struct({
  /** The ways of signing that fit every genuine delivery. */
  ways: Schema.Array(Way),
  rounds: Schema.Array(Round),
  /** Whether the callbacks of two changes came in the order of these; `null` if that was not seen. */
  inOrder: Schema.NullOr(Schema.Boolean),
  /** How many deliveries were signed in no way that is known. */
  strange: Schema.Number
})

/** What is known. */
export const Facts = Schema.partialWith(
  Schema.Struct({
    /** How old a stamp may be, in ms. */
    stampAge: Bounds,
    /** How far `Date` is ahead of the clock that checks stamps, over all answers, in ms. */
    dateAhead: Bounds,
    mode: Schema.Literal("CREDIT_EXTENSION", "AUTHORIZATION"),
    product: Product,
    /** Cardholders by their status: one of each. */
    holders: Schema.Record({ key: Schema.String, value: Schema.String }),
    /** Whether applications for the product need an address. */
    needsAddress: Schema.Boolean,
    /** The code that a span of 88 days gets; 0 if it is taken. */
    longSpanCode: Schema.Number,
    /** The data of a list without items, as JSON with its texts masked. */
    absent: Schema.String,
    /** Which check of an application was seen to come before which. */
    edges: Schema.Array(Schema.Tuple(Schema.String, Schema.String)),
    /** How far the time of a new card is ahead of the clock that checks stamps, in ms. */
    cardTimeAhead: Bounds,
    /** How long it took until a new card was listed, in ms. */
    lag: Bounds,
    /** Statuses of cards that the list showed, and those that it did not show. */
    listed: texts,
    unlisted: texts,
    /** Whether the list finds the first card by its number. */
    foundByNumber: Schema.Boolean,
    /** What became of numbers that differ from another one. */
    numbers: Schema.Array(NumberSeen),
    callbacks: Callbacks,
    /** Between which bounds the limit of requests lies: how many per second, and how many at once. */
    rate: Schema.Struct({ perSecond: Bounds, burst: Bounds })
  }),
  { exact: true }
)

/** What is known. */
export type Facts = typeof Facts.Type
