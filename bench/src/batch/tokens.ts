/** One token that several processes share, on a platform where a new one ends the old. */
import { FileSystem } from "@effect/platform"
import { Console, Effect } from "effect"
import { fork } from "node:child_process"
import * as Path from "node:path"
import { startServer } from "../../../packages/sql/test/support/postgresServer.js"
import { buildPrograms } from "../children.js"
import { urlOf } from "./deaths.js"
import { type Check, judge } from "./judging.js"
import { servePlatform } from "./platform.js"

interface Asked {
  readonly processes: number
  readonly calls: number
}

/** What a process tells at its end: the tags of the calls that were lost. */
const lostBy = (program: string, args: ReadonlyArray<string>) =>
  Effect.async<ReadonlyArray<string>>((resume) => {
    const child = fork(program, [...args], { execArgv: [] })
    let lost: ReadonlyArray<string> = ["it said nothing"]
    child.on("message", (message: { readonly lost: ReadonlyArray<string> }) => (lost = message.lost))
    child.once("exit", () => resume(Effect.succeed(lost)))
    return Effect.sync(() => child.kill("SIGKILL"))
  })

const shared = (name: string, database: string, { calls, processes }: Asked) =>
  Effect.gen(function* () {
    const { baseUrl, simulator } = yield* servePlatform({
      rules: { newTokenEndsOld: true, tokenLifeMillis: 60_000, delayMillis: { listPackages: 50 } }
    })
    const programOf = yield* buildPrograms(["tokenCaller"])
    const each = [database, baseUrl, String(calls / processes)]
    const lost = (yield* Effect.all(
      Array.from({ length: processes }, () => lostBy(programOf("tokenCaller"), each)),
      { concurrency: "unbounded" }
    )).flat()
    const { tokenCount } = yield* simulator.state
    yield* Console.log(
      `${name}: ${calls} calls of ${processes} processes, ${tokenCount} tokens, ${lost.length} lost ${lost.slice(0, 5).join(" ")}`
    )
    return [`no call was lost over ${name}`, lost.length === 0] satisfies Check
  }).pipe(Effect.scoped)

/** Processes that start together on one store. */
export const tokens = (asked: Asked) =>
  Effect.gen(function* () {
    const folder = yield* Effect.flatMap(FileSystem.FileSystem, (files) => files.makeTempDirectoryScoped())
    const { port } = yield* startServer
    yield* judge([
      yield* shared("PostgreSQL", urlOf(port), asked),
      yield* shared("SQLite", Path.join(folder, "tokens.db"), asked)
    ])
  }).pipe(Effect.scoped)
