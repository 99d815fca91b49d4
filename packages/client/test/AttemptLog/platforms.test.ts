/** What was written down of an attempt belongs to one platform and one merchant, whatever store holds it. */
import { AttemptLog, CardIssuance } from "@effect-keysecure/client"
import { Card, Timestamp } from "@effect-keysecure/schema"
import { KeySecureSimulator } from "@effect-keysecure/testkit"
import { it } from "@effect-keysecure/testkit/vitest"
import { SystemError } from "@effect/platform/Error"
import { Effect, Exit, FastCheck as fc, Layer, Option } from "effect"
import { describe, expect } from "vitest"
import * as AttemptKeys from "../../src/internal/attemptLog/keys.js"
import * as Digest from "../../src/internal/encoding/digest.js"
import { applicationOf } from "../support/requests.js"
import { apiKey } from "../support/simulated.js"
import { keyOf, type StoreSteps, storeOf } from "../support/issuing/stores.js"
import { arrived, cards } from "../support/issuing/world.js"

const application = applicationOf("order-1")
const no = application.cardUniqueNo
const anotherNo = Card.CardUniqueNo.make("order-2")

type Store = Map<string, string>
type LogOptions = AttemptLog.KeyValueStoreOptions

const logOver = (store: Store, options?: LogOptions, steps?: Partial<StoreSteps>) =>
  Effect.provide(AttemptLog.makeKeyValueStore(options), storeOf(store, steps))

/** A process that issues at a platform of its own, over a store that it shares. */
const at = (
  where: { readonly platform: string; readonly baseUrl?: string; readonly merchant?: string },
  log: Layer.Layer<AttemptLog.AttemptLog>
) =>
  Effect.gen(function* () {
    const { issue } = yield* CardIssuance.CardIssuance
    const issued = yield* Effect.either(issue(application))
    return { issued, sent: yield* arrived("applyForCard"), asked: yield* arrived("listCards"), cards: yield* cards }
  }).pipe(
    Effect.provide(
      CardIssuance.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl, ...where }).pipe(
        Layer.provide(log),
        Layer.provideMerge(KeySecureSimulator.layerHttpClient())
      )
    )
  )

const inStore = (store: Store, options?: LogOptions) =>
  AttemptLog.layerKeyValueStore(options).pipe(Layer.provide(storeOf(store)))

const shared = Layer.sync(AttemptLog.AttemptLog, () => AttemptLog.makeMemory())
const logs: ReadonlyArray<readonly [string, Effect.Effect<Layer.Layer<AttemptLog.AttemptLog>>]> = [
  [
    "in memory",
    Effect.map(Effect.provide(AttemptLog.AttemptLog, shared), (log) => Layer.succeed(AttemptLog.AttemptLog, log))
  ],
  ["in a store", Effect.sync(() => inStore(new Map()))]
]

describe.each(logs)("one log %s", (_, make) => {
  it.virtual("of the sandbox and of production: a card of the sandbox is no answer in production", () =>
    Effect.gen(function* () {
      const log = yield* make
      for (const platform of ["sandbox", "production"]) {
        const { issued, sent } = yield* at({ platform }, log)
        expect(issued._tag).toBe("Right")
        expect([platform, sent]).toEqual([platform, 1])
      }
      expect((yield* at({ platform: "production" }, log)).sent).toBe(0)
    })
  )

  it.virtual("of two merchants: the card of one is no answer to the other", () =>
    Effect.gen(function* () {
      const log = yield* make
      const where = { platform: "production" }
      expect((yield* at({ ...where, merchant: "one" }, log)).sent).toBe(1)
      expect((yield* at({ ...where, merchant: "two" }, log)).sent).toBe(1)
      expect((yield* at({ ...where, merchant: "one" }, log)).sent).toBe(0)
    })
  )

  it.virtual("of a platform whose host and port change: no entry is lost", () =>
    Effect.gen(function* () {
      const log = yield* make
      const where = { platform: "production" }
      yield* at({ ...where, baseUrl: "http://127.0.0.1:4010" }, log)
      expect((yield* at({ ...where, baseUrl: "http://localhost:8080/keysecure" }, log)).sent).toBe(0)
    })
  )
})

