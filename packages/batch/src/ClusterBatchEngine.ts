/**
 * An engine over `@effect/cluster`, a sub-path: the cluster decides on which of its machines a chunk of work runs.
 *
 * Take it if your machines are an Effect cluster already, and a batch is to be worked on by all of them though one calls
 * `run`. If each machine calls `run` itself, `BatchEngine.layerMemory` does the same with less.
 *
 * @module ClusterBatchEngine
 * @since 0.2.0
 */
import * as Entity from "@effect/cluster/Entity"
import * as Sharding from "@effect/cluster/Sharding"
import * as Rpc from "@effect/rpc/Rpc"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { BatchEngine, type Service, type Work } from "./BatchEngine.js"

/** A machine that works on a chunk says so as often as that. */
const beat = "4 seconds"

/** A machine that has said nothing for so long is taken for dead or hung, and the chunk is run elsewhere. */
const silence = "12 seconds"

/**
 * A message is not kept by the cluster: a chunk that is lost with its machine is given to another one by the machine that
 * waits for it.
 */
const work = Rpc.make("work", { payload: { batch: Schema.String, id: Schema.String }, stream: true })

/** A chunk is an entity of its own, so that chunks are spread over all machines. */
const Chunks = Entity.make("KeySecureBatchChunk", [work])

const beating = (served: Work) => (chunk: Parameters<Work>[0]) =>
  Stream.interruptWhen(Stream.repeatEffectWithSchedule(Effect.void, Schedule.spaced(beat)), served(chunk))

/** Waits a little longer each time, for 10 s at most. */
const again = Schedule.jittered(Schedule.union(Schedule.exponential("500 millis"), Schedule.spaced("10 seconds")))

/** What the cluster says of a message that got lost, in any form. */
const lost = "lost" as const

const make = Effect.gen(function* () {
  const sharding = yield* Sharding.Sharding
  const chunkOf = yield* Chunks.client
  const service: Service = {
    serve: (served) => {
      const beats = beating(served)
      return sharding.registerEntity(Chunks, Effect.succeed({ work: ({ payload }) => beats(payload) }), {
        concurrency: "unbounded"
      })
    },
    run: (chunk) =>
      chunkOf(`${chunk.batch}/${chunk.id}`)
        .work(chunk)
        .pipe(
          Stream.timeoutFail(() => lost, silence),
          Stream.runDrain,
          // A machine that ends in the middle is seen as an interruption or a defect, too.
          Effect.sandbox,
          Effect.tapError(() => Effect.logDebug("A chunk was lost, and is run again", chunk)),
          Effect.retry(again),
          Effect.orDie
        )
  }
  return service
})

/**
 * The engine over the cluster's `Sharding`: of `NodeClusterSocket.layer`, say, or of `TestRunner.layer` in tests. Each
 * machine that has the `CardBatch` layer takes part, even if it never calls `run`. No message of it is kept.
 *
 * @since 0.2.0
 * @category layers
 */
export const layer: Layer.Layer<BatchEngine, never, Sharding.Sharding> = Layer.effect(BatchEngine, make)
