/**
 * Whether requests of a worker get their cards on `workerd`, the runtime of Cloudflare Workers, where a request that waits
 * for what another request does hangs. The registry has it as a package, which is put into a temporary directory.
 *
 *   pnpm check:workerd
 */
import { build } from "esbuild"
import { spawn } from "node:child_process"
import * as Fs from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { bundled, install, listening, serve } from "./workerd.mjs"

const root = fileURLToPath(new URL("..", import.meta.url))
const client = join(root, "packages/client")

const children = []

const start = (command, args, options) => {
  const child = spawn(command, args, options)
  children.push(child)
  return child
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

const buildWorker = (cwd, simulator) =>
  build({
    ...bundled,
    entryPoints: [join(root, "scripts/packs/on-workerd.ts")],
    outfile: join(cwd, "worker.js"),
    alias: { "@effect-keysecure/client": join(client, "src/index.ts") },
    nodePaths: [join(client, "node_modules")],
    define: { SIMULATOR_URL: JSON.stringify(simulator) }
  })

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
  const command = await install(start, cwd)
  await buildWorker(cwd, await startSimulator(cwd))
  const { url } = await serve(start, command, cwd)
  for (const [mode, isExpected] of Object.entries(expected)) {
    // oxlint-disable-next-line no-await-in-loop -- One mode after another: each has the machine to itself.
    const answers = await answersOf(url, mode)
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
