/** Throttles and the simulator, which permits so many requests per second. */
import { RateLimit, Throttle } from "@effect-keysecure/batch"
import { KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import { KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import { it } from "@effect-keysecure/testkit/vitest"
import { Effect, Exit, Layer, Redacted } from "effect"
import { describe, expect } from "vitest"

const perSecond = 50
const burst = 10
const seconds = 10

const client = KeySecureClient.layer({
  apiKey: Redacted.make(Scenario.creditApiKey),
  baseUrl: KeySecureSimulator.baseUrl,
  retryPolicy: RetryPolicy.never
}).pipe(
  Layer.provideMerge(
    KeySecureSimulator.layerHttpClient({ scenario: Scenario.rules({ rateLimit: { perSecond, burst } }) })
  )
)

/** Two throttles work on applications for as long as the test goes on: what part is made, and what part is refused. */
const measure = (make: Effect.Effect<Throttle.Service>) =>
  Effect.gen(function* () {
    const { applyForCard } = yield* KeySecureClient.KeySecureClient
    let sent = 0
    let made = 0
    let refused = 0
    const apply = Effect.suspend(() =>
      applyForCard({ ...Sample.virtualApplication, cardUniqueNo: Sample.cardUniqueNo(sent++) })
    )
    const work = Effect.flatMap(make, ({ run }) =>
      run(apply).pipe(
        Effect.exit,
        Effect.map((exit) => (Exit.isSuccess(exit) ? made++ : refused++)),
        Effect.forever,
        Effect.replicateEffect(64, { concurrency: "unbounded" })
      )
    )
    yield* Effect.replicateEffect(work, 2, { concurrency: "unbounded" }).pipe(
      Effect.timeout(seconds * 1000),
      Effect.ignore
    )
    return { rate: made / (perSecond * seconds + burst), refused: refused / (made + refused) }
  }).pipe(Effect.provide(client))

describe("two throttles on the simulator", () => {
  it.virtual("make 85 % of the permitted applications, with 15 % refused, where they find the limit by trying", () =>
    Effect.gen(function* () {
      const { rate, refused } = yield* measure(Throttle.make())

      expect(rate).toBeGreaterThan(0.85)
      expect(refused).toBeLessThan(0.15)
    })
  )

  it.virtual("make 90 % of the permitted applications, with 5 % refused, where the limit is told", () =>
    Effect.gen(function* () {
      const half = RateLimit.make({ perSecond: perSecond / 2 })
      const { rate, refused } = yield* measure(Effect.flatMap(half, (rateLimit) => Throttle.make({ rateLimit })))

      expect(rate).toBeGreaterThan(0.9)
      expect(refused).toBeLessThan(0.05)
    })
  )
})
