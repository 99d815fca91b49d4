/** `pnpm laws`: tries the laws on the library's own way of issuing cards, at any size. Exits non-zero if one is broken. */
import { Command, Options } from "@effect/cli"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Effect, Struct } from "effect"
import { Laws } from "@effect-keysecure/testkit"
import {
  hostileIssuing,
  hostileReconciling,
  issuing,
  reconciling
} from "../../packages/client/test/support/lawPrograms.js"
import { tryBatchLaws } from "./batch/laws.js"
import { tryLaws } from "./laws.js"

const laws = Command.make(
  "laws",
  {
    schedules: Options.integer("schedules").pipe(
      Options.withDefault(2_000),
      Options.withDescription("how many schedules (2000)")
    ),
    seed: Options.integer("seed").pipe(
      Options.withDefault(1),
      Options.withDescription("seed of the first 500 schedules; the next ones have the next (1)")
    ),
    program: Options.choice("program", ["log", "number"]).pipe(
      Options.withDefault("log"),
      Options.withDescription("finds out after a crash from a log that outlives it, or from the number alone (log)")
    ),
    hostile: Options.choice("hostile", ["none", "all", "each", ...Struct.keys(Laws.hostileRules)]).pipe(
      Options.withDefault("none"),
      Options.withDescription("the platform: by one hostile rule, by mixtures (all), or by each rule alone (none)")
    ),
    batch: Options.boolean("batch").pipe(
      Options.withDescription("over batches, whose machines die and whose store fails (no)")
    ),
    json: Options.boolean("json").pipe(Options.withDescription("print one JSON object on the last line"))
  },
  ({ batch, program, ...wanted }) => {
    if (batch) return tryBatchLaws(wanted)
    const isHostile = wanted.hostile !== "none"
    return Effect.asVoid(
      program === "log"
        ? tryLaws(isHostile ? hostileIssuing : issuing, wanted)
        : tryLaws(isHostile ? hostileReconciling : reconciling, wanted)
    )
  }
).pipe(Command.withDescription("tries the laws under generated faults, interruptions and crashes"))

Command.run(laws, { name: "laws", version: "0.1.0" })(process.argv).pipe(
  Effect.provide(NodeContext.layer),
  NodeRuntime.runMain
)
