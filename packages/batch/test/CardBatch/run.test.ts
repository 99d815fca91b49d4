/** A batch over the simulator, from the first row to the last. */
import { AttemptLog, TokenStore } from "@effect-keysecure/client"
import { Card, Cardholder } from "@effect-keysecure/schema"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { Chunk, Clock, Context, Effect, Either, Fiber, Layer, Logger, Stream } from "effect"
import { describe, expect, it } from "vitest"
import { BatchStore, CardBatch, MemoryBatchStore } from "../../src/index.js"
import { arrived, cards, input, inWorld, row, rows, takes, takesWithAnotherKey } from "../support/world.js"

const started = (count: number) => Effect.tap(CardBatch.CardBatch, (batch) => batch.submit("cards", rows(count)))

const resultsOf = (batch: CardBatch.Service) =>
  Effect.map(Stream.runCollect(batch.results("cards")), Chunk.toReadonlyArray)

describe("a batch", () => {
  it("issues one card for each row, and tells how far it is", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const batch = yield* CardBatch.CardBatch
        const nothing = { same: 0, wrong: 0, problems: [] }
        expect(yield* batch.submit("cards", rows(300))).toEqual({ ...nothing, rows: 300, added: 300 })
        const progress = yield* batch.run("cards")
        expect(progress).toMatchObject({ total: 300, ended: 300, rows: { ready: 300 } })
        expect(yield* cards).toHaveLength(300)
        expect(yield* batch.submit("cards", rows(300))).toMatchObject({ added: 0, same: 300 })
        expect(yield* batch.run("cards")).toEqual(progress)
        expect(yield* cards).toHaveLength(300)
      })
    ))

  it("goes on when a row fails, and says why", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const batch = yield* CardBatch.CardBatch
        const unknown = row(1, { cardholderNo: Cardholder.CardholderNo.make("U9999") })
        yield* batch.submit("cards", input(row(0), unknown, row(2)))
        expect(yield* batch.run("cards")).toMatchObject({ rows: { ready: 2, failed: 1 } })
        const [failure] = yield* Stream.runCollect(batch.failures("cards"))
        expect(failure).toMatchObject({ key: "key-1", problem: { tag: "CardholderUnknown", code: 2002 } })
        // Corrected under its old key, it is applied for.
        expect(yield* batch.submit("cards", input(row(1)))).toMatchObject({ added: 1 })
        expect(yield* batch.run("cards")).toMatchObject({ rows: { ready: 3, failed: 0 } })
      })
    ))

  it("does not call a row failed that is refused because too many came", () =>
    inWorld(
      { rules: { rateLimit: { perSecond: 20, burst: 5 } } },
      Effect.gen(function* () {
        const batch = yield* started(120)
        expect(yield* batch.run("cards")).toMatchObject({ rows: { ready: 120, failed: 0 } })
        expect(yield* arrived("applyForCard")).toBeGreaterThan(120)
      })
    ))

  it("pauses for everybody when the platform refuses everybody, and goes on when it is resumed", () =>
    inWorld(
      {
        faults: [{ operation: "applyForCard", nth: 20, fault: { _tag: "AnswerCode", code: 1003, carriedOut: false } }]
      },
      Effect.gen(function* () {
        const batch = yield* started(200)
        const running = yield* Effect.fork(batch.run("cards"))
        yield* Effect.sleep("10 seconds")
        const { batch: found, rows: counts } = yield* batch.progress("cards")
        expect(found).toMatchObject({ state: "paused" })
        expect(found.reason).toContain("1003")
        expect(counts.queued).toBeGreaterThan(100)
        expect(counts.failed).toBe(0)
        const before = yield* arrived("applyForCard")
        yield* Effect.sleep("1 hour")
        expect(yield* arrived("applyForCard")).toBe(before)
        expect(yield* batch.resume("cards")).toBe(true)
        expect(yield* Fiber.join(running)).toMatchObject({ rows: { ready: 200 } })
        expect(yield* cards).toHaveLength(200)
      })
    ))

  it("lets a row whose outcome is unknown wait without a place among the others", () =>
    inWorld(
      {
        // Every application of the first eight is lost on its way, and no answer comes.
        faults: Array.from({ length: 8 }, (_, index) => ({
          operation: "applyForCard" as const,
          nth: index + 1,
          fault: { _tag: "DropBefore", silent: true } as const
        }))
      },
      Effect.gen(function* () {
        const batch = yield* started(40)
        const running = yield* Effect.fork(batch.run("cards"))
        yield* Effect.sleep("40 seconds")
        expect((yield* batch.progress("cards")).rows).toMatchObject({ unsettled: 8, issued: 32 })
        expect(yield* Fiber.join(running)).toMatchObject({ rows: { ready: 40 } })
        expect(yield* cards).toHaveLength(40)
      })
    ))

  it("asks a person about a card that may be a row's or not", () =>
    inWorld(
      {
        rules: { uniqueNoShown: "upperCase", cardDetail: "asListed" },
        faults: [{ operation: "applyForCard", nth: 1, fault: { _tag: "LoseAnswer", silent: false } }]
      },
      Effect.gen(function* () {
        const batch = yield* started(3)
        expect(yield* batch.run("cards")).toMatchObject({ rows: { unclear: 1, ready: 2 } })
        const unclear = (yield* resultsOf(batch)).find(({ state }) => state === "unclear")
        const candidate = (yield* Effect.flatMap(
          KeySecureSimulator.KeySecureSimulator,
          (simulator) => simulator.cards
        )).find(({ cardUniqueNo }) => cardUniqueNo === unclear?.cardUniqueNo)
        expect(unclear?.candidates).toEqual([candidate?.cardNo])
        expect(yield* Effect.flip(batch.resolve("cards", "key-9", { others: [] }))).toMatchObject({
          _tag: "RowNotUnclear"
        })
        // Another row's card, or a mistyped one, would be kept as the row's for good.
        const other = (yield* resultsOf(batch)).find(({ state }) => state === "ready")?.cardNo ?? ""
        const mistaken = [{ card: Card.CardNo.make(other) }, { others: [Card.CardNo.make("C9999999999")] }]
        for (const answer of mistaken) {
          expect(yield* Effect.flip(batch.resolve("cards", unclear?.key ?? "", answer))).toMatchObject({
            _tag: "RequestInvalid",
            message: expect.stringContaining(`one of the row's candidates: ${candidate?.cardNo}`)
          })
        }
        expect(
          yield* batch.resolve("cards", unclear?.key ?? "", { card: Card.CardNo.make(candidate?.cardNo ?? "") })
        ).toMatchObject({
          state: "issued",
          cardNo: candidate?.cardNo
        })
        expect(yield* batch.run("cards")).toMatchObject({ rows: { ready: 3 } })
        expect(yield* cards).toHaveLength(3)
      })
    ))
})

