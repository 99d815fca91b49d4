/** The program `keysecure` in this process. */
import * as NodeContext from "@effect/platform-node/NodeContext"
import { ConfigProvider, Effect } from "effect"
import { running } from "../../src/internal/commands/running.js"
import { Output, type Service } from "../../src/internal/saying/output.js"

/** Runs the program with variables and arguments, and tells its exit code, its results and its words. */
export const inProcess = (
  variables: Readonly<Record<string, string>>,
  args: ReadonlyArray<string>,
  terminal: Partial<Pick<Service, "isTerminal" | "hasColour">> = {}
) =>
  Effect.gen(function* () {
    let [out, said] = ["", ""]
    const output: Service = {
      isTerminal: false,
      hasColour: false,
      ...terminal,
      columns: Effect.succeed(200),
      status: (line) => Effect.sync(() => void (said += `${line}\n`)),
      say: (line) => Effect.sync(() => void (said += `${line}\n`)),
      out: (text) =>
        Effect.sync(() => {
          out += text
          return true
        })
    }
    const code = yield* running("0.0.0", args).pipe(
      Effect.provideService(Output, output),
      Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))
    )
    return { code, out, said }
  }).pipe(Effect.provide(NodeContext.layer))
