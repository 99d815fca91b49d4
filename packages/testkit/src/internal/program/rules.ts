/** The rules of a simulator as they stand in a scenario file: those of `Scenario.Rules`, each of them optional. */
import { Endpoints } from "@effect-keysecure/schema"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import * as EmptyList from "../state/emptyList.js"
import { oddItems } from "../state/oddItem.js"
import { applicationChecks, checks, listChecks, type Mode, type Rules, tokenEnds } from "../state/rules.js"
import { echoes } from "../text/echo.js"
import { dateForms } from "../text/httpDate.js"
import { type Showing, showings, type Writing, writings } from "../text/writing.js"

/** A whole number. */
export const whole = Schema.Int.annotations({ description: "a whole number" })

/** A number of ms, of seconds, or of a page. */
export const fromZero = Schema.NonNegativeInt.annotations({ description: "a whole number, 0 or more" })

/** A list of texts. */
export const texts = Schema.Array(Schema.String).annotations({ description: "a list of texts" })

/** The integration mode of a merchant. */
export const mode: Schema.Schema<Mode> = Schema.Literal("CREDIT_EXTENSION", "AUTHORIZATION")

/** The status of a cardholder. */
export const cardholderStatus = Schema.Literal("Pending", "In_progress", "Approved", "Rejected")

/** The name of an operation. */
export const operation = Schema.Literal(...Struct.keys(Endpoints.all))

/** Values by the names of some operations. */
const byOperation = <A>(value: Schema.Schema<A>) =>
  Schema.partialWith(Schema.Record({ key: operation, value }), { exact: true }).annotations({
    description: "an object with names of operations as its fields"
  })

const allOrTexts = Schema.Union(Schema.Literal("all"), texts).annotations({ description: `"all" or a list of texts` })

const listOf = <A>(item: Schema.Schema<A>) => Schema.Array(item).annotations({ description: "a list" })

const byCardType = <A>(value: Schema.Schema<A>) =>
  Schema.Struct({ Virtual: value, Physical: value }).annotations({
    description: "an object with the fields Virtual and Physical"
  })

const lifeOf = <A>(status: Schema.Schema<A>) =>
  listOf(
    Schema.Struct({ status, afterMillis: fromZero }).annotations({
      description: "an object with the fields status and afterMillis"
    })
  )

const timezones = Schema.Union(
  Schema.Literal("offsets"),
  listOf(
    Schema.TemplateLiteral("UTC", Schema.Literal("+", "-"), Schema.Number).annotations({
      description: `"UTC+" or "UTC-" and a number`
    })
  )
).annotations({ description: `"offsets" or a list of time zones` })

const cut = Schema.Struct({ first: fromZero })
const writing: Schema.Schema<Writing> = Schema.Union(Schema.Literal(...Struct.keys(writings)), cut).annotations({
  description: "the name of a way of writing, or an object with the field first"
})
const showing: Schema.Schema<Showing> = Schema.Union(
  Schema.Literal(...Struct.keys(writings), ...Struct.keys(showings)),
  cut
).annotations({ description: "the name of a way of showing, or an object with the field first" })

