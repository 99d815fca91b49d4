/**
 * A batch of 500, seen to its end in memory: lost answers, lost requests, and a platform that takes 50 calls per second. The
 * clock jumps over the waiting, so it takes seconds.
 *
 *     npx tsx examples/80_batch-in-memory.ts
 */
import { BatchEngine, CardBatch, MemoryBatchStore, PayloadCipher, Rows, Throttle } from "@effect-keysecure/batch"
import { AttemptLog, TokenStore } from "@effect-keysecure/client"
import { type Fault, KeySecureSimulator, Scenario, VirtualClock } from "@effect-keysecure/testkit"
import { Clock, Console, Effect, Layer, Logger, LogLevel, Redacted, Schedule, Stream } from "effect"

/** 500 rows. The platform does not know one cardholder, and one row has no package. */
const file = [
  "employee,cardholder_no,card_type,package_no",
  ...Array.from(
    { length: 500 },
    (_, n) => `e-${n + 1},${n === 99 ? "U9999" : "U0001"},Virtual,${n === 199 ? "" : "P0001"}`
  )
].join("\n")

const rows = Rows.fromCsv(Stream.encodeText(Stream.make(file)), { key: { batch: "june", column: "employee" } })

/** Every 40th application is carried out, and its answer is lost. Two do not arrive. */
const faults: Fault.Schedule = [
  ...Array.from({ length: 12 }, (_, n) => ({
    operation: "applyForCard" as const,
    nth: 40 * (n + 1),
    fault: { _tag: "LoseAnswer", silent: false } as const
  })),
  { operation: "applyForCard", nth: 5, fault: { _tag: "DropBefore", silent: false } },
  { operation: "applyForCard", nth: 333, fault: { _tag: "DropBefore", silent: true } }
]

const platform = KeySecureSimulator.layerHttpClient({
  faults,
  scenario: Scenario.rules({ rateLimit: { perSecond: 50, burst: 10 } })
})

const batches = CardBatch.layer({
  apiKey: Redacted.make(Scenario.creditApiKey),
  baseUrl: KeySecureSimulator.baseUrl
}).pipe(
  Layer.provide([
    MemoryBatchStore.layer,
    BatchEngine.layerMemory,
    Throttle.layer(),
    PayloadCipher.layer(Redacted.make(`${"A".repeat(43)}=`)), // in earnest: openssl rand -base64 32
    AttemptLog.layerMemory(),
    TokenStore.layerMemory
  ]),
  Layer.provideMerge(platform)
)

const program = Effect.gen(function* () {
  const batch = yield* CardBatch.CardBatch
  const { added, problems } = yield* batch.submit("june", rows)
  yield* Console.log(`${added} rows to apply for`)
  for (const { column, expected, line } of problems) {
    yield* Console.log(`line ${line}, ${column}: expected ${expected}`)
  }

  const startedAt = yield* Clock.currentTimeMillis
  const seen = Effect.gen(function* () {
    const { ended, rows: counts, total } = yield* batch.progress("june")
    const seconds = Math.round(((yield* Clock.currentTimeMillis) - startedAt) / 1000)
    yield* Console.log(`${seconds} s: ${ended} of ${total}, ${counts.failed} failed, ${counts.unsettled} in doubt`)
  })
  yield* Effect.forkScoped(Effect.repeat(seen, Schedule.spaced("10 seconds")))
  yield* batch.run("june")
  yield* seen

  yield* Stream.runForEach(batch.failures("june"), ({ key, problem }) =>
    Console.log(`${key} failed: ${problem?.tag}. ${problem?.remedy}`)
  )
  const simulator = yield* KeySecureSimulator.KeySecureSimulator
  const numbers = (yield* simulator.cards).map(({ cardUniqueNo }) => cardUniqueNo)
  yield* Console.log(`${numbers.length} cards of ${new Set(numbers).size} rows`)
}).pipe(Effect.scoped, Effect.provide(batches))

// The client says in its log what it finds out: here only the progress counts.
await Effect.runPromise(VirtualClock.run(() => program).pipe(Logger.withMinimumLogLevel(LogLevel.Error)))
