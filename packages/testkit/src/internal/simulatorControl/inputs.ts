/** What the control API is sent: bodies and queries. */
import * as Schema from "effect/Schema"
import { callbackUrl } from "../program/callbackUrls.js"
import { changes, changesNothing, fault } from "../program/faults.js"
import { cardholderStatus, fromZero, operation, rules, whole } from "../program/rules.js"
import { apiKey, bin, cardholder, cardPackage, merchantFields } from "../program/scenario.js"

/** A body: every mistake in it is told, and a field that is not known is one. */
export const strict = <A, I>(schema: Schema.Schema<A, I>): Schema.Schema<A, I> =>
  schema.annotations({ parseOptions: { errors: "all", onExcessProperty: "error" } })

const maybe = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const text = Schema.NonEmptyString.pipe(
  Schema.maxLength(200, { description: "a text that is not empty, of at most 200 characters" })
)

const amount = Schema.String.pipe(
  Schema.pattern(/^\d{1,12}(?:\.\d{1,2})?$/, { description: `an amount with at most two decimals, such as "12.50"` })
)

/** The latest moment that a calendar of four digits has: 9999-12-31T23:59:59.999Z. */
const latest = 253_402_300_799_999

const moment = Schema.Int.pipe(Schema.between(0, latest, { description: "a moment in Unix ms, from 1970 to 9999" }))

/** A merchant to be added, or changed. */
export const Merchant = strict(Schema.Struct(merchantFields))

/** A cardholder to be added, or changed. */
export const Cardholder = strict(Schema.Struct({ apiKey, ...cardholder.fields }))

/** How a cardholder's review ends. */
export const Review = strict(Schema.Struct({ apiKey, cardholderNo: text, status: cardholderStatus }))

/** A package to be added, or changed. */
export const CardPackage = strict(Schema.Struct({ apiKey, ...cardPackage.fields }))

/** A BIN to be added, or changed. */
export const Bin = strict(Schema.Struct({ apiKey, ...bin.fields }))

const cardStatus = Schema.Literal("Pending", "ToActivate", "Activated", "Fail", "Frozen", "Delete")

/** A card, and the status that it gets. */
export const CardStatus = strict(Schema.Struct({ cardNo: text, status: cardStatus, reason: maybe(text) }))

/** A card. */
export const CardNo = strict(Schema.Struct({ cardNo: text }))

const spent = {
  cardNo: text,
  amount,
  type: maybe(text),
  localCurrency: maybe(text),
  merchantName: maybe(Schema.String.pipe(Schema.maxLength(200))),
  time: maybe(moment)
}

/** Money spent with a card, charged, or paid back. */
export const Consumption = strict(
  Schema.Struct({ ...spent, fee: maybe(amount), status: maybe(text), relatedNo: maybe(text) })
)

/** A payment that the merchant is asked about. */
export const Authorization = strict(Schema.Struct(spent))

/** A fault to be switched on. */
export const FaultInput = strict(
  Schema.Struct({
    fault,
    operation: maybe(operation),
    cardUniqueNo: maybe(text),
    nth: maybe(Schema.Int.pipe(Schema.between(1, 1e9, { description: "a whole number, 1 or more" }))),
    times: maybe(
      Schema.Union(
        Schema.Literal("always"),
        Schema.Int.pipe(Schema.between(1, 1e9, { description: "a whole number, 1 or more" }))
      ).annotations({ description: `"always", or a whole number, 1 or more` })
    )
  }).pipe(
    Schema.filter(({ fault, operation }) =>
      operation === undefined || changes(fault, operation) ? undefined : changesNothing
    ),
    Schema.annotations({ jsonSchema: {} })
  )
)

const upToDay = Schema.Int.pipe(Schema.between(0, 86_400_000, { description: "a whole number of ms, a day at most" }))

const settings = {
  urls: Schema.Record({ key: Schema.String, value: callbackUrl }),
  held: Schema.Boolean,
  retries: Schema.Int.pipe(Schema.between(0, 20, { description: "a whole number from 0 to 20" })),
  retryMillis: upToDay
}

/** Where callbacks are sent, and when. */
export const CallbackSettings = Schema.Struct({ ...settings, url: maybe(callbackUrl) })

/** Settings of callbacks to be changed. A merchant that is not named keeps its URL; `null` takes one away. */
export const CallbackSettingsInput = strict(
  Schema.partialWith(
    Schema.Struct({
      ...settings,
      urls: Schema.Record({ key: apiKey, value: Schema.NullOr(callbackUrl) }),
      url: Schema.NullOr(callbackUrl)
    }),
    { exact: true }
  )
)

