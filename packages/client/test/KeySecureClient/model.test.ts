/** The client over the simulator, and a model that shares nothing with either, agree on every step and on what is left. */
import { type ClientError, KeySecureClient } from "@effect-keysecure/client"
import { Account, Card, Cardholder, CardProduct } from "@effect-keysecure/schema"
import { Sample, Scenario } from "@effect-keysecure/testkit"
import { BigDecimal, Effect, Either, FastCheck as fc, Layer, Redacted } from "effect"
import { expect, it } from "vitest"
import { cipher } from "../support/operations.js"
import { simulated } from "../support/simulated.js"
import * as Model from "../support/model.js"
import { runs } from "../../../testkit/test/support/runs.js"

const holders = ["M0001", "M0002"].map((no) => Cardholder.CardholderNo.make(no))
const scenario: Scenario.Scenario = (initial) =>
  holders.reduce(
    (state, cardholderNo) => Scenario.cardholder({ apiKey: Scenario.creditApiKey, cardholderNo })(state),
    initial
  )

const holder = fc.nat(holders.length - 1)
const card = fc.nat(4)
const no = fc.nat(30)
const steps: fc.Arbitrary<Model.Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: fc.constant("apply" as const),
      holder,
      no,
      type: fc.constantFrom("Virtual" as const, "Physical" as const)
    })
  },
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: fc.constant("status" as const),
      card,
      to: fc.constantFrom("Activated" as const, "Frozen" as const, "Delete" as const)
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: fc.constant("activate" as const),
      card,
      cvv: fc.constantFrom("right" as const, "right" as const, "wrong" as const)
    })
  },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("pin" as const), card }) },
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: fc.constant("transfer" as const),
      holder,
      no,
      type: fc.constantFrom("In" as const, "In" as const, "Out" as const),
      cents: fc.integer({ min: 1, max: 100_000 })
    })
  }
)

const cents = (amount: number) => BigDecimal.make(BigInt(amount), 2)
const cardNoOf = (place: number) => Card.CardNo.make(`C${String(place + 1).padStart(10, "0")}`)

type Failure = ClientError.ReadError | ClientError.WriteError | ClientError.CardCipherFailed

/** The platform's code in a failure. */
const codeOf = (error: Failure): number | undefined => {
  if ("code" in error) return error.code
  return error._tag === "OutcomeUnknown" && error.reason._tag === "Rejected" ? error.reason.rejection.code : undefined
}

const carryOut = (client: KeySecureClient.Service, what: Model.Step, model: Model.Model) => {
  switch (what._tag) {
    case "apply":
      return Effect.asVoid(
        client.applyForCard({
          ...(what.type === "Virtual" ? Sample.virtualApplication : Sample.physicalApplication),
          packageNo: CardProduct.PackageNo.make(what.type === "Virtual" ? "P0001" : "P0002"),
          cardholderNo: holders[what.holder] ?? Cardholder.CardholderNo.make("M0001"),
          cardUniqueNo: Card.CardUniqueNo.make(`card-${what.no}`)
        })
      )
    case "status":
      return Effect.asVoid(client.updateCardStatus({ cardNo: cardNoOf(what.card), status: what.to }))
    case "activate":
    case "pin": {
      const cardNo = cardNoOf(what.card)
      const place = model.cards[what.card]?.holder ?? 0
      const cardholderNo = holders[place] ?? Cardholder.CardholderNo.make("M0001")
      if (what._tag === "pin") {
        return Effect.asVoid(client.setCardPin({ cardNo, cardholderNo, pin: Redacted.make("159260") }))
      }
      if (what.cvv === "wrong" || model.cards[what.card] === undefined) {
        return Effect.asVoid(
          client.activateCard({ cardNo, cardholderNo, cvv: Redacted.make("000"), cardLastNo: "0001" })
        )
      }
      return Effect.flatMap(client.getCardPrivateInfo({ cardNo }), ({ cvv, pan }) =>
        Effect.asVoid(client.activateCard({ cardNo, cardholderNo, cvv, cardLastNo: Redacted.value(pan).slice(-4) }))
      )
    }
    case "transfer":
      return Effect.asVoid(
        client.transfer({
          cardholderNo: holders[what.holder] ?? Cardholder.CardholderNo.make("M0001"),
          transferUniqueNo: Account.TransferUniqueNo.make(`transfer-${what.no}`),
          type: what.type,
          balance: cents(what.cents)
        })
      )
  }
}

it("sequences of operations come to the same", { timeout: 180_000 }, async () => {
  let done = 0
  let succeeded = 0
  const codes = new Set<number>()
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 3, maxLength: 8 }), (sequence) =>
      Effect.runPromise(
        Effect.gen(function* () {
          const client = yield* KeySecureClient.KeySecureClient
          const model = Model.empty(holders.length)
          for (const what of sequence) {
            const result = yield* Effect.either(carryOut(client, what, model))
            const code = Model.step(model, what)
            expect([what, Either.isRight(result) ? 0 : codeOf(result.left)]).toEqual([what, code])
            codes.add(code)
            done += 1
            if (code === 0) succeeded += 1
          }
          const statuses = yield* Effect.forEach(model.cards, (_, place) =>
            Effect.map(client.getCard({ cardNo: cardNoOf(place) }), ({ status }) => status)
          )
          expect(statuses).toEqual(model.cards.map(({ status }) => status))
          const balances = yield* Effect.forEach(holders, (cardholderNo) =>
            Effect.map(client.getAccount({ cardholderNo }), ({ list }) => list[0]?.balance)
          )
          expect(balances).toEqual(model.balances.map(cents))
        }).pipe(Effect.provide(Layer.merge(simulated(scenario), cipher)))
      )
    ),
    { numRuns: runs(2_000), seed: 5 }
  )
  expect(done).toBeGreaterThanOrEqual(runs(6_000))
  expect(succeeded / done).toBeGreaterThanOrEqual(1 / 3)
  expect([...codes].toSorted((a, b) => a - b)).toEqual([0, 3001, 3002, 4001, 4002, 4004, 4005, 4010, 4017])
})
