/** What both logs keep to, and what issuing makes of one that fails. */
import { AttemptLog, CardIssuance } from "@effect-keysecure/client"
import { Card, CardApplication, Cardholder, Timestamp } from "@effect-keysecure/schema"
import { KeySecureSimulator, Sample, Scenario, VirtualClock } from "@effect-keysecure/testkit"
import { KeyValueStore } from "@effect/platform"
import { SystemError } from "@effect/platform/Error"
import { Effect, Either, FastCheck as fc, Fiber, Layer, Option, Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as AttemptKeys from "../../src/internal/attemptLog/keys.js"
import { applicationOf } from "../support/requests.js"
import { keyOf, type StoreSteps, storeOf } from "../support/issuing/stores.js"
import { arrived, inWorld, onFirstApplication, timed } from "../support/issuing/world.js"

const open = (no: Card.CardUniqueNo, stamp = 1_800_000_000_000): AttemptLog.Open => ({
  _tag: "Open",
  cardUniqueNo: no,
  attemptId: "a",
  digest: "d",
  stamp: Timestamp.Timestamp.make(stamp),
  accepted: false
})
const issued = (no: Card.CardUniqueNo): AttemptLog.Issued => ({
  _tag: "Issued",
  cardUniqueNo: no,
  digest: "d",
  cardNo: Card.CardNo.make("C1"),
  failed: false
})

const inMemory = KeyValueStore.layerMemory
const logs: ReadonlyArray<readonly [string, Layer.Layer<AttemptLog.AttemptLog>]> = [
  ["in memory", AttemptLog.layerMemory()],
  ["in a store", AttemptLog.layerKeyValueStore().pipe(Layer.provide(inMemory))]
]

const nos = [Sample.cardUniqueNo(1), Sample.cardUniqueNo(2)] as const
const attempts = fc.constantFrom(...nos).chain((no) =>
  fc.record({
    no: fc.constant(no),
    expected: fc.constantFrom("what is there", "none", "another"),
    next: fc.option(fc.constantFrom(open(no), open(no, 1_800_000_000_001), issued(no)), { nil: undefined })
  })
)

describe.each(logs)("a log %s", (_, layer) => {
  it("replaces an entry only where it is what was expected", () =>
    fc.assert(
      fc.asyncProperty(fc.array(attempts, { maxLength: 20 }), (steps) =>
        Effect.runPromise(
          Effect.gen(function* () {
            const log = yield* AttemptLog.AttemptLog
            const model = new Map<string, AttemptLog.Attempt>()
            for (const { expected, next, no } of steps) {
              const there = Option.fromNullable(model.get(no))
              const said =
                expected === "what is there"
                  ? there
                  : expected === "none"
                    ? Option.none()
                    : Option.some({ ...issued(no), digest: "another" })
              const fits = expected === "what is there" || (expected === "none" && Option.isNone(there))
              expect(yield* log.compareAndSwap(keyOf(no), said, Option.fromNullable(next))).toBe(fits)
              if (fits && next === undefined) model.delete(no)
              if (fits && next !== undefined) model.set(no, next)
              for (const each of nos) expect(yield* log.find(keyOf(each))).toEqual(Option.fromNullable(model.get(each)))
            }
          }).pipe(Effect.provide(Layer.fresh(layer)))
        )
      ),
      { numRuns: 200 }
    ))

  it("lets one of many begin", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const log = yield* AttemptLog.AttemptLog
        const begin = log.compareAndSwap(keyOf(nos[0]), Option.none(), Option.some(open(nos[0])))
        const won = yield* Effect.all(
          Array.from({ length: 20 }, () => begin),
          { concurrency: "unbounded" }
        )
        expect(won.filter((one) => one)).toHaveLength(1)
      }).pipe(Effect.provide(Layer.fresh(layer)))
    ))
})

describe("a log in memory", () => {
  it("forgets the oldest finished entry when it is full, and never an open one", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const log = AttemptLog.makeMemory({ capacity: 2 })
        const add = (n: number, attempt: (no: Card.CardUniqueNo) => AttemptLog.Attempt) =>
          log.compareAndSwap(keyOf(Sample.cardUniqueNo(n)), Option.none(), Option.some(attempt(Sample.cardUniqueNo(n))))
        yield* add(1, issued)
        yield* add(2, open)
        yield* add(3, open)
        expect(yield* log.find(keyOf(Sample.cardUniqueNo(1)))).toEqual(Option.none())
        const error = yield* Effect.flip(add(4, open))
        expect(error.message).toContain("2 attempts are open")
        expect(Option.isSome(yield* log.find(keyOf(Sample.cardUniqueNo(2))))).toBe(true)
        expect(yield* log.compareAndSwap(keyOf(Sample.cardUniqueNo(2)), Option.some(open(nos[1])), Option.none())).toBe(
          true
        )
        expect(yield* add(4, open)).toBe(true)
      })
    ))
})

