import { AttemptLog, CardIssuance, ClientError, KeySecureClient } from "@effect-keysecure/client"
import { Card, Cardholder, Timestamp } from "@effect-keysecure/schema"
import { KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import { Clock, DateTime, Effect, Fiber, Metric, MetricState, Option, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { applicationOf } from "../support/requests.js"
import { keyOf } from "../support/issuing/stores.js"
import { arrived, cards, inWorld, onFirstApplication, timed } from "../support/issuing/world.js"

const application = applicationOf("order-1")
const no = application.cardUniqueNo
const issuance = CardIssuance.CardIssuance
const issue = Effect.flatMap(issuance, (service) => service.issue(application))
const lost = onFirstApplication({ _tag: "LoseAnswer", silent: false })
const dropped = onFirstApplication({ _tag: "DropBefore", silent: false })

describe("issue", () => {
  it("gives the card of the answer, without asking the list", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        expect(yield* issue).toEqual({ cardNo: "C0000000001", cardUniqueNo: "order-1", status: Option.none() })
        expect(yield* arrived("listCards")).toBe(0)
      })
    ))

  it("called again gives the same card, without a request", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const first = yield* issue
        expect(yield* issue).toEqual(first)
        expect(yield* arrived("applyForCard")).toBe(1)
      })
    ))

  it("called fifty times at once shares one attempt", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const all = yield* Effect.all(
          Array.from({ length: 50 }, () => issue),
          { concurrency: "unbounded" }
        )
        expect(new Set(all.map(({ cardNo }) => cardNo))).toEqual(new Set(["C0000000001"]))
        expect(yield* arrived("applyForCard")).toBe(1)
      })
    ))

  it("finds the card whose answer was lost, at once", () =>
    inWorld(
      { faults: lost },
      Effect.gen(function* () {
        const { took, value } = yield* timed(issue)
        expect(value).toMatchObject({ cardNo: "C0000000001", status: Option.some("Activated") })
        expect(took).toBeLessThan(1_000)
      })
    ))

  it("is certain that there is no card when no copy can arrive any more, and may then apply again", () =>
    inWorld(
      { faults: dropped },
      Effect.gen(function* () {
        const { took, value } = yield* timed(Effect.flip(issue))
        expect(value).toMatchObject({ _tag: "NotIssued", cardUniqueNo: "order-1", reason: { _tag: "NoAnswer" } })
        // 60 s that a copy lives, 60 s of margin.
        expect(took).toBeGreaterThanOrEqual(120_000)
        expect(took).toBeLessThan(130_000)
        expect((yield* issue).cardNo).toBe("C0000000001")
      })
    ))

  it("waits by the margin that it was given", () =>
    inWorld(
      { faults: dropped, issuance: { settlingMargin: "10 seconds" } },
      Effect.map(timed(Effect.flip(issue)), ({ took }) => {
        expect(took).toBeGreaterThanOrEqual(70_000)
        expect(took).toBeLessThan(80_000)
      })
    ))

  it("keeps the code that is not documented as the reason", () =>
    inWorld(
      { rules: { answers: { applyForCard: 4999 } } },
      Effect.map(Effect.flip(issue), (error) =>
        expect(error).toMatchObject({ _tag: "NotIssued", reason: { _tag: "Rejected", rejection: { code: 4999 } } })
      )
    ))

  it("gives the first card where the platform refuses a number that a process before had used", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const first = yield* issue
        const forgetful = yield* CardIssuance.make().pipe(Effect.provide(AttemptLog.layerMemory()))
        const again = yield* forgetful.issue(application)
        expect(again).toMatchObject({ cardNo: first.cardNo })
        expect(yield* cards).toEqual([first.cardNo])
      })
    ))

  it("stays unknown when the list cannot be read within the caller's limit, and is found out later", () =>
    inWorld(
      { faults: lost, rules: { answers: { listCards: 1001 } } },
      Effect.gen(function* () {
        const { issue: issueCard } = yield* issuance
        const { took, value } = yield* timed(Effect.flip(issueCard(application, { reconcileTimeout: "40 seconds" })))
        expect(value).toMatchObject({ _tag: "OutcomeUnknown", cardUniqueNo: "order-1", reason: { _tag: "NoAnswer" } })
        expect(took).toBe(40_000)
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        yield* simulator.update(Scenario.rules({ answers: {} }))
        expect((yield* issue).cardNo).toBe("C0000000001")
        expect(yield* arrived("applyForCard")).toBe(1)
      })
    ))

  it("does not wait for a list that refuses for good", () =>
    inWorld(
      { faults: lost, rules: { answers: { listCards: 1003 } } },
      Effect.map(timed(Effect.flip(issue)), ({ took, value }) => {
        expect(value._tag).toBe("OutcomeUnknown")
        expect(took).toBeLessThan(1_000)
      })
    ))

  it("takes its time from the call", () =>
    inWorld(
      { faults: onFirstApplication({ _tag: "LoseAnswer", silent: true }) },
      Effect.gen(function* () {
        const { issue: issueCard } = yield* issuance
        const { took, value } = yield* timed(issueCard(application, { deadline: "3 seconds" }))
        expect(value.cardNo).toBe("C0000000001")
        expect(took).toBeLessThan(4_000)
      })
    ))

  it("never says that there is no card where the platform accepted the application", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const client = yield* KeySecureClient.KeySecureClient
        const accepting = KeySecureClient.KeySecureClient.of({
          ...client,
          applyForCard: (_, { beforeSending = () => Effect.void } = {}) =>
            Effect.gen(function* () {
              const stamp = Timestamp.clamp(yield* Clock.currentTimeMillis)
              yield* Effect.orDie(beforeSending(stamp, {}))
              const settlesAt = DateTime.unsafeMake(stamp + 120_000)
              const reason = { _tag: "Accepted", detail: "no data" } as const
              return yield* new ClientError.OutcomeUnknown({
                operation: "applyForCard",
                cardUniqueNo: no,
                stamps: [stamp],
                reason,
                settlesAt
              })
            })
        })
        const service = yield* CardIssuance.make().pipe(
          Effect.provideService(KeySecureClient.KeySecureClient, accepting)
        )
        const { took, value } = yield* timed(Effect.flip(service.issue(application)))
        expect(value).toMatchObject({ _tag: "OutcomeUnknown", reason: { _tag: "Accepted" } })
        expect(took).toBe(300_000)
        // Nor does the next call, which knows it from the log.
        const again = yield* Effect.flip(issue)
        expect(again).toMatchObject({ _tag: "OutcomeUnknown" })
        expect(yield* arrived("applyForCard")).toBe(0)
      })
    ))

  it("tells a card that failed", () =>
    inWorld(
      { faults: lost, rules: { newCardStatus: { Virtual: "Fail", Physical: "Fail" } } },
      Effect.map(Effect.flip(issue), (error) =>
        expect(error).toMatchObject({ _tag: "IssuanceFailed", cardNo: "C0000000001", cardUniqueNo: "order-1" })
      )
    ))

  it("tells several cards", () =>
    inWorld(
      {
        faults: [
          ...onFirstApplication({ _tag: "DeliverTwice", millis: 0, answered: false }),
          { operation: "listCards", nth: 1, fault: { _tag: "DelayBefore", millis: 1_000 } }
        ],
        rules: { repeatedUniqueNo: "anotherCard" }
      },
      Effect.map(Effect.flip(issue), (error) =>
        expect(error).toMatchObject({ _tag: "MoreThanOneCard", cardNos: ["C0000000002", "C0000000001"] })
      )
    ))
})

