/** The program from a start to a crash: what it does reaches the outside as long as it lives. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import type * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Scope from "effect/Scope"
import { type Handle, makeClient } from "../keySecureSimulator/clientTransport.js"
import { neverAnswers } from "../keySecureSimulator/neverAnswers.js"
import type { Store, Taking } from "./store.js"
import type { Program } from "./trial.js"
import type { Witness } from "./witness.js"

/** One incarnation of the program: from its start to a crash, or the end. */
export interface Incarnation<R> {
  alive: boolean
  readonly context: Context.Context<R>
  /** Gives its resources back, in its own time. */
  readonly close: Effect.Effect<void>
}

/** What the program is connected to. */
export interface Outside {
  /** The way of one incarnation, counted from 1, to the platform. */
  readonly handleFor: (client: number) => Handle
  readonly witness: Witness
  readonly store: Store
  /** The longest that anything takes each way, in ms. */
  readonly latencyMillis: number
}

const latencyOf = (millis: number): Effect.Effect<void> =>
  millis > 0 ? Effect.flatMap(Random.nextIntBetween(0, millis + 1), (some) => Effect.sleep(some)) : Effect.void

/** Starts the program with nothing but what was stored. */
const incarnated = <R>(
  { layer }: Program<R>,
  { handleFor, latencyMillis, store, witness }: Outside,
  nth: number
): Effect.Effect<Incarnation<R>> =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const state = { alive: true }
    const latency = latencyOf(latencyMillis)
    // What is dead neither sends nor stores, and hears nothing.
    const living: Taking = (effect) => Effect.suspend(() => (state.alive ? effect : neverAnswers))
    const taking: Taking = (effect) =>
      living(latency).pipe(
        Effect.zipRight(living(effect)),
        Effect.zipLeft(latency),
        Effect.zipLeft(living(Effect.void))
      )
    const handle = handleFor(nth)
    const context = yield* Layer.buildWithScope(layer, scope).pipe(
      Effect.provideService(
        HttpClient.HttpClient,
        makeClient((request, from) => witness.over(request, taking(handle(request, from))))
      ),
      Effect.provideService(KeyValueStore.KeyValueStore, store.through(taking))
    )
    return Object.assign(state, { context, close: Effect.asVoid(Effect.forkDaemon(Scope.close(scope, Exit.void))) })
  })

/** Where the program runs: one incarnation after the other. */
export interface Host<R> {
  /** The incarnation that lives; waits for the next one while there is none. */
  readonly living: Effect.Effect<Incarnation<R>>
  readonly start: Effect.Effect<void>
  /** Kills the one that lives, if it does, and starts the next one later. What it was at ends by `abandon`. */
  readonly kill: (abandon: Effect.Effect<void>, backAfterMillis: number) => Effect.Effect<void>
}

/** A host on which nothing runs yet. */
export const makeHost = <R>(program: Program<R>, outside: Outside): Host<R> => {
  let count = 0
  let next = Deferred.unsafeMake<Incarnation<R>>(FiberId.none)
  const living = Effect.suspend(() => Deferred.await(next))
  const start = Effect.suspend(() => {
    count += 1
    return Effect.flatMap(incarnated(program, outside, count), (one) => Deferred.succeed(next, one))
  })
  return {
    living,
    start,
    kill: (abandon, backAfterMillis) =>
      Effect.gen(function* () {
        const dead = yield* living
        if (!dead.alive) return
        dead.alive = false
        next = yield* Deferred.make<Incarnation<R>>()
        yield* abandon
        yield* dead.close
        yield* Effect.sleep(backAfterMillis)
        yield* start
      })
  }
}