const flat = Schema.Union(Schema.String, Schema.JsonNumber, Schema.Boolean, Schema.Null)

/** How a callback is sent by hand. */
export const SendInput = strict(
  Schema.Struct({
    times: maybe(Schema.Int.pipe(Schema.between(1, 10, { description: "a whole number from 1 to 10" }))),
    ageMillis: maybe(upToDay),
    stamp: maybe(Schema.Literal("first")),
    signature: maybe(Schema.Literal("wrong")),
    data: maybe(
      Schema.Record({ key: Schema.String, value: flat }).annotations({
        description: "an object of texts, numbers, true, false and null"
      })
    )
  }).pipe(
    Schema.filter(({ ageMillis, stamp }) =>
      stamp === undefined || ageMillis === undefined
        ? undefined
        : { path: ["ageMillis"], message: "expected nothing, since the stamp is that of the first time" }
    ),
    Schema.annotations({ jsonSchema: {} })
  )
)

/** Rules to be changed. */
export const RulesInput = strict(rules)

const shift = whole.pipe(Schema.between(-1e12, 1e12, { description: "a whole number of ms, 31 years at most" }))

/** How the clock is changed. */
export const ClockInput = strict(
  Schema.Struct({
    to: maybe(moment),
    byMillis: maybe(shift),
    skewMillis: maybe(shift),
    frozen: maybe(Schema.Boolean)
  })
)

/** A change of the clock. */
export type ClockChange = typeof ClockInput.Type

const fromText = <A>(schema: Schema.Schema<A, number>, description: string) =>
  Schema.optionalWith(Schema.NumberFromString.pipe(Schema.compose(schema)).annotations({ description }), {
    exact: true
  })

/** The most items of a page. */
const maxSize = 1_000

/** Which part of a list is asked for. */
const paged = {
  page: fromText(fromZero, "a whole number, 0 or more; default 0"),
  size: fromText(Schema.Int.pipe(Schema.between(1, maxSize)), "a whole number from 1 to 1000; default 50"),
  secrets: Schema.optionalWith(Schema.BooleanFromString, { exact: true })
}

const filter = Schema.optionalWith(Schema.String, { exact: true })

/** What is searched for. */
const search = Schema.optionalWith(
  Schema.String.annotations({ description: "a text that one of an item's texts holds, in upper or lower case" }),
  { exact: true }
)

/** A list without filters. */
export const Paged = strict(Schema.Struct(paged))

/** A list of what merchants have. */
export const OfMerchant = strict(Schema.Struct({ ...paged, apiKey: filter }))

/** Cardholders. */
export const CardholdersQuery = strict(
  Schema.Struct({
    ...paged,
    text: search,
    apiKey: filter,
    cardholderNo: filter,
    cardholderUniqueNo: filter,
    status: maybe(cardholderStatus)
  })
)

/** Cards. */
export const CardsQuery = strict(
  Schema.Struct({
    ...paged,
    text: search,
    apiKey: filter,
    cardNo: filter,
    cardUniqueNo: filter,
    cardholderNo: filter,
    status: filter
  })
)

/** Transfers. */
export const TransfersQuery = strict(
  Schema.Struct({ ...paged, apiKey: filter, cardholderNo: filter, transferUniqueNo: filter })
)

/** Consumptions. */
export const ConsumptionsQuery = strict(
  Schema.Struct({ ...paged, apiKey: filter, cardholderNo: filter, cardNo: filter })
)

/** Requests of the request log. */
export const LogQuery = strict(
  Schema.Struct({
    ...paged,
    text: search,
    operation: Schema.optionalWith(operation, { exact: true }),
    code: fromText(whole, "a whole number"),
    answeredBy: filter,
    cardUniqueNo: filter,
    cardholderNo: filter,
    faulty: Schema.optionalWith(Schema.BooleanFromString, { exact: true }),
    after: fromText(fromZero, "the id of a request: only later ones")
  })
)

/** Callbacks. */
export const CallbacksQuery = strict(Schema.Struct({ ...paged, apiKey: filter, action: filter }))

/** One request of the request log. */
export const Secrets = strict(Schema.Struct({ secrets: paged.secrets }))

/** The number in a path. */
export const Id = Schema.Struct({
  id: Schema.NumberFromString.pipe(Schema.compose(fromZero)).annotations({ description: "a whole number, 0 or more" })
})
