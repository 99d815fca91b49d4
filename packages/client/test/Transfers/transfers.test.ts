/** Finding out about transfers: the money moved or it did not, and which is certain. */
import { ClientError, KeySecureClient, RetryPolicy, type ServerTime } from "@effect-keysecure/client"
import { Account, Cardholder } from "@effect-keysecure/schema"
import { type Fault, KeySecureSimulator, Scenario, type Simulation, VirtualClock } from "@effect-keysecure/testkit"
import { Array, BigDecimal, Clock, Effect, Either, FastCheck as fc, HashMap, Layer, Option, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { saidBy } from "../support/said.js"
import { apiKey } from "../support/simulated.js"
import { reconcileTransfer } from "../support/services.js"

const order: Account.TransferOrder = {
  cardholderNo: Cardholder.CardholderNo.make("U0001"),
  transferUniqueNo: Account.TransferUniqueNo.make("transfer-1"),
  type: "In",
  balance: BigDecimal.unsafeFromString("12.5")
}

const inWorld = <A, E>(
  faults: Fault.Schedule,
  rules: Partial<Scenario.Rules>,
  program: Effect.Effect<
    A,
    E,
    KeySecureClient.KeySecureClient | KeySecureSimulator.KeySecureSimulator | ServerTime.ServerTime
  >
) =>
  Effect.runPromise(
    VirtualClock.run(() =>
      program.pipe(
        Effect.provide(
          KeySecureClient.layer({
            apiKey,
            baseUrl: KeySecureSimulator.baseUrl,
            retryPolicy: RetryPolicy.never
          }).pipe(Layer.provideMerge(KeySecureSimulator.layerHttpClient({ scenario: Scenario.rules(rules), faults })))
        )
      )
    )
  )

const balanceOf = (state: Simulation.State): bigint =>
  Option.match(HashMap.get(state.merchants, Scenario.creditApiKey), {
    onNone: () => 0n,
    onSome: ({ cardholders }) =>
      Option.match(HashMap.get(cardholders, "U0001"), { onNone: () => 0n, onSome: ({ balance }) => balance })
  })

const onTransfer = (fault: Fault.Fault): Fault.Schedule => [{ operation: "transfer", nth: 1, fault }]
const transfer = Effect.flatMap(KeySecureClient.KeySecureClient, (client) => client.transfer(order))
const balance = Effect.flatMap(KeySecureSimulator.KeySecureSimulator, (simulator) =>
  Effect.map(simulator.state, balanceOf)
)

describe("a transfer", () => {
  it("says what was on the account before and after, exactly", () =>
    inWorld(
      [],
      {},
      Effect.gen(function* () {
        const done = yield* transfer
        expect(done).toMatchObject({ transferNo: "T0000000001", transferUniqueNo: "transfer-1" })
        expect(done.beforeBalance).toEqual(BigDecimal.make(0n, 2))
        expect(done.afterBalance).toEqual(BigDecimal.make(1250n, 2))
        expect(yield* balance).toBe(1250n)
      })
    ))

  it.each(["0", "-1", "0.001", "12.345"])("of %s is not sent", (amount) =>
    inWorld(
      [],
      {},
      Effect.gen(function* () {
        const client = yield* KeySecureClient.KeySecureClient
        const error = yield* Effect.flip(client.transfer({ ...order, balance: BigDecimal.unsafeFromString(amount) }))
        expect(error).toMatchObject({ _tag: "RequestInvalid", issues: [{ field: "balance" }] })
      })
    )
  )
})

it.each([1004, 4010])("a transfer that is refused for its own number by %d may have been carried out before", (code) =>
  inWorld(
    [],
    { repeatedTransferNoCode: code },
    Effect.gen(function* () {
      yield* transfer
      const error = yield* Effect.flip(transfer)
      expect(error).toMatchObject({ _tag: "OutcomeUnknown", reason: { _tag: "Rejected", rejection: { code } } })
    })
  )
)

describe("a transfer whose outcome is unknown", () => {
  const unknown = Effect.flip(transfer).pipe(
    Effect.filterOrDieMessage((error) => error._tag === "OutcomeUnknown", "known")
  )

  it("is found under its number, as it was sent", () =>
    inWorld(
      onTransfer({ _tag: "LoseAnswer", silent: false }),
      {},
      Effect.gen(function* () {
        const found = yield* reconcileTransfer(yield* unknown)
        expect(found).toMatchObject([
          {
            transfer: { transfer_unique_no: "transfer-1", transfer_no: "T0000000001", balance: "12.50", type: "In" },
            unnamed: false
          }
        ])
      })
    ))

  it("is certainly not carried out if it is not listed when no copy can follow", () =>
    inWorld(
      onTransfer({ _tag: "DropBefore", silent: false }),
      {},
      Effect.gen(function* () {
        const error = yield* Effect.flip(reconcileTransfer(yield* unknown))
        expect(error).toMatchObject({ _tag: "NotTransferred", transferUniqueNo: "transfer-1" })
        expect(yield* Clock.currentTimeMillis).toBeGreaterThanOrEqual(120_000)
        yield* transfer
        expect(yield* balance).toBe(1250n)
      })
    ))

  it("says that it is found out in a span of its own, every 15 s, and how that ended", () =>
    inWorld(
      onTransfer({ _tag: "DropBefore", silent: false }),
      {},
      Effect.gen(function* () {
        const error = yield* unknown
        const { events, lines } = yield* saidBy(reconcileTransfer(error))
        expect(lines.map(({ at, level, line }) => `${at} ${level} ${line}`)).toEqual([
          "0 INFO transfer transfer-1: the list is asked whether it was carried out, for at most 300 s",
          ...Array.makeBy(8, (index) => 15 * (index + 1)).map(
            (seconds) => `${seconds} INFO transfer transfer-1: still being found out after ${seconds} s`
          ),
          "120.25 INFO transfer transfer-1: found out that it was not carried out, for certain"
        ])
        expect(events.map(({ at }) => at)).toEqual(lines.map(({ at }) => at))
        expect(new Set(events.map(({ span }) => span))).toEqual(new Set(["KeySecure.reconcileTransfer"]))
      })
    ))

  it("is waited for while a copy of it may be on its way", () =>
    inWorld(
      onTransfer({ _tag: "DeliverLate", millis: 50_000 }),
      {},
      Effect.gen(function* () {
        expect(yield* reconcileTransfer(yield* unknown)).toHaveLength(1)
        expect(yield* balance).toBe(1250n)
      })
    ))

  it("is found by its number alone, and from an error that was stored", () =>
    inWorld(
      onTransfer({ _tag: "LoseAnswer", silent: false }),
      {},
      Effect.gen(function* () {
        const Stored = Schema.parseJson(ClientError.OutcomeUnknown)
        const stored = yield* Schema.encode(Stored)(yield* unknown)
        expect(yield* reconcileTransfer(yield* Schema.decode(Stored)(stored))).toHaveLength(1)
        expect(yield* reconcileTransfer(order.transferUniqueNo)).toHaveLength(1)
      })
    ))

  it("is found though the list does not say whose number it is", () =>
    inWorld(
      onTransfer({ _tag: "LoseAnswer", silent: false }),
      { transferListFields: ["transfer_no"] },
      Effect.gen(function* () {
        expect(yield* reconcileTransfer(yield* unknown)).toEqual([
          { transfer: { transfer_no: "T0000000001" }, unnamed: true }
        ])
      })
    ))

  /** A client whose transfer list shows these items, whatever there is. */
  const listing = (items: ReadonlyArray<Account.TransferListItem>) =>
    Effect.map(KeySecureClient.KeySecureClient, (client): KeySecureClient.Service => ({
      ...client,
      listTransfers: (query, options) => Effect.as(client.listTransfers(query, options), { list: items })
    }))

  it.each([1, "TRANSFER-1", " transfer-1", "transfer-2", "***-1", ["transfer-1"]])(
    "is not decided by one that is listed as %j: a person must look",
    (shown) =>
      inWorld(
        onTransfer({ _tag: "DropBefore", silent: false }),
        {},
        Effect.gen(function* () {
          const error = yield* unknown
          const client = yield* listing([{ transfer_no: "T7", transfer_unique_no: shown, status: "Success" }])
          const result = yield* Effect.flip(reconcileTransfer(error)).pipe(
            Effect.provideService(KeySecureClient.KeySecureClient, client)
          )
          expect(result).toMatchObject({
            _tag: "OutcomeUnknown",
            candidates: [{ transferNo: "T7", status: "Success" }]
          })
        })
      )
  )

  it("stays unknown if the list cannot be read in time, or refuses for good", () =>
    inWorld(
      onTransfer({ _tag: "LoseAnswer", silent: false }),
      { answers: { listTransfers: 1001 } },
      Effect.gen(function* () {
        const error = yield* unknown
        const late = yield* Effect.flip(reconcileTransfer(error, { reconcileTimeout: "1 minute" }))
        expect(late).toMatchObject({ _tag: "OutcomeUnknown", stamps: error.stamps })
        expect(late.message).toContain("the list has not answered: code 1001")
        const { update } = yield* KeySecureSimulator.KeySecureSimulator
        yield* update(Scenario.rules({ answers: { listTransfers: 1008 } }))
        const refused = yield* Effect.flip(reconcileTransfer(error))
        expect(refused).toMatchObject({ _tag: "OutcomeUnknown", reason: { _tag: "NoAnswer" }, stamps: error.stamps })
        expect(refused.message).toContain("code 1008")
      })
    ))

  it("without a number is refused", () =>
    inWorld(
      [],
      {},
      Effect.gen(function* () {
        const error = yield* Effect.flip(reconcileTransfer("" as Account.TransferUniqueNo))
        expect(error).toMatchObject({ _tag: "RequestInvalid", issues: [{ field: "transferUniqueNo" }] })
      })
    ))

  it("two transfers under one number are both handed over", () =>
    inWorld(
      onTransfer({ _tag: "DeliverTwice", millis: 0, answered: false }),
      { repeatedTransferNo: "anotherTransfer" },
      Effect.gen(function* () {
        const error = yield* unknown
        yield* Effect.sleep("1 second")
        expect(yield* reconcileTransfer(error)).toHaveLength(2)
        expect(yield* balance).toBe(2500n)
      })
    ))
})

it("whatever meets a transfer, what is said of it is what happened to the money", () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom<Fault.Fault>(
        { _tag: "DropBefore", silent: false },
        { _tag: "DropBefore", silent: true },
        { _tag: "LoseAnswer", silent: false },
        { _tag: "LoseAnswer", silent: true },
        { _tag: "DeliverLate", millis: 30_000 },
        { _tag: "DelayAfter", millis: 70_000 },
        { _tag: "AnswerCode", code: 1001, carriedOut: true },
        { _tag: "AnswerCode", code: 1001, carriedOut: false },
        { _tag: "BadGateway", carriedOut: true },
        { _tag: "Truncated" }
      ),
      fc.integer({ min: 0, max: 60_000 }),
      (fault, listLagMillis) =>
        inWorld(
          onTransfer(fault),
          { listLagMillis },
          Effect.gen(function* () {
            const first = yield* Effect.either(transfer)
            const settled: Either.Either<unknown, { readonly _tag: string }> =
              Either.isLeft(first) && first.left._tag === "OutcomeUnknown"
                ? yield* Effect.either(reconcileTransfer(first.left))
                : first
            const moved = yield* balance
            const said = Either.match(settled, { onLeft: ({ _tag }) => _tag, onRight: () => "moved" })
            // No reconciled outcome stays unknown here: the list can be read.
            const expected = said === "moved" ? 1250n : said === "OutcomeUnknown" ? undefined : 0n
            expect(moved).toBe(expected)
          })
        )
    ),
    { numRuns: 100 }
  ))
