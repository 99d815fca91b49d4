/** The behaviour of the simulator where the contract leaves it open, and the behaviour that a test wants. */
import type { Endpoints } from "@effect-keysecure/schema"
import type { DateForm } from "../text/httpDate.js"
import type { Echo } from "../text/echo.js"
import type { EmptyList } from "./emptyList.js"
import type { OddItem } from "./oddItem.js"
import type { RateLimit } from "./rateLimit.js"
import type { Showing, Writing } from "../text/writing.js"

/**
 * The integration mode of a merchant (docs/api.md, Enums).
 *
 * @since 0.1.0
 * @category models
 */
export type Mode = "CREDIT_EXTENSION" | "AUTHORIZATION"

/** The checks of the headers, in the default order. */
export const checks = [
  "apiKeyPresent",
  "apiKeyKnown",
  "apiKeyEnabled",
  "ipAddress",
  "timestamp",
  "tokenPresent",
  "tokenValid",
  "mode",
  "merchantNormal"
] as const

/**
 * A check of the headers, in the default order: `apiKeyPresent` (1002), `apiKeyKnown` (1008), `apiKeyEnabled` (1010,
 * 1011), `ipAddress` (1003), `timestamp` (1005), `tokenPresent` (1006), `tokenValid` (1007), `mode` (1012) and
 * `merchantNormal` (1022).
 *
 * @since 0.1.0
 * @category models
 */
export type Check = (typeof checks)[number]

/** The checks of an application's body, in the default order. */
export const applicationChecks = [
  "fields",
  "addressFields",
  "product",
  "cardholder",
  "addressContent",
  "uniqueNo"
] as const

/**
 * A group of checks of an application's body, in the default order: `fields` and `addressFields` (types, and what must
 * be there: 1004), `product` (the package or BIN), `cardholder` (2002, 2004, 2005), `addressContent` (2007 to 2010,
 * 1004) and `uniqueNo` (a repeated number, where that is refused). The last four pass over fields that are not given.
 *
 * @since 0.1.0
 * @category models
 */
export type ApplicationCheck = (typeof applicationChecks)[number]

/** The checks of a list's request, in the default order. */
export const listChecks = ["timezone", "fields", "span"] as const

/**
 * A group of checks of a dated list's request, in the default order: `timezone` and `fields` (1004), and `span` (1019,
 * 1020), which passes where a bound is missing or cannot be read.
 *
 * @since 0.1.0
 * @category models
 */
export type ListCheck = (typeof listChecks)[number]

/** How the end of a token may be written. */
export const tokenEnds = ["millis", "seconds", "text", "unreadable", "null", "absent", "never"] as const

/**
 * A step in a card's life that comes by itself: the status, and how long after the step before, in ms.
 *
 * @since 0.1.0
 * @category models
 */
export interface CardStep {
  /** The status (docs/api.md, Enums). */
  readonly status: string
  /** How long after its creation, or after the step before, in ms. */
  readonly afterMillis: number
}

/**
 * A step in the review of a cardholder that comes by itself.
 *
 * @since 0.1.0
 * @category models
 */
export interface CardholderStep {
  /** The status (docs/api.md, Enums). */
  readonly status: "Pending" | "In_progress" | "Approved" | "Rejected"
  /** How long after the application, or after the step before, in ms. */
  readonly afterMillis: number
}

/**
 * The rules by which a simulator answers; `Scenario.rules` changes some of them. Those marked [A] are assumptions: the
 * contract does not say what the platform does (docs/api.md).
 *
 * @since 0.1.0
 * @category models
 */
