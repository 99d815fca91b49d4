/** What has gone wrong before: logs and platforms that behave in ways that nobody thinks of. */
import { AttemptLog, CardIssuance, KeySecureClient } from "@effect-keysecure/client"
import { CardProduct } from "@effect-keysecure/schema"
import { DateTime, Effect, Fiber, Layer, Option } from "effect"
import { describe, expect, it } from "vitest"
import { applicationOf } from "../support/requests.js"
import { keyOf, type StoreSteps, storeOf } from "../support/issuing/stores.js"
import { arrived, cards, inWorld, onFirstApplication, timed } from "../support/issuing/world.js"

const application = applicationOf("order-1")
const no = application.cardUniqueNo
const logOf = (service: AttemptLog.Service) => Layer.succeed(AttemptLog.AttemptLog, service)
const lost = onFirstApplication({ _tag: "LoseAnswer", silent: false })

/** A log in a store over a map, of which some steps are odd. */
const storeLog = (entries: Map<string, string>, odd?: Partial<StoreSteps>) =>
  AttemptLog.layerKeyValueStore().pipe(Layer.provide(storeOf(entries, odd)))

describe("two processes that issue for one number at the same millisecond", () => {
  const broken = {
    fails: Effect.zipRight(Effect.sleep("100 millis"), new AttemptLog.AttemptLogFailed({ detail: "lock timeout" })),
    "is slow": Effect.as(Effect.sleep("6 seconds"), false)
  }

  it.each(Object.entries(broken))("keep apart what each wrote, though the log of one %s", (_, firstWrite) => {
    const shared = AttemptLog.makeMemory()
    let writes = 0
    const other: AttemptLog.Service = {
      ...shared,
      compareAndSwap: (...change) => {
        writes += 1
        return writes === 1 ? firstWrite : shared.compareAndSwap(...change)
      }
    }
    return inWorld(
      {
        faults: onFirstApplication({ _tag: "DelayBefore", millis: 20_000 }),
        log: logOf(shared),
        rules: { repeatedUniqueNo: "anotherCard" }
      },
      Effect.gen(function* () {
        const one = yield* CardIssuance.make()
        const two = yield* CardIssuance.make().pipe(Effect.provideService(AttemptLog.AttemptLog, other))
        const running = yield* Effect.fork(one.issue(application))
        yield* Effect.either(two.issue(application))
        expect(Option.isSome(yield* shared.find(keyOf(no)))).toBe(true)
        const again = yield* two.issue(application)
        expect((yield* Fiber.join(running)).cardNo).toBe(again.cardNo)
        expect(yield* arrived("applyForCard")).toBe(1)
        expect(yield* cards).toHaveLength(1)
      })
    )
  })
})

describe("a log whose steps cannot be interrupted", () => {
  it("is not waited for when it writes", () => {
    const service = AttemptLog.makeMemory()
    const slow: AttemptLog.Service = {
      ...service,
      compareAndSwap: (...change) =>
        Effect.uninterruptible(Effect.zipLeft(service.compareAndSwap(...change), Effect.sleep("1 hour")))
    }
    return inWorld(
      { log: logOf(slow) },
      Effect.gen(function* () {
        const { issue } = yield* CardIssuance.CardIssuance
        const { took, value } = yield* timed(Effect.flip(issue(application)))
        expect(value).toMatchObject({ _tag: "NotSent", reason: "NotRecorded" })
        expect(took).toBeLessThanOrEqual(10_000)
      })
    )
  })

  it("is not waited for when it reads, nor does it keep an interruption", () => {
    const get = () => Effect.uninterruptible(Effect.as(Effect.sleep("1 hour"), Option.none<string>()))
    return inWorld(
      { log: storeLog(new Map(), { get }) },
      Effect.gen(function* () {
        const { issue } = yield* CardIssuance.CardIssuance
        const { took, value } = yield* timed(Effect.flip(issue(application)))
        expect(value._tag).toBe("OutcomeUnknown")
        expect(took).toBeLessThanOrEqual(5_000)
        const running = yield* Effect.fork(issue(application))
        yield* Effect.sleep("1 second")
        expect((yield* timed(Fiber.interrupt(running))).took).toBe(0)
      })
    )
  })
})

