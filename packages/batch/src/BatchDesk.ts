/**
 * Batches looked at and steered by people, over the store alone: without the platform, and without the key that opens
 * applications.
 *
 * @module BatchDesk
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import type { BatchNotFound } from "./BatchError.js"
import * as BatchStore from "./BatchStore.js"
import { look, rowsOf } from "./internal/batchLook/look.js"

/**
 * How far a batch is.
 *
 * @since 0.2.0
 * @category models
 */
export interface Progress {
  /** The batch, and why it is in its state. */
  readonly batch: BatchStore.Batch
  /** How many rows are in each state. */
  readonly rows: BatchStore.Counts["rows"]
  /** How many rows there are. */
  readonly total: number
  /** How many have come to an end, or wait for a person. */
  readonly ended: number
}

type StoreFailed = BatchStore.BatchStoreFailed

/**
 * Looking at batches, and steering them.
 *
 * @since 0.2.0
 * @category models
 */
export interface Service {
  /** The names of all batches, in order. */
  readonly names: Effect.Effect<ReadonlyArray<string>, StoreFailed>
  /** How far the batch is. */
  readonly progress: (name: string) => Effect.Effect<Progress, BatchNotFound | StoreFailed>
  /** The rows that failed, in the order of their keys. */
  readonly failures: (name: string) => Stream.Stream<BatchStore.Row, StoreFailed>
  /** The rows in these states, in the order of their keys. Default all. */
  readonly results: (
    name: string,
    states?: ReadonlyArray<BatchStore.RowState>
  ) => Stream.Stream<BatchStore.Row, StoreFailed>
  /** Stops work on it until `resume`. Rows that are under way are finished. Tells whether it was running. */
  readonly pause: (name: string, reason?: string) => Effect.Effect<boolean, StoreFailed>
  /** Goes on. Tells whether it was paused or cancelled. */
  readonly resume: (name: string) => Effect.Effect<boolean, StoreFailed>
  /** Cancels the rows that were never taken up, and tells how many. The others are finished. */
  readonly cancel: (name: string) => Effect.Effect<number, StoreFailed>
  /** Queues the rows that failed, and tells how many. Rows that were wrong have to be handed in again. */
  readonly retryFailed: (name: string) => Effect.Effect<number, StoreFailed>
}

/**
 * Looking at batches and steering them, as a service.
 *
 * @since 0.2.0
 * @category tags
 */
export class BatchDesk extends Context.Tag("@effect-keysecure/batch/BatchDesk")<BatchDesk, Service>() {}

const ended: ReadonlyArray<BatchStore.RowState> = ["issued", "ready", "failed", "unclear", "cancelled"]

const progress = (batch: BatchStore.Batch, { rows }: BatchStore.Counts): Progress => ({
  batch,
  rows,
  total: BatchStore.RowState.literals.reduce((sum, state) => sum + rows[state], 0),
  ended: ended.reduce((sum, state) => sum + rows[state], 0)
})

const now = Clock.currentTimeMillis

/**
 * Looking at the batches of the store, and steering them.
 *
 * @since 0.2.0
 * @category constructors
 */
export const make: Effect.Effect<Service, never, BatchStore.BatchStore> = Effect.map(
  BatchStore.BatchStore,
  (store): Service => ({
    names: store.names,
    progress: (name) => Effect.map(look(store, name), ({ batch, counts }) => progress(batch, counts)),
    failures: (name) => rowsOf(store, name, ["failed"]),
    results: (name, states = BatchStore.RowState.literals) => rowsOf(store, name, states),
    pause: (name, reason = "paused by a person") => store.enter(name, ["running"], "paused", reason),
    resume: (name) => store.enter(name, ["paused", "cancelled"], "running", ""),
    cancel: (name) =>
      Effect.zipRight(
        store.enter(name, ["submitting", "running", "paused"], "cancelled", "cancelled by a person"),
        Effect.flatMap(now, (at) => store.move(name, ["queued"], "cancelled", at))
      ),
    retryFailed: (name) => Effect.flatMap(now, (at) => store.move(name, ["failed"], "queued", at))
  })
)

/**
 * Looking at the batches of the store, and steering them.
 *
 * @since 0.2.0
 * @category layers
 */
export const layer: Layer.Layer<BatchDesk, never, BatchStore.BatchStore> = Layer.effect(BatchDesk, make)
