/** The clients of many merchants: each call by its merchant's key and token, one fetch for each, closed when idle. */
import { CardIssuance, KeySecureClient, KeySecureClients, ServerTime, TokenStore } from "@effect-keysecure/client"
import { Card } from "@effect-keysecure/schema"
import { type Fault, KeySecureSimulator, Scenario, VirtualClock } from "@effect-keysecure/testkit"
import { it } from "@effect-keysecure/testkit/vitest"
import { Effect, Either, FastCheck as fc, Fiber, HashMap, Layer, Logger, Option, pipe, Redacted } from "effect"
import { describe, expect } from "vitest"
import * as AttemptLog from "../../src/AttemptLog.js"
import { applicationOf } from "../support/requests.js"
import { slowly, travel } from "../support/time/network.js"
import { runs } from "../../../testkit/test/support/runs.js"

const names = ["acme", "globex", "initech"] as const
type Name = (typeof names)[number]

const keyOf = (name: string): string => `key-of-${name}`

/** A merchant of the simulator, that a card can be had for. */
const platformOf = (name: string): Scenario.Scenario => {
  const apiKey = keyOf(name)
  return (state) =>
    pipe(
      state,
      Scenario.merchant({ apiKey, mode: "CREDIT_EXTENSION" }),
      Scenario.cardPackage({ apiKey, packageNo: Scenario.virtualPackageNo, cardTypes: ["Virtual"] }),
      Scenario.cardholder({ apiKey, cardholderNo: Scenario.approvedCardholderNo })
    )
}

/** Every merchant. A token ends the one before it, so that a second client would be noticed. */
const scenario: Scenario.Scenario = (state) =>
  pipe(state, ...(names.map(platformOf) as [Scenario.Scenario]), Scenario.rules({ newTokenEndsOld: true }))

/** Not loopback, where second clients are not warned of. */
const merchantOf = (name: string, baseUrl = "https://many.example"): KeySecureClients.Merchant => ({
  apiKey: Redacted.make(keyOf(name)),
  baseUrl,
  platform: "gateway"
})

const merchants: Readonly<Record<string, KeySecureClients.Merchant>> = {
  ...Object.fromEntries(names.map((name) => [name, merchantOf(name)])),
  wrong: { ...merchantOf("wrong"), apiKey: Redacted.make("a key with blanks") },
  refused: merchantOf("refused")
}

const simulator = (faults: Fault.Schedule = []) => KeySecureSimulator.layerHttpClient({ scenario, faults })

/** The clients over a simulator, and the log that they share. */
const clientsOver = (
  options: Partial<KeySecureClients.Options> = {},
  platform: ReturnType<typeof simulator> = simulator()
) =>
  KeySecureClients.layer({ merchants, ...options }).pipe(
    Layer.provideMerge(Layer.merge(platform, AttemptLog.layerMemory()))
  )

const issue = (merchant: string, no: string) =>
  Effect.flatMap(CardIssuance.CardIssuance, (issuance) => issuance.issue(applicationOf(no))).pipe(
    Effect.provide(KeySecureClients.layerFor(merchant))
  )

const requests = Effect.flatMap(KeySecureSimulator.KeySecureSimulator, (platform) => platform.requests)

const fetchesOf = (seen: Effect.Effect.Success<typeof requests>, name: string) =>
  seen.filter(({ operation, request }) => operation === "getToken" && request.headers["api-key"] === keyOf(name)).length

/** Keeps the warnings of the log, each with the merchant that it names. */
const warningsIn = (warnings: Array<readonly [string, unknown]>) =>
  Logger.replace(
    Logger.defaultLogger,
    Logger.make(({ annotations, logLevel, message }) => {
      if (logLevel._tag !== "Warning") return
      warnings.push([String(message), Option.getOrUndefined(HashMap.get(annotations, "keysecure.merchant"))])
    })
  )

interface Call {
  readonly name: Name
  /** When it comes, ms. */
  readonly at: number
  /** When it is interrupted, if it is. */
  readonly interruptAt: number | null
}

