/** `pnpm bench time`: measurements side by side. `--json` prints one JSON object on the last line. */
import { Command, Options } from "@effect/cli"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect } from "effect"
import * as Time from "./time.js"

const json = Options.boolean("json").pipe(Options.withDescription("print one JSON object on the last line"))

const time = Command.make(
  "time",
  {
    json,
    trials: Options.integer("trials").pipe(
      Options.withDefault(20_000),
      Options.withDescription("trials a scenario (20000)")
    ),
    seed: Options.integer("seed").pipe(Options.withDefault(1), Options.withDescription("seed of the trials (1)"))
  },
  (options) => Console.log(Time.report(options))
).pipe(Command.withDescription("how often a timestamp is refused"))

const bench = Command.make("bench").pipe(Command.withSubcommands([time]))

Command.run(bench, { name: "bench", version: "0.1.0" })(process.argv).pipe(
  Effect.provide(NodeContext.layer),
  NodeRuntime.runMain
)
