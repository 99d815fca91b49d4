/** What a process wrote, it remembers: a stale read of a store never beats it. */
import { AttemptLog, CardIssuance } from "@effect-keysecure/client"
import { type Card, Timestamp } from "@effect-keysecure/schema"
import { KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import { Effect, Equivalence, FastCheck as fc, Layer, Option } from "effect"
import { describe, expect, it } from "vitest"
import * as Remembered from "../../src/internal/attemptLog/remembered.js"
import { applicationOf } from "../support/requests.js"
import { keyOf, type StoreSteps, storeOf } from "../support/issuing/stores.js"
import { arrived, inWorld, onFirstApplication } from "../support/issuing/world.js"

const same = Option.getEquivalence(Equivalence.string)
const entry = fc.option(fc.constantFrom("a", "b", "c", "d"), { nil: undefined }).map(Option.fromNullable)

/** What is remembered after a chain of writes, each of which replaced what the one before had written. */
const remembered = (chain: ReadonlyArray<Option.Option<string>>) =>
  chain
    .slice(1)
    .reduce<Remembered.Written<string> | undefined>(
      (known, next, index) => Remembered.afterWrite(same, known, chain[index] ?? Option.none(), next),
      undefined
    )

describe("what is remembered of one number", () => {
  it("beats every read of what was replaced, however far the read lags", () =>
    fc.assert(
      fc.property(fc.array(entry, { minLength: 2, maxLength: 12 }), (chain) => {
        const known = remembered(chain)
        for (const stale of chain) expect(Remembered.afterRead(same, known, stale)).toEqual(chain.at(-1))
      })
    ))

  it("believes whatever this process has neither written nor replaced", () =>
    fc.assert(
      fc.property(fc.array(entry, { minLength: 2, maxLength: 12 }), (chain) => {
        const another = Option.some("another's")
        expect(Remembered.afterRead(same, remembered(chain), another)).toEqual(another)
      })
    ))

  it("is bounded, and never forgets that no entry was replaced", () => {
    const chain = [Option.none(), ...Array.from({ length: 100 }, (_, index) => Option.some(String(index)))]
    const known = remembered(chain)
    expect(known?.replaced).toHaveLength(Remembered.maxReplaced + 1)
    expect(Remembered.afterRead(same, known, Option.none())).toEqual(Option.some("99"))
    expect(Remembered.afterRead(same, known, Option.some("98"))).toEqual(Option.some("99"))
    expect(Remembered.afterRead(same, known, Option.some("0"))).toEqual(Option.some("0"))
  })
})

describe("a memory", () => {
  const none = Option.none<string>()

  it("of so many numbers forgets the one that was written longest ago", () => {
    const memory = Remembered.make(same, 2)
    memory.wrote("one", none, Option.some("1"))
    memory.wrote("two", none, Option.some("2"))
    memory.wrote("one", Option.some("1"), Option.some("1b"))
    memory.wrote("three", none, Option.some("3"))
    expect(["one", "two", "three"].map((key) => memory.read(key, none))).toEqual([
      Option.some("1b"),
      none,
      Option.some("3")
    ])
  })

  it("forgets what the log refuses, and not what a caller expected wrongly", () => {
    const memory = Remembered.make(same)
    memory.wrote("one", none, Option.some("1"))
    memory.rejected("one", none)
    expect(memory.read("one", none)).toEqual(Option.some("1"))
    memory.rejected("one", Option.some("1"))
    expect(memory.read("one", none)).toEqual(none)
  })
})

const nos = [Sample.cardUniqueNo(1), Sample.cardUniqueNo(2)] as const
const open = (no: Card.CardUniqueNo, index: number): AttemptLog.Open => ({
  _tag: "Open",
  cardUniqueNo: no,
  attemptId: String(index),
  digest: "d",
  stamp: Timestamp.Timestamp.make(1_800_000_000_000 + index),
  accepted: false
})

/** A store of which each read lags behind by as many writes of its key as the next number says. */
const laggingStore = (lags: () => number, entries = new Map<string, string>()) => {
  const histories = new Map<string, Array<string | undefined>>()
  const write = (key: string, value: string | undefined) =>
    Effect.sync(() => {
      histories.set(key, [...(histories.get(key) ?? [entries.get(key)]), value])
      if (value === undefined) entries.delete(key)
      else entries.set(key, value)
    })
  const steps: Partial<StoreSteps> = {
    get: (key) =>
      Effect.sync(() => {
        const history = histories.get(key) ?? [entries.get(key)]
        return Option.fromNullable(history[Math.max(0, history.length - 1 - lags())])
      }),
    set: write,
    remove: (key) => write(key, undefined)
  }
  return storeOf(entries, steps)
}

/** A log that compares and swaps for certain, and whose `find` lags. */
const laggingLog = (lags: () => number) => {
  const log = AttemptLog.makeMemory()
  const history: Array<Option.Option<AttemptLog.Attempt>> = [Option.none()]
  const lagging: AttemptLog.Service = {
    find: () => Effect.sync(() => history[Math.max(0, history.length - 1 - lags())] ?? Option.none()),
    compareAndSwap: (key, expected, next) =>
      Effect.tap(log.compareAndSwap(key, expected, next), (was) =>
        Effect.sync(() => {
          if (was) history.push(next)
        })
      )
  }
  return { log, lagging }
}

/** The numbers one after the other, then zero. */
const taking = (numbers: ReadonlyArray<number>) => {
  let next = 0
  return () => numbers[next++] ?? 0
}

const changes = fc.array(
  fc.record({
    no: fc.constantFrom(...nos),
    expected: fc.constantFrom("what is there", "none", "another"),
    removes: fc.boolean()
  }),
  { maxLength: 12 }
)
const lags = fc.array(fc.nat({ max: 12 }), { maxLength: 80 })

describe("a log over a store whose reads lag", () => {
  it("keeps to what a log keeps to, as long as nobody else writes", () =>
    fc.assert(
      fc.asyncProperty(changes, lags, (steps, late) =>
        Effect.runPromise(
          Effect.gen(function* () {
            const log = yield* AttemptLog.makeKeyValueStore({ legacyPlatform: "loopback" })
            const model = new Map<string, AttemptLog.Attempt>()
            for (const [index, { expected, no, removes }] of steps.entries()) {
              const there = Option.fromNullable(model.get(no))
              const next = removes ? Option.none() : Option.some(open(no, index))
              const said =
                expected === "what is there"
                  ? there
                  : expected === "none"
                    ? Option.none()
                    : Option.some(open(no, 1_000_000))
              const fits = expected === "what is there" || (expected === "none" && Option.isNone(there))
              expect(yield* log.compareAndSwap(keyOf(no), said, next)).toBe(fits)
              if (fits && removes) model.delete(no)
              if (fits && !removes) model.set(no, open(no, index))
              for (const each of nos) expect(yield* log.find(keyOf(each))).toEqual(Option.fromNullable(model.get(each)))
            }
          }).pipe(Effect.provide(laggingStore(taking(late))))
        )
      ),
      { numRuns: 300 }
    ))
})

describe("a log whose finding lags", () => {
  const key = keyOf(nos[0])

  it("is told what this process wrote last, as long as nobody else writes", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 12 }), lags, (removals, late) =>
        Effect.runPromise(
          Effect.gen(function* () {
            const log = AttemptLog.remembering(laggingLog(taking(late)).lagging)
            let last: Option.Option<AttemptLog.Attempt> = Option.none()
            for (const [index, removes] of removals.entries()) {
              const next = removes ? Option.none() : Option.some(open(nos[0], index))
              expect(yield* log.compareAndSwap(key, last, next)).toBe(true)
              last = next
              expect(yield* log.find(key)).toEqual(last)
            }
          })
        )
      )
    ))

  it("of two processes lets one of them take what is there", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ who: fc.nat({ max: 1 }), removes: fc.boolean() }), { maxLength: 20 }),
        lags,
        (steps, late) =>
          Effect.runPromise(
            Effect.gen(function* () {
              const { lagging, log } = laggingLog(taking(late))
              // Two objects, so two memories.
              const processes = [
                AttemptLog.remembering({ ...lagging }),
                AttemptLog.remembering({ ...lagging })
              ] as const
              for (const [index, { removes, who }] of steps.entries()) {
                const mine = processes[who === 0 ? 0 : 1]
                const truth = yield* log.find(key)
                const expected = yield* mine.find(key)
                const next = removes ? Option.none() : Option.some(open(nos[0], index))
                const was = yield* mine.compareAndSwap(key, expected, next)
                expect(yield* log.find(key)).toEqual(was ? next : truth)
              }
            })
          )
      )
    ))

  it("is believed again when it refuses: another process has removed the entry", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const { lagging, log } = laggingLog(() => 0)
        const mine = AttemptLog.remembering({ ...lagging, find: log.find })
        const mark = Option.some(open(nos[0], 1))
        yield* mine.compareAndSwap(key, Option.none(), mark)
        yield* log.compareAndSwap(key, mark, Option.none())
        expect(yield* mine.find(key)).toEqual(mark)
        expect(yield* mine.compareAndSwap(key, mark, Option.none())).toBe(false)
        expect(yield* mine.find(key)).toEqual(Option.none())
      })
    ))
})

