/** One trial of a program: a platform, a network with faults, interruptions and crashes, on a virtual clock. */
import { type Card as CardSchema, CardApplication } from "@effect-keysecure/schema"
import { HttpClient, KeyValueStore } from "@effect/platform"
import { type PlatformError, SystemError } from "@effect/platform/Error"
import { Cause, type Context, Deferred, Effect, Exit, Fiber, Layer, Option, Random, Schema, Scope } from "effect"
import type { Journey, Schedule } from "../Fault.js"
import * as Scenario from "../Scenario.js"
import * as Simulation from "../Simulation.js"
import * as VirtualClock from "../VirtualClock.js"
import { newYork } from "./addressBook.js"
import * as Capture from "./capture.js"
import { type Handle, makeClient } from "./clientDoor.js"
import { makeNetwork } from "./network.js"
import { makePlatform } from "./platform.js"
import type { Rules } from "./rules.js"
import { silence } from "./silence.js"
import type { State } from "./state.js"

/**
 * Somebody's wish for one card. It has a cardholder of its own, by whom its cards are counted.
 *
 * @since 0.1.0
 * @category models
 */
export interface Intent {
  /** The key that the business knows it by; the same when the program comes back to it. */
  readonly id: string
  /** Its cardholder. */
  readonly cardholderNo: string
  /** Its application under a number: a physical card, with name, phone and address. */
  readonly application: (cardUniqueNo: CardSchema.CardUniqueNo) => CardApplication.CardApplication
}

/**
 * What a program says became of an intent.
 *
 * @since 0.1.0
 * @category models
 */
export type Outcome =
  { readonly _tag: "Card"; readonly cardNo: string } | { readonly _tag: "NoCard" } | { readonly _tag: "Unknown" }

/**
 * There is a card of this number.
 *
 * @since 0.1.0
 * @category outcomes
 */
export const card = (cardNo: string): Outcome => ({ _tag: "Card", cardNo })

/**
 * There certainly is no card.
 *
 * @since 0.1.0
 * @category outcomes
 */
export const noCard: Outcome = { _tag: "NoCard" }

/**
 * There may be a card.
 *
 * @since 0.1.0
 * @category outcomes
 */
export const unknown: Outcome = { _tag: "Unknown" }

/**
 * The program on trial.
 *
 * @since 0.1.0
 * @category models
 */
export interface Program<R> {
  /**
   * What it is made of, built anew after each crash: the client with `KeySecureSimulator.baseUrl` and
   * `Scenario.creditApiKey`, and the consumer's own services. The `HttpClient` leads to the platform; what is put into
   * the `KeyValueStore` outlives crashes. What may fail in it (a configuration) is a mistake: `Layer.orDie`.
   */
  readonly layer: Layer.Layer<R, never, HttpClient.HttpClient | KeyValueStore.KeyValueStore>
  /**
   * Gets the card of an intent. It is called again with the same intent when it was interrupted or the program crashed.
   * Every failure is mapped to an outcome; that it dies is a violation.
   */
  readonly apply: (intent: Intent) => Effect.Effect<Outcome, never, R>
}

/**
 * A disturbance: the `what`th intent is interrupted (from 1), or the program is killed, as by SIGKILL: nothing that it
 * would still do reaches the outside. The intents that had no outcome yet are called again later.
 *
 * @since 0.1.0
 * @category models
 */
export interface Stop {
  /** When, in ms from the start (a program that is down then is killed when it is back). */
  readonly afterMillis: number
  /** Whom. */
  readonly what: "program" | number
  /** How long until it comes back, in ms. */
  readonly backAfterMillis: number
}

/**
 * A step of the program's store that fails: the `nth` over all, from 1, before or after it has had its effect.
 *
 * @since 0.1.0
 * @category models
 */
export interface StoreFault {
  /** Which step, counted over reads and writes. */
  readonly nth: number
  /** Whether it has had its effect all the same. */
  readonly carriedOut: boolean
}

/**
 * What a program goes through, as plain data: the same trial runs the same way every time.
 *
 * @since 0.1.0
 * @category models
 */
export interface Trial {
  /** The seed of `Random` in the program. */
  readonly seed: number
  /** How many intents there are. */
  readonly intents: number
  /** How long after one intent the next begins, in ms. */
  readonly gapMillis: number
  /** What the platform makes of a number that it knows. */
  readonly repeatedUniqueNo: Rules["repeatedUniqueNo"]
  /** How long after its creation a card shows in the list, in ms. */
  readonly listLagMillis: number
  /** What the platform's clock reads more than the program's (or, negative, less), in ms. */
  readonly skewMillis: number
  /** How much faster the platform's clock runs, in parts per million. */
  readonly driftPpm: number
  /** The longest that a request takes each way, and a step of the program's store before and after it, in ms. */
  readonly latencyMillis: number
  /** Which steps of the program's store fail. */
  readonly storeFaults: ReadonlyArray<StoreFault>
  /** Which requests meet which faults. */
  readonly faults: Schedule
  /** Interruptions and crashes. */
  readonly stops: ReadonlyArray<Stop>
}

/** How one intent ended. */
export interface Ended {
  readonly intent: Intent
  /** What the program said; none if it failed or did not end. */
  readonly outcome: Outcome | undefined
  /** What it did instead of saying something. */
  readonly failure: string | undefined
  /** The cards of its cardholder, when everything had arrived. */
  readonly cards: ReadonlyArray<string>
}

