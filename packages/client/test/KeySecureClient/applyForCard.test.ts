import { KeySecureClient } from "@effect-keysecure/client"
import { DatedQuery } from "@effect-keysecure/schema"
import { KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { DateTime, Effect, FastCheck as fc, Layer, TestClock } from "effect"
import { application, applicationOf } from "../support/requests.js"
import { simulated } from "../support/simulated.js"

const { KeySecureClient: Client } = KeySecureClient
const { KeySecureSimulator: Simulator } = KeySecureSimulator

const fetches = Effect.map(
  Effect.flatMap(Simulator, (simulator) => simulator.requests),
  (requests) => requests.filter(({ operation }) => operation === "getToken").length
)

/** The days around what the simulator's clock reads when the test's is not set. */
const aroundNow = DatedQuery.between(
  DateTime.unsafeMake("2025-12-31T00:00:00Z"),
  DateTime.unsafeMake("2026-01-31T00:00:00Z")
)

describe("applying for a card", () => {
  it.effect("gives a card that the list shows, in a test that never sets its clock", () =>
    Effect.gen(function* () {
      const client = yield* Client
      const card = yield* client.applyForCard(application)
      expect(card.cardUniqueNo).toBe("order-1")
      const { list } = yield* client.listCards({ ...aroundNow, cardUniqueNo: card.cardUniqueNo })
      expect(list).toMatchObject([
        { cardNo: card.cardNo, cardUniqueNo: "order-1", cardholderNo: "U0001", cardType: "Virtual" }
      ])
    }).pipe(Effect.provide(simulated()))
  )

  it.effect("is accepted for every application that the samples make", () =>
    Effect.gen(function* () {
      const client = yield* Client
      const applications = fc.sample(Sample.cardApplication(Scenario.initial), { numRuns: 200, seed: 1 })
      const cards = yield* Effect.forEach(applications, (each) => client.applyForCard(each))
      expect(new Set(cards.map(({ cardNo }) => cardNo)).size).toBe(200)
      const simulator = yield* Simulator
      expect((yield* simulator.cards).map(({ cardUniqueNo }) => cardUniqueNo)).toEqual(
        applications.map(({ cardUniqueNo }) => cardUniqueNo)
      )
    }).pipe(Effect.provide(simulated()))
  )

  it.effect("that does not fit its schema names the fields and sends nothing, not even for a token", () =>
    Effect.gen(function* () {
      const client = yield* Client
      const error = yield* Effect.flip(
        client.applyForCard({
          ...Sample.physicalApplication,
          address: { ...Sample.physicalApplication.address, phone: "secret-phone", city: "东京" }
        } as never)
      )
      expect(error).toMatchObject({ _tag: "RequestInvalid", operation: "applyForCard" })
      const text = JSON.stringify(error)
      expect(text).toContain("address.phone")
      expect(text).toContain("address.city")
      expect(text).not.toContain("secret-phone")
      expect(text).not.toContain("东京")
      const simulator = yield* Simulator
      expect(yield* simulator.requests).toEqual([])
    }).pipe(Effect.provide(simulated()))
  )

  it.effect("without a product says so", () =>
    Effect.gen(function* () {
      const { packageNo: _, ...rest } = { packageNo: undefined, ...application }
      const error = yield* Effect.flatMap(Client, (client) => Effect.flip(client.applyForCard(rest as never)))
      expect(error.message).toContain("packageNo (credit extension mode) or cardBinNo (authorization mode)")
    }).pipe(Effect.provide(simulated()))
  )
})

describe("tokens", () => {
  it.effect("are fetched once for fifty concurrent applications on a cold client", () =>
    Effect.gen(function* () {
      const client = yield* Client
      const cards = yield* Effect.all(
        Array.from({ length: 50 }, (_, index) => client.applyForCard(applicationOf(`order-${index}`))),
        { concurrency: "unbounded" }
      )
      expect(new Set(cards.map(({ cardNo }) => cardNo)).size).toBe(50)
      // The unset clock of the test is decades off: the first request is refused for its time and sent once more.
      const simulator = yield* Simulator
      const answers = (yield* simulator.requests).filter(({ operation }) => operation === "getToken")
      expect(answers.map(({ code }) => code)).toEqual([1005, 0])
    }).pipe(Effect.provide(simulated()))
  )

  it.effect("past their expired_time are fetched anew", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(DateTime.unsafeMake("2026-05-01T00:00:00Z").epochMillis)
      const client = yield* Client
      yield* client.applyForCard(applicationOf("order-1"))
      expect(yield* fetches).toBe(1)
      yield* TestClock.adjust("30 seconds")
      yield* client.applyForCard(applicationOf("order-2"))
      expect(yield* fetches).toBe(1)
      yield* TestClock.adjust("1 hour")
      yield* client.applyForCard(applicationOf("order-3"))
      expect(yield* fetches).toBe(2)
      const simulator = yield* Simulator
      expect((yield* simulator.requests).every(({ code }) => code === 0)).toBe(true)
    }).pipe(Effect.provide(Layer.suspend(() => simulated(Scenario.rules({ tokenLifeMillis: 60_000 })))))
  )
})
