/**
 * Whether requests of a worker get their cards on `workerd`, the runtime of Cloudflare Workers, where a request that waits
 * for what another request does hangs. The registry has it as a package, which is put into a temporary directory.
 *
 *   pnpm check:workerd
 */
import { build } from "esbuild"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as Fs from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

const version = "1.20261117.1"
const root = fileURLToPath(new URL("..", import.meta.url))
const client = join(root, "packages/client")

/** Waits for a line that says where a program listens. */
const listening = async (lines, urlIn) => {
  for await (const line of createInterface(lines)) {
    const url = urlIn(line)
    if (url !== undefined) {
      lines.resume()
      return url
    }
  }
  throw new Error("it ended before it listened")
}

const children = []

const start = (command, args, options) => {
  const child = spawn(command, args, options)
  children.push(child)
  return child
}

const install = async (cwd) => {
  Fs.writeFileSync(join(cwd, "package.json"), "{}")
  const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", `workerd@${version}`]
  const [code] = await once(start("npm", args, { cwd, stdio: ["ignore", "ignore", "inherit"] }), "close")
  if (code !== 0) throw new Error(`workerd ${version} cannot be had from the registry`)
}

/** A platform that takes its time for a token, and where a new token ends the old one. */
const startSimulator = (cwd) => {
  const scenario = join(cwd, "scenario.json")
  const rules = { newTokenEndsOld: true, delayMillis: { getToken: 300, applyForCard: 50 } }
  Fs.writeFileSync(scenario, JSON.stringify({ rules }))
  const args = ["--import", "tsx", "packages/testkit/src/bin.ts", "--port", "0", "--scenario", scenario]
  const simulator = start(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] })
  return listening(simulator.stdout, (line) => / listens on (http:\S+)/.exec(line)?.[1])
}

const startWorker = async (cwd, simulator) => {
  await build({
    entryPoints: [join(root, "scripts/packs/on-workerd.ts")],
    outfile: join(cwd, "worker.js"),
    bundle: true,
    platform: "browser",
    format: "esm",
    target: "es2022",
    alias: { "@effect-keysecure/client": join(client, "src/index.ts") },
    nodePaths: [join(client, "node_modules")],
    define: { SIMULATOR_URL: JSON.stringify(simulator) },
    logLevel: "warning"
  })
  Fs.writeFileSync(
    join(cwd, "config.capnp"),
    `using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [(name = "main", worker = .worker), (name = "net", network = (allow = ["public", "private"]))],
      sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
    );
    const worker :Workerd.Worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js")],
      compatibilityDate = "2026-11-01",
      globalOutbound = "net"
    );`
  )
  // The registry gives the program of this machine alone.
  const [name = ""] = Fs.readdirSync(join(cwd, "node_modules/@cloudflare"))
  const workerd = start(
    join(cwd, "node_modules/@cloudflare", name, "bin/workerd"),
    ["serve", "--control-fd=3", "config.capnp"],
    {
      cwd,
      stdio: ["ignore", "ignore", "ignore", "pipe"]
    }
  )
  return listening(workerd.stdio[3], (line) => {
    const { event, port } = JSON.parse(line)
    return event === "listen" ? `http://127.0.0.1:${port}` : undefined
  })
}

/** Eight requests at once. The first ends before the others do, and with it all that it began. */
const answersOf = (worker, mode) =>
  Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      try {
        const answer = await fetch(`${worker}/${mode}/${index}/${index === 0 ? 1 : 3}`, {
          signal: AbortSignal.timeout(5_000)
        })
        return `${answer.status} ${await answer.text()}`
      } catch (error) {
        return `none (${error.name})`
      }
    })
  )

const isCards = (answer) => /^200 C\d+( C\d+)*$/.test(answer)

/** What is to come of each mode. The last one is there to show that the others could fail. */
const expected = {
  unchosen: (answers) => answers.every((answer) => answer.startsWith("500 ") && answer.includes("fetchedBy")),
  caller: (answers) => answers.some(isCards) && answers.every((answer) => !answer.startsWith("none ")),
  store: (answers) => answers.every(isCards),
  layer: (answers) => answers.some((answer) => answer.startsWith("none ") || answer.includes("code had hung"))
}

const main = async (cwd) => {
  await install(cwd)
  const worker = await startWorker(cwd, await startSimulator(cwd))
  for (const [mode, isExpected] of Object.entries(expected)) {
    // oxlint-disable-next-line no-await-in-loop -- One mode after another: each has the machine to itself.
    const answers = await answersOf(worker, mode)
    const got = answers.filter(isCards).length
    process.stdout.write(`${isExpected(answers) ? "ok  " : "FAIL"} ${mode}: ${got} of 8 requests got their cards\n`)
    if (isExpected(answers)) continue
    process.exitCode = 1
    process.stdout.write(`${answers.join("\n")}\n`)
  }
}

const temporary = Fs.mkdtempSync(join(tmpdir(), "check-workerd-"))
try {
  await main(temporary)
} finally {
  for (const child of children) child.kill()
  Fs.rmSync(temporary, { recursive: true, force: true })
}