describe("a log of one's own", () => {
  it("that was written for 0.1.0 does not type-check: it would ignore the platform", () => {
    const old: AttemptLog.Service = {
      // @ts-expect-error it is asked by a number alone
      find: (_: Card.CardUniqueNo) => Effect.succeedNone,
      // @ts-expect-error it is asked to swap by a number alone
      compareAndSwap: (_: Card.CardUniqueNo) => Effect.succeed(true)
    }
    // @ts-expect-error it has no compareAndSwap
    const older: AttemptLog.Service = { find: () => Effect.succeedNone }
    expect([old, older]).toHaveLength(2)
  })
})

const text = fc.string({ maxLength: 70 })
const numbers = fc.string({ minLength: 1, maxLength: 64 })

describe("the key of an entry", () => {
  const keys = (platform: string, merchant: string, cardUniqueNo: string) =>
    AttemptKeys.keysOf({ prefix: "p/", said: undefined }, { platform, merchant, cardUniqueNo })

  it("is another for every other platform, merchant or number, and for every number of 0.1.0", () =>
    fc.assert(
      fc.property(fc.tuple(text, text, numbers), fc.tuple(text, text, numbers), (one, other) => {
        expect(keys(...one).text === keys(...other).text).toBe(JSON.stringify(one) === JSON.stringify(other))
        expect(keys(...one).text).not.toBe(keys(...other).before)
      })
    ))

  it("cannot be made by a number that looks like what it is a digest of", () => {
    const digested = JSON.stringify(["sandbox", "", Digest.hexOf(no)])
    expect(keys("x", "", digested).before).toBe(keys("sandbox", "", no).text)
    expect(digested.length).toBeGreaterThan(64)
  })

  it("keeps parts apart in a log in memory too", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const log = AttemptLog.makeMemory()
        const entry = Option.some<AttemptLog.Attempt>({ _tag: "Corrupt", cardUniqueNo: no })
        yield* log.compareAndSwap(keyOf(no, "ab", "c"), Option.none(), entry)
        for (const key of [keyOf(no, "a", "bc"), keyOf(no, "abc", ""), keyOf(no, "ab", "c1"), keyOf(no, "1ab", "c")]) {
          expect(yield* log.find(key)).toEqual(Option.none())
        }
      })
    ))
})

const open = (attemptId = "a"): AttemptLog.Open => ({
  _tag: "Open",
  cardUniqueNo: no,
  attemptId,
  digest: Digest.hexOf("another application"),
  stamp: Timestamp.Timestamp.make(1_767_225_600_123),
  accepted: false
})
const issued: AttemptLog.Issued = {
  _tag: "Issued",
  cardUniqueNo: no,
  digest: "d",
  cardNo: Card.CardNo.make("C0000000009"),
  failed: false
}
const corrupt: AttemptLog.Corrupt = { _tag: "Corrupt", cardUniqueNo: no }
const oldKey = `keysecure/attempt/${Digest.hexOf(no)}`
const before = (entry: AttemptLog.Attempt | string): Store =>
  new Map([[oldKey, typeof entry === "string" ? entry : JSON.stringify(entry)]])

const production = keyOf(no, "production")
const ours = { legacyPlatform: "production" }

