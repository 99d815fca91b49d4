/**
 * Where work on a batch is done: a narrow port to an engine that keeps work alive.
 *
 * An engine decides on which machine a chunk of work runs, and runs it again elsewhere if that machine dies. It may run one
 * twice at the same time. It decides nothing else: the rows are in the `BatchStore`, and which of them a chunk works on is
 * claimed there.
 *
 * @module BatchEngine
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"

/**
 * The engine could not have a chunk run.
 *
 * @since 0.2.0
 * @category errors
 */
export class BatchEngineFailed extends Data.TaggedError("BatchEngineFailed")<{
  /** What failed, in words. */
  readonly detail: string
}> {
  override get message(): string {
    return `The batch engine failed: ${this.detail}`
  }
}

/**
 * A piece of work on a batch: it works on rows that are due, and ends. It names no rows and holds no personal data.
 *
 * @since 0.2.0
 * @category models
 */
export interface Chunk {
  /** The name of the batch. */
  readonly batch: string
  /** Its number: no two pieces of work of a batch have the same. */
  readonly id: string
}

/**
 * The work on a chunk. It fails with nothing: what fails in it is tried again by the next chunk.
 *
 * @since 0.2.0
 * @category models
 */
export type Work = (chunk: Chunk) => Effect.Effect<void>

/**
 * The steps of an engine.
 *
 * @since 0.2.0
 * @category models
 */
export interface Service {
  /** Says what the work on a chunk is. As long as the scope is open, this machine takes part. */
  readonly serve: (work: Work) => Effect.Effect<void, never, Scope.Scope>
  /** Has a chunk run at least once, on some machine that is alive, and ends when it has. */
  readonly run: (chunk: Chunk) => Effect.Effect<void, BatchEngineFailed>
}

/**
 * An engine, as a service.
 *
 * @since 0.2.0
 * @category tags
 */
export class BatchEngine extends Context.Tag("@effect-keysecure/batch/BatchEngine")<BatchEngine, Service>() {}

const notServed = new BatchEngineFailed({ detail: "no work was given to the engine" })

/**
 * An engine in this process: it runs each chunk here. Over a store that several machines share, each of them works on the
 * rows that it claims, and the rows of one that died are claimed by the others.
 *
 * @since 0.2.0
 * @category layers
 */
export const layerMemory: Layer.Layer<BatchEngine> = Layer.effect(
  BatchEngine,
  Effect.map(Ref.make<Option.Option<Work>>(Option.none()), (served): Service => ({
    serve: (work) => Effect.acquireRelease(Ref.set(served, Option.some(work)), () => Ref.set(served, Option.none())),
    run: (chunk) =>
      Effect.flatMap(Ref.get(served), Option.match({ onNone: () => notServed, onSome: (work) => work(chunk) }))
  }))
)
