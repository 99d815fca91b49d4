/** The recipes of docs/recipes.md, as they stand there, against the simulator in memory. */
import { AttemptLog, CardIssuance, CardUniqueNo, Listing, Transfers } from "@effect-keysecure/client"
import * as NodeCardCipher from "@effect-keysecure/client/NodeCardCipher"
import { Card, Cardholder } from "@effect-keysecure/schema"
import { type Fault, KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import { it } from "@effect-keysecure/testkit/vitest"
import { expect } from "@effect/vitest"
import { BigDecimal, DateTime, Effect, Layer, Redacted } from "effect"
import { activate } from "../recipes/activate.js"
import { freeze, unfreeze } from "../recipes/freeze.js"
import { issueFor } from "../recipes/issue.js"
import { frozenCards } from "../recipes/list.js"
import { onboard } from "../recipes/onboard.js"
import { nightly } from "../recipes/reconcile.js"
import { secretsOf, tokenForPage } from "../recipes/show.js"
import { topUp } from "../recipes/transfer.js"

const platform = (faults: Fault.Schedule = [], rules: Partial<Scenario.Rules> = {}) =>
  Layer.mergeAll(
    Listing.layer,
    Transfers.layer(),
    NodeCardCipher.layer({ apiSecret: Redacted.make(Scenario.apiSecret) })
  ).pipe(
    Layer.provideMerge(
      CardIssuance.layer({ apiKey: Redacted.make(Scenario.creditApiKey), baseUrl: KeySecureSimulator.baseUrl })
    ),
    Layer.provide(AttemptLog.layerMemory()),
    Layer.provideMerge(KeySecureSimulator.layerHttpClient({ faults, scenario: Scenario.rules(rules) }))
  )

/** The `nth` request of an operation is carried out, and its answer is lost. */
const lost = (operation: Fault.Step["operation"], nth = 1): Fault.Step => ({
  operation,
  nth,
  fault: { _tag: "LoseAnswer", silent: false }
})

const approved = Cardholder.CardholderNo.make(Scenario.approvedCardholderNo)
const token = Redacted.make("a share token")
const pin = Redacted.make("135790")

const lastDays = Effect.map(DateTime.now, (now) => ({
  from: DateTime.subtract(now, { days: 2 }),
  to: DateTime.add(now, { days: 1 })
}))

const statuses = Effect.flatMap(KeySecureSimulator.KeySecureSimulator, ({ cards }) =>
  Effect.map(cards, (all) => all.map(({ status }) => status))
)

it.virtual.each([[], [lost("applyForCardholder")]])("onboard: a cardholder, with %j", (faults) =>
  Effect.gen(function* () {
    expect(yield* onboard("ada", token)).toBe("H0000000001")
    expect(yield* issueFor("1", Cardholder.CardholderNo.make("H0000000001"))).toMatchObject({ status: "Activated" })
  }).pipe(Effect.provide(platform(faults)))
)

it.virtual("onboard: a person who is refused", () =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(onboard("ada", token))
    expect(error).toMatchObject({ _tag: "NotApproved", status: "Rejected" })
  }).pipe(Effect.provide(platform([], { cardholderLife: [{ status: "Rejected", afterMillis: 60_000 }] })))
)

it.virtual("issue: one card per order, with a lost answer and a card that takes its time", () =>
  Effect.gen(function* () {
    const first = yield* issueFor("1", approved)
    expect(first.status).toBe("Activated")
    expect(yield* issueFor("1", approved)).toEqual(first)
    expect(yield* statuses).toEqual(["Activated"])
  }).pipe(
    Effect.provide(
      platform([lost("applyForCard")], {
        newCardStatus: { Virtual: "Pending", Physical: "Pending" },
        cardLife: { Virtual: [{ status: "Activated", afterMillis: 30_000 }], Physical: [] }
      })
    )
  )
)

it.virtual.each([[], [lost("activateCard"), lost("setCardPin")]])("show and activate, with %j", (faults) =>
  Effect.gen(function* () {
    const { cardNo } = yield* Effect.flatMap(CardIssuance.CardIssuance, ({ issue }) =>
      issue(Sample.physicalApplication)
    )
    const { cvv, expiry, pan } = yield* secretsOf(cardNo)
    expect(Redacted.value(pan)).toMatch(/^\d{16}$/)
    expect(expiry).toMatch(/^\d\d\/\d+$/)
    expect(String(pan)).toBe("<redacted>")
    expect(Redacted.value(yield* tokenForPage(cardNo))).not.toBe("")
    const cardLastNo = Redacted.value(pan).slice(-4)
    yield* activate({ cardholderNo: approved, cardNo, cvv, cardLastNo }, pin)
    expect(yield* statuses).toEqual(["Activated"])
  }).pipe(Effect.provide(platform(faults)))
)

it.virtual("freeze, list, unfreeze", () =>
  Effect.gen(function* () {
    const { cardNo } = yield* issueFor("1", approved)
    yield* issueFor("2", approved)
    yield* freeze(cardNo)
    expect([...(yield* frozenCards(yield* lastDays))]).toEqual([cardNo])
    yield* unfreeze(cardNo)
    expect(yield* statuses).toEqual(["Activated", "Activated"])
  }).pipe(Effect.provide(platform([lost("updateCardStatus")])))
)

it.virtual("transfer: once, though its answer is lost", () =>
  Effect.gen(function* () {
    yield* topUp("1", approved, BigDecimal.unsafeFromString("12.50"))
    const transfers = yield* Effect.flatMap(KeySecureSimulator.KeySecureSimulator, ({ requestRecords }) =>
      Effect.map(requestRecords, (all) => all.filter(({ operation }) => operation === "transfer"))
    )
    expect(transfers).toHaveLength(1)
  }).pipe(Effect.provide(platform([lost("transfer")])))
)

it.virtual("transfer: one that never arrived may be sent again, for certain", () =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(topUp("1", approved, BigDecimal.unsafeFromString("12.50")))
    expect(error._tag).toBe("NotTransferred")
    yield* topUp("1", approved, BigDecimal.unsafeFromString("12.50"))
  }).pipe(Effect.provide(platform([{ operation: "transfer", nth: 1, fault: { _tag: "DropBefore", silent: true } }])))
)

it.virtual("reconcile: open orders are settled, and a card that no order knows is told", () =>
  Effect.gen(function* () {
    const known = yield* issueFor("1", approved)
    const open = CardUniqueNo.fromBusinessId("orders", "2")
    const found = yield* issueFor("2", approved)
    const none = Card.CardUniqueNo.make("never-sent")
    const other = yield* issueFor("of somebody else", approved)
    const report = yield* nightly(
      [
        { cardUniqueNo: CardUniqueNo.fromBusinessId("orders", "1"), cardNo: known.cardNo },
        { cardUniqueNo: open },
        { cardUniqueNo: none }
      ],
      yield* lastDays
    )
    expect(report).toEqual({
      settled: [
        { cardUniqueNo: open, is: "issued", cardNo: found.cardNo },
        { cardUniqueNo: none, is: "none" }
      ],
      unexpected: [other.cardNo]
    })
  }).pipe(Effect.provide(platform()))
)