describe("a number", () => {
  const other = { ...application, cardholderNo: Sample.virtualApplication.cardholderNo, packageNo: "P0009" as never }

  it("belongs to one application: another is refused without a request", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { issue: issueCard } = yield* issuance
        yield* issue
        expect(yield* Effect.flip(issueCard(other))).toMatchObject({
          _tag: "UniqueNoConflict",
          cardUniqueNo: "order-1"
        })
        expect(yield* arrived("applyForCard")).toBe(1)
      })
    ))

  it("belongs to the application that is under way", () =>
    inWorld(
      { faults: onFirstApplication({ _tag: "DelayAfter", millis: 1_000 }) },
      Effect.gen(function* () {
        const { issue: issueCard } = yield* issuance
        const running = yield* Effect.fork(issue)
        yield* Effect.sleep("500 millis")
        expect(yield* Effect.flip(issueCard(other))).toMatchObject({ _tag: "UniqueNoConflict" })
        expect((yield* Fiber.join(running)).cardNo).toBe("C0000000001")
      })
    ))

  it("is free again after a certain refusal", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { issue: issueCard } = yield* issuance
        expect(yield* Effect.flip(issueCard(other))).toMatchObject({ _tag: "InvalidParameter", field: "package_no" })
        expect((yield* issue).cardNo).toBe("C0000000001")
      })
    ))
})