/** What a trial showed. */
export interface Facts {
  readonly trial: Trial
  readonly ended: ReadonlyArray<Ended>
  readonly journeys: ReadonlyArray<Journey>
  /** When it began, in Unix ms by the server's clock. */
  readonly startedAt: number
  /** How often an intent was interrupted, or was under way when the program was killed. */
  readonly interrupted: number
  /** How many steps of the program's store met a fault. */
  readonly storeFaultsMet: number
  /** Everything that was put out, as text; `""` if that was not captured. */
  readonly output: string
  readonly secrets: ReadonlyArray<string>
}

/** What is wanted of a trial besides. */
export interface Wanted {
  readonly captures: boolean
  readonly secrets: ReadonlyArray<string>
}

/** Whom the cards are for, by names that are found nowhere by chance. */
const applicant = { first_name: "Perpetua", last_name: "Quackenbush", ...newYork }

/** What of an application is personal. */
const personal = [applicant.first_name, applicant.last_name, applicant.phone, applicant.address_line1]

const readApplication = Schema.decodeUnknownSync(CardApplication.CardApplication)

const intentOf = (index: number): Intent => {
  const cardholderNo = `I${String(index).padStart(4, "0")}`
  return {
    id: `intent-${index}`,
    cardholderNo,
    application: (cardUniqueNo) =>
      readApplication({
        cardholder_no: cardholderNo,
        package_no: Scenario.physicalPackageNo,
        card_type: "Physical",
        card_unique_no: cardUniqueNo,
        address_info: applicant
      })
  }
}

const scenarioOf = ({ listLagMillis, repeatedUniqueNo }: Trial, intents: ReadonlyArray<Intent>): State =>
  intents.reduce(
    (state, { cardholderNo }) => Scenario.cardholder({ apiKey: Scenario.creditApiKey, cardholderNo })(state),
    Scenario.rules({ repeatedUniqueNo, listLagMillis })(Scenario.initial)
  )

/** One life of the program: from its start to a crash, or the end. */
interface Life<R> {
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

const playing = <R>(program: Program<R>, trial: Trial, wanted: Wanted): Effect.Effect<Facts, never, Scope.Scope> =>
  Effect.gen(function* () {
    const intents = Array.from({ length: trial.intents }, (_, index) => intentOf(index + 1))
    const platform = yield* makePlatform({
      scenario: scenarioOf(trial, intents),
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
    let lives = 0
    let life: Deferred.Deferred<Life<R>> = yield* Deferred.make<Life<R>>()

    const latency =
      trial.latencyMillis > 0
        ? Effect.flatMap(Random.nextIntBetween(0, trial.latencyMillis + 1), (millis) => Effect.sleep(millis))
        : Effect.void

    /** Starts the program with nothing but what was stored. */
    const start = Effect.gen(function* () {
      lives += 1
      const scope = yield* Scope.make()
      const state = { alive: true }
      // What is dead neither sends nor stores, and hears nothing.
      const living = <A, E>(effect: () => Effect.Effect<A, E>): Effect.Effect<A, E> =>
        Effect.suspend(() => (state.alive ? effect() : silence))
      /** Takes its time before and after, and may end in between. */
      const taking = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
        living(() => latency).pipe(
          Effect.zipRight(living(() => effect)),
          Effect.zipLeft(latency),
          Effect.zipLeft(living(() => Effect.void))
        )
      const way = network.handleFor(lives)
      const handle: Handle = (request, from) => taking(way(request, from))
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
      yield* Deferred.succeed(life, Object.assign(state, { context, scope }))
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
        const current = yield* Deferred.await(life)
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
        const dead = yield* Deferred.await(life)
        if (!dead.alive) return
        dead.alive = false
        life = yield* Deferred.make<Life<R>>()
        yield* Effect.forEach([...running.keys()], (index) => interrupt(index, 0))
        yield* Effect.forkDaemon(Scope.close(dead.scope, Exit.void))
        yield* Effect.sleep(backAfterMillis)
        yield* start
      })

    const disturb = Effect.forEach(
      trial.stops,
      ({ afterMillis, backAfterMillis, what }) =>
        Effect.delay(what === "program" ? kill(backAfterMillis) : interrupt(what - 1, backAfterMillis), afterMillis),
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

    const cards = Simulation.cards(platform.state())
    return {
      trial,
      startedAt,
      journeys: network.journeys(),
      interrupted,
      storeFaultsMet,
      output: "",
      secrets: [Scenario.creditApiKey, "sim_token_", ...personal, ...wanted.secrets],
      ended: intents.map((intent, index) => ({
        intent,
        ...Option.getOrElse(Option.flatten(Option.fromNullable(results[index])), () => ({
          outcome: undefined,
          failure: `it did not end within ${patience}`
        })),
        cards: cards.filter(({ cardholderNo }) => cardholderNo === intent.cardholderNo).map(({ cardNo }) => cardNo)
      }))
    }
  })

/** Plays a trial. Nothing of it waits for real time. */
export const play = <R>(program: Program<R>, trial: Trial, wanted: Wanted): Effect.Effect<Facts> => {
  const facts = VirtualClock.run(() => Effect.scoped(playing(program, trial, wanted)), { seed: trial.seed })
  if (!wanted.captures) return facts
  return Effect.suspend(() => {
    const capture = Capture.make()
    return Effect.zipWith(capture.over(facts), capture.text, (shown, output) => ({ ...shown, output }))
  })
}