it("a card whose type is new to us is ours all the same", () =>
  inWorld(
    { faults: lost, rules: { repeatedUniqueNo: "anotherCard" } },
    Effect.gen(function* () {
      const client = yield* KeySecureClient.KeySecureClient
      const newer: KeySecureClient.Service = {
        ...client,
        listCards: (query, options) =>
          Effect.map(client.listCards(query, options), ({ list }) => ({
            list: list.map((card) => ({ ...card, cardType: "Virtual_Plus" }))
          }))
      }
      const { issue } = yield* CardIssuance.make().pipe(Effect.provideService(KeySecureClient.KeySecureClient, newer))
      expect((yield* issue(application)).cardNo).toBe("C0000000001")
      expect(yield* cards).toHaveLength(1)
    })
  ))

it("a card found through a damaged entry is never written down for whoever asked first", () => {
  const entries = new Map<string, string>()
  return inWorld(
    { faults: onFirstApplication({ _tag: "LoseAnswer", silent: true }), log: storeLog(entries) },
    Effect.gen(function* () {
      const { issue } = yield* CardIssuance.CardIssuance
      yield* Effect.timeoutOption(issue(application), "1 second")
      for (const key of entries.keys()) entries.set(key, `{"_tag":"Op`)
      const other = { ...application, packageNo: CardProduct.PackageNo.make("P0009") }
      yield* Effect.either(issue(other))
      expect((yield* issue(application)).cardNo).toBe("C0000000001")
      expect(yield* arrived("applyForCard")).toBe(1)
    })
  )
})

it("a number that another process has let go is free, after a few questions with pauses", () => {
  const service = AttemptLog.makeMemory()
  let seen: Option.Option<AttemptLog.Attempt> = Option.none()
  const lagging: AttemptLog.Service = {
    find: (number) =>
      Effect.map(service.find(number), (entry) => {
        seen = Option.orElse(entry, () => seen)
        return seen
      }),
    // Whoever removes an entry finds that somebody else has done so already.
    compareAndSwap: (number, expected, next) =>
      Option.isNone(next)
        ? Effect.as(service.compareAndSwap(number, expected, next), false)
        : service.compareAndSwap(number, expected, next)
  }
  return inWorld(
    { faults: onFirstApplication({ _tag: "DropBefore", silent: false }), log: logOf(lagging) },
    Effect.gen(function* () {
      const { issue } = yield* CardIssuance.CardIssuance
      expect((yield* issue(application)).cardNo).toBe("C0000000001")
      expect(yield* arrived("listCards")).toBeLessThan(40)
    })
  )
})

it("a card that the list has shown is told, though writing it down takes longer than finding out may", () => {
  const service = AttemptLog.makeMemory()
  let writes = 0
  const slow: AttemptLog.Service = {
    ...service,
    compareAndSwap: (...change) => {
      writes += 1
      return writes === 1
        ? service.compareAndSwap(...change)
        : Effect.delay(service.compareAndSwap(...change), "3 seconds")
    }
  }
  return inWorld(
    { faults: lost, log: logOf(slow) },
    Effect.gen(function* () {
      const { issue } = yield* CardIssuance.CardIssuance
      expect((yield* issue(application, { reconcileTimeout: "2 seconds" })).cardNo).toBe("C0000000001")
    })
  )
})

it.each([1004, 4010])("a repeated number that is refused as a wrong parameter (%d) is found out about", (code) =>
  inWorld(
    {
      faults: onFirstApplication({ _tag: "LoseAnswer", silent: true }),
      rules: { repeatedUniqueNoCode: code }
    },
    Effect.gen(function* () {
      const before = yield* CardIssuance.make()
      yield* Effect.timeoutOption(before.issue(application), "1 second")
      // A crash, and a log that did not outlive it.
      const after = yield* CardIssuance.make().pipe(
        Effect.provideService(AttemptLog.AttemptLog, AttemptLog.makeMemory())
      )
      expect((yield* after.issue(application)).cardNo).toBe("C0000000001")
      expect(yield* cards).toHaveLength(1)
    })
  )
)

it.each([-8.64e15, 0])("reconciling since %d asks from when stamps have had 13 digits", (since) =>
  inWorld(
    {},
    Effect.gen(function* () {
      const { reconcile } = yield* CardIssuance.CardIssuance
      const error = yield* Effect.flip(
        reconcile(no, { since: DateTime.unsafeMake(since), reconcileTimeout: "10 minutes" })
      )
      expect(error._tag).toBe("NotIssued")
    })
  )
)
