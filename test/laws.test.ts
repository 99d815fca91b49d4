import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { Effect, Exit } from "effect"
import { describe, expect, it } from "vitest"
import { LawsBroken, tryLaws } from "../bench/src/laws.js"
import { mistakes } from "../packages/client/test/support/lawPrograms.js"
import { bundled } from "../packages/testkit/test/support/bundled.js"

/** What a program prints, and how it ends. */
const printed = async <A, E>(program: Effect.Effect<A, E>) => {
  const lines: Array<string> = []
  const keep = (...values: ReadonlyArray<unknown>) => Effect.sync(() => void lines.push(values.join(" ")))
  const console = await Effect.runPromise(Effect.map(Effect.console, (real) => ({ ...real, log: keep, error: keep })))
  const exit = await Effect.runPromise(Effect.exit(Effect.withConsole(program, console)))
  return { exit, text: lines.join("\n") }
}

describe("pnpm laws", () => {
  it("prints every violation as a value to paste, and fails", async () => {
    const wanted = { schedules: 600, seed: 1, json: true }
    const { exit, text } = await printed(tryLaws(mistakes["1001 taken for a refusal"], wanted))
    expect(exit).toEqual(Exit.fail(new LawsBroken({ violations: 2 })))
    for (const batch of [1, 2]) expect(text).toMatch(new RegExp(`seed ${batch}: \\w+: intent-`))
    expect(text.match(/The smallest schedule \(give it to Laws.replay\):\n\{\n {2}seed: /g)).toHaveLength(2)
    expect(text).toContain("violations            2")
    expect(JSON.parse(text.split("\n").at(-1) ?? "")).toMatchObject({ bench: "laws", seed: 1, violations: 2 })
  }, 60_000)

  it("tries the library's own way, counts, and exits with 0", async () => {
    const program = await bundled(fileURLToPath(new URL("../bench/src/lawsMain.ts", import.meta.url)))
    const args = [program, "--schedules", "20", "--seed", "5", "--json"]
    const { stdout: output } = await promisify(execFile)(process.execPath, args)
    expect(output).toMatch(/schedules tried +20\n/)
    const { faults, schedulesWithFault, violations } = JSON.parse(output.trim().split("\n").at(-1) ?? "")
    expect(violations).toBe(0)
    expect(schedulesWithFault).toBeGreaterThanOrEqual(15)
    expect(Object.keys(faults).length).toBeGreaterThanOrEqual(8)
  }, 60_000)
})