describe("a log in memory that is full", () => {
  it("holds the finished numbers that were written last, whatever was written, again or removed before", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.record({ no: fc.integer({ min: 1, max: 9 }), isRemoved: fc.boolean() }), { maxLength: 60 }),
        (capacity, writes) =>
          Effect.runPromise(
            Effect.gen(function* () {
              const log = AttemptLog.makeMemory({ capacity })
              let newestLast: ReadonlyArray<number> = []
              for (const { isRemoved, no } of writes) {
                const key = keyOf(Sample.cardUniqueNo(no))
                const next = isRemoved ? Option.none() : Option.some(issued(Sample.cardUniqueNo(no)))
                yield* log.compareAndSwap(key, yield* log.find(key), next)
                const others = newestLast.filter((other) => other !== no)
                newestLast = isRemoved ? others : [...others, no].slice(-capacity)
              }
              for (let no = 1; no < 10; no++) {
                const found = yield* log.find(keyOf(Sample.cardUniqueNo(no)))
                expect(Option.isSome(found)).toBe(newestLast.includes(no))
              }
            })
          )
      )
    ))
})

const secret = "postgres://user:word@host"
const failing = () =>
  Effect.fail(new SystemError({ reason: "Unknown", module: "KeyValueStore", method: "set", description: secret }))
/** Unlike `Effect.never`, this holds no timer: the write that nobody waits for any more is never interrupted. */
const never = () => Effect.async<never>(() => undefined)

describe("a log in a store", () => {
  it("never lets a write that was given up replace a later one", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ takes: fc.integer({ min: 0, max: 20 }), patience: fc.integer({ min: 1, max: 10 }) }), {
          minLength: 2,
          maxLength: 6
        }),
        (writes) =>
          Effect.runPromise(
            VirtualClock.run(() =>
              Effect.gen(function* () {
                const entries = new Map<string, string>()
                let written = 0
                const set = (key: string, value: string) =>
                  Effect.suspend(() => {
                    const { takes } = writes[written++] ?? { takes: 0 }
                    const write = Effect.delay(
                      Effect.sync(() => void entries.set(key, value)),
                      `${takes} seconds`
                    )
                    // As a promise does: whoever stops waiting does not stop it.
                    return Effect.flatMap(Effect.forkDaemon(write), Fiber.join)
                  })
                const log = yield* AttemptLog.makeKeyValueStore().pipe(Effect.provide(storeOf(entries, { set })))
                const no = nos[0]
                let last: Option.Option<AttemptLog.Attempt> = Option.none()
                for (const [index, { patience }] of writes.entries()) {
                  const next = Option.some(open(no, 1_800_000_000_000 + index))
                  const { took, value } = yield* timed(
                    Effect.timeoutOption(log.compareAndSwap(keyOf(no), last, next), `${patience} seconds`)
                  )
                  expect(took).toBeLessThanOrEqual(patience * 1_000)
                  if (Option.isSome(value) && value.value) last = next
                  else last = yield* log.find(keyOf(no))
                }
                // Whoever was told of a change finds it there for good, unless a later write was on its way.
                yield* Effect.sleep("5 minutes")
                const settled = yield* log.find(keyOf(no))
                yield* Effect.sleep("5 minutes")
                expect(yield* log.find(keyOf(no))).toEqual(settled)
                const stampOf = (entry: Option.Option<AttemptLog.Attempt>) =>
                  Option.match(entry, { onNone: () => 0, onSome: (one) => (one._tag === "Open" ? one.stamp : 0) })
                expect(stampOf(settled)).toBeGreaterThanOrEqual(stampOf(last))
              })
            )
          )
      ),
      { numRuns: 300 }
    ))
})