const schedule = fc.record({
  idle: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 4_000 })),
  travels: fc.array(travel(300), { minLength: 1, maxLength: 5 }),
  calls: fc.array(
    fc.record<Call>({
      name: fc.constantFrom(...names),
      at: fc.integer({ min: 0, max: 20_000 }),
      interruptAt: fc.option(fc.integer({ min: 0, max: 20_000 }), { freq: 4 })
    }),
    { minLength: 1, maxLength: 12 }
  )
})

/** How many clients a merchant needs: one for each time in which no pause between its calls is longer than a client is kept. */
const livesOf = (uses: ReadonlyArray<readonly [from: number, to: number]>, idle: number): number => {
  let lives = 0
  let end = -Infinity
  for (const [from, to] of uses.toSorted(([one], [other]) => one - other)) {
    if (from > end + idle) lives += 1
    end = Math.max(end, to)
  }
  return lives
}

describe("many merchants", () => {
  it("get each call by their own key and token, with a client at a time each, under any schedule", () =>
    fc.assert(
      fc.asyncProperty(schedule, async ({ calls, idle, travels }) => {
        const warnings: Array<readonly [string, unknown]> = []
        const program = Effect.gen(function* () {
          const clock = yield* Effect.clock
          const uses: Record<string, Array<readonly [number, number]>> = {}
          const fibers = yield* Effect.forEach(calls, ({ at, interruptAt, name }, index) =>
            Effect.gen(function* () {
              const used = Effect.suspend(() => {
                const from = clock.unsafeCurrentTimeMillis()
                const left = Effect.sync(() => {
                  ;(uses[name] ??= []).push([from, clock.unsafeCurrentTimeMillis()])
                })
                return Effect.ensuring(issue(name, `order-${index}`), left)
              })
              const fiber = yield* Effect.fork(Effect.delay(used, at))
              if (interruptAt !== null) yield* Effect.fork(Effect.delay(Fiber.interrupt(fiber), interruptAt))
              return { fiber, interrupted: interruptAt !== null }
            })
          )
          for (const { fiber, interrupted } of fibers) {
            const exit = yield* Fiber.await(fiber)
            if (!interrupted) expect(exit._tag).toBe("Success")
          }
          const seen = yield* requests
          expect(seen.filter(({ code }) => code !== 0)).toEqual([])
          for (const name of names) {
            // A client that was not in use for exactly as long as it is kept may have been closed or not.
            const most = livesOf(uses[name] ?? [], idle - 1)
            const least = livesOf(uses[name] ?? [], idle)
            expect(fetchesOf(seen, name)).toBeLessThanOrEqual(most)
            // One whose only caller left before the token was asked for fetches none.
            if (calls.every(({ interruptAt }) => interruptAt === null)) {
              expect(fetchesOf(seen, name)).toBeGreaterThanOrEqual(least)
            }
          }
          expect(warnings.filter(([line]) => line.includes("second client"))).toEqual([])
        })
        const platform = Layer.provideMerge(slowly(travels), simulator())
        await Effect.runPromise(
          VirtualClock.run(() =>
            program.pipe(
              Effect.provide(Layer.provideMerge(clientsOver({ idleTimeToLive: idle }, platform), warningsIn(warnings))),
              Effect.scoped
            )
          )
        )
      }),
      { numRuns: runs(250) }
    ))

  it.virtual("have entries of their own in one log: the same number is a card of each", () =>
    Effect.gen(function* () {
      const [one, other] = yield* Effect.all([issue("acme", "order-1"), issue("globex", "order-1")])
      expect(one.cardNo).not.toBe(other.cardNo)
      expect((yield* issue("acme", "order-1")).cardNo).toBe(one.cardNo)
      const log = yield* AttemptLog.AttemptLog
      const entryOf = (merchant: string) =>
        log.find({ platform: "gateway", merchant, cardUniqueNo: Card.CardUniqueNo.make("order-1") })
      const entries = yield* Effect.forEach(["acme", "globex", ""], entryOf)
      expect(entries.map(Option.map(({ _tag }) => _tag))).toEqual([
        Option.some("Issued"),
        Option.some("Issued"),
        Option.none()
      ])
    }).pipe(Effect.provide(clientsOver()))
  )

  it.virtual("may have another name in the log than in the program", () =>
    Effect.gen(function* () {
      yield* issue("acme", "order-1")
      const log = yield* AttemptLog.AttemptLog
      const key = { platform: "gateway", merchant: "", cardUniqueNo: Card.CardUniqueNo.make("order-1") }
      expect(Option.isSome(yield* log.find(key))).toBe(true)
    }).pipe(Effect.provide(clientsOver({ merchants: { acme: { ...merchantOf("acme"), merchant: "" } } })))
  )

  it.virtual("are told apart where one is not found or wrong, and nothing is sent then", () =>
    Effect.gen(function* () {
      const failures = yield* Effect.forEach(["nobody", "constructor", "wrong"], (name) =>
        Effect.flip(issue(name, "order-1"))
      )
      expect(failures).toEqual([
        new KeySecureClients.MerchantNotFound({ merchant: "nobody" }),
        new KeySecureClients.MerchantNotFound({ merchant: "constructor" }),
        expect.objectContaining({ _tag: "MerchantUnavailable", merchant: "wrong", reason: "ConfigInvalid" })
      ])
      for (const failure of failures) {
        expect(failure.message).toContain("Nothing was sent")
        expect(JSON.stringify(failure) + failure.message).not.toContain("a key with blanks")
      }
      expect(yield* requests).toEqual([])
      // One whose key the platform refuses does no harm to the others.
      expect((yield* Effect.flip(issue("refused", "order-1")))._tag).toBe("ApiKeyUnknown")
      expect((yield* issue("acme", "order-1")).cardUniqueNo).toBe("order-1")
    }).pipe(Effect.provide(clientsOver()))
  )

  it.virtual(
    "may be looked up where they are kept: once for a client, again after a failure and after a change",
    () => {
      const asked: Array<string> = []
      let isDown = true
      const lookedUp = (merchant: string) =>
        Effect.suspend(() => {
          asked.push(merchant)
          if (isDown) return Effect.fail({ _tag: "VaultSealed", secret: "hunter2" })
          return Effect.succeed(Option.fromNullable(merchants[merchant]))
        })
      return Effect.gen(function* () {
        const failure = yield* Effect.flip(issue("acme", "order-1"))
        expect(failure).toMatchObject({ reason: "LookupFailed", detail: "VaultSealed" })
        expect(JSON.stringify(failure)).not.toContain("hunter2")
        isDown = false
        yield* Effect.all([issue("acme", "order-1"), issue("acme", "order-2")], { concurrency: 2 })
        yield* issue("acme", "order-3")
        expect(asked).toEqual(["acme", "acme"])
        const { invalidate } = yield* KeySecureClients.KeySecureClients
        yield* invalidate("acme")
        yield* issue("acme", "order-4")
        expect(asked).toHaveLength(3)
      }).pipe(Effect.provide(clientsOver({ merchants: lookedUp })))
    }
  )

  it.virtual("are called by the new key after an invalidation, while a call under way ends by the old one", () => {
    const warnings: Array<readonly [string, unknown]> = []
    return Effect.gen(function* () {
      const { invalidate } = yield* KeySecureClients.KeySecureClients
      const old = yield* Effect.fork(issue("acme", "order-1"))
      yield* Effect.sleep(150)
      yield* invalidate("acme")
      const fresh = yield* Effect.fork(issue("acme", "order-2"))
      expect((yield* Fiber.join(old)).cardUniqueNo).toBe("order-1")
      expect((yield* Fiber.join(fresh)).cardUniqueNo).toBe("order-2")
      expect(fetchesOf(yield* requests, "acme")).toBeGreaterThanOrEqual(2)
      // A second client on purpose is none to be warned of; a refused token is, and names its merchant.
      expect(warnings.filter(([line]) => line.includes("second client"))).toEqual([])
      for (const [, merchant] of warnings) expect(merchant).toBe("acme")
    }).pipe(
      Effect.provide(
        Layer.provideMerge(
          clientsOver({}, Layer.provideMerge(slowly([{ out: 50, back: 50 }]), simulator())),
          warningsIn(warnings)
        )
      )
    )
  })

  it.virtual("share the time of their host, which one of them has learned for all", () =>
    Effect.gen(function* () {
      yield* issue("acme", "order-1")
      const { get } = yield* KeySecureClients.KeySecureClients
      const times = yield* Effect.scoped(
        Effect.forEach(["acme", "globex", "elsewhere"], (name) =>
          Effect.flatMap(get(name), (services) =>
            Effect.flatMap(Effect.provide(ServerTime.ServerTime, services), ({ offset }) => offset)
          )
        )
      )
      expect(times.map(Option.isSome)).toEqual([true, true, false])
    }).pipe(
      Effect.provide(
        clientsOver({
          merchants: {
            ...merchants,
            elsewhere: merchantOf("initech", "https://elsewhere.example")
          }
        })
      )
    )
  )

  it.virtual("are warned of where two names have one key at one host", () => {
    const warnings: Array<readonly [string, unknown]> = []
    const twice = merchantOf("acme", "https://twice.example")
    return Effect.gen(function* () {
      yield* issue("one", "order-1")
      yield* Effect.either(issue("two", "order-2"))
      const second = warnings.filter(([line]) => line.includes("second client"))
      expect(second.map(([, merchant]) => merchant)).toEqual(["two"])
    }).pipe(
      Effect.provide(Layer.provideMerge(clientsOver({ merchants: { one: twice, two: twice } }), warningsIn(warnings)))
    )
  })

  it.virtual("share their tokens with other processes, each its own", () =>
    Effect.gen(function* () {
      const process = Effect.forEach(["acme", "globex"], (name) => issue(name, "order-1"), { concurrency: 2 }).pipe(
        Effect.provide(KeySecureClients.layerStore({ merchants }))
      )
      const [first, second] = yield* Effect.all([process, process], { concurrency: 2 })
      expect(first.map(({ cardNo }) => cardNo)).toEqual(second.map(({ cardNo }) => cardNo))
      const seen = yield* requests
      expect([fetchesOf(seen, "acme"), fetchesOf(seen, "globex")]).toEqual([1, 1])
    }).pipe(Effect.provide([simulator(), AttemptLog.layerMemory(), TokenStore.layerMemory]))
  )

  it.virtual(
    "find out after a lost answer, however short a client is kept: it is held until the outcome is certain",
    () =>
      Effect.gen(function* () {
        const card = yield* issue("acme", "order-1")
        expect(card.cardUniqueNo).toBe("order-1")
        expect(fetchesOf(yield* requests, "acme")).toBe(1)
      }).pipe(
        Effect.provide(
          clientsOver(
            { idleTimeToLive: 0 },
            simulator([{ operation: "applyForCard", nth: 1, fault: { _tag: "LoseAnswer", silent: true } }])
          )
        )
      )
  )

  it.virtual("have no call after the end", () =>
    Effect.gen(function* () {
      const clients = yield* Effect.scoped(KeySecureClients.make({ merchants }))
      const exit = yield* Effect.exit(Effect.scoped(clients.get("acme")))
      expect(exit._tag === "Failure" && exit.cause._tag).toBe("Interrupt")
    }).pipe(Effect.provide([simulator(), AttemptLog.layerMemory()]))
  )

  it.virtual("are called without cards too", () =>
    Effect.gen(function* () {
      const listed = Effect.flatMap(KeySecureClient.KeySecureClient, (client) =>
        client.listPackages({ page: 0, size: 10 })
      )
      const either = yield* Effect.either(Effect.provide(listed, KeySecureClients.layerFor("globex")))
      expect(Either.isRight(either)).toBe(true)
    }).pipe(Effect.provide(clientsOver()))
  )
})
