/** The program: its commands, and the mistakes that are made in calling them. */
import * as Command from "@effect/cli/Command"
import type * as Options from "@effect/cli/Options"
import type { Known } from "../mistakes/mistakes.js"
import * as Doctor from "./doctor.js"
import * as Issue from "./issue.js"
import * as Look from "./look.js"
import * as Probe from "./probe.js"
import * as Settle from "./settle.js"
import * as Steer from "./steer.js"

const flags = new Set(["dry-run", "strict", "simulate", "csv", "follow", "production", "json", "yes", "rate"])

const known = (options: Readonly<Record<string, Options.Options<unknown>>>): Known => ({
  options: Object.keys(options),
  flags
})

/** The options of each command. */
export const knownCommands: ReadonlyMap<string, Known> = new Map([
  ["issue", known(Issue.issueOptions)],
  ["run", known(Issue.runOptions)],
  ["progress", known(Look.progressOptions)],
  ["failures", known(Look.rowsOptions)],
  ["results", known(Look.rowsOptions)],
  ...["pause", "resume", "cancel", "retry"].map((name) => [name, known(Look.options)] as const),
  ["reconcile", known(Settle.reconcileOptions)],
  ["resolve", known(Settle.resolveOptions)],
  ["doctor", known(Doctor.doctorOptions)],
  ["probe", known(Probe.probeOptions)]
])

/** The program. */
export const program = Command.make("keysecure").pipe(
  Command.withDescription("Issues cards in bulk: one for each row of a file, whatever dies meanwhile."),
  Command.withSubcommands([
    ...Issue.commands,
    ...Look.commands,
    ...Steer.commands,
    ...Settle.commands,
    ...Doctor.commands,
    ...Probe.commands
  ])
)