describe("issuing with a log", () => {
  const application = applicationOf("order-1")
  const issue = Effect.flatMap(CardIssuance.CardIssuance, (service) => service.issue(application))
  const over = (entries: Map<string, string>, broken?: Partial<StoreSteps>) =>
    AttemptLog.layerKeyValueStore().pipe(Layer.provide(storeOf(entries, broken)))

  it.each([
    ["cannot be written", { set: failing }],
    ["never answers a write", { set: never }]
  ] as const)("that %s sends nothing, and does not repeat why", (_, broken) =>
    inWorld(
      { log: over(new Map(), broken) },
      Effect.gen(function* () {
        const { took, value } = yield* timed(Effect.flip(issue))
        expect(value).toMatchObject({ _tag: "NotSent", reason: "NotRecorded" })
        expect(JSON.stringify(value) + value.message).not.toContain(secret)
        // Five seconds for the write, and five for taking it back.
        expect(took).toBeLessThanOrEqual(10_000)
        expect(yield* arrived("applyForCard")).toBe(0)
      })
    )
  )

  it.each([
    ["cannot be read", { get: failing }],
    ["never answers a read", { get: never }]
  ] as const)("that %s sends nothing, and leaves open what came before", (_, broken) =>
    inWorld(
      { log: over(new Map(), broken) },
      Effect.gen(function* () {
        const { took, value } = yield* timed(Effect.flip(issue))
        expect(value).toMatchObject({ _tag: "OutcomeUnknown", cardUniqueNo: "order-1", stamps: [] })
        expect(value.message).toContain("the attempt log could not be read; nothing was sent")
        expect(JSON.stringify(value) + value.message).not.toContain(secret)
        expect(took).toBeLessThanOrEqual(5_000)
        expect(yield* arrived("applyForCard")).toBe(0)
      })
    )
  )

  it("whose entry is rubbish stays open, until it is reconciled that there is no card", () =>
    inWorld(
      {
        log: over(
          new Map([
            [
              AttemptKeys.keysOf({ prefix: "keysecure/attempt/", said: undefined }, keyOf(application.cardUniqueNo))
                .text,
              "rubbish"
            ]
          ])
        )
      },
      Effect.gen(function* () {
        const { reconcile } = yield* CardIssuance.CardIssuance
        expect(yield* Effect.flip(issue)).toMatchObject({ _tag: "OutcomeUnknown" })
        expect(yield* arrived("applyForCard")).toBe(0)
        const { took, value } = yield* timed(Effect.flip(reconcile(application.cardUniqueNo)))
        expect(value).toMatchObject({ _tag: "NotIssued" })
        // By the stamps; what is known of the platform's clock gets better by up to a second meanwhile.
        expect(took).toBeGreaterThanOrEqual(179_000)
        expect((yield* issue).cardNo).toBe("C0000000001")
      })
    ))

  it("that dies, or throws, after the answer gives the card all the same", () => {
    const service = AttemptLog.makeMemory()
    let swaps = 0
    const dying: AttemptLog.Service = {
      ...service,
      compareAndSwap: (key, expected, next) => {
        swaps += 1
        return swaps > 1 ? Effect.die("broken") : service.compareAndSwap(key, expected, next)
      }
    }
    return inWorld(
      { log: Layer.succeed(AttemptLog.AttemptLog, dying) },
      Effect.map(issue, ({ cardNo }) => expect(cardNo).toBe("C0000000001"))
    )
  })

  it("that is slow to write leaves the number free after a call that was not sent", () => {
    const service = AttemptLog.makeMemory()
    let swaps = 0
    const slow: AttemptLog.Service = {
      ...service,
      compareAndSwap: (key, expected, next) => {
        swaps += 1
        return Effect.zipLeft(service.compareAndSwap(key, expected, next), Effect.sleep(swaps > 1 ? 0 : "3 seconds"))
      }
    }
    return inWorld(
      { log: Layer.succeed(AttemptLog.AttemptLog, slow) },
      Effect.gen(function* () {
        const { issue: issueCard } = yield* CardIssuance.CardIssuance
        const error = yield* Effect.flip(issueCard(application, { deadline: "2 seconds" }))
        expect(error).toMatchObject({ _tag: "NotSent" })
        expect(yield* service.find(keyOf(application.cardUniqueNo))).toEqual(Option.none())
      })
    )
  })

  it("in which another application has taken the number meanwhile is a conflict", () => {
    const service = AttemptLog.makeMemory()
    const no = application.cardUniqueNo
    let swaps = 0
    const taken: AttemptLog.Service = {
      ...service,
      compareAndSwap: (key, expected, next) => {
        swaps += 1
        return swaps === 2
          ? Effect.zipRight(
              service.compareAndSwap(key, expected, Option.some(issued(no))),
              service.compareAndSwap(key, expected, next)
            )
          : service.compareAndSwap(key, expected, next)
      }
    }
    return inWorld(
      {
        faults: onFirstApplication({ _tag: "DropBefore", silent: false }),
        log: Layer.succeed(AttemptLog.AttemptLog, taken)
      },
      Effect.map(Effect.flip(issue), (error) => expect(error).toMatchObject({ _tag: "UniqueNoConflict" }))
    )
  })

  it("whose entry is rubbish finds the card that there is, as often as it is asked", () => {
    const entries = new Map<string, string>()
    return inWorld(
      { log: over(entries) },
      Effect.gen(function* () {
        const { cardNo } = yield* issue
        for (const key of entries.keys()) entries.set(key, `{"_tag":"Op`)
        expect((yield* issue).cardNo).toBe(cardNo)
        expect((yield* issue).cardNo).toBe(cardNo)
        expect(yield* arrived("applyForCard")).toBe(1)
        // Each time the days before the last one, the last one, and the page after the card's.
        expect(yield* arrived("listCards")).toBe(6)
      })
    )
  })

  it("that never answers does not keep an interruption, nor the next call", () => {
    let hangs = true
    const entries = new Map<string, string>()
    const get = (key: string) =>
      Effect.suspend(() => (hangs ? Effect.never : Effect.succeed(Option.fromNullable(entries.get(key)))))
    return inWorld(
      { log: over(entries, { get }) },
      Effect.gen(function* () {
        const running = yield* Effect.fork(issue)
        yield* Effect.sleep("1 second")
        expect((yield* timed(Fiber.interrupt(running))).took).toBe(0)
        hangs = false
        expect((yield* issue).cardNo).toBe("C0000000001")
      })
    )
  })

  it("that cannot confirm that nobody has sent meanwhile leaves the outcome open", () => {
    let writes = 0
    const entries = new Map<string, string>()
    const remove = () => failing()
    const set = (key: string, value: string) =>
      Effect.sync(() => {
        writes += 1
        entries.set(key, value)
      })
    return inWorld(
      { faults: onFirstApplication({ _tag: "DropBefore", silent: false }), log: over(entries, { remove, set }) },
      Effect.gen(function* () {
        expect(yield* Effect.flip(issue)).toMatchObject({ _tag: "OutcomeUnknown", cardUniqueNo: "order-1" })
        expect(writes).toBe(1)
      })
    )
  })

  it("whose reading lags behind its writing is asked a few times, not for ever", () => {
    let finds = 0
    const lagging: AttemptLog.Service = {
      find: () =>
        Effect.sync(() => {
          finds += 1
          return Option.none()
        }),
      compareAndSwap: () => Effect.succeed(false)
    }
    return inWorld(
      { log: Layer.succeed(AttemptLog.AttemptLog, lagging) },
      Effect.gen(function* () {
        const { took, value } = yield* timed(Effect.flip(issue))
        expect(value).toMatchObject({ _tag: "OutcomeUnknown" })
        expect(finds).toBe(5)
        expect(took).toBeLessThan(10_000)
        expect(yield* arrived("applyForCard")).toBe(0)
      })
    )
  })

  it("that has forgotten a number finds its card of some days ago", () =>
    inWorld(
      { log: AttemptLog.layerMemory({ capacity: 1 }) },
      Effect.gen(function* () {
        const { issue: issueCard } = yield* CardIssuance.CardIssuance
        const first = yield* issue
        yield* Effect.sleep("80 days")
        yield* issueCard(applicationOf("order-2"))
        expect((yield* issue).cardNo).toBe(first.cardNo)
      })
    ))

  it("that has forgotten a number does not give its card to somebody else", () =>
    inWorld(
      { log: AttemptLog.layerMemory({ capacity: 1 }) },
      Effect.gen(function* () {
        const { issue: issueCard } = yield* CardIssuance.CardIssuance
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        yield* simulator.update(Scenario.cardholder({ apiKey: Scenario.creditApiKey, cardholderNo: "U0777" }))
        yield* issue
        yield* issueCard(applicationOf("order-2"))
        const other = { ...application, cardholderNo: Cardholder.CardholderNo.make("U0777") }
        expect(yield* Effect.flip(issueCard(other))).toMatchObject({ _tag: "UniqueNoConflict" })
      })
    ))

  it("has room again after a card that came to nothing", () =>
    inWorld(
      {
        faults: onFirstApplication({ _tag: "LoseAnswer", silent: false }),
        log: AttemptLog.layerMemory({ capacity: 1 }),
        rules: { newCardStatus: { Virtual: "Fail", Physical: "Fail" } }
      },
      Effect.gen(function* () {
        const { issue: issueCard } = yield* CardIssuance.CardIssuance
        for (const _ of ["found out", "remembered"]) {
          expect(yield* Effect.flip(issue)).toMatchObject({ _tag: "IssuanceFailed", cardNo: "C0000000001" })
        }
        expect((yield* issueCard(applicationOf("order-2"))).cardNo).toBe("C0000000002")
      })
    ))

  it("that is full of open attempts sends nothing", () =>
    inWorld(
      { log: AttemptLog.layerMemory({ capacity: 0 }) },
      Effect.gen(function* () {
        const error = yield* Effect.flip(issue)
        expect(error).toMatchObject({ _tag: "NotSent", reason: "NotRecorded" })
        expect(error.message).toContain("0 attempts are open")
        expect(yield* arrived("applyForCard")).toBe(0)
      })
    ))

  it("that fails after the answer gives the card all the same", () => {
    const entries = new Map<string, string>()
    let writes = 0
    const set = (key: string, value: string) =>
      ++writes > 1 ? failing() : Effect.sync(() => void entries.set(key, value))
    return inWorld(
      { log: over(entries, { set }) },
      Effect.gen(function* () {
        expect((yield* issue).cardNo).toBe("C0000000001")
        expect([...entries.values()].join()).toContain("Open")
        expect((yield* issue).cardNo).toBe("C0000000001")
        expect(yield* arrived("applyForCard")).toBe(1)
      })
    )
  })

  it("in which another process begins meanwhile follows that one", () => {
    const entries = new Map<string, string>()
    let reads = 0
    // The other process writes between our first look and our own writing.
    const get = (key: string) =>
      Effect.sync(() => {
        if (++reads === 2) entries.set(key, [...others.values()][0] ?? "")
        return Option.fromNullable(entries.get(key))
      })
    const others = new Map<string, string>()
    return inWorld(
      { log: over(entries, { get }) },
      Effect.gen(function* () {
        // What the other process writes: the same application.
        const other = yield* CardIssuance.make().pipe(
          Effect.provide(AttemptLog.layerKeyValueStore().pipe(Layer.provide(storeOf(others))))
        )
        const theirs = yield* other.issue(application)
        const { cardNo } = yield* issue
        expect(cardNo).toBe(theirs.cardNo)
        expect(yield* arrived("applyForCard")).toBe(1)
      })
    )
  })

  it("holds a digest, no personal data", () => {
    const entries = new Map<string, string>()
    return inWorld(
      { faults: onFirstApplication({ _tag: "LoseAnswer", silent: true }), log: over(entries) },
      Effect.gen(function* () {
        const { issue: issueCard } = yield* CardIssuance.CardIssuance
        yield* Effect.timeoutOption(issueCard(Sample.physicalApplication), "1 second")
        const [[key, value] = ["", ""]] = [...entries]
        expect(key).toMatch(/^keysecure\/attempt\/[0-9a-f]{64}$/)
        const attempt = yield* Schema.decode(Schema.parseJson(AttemptLog.Attempt))(value)
        expect(attempt).toMatchObject({
          _tag: "Open",
          cardUniqueNo: Sample.physicalApplication.cardUniqueNo,
          digest: expect.stringMatching(/^[0-9a-f]{64}$/)
        })
        const wire = yield* Schema.encode(CardApplication.CardApplication)(Sample.physicalApplication)
        const texts = Object.values(wire.address_info ?? {}).filter((text) => text.length > 2)
        expect(texts.length).toBeGreaterThan(5)
        for (const text of texts) expect(key + value).not.toContain(text)
      })
    )
  })

  it("takes the same application in another order of its fields for the same", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { issue: issueCard } = yield* CardIssuance.CardIssuance
        const { cardNo } = yield* issueCard(Sample.physicalApplication)
        const { address, ...rest } = Sample.physicalApplication
        const again = yield* Effect.either(issueCard({ address, ...rest } as typeof Sample.physicalApplication))
        expect(Either.map(again, (card) => card.cardNo)).toEqual(Either.right(cardNo))
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        expect(yield* simulator.cards).toHaveLength(1)
      })
    ))
})
