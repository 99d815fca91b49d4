/**
 * An engine of one's own for batches: a queue of jobs, each of which is run again if it fails. This queue is in the process. In
 * its place comes yours, which hands a job out again when a machine dies. A `Chunk` is all that it has to carry: two texts.
 */
import { BatchEngine } from "@effect-keysecure/batch"
import { Deferred, Effect, Exit, Layer, Queue } from "effect"

interface Job {
  readonly chunk: BatchEngine.Chunk
  readonly done: Deferred.Deferred<void>
}

/** A machine has up to four chunks of a batch under way at once. */
const workers = 4

const make = Effect.map(Queue.unbounded<Job>(), (jobs): BatchEngine.Service => {
  const worker = (work: BatchEngine.Work) =>
    Effect.flatMap(jobs.take, (job) =>
      Effect.onExit(work(job.chunk), (exit) =>
        // It failed, or this worker is about to end: the job goes back.
        Exit.isSuccess(exit) ? Deferred.succeed(job.done, undefined) : jobs.offer(job)
      )
    ).pipe(
      Effect.catchAllCause((cause) =>
        Effect.zipRight(Effect.logWarning("A chunk failed, and is run again", cause), Effect.sleep("1 second"))
      ),
      Effect.forever,
      Effect.forkScoped
    )

  return {
    serve: (work) => Effect.asVoid(Effect.replicateEffect(worker(work), workers)),
    // It ends when the job has, because a batch gives its next chunk then.
    run: (chunk) =>
      Effect.flatMap(Deferred.make<void>(), (done) =>
        Effect.zipRight(jobs.offer({ chunk, done }), Deferred.await(done))
      )
  }
})

/** The engine, in the place of `BatchEngine.layerMemory`. */
export const layer: Layer.Layer<BatchEngine.BatchEngine> = Layer.effect(BatchEngine.BatchEngine, make)
