/** What `keysecure probe` says under `zh_CN` before it probes: each line is in Chinese. */
import { Command } from "@effect/cli"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { ConfigProvider, Effect } from "effect"
import { writeFileSync } from "node:fs"
import * as Path from "node:path"
import { afterAll, expect, it } from "vitest"
import { program } from "../../../src/internal/commands/program.js"
import { Output, type Service } from "../../../src/internal/saying/output.js"
import { cleanUp, folder } from "../../support/program.js"

afterAll(cleanUp)

const runs = Command.run(program, { name: "keysecure", version: "0.0.0" })

/** The lines that it says, at the end too. */
const said = (variables: Readonly<Record<string, string>>, ...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const lines: Array<string> = []
    const output: Service = {
      isTerminal: false,
      hasColour: false,
      columns: Effect.succeed(80),
      status: () => Effect.void,
      say: (line) => Effect.sync(() => void lines.push(line)),
      out: (text) => Effect.sync(() => lines.push(text) > 0)
    }
    yield* runs(["node", "keysecure", "probe", ...args]).pipe(
      Effect.catchTag("Ended", (end) => Effect.forEach(end.lines, output.say)),
      Effect.provideService(Output, output),
      Effect.withConfigProvider(
        ConfigProvider.fromMap(new Map(Object.entries({ KEYSECURE_LANGUAGE: "zh_CN", ...variables })))
      )
    )
    return lines
  }).pipe(Effect.provide(NodeContext.layer), Effect.runPromise)

const cwd = folder()
const noState = Path.join(cwd, "state.json")
writeFileSync(noState, "{}")

const key = { KEYSECURE_API_KEY: "key" }

it.each<readonly [string, Readonly<Record<string, string>>, ReadonlyArray<string>]>([
  ["缺少 KEYSECURE_API_KEY", {}, []],
  ["缺少 KEYSECURE_ENVIRONMENT", key, []],
  ["KEYSECURE_BASE_URL 不符合要求", { ...key, KEYSECURE_BASE_URL: "gateway.test" }, []],
  ["只探测沙箱", { ...key, KEYSECURE_ENVIRONMENT: "production" }, []],
  ["请用 --yes 确认", { ...key, KEYSECURE_ENVIRONMENT: "sandbox" }, []],
  ["state.json：不是探测状态文件", {}, ["--simulate", "--state", noState]],
  ["none.json：无法读作场景文件", {}, ["--simulate", "--against", Path.join(cwd, "none.json")]]
])("%s", async (what, variables, args) => {
  const lines = await said(variables, ...args)
  expect(lines.join("\n")).toContain(what)
  expect(lines.filter((line) => !/\p{Script=Han}/u.test(line))).toEqual([])
})
