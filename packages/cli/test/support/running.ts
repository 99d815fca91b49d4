/** The program `keysecure` in this process. */
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as Terminal from "@effect/platform/Terminal"
import { ConfigProvider, Effect, identity } from "effect"
import { running } from "../../src/internal/commands/running.js"
import { Output, type Service } from "../../src/internal/saying/output.js"

/** Runs the program with variables and arguments, and tells its exit code, its results and its words. Its questions may go to another terminal. */
export const inProcess = (
  variables: Readonly<Record<string, string>>,
  args: ReadonlyArray<string>,
  terminal: Partial<Pick<Service, "isTerminal" | "hasColour">> = {},
  questions: (base: Terminal.Terminal) => Terminal.Terminal = identity
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
      Effect.updateService(Terminal.Terminal, questions),
      Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))
    )
    return { code, out, said }
  }).pipe(Effect.provide(NodeContext.layer))