describe("a machine with another key", () => {
  it("takes no part, and stops nobody else", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const batch = yield* started(3)
        const other = yield* takesWithAnotherKey
        expect(yield* Effect.flip(other.run("cards"))).toMatchObject({ _tag: "PayloadCipherFailed" })
        expect(yield* Effect.flip(other.submit("cards", rows(4)))).toMatchObject({ _tag: "PayloadCipherFailed" })
        expect(yield* batch.run("cards")).toMatchObject({ batch: { state: "running" }, rows: { ready: 3 } })
        expect(yield* other.names).toEqual(["cards"])
      })
    ))
})

describe("a cancelled batch", () => {
  it("applies for no other row, and finishes those that were begun", () =>
    inWorld(
      { rules: { rateLimit: { perSecond: 50, burst: 10 } } },
      Effect.gen(function* () {
        const batch = yield* started(400)
        const running = yield* Effect.fork(batch.run("cards"))
        yield* Effect.sleep("1 second")
        const cancelled = yield* batch.cancel("cards")
        const { rows: counts } = yield* Fiber.join(running)
        expect(cancelled).toBeGreaterThan(0)
        expect(counts).toMatchObject({ cancelled, ready: 400 - cancelled, queued: 0, unsettled: 0 })
        expect(yield* cards).toHaveLength(400 - cancelled)
        // Its rows may be handed in again.
        yield* batch.resume("cards")
        expect(yield* batch.submit("cards", rows(400))).toMatchObject({ added: cancelled, same: 400 - cancelled })
        expect(yield* batch.run("cards")).toMatchObject({ rows: { ready: 400 } })
        expect(yield* cards).toHaveLength(400)
      })
    ))
})