describe("an interruption", () => {
  it("of one caller harms no other", () =>
    inWorld(
      { faults: onFirstApplication({ _tag: "DelayAfter", millis: 1_000 }) },
      Effect.gen(function* () {
        const first = yield* Effect.fork(issue)
        const second = yield* Effect.fork(issue)
        yield* Effect.sleep("500 millis")
        yield* Fiber.interrupt(first)
        expect((yield* Fiber.join(second)).cardNo).toBe("C0000000001")
        expect(yield* arrived("applyForCard")).toBe(1)
      })
    ))

  it("of the last one ends the attempt, and the next call finds out what became of it", () =>
    inWorld(
      { faults: onFirstApplication({ _tag: "DelayBefore", millis: 2_000 }) },
      Effect.gen(function* () {
        const running = yield* Effect.fork(issue)
        yield* Effect.sleep("500 millis")
        yield* Fiber.interrupt(running)
        expect(yield* cards).toEqual([])
        const { took, value } = yield* timed(issue)
        expect(value.cardNo).toBe("C0000000001")
        expect(took).toBeLessThan(10_000)
        expect(yield* arrived("applyForCard")).toBe(1)
      })
    ))

  it("by Effect.timeout loses nothing either", () =>
    inWorld(
      { faults: onFirstApplication({ _tag: "LoseAnswer", silent: true }) },
      Effect.gen(function* () {
        expect(yield* Effect.timeoutOption(issue, "1 second")).toEqual(Option.none())
        expect((yield* issue).cardNo).toBe("C0000000001")
        expect(yield* cards).toHaveLength(1)
      })
    ))
})

describe("reconcile", () => {
  const unknown = Effect.gen(function* () {
    const { applyForCard } = yield* KeySecureClient.KeySecureClient
    const error = yield* Effect.flip(applyForCard(application))
    return error._tag === "OutcomeUnknown" ? error : yield* Effect.dieMessage(error._tag)
  })
  const Stored = Schema.parseJson(ClientError.OutcomeUnknown)

  it("finds out of an error that was stored as JSON", () =>
    inWorld(
      { faults: lost },
      Effect.gen(function* () {
        const stored = yield* Schema.encode(Stored)(yield* unknown)
        const { reconcile } = yield* issuance
        expect((yield* reconcile(yield* Schema.decode(Stored)(stored))).cardNo).toBe("C0000000001")
      })
    ))

  it("tells that there is no card, with the reason that it was unknown", () =>
    inWorld(
      { faults: dropped },
      Effect.gen(function* () {
        const { reconcile } = yield* issuance
        const error = yield* Effect.flip(reconcile(yield* unknown))
        expect(error).toMatchObject({ _tag: "NotIssued", reason: { _tag: "NoAnswer", detail: "ECONNRESET" } })
        expect(yield* arrived("applyForCard")).toBe(0)
      })
    ))

  it("from a number alone finds the card, and is certain after three minutes that there is none", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { reconcile } = yield* issuance
        const { took, value } = yield* timed(Effect.flip(reconcile(no)))
        expect(value).toMatchObject({ _tag: "NotIssued" })
        // By the stamps; what is known of the platform's clock gets better by up to a second meanwhile.
        expect(took).toBeGreaterThanOrEqual(179_000)
        expect(took).toBeLessThan(190_000)
        const { cardNo } = yield* issue
        expect((yield* reconcile(no)).cardNo).toBe(cardNo)
      })
    ))

  it("sends nothing for what is no number", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { reconcile } = yield* issuance
        const error = yield* Effect.flip(reconcile("" as never))
        expect(error).toMatchObject({ _tag: "RequestInvalid", issues: [{ field: "cardUniqueNo" }] })
        expect(yield* arrived("getToken")).toBe(0)
      })
    ))

  it("waits for the attempt that is under way", () =>
    inWorld(
      { faults: onFirstApplication({ _tag: "DelayBefore", millis: 50_000 }) },
      Effect.gen(function* () {
        const { reconcile } = yield* issuance
        const running = yield* Effect.fork(issue)
        yield* Effect.sleep("1 second")
        expect((yield* reconcile(no)).cardNo).toBe("C0000000001")
        expect((yield* Fiber.join(running)).cardNo).toBe("C0000000001")
        expect(yield* arrived("listCards")).toBe(0)
      })
    ))
})

