/** What an experiment concludes about a rule: a value, or why there is none. */
import type { Scenario } from "@effect-keysecure/testkit"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { Said } from "../language/said.js"

/** The rules of the simulator. */
export type Rules = Scenario.Rules

/** The name of a rule. */
export type RuleName = keyof Rules

/** Bounds in ms, both included. */
export interface Bounds {
  readonly from: number
  readonly to: number
}

/** A conclusion about a rule. */
export type Finding =
  | {
      readonly _tag: "Observed"
      readonly value: unknown
      /** A time that was measured lies within these. */
      readonly within?: Bounds
      /** How far the conclusion goes. */
      readonly note?: Said
    }
  | { readonly _tag: "NotDecided"; readonly why: Said }

/** Conclusions by rules. */
export type Findings = { readonly [Name in RuleName]?: Finding }

/** A rule has this value. */
export const observed = <Name extends RuleName>(name: Name, value: Rules[Name], note?: Said): Findings => ({
  [name]: { _tag: "Observed", value, ...(note === undefined ? {} : { note }) }
})

/** A rule is not decided. */
export const notDecided = (name: RuleName, why: Said): Findings => ({ [name]: { _tag: "NotDecided", why } })

/** None of some rules is decided. */
export const noneDecided = (names: ReadonlyArray<RuleName>, why: Said): Findings =>
  Object.fromEntries(names.map((name) => [name, { _tag: "NotDecided", why }]))

/** The only whole second within bounds, or the end that is given. */
const roundest = ({ from, to }: Bounds, orElse: number): number => {
  const second = Math.ceil(from / 1000) * 1000
  return second <= to && second + 1000 > to ? second : orElse
}

/** A rule is a time that was measured: its only whole second within the bounds, else their upper end. */
export const measured = (name: RuleName, within: Bounds): Findings => ({
  [name]: { _tag: "Observed", value: roundest(within, within.to), within }
})

/** An experiment, or a part of it, comes to nothing. */
export class Undecided extends Data.TaggedError("Undecided")<{ readonly why: Said }> {}

/** Nothing can be concluded. */
export const undecided = (why: Said): Undecided => new Undecided({ why })

/** The conclusions of a part of an experiment; rules about which it says nothing are not decided, and why. */
export const concluding = <R>(
  names: ReadonlyArray<RuleName>,
  part: Effect.Effect<Findings, Undecided, R>
): Effect.Effect<Findings, never, R> =>
  Effect.catchTag(part, "Undecided", ({ why }) => Effect.succeed(noneDecided(names, why)))
