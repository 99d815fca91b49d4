/* oxlint-disable no-await-in-loop -- One after another: the steps share a machine, and each tells its own time. */
/**
 * Whether the examples of web frameworks run as they stand, with the packed packages and the frameworks from the registry: Express,
 * Fastify and Hono as programs, and Next.js by `next build` and `next start`. Each gets an order and callbacks over HTTP.
 *
 *   pnpm check:frameworks
 *
 * It takes a minute, most of it for Next.js.
 */
import { once } from "node:events"
import * as Fs from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import {
  buildPackages,
  insist,
  inTemporary,
  pack,
  root,
  run,
  start,
  step,
  versionIn,
  withSimulator
} from "./packed.mjs"

const examples = join(root, "examples/frameworks")
const signer = { appId: "app_1001", apiSecret: "secret" }

/** What the platform and a browser do: an order, the same one again, one that is refused, and callbacks, right and forged. */
const driver = `
  import assert from "node:assert/strict"
  import { CallbackDelivery } from "@effect-keysecure/testkit"
  import { BigDecimal } from "effect"
  const [url] = process.argv.slice(2)
  const post = async (path, headers, body) => {
    const answer = await fetch(url + path, { method: "POST", headers, body })
    return { status: answer.status, body: await answer.json() }
  }
  const order = (order, cardholderNo) =>
    post("/cards", { "Content-Type": "application/json" }, JSON.stringify({ order, cardholderNo }))
  const issued = await order(process.env.ORDER, "U0001")
  assert.equal(issued.status, 201, JSON.stringify(issued))
  assert.deepEqual(await order(process.env.ORDER, "U0001"), issued)
  assert.equal((await order(process.env.ORDER + "-2", "U0002")).status, 422)
  const { body, headers } = CallbackDelivery.request(
    { id: "cb-1", action: "Auth", data: { consume_no: "T1", card_no: "C1", amount: BigDecimal.make(10000n, 2) } },
    { ...${JSON.stringify(signer)}, timestamp: Date.now() }
  )
  assert.deepEqual(await post("/hooks/keysecure", headers, body), { status: 200, body: { code: 0, message: "OK" } })
  const forged = { ...headers, Signature: "0".repeat(64) }
  assert.deepEqual(await post("/hooks/keysecure", forged, body), {
    status: 200,
    body: { code: 1, message: "not accepted" }
  })
  console.log("card " + issued.body.cardNo)
`

const freePort = async () => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address()
  server.close()
  await once(server, "close")
  return port
}

const install = async (packs, cwd, wanted) => {
  Fs.writeFileSync(join(cwd, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }))
  const ours = [...packs.map(({ file }) => file), "effect@3", "@effect/platform@0.97", "@types/node@22", "typescript@5"]
  await run("npm", ["install", "--no-audit", "--no-fund", ...ours, ...wanted], { cwd })
  Fs.writeFileSync(join(cwd, "driver.mjs"), driver)
}

/** Waits until something listens on a port, or the program ends. */
const listening = async (port, program, written) => {
  for (const until = performance.now() + 60_000; performance.now() < until;) {
    insist(program.exitCode === null, `it ended\n${written()}`)
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)
    if (answer !== undefined) return
    await new Promise((resolve) => {
      setTimeout(resolve, 100)
    })
  }
  throw new Error(`nothing listened\n${written()}`)
}

/** Starts an app, and drives it. */
const driven = (cwd, name, command, args) =>
  withSimulator({}, cwd, async (simulator) => {
    const port = await freePort()
    const env = {
      KEYSECURE_API_KEY: "sim_credit_key",
      KEYSECURE_BASE_URL: simulator,
      KEYSECURE_APP_ID: signer.appId,
      KEYSECURE_API_SECRET: signer.apiSecret,
      NEXT_TELEMETRY_DISABLED: "1",
      PORT: String(port)
    }
    const program = start(command, args, { cwd, env })
    let output = ""
    const write = (chunk) => {
      output += chunk
    }
    program.stdout.on("data", write)
    program.stderr.on("data", write)
    try {
      await listening(port, program, () => output)
      const said = await run(process.execPath, ["driver.mjs", `http://127.0.0.1:${port}`], {
        cwd,
        env: { ORDER: name }
      })
      return said.trim()
    } catch (error) {
      throw new Error(`${error.message}\n${output}`, { cause: error })
    } finally {
      program.kill()
    }
  })

const main = async (temporary) => {
  await step("build", buildPackages)
  const packs = []
  for (const name of ["schema", "client", "testkit"]) packs.push(await pack(name, temporary))

  const programs = join(temporary, "programs")
  Fs.mkdirSync(programs)
  const frameworks = ["express@5", "fastify@5", "hono@4", "@hono/node-server@2", "tsx@4"]
  await step("install Express, Fastify and Hono", () => install(packs, programs, frameworks))
  Fs.copyFileSync(join(examples, "keysecure.ts"), join(programs, "keysecure.ts"))
  for (const name of ["express", "fastify", "hono"]) {
    Fs.copyFileSync(join(examples, `${name}.ts`), join(programs, `${name}.ts`))
    await step(`${name} ${versionIn(programs, name)}`, () =>
      driven(programs, name, process.execPath, ["--import", "tsx", `${name}.ts`])
    )
  }

  const next = join(temporary, "next")
  Fs.cpSync(join(examples, "app"), join(next, "app"), { recursive: true })
  Fs.copyFileSync(join(examples, "keysecure.ts"), join(next, "keysecure.ts"))
  Fs.copyFileSync(join(examples, "next.tsconfig.json"), join(next, "tsconfig.json"))
  await step("install Next.js", () => install(packs, next, ["next@16", "react@19", "react-dom@19", "@types/react@19"]))
  const env = { NEXT_TELEMETRY_DISABLED: "1" }
  await step(`next ${versionIn(next, "next")}: build`, async () => {
    await run("node_modules/.bin/next", ["build"], { cwd: next, env })
  })
  await step(`next ${versionIn(next, "next")}: start`, () =>
    driven(next, "next", process.execPath, ["node_modules/next/dist/bin/next", "start"])
  )
}

await inTemporary("check-frameworks-", main)
