/** One trial of a program: a platform, a network with faults, interruptions and crashes, on a virtual clock. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Scenario from "../../Scenario.js"
import * as Simulation from "../../Simulation.js"
import * as VirtualClock from "../../VirtualClock.js"
import { type Calls, makeCalls, type Said } from "./calls.js"
import * as Capture from "./capture.js"
import { makeHost } from "./incarnation.js"
import { type Intent, intentOf, personal } from "./intent.js"
import * as MetricMark from "./metricMark.js"
import * as Secrets from "./secrets.js"
import { makeStore } from "./store.js"
import type { Ended, Facts, Program, Trial, Wanted } from "./trial.js"
import { makeWitness } from "./witness.js"
import { makeNetwork } from "../keySecureSimulator/network.js"
import { makePlatform } from "../simulation/platform.js"
import { cardholderNoStored } from "../state/ownNumbers.js"
import type { State } from "../state/state.js"

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

const intentsOf = ({ intents, rules = {} }: Trial): ReadonlyArray<Intent> =>
  Array.from({ length: intents }, (_, index) => intentOf(index + 1, Object.keys(rules).length > 0))

/** Longer than any program has to go on; only virtual time passes. */
const patience = "6 hours"

/** By then every copy on its way has arrived. */
const arrival = "10 minutes"

const notEnded: Said = { outcome: undefined, failure: `it did not end within ${patience}` }

/** Calls every intent at its time, until each has an end. */
const saidOf = (
  calls: Calls,
  intents: ReadonlyArray<Intent>,
  { gapMillis }: Trial
): Effect.Effect<ReadonlyArray<Said>> =>
  Effect.forEach(
    intents,
    (intent, index) =>
      Effect.delay(calls.untilDone(intent, index), index * gapMillis).pipe(
        Effect.timeoutOption(patience),
        Effect.map(Option.getOrElse(() => notEnded))
      ),
    { concurrency: "unbounded" }
  )

/** How each intent ended, with the cards that the platform has for it. */
const endedOf = (state: State, intents: ReadonlyArray<Intent>, said: ReadonlyArray<Said>): ReadonlyArray<Ended> => {
  const cards = Simulation.cards(state)
  return intents.map((intent, index) => ({
    intent,
    ...(said[index] ?? notEnded),
    cards: cards.filter(({ cardholderNo }) => cardholderNo === holderOf(state, intent)).map(({ cardNo }) => cardNo)
  }))
}

const runScoped = <R>(program: Program<R>, trial: Trial, wanted: Wanted): Effect.Effect<Facts, never, Scope.Scope> =>
  Effect.gen(function* () {
    const intents = intentsOf(trial)
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
    const store = makeStore(trial.storeFaults)
    const host = makeHost(program, { ...network, witness, store, latencyMillis: trial.latencyMillis })
    const calls = makeCalls(program, host)

    yield* host.start
    const disturbing = yield* Effect.forEach(
      trial.disturbances,
      ({ afterMillis, backAfterMillis, target }) =>
        Effect.delay(
          target === "program"
            ? host.kill(calls.interruptAll, backAfterMillis)
            : calls.interrupt(target - 1, backAfterMillis),
          afterMillis
        ),
      { concurrency: "unbounded", discard: true }
    ).pipe(Effect.forkDaemon)
    const said = yield* saidOf(calls, intents, trial)
    yield* Fiber.interruptFork(disturbing)
    yield* Effect.sleep(arrival)

    return {
      trial,
      startedAt,
      requestRecords: network.requestRecords(),
      interrupted: calls.interrupted(),
      storeFaultsMet: store.faultsMet(),
      unclear: witness.unclear(),
      output: "",
      secrets: [Scenario.creditApiKey, "sim_token_", ...personal, ...wanted.secrets],
      ended: endedOf(platform.state(), intents, said)
    }
  })

/** Runs a trial. Nothing of it waits for real time. */
export const run = <R>(program: Program<R>, trial: Trial, wanted: Wanted): Effect.Effect<Facts> => {
  const facts = VirtualClock.run(() => Effect.scoped(runScoped(program, trial, wanted)), { seed: trial.seed })
  if (!wanted.captures) return facts
  return Effect.gen(function* () {
    const mark = yield* MetricMark.take(wanted.secrets)
    const capture = Capture.make(mark)
    const shown = yield* capture.over(facts)
    const output = yield* capture.text
    if (Secrets.holdsNone(output, shown.secrets)) yield* MetricMark.giveBack(mark, wanted.secrets)
    return { ...shown, output }
  })
}
