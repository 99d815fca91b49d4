/** The program: its commands, and the mistakes that are made in calling them. */
import * as Command from "@effect/cli/Command"
import type * as Options from "@effect/cli/Options"
import { type Language, said } from "../language/said.js"
import type { Known } from "../mistakes/mistakes.js"
import * as Doctor from "./doctor.js"
import * as Issue from "./issue.js"
import * as Look from "./look.js"
import * as Probe from "./probe.js"
import { probeOptions } from "./probeOptions.js"
import * as Settle from "./settle.js"
import * as Steer from "./steer.js"

const flags = new Set(["dry-run", "strict", "simulate", "csv", "follow", "production", "json", "yes"])

const known = (
  options: (language: Language) => Readonly<Record<string, Options.Options<unknown>>>,
  standAlone: ReadonlySet<string> = flags
): Known => ({
  options: Object.keys(options("en")),
  flags: standAlone
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
  // Its --rate has no number.
  ["probe", known(probeOptions, new Set([...flags, "rate"]))]
])

/** The program, in a language. */
export const program = (language: Language) =>
  Command.make("keysecure").pipe(
    Command.withDescription(
      said(
        "Issues cards in bulk: one for each row of a file, whatever dies meanwhile.",
        "批量发卡：文件的每一行一张卡，不论途中什么中断。"
      )[language]
    ),
    Command.withSubcommands([
      ...Issue.commands(language),
      ...Look.commands(language),
      ...Steer.commands(language),
      ...Settle.commands(language),
      ...Doctor.commands(language),
      ...Probe.commands(language)
    ])
  )
