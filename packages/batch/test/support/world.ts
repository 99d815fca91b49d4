/** Batches over the simulator, with faults, on a virtual clock. */
import { AttemptLog, TokenStore } from "@effect-keysecure/client"
import { Card, Cardholder, CardProduct } from "@effect-keysecure/schema"
import { type Fault, KeySecureSimulator, Scenario, VirtualClock } from "@effect-keysecure/testkit"
import type { HttpClient } from "@effect/platform"
import { Context, Effect, Either, Layer, Redacted, type Scope, Stream } from "effect"
import {
  BatchEngine,
  type BatchStore,
  CardBatch,
  MemoryBatchStore,
  PayloadCipher,
  type Rows,
  Throttle
} from "../../src/index.js"

export interface World {
  readonly rules?: Partial<Scenario.Rules>
  readonly faults?: Fault.Schedule
  /** What machines share. */
  readonly stores?: Layer.Layer<Stores>
}

type Stores = BatchStore.BatchStore | AttemptLog.AttemptLog | TokenStore.TokenStore

export type Parts =
  | CardBatch.CardBatch
  | BatchStore.BatchStore
  | AttemptLog.AttemptLog
  | KeySecureSimulator.KeySecureSimulator
  | TokenStore.TokenStore
  | HttpClient.HttpClient
  | Scope.Scope

/** 32 bytes, for tests alone. */
const payloadKey = Redacted.make(Buffer.alloc(32, 7).toString("base64"))

/** Another machine over the same store, log and platform. */
const machineWith = (key: Redacted.Redacted) =>
  Layer.fresh(
    CardBatch.layer({ apiKey: Redacted.make(Scenario.creditApiKey), baseUrl: KeySecureSimulator.baseUrl }).pipe(
      Layer.provide([Throttle.layer(), BatchEngine.layerMemory, PayloadCipher.layer(key)]),
      Layer.orDie
    )
  )
export const machine = machineWith(payloadKey)

const inMemory = Layer.mergeAll(MemoryBatchStore.layer, AttemptLog.layerMemory(), TokenStore.layerMemory)

/** Runs a program in a world of its own; no real time passes. */
export const inWorld = <A, E>(
  { faults = [], rules = {}, stores = inMemory }: World,
  program: Effect.Effect<A, E, Parts>
): Promise<A> =>
  Effect.runPromise(
    VirtualClock.run(() =>
      program.pipe(
        Effect.scoped,
        Effect.provide(
          machine.pipe(
            Layer.provideMerge(stores),
            Layer.provideMerge(KeySecureSimulator.layerHttpClient({ scenario: Scenario.rules(rules), faults }))
          )
        )
      )
    )
  )

/** The `n`th row. */
export const row = (n: number, changed: Partial<Rows.Row["application"]> = {}): Rows.Row => ({
  line: n + 1,
  key: `key-${n}`,
  application: {
    cardType: "Virtual",
    packageNo: CardProduct.PackageNo.make(Scenario.virtualPackageNo),
    cardholderNo: Cardholder.CardholderNo.make(Scenario.approvedCardholderNo),
    cardUniqueNo: Card.CardUniqueNo.make(`batch-${n}`),
    ...changed
  } as Rows.Row["application"]
})

/** An input of rows. */
export const input = (...rows: ReadonlyArray<Rows.Row>) => Stream.fromIterable(rows.map((each) => Either.right(each)))

/** So many rows. */
export const rows = (count: number) => input(...Array.from({ length: count }, (_, n) => row(n)))

/** The own number of every card, in order. */
export const cards = Effect.map(
  Effect.flatMap(KeySecureSimulator.KeySecureSimulator, (simulator) => simulator.cards),
  (all) => all.map(({ cardUniqueNo }) => cardUniqueNo).toSorted()
)

/** How many requests of an operation the platform got. */
export const arrived = (operation: string) =>
  Effect.map(
    Effect.flatMap(KeySecureSimulator.KeySecureSimulator, (simulator) => simulator.requests),
    (requests) => requests.filter((request) => request.operation === operation).length
  )

/** A machine with another key for applications. */
export const takesWithAnotherKey = Effect.map(
  Layer.build(machineWith(Redacted.make(Buffer.alloc(32, 8).toString("base64")))),
  (context) => Context.get(context, CardBatch.CardBatch)
)

/** Another machine that may take part. */
export const takes = Effect.map(Layer.build(machine), (context) => Context.get(context, CardBatch.CardBatch))

/** What another machine does, from its start to its end. */
export const onMachine = <A, E>(does: (batch: CardBatch.Service) => Effect.Effect<A, E>) =>
  Effect.scoped(Effect.flatMap(takes, does))
