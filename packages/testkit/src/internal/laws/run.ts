/** One trial of a program: a platform, a network with faults, interruptions and crashes, on a virtual clock. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import { type PlatformError, SystemError } from "@effect/platform/Error"
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Scope from "effect/Scope"
import * as Scenario from "../../Scenario.js"
import * as Simulation from "../../Simulation.js"
import * as VirtualClock from "../../VirtualClock.js"
import * as Capture from "./capture.js"
import { type Handle, makeClient } from "../keySecureSimulator/clientTransport.js"
import { type Intent, intentOf, personal } from "./intent.js"
import { makeNetwork } from "../keySecureSimulator/network.js"
import { cardholderNoStored } from "../state/ownNumbers.js"
import { makePlatform } from "../simulation/platform.js"
import { neverAnswers } from "../keySecureSimulator/neverAnswers.js"
import type { State } from "../state/state.js"
import type { Ended, Facts, Program, Trial, Wanted } from "./trial.js"
import { makeWitness } from "./witness.js"

const platformOf = ({ listLagMillis, repeatedUniqueNo, rules }: Trial): State =>
  Scenario.rules({ repeatedUniqueNo, listLagMillis, ...rules })(Scenario.initial)

/** The number of an intent's cardholder as the platform has it. */
const holderOf = ({ rules }: State, { cardholderNo }: Intent): string => cardholderNoStored(rules, cardholderNo)

const stateOf = (platform: State, intents: ReadonlyArray<Intent>): State =>
  intents.reduce(
    (state, intent) =>
      Scenario.cardholder({ apiKey: Scenario.creditApiKey, cardholderNo: holderOf(platform, intent) })(state),
    platform
  )

/** One incarnation of the program: from its start to a crash, or the end. */
interface Incarnation<R> {
  alive: boolean
  readonly context: Context.Context<R>
  readonly scope: Scope.CloseableScope
}

const storeFailed = Effect.suspend(
  () => new SystemError({ reason: "Unknown", module: "KeyValueStore", method: "any", description: "a fault" })
)

const stopped = Symbol("stopped")

/** What a program said of an intent, if anything. */
type Said = Pick<Ended, "outcome" | "failure">

interface Running {
  readonly over: Deferred.Deferred<Said | typeof stopped>
  readonly fiber: Fiber.RuntimeFiber<unknown, unknown>
}

/** Longer than any program has to go on; only virtual time passes. */
const patience = "6 hours"

/** By then every copy on its way has arrived. */
const arrival = "10 minutes"

const said = <R>(program: Program<R>, intent: Intent): Effect.Effect<Said, never, R> =>
  Effect.matchCause(program.apply(intent), {
    onFailure: (cause) => ({ outcome: undefined, failure: `it died: ${Cause.pretty(cause)}` }),
    onSuccess: (outcome) => ({ outcome, failure: undefined })
  })