describe("a log that remembers", () => {
  it("is one for all who write to the same log, and is not wrapped again", () => {
    const { lagging } = laggingLog(() => 0)
    const log = AttemptLog.remembering(lagging)
    expect(AttemptLog.remembering(lagging)).toBe(log)
    expect(AttemptLog.remembering(log)).toBe(log)
  })

  it("is the log itself in memory", () => {
    const log = AttemptLog.makeMemory()
    expect(AttemptLog.remembering(log)).toBe(log)
  })

  it("is the log itself over a store, which remembers by itself", () =>
    Effect.runPromise(
      Effect.map(AttemptLog.makeKeyValueStore(), (log) => {
        expect(AttemptLog.remembering(log)).toBe(log)
      }).pipe(Effect.provide(storeOf(new Map())))
    ))
})

describe("issuing over a store that always shows what was there before it was started", () => {
  const frozen = () => AttemptLog.layerKeyValueStore().pipe(Layer.provide(laggingStore(() => Number.MAX_SAFE_INTEGER)))
  const application = applicationOf("order-1")

  it("sends no second copy while one is open", () =>
    inWorld(
      {
        faults: onFirstApplication({ _tag: "LoseAnswer", silent: false }),
        rules: { answers: { listCards: 1001 }, repeatedUniqueNo: "anotherCard" },
        log: frozen()
      },
      Effect.gen(function* () {
        const { issue } = yield* CardIssuance.CardIssuance
        for (const _ of [1, 2]) {
          expect(yield* Effect.flip(issue(application, { reconcileTimeout: "10 seconds" }))).toMatchObject({
            _tag: "OutcomeUnknown"
          })
        }
        expect(yield* arrived("applyForCard")).toBe(1)
      })
    ))

  it("gives the same card again, and sends nothing for it", () =>
    inWorld(
      { rules: { repeatedUniqueNo: "anotherCard" }, log: frozen() },
      Effect.gen(function* () {
        const { issue } = yield* CardIssuance.CardIssuance
        const { cardNo } = yield* issue(application)
        expect((yield* issue(application)).cardNo).toBe(cardNo)
        expect(yield* arrived("applyForCard")).toBe(1)
        expect(yield* arrived("listCards")).toBe(0)
      })
    ))

  it("lets a number go that was refused for certain", () =>
    inWorld(
      { rules: { answers: { applyForCard: 1014 } }, log: frozen() },
      Effect.gen(function* () {
        const { issue } = yield* CardIssuance.CardIssuance
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        yield* Effect.flip(issue(application))
        yield* simulator.update(Scenario.rules({ answers: {} }))
        expect((yield* issue(application)).cardNo).toBe("C0000000001")
      })
    ))
})
