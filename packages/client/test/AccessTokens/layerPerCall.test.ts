/** A program that builds its client for each call, and one that does not, where a new token ends the old one. */
import { KeySecureClient } from "@effect-keysecure/client"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { it } from "@effect-keysecure/testkit/vitest"
import { Effect, HashMap, Layer, Logger } from "effect"
import { describe, expect } from "vitest"
import { applicationOf } from "../support/requests.js"
import { apiKey } from "../support/simulated.js"
import { slowly } from "../support/time/network.js"

/** The platform under a name of its own, because the warning is once for each in a process. */
const clientAt = (host: string) => KeySecureClient.layer({ apiKey, baseUrl: `https://${host}`, platform: "gateway" })

/** A card for each of sixteen orders. */
const orders = Array.from({ length: 16 }, (_, index) => applicationOf(`order-${index}`))

const apply = (order: (typeof orders)[number]) =>
  Effect.flatMap(KeySecureClient.KeySecureClient, (client) => client.applyForCard(order))

const platform = Layer.provideMerge(
  slowly([
    { out: 20, back: 30 },
    { out: 70, back: 10 },
    { out: 5, back: 40 }
  ]),
  KeySecureSimulator.layerHttpClient({ scenario: Scenario.rules({ newTokenEndsOld: true }) })
)

const logging = (warnings: Array<string>) =>
  Logger.replace(
    Logger.defaultLogger,
    Logger.make(({ annotations, logLevel, message }) => {
      if (logLevel._tag === "Warning") warnings.push(`${String(message)}${HashMap.size(annotations) === 0 ? "" : " …"}`)
    })
  )

/** What came of a program: what it warned of, how many of its calls failed, and how many tokens it fetched. */
const outcomeOf = <E>(program: Effect.Effect<ReadonlyArray<boolean>, E, Layer.Layer.Success<typeof platform>>) =>
  Effect.gen(function* () {
    const warnings: Array<string> = []
    const failed = yield* Effect.provide(program, logging(warnings))
    const seen = yield* Effect.flatMap(KeySecureSimulator.KeySecureSimulator, ({ requests }) => requests)
    return {
      warnings,
      failed: failed.filter(Boolean).length,
      fetches: seen.filter(({ code, operation }) => operation === "getToken" && code === 0).length
    }
  }).pipe(Effect.provide(platform), Effect.orDie)

describe("sixteen calls", () => {
  it.virtual("that each build their client are warned of once, and lose cards", () =>
    Effect.gen(function* () {
      const each = Effect.forEach(
        orders,
        (order) => Effect.isFailure(Effect.provide(apply(order), clientAt("a.example"))),
        {
          concurrency: "unbounded"
        }
      )
      const { failed, fetches, warnings } = yield* outcomeOf(each)
      expect(warnings).toHaveLength(1)
      expect(warnings[0]).toContain("Build the layer once")
      expect(warnings[0]).not.toContain(Scenario.creditApiKey)
      expect(fetches).toBeGreaterThanOrEqual(16)
      expect(failed).toBeGreaterThan(0)
    })
  )

  it.virtual("that build their client one after the other are warned of once, and fetch a token each", () =>
    Effect.gen(function* () {
      const each = Effect.forEach(orders, (order) =>
        Effect.isFailure(Effect.provide(apply(order), clientAt("b.example")))
      )
      const { failed, fetches, warnings } = yield* outcomeOf(each)
      expect(warnings).toHaveLength(1)
      expect({ failed, fetches }).toEqual({ failed: 0, fetches: 16 })
    })
  )

  it.virtual("of one client fetch one token, lose nothing, and are not warned of", () =>
    Effect.gen(function* () {
      const all = Effect.forEach(orders, (order) => Effect.isFailure(apply(order)), { concurrency: "unbounded" })
      const { failed, fetches, warnings } = yield* outcomeOf(Effect.provide(all, clientAt("c.example")))
      expect({ failed, fetches, warnings }).toEqual({ failed: 0, fetches: 1, warnings: [] })
    })
  )

  it.virtual("at a simulator are not warned of: each test has a client of its own", () =>
    Effect.gen(function* () {
      const local = KeySecureClient.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl })
      const each = Effect.forEach(orders, (order) => Effect.isFailure(Effect.provide(apply(order), local)))
      expect((yield* outcomeOf(each)).warnings).toEqual([])
    })
  )
})