describe("reconcile, asked by many", () => {
  const reconcile = Effect.flatMap(issuance, (service) => service.reconcile(no))

  it("asks once for those who know the same", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const asked = timed(
          Effect.all(
            Array.from({ length: 5 }, () => Effect.flip(reconcile)),
            { concurrency: 5 }
          )
        )
        const { took, value } = yield* asked
        expect(new Set(value.map(({ _tag }) => _tag))).toEqual(new Set(["NotIssued"]))
        expect(took).toBeLessThan(190_000)
      })
    ))

  it("does not share with who asks for a longer time", () =>
    inWorld(
      { log: AttemptLog.layerMemory({ capacity: 1 }) },
      Effect.gen(function* () {
        const { issue: issueCard, reconcile: ask } = yield* issuance
        const since = DateTime.unsafeMake(yield* Clock.currentTimeMillis)
        const { cardNo } = yield* issue
        yield* Effect.sleep("200 days")
        yield* issueCard(applicationOf("order-2"))
        const [short, long] = yield* Effect.all([Effect.either(ask(no)), Effect.either(ask(no, { since }))], {
          concurrency: 2
        })
        expect(short).toMatchObject({ _tag: "Left", left: { _tag: "NotIssued" } })
        expect(long).toMatchObject({ _tag: "Right", right: { cardNo } })
      })
    ))

  it("ends within its limit where it cannot be interrupted", () =>
    inWorld(
      { rules: { delayMillis: { listCards: 3_600_000 } } },
      Effect.gen(function* () {
        const { reconcile: ask } = yield* issuance
        const { took, value } = yield* timed(
          Effect.flip(Effect.uninterruptible(ask(no, { reconcileTimeout: "1 minute" })))
        )
        expect(value).toMatchObject({ _tag: "OutcomeUnknown", cardUniqueNo: "order-1" })
        expect(took).toBe(60_000)
      })
    ))
})

describe("a platform that ignores what is asked", () => {
  it("is not asked for pages without end", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const client = yield* KeySecureClient.KeySecureClient
        let asked = 0
        const item = (index: number) => ({ cardNo: Card.CardNo.make(`X${index}`), status: "Activated" })
        const ignoring = KeySecureClient.KeySecureClient.of({
          ...client,
          listCards: () =>
            Effect.delay(
              Effect.sync(() => {
                asked += 1
                return { list: Array.from({ length: 100 }, (_, index) => item(index)) }
              }),
              "50 millis"
            )
        })
        const service = yield* CardIssuance.make().pipe(
          Effect.provideService(KeySecureClient.KeySecureClient, ignoring)
        )
        yield* Effect.flip(service.reconcile(no))
        expect(asked).toBeLessThan(100)
      })
    ))
})

describe("several cards of which all but one were deleted by hand", () => {
  it("are one card", () =>
    inWorld(
      {
        faults: [
          ...onFirstApplication({ _tag: "DeliverTwice", millis: 0, answered: false }),
          { operation: "listCards", nth: 1, fault: { _tag: "DelayBefore", millis: 1_000 } }
        ],
        rules: { repeatedUniqueNo: "anotherCard" }
      },
      Effect.gen(function* () {
        expect(yield* Effect.flip(issue)).toMatchObject({ _tag: "MoreThanOneCard" })
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        yield* simulator.update(Scenario.cardStatus({ cardNo: "C0000000002", status: "Delete" }))
        expect((yield* issue).cardNo).toBe("C0000000001")
      })
    ))
})

describe("what does not fit", () => {
  it("names its fields, sends nothing and writes nothing down", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { issue: issueCard } = yield* issuance
        const error = yield* Effect.flip(issueCard({ ...application, cardholderNo: "", cardType: "Virtual" } as never))
        expect(error).toMatchObject({ _tag: "RequestInvalid", operation: "applyForCard" })
        expect(JSON.stringify(error)).toContain("cardholderNo")
        expect(yield* arrived("getToken")).toBe(0)
        const log = yield* AttemptLog.AttemptLog
        expect(yield* log.find(keyOf(no))).toEqual(Option.none())
      })
    ))
})

