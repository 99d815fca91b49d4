/** A batch as it is now, and its rows page by page. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { BatchNotFound } from "../../BatchError.js"
import * as BatchStore from "../../BatchStore.js"

const rowsGauge = (batch: string, state: BatchStore.RowState) =>
  Metric.gauge("keysecure_batch_rows", { description: "Rows of a batch in a state" }).pipe(
    Metric.tagged("batch", batch),
    Metric.tagged("state", state)
  )

/** The batch of a name, which must be there. */
export const found = (
  store: BatchStore.Service,
  name: string
): Effect.Effect<BatchStore.Batch, BatchNotFound | BatchStore.BatchStoreFailed> =>
  Effect.flatMap(store.find(name), (batch) =>
    batch === null ? new BatchNotFound({ batch: name }) : Effect.succeed(batch)
  )

/** A batch and the counts of its rows, which are a metric too. */
export const look = (store: BatchStore.Service, name: string) =>
  Effect.zip(found(store, name), store.counts(name)).pipe(
    Effect.map(([batch, counts]) => ({ batch, counts })),
    Effect.tap(({ counts }) =>
      Effect.forEach(BatchStore.RowState.literals, (state) => Metric.set(rowsGauge(name, state), counts.rows[state]))
    )
  )

/** Whether there is work, and from when on. */
export const lookForWork = (store: BatchStore.Service, name: string) =>
  Effect.map(Effect.zip(found(store, name), store.nextDueAt(name)), ([batch, nextDueAt]) => ({ batch, nextDueAt }))

const pageSize = 500

/** All rows of some states, in the order of their keys. */
export const rowsOf = (
  store: BatchStore.Service,
  name: string,
  states: ReadonlyArray<BatchStore.RowState>
): Stream.Stream<BatchStore.Row, BatchStore.BatchStoreFailed> =>
  Stream.paginateChunkEffect(Option.none<string>(), (last) =>
    Effect.map(store.page(name, { states, after: Option.getOrNull(last), limit: pageSize }), (rows) => {
      const next = Option.fromNullable(rows.at(-1)?.key)
      return [Chunk.unsafeFromArray([...rows]), Option.map(next, Option.some)]
    })
  )
