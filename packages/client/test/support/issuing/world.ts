/** Issuing cards over the simulator, with faults, on a virtual clock. */
import { AttemptLog, CardIssuance, type KeySecureClient, type ServerTime } from "@effect-keysecure/client"
import { type Fault, KeySecureSimulator, Scenario, VirtualClock } from "@effect-keysecure/testkit"
import { Clock, Effect, Layer, type Scope } from "effect"
import { apiKey } from "../simulated.js"

export interface World {
  readonly rules?: Partial<Scenario.Rules>
  readonly faults?: Fault.Schedule
  readonly log?: Layer.Layer<AttemptLog.AttemptLog>
  readonly issuance?: CardIssuance.Options
}

export type Parts =
  | CardIssuance.CardIssuance
  | KeySecureClient.KeySecureClient
  | ServerTime.ServerTime
  | KeySecureSimulator.KeySecureSimulator
  | AttemptLog.AttemptLog
  | Scope.Scope

/** Runs a program in a world of its own; no real time passes. */
export const inWorld = <A, E>(
  { faults = [], issuance = {}, log = AttemptLog.layerMemory(), rules = {} }: World,
  program: Effect.Effect<A, E, Parts>
): Promise<A> =>
  Effect.runPromise(
    VirtualClock.run(() =>
      program.pipe(
        Effect.scoped,
        Effect.provide(
          CardIssuance.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl, ...issuance }).pipe(
            Layer.provideMerge(log),
            Layer.provideMerge(KeySecureSimulator.layerHttpClient({ scenario: Scenario.rules(rules), faults }))
          )
        )
      )
    )
  )

/** How many requests of an operation the platform got. */
export const arrived = (operation: string) =>
  Effect.map(
    Effect.flatMap(KeySecureSimulator.KeySecureSimulator, (simulator) => simulator.requests),
    (requests) => requests.filter((request) => request.operation === operation).length
  )

/** The numbers of all cards. */
export const cards = Effect.map(
  Effect.flatMap(KeySecureSimulator.KeySecureSimulator, (simulator) => simulator.cards),
  (all) => all.map(({ cardNo }) => cardNo)
)

/** What a program gives, and how many ms it took. */
export const timed = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const start = yield* Clock.currentTimeMillis
    const value = yield* program
    return { value, took: (yield* Clock.currentTimeMillis) - start }
  })

/** The first application meets a fault. */
export const onFirstApplication = (fault: Fault.Fault): Fault.Schedule => [{ operation: "applyForCard", nth: 1, fault }]
