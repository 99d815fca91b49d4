/** What `keysecure probe` says under `zh_CN` before it probes: each line is in Chinese. */
import { Effect } from "effect"
import { writeFileSync } from "node:fs"
import * as Path from "node:path"
import { afterAll, expect, it } from "vitest"
import { cleanUp, folder } from "../../support/program.js"
import { inProcess } from "../../support/running.js"

afterAll(cleanUp)

/** The lines that it says, at the end too. */
const said = async (variables: Readonly<Record<string, string>>, ...args: ReadonlyArray<string>) => {
  const all = { KEYSECURE_LANGUAGE: "zh_CN", ...variables }
  const { out, said: words } = await Effect.runPromise(inProcess(all, ["probe", ...args]))
  return `${words}${out}`.split("\n").filter((line) => line !== "")
}

const cwd = folder()
const noState = Path.join(cwd, "state.json")
writeFileSync(noState, "{}")

const key = { KEYSECURE_API_KEY: "key" }

it.each<readonly [string, Readonly<Record<string, string>>, ReadonlyArray<string>]>([
  ["缺少 KEYSECURE_API_KEY", {}, []],
  ["缺少 KEYSECURE_ENVIRONMENT", key, []],
  ["KEYSECURE_BASE_URL：应为 URL，如 https://", { ...key, KEYSECURE_BASE_URL: "gateway.test" }, []],
  ["只探测沙箱", { ...key, KEYSECURE_ENVIRONMENT: "production" }, []],
  ["请用 --yes 确认", { ...key, KEYSECURE_ENVIRONMENT: "sandbox" }, []],
  ["state.json：不是探测状态文件", {}, ["--simulate", "--state", noState]],
  ["none.json：无法读作场景文件", {}, ["--simulate", "--against", Path.join(cwd, "none.json")]]
])("%s", async (what, variables, args) => {
  const lines = await said(variables, ...args)
  expect(lines.join("\n")).toContain(what)
  expect(lines.filter((line) => !/\p{Script=Han}/u.test(line))).toEqual([])
})
