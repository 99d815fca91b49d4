import { KeySecureClient } from "@effect-keysecure/client"
import { KeySecureSimulator, Sample, Scenario, VirtualClock } from "@effect-keysecure/testkit"
import { Context, Effect, FastCheck as fc, Layer, Redacted } from "effect"
import { describe, expect, it } from "vitest"
import { runs } from "../../../testkit/test/support/runs.js"

/** The client of one merchant, as a value: two of them in one program do not meet. */
const clientOf = (apiKey: string) =>
  Effect.map(
    Layer.build(KeySecureClient.layer({ apiKey: Redacted.make(apiKey), baseUrl: KeySecureSimulator.baseUrl })),
    (context) => Context.get(context, KeySecureClient.KeySecureClient)
  )

const calls = fc.array(
  fc.record({
    merchant: fc.constantFrom("credit" as const, "authorization" as const),
    gap: fc.integer({ min: 0, max: 90_000 }),
    waits: fc.boolean()
  }),
  { minLength: 1, maxLength: 20 }
)

describe("two merchants in one process", { timeout: 60_000 }, () => {
  it("in any order: each request carries its own key's token", () =>
    fc.assert(
      fc.asyncProperty(calls, fc.boolean(), (sequence, newTokenEndsOld) =>
        Effect.runPromise(
          VirtualClock.run(() =>
            Effect.gen(function* () {
              const clients = {
                credit: yield* clientOf(Scenario.creditApiKey),
                authorization: yield* clientOf(Scenario.authorizationApiKey)
              }
              yield* Effect.forEach(sequence, ({ gap, merchant, waits }, index) => {
                const sample = merchant === "credit" ? Sample.virtualApplication : Sample.virtualApplicationByBin
                const call = clients[merchant].applyForCard({ ...sample, cardUniqueNo: Sample.cardUniqueNo(index) })
                return Effect.zipRight(
                  Effect.sleep(gap),
                  waits ? Effect.asVoid(call) : Effect.asVoid(Effect.fork(call))
                )
              })
              yield* Effect.sleep("1 minute")
              const simulator = yield* KeySecureSimulator.KeySecureSimulator
              const requests = yield* simulator.requests
              const owners = new Map<string, Set<string>>()
              for (const { request } of requests) {
                const token = request.headers["access-token"]
                if (token !== undefined) {
                  owners.set(token, (owners.get(token) ?? new Set()).add(request.headers["api-key"] ?? ""))
                }
              }
              expect([...owners.values()].every((keys) => keys.size === 1)).toBe(true)
              expect(requests.filter(({ code }) => code === 1007)).toEqual([])
              expect(yield* simulator.cards).toHaveLength(sequence.length)
            }).pipe(
              Effect.scoped,
              Effect.provide(
                KeySecureSimulator.layerHttpClient({
                  scenario: Scenario.rules({ tokenLifeMillis: 120_000, newTokenEndsOld })
                })
              ),
              Effect.orDie
            )
          )
        )
      ),
      { numRuns: runs(300) }
    ))
})