describe("an entry of 0.1.0", () => {
  const seen = (entry: AttemptLog.Attempt | string, options?: LogOptions, key = production) =>
    Effect.runPromise(Effect.flatMap(logOver(before(entry), options), (log) => log.find(key)))

  it.each([open(), issued])("counts for the platform that is named, and for no other: $_tag", async (entry) => {
    expect(await seen(entry, ours)).toEqual(Option.some(entry))
    expect(await seen(entry, ours, keyOf(no, "sandbox"))).toEqual(Option.none())
  })

  it("that cannot be read is Corrupt for the platform that is named", async () => {
    expect(await seen("rubbish", ours)).toEqual(Option.some(corrupt))
  })

  it("counts for the merchant that is named with it, and is unclear to one where none is", async () => {
    const legacyPlatform = { platform: "production", merchant: "one" }
    expect(await seen(issued, { legacyPlatform }, keyOf(no, "production", "one"))).toEqual(Option.some(issued))
    expect(await seen(issued, { legacyPlatform }, keyOf(no, "production", "two"))).toEqual(Option.none())
    expect(await seen(issued, ours, keyOf(no, "production", "one"))).toEqual(Option.some(corrupt))
  })

  it("is unclear where no platform is named: an open one stays open, an issued one is Corrupt", async () => {
    expect(await seen(open())).toEqual(Option.some({ ...open(), digest: "" }))
    expect(await seen(issued)).toEqual(Option.some(corrupt))
    expect(await seen("rubbish")).toEqual(Option.some(corrupt))
  })

  it.virtual("that is unclear is never an answer: nothing is sent, and the list is asked", () =>
    Effect.gen(function* () {
      const digest = Digest.ofApplication({
        card_type: "Virtual",
        package_no: "P0001",
        cardholder_no: "U0001",
        card_unique_no: "order-1"
      })
      const answered = yield* at({ platform: "production" }, inStore(before({ ...issued, digest }), ours))
      expect(answered).toMatchObject({ issued: { _tag: "Right", right: { cardNo: issued.cardNo } }, asked: 0 })
      const unclear = yield* at({ platform: "production" }, inStore(before({ ...issued, digest })))
      expect(unclear).toMatchObject({ issued: { left: { _tag: "OutcomeUnknown" } }, sent: 0 })
      expect(unclear.asked).toBeGreaterThan(0)
    })
  )

  it.virtual(
    "that is unclear and open is found out about, and then the application is sent; a restart does not ask again",
    () =>
      Effect.gen(function* () {
        const digest = Digest.ofApplication({
          card_type: "Virtual",
          package_no: "P0001",
          cardholder_no: "U0001",
          card_unique_no: "order-1"
        })
        const store = before({ ...open(), digest })
        const first = yield* at({ platform: "production" }, inStore(store))
        expect(first.issued._tag).toBe("Right")
        expect(first.asked).toBeGreaterThan(0)
        expect(first.sent).toBe(1)
        expect(store.get(oldKey)).toBe(JSON.stringify({ ...open(), digest }))
        expect(yield* at({ platform: "production" }, inStore(store))).toMatchObject({ sent: 0, asked: 0 })
        // It may be the sandbox's, which finds out by itself.
        expect((yield* at({ platform: "sandbox" }, inStore(store))).asked).toBeGreaterThan(0)
      })
  )

  it.virtual(
    "that is unclear and of another application is found out about too, since it may be another platform's",
    () =>
      Effect.gen(function* () {
        const first = yield* at({ platform: "production" }, inStore(before({ ...open(), digest: "another's" })))
        expect(first.issued._tag).toBe("Right")
        expect(first.asked).toBeGreaterThan(0)
        const named = yield* at({ platform: "production" }, inStore(before({ ...open(), digest: "another's" }), ours))
        expect(named).toMatchObject({ issued: { left: { _tag: "UniqueNoConflict" } }, sent: 0, asked: 0 })
      })
  )
})