/** A rule that is added to `Rules` breaks the build here. */
const all: { readonly [Name in keyof Rules]: Schema.Schema<Rules[Name]> } = {
  checkOrder: listOf(Schema.Literal(...checks)),
  applicationCheckOrder: listOf(Schema.Literal(...applicationChecks)),
  listCheckOrder: listOf(Schema.Literal(...listChecks)),
  nullIsAbsent: Schema.Boolean,
  blankIsAbsent: Schema.Boolean,
  fieldInMessage: Schema.Literal("before", "after"),
  tokenLifeMillis: fromZero,
  tokenEnd: Schema.Literal(...tokenEnds),
  bearerTokens: Schema.Boolean,
  newTokenEndsOld: Schema.Boolean,
  repeatedUniqueNo: Schema.Literal("refused", "sameCard", "anotherCard", "acceptedLater"),
  repeatedUniqueNoCode: whole,
  uniqueNoStored: writing,
  uniqueNoFilter: Schema.Literal("asStored", "exact"),
  uniqueNoShown: showing,
  cardholderNoStored: writing,
  cardholderNoShown: showing,
  cardTypeShown: showing,
  cardDetail: Schema.Literal("asStored", "asListed"),
  newCardStatus: byCardType(Schema.String),
  cardLife: byCardType(lifeOf(Schema.String)),
  newCardholderStatus: cardholderStatus,
  cardholderLife: lifeOf(cardholderStatus),
  unusableShareTokens: texts,
  unknownCardCode: whole,
  unknownConsumptionCode: whole,
  refusedStatusCode: whole,
  wrongSecretCode: whole,
  clientTokenNeedsPci: Schema.Boolean,
  clientTokenSeconds: fromZero,
  repeatedTransferNo: Schema.Literal("refused", "sameTransfer", "anotherTransfer", "acceptedLater"),
  repeatedTransferNoCode: whole,
  insufficientBalanceCode: whole,
  transferListFields: allOrTexts,
  addressRequiredFor: texts,
  otherProductNo: Schema.Literal("ignored", "checked"),
  unknownProductCode: whole,
  unapprovedCodes: Schema.Struct({ Unknown: whole, Pending: whole, In_progress: whole, Rejected: whole }).annotations({
    description: "an object with the fields Unknown, Pending, In_progress and Rejected"
  }),
  unsupportedCountries: texts,
  addressSymbols: Schema.String,
  phoneWithoutCode: Schema.Literal("digits", "refused"),
  onlyForMode: byOperation(mode),
  listTime: Schema.Literal("creation", "lastChange"),
  listBounds: Schema.Literal("inclusive", "startOnly", "exclusive"),
  endDate: Schema.Literal("startOfDay", "endOfDay"),
  listSpan: Schema.Literal("hours", "days"),
  futureEnd: Schema.Literal("allowed", 1004, 1019, 1020),
  listOrder: Schema.Literal("newestFirst", "oldestFirst"),
  maxPage: fromZero,
  maxPageSize: Schema.Positive.pipe(Schema.int()).annotations({ description: "a whole number, 1 or more" }),
  emptyList: Schema.Literal(...Struct.keys(EmptyList.none), ...Struct.keys(EmptyList.anything)),
  oddItem: Schema.Literal(...Struct.keys(oddItems)),
  listLagMillis: fromZero,
  listedStatuses: allOrTexts,
  timezones,
  dateHeader: Schema.Boolean,
  dateSkewMillis: Schema.Union(whole, listOf(whole)).annotations({ description: "a whole number, or a list of them" }),
  dateForm: Schema.Literal(...dateForms),
  ageSeconds: Schema.Union(Schema.Literal("none"), fromZero).annotations({ description: `"none" or a whole number` }),
  callbackTimestamp: Schema.Literal("millis", "seconds"),
  callbackNumbers: Schema.Literal("number", "text"),
  callbackSignature: Schema.Literal("lowerCase", "upperCase"),
  rateLimit: Schema.Union(
    Schema.Literal("none"),
    Schema.Struct({ perSecond: Schema.Positive.pipe(Schema.finite()), burst: Schema.Positive.pipe(Schema.int()) })
  ).annotations({ description: `"none", or an object with perSecond (more than 0) and burst (1 or more)` }),
  delayMillis: byOperation(fromZero),
  echo: Schema.Union(Schema.Boolean, Schema.Literal(...Struct.keys(echoes))),
  answers: byOperation(
    Schema.Union(whole, Schema.Array(whole)).annotations({ description: "a whole number, or a list of them" })
  )
}

/** Some of the rules. */
export const rules = Schema.partialWith(Schema.Struct(all), { exact: true }).annotations({
  description: "an object with some of the rules"
})
