import { ErrorCode } from "@effect-keysecure/schema"
import { FastCheck as fc, pipe, Struct } from "effect"
import * as EmptyList from "../../src/internal/state/emptyList.js"
import { oddItems } from "../../src/internal/state/oddItem.js"
import { applicationChecks, checks, listChecks, tokenEnds } from "../../src/internal/state/rules.js"
import { echoes } from "../../src/internal/text/echo.js"
import { dateForms } from "../../src/internal/text/httpDate.js"
import { showings, writings } from "../../src/internal/text/writing.js"
import { Scenario, type Simulation } from "../../src/index.js"

const millis = fc.oneof(
  fc.constantFrom(0, 1, -1, 60_000, 86_400_000, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  fc.integer(),
  fc.double()
)
const code = fc.oneof(fc.constantFrom(...ErrorCode.codes, 0, 4999), fc.integer(), fc.double())
const status = fc.oneof(fc.constantFrom("Pending", "Activated", "Fail"), fc.string())
const mode = fc.constantFrom<Scenario.Mode>("CREDIT_EXTENSION", "AUTHORIZATION")

/** Some of the names in some order, perhaps with one twice. */
const order = <Name extends string>(names: ReadonlyArray<Name>) =>
  fc.tuple(fc.shuffledSubarray([...names]), fc.subarray([...names])).map(([some, others]) => [...some, ...others])

const byOperation = <A>(value: fc.Arbitrary<A>) =>
  fc.record(
    {
      getToken: value,
      applyForCard: value,
      listCards: value,
      getCard: value,
      updateCardStatus: value,
      transfer: value
    },
    { requiredKeys: [] }
  )

/** Rare: nine times out of ten the default, so that the rest of the platform is seen too. */
const rare = <A>(byDefault: A, value: fc.Arbitrary<A>) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(byDefault) }, { weight: 1, arbitrary: value })

const signs = fc.constantFrom("", ",.-/", "°ß王🗽", "]^\\-", Scenario.empty.rules.addressSymbols)

const cardholderStatus = fc.constantFrom<Simulation.CardholderStatus>("Pending", "In_progress", "Approved", "Rejected")
const life = <Status>(step: fc.Arbitrary<Status>) =>
  fc.array(fc.record({ status: step, afterMillis: millis }), { maxLength: 3 })

const cut = fc.record({ first: fc.integer({ min: -1, max: 64 }) })

/** Every way of writing. */
export const writing: fc.Arbitrary<Scenario.Writing> = fc.oneof(fc.constantFrom(...Struct.keys(writings)), cut)

/** Every way of showing. */
export const showing: fc.Arbitrary<Scenario.Showing> = fc.oneof(writing, fc.constantFrom(...Struct.keys(showings)))

