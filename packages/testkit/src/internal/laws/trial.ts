/** What a program goes through, and what that shows: as data. */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as KeyValueStore from "@effect/platform/KeyValueStore"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type { RequestRecord, Schedule } from "../../Fault.js"
import type { Intent, Outcome } from "./intent.js"
import type { Rules } from "../state/rules.js"

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
   * Every failure is mapped to an outcome; that it dies is a violation. Where it goes on for ever, the law dies with
   * `VirtualClock.NeverEnds`.
   */
  readonly apply: (intent: Intent) => Effect.Effect<Outcome, never, R>
}

/**
 * A disturbance: an intent is interrupted, or the program is killed, as by SIGKILL: nothing that it would still do reaches
 * the outside. The intents that had no outcome yet are called again later.
 *
 * @since 0.1.0
 * @category models
 */
export interface Disturbance {
  /** When, in ms from the start (a program that is down then is killed when it is back). */
  readonly afterMillis: number
  /** The intent by its number, from 1, or the program. */
  readonly target: "program" | number
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
  readonly disturbances: ReadonlyArray<Disturbance>
  /**
   * What else the platform does otherwise than by default. Where it says something of the two above, it counts. A trial of
   * before 0.2.0 has none.
   */
  readonly rules?: Partial<Rules>
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
  readonly requestRecords: ReadonlyArray<RequestRecord>
  /** When it began, in Unix ms by the server's clock. */
  readonly startedAt: number
  /** How often an intent was interrupted, or was under way when the program was killed. */
  readonly interrupted: number
  /** How many steps of the program's store met a fault. */
  readonly storeFaultsMet: number
  /** The cardholders of whose card the list showed an unclear row, which may be the card or not. */
  readonly unclear: ReadonlySet<string>
  /** Everything that was put out, as text; `""` if that was not captured. */
  readonly output: string
  readonly secrets: ReadonlyArray<string>
}

/** What is wanted of a trial besides. */
export interface Wanted {
  readonly captures: boolean
  readonly secrets: ReadonlyArray<string>
}