describe("awaitCard", () => {
  const pending = { newCardStatus: { Virtual: "Pending", Physical: "Pending" } }
  const cardNo = Card.CardNo.make("C0000000001")
  const waiting = Effect.flatMap(issuance, ({ awaitCard }) => awaitCard(cardNo, { deadline: "2 minutes" }))
  const becomes = (status: string) =>
    Effect.gen(function* () {
      const simulator = yield* KeySecureSimulator.KeySecureSimulator
      yield* Effect.sleep("30 seconds")
      yield* simulator.update(Scenario.cardStatus({ cardNo: "C0000000001", status }))
    })

  it("asks until the card has left Pending", () =>
    inWorld(
      { rules: pending },
      Effect.gen(function* () {
        yield* issue
        yield* Effect.fork(becomes("Activated"))
        const { took, value } = yield* timed(waiting)
        expect(value).toMatchObject({ status: "Activated", cardNo: "C0000000001" })
        expect(took).toBeGreaterThanOrEqual(30_000)
        expect(took).toBeLessThan(46_000)
      })
    ))

  it("fails for a card that came to nothing", () =>
    inWorld(
      { rules: pending },
      Effect.gen(function* () {
        yield* issue
        yield* Effect.fork(becomes("Fail"))
        expect(yield* Effect.flip(waiting)).toMatchObject({ _tag: "IssuanceFailed", cardUniqueNo: "order-1" })
      })
    ))

  it("ends when the caller's time is over, and says what it saw", () =>
    inWorld(
      { rules: pending },
      Effect.gen(function* () {
        yield* issue
        const { took, value } = yield* timed(Effect.flip(waiting))
        expect(value).toMatchObject({ _tag: "CardNotReady", seen: "Pending" })
        expect(took).toBe(120_000)
      })
    ))
})

/** How many are open, of layers that were built under these tags. */
const openOutcomes = (tags: ReadonlyArray<string> = []) =>
  Effect.map(Metric.snapshot, (pairs) =>
    pairs.flatMap(({ metricKey, metricState }) =>
      metricKey.name === "keysecure_unknown_outcomes_open" &&
      MetricState.isGaugeState(metricState) &&
      metricKey.tags.map(({ value }) => value).join() === tags.join()
        ? metricState.value
        : []
    )
  )

/** How many more are open than now: a metric is the whole process's, and so are the programs of other tests. */
const openSinceNow = Effect.map(openOutcomes(), ([before = 0]) =>
  Effect.map(openOutcomes(), ([now = 0]) => Number(now) - Number(before))
)

describe("unknown outcomes", () => {
  it("are counted while they are open", () =>
    inWorld(
      { faults: lost, rules: { answers: { listCards: 1001 } } },
      Effect.gen(function* () {
        const opened = yield* openSinceNow
        const { issue: issueCard, reconcile } = yield* issuance
        yield* Effect.flip(issueCard(application, { reconcileTimeout: "1 second" }))
        expect(yield* opened).toBe(1)
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        yield* simulator.update(Scenario.rules({ answers: {} }))
        expect(yield* Effect.flip(issueCard({ ...application, packageNo: "P0009" as never }))).toMatchObject({
          _tag: "UniqueNoConflict"
        })
        expect(yield* opened).toBe(1)
        yield* reconcile(no)
        expect(yield* opened).toBe(0)
      })
    ))

  it("are counted after an interruption", () =>
    inWorld(
      { faults: onFirstApplication({ _tag: "LoseAnswer", silent: true }) },
      Effect.gen(function* () {
        const opened = yield* openSinceNow
        yield* Effect.timeoutOption(issue, "1 second")
        expect(yield* opened).toBe(1)
        yield* issue
        expect(yield* opened).toBe(0)
      })
    ))
})

describe("the count of unknown outcomes", () => {
  it("is the layer's, whoever calls", () =>
    inWorld(
      { faults: lost, rules: { answers: { listCards: 1001 } } },
      Effect.gen(function* () {
        const service = yield* CardIssuance.make().pipe(Effect.tagMetrics("merchant", "one"))
        const issued = service.issue(application, { reconcileTimeout: "1 second" })
        yield* Effect.flip(Effect.tagMetrics(issued, "caller", "two"))
        expect(yield* openOutcomes(["one"])).toEqual([1])
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        yield* simulator.update(Scenario.rules({ answers: {} }))
        yield* Effect.tagMetrics(service.reconcile(no), "caller", "three")
        expect(yield* openOutcomes(["one"])).toEqual([0])
      })
    ))

  it("ends with the layer, of what was open and of what was under way", () =>
    inWorld(
      {
        faults: [...lost, { operation: "applyForCard", nth: 2, fault: { _tag: "LoseAnswer", silent: true } }],
        rules: { answers: { listCards: 1001 } }
      },
      Effect.gen(function* () {
        const opened = yield* openSinceNow
        const underWay = yield* Effect.scoped(
          Effect.gen(function* () {
            const service = yield* CardIssuance.make()
            yield* Effect.flip(service.issue(application, { reconcileTimeout: "1 second" }))
            expect(yield* opened).toBe(1)
            const caller = yield* Effect.forkDaemon(Effect.flip(service.issue(applicationOf("order-2"))))
            yield* Effect.sleep("1 second")
            return caller
          })
        )
        expect(yield* Fiber.join(underWay)).toMatchObject({ _tag: "OutcomeUnknown", cardUniqueNo: "order-2" })
        expect(yield* opened).toBe(0)
      })
    ))
})

