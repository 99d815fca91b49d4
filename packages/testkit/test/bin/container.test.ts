/** The recipe of the simulator's container, as far as it can be told where there is no Docker and no network. */
import { validate } from "dockerfile-utils"
import { Option } from "effect"
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import packageJson from "../../package.json" with { type: "json" }
import { readCommandLine } from "../../src/internal/process/commandLine.js"
import { block } from "../support/program.js"

const recipe = readFileSync(new URL("../../Dockerfile", import.meta.url), "utf8")

/** The arguments that an instruction gives as JSON. */
const argumentsOf = (instruction: string): ReadonlyArray<string> =>
  JSON.parse(new RegExp(`^${instruction}\\b.*?(\\[.*\\])$`, "m").exec(recipe)?.[1] ?? "")

const [node, program, ...args] = argumentsOf("ENTRYPOINT")

describe("the Dockerfile", () => {
  it("is one that Docker takes", () => {
    expect(validate(recipe)).toEqual([])
    expect(validate("FROM node:22\nCOPPY a b").map(({ message }) => message)).toEqual(["Unknown instruction: COPPY"])
  })

  it("needs one file of the package, and runs it so that others reach it", () => {
    const [, from = "", to] = /^COPY (\S+) (\S+)$/m.exec(recipe) ?? []
    expect(Object.values(packageJson.publishConfig.bin)).toEqual([`./${from}`])
    expect([node, program]).toEqual(["node", to])
    expect(readCommandLine(args)).toMatchObject({ _tag: "Serve", given: { host: "0.0.0.0", port: 4010 } })
  })

  it("is healthy from when the program is ready", () => {
    const ready = Option.some(argumentsOf("HEALTHCHECK").at(-1))
    expect(readCommandLine(args)).toMatchObject({ given: { "ready-file": ready } })
  })

  it("takes the options that the example for Compose adds, and its port", () => {
    const { keysecure } = parse(block("compose")).services
    expect(readCommandLine([...args, ...keysecure.command])).toMatchObject({
      given: { host: "0.0.0.0", scenario: Option.some("/scenario.json"), log: true }
    })
    expect(keysecure.ports).toEqual(["127.0.0.1:4010:4010"])
    expect(recipe).toContain("\nEXPOSE 4010\n")
  })
})
