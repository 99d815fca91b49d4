/** The program `keysecure` as child processes, in a folder of its own, over a simulator that is served by this process. */
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { HttpServer } from "@effect/platform"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Effect, Layer } from "effect"
import { type ChildProcess, execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import * as Path from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** Bundles the program as it is published. */
export const build = async (): Promise<void> => {
  await promisify(execFile)(process.execPath, [path("../../scripts/bundle-program.js")])
}

/** Starting takes seconds where much else runs. */
export const patience = 120_000

const children: Array<ChildProcess> = []
const folders: Array<string> = []

/** Ends every program that was started, and removes every file. */
export const cleanUp = () => {
  for (const child of children.splice(0)) child.kill("SIGKILL")
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

/** A folder for the files and the database of a test. */
export const folder = (): string => {
  const made = mkdtempSync(Path.join(tmpdir(), "keysecure-cli-"))
  folders.push(made)
  return made
}

type Variables = Readonly<Record<string, string>>

/** Runs the program with results that go to an open file, and tells its exit code. */
export const runInto = async (stdout: number, cwd: string, ...args: ReadonlyArray<string>): Promise<unknown> => {
  const child = spawn(process.execPath, [path("../../dist/keysecure.js"), ...args], {
    cwd,
    stdio: ["ignore", stdout, "ignore"]
  })
  children.push(child)
  const [code] = await once(child, "close")
  return code
}

/** Starts the program in a folder. */
export const start = (cwd: string, variables: Variables, ...args: ReadonlyArray<string>) => {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("KEYSECURE_"))
  const child = spawn(process.execPath, [path("../../dist/keysecure.js"), ...args], {
    cwd,
    env: { ...Object.fromEntries(kept), ...variables },
    stdio: ["ignore", "pipe", "pipe"]
  })
  children.push(child)
  const said = { out: "", error: "" }
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.error += text))
  const exit = once(child, "close").then(([code]) => code)
  return { child, exit, said }
}

/** Runs the program to its end. */
export const run = async (cwd: string, variables: Variables, ...args: ReadonlyArray<string>) => {
  const { exit, said } = start(cwd, variables, ...args)
  return { code: await exit, ...said }
}

/** The objects of the lines. */
export const objects = (text: string): ReadonlyArray<Record<string, unknown>> =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))

/** A file of applications: a key, the cardholder and the type of each. */
export const csv = (rows: ReadonlyArray<readonly [key: string, cardholderNo?: string, type?: string]>): string =>
  [
    "order,cardholder_no,card_type,package_no",
    ...rows.map(
      ([key, cardholderNo = Scenario.approvedCardholderNo, type = "Virtual"]) =>
        `${key},${cardholderNo},${type},${Scenario.virtualPackageNo}`
    )
  ].join("\n")

/** So many rows, all of them right. */
export const orders = (count: number) => csv(Array.from({ length: count }, (_, n) => [`order-${n}`] as const))

/** Writes a file into a folder. */
export const write = (cwd: string, name: string, text: string): void => writeFileSync(Path.join(cwd, name), text)

const merchant = (baseUrl: string): Variables => ({
  KEYSECURE_API_KEY: Scenario.creditApiKey,
  KEYSECURE_BASE_URL: baseUrl
})

/** Runs a test over a simulator that is served. */
export const withSimulator = (
  rules: Partial<Scenario.Rules>,
  test: (variables: Variables, simulator: KeySecureSimulator.Service) => Promise<void>
): Promise<void> =>
  Effect.gen(function* () {
    const simulator = yield* KeySecureSimulator.KeySecureSimulator
    const url = yield* HttpServer.addressFormattedWith(Effect.succeed)
    yield* Effect.promise(() => test(merchant(url), simulator))
  }).pipe(
    Effect.provide(
      KeySecureSimulator.layerServer({ scenario: Scenario.rules(rules) }).pipe(
        Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" }))
      )
    ),
    Effect.runPromise
  )