describe("what happens meanwhile", () => {
  it("a card of somebody else is no answer while our own copy is on its way", () =>
    inWorld(
      {
        faults: [{ operation: "applyForCard", nth: 3, fault: { _tag: "DeliverLate", millis: 20_000 } }],
        log: AttemptLog.layerMemory({ capacity: 1 }),
        rules: { repeatedUniqueNo: "anotherCard" }
      },
      Effect.gen(function* () {
        const { issue: issueCard } = yield* issuance
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        yield* simulator.update(Scenario.cardholder({ apiKey: Scenario.creditApiKey, cardholderNo: "U0777" }))
        yield* issue
        yield* issueCard(applicationOf("order-2"))
        const other = { ...application, cardholderNo: Cardholder.CardholderNo.make("U0777") }
        expect((yield* issueCard(other)).cardNo).toBe("C0000000003")
      })
    ))

  it("an outcome that another process found out is open no longer", () =>
    inWorld(
      { faults: lost, rules: { answers: { listCards: 1001 } } },
      Effect.gen(function* () {
        const opened = yield* openSinceNow
        const { issue: issueCard } = yield* issuance
        const log = yield* AttemptLog.AttemptLog
        yield* Effect.flip(issueCard(application, { reconcileTimeout: "1 second" }))
        expect(yield* opened).toBe(1)
        const entry = yield* log.find(keyOf(no))
        const digest = Option.match(entry, {
          onNone: () => "",
          onSome: (attempt) => (attempt._tag === "Open" ? attempt.digest : "")
        })
        const cardNo = Card.CardNo.make("C0000000001")
        yield* log.compareAndSwap(
          keyOf(no),
          entry,
          Option.some({ _tag: "Issued", cardUniqueNo: no, digest, cardNo, failed: false })
        )
        expect((yield* issue).cardNo).toBe(cardNo)
        expect(yield* opened).toBe(0)
      })
    ))

  it("numbers that look like another's stamps are not taken for it", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { issue: issueCard, reconcile } = yield* issuance
        const [first, last] = [Timestamp.clamp(1_767_225_600_000), Timestamp.clamp(1_767_225_600_001)]
        const unknownOf = (cardUniqueNo: string, stamps: ReadonlyArray<Timestamp.Timestamp>) =>
          new ClientError.OutcomeUnknown({
            operation: "applyForCard",
            cardUniqueNo,
            stamps,
            reason: { _tag: "NoAnswer", detail: "none" },
            settlesAt: DateTime.unsafeMake(last)
          })
        yield* issueCard(applicationOf("x"))
        const [one, other] = yield* Effect.all(
          [
            Effect.either(reconcile(unknownOf("x", [first, last]))),
            Effect.either(reconcile(unknownOf(`${last} x`, [first])))
          ],
          { concurrency: 2 }
        )
        expect(one).toMatchObject({ _tag: "Right", right: { cardUniqueNo: "x" } })
        expect(other).toMatchObject({ _tag: "Left", left: { _tag: "NotIssued", cardUniqueNo: `${last} x` } })
      })
    ))
})

describe("a layer that is released", () => {
  it("leaves the outcome of what it had under way unknown to its callers", () =>
    inWorld(
      { faults: onFirstApplication({ _tag: "DelayBefore", millis: 5_000 }) },
      Effect.gen(function* () {
        const caller = yield* Effect.scoped(
          Effect.gen(function* () {
            const service = yield* CardIssuance.make()
            const running = yield* Effect.forkDaemon(Effect.flip(service.issue(application)))
            yield* Effect.sleep("1 second")
            return running
          })
        )
        expect(yield* Fiber.join(caller)).toMatchObject({ _tag: "OutcomeUnknown", cardUniqueNo: "order-1" })
      })
    ))
})
