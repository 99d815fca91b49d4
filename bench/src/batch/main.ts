/** `pnpm batch:kill` and others: batches whose machines die, hang, or lose their database. */
import { Command, Options } from "@effect/cli"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Effect } from "effect"
import * as Costs from "./costs.js"
import * as Deaths from "./deaths.js"
import * as Tokens from "./tokens.js"

const whole = (name: string, byDefault: number, about: string) =>
  Options.integer(name).pipe(Options.withDefault(byDefault), Options.withDescription(`${about} (${byDefault})`))

const runners = whole("runners", 3, "processes that run the batch")
const rows = (byDefault: number) => whole("rows", byDefault, "rows of the batch")

const commands = [
  Command.make(
    "kill",
    {
      rows: rows(3_000),
      runners,
      kill: whole("kill", 2, "how many are killed"),
      cluster: Options.boolean("cluster").pipe(Options.withDescription("an Effect cluster decides which runs what"))
    },
    Deaths.kill
  ).pipe(Command.withDescription("runners that are killed by SIGKILL, with 2 % lost answers")),
  Command.make(
    "zombie",
    { rows: rows(3_000), runners, stop: whole("stop", 60, "for how many seconds") },
    Deaths.zombie
  ).pipe(Command.withDescription("a runner that hangs (SIGSTOP) and wakes")),
  Command.make("pg-restart", { rows: rows(3_000), runners }, Deaths.pgRestart).pipe(
    Command.withDescription("the database goes down for 10 s, and comes back")
  ),
  Command.make(
    "embedded-kill",
    { rows: rows(3_000), kill: whole("kill", 5, "how often it is killed") },
    Deaths.embeddedKill
  ).pipe(Command.withDescription("one process over a file of SQLite, killed and started again")),
  Command.make(
    "limit",
    {
      rows: rows(3_000),
      runners: whole("runners", 2, "processes that run the batch"),
      perSecond: whole("perSecond", 100, "calls that the platform takes per second")
    },
    Costs.limit
  ).pipe(Command.withDescription("a platform with a limit, by the throttle alone and with the cap")),
  Command.make(
    "bench",
    {
      rows: Options.text("rows").pipe(Options.withDefault("5000,20000"), Options.withDescription("sizes (5000,20000)"))
    },
    Costs.bench
  ).pipe(Command.withDescription("what a row costs, beside a plain loop over the same log")),
  Command.make(
    "tokens",
    { processes: whole("processes", 5, "processes that share a token"), calls: whole("calls", 5_000, "calls of all") },
    Tokens.tokens
  ).pipe(Command.withDescription("one token for several processes, where a new one ends the old")),
  Command.make("rows", { rows: rows(1_000_000) }, Costs.many).pipe(
    Command.withDescription("a large batch on a platform that answers at once, and its memory")
  )
] as const

const program = Command.make("batch").pipe(Command.withSubcommands(commands))

Command.run(program, { name: "batch", version: "0.0.0" })(process.argv).pipe(
  Effect.provide(NodeContext.layer),
  NodeRuntime.runMain
)
