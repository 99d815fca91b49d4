/** Where each operation is asked for, and what its headers say of time. */
import { KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import { Card, DatedQuery, Endpoints } from "@effect-keysecure/schema"
import { KeySecureSimulator } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Effect, FastCheck as fc, Layer, Schema, Struct } from "effect"
import { calls, cipher } from "../support/operations.js"
import { simulated } from "../support/simulated.js"

const world = Layer.merge(simulated(undefined, { retryPolicy: RetryPolicy.never }), cipher)

/** The request of one call, as it reached the platform. */
const requestOf = <A, E, R>(call: (client: KeySecureClient.Service) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    yield* Effect.either(call(yield* KeySecureClient.KeySecureClient))
    const { requests } = yield* KeySecureSimulator.KeySecureSimulator
    return (yield* requests).at(-1)
  }).pipe(Effect.provide(world))

describe.each(Struct.keys(calls))("%s", (operation) => {
  it.effect("asks for its operation, and says the time zone if it asks for a span of time", () =>
    Effect.gen(function* () {
      const arrived = yield* requestOf(calls[operation])
      const { dated, method } = Endpoints.all[operation]
      expect(arrived).toMatchObject({ operation, request: { method } })
      expect(arrived?.request.headers["timezone"]).toBe(dated === true ? DatedQuery.timezone : undefined)
    })
  )
})

const isCardNo = Schema.is(Card.CardNo)

it("a number in a path arrives as it is, whatever characters it has", () =>
  fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", minLength: 1 }).filter(isCardNo), (cardNo) =>
      Effect.runPromise(
        Effect.gen(function* () {
          const arrived = yield* requestOf((client) => client.getCard({ cardNo: Card.CardNo.make(cardNo) }))
          expect(arrived?.operation).toBe("getCard")
          expect(decodeURIComponent(arrived?.request.path.split("/")[4] ?? "")).toBe(cardNo)
        })
      )
    ),
    { examples: [["../apply"], ["a/b?c#d"], ["%2e%2e"], ["{card_no}"], ["\u0000"], ["卡"]] }
  ))
