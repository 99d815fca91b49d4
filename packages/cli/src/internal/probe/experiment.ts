/** An experiment: what it decides, what it costs, and how it is done. */
import type * as Effect from "effect/Effect"
import type { Facts } from "./facts.js"
import type { Finding, Findings, RuleName, Undecided } from "./finding.js"
import type { Said } from "../language/said.js"
import type { Session } from "./session.js"

export type { Facts, NumberSeen } from "./facts.js"

/** What the experiments before have found. */
export interface Known {
  readonly facts: Facts
  readonly findings: Findings
}

/** What an experiment has found. */
export interface Outcome {
  readonly findings: Findings
  readonly facts?: Facts
}

/** An experiment. */
export interface Experiment {
  readonly id: string
  readonly title: Said
  /** The experiments whose cards it needs. */
  readonly needs: ReadonlyArray<string>
  /** How many cards it makes itself, at the most. */
  readonly cards: number
  /** How long it waits at the most, in s, on a platform that answers at once. */
  readonly seconds: number
  /** The rules that it decides. */
  readonly rules: ReadonlyArray<RuleName>
  /** The option without which it is not done. */
  readonly option?: string
  readonly run: (known: Known) => Effect.Effect<Outcome, Undecided, Session>
}

/** The value of a rule as far as it was observed. */
export const valueOf = (findings: Findings, name: RuleName): unknown => {
  const finding: Finding | undefined = findings[name]
  return finding?._tag === "Observed" ? finding.value : undefined
}
