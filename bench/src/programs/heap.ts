/** What many calls through the simulator in memory leave on the heap. Needs `--expose-gc`. */
import { DateTime, Effect, Layer, Redacted } from "effect"
import { KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import { KeySecureClient } from "@effect-keysecure/client"
import { Card, type CardApplication, Cardholder, DatedQuery } from "@effect-keysecure/schema"
import { applicationOf } from "./application.js"

const calls = Number(process.argv[2])

/** The bytes that live. Twice, since the first collection lets finalizers run. */
const heap = Effect.sync(() => {
  for (let times = 0; times < 2; times++) globalThis.gc?.()
  return process.memoryUsage().heapUsed
})

const repeat = <E>(count: number, call: (n: number) => Effect.Effect<unknown, E>): Effect.Effect<void, E> => {
  let n = 0
  return Effect.whileLoop({
    while: () => n < count,
    body: () => call((n += 1)),
    step: () => undefined
  })
}

const program = Effect.gen(function* () {
  const client = yield* KeySecureClient.KeySecureClient
  const { cardNo } = yield* client.applyForCard(Sample.virtualApplication)
  const now = yield* DateTime.now
  const cards = DatedQuery.between(DateTime.subtract(now, { days: 1 }), DateTime.add(now, { days: 1 }))
  const refused: CardApplication.CardApplication = {
    ...Sample.virtualApplication,
    cardholderNo: Cardholder.CardholderNo.make(Scenario.pendingCardholderNo)
  }
  const looks = [
    client.getCard({ cardNo }),
    client.listCards({ ...cards, cardUniqueNo: Card.CardUniqueNo.make("sample-virtual-credit") }),
    Effect.flip(client.applyForCard(refused))
  ] as const
  const look = (n: number): Effect.Effect<unknown, object> => looks[n % looks.length] ?? Effect.void

  const fresh = yield* heap
  // The request log keeps its last 10,000: full, it grows no more.
  yield* repeat(12_000, look)
  const full = yield* heap
  yield* repeat(calls, look)
  const later = yield* heap
  yield* repeat(calls, (n) => client.applyForCard(applicationOf(n)))
  const withCards = yield* heap
  return { log: full - fresh, growth: later - full, perCard: (withCards - later) / calls }
})

const layer = KeySecureClient.layer({
  apiKey: Redacted.make(Scenario.creditApiKey),
  baseUrl: KeySecureSimulator.baseUrl
}).pipe(Layer.provide(KeySecureSimulator.layerHttpClient()), Layer.merge(Layer.setTracerEnabled(false)))

process.send?.(await Effect.runPromise(Effect.provide(program, layer)))