const runScoped = <R>(program: Program<R>, trial: Trial, wanted: Wanted): Effect.Effect<Facts, never, Scope.Scope> =>
  Effect.gen(function* () {
    const hostile = Object.keys(trial.rules ?? {}).length > 0
    const intents = Array.from({ length: trial.intents }, (_, index) => intentOf(index + 1, hostile))
    const witness = makeWitness()
    const platform = yield* makePlatform({
      initial: stateOf(platformOf(trial), intents),
      requestsKept: 10_000,
      epochMillis: undefined,
      skewMillis: trial.skewMillis,
      driftPpm: trial.driftPpm
    })
    const network = makeNetwork(platform, trial.faults, yield* Effect.scope)
    const startedAt = yield* platform.now
    const stored = new Map<string, string>()
    const running = new Map<number, Running>()
    const storeFaults = new Map(trial.storeFaults.map(({ carriedOut, nth }) => [nth, carriedOut]))
    let storeSteps = 0
    let storeFaultsMet = 0
    let interrupted = 0
    let incarnations = 0
    let incarnation: Deferred.Deferred<Incarnation<R>> = yield* Deferred.make<Incarnation<R>>()

    const latency =
      trial.latencyMillis > 0
        ? Effect.flatMap(Random.nextIntBetween(0, trial.latencyMillis + 1), (millis) => Effect.sleep(millis))
        : Effect.void

    /** Starts the program with nothing but what was stored. */
    const start = Effect.gen(function* () {
      incarnations += 1
      const scope = yield* Scope.make()
      const state = { alive: true }
      // What is dead neither sends nor stores, and hears nothing.
      const living = <A, E>(effect: () => Effect.Effect<A, E>): Effect.Effect<A, E> =>
        Effect.suspend(() => (state.alive ? effect() : neverAnswers))
      /** Takes its time before and after, and may end in between. */
      const taking = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
        living(() => latency).pipe(
          Effect.zipRight(living(() => effect)),
          Effect.zipLeft(latency),
          Effect.zipLeft(living(() => Effect.void))
        )
      const way = network.handleFor(incarnations)
      const handle: Handle = (request, from) => witness.over(request, taking(way(request, from)))
      /** A step of the store, which may meet a fault. */
      const step = <A>(effect: Effect.Effect<A>): Effect.Effect<A, PlatformError> =>
        taking(
          Effect.suspend(() => {
            storeSteps += 1
            const carriedOut = storeFaults.get(storeSteps)
            if (carriedOut === undefined) return effect
            storeFaultsMet += 1
            return carriedOut ? Effect.zipRight(effect, storeFailed) : storeFailed
          })
        )
      const store = KeyValueStore.makeStringOnly({
        get: (key) => step(Effect.sync(() => Option.fromNullable(stored.get(key)))),
        set: (key, value) => step(Effect.sync(() => void stored.set(key, value))),
        remove: (key) => step(Effect.sync(() => void stored.delete(key))),
        clear: step(Effect.sync(() => stored.clear())),
        size: step(Effect.sync(() => stored.size))
      })
      const context = yield* Layer.buildWithScope(program.layer, scope).pipe(
        Effect.provideService(HttpClient.HttpClient, makeClient(handle)),
        Effect.provideService(KeyValueStore.KeyValueStore, store)
      )
      yield* Deferred.succeed(incarnation, Object.assign(state, { context, scope }))
    })

    const comeBack = new Map<number, number>()

    const interrupt = (index: number, backAfterMillis: number): Effect.Effect<void> =>
      Effect.suspend(() => {
        const one = running.get(index)
        if (one === undefined) return Effect.void
        comeBack.set(index, backAfterMillis)
        interrupted += 1
        return Effect.zipRight(Fiber.interruptFork(one.fiber), Deferred.succeed(one.over, stopped))
      })

    const applyOnce = (intent: Intent, index: number) =>
      Effect.gen(function* () {
        const current = yield* Deferred.await(incarnation)
        const over = yield* Deferred.make<Said | typeof stopped>()
        const fiber = yield* said(program, intent).pipe(
          Effect.provide(current.context),
          Effect.flatMap((end) => Deferred.succeed(over, end)),
          Effect.interruptible,
          Effect.forkDaemon
        )
        running.set(index, { over, fiber })
        // Killed before it was known to run.
        if (!current.alive) yield* interrupt(index, 0)
        const end = yield* Deferred.await(over)
        running.delete(index)
        return end
      })

    const applyUntilDone = (intent: Intent, index: number) =>
      Effect.gen(function* () {
        yield* Effect.sleep(index * trial.gapMillis)
        let end = yield* applyOnce(intent, index)
        while (end === stopped) {
          yield* Effect.sleep(comeBack.get(index) ?? 0)
          end = yield* applyOnce(intent, index)
        }
        return end
      })

    const kill = (backAfterMillis: number): Effect.Effect<void> =>
      Effect.gen(function* () {
        const dead = yield* Deferred.await(incarnation)
        if (!dead.alive) return
        dead.alive = false
        incarnation = yield* Deferred.make<Incarnation<R>>()
        yield* Effect.forEach([...running.keys()], (index) => interrupt(index, 0))
        yield* Effect.forkDaemon(Scope.close(dead.scope, Exit.void))
        yield* Effect.sleep(backAfterMillis)
        yield* start
      })

    const disturb = Effect.forEach(
      trial.disturbances,
      ({ afterMillis, backAfterMillis, target }) =>
        Effect.delay(
          target === "program" ? kill(backAfterMillis) : interrupt(target - 1, backAfterMillis),
          afterMillis
        ),
      { concurrency: "unbounded", discard: true }
    )

    yield* start
    const disturbing = yield* Effect.forkDaemon(disturb)
    const results = yield* Effect.forEach(
      intents,
      (intent, index) => Effect.timeoutOption(applyUntilDone(intent, index), patience),
      { concurrency: "unbounded" }
    )
    yield* Fiber.interruptFork(disturbing)
    yield* Effect.sleep(arrival)

    const state = platform.state()
    const cards = Simulation.cards(state)
    return {
      trial,
      startedAt,
      requestRecords: network.requestRecords(),
      interrupted,
      storeFaultsMet,
      unclear: witness.unclear(),
      output: "",
      secrets: [Scenario.creditApiKey, "sim_token_", ...personal, ...wanted.secrets],
      ended: intents.map((intent, index) => ({
        intent,
        ...Option.getOrElse(Option.flatten(Option.fromNullable(results[index])), () => ({
          outcome: undefined,
          failure: `it did not end within ${patience}`
        })),
        cards: cards.filter(({ cardholderNo }) => cardholderNo === holderOf(state, intent)).map(({ cardNo }) => cardNo)
      }))
    }
  })

/** Runs a trial. Nothing of it waits for real time. */
export const run = <R>(program: Program<R>, trial: Trial, wanted: Wanted): Effect.Effect<Facts> => {
  const facts = VirtualClock.run(() => Effect.scoped(runScoped(program, trial, wanted)), { seed: trial.seed })
  if (!wanted.captures) return facts
  return Effect.suspend(() => {
    const capture = Capture.make()
    return Effect.zipWith(capture.over(facts), capture.text, (shown, output) => ({ ...shown, output }))
  })
}