describe("moving an entry of 0.1.0", () => {
  const swapped = (store: Store, options: LogOptions | undefined, next: Option.Option<AttemptLog.Attempt>) =>
    Effect.runPromise(
      Effect.gen(function* () {
        const log = yield* logOver(store, options)
        const expected = yield* log.find(production)
        const was = yield* log.compareAndSwap(production, expected, next)
        return { was, found: yield* (yield* logOver(store, options)).find(production) }
      })
    )

  it.each([open(), issued])("writes it under its new key, and removes it where it is ours: $_tag", async (entry) => {
    const store = before(open("b"))
    expect(await swapped(store, ours, Option.some(entry))).toEqual({ was: true, found: Option.some(entry) })
    expect(store.size).toBe(1)
    expect(store.has(oldKey)).toBe(false)
  })

  it("removes it where it is ours and nothing takes its place", async () => {
    const store = before(open())
    expect(await swapped(store, ours, Option.none())).toEqual({ was: true, found: Option.none() })
    expect(store.size).toBe(0)
  })

  it.each([
    ["nothing", Option.none()],
    ["an issued one", Option.some(issued)],
    ["an open one", Option.some(open("b"))]
  ])("leaves an unclear one to other platforms, and does not show it again to this one, after %s", async (_, next) => {
    const store = before(open())
    expect(await swapped(store, undefined, next)).toEqual({ was: true, found: next })
    expect(store.get(oldKey)).toBe(JSON.stringify(open()))
    expect(await swapped(store, undefined, Option.none())).toEqual({ was: true, found: Option.none() })
    const sandbox = await Effect.runPromise(Effect.flatMap(logOver(store), (log) => log.find(keyOf(no, "sandbox"))))
    expect(sandbox).toEqual(Option.some({ ...open(), digest: "" }))
  })

  it.each([undefined, ours, { legacyPlatform: "sandbox" }])(
    "leaves nothing behind for a number that 0.1.0 did not know, with %j",
    async (options) => {
      const store: Store = new Map()
      await swapped(store, options, Option.some(open()))
      expect(await swapped(store, options, Option.none())).toEqual({ was: true, found: Option.none() })
      expect(store.size).toBe(0)
    }
  )

  it("does without the key that a store of files fails to remove, and not without one that cannot be removed", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const store = before(open())
        const failing = (reason: "NotFound" | "PermissionDenied") =>
          new SystemError({ reason, module: "FileSystem", method: "remove" })
        const files = yield* logOver(store, ours, {
          remove: (key) => (store.delete(key) ? Effect.void : failing("NotFound"))
        })
        expect(yield* files.compareAndSwap(production, Option.some(open()), Option.none())).toBe(true)
        store.set(oldKey, JSON.stringify(open("b")))
        const locked = yield* logOver(store, ours, { remove: () => failing("PermissionDenied") })
        const error = yield* Effect.flip(locked.compareAndSwap(production, Option.some(open("b")), Option.none()))
        expect(error).toMatchObject({ _tag: "AttemptLogFailed", detail: "the store could not be written" })
      })
    ))

  it("does not touch another platform's", async () => {
    const store = before(open())
    await swapped(store, { legacyPlatform: "sandbox" }, Option.some(issued))
    await swapped(store, { legacyPlatform: "sandbox" }, Option.none())
    expect([...store]).toEqual([...before(open())])
  })

  it("may crash between any two steps: what is found then is what was there, or what was being written, for good", () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom<LogOptions | undefined>(undefined, ours, { legacyPlatform: "sandbox" }),
        fc.constantFrom<AttemptLog.Attempt | undefined>(open(), issued, undefined),
        fc.array(
          fc.record({
            next: fc.constantFrom<AttemptLog.Attempt | undefined>(open("b"), open("c"), issued, undefined),
            steps: fc.integer({ min: 0, max: 3 })
          }),
          { minLength: 1, maxLength: 5 }
        ),
        (options, first, changes) =>
          Effect.runPromise(
            Effect.gen(function* () {
              const store: Store = first === undefined ? new Map() : before(first)
              for (const { next: entry, steps } of changes) {
                const next = Option.fromNullable(entry)
                let left = steps
                // A step that is one too many does not happen, nor does what follows it: the process is gone.
                const step = (change: () => void) =>
                  Effect.suspend(() => {
                    left -= 1
                    return left < 0 ? Effect.dieMessage("killed") : Effect.sync(change)
                  })
                const log = yield* logOver(store, options, {
                  set: (key, value) => step(() => void store.set(key, value)),
                  remove: (key) => step(() => void store.delete(key))
                })
                const expected = yield* log.find(production)
                const exit = yield* Effect.exit(log.compareAndSwap(production, expected, next))
                const after = yield* (yield* logOver(store, options)).find(production)
                expect(Exit.isSuccess(exit) ? [next] : [expected, next]).toContainEqual(after)
              }
            })
          )
      )
    ))

  it("is refused where the entry is another than what was expected, and of another number", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const store = before(open())
        const log = yield* logOver(store, ours)
        expect(yield* log.compareAndSwap(production, Option.none(), Option.some(issued))).toBe(false)
        expect(yield* log.find(keyOf(anotherNo, "production"))).toEqual(Option.none())
        expect([...store]).toEqual([...before(open())])
      })
    ))
})
