/** The benches that measure, by name. */
import type { NodeContext } from "@effect/platform-node/NodeContext"
import type { PlatformError } from "@effect/platform/Error"
import type { Effect } from "effect"
import type { ProgramFailed } from "./children.js"
import * as Client from "./client.js"
import type { Amount, NoSuchCandidate } from "./measure.js"
import type { Report } from "./report.js"
import * as Scale from "./scale.js"
import * as Schema from "./schema.js"
import * as Simulator from "./simulator.js"
import * as Start from "./start.js"
import * as Survivors from "./survivors.js"
import * as Types from "./types.js"

/** A bench. */
export interface Bench {
  readonly name: string
  readonly about: string
  /** How much is measured unless asked otherwise. */
  readonly amountOf: (quick: boolean) => Amount
  /** Measures. */
  readonly run: (amount: Amount) => Effect.Effect<Report, NoSuchCandidate | PlatformError | ProgramFailed, NodeContext>
}

/** Enough to see that a bench works; its ratios tell little. */
const quickly = ({ calls, rounds }: Amount): Amount => ({
  rounds: Math.max(2, Math.round(rounds / 5)),
  calls: Math.max(1, Math.round(calls / 5))
})

const bench = (
  name: string,
  about: string,
  { defaults, run }: { readonly defaults: Amount; readonly run: Bench["run"] }
): Bench => ({ name, about, run, amountOf: (quick) => (quick ? quickly(defaults) : defaults) })

/** All of them. */
export const benches: ReadonlyArray<Bench> = [
  bench("client", "a card applied for over HTTP, by us and by others", Client),
  bench("simulator", "a card applied for in memory, by us and by others", Simulator),
  bench("schema", "an application encoded, by us and by zod", Schema),
  bench("survivors", "what of finished calls outlives a collection of new objects", Survivors),
  bench("start", "what importing the client costs", Start),
  bench("types", "what type-checking a program on the client costs", Types),
  bench("scale", "the simulator with a million cards, and after a hundred thousand calls", Scale)
]
