/** What docs/simulator.md shows, as it stands there. */
import { execFile, execFileSync, spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { Either, HashMap, Option } from "effect"
import { afterEach, describe, expect, it } from "vitest"
import { type Fault, Simulation } from "../../src/index.js"
import { FaultFile } from "../../src/internal/program/faults.js"
import { decode } from "../../src/internal/program/file.js"
import { ScenarioFile, stateOf } from "../../src/internal/program/scenario.js"
import { block, Caller, cleanUp, fileOf, patience, source, start } from "../support/program.js"

afterEach(cleanUp)

describe("docs/simulator.md", () => {
  it(
    "walks through by curl and sh, and shows the log as it is",
    async () => {
      expect(execFileSync("curl", ["--version"], { encoding: "utf8" })).toContain("curl")
      const { listens, said } = start("--port", "0", "--log")
      const SIMULATOR = await listens
      const { stderr, stdout } = await promisify(execFile)("sh", ["-eu", "-c", block("walk-through")], {
        env: { ...process.env, SIMULATOR }
      })
      expect(stderr).toBe("")
      const [applied, listed, ...rest] = stdout.trimEnd().split("\n")
      expect(rest).toEqual([])
      expect(applied).toBe(block("printed").split("\n")[0])
      const card = { card_no: "C0000000001", card_unique_no: "order-1001", status: "Activated" }
      expect(JSON.parse(listed ?? "")).toMatchObject({ code: 0, data: { list: [card] } })

      await new Caller(SIMULATOR, "sim_credit_key").send("/open-api/v1/card/C0000000001?key=sim_credit_key")
      // As the line says it: a time or a port may have these digits too.
      await expect.poll(() => said.out).toContain(" 404 -\n")
      const untimed = (text: string) =>
        text.split("\n").flatMap((line) => /^[\d-]{10}T[\d:.]{12}Z (.*)$/.exec(line)?.[1] ?? [])
      const [token, , , unknown] = untimed(block("log"))
      expect(untimed(said.out)).toEqual([token, "applyForCard 200 0", "listCards 200 0", unknown])
    },
    patience
  )

  /** Each gets a token by the fixture, prints the code, and ends. */
  const fixtures = [
    {
      language: "Python",
      command: "python3",
      files: {
        "keysecure_simulator.py": block("python"),
        "main.py": [
          "import json, time, urllib.request",
          "from keysecure_simulator import simulator",
          "with simulator('--skew', '1000') as url:",
          "    headers = {'Api-Key': 'sim_credit_key', 'Timestamp': str(int(time.time() * 1000))}",
          "    request = urllib.request.Request(url + '/open-api/v1/merchant/token', headers=headers)",
          "    print(json.load(urllib.request.urlopen(request))['code'])"
        ].join("\n")
      },
      main: "main.py"
    },
    {
      language: "Node",
      command: process.execPath,
      files: {
        "setup.mjs": block("node"),
        "main.mjs": [
          `import { setup, teardown } from "./setup.mjs"`,
          "await setup()",
          `const headers = { "api-key": "sim_credit_key", timestamp: String(Date.now()) }`,
          `const url = process.env.KEYSECURE_BASE_URL + "/open-api/v1/merchant/token"`,
          "console.log((await (await fetch(url, { headers })).json()).code)",
          "await teardown()"
        ].join("\n")
      },
      main: "main.mjs"
    }
  ]

  it.each(fixtures)(
    "shows a fixture for $language that works",
    async ({ command, files, language, main }) => {
      if (spawnSync(command, ["--version"]).error !== undefined) {
        // oxlint-disable-next-line no-console
        console.warn(`There is no ${command} on this machine: the fixture for ${language} was NOT run.`)
        return
      }
      const cwd = dirname(fileOf("package.json", "{}"))
      for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text)
      const env = { ...process.env, KEYSECURE_SIMULATOR: [process.execPath, source].join(" ") }
      const { stderr, stdout } = await promisify(execFile)(command, [main], { cwd, env })
      expect([stdout, stderr]).toEqual(["0\n", ""])
    },
    patience
  )

  it(
    "is controlled by curl and sh while it runs",
    async () => {
      const { listens, said } = start("--port", "0", "--control-port", "0")
      const SIMULATOR = await listens
      const CONTROL = /controlled on (http:\/\/127\.0\.0\.1:\d+)/.exec(said.out)?.[1]
      expect(CONTROL).not.toBe(SIMULATOR)
      const { stderr, stdout } = await promisify(execFile)("sh", ["-eu", "-c", block("control")], {
        env: { ...process.env, SIMULATOR, CONTROL }
      })
      expect(stderr).toBe("")
      expect(stdout).toBe(block("controlled"))
    },
    patience
  )

  it("shows a scenario with every part", () => {
    const state = stateOf(Either.getOrThrow(decode(ScenarioFile)(block("scenario"))))
    const merchant = Option.getOrThrow(HashMap.get(state.merchants, "my_credit_key"))
    expect(merchant).toMatchObject({
      mode: "CREDIT_EXTENSION",
      ipWhitelist: ["127.0.0.1"],
      appId: "my_app",
      pci: false
    })
    expect(Option.getOrThrow(HashMap.get(merchant.cardholders, "U0002"))).toMatchObject({
      status: "Pending",
      email: "u0002@example.com",
      createdAt: 1_767_225_600_000
    })
    expect(Option.getOrThrow(HashMap.get(merchant.packages, "P0001")).organization).toBe("MASTERCARD")
    const other = Option.getOrThrow(HashMap.get(state.merchants, "my_authorization_key"))
    expect(Option.getOrThrow(HashMap.get(other.bins, "B0001")).cardTypes).toEqual(["Virtual", "Physical"])
    expect(state.rules).toMatchObject({ tokenLifeMillis: 600_000, repeatedUniqueNo: "sameCard", listLagMillis: 0 })
    expect(Simulation.cards(state)).toEqual([])
  })

  it("shows a schedule of faults", () => {
    const schedule: Fault.Schedule = Either.getOrThrow(decode(FaultFile)(block("faults")))
    expect(schedule).toHaveLength(5)
  })
})