describe("a cancelled batch into which rows are handed", () => {
  it("is at its end, until it is resumed", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const batch = yield* started(3)
        yield* batch.cancel("cards")
        expect(yield* batch.submit("cards", rows(3))).toMatchObject({ added: 3 })
        expect(yield* batch.run("cards")).toMatchObject({ rows: { queued: 3, ready: 0 } })
        yield* batch.resume("cards")
        expect(yield* batch.run("cards")).toMatchObject({ rows: { queued: 0, ready: 3 } })
      })
    ))
})

describe("an input", () => {
  const problem = { line: 3, column: "card_type", expected: "Virtual or Physical", key: "key-1" }
  const mixed = Stream.concat(rows(1), Stream.concat(Stream.make(Either.left(problem)), input(row(2))))

  it("with a wrong row is refused as a whole if it is to be right", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const batch = yield* CardBatch.CardBatch
        const refused = yield* Effect.flip(batch.submit("cards", mixed, { strict: true }))
        expect(refused).toMatchObject({ _tag: "SubmissionRefused", submission: { wrong: 1, problems: [problem] } })
        expect(yield* Effect.flip(batch.run("cards"))).toMatchObject({ _tag: "BatchNotFound" })
        expect(yield* arrived("applyForCard")).toBe(0)
      })
    ))

  it("is applied for without its wrong rows, which are told", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const batch = yield* CardBatch.CardBatch
        expect(yield* batch.submit("cards", mixed)).toMatchObject({ rows: 3, added: 2, wrong: 1 })
        expect(yield* batch.run("cards")).toMatchObject({ rows: { ready: 2, failed: 1 } })
        expect(Chunk.toReadonlyArray(yield* Stream.runCollect(batch.failures("cards")))).toMatchObject([
          { key: "key-1", line: 3, problem: { tag: "RowInvalid", field: "card_type", remedy: "Virtual or Physical" } }
        ])
        // Wrong rows cannot be queued again without an application.
        expect(yield* batch.retryFailed("cards")).toBe(0)
      })
    ))

  it("is only looked at in a dry run", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const batch = yield* CardBatch.CardBatch
        expect(yield* batch.submit("cards", mixed, { dryRun: true })).toMatchObject({ rows: 3, added: 2, wrong: 1 })
        expect(yield* Effect.flip(batch.progress("cards"))).toMatchObject({ _tag: "BatchNotFound" })
      })
    ))

  it("may not change the application under a key that has one", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const batch = yield* started(3)
        const changed = row(1, { cardholderNo: Cardholder.CardholderNo.make(Scenario.pendingCardholderNo) })
        const submission = yield* batch.submit("cards", input(row(0), changed))
        expect(submission).toMatchObject({ same: 1, added: 0, wrong: 1, problems: [{ line: 2, key: "key-1" }] })
        expect(yield* batch.run("cards")).toMatchObject({ total: 3, rows: { ready: 3 } })
      })
    ))
})

describe("a store that cannot be written", () => {
  const said: Array<string> = []
  const listening = Logger.replace(
    Logger.defaultLogger,
    Logger.make(({ message }) => said.push(String(message)))
  )
  let left = 3
  const failing = Layer.map(MemoryBatchStore.layer, (context) => {
    const store = Context.get(context, BatchStore.BatchStore)
    const alive: BatchStore.Service["alive"] = (...given) =>
      left-- > 0 ? Effect.fail(new BatchStore.BatchStoreFailed({ detail: "the disk is full" })) : store.alive(...given)
    return Context.make(BatchStore.BatchStore, { ...store, alive })
  })
  const stores = Layer.mergeAll(failing, AttemptLog.layerMemory(), TokenStore.layerMemory, listening)

  it("is waited for, and the machine says so", () =>
    inWorld(
      { stores },
      Effect.gen(function* () {
        const batch = yield* started(3)
        expect(yield* batch.run("cards")).toMatchObject({ rows: { ready: 3 } })
        expect(said).toContain("The batch store failed: the disk is full")
      })
    ))
})

describe("time", () => {
  it("is not lost by two machines that share a batch", () =>
    inWorld(
      { rules: { rateLimit: { perSecond: 50, burst: 50 } } },
      Effect.gen(function* () {
        const other = yield* takes
        const batch = yield* started(400)
        const before = yield* Clock.currentTimeMillis
        yield* Effect.all([batch.run("cards"), other.run("cards")], { concurrency: 2 })
        expect((yield* Clock.currentTimeMillis) - before).toBeLessThan(20_000)
        expect(yield* cards).toHaveLength(400)
      })
    ))
})