export interface Rules {
  /**
   * The order in which the headers are checked. Checks that it leaves out follow in the default order, so that no check
   * is ever lost, and a check about the merchant passes if the Api-Key is not known. Default the order of docs/api.md,
   * Order of checks [A].
   */
  readonly checkOrder: ReadonlyArray<Check>
  /**
   * The order in which the body of an application is checked, group by group. Groups that it leaves out follow in the
   * default order. Default: fields, address fields, product, cardholder, content of the address, unique number [A].
   */
  readonly applicationCheckOrder: ReadonlyArray<ApplicationCheck>
  /**
   * The order in which a list's request is checked, group by group. Groups that it leaves out follow in the default
   * order. Default: timezone, fields, span [A].
   */
  readonly listCheckOrder: ReadonlyArray<ListCheck>
  /**
   * Whether a field that is `null` counts as not given, as `""` always does. Default `true` [A]; otherwise `null` is a
   * value of the wrong type, 1004.
   */
  readonly nullIsAbsent: boolean
  /**
   * Whether a text of nothing but white space counts as not given, as `""` always does. Default `true` [A]; otherwise it
   * is a text like any other.
   */
  readonly blankIsAbsent: boolean
  /**
   * Where the message of a refusal names the field that is wrong: `field: words` or `words: field`. Default `"before"` the
   * words [A].
   */
  readonly fieldInMessage: "before" | "after"
  /** How long a token lives, in ms. Default 24 h, as in the vendor's example [A]. */
  readonly tokenLifeMillis: number
  /**
   * How `expired_time` is written: in ms, in seconds, as text, as a text that is no time, as `null`, not at all, or as the
   * largest long integer (`"never"`). Default `"millis"`.
   */
  readonly tokenEnd: (typeof tokenEnds)[number]
  /** Whether a token begins with `Bearer ` and is taken only so. Default `false`. */
  readonly bearerTokens: boolean
  /** Whether a new token ends the merchant's older ones. Default `false`: they live on until they expire [A]. */
  readonly newTokenEndsOld: boolean
  /**
   * The answer to a `card_unique_no` that the merchant used before: a refusal, the number of the first card again,
   * another card, or code 0 without a card's number, which says "accepted, ask again later" and makes nothing. Default
   * `"refused"` [A].
   */
  readonly repeatedUniqueNo: "refused" | "sameCard" | "anotherCard" | "acceptedLater"
  /** The code of that refusal. Default 4001: 4xxx is about cards, but the vendor publishes no code for this [A]. */
  readonly repeatedUniqueNoCode: number
  /**
   * How a `card_unique_no` or `transfer_unique_no` is written when it is stored. A repeated number is written in the same
   * way before it is compared, and so is the number that a list asks for. Default `"asIs"`: compared exactly [A].
   */
  readonly uniqueNoStored: Writing
  /**
   * Whether the number that a list asks for is written as the stored numbers are, before it is compared. Default
   * `"asStored"` [A]. With `"exact"`, a number that is stored in another form is never found by the number that was
   * sent: no client survives that, and no law asks for it.
   */
  readonly uniqueNoFilter: "asStored" | "exact"
  /** How rows of the card list and the transfer list show the own number that is stored. Default `"asIs"` [A]. */
  readonly uniqueNoShown: Showing
  /**
   * How a `cardholder_no` that is sent is written before its cardholder is looked up, stored with a card, or compared.
   * The cardholders of the scenario need numbers in that form. Default `"asIs"` [A].
   */
  readonly cardholderNoStored: Writing
  /** How rows of the card list and the transfer list show the `cardholder_no` that is stored. Default `"asIs"` [A]. */
  readonly cardholderNoShown: Showing
  /** How rows of the card list show the `card_type`. Default `"asIs"` [A]. */
  readonly cardTypeShown: Showing
  /** Whether a card's detail shows these three as they are stored or as its row does. Default `"asStored"` [A]. */
  readonly cardDetail: "asStored" | "asListed"
  /** The status of a new card. Default `Activated` for a virtual and `ToActivate` for a physical card [A]. */
  readonly newCardStatus: { readonly Virtual: string; readonly Physical: string }
  /**
   * The steps of a new card that come by themselves, such as `[{ status: "Activated", afterMillis: 60_000 }]` after a
   * `newCardStatus` of `Pending`. A card whose status was changed in another way takes no further step. Default none
   * [A].
   */
  readonly cardLife: { readonly Virtual: ReadonlyArray<CardStep>; readonly Physical: ReadonlyArray<CardStep> }
  /** The status of a new cardholder. Default `"Pending"` [A]. */
  readonly newCardholderStatus: CardholderStep["status"]
  /** The steps of a new cardholder that come by themselves. Default `Approved` after a minute [A]. */
  readonly cardholderLife: ReadonlyArray<CardholderStep>
  /** The Sumsub share tokens that the platform cannot use: 2006. Default none [A]. */
  readonly unusableShareTokens: ReadonlyArray<string>
  /** The code for a card that the merchant does not have. Default 4002: the vendor publishes none [A]. */
  readonly unknownCardCode: number
  /** The code for a consumption that the merchant does not have. Default 4003: the vendor publishes none [A]. */
  readonly unknownConsumptionCode: number
  /**
   * The code for a change of status that a card cannot make: activating one that is not `ToActivate`, deleting one that
   * is deleted or failed. Default 4004: the vendor publishes none [A]. (Freezing a card that is not `Activated` is 4005.)
   */
  readonly refusedStatusCode: number
  /** The code for a CVV or PIN that cannot be decrypted, or is not the card's. Default 4010, naming the field [A]. */
  readonly wrongSecretCode: number
  /** Whether a client token needs permission to see secrets too: 1013 without it. Default `true` [A]. */
  readonly clientTokenNeedsPci: boolean
  /** How long a client token lives, in s. Default 300 [A]. */
  readonly clientTokenSeconds: number
  /**
   * The answer to a `transfer_unique_no` that the merchant used before: a refusal, the first transfer again, another
   * transfer, or code 0 without a transfer's number, as above. Default `"refused"` [A].
   */
  readonly repeatedTransferNo: "refused" | "sameTransfer" | "anotherTransfer" | "acceptedLater"
  /** The code of that refusal. Default 3002: 3xxx is about accounts, but the vendor publishes no code for this [A]. */
  readonly repeatedTransferNoCode: number
  /** The code for taking out more than there is. Default 3001: the vendor publishes none [A]. */
  readonly insufficientBalanceCode: number
  /** The fields that an item of the transfer list shows. Default `"all"` that the simulator has [A]. */
  readonly transferListFields: "all" | ReadonlyArray<string>
  /**
   * The packages and BINs whose virtual cards need an address too; without one they get 1004 naming `address_info`.
   * Default none: the contract says that some virtual cards do, and not which [A].
   */
  readonly addressRequiredFor: ReadonlyArray<string>
  /**
   * The number that the merchant's mode does not ask for, given as well: not looked at, or refused where the merchant
   * has no such package or BIN. Default `"ignored"` [A].
   */
  readonly otherProductNo: "ignored" | "checked"
  /** The code for a package or BIN that is unknown, or has no cards of the type. Default 1004 [A]. */
  readonly unknownProductCode: number
  /** The codes for a cardholder who is unknown or not approved. Default 2002, 2004, 2004, 2005 [A]. */
  readonly unapprovedCodes: {
    readonly Unknown: number
    readonly Pending: number
    readonly In_progress: number
    readonly Rejected: number
  }
  /** Countries refused with 2009 although ISO 3166 has them. Default none [A]. */
  readonly unsupportedCountries: ReadonlyArray<string>
  /**
   * The signs that an address line may hold besides English letters, digits and the space; another gets 2007. Those that
   * are not ASCII count as English in every field; another gets 2008. Default `,.'"-/#&():;+@!` and the twelve
   * typographic ones of real addresses, `°ºª№‘’“”–—·´` [A].
   */
  readonly addressSymbols: string
  /**
   * A phone number without a calling code, in a virtual card's address: only its digits are looked at, or it is refused
   * with 1004 naming `phone_code`. Default `"digits"` [A].
   */
  readonly phoneWithoutCode: "digits" | "refused"
  /** Operations that only one mode has, besides the documented ones; the other gets 1012. Default none. */
  readonly onlyForMode: { readonly [Name in Endpoints.EndpointName]?: Mode }
  /** The meaning of `time` in the card list, and of the span that it is asked by. Default `"creation"` [A]. */
  readonly listTime: "creation" | "lastChange"
  /** Whether cards at `start_time` and `end_time` themselves are listed. Default both [A]. */
  readonly listBounds: "inclusive" | "startOnly" | "exclusive"
  /** The moment that an `end_time` without a time of day means. Default the end of that day [A]. */
  readonly endDate: "startOfDay" | "endOfDay"
  /**
   * The meaning of 90 days: 90 times 24 hours, or 90 days of the calendar in the query's zone, where those of both ends
   * count. Default `"hours"` [A].
   */
  readonly listSpan: "hours" | "days"
  /** The code that an `end_time` later than the server's clock gets, if that is refused. Default `"allowed"` [A]. */
  readonly futureEnd: "allowed" | 1004 | 1019 | 1020
  /** The order of the card list by creation. Default `"newestFirst"`; the other costs time by the length of the list [A]. */
  readonly listOrder: "newestFirst" | "oldestFirst"
  /** The last page that a list may ask for; a later one gets 1004. Default 2147483647, the most that 32 bits hold [A]. */
  readonly maxPage: number
  /** The most items of a page, whatever `size` asks for; pages are counted by it. Default 100: as many as asked [A]. */
  readonly maxPageSize: number
  /** The form of a list's answer without items. Default `"list"`: `{ "list": [] }` [A]. */
  readonly emptyList: EmptyList
  /** How the first item of each page of a list is shown. Default `"none"`: as documented [A]. */
  readonly oddItem: OddItem
  /** How long after its creation a card shows in the list, in ms. Default 0 [A]. */
  readonly listLagMillis: number
  /** The statuses that the card list shows. Default `"all"`, `Pending` and `Fail` too [A]. */
  readonly listedStatuses: "all" | ReadonlyArray<string>
  /**
   * The values of the `Timezone` header that are taken; others get 1004. Default `"offsets"`: `UTC±H` from `UTC-12` to
   * `UTC+14` [A].
   */
  readonly timezones: "offsets" | ReadonlyArray<`UTC${"+" | "-"}${number}`>
  /** Whether answers carry a `Date` header. Default `true` [A]. (Over HTTP, some servers add one of their own.) */
  readonly dateHeader: boolean
  /**
   * The clock that writes `Date` minus the clock that checks timestamps, in ms. It is a list if several servers write
   * it: the millisecond in which an answer is written picks one. Default 0: one clock [A].
   */
  readonly dateSkewMillis: number | ReadonlyArray<number>
  /**
   * How `Date` is written: in the form of RFC 9110 (`"standard"`), in one of its obsolete forms (`"rfc850"`,
   * `"asctime"`), with a day of one digit, in lower case, with more blanks, or twice. Default `"standard"` [A].
   */
  readonly dateForm: DateForm
  /**
   * The `Age` header in seconds, which a cache or gateway adds; `Date` is so much older than the answer. `"none"`: without
   * that header. Default `"none"` [A].
   */
  readonly ageSeconds: number | "none"
  /** Whether the `Timestamp` of a callback is in ms or in seconds. Default `"millis"` [A]. */
  readonly callbackTimestamp: "millis" | "seconds"
  /** Whether numbers in callbacks are JSON numbers, or their digits in a text. Default `"number"` [A]. */
  readonly callbackNumbers: "number" | "text"
  /** How the hex of a callback's signature is written. Default `"lowerCase"` [A]. */
  readonly callbackSignature: "lowerCase" | "upperCase"
  /** How fast a merchant's requests may come; a request that comes too soon gets 1009. Default `"none"`: no limit [A]. */
  readonly rateLimit: "none" | RateLimit
  /** How long operations take before they are carried out, in ms, such as a slow get token. Default none. */
  readonly delayMillis: { readonly [Name in Endpoints.EndpointName]?: number }
  /**
   * Whether the message of a refusal repeats the value that it is about, for tests of what is logged: not at all, as it is
   * (`true`), or in another form. Default `false` [A].
   */
  readonly echo: boolean | Echo
  /**
   * Codes with which operations answer, before any check and without carrying anything out: any code of `ErrorCode`, or
   * one that is not documented. One code is answered always; a list of codes to the first requests of the operation, one
   * each, and the later ones are answered as usual. Default none; 0 counts as none.
   */
  readonly answers: { readonly [Name in Endpoints.EndpointName]?: number | ReadonlyArray<number> }
}

