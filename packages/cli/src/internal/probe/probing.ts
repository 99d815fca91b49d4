/** Does the experiments one after the other, and keeps what they found. */
import * as Effect from "effect/Effect"
import { confirmed } from "./confirmed.js"
import type { Exchange } from "./exchange.js"
import type { Experiment, Facts, Known } from "./experiment.js"
import { type Findings, noneDecided } from "./finding.js"
import type { Said } from "../language/said.js"
import { Session } from "./session.js"

/** An experiment that was done. */
export interface Done {
  readonly id: string
  readonly findings: Findings
  readonly facts: Facts
  /** Why the whole of it came to nothing. */
  readonly why?: Said
  /** Its exchanges; for one of an earlier run those that were kept. */
  readonly exchanges: ReadonlyArray<Exchange>
}

/** What has been found by some experiments. */
export const knownBy = (done: ReadonlyArray<Pick<Done, "findings" | "facts">>): Known =>
  confirmed(
    done.reduce<Known>(
      (known, { facts, findings }) => ({
        facts: { ...known.facts, ...facts },
        findings: { ...known.findings, ...findings }
      }),
      { facts: {}, findings: {} }
    )
  )

const one = (experiment: Experiment, known: Known) =>
  Effect.gen(function* () {
    const { exchanges } = yield* Session
    const before = exchanges().length
    const outcome = yield* Effect.either(experiment.run(known))
    const made = exchanges().slice(before)
    if (outcome._tag === "Right") {
      const { facts = {}, findings } = outcome.right
      return { id: experiment.id, findings, facts, exchanges: made } satisfies Done
    }
    const { why } = outcome.left
    const findings = noneDecided(experiment.rules, why)
    return { id: experiment.id, findings, facts: {}, why, exchanges: made } satisfies Done
  })

/** What to do before and after each experiment. */
export interface Hooks {
  readonly begun: (experiment: Experiment) => Effect.Effect<void>
  readonly ended: (done: ReadonlyArray<Done>) => Effect.Effect<void>
}

/** Does the experiments that were not done before. That of the clock is done in each run, and without it there is nothing. */
export const probing = (
  experiments: ReadonlyArray<Experiment>,
  before: ReadonlyArray<Done>,
  { begun, ended }: Hooks
): Effect.Effect<ReadonlyArray<Done>, never, Session> =>
  Effect.gen(function* () {
    const done = before.filter(({ id }) => id !== "clock")
    for (const experiment of experiments) {
      if (done.some(({ id }) => id === experiment.id)) continue
      yield* begun(experiment)
      const next: Done = yield* one(experiment, knownBy(done))
      done.push(next)
      yield* ended(done)
      if (experiment.id === "clock" && next.why !== undefined) break
    }
    return done
  })