/** Values of every rule, likely and unlikely ones. */
export const values: { readonly [Name in keyof Scenario.Rules]: fc.Arbitrary<Scenario.Rules[Name]> } = {
  checkOrder: order(checks),
  applicationCheckOrder: order(applicationChecks),
  listCheckOrder: order(listChecks),
  nullIsAbsent: fc.boolean(),
  blankIsAbsent: fc.boolean(),
  fieldInMessage: fc.constantFrom("before", "after"),
  tokenLifeMillis: millis,
  tokenEnd: fc.constantFrom(...tokenEnds),
  bearerTokens: fc.boolean(),
  newTokenEndsOld: fc.boolean(),
  repeatedUniqueNo: fc.constantFrom("refused", "sameCard", "anotherCard", "acceptedLater"),
  repeatedUniqueNoCode: code,
  uniqueNoStored: rare("asIs", writing),
  uniqueNoFilter: fc.constantFrom("asStored", "exact"),
  uniqueNoShown: showing,
  cardholderNoStored: rare("asIs", writing),
  cardholderNoShown: showing,
  cardTypeShown: showing,
  cardDetail: fc.constantFrom("asStored", "asListed"),
  newCardStatus: fc.record({ Virtual: status, Physical: status }),
  cardLife: fc.record({ Virtual: life(status), Physical: life(status) }),
  newCardholderStatus: cardholderStatus,
  cardholderLife: life(cardholderStatus),
  unusableShareTokens: fc.subarray(["share-token", ""]),
  unknownCardCode: code,
  unknownConsumptionCode: code,
  refusedStatusCode: code,
  wrongSecretCode: code,
  clientTokenNeedsPci: fc.boolean(),
  clientTokenSeconds: millis,
  repeatedTransferNo: fc.constantFrom("refused", "sameTransfer", "anotherTransfer", "acceptedLater"),
  repeatedTransferNoCode: code,
  insufficientBalanceCode: code,
  transferListFields: fc.oneof(fc.constant("all" as const), fc.subarray(["transfer_no", "transfer_unique_no", "x"])),
  addressRequiredFor: fc.subarray(["P0001", "P0002", "B0001", ""]),
  otherProductNo: fc.constantFrom("ignored", "checked"),
  unknownProductCode: code,
  unapprovedCodes: fc.record({ Unknown: code, Pending: code, In_progress: code, Rejected: code }),
  unsupportedCountries: fc.subarray(["US", "CN", "XX", ""]),
  addressSymbols: signs,
  phoneWithoutCode: fc.constantFrom("digits", "refused"),
  onlyForMode: rare({}, byOperation(mode)),
  listTime: fc.constantFrom("creation", "lastChange"),
  listBounds: fc.constantFrom("inclusive", "startOnly", "exclusive"),
  endDate: fc.constantFrom("startOfDay", "endOfDay"),
  listSpan: fc.constantFrom("hours", "days"),
  futureEnd: rare<Scenario.Rules["futureEnd"]>(
    "allowed",
    fc.constantFrom("allowed" as const, 1004 as const, 1019 as const, 1020 as const)
  ),
  listOrder: fc.constantFrom("newestFirst", "oldestFirst"),
  maxPage: millis,
  maxPageSize: millis,
  callbackTimestamp: fc.constantFrom("millis", "seconds"),
  callbackNumbers: fc.constantFrom("number", "text"),
  callbackSignature: fc.constantFrom("lowerCase", "upperCase"),
  emptyList: fc.constantFrom(...Struct.keys(EmptyList.none), ...Struct.keys(EmptyList.anything)),
  oddItem: fc.constantFrom(...Struct.keys(oddItems)),
  listLagMillis: millis,
  listedStatuses: fc.oneof(fc.constant("all" as const), fc.array(status)),
  timezones: fc.oneof(
    fc.constant("offsets" as const),
    fc.array(fc.integer({ min: 0, max: 99 }).map((hours) => `UTC+${hours}` as const))
  ),
  dateHeader: fc.boolean(),
  dateSkewMillis: fc.oneof(millis, fc.array(millis, { maxLength: 3 })),
  dateForm: fc.constantFrom(...dateForms),
  ageSeconds: fc.oneof(fc.constant("none" as const), fc.nat(86_400)),
  rateLimit: fc.oneof(
    fc.constant("none" as const),
    fc.record({ perSecond: fc.double({ min: 0.1, max: 1000, noNaN: true }), burst: fc.integer({ min: 1, max: 20 }) })
  ),
  delayMillis: byOperation(millis),
  echo: fc.oneof(fc.boolean(), fc.constantFrom(...Struct.keys(echoes))),
  answers: rare({}, byOperation(fc.oneof(code, fc.array(code, { maxLength: 3 }))))
}

/** Some rules changed. */
export const someRules: fc.Arbitrary<Partial<Scenario.Rules>> = fc.record(values, { requiredKeys: [] })

const apiKey = fc.constantFrom(Scenario.creditApiKey, Scenario.authorizationApiKey)

const merchant = fc
  .record({
    apiKey,
    mode,
    status: fc.constantFrom("Enabled" as const, "NotEnabled" as const, "Expired" as const, "Abnormal" as const),
    ipWhitelist: fc.constantFrom("any" as const, ["127.0.0.1"], [])
  })
  .map(Scenario.merchant)

const cardholder = fc
  .record({
    apiKey,
    cardholderNo: fc.constantFrom("U0001", "U0002", ""),
    status: fc.constantFrom("Pending" as const, "In_progress" as const, "Approved" as const, "Rejected" as const)
  })
  .map(Scenario.cardholder)

const cardTypes = fc.subarray(["Virtual" as const, "Physical" as const])
const cardPackage = fc
  .record({ apiKey, packageNo: fc.constantFrom("P0001", "P0002", "B0001"), cardTypes })
  .map(Scenario.cardPackage)
const bin = fc.record({ apiKey, cardBinNo: fc.constantFrom("B0001", "P0001"), cardTypes }).map(Scenario.bin)

const asItIs: Scenario.Scenario = (state) => state

/** A change of what the platform is set up with: some rules always, now and then a merchant and what it has. */
export const change: fc.Arbitrary<Scenario.Scenario> = fc
  .tuple(someRules, rare(asItIs, fc.oneof(merchant, cardholder, cardPackage, bin)))
  .map(
    ([rules, other]) =>
      (state) =>
        pipe(state, Scenario.rules(rules), other)
  )
