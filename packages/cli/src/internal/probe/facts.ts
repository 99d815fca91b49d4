/** What is known of a platform beside the rules. All of it stands in the state file, so it is a schema. */
import * as Schema from "effect/Schema"

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
    /** The data of a list without items, as JSON. */
    absent: Schema.String,
    /** Which check of an application was seen to come before which. */
    edges: Schema.Array(Schema.Tuple(Schema.String, Schema.String)),
    /** How long it took until a new card was listed, in ms. */
    lag: Bounds,
    /** Statuses of cards that the list showed, and those that it did not show. */
    listed: texts,
    unlisted: texts,
    /** Whether the list finds the first card by its number. */
    foundByNumber: Schema.Boolean,
    /** What became of numbers that differ from another one. */
    numbers: Schema.Array(NumberSeen)
  }),
  { exact: true }
)

/** What is known. */
export type Facts = typeof Facts.Type