/** The rules of a new state. */
export const defaultRules: Rules = {
  checkOrder: checks,
  applicationCheckOrder: applicationChecks,
  listCheckOrder: listChecks,
  nullIsAbsent: true,
  blankIsAbsent: true,
  fieldInMessage: "before",
  tokenLifeMillis: 86_400_000,
  tokenEnd: "millis",
  bearerTokens: false,
  newTokenEndsOld: false,
  repeatedUniqueNo: "refused",
  repeatedUniqueNoCode: 4001,
  uniqueNoStored: "asIs",
  uniqueNoFilter: "asStored",
  uniqueNoShown: "asIs",
  cardholderNoStored: "asIs",
  cardholderNoShown: "asIs",
  cardTypeShown: "asIs",
  cardDetail: "asStored",
  newCardStatus: { Virtual: "Activated", Physical: "ToActivate" },
  cardLife: { Virtual: [], Physical: [] },
  newCardholderStatus: "Pending",
  cardholderLife: [{ status: "Approved", afterMillis: 60_000 }],
  unusableShareTokens: [],
  unknownCardCode: 4002,
  unknownConsumptionCode: 4003,
  refusedStatusCode: 4004,
  wrongSecretCode: 4010,
  clientTokenNeedsPci: true,
  clientTokenSeconds: 300,
  repeatedTransferNo: "refused",
  repeatedTransferNoCode: 3002,
  insufficientBalanceCode: 3001,
  transferListFields: "all",
  addressRequiredFor: [],
  otherProductNo: "ignored",
  unknownProductCode: 1004,
  unapprovedCodes: { Unknown: 2002, Pending: 2004, In_progress: 2004, Rejected: 2005 },
  unsupportedCountries: [],
  addressSymbols: `,.'"-/#&():;+@!°ºª№‘’“”–—·´`,
  phoneWithoutCode: "digits",
  onlyForMode: {},
  listTime: "creation",
  listBounds: "inclusive",
  endDate: "endOfDay",
  listSpan: "hours",
  futureEnd: "allowed",
  listOrder: "newestFirst",
  maxPage: 2_147_483_647,
  maxPageSize: 100,
  emptyList: "list",
  oddItem: "none",
  listLagMillis: 0,
  listedStatuses: "all",
  timezones: "offsets",
  dateHeader: true,
  dateSkewMillis: 0,
  dateForm: "standard",
  ageSeconds: "none",
  callbackTimestamp: "millis",
  callbackNumbers: "number",
  callbackSignature: "lowerCase",
  rateLimit: "none",
  delayMillis: {},
  echo: false,
  answers: {}
}
