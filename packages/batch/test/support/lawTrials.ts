/** Laws of batches, tried by generated faults, outages of the store, and deaths of machines. */
import type { AttemptLog } from "@effect-keysecure/client"
import { Fault, KeySecureSimulator, type Simulation } from "@effect-keysecure/testkit"
import { Chunk, Clock, Effect, FastCheck as fc, Layer, Logger, LogLevel, Schedule, Stream } from "effect"
import { BatchStore, CardBatch } from "../../src/index.js"
import { inWorld, onMachine, rows } from "./world.js"

interface Outage {
  /** In ms from the start. */
  readonly from: number
  readonly millis: number
  /** Whether the step was done all the same. */
  readonly done: boolean
}

/** What happens to a batch. */
interface Trial {
  readonly count: number
  readonly faults: Fault.Schedule
  readonly outages: ReadonlyArray<Outage>
  /** For each machine: after how many ms each of its lives ends. Its last one goes on to the end. */
  readonly lives: ReadonlyArray<ReadonlyArray<number>>
}

const trials: fc.Arbitrary<Trial> = fc.record({
  count: fc.integer({ min: 1, max: 12 }),
  faults: Fault.schedules({ maxFaults: 6, withoutDeliverTwice: true }),
  outages: fc.array(fc.record({ from: fc.nat(60_000), millis: fc.nat(20_000), done: fc.boolean() }), { maxLength: 3 }),
  lives: fc.array(fc.array(fc.oneof(fc.nat(300), fc.nat(30_000)), { maxLength: 3 }), { minLength: 1, maxLength: 2 })
})

/** A store that is down now and then. */
const withOutages =
  (outages: ReadonlyArray<Outage>, startedAt: number) =>
  (store: BatchStore.Service): BatchStore.Service => {
    const failing =
      <Args extends ReadonlyArray<unknown>, A>(
        step: (...args: Args) => Effect.Effect<A, BatchStore.BatchStoreFailed>
      ) =>
      (...args: Args): Effect.Effect<A, BatchStore.BatchStoreFailed> =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => {
          const outage = outages.find(({ from, millis }) => now >= startedAt + from && now < startedAt + from + millis)
          if (outage === undefined) return step(...args)
          const failed = new BatchStore.BatchStoreFailed({ detail: "down" })
          return outage.done ? Effect.zipRight(step(...args), failed) : failed
        })
    return {
      names: failing(() => store.names)(),
      sealed: failing(store.sealed),
      find: failing(store.find),
      open: failing(store.open),
      enter: failing(store.enter),
      compare: failing(store.compare),
      insert: failing(store.insert),
      alive: failing(store.alive),
      claim: failing(store.claim),
      change: failing(store.change),
      release: failing(store.release),
      move: failing(store.move),
      showCards: failing(store.showCards),
      row: failing(store.row),
      nextDueAt: failing(store.nextDueAt),
      counts: failing(store.counts),
      page: failing(store.page)
    }
  }

/** What became of a batch: its rows, and the platform's cards. */
interface Outcome {
  readonly results: ReadonlyArray<BatchStore.Row>
  readonly cards: ReadonlyArray<Simulation.Card>
}

/** The platform makes another card of a number that it knows: nothing but our care prevents two. */
const happens = (
  { count, faults, lives, outages }: Trial,
  log: Layer.Layer<AttemptLog.AttemptLog> | undefined
): Promise<Outcome> =>
  inWorld(
    { faults, rules: { repeatedUniqueNo: "anotherCard" } },
    Effect.gen(function* () {
      yield* Effect.flatMap(CardBatch.CardBatch, (batch) => batch.submit("cards", rows(count)))
      // A refusal that concerns everybody pauses the batch, and a person resumes it.
      const person = Effect.flatMap(CardBatch.CardBatch, (batch) => batch.resume("cards"))
      yield* Effect.forkScoped(Effect.repeat(person, Schedule.spaced("1 minute")))
      const startedAt = yield* Clock.currentTimeMillis
      const store = yield* BatchStore.BatchStore
      const flaky = Layer.succeed(BatchStore.BatchStore, withOutages(outages, startedAt)(store))
      const run = onMachine((batch) => Effect.ignore(batch.run("cards"))).pipe(Effect.provide(flaky))
      const life = log === undefined ? run : Effect.provide(run, Layer.fresh(log))
      const machine = (ends: ReadonlyArray<number>) =>
        Effect.zipRight(
          Effect.forEach(ends, (millis) => Effect.timeoutOption(life, millis)),
          life
        )
      yield* Effect.forEach(lives, machine, { concurrency: "unbounded", discard: true })
      // The list may have been down, or stale, at the end of each run.
      const last = Effect.delay(
        onMachine((batch) => batch.run("cards")),
        "1 minute"
      )
      yield* Effect.repeat(last, { until: ({ rows: { issued } }) => issued === 0, times: 20 })
      const simulator = yield* KeySecureSimulator.KeySecureSimulator
      const results = yield* onMachine((batch) =>
        Effect.map(Stream.runCollect(batch.results("cards")), Chunk.toReadonlyArray)
      )
      return { results, cards: yield* simulator.cards }
    }).pipe(Logger.withMinimumLogLevel(LogLevel.None))
  )

/** What is broken of the laws. */
const brokenBy = ({ count }: Trial, { cards, results }: Outcome): ReadonlyArray<string> => {
  const cardOf = (number: string) => cards.filter(({ cardUniqueNo }) => cardUniqueNo === number)
  return [
    ...(results.length === count ? [] : [`${results.length} rows of ${count}`]),
    ...results.flatMap(({ cardNo, cardUniqueNo, key, state }) => {
      const own = cardOf(cardUniqueNo)
      if (own.length > 1) return [`${key} has ${own.length} cards`]
      if (state === "failed") return own.length === 0 ? [] : [`${key} failed, and has a card`]
      if (state !== "ready") return [`${key} ended as ${state}`]
      return own[0]?.cardNo === cardNo ? [] : [`${key} knows another card than its own`]
    })
  ]
}

/** Tries batches over the log that machines share, or over another one for each machine's life, by which the laws are tried. */
export const tryBatches = (
  settings: { readonly numRuns: number; readonly seed?: number },
  log?: Layer.Layer<AttemptLog.AttemptLog>
) =>
  fc.check(
    fc.asyncProperty(trials, async (trial) => {
      const broken = brokenBy(trial, await happens(trial, log))
      if (broken.length > 0) throw new Error(broken.join("; "))
    }),
    settings
  )
