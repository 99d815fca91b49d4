/** `pnpm bench <name>`: measurements side by side. `--json` prints one JSON object on the last line. */
import { Args, Command, Options } from "@effect/cli"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Option } from "effect"
import { benches } from "./benches.js"
import { check } from "./checking.js"
import { print } from "./report.js"
import * as Time from "./time.js"
import * as Versus from "./versus.js"

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

const quick = Options.boolean("quick").pipe(Options.withDescription("a fraction of the rounds and calls"))

const measured = benches.map(({ about, amountOf, name, run }) =>
  Command.make(
    name,
    {
      json,
      quick,
      rounds: Options.optional(Options.integer("rounds")).pipe(
        Options.withDescription(`rounds of each candidate (${amountOf(false).rounds})`)
      ),
      calls: Options.optional(Options.integer("calls")).pipe(
        Options.withDescription(`calls a round (${amountOf(false).calls})`)
      )
    },
    ({ calls, json: asJson, quick: isQuick, rounds }) => {
      const amount = amountOf(isQuick)
      return Effect.flatMap(
        run({
          rounds: Option.getOrElse(rounds, () => amount.rounds),
          calls: Option.getOrElse(calls, () => amount.calls)
        }),
        (report) => print(report, asJson)
      )
    }
  ).pipe(Command.withDescription(about))
)

const checked = Command.make(
  "check",
  {
    names: Args.repeated(
      Args.choice(
        benches.map(({ name }) => [name, name] as const),
        { name: "bench" }
      )
    ),
    quick,
    write: Options.boolean("write").pipe(Options.withDescription("make what is measured the baseline"))
  },
  check
).pipe(Command.withDescription("fails where something is worse than bench/baseline.json says"))

const versus = Command.make(
  "versus",
  {
    folder: Args.directory({ name: "folder", exists: "yes" }).pipe(Args.withDescription("another checkout, installed")),
    rounds: Options.integer("rounds").pipe(Options.withDefault(9), Options.withDescription("rounds of each (9)")),
    calls: Options.integer("calls").pipe(Options.withDefault(2_000), Options.withDescription("calls a round (2000)"))
  },
  ({ folder, ...amount }) => Versus.run(folder, amount)
).pipe(Command.withDescription("this checkout and another one, interleaved in one run"))

const bench = Command.make("bench").pipe(Command.withSubcommands([time, checked, versus, ...measured]))

Command.run(bench, { name: "bench", version: "0.1.0" })(process.argv).pipe(
  Effect.provide(NodeContext.layer),
  NodeRuntime.runMain
)
