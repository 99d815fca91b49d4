import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:net"
import { fileURLToPath } from "node:url"
import { afterEach, describe, expect, it } from "vitest"

const program = fileURLToPath(new URL("../src/bin.ts", import.meta.url))
const children: Array<ChildProcess> = []

const start = (...args: ReadonlyArray<string>) => {
  const child = spawn(process.execPath, ["--import", "tsx", program, ...args], { stdio: ["ignore", "pipe", "pipe"] })
  children.push(child)
  const said = { out: "", error: "" }
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.error += text))
  const exit = once(child, "close").then(([code]) => code)
  const listens = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", () => {
      const origin = /listens on (http:\/\/127\.0\.0\.1:\d+)/.exec(said.out)?.[1]
      if (origin !== undefined && said.out.includes("/merchant/token")) resolve(origin)
    })
    void exit.then(() => reject(new Error(said.error)))
  })
  listens.catch(() => {})
  return { child, exit, listens, said }
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL")
})

describe("the program keysecure-simulator", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "serves the default scenario until it gets %s",
    async (signal) => {
      const { child, exit, listens, said } = start("--port", "0")
      const origin = await listens
      for (const name of [
        "sim_credit_key",
        "sim_authorization_key",
        "P0001",
        "P0002",
        "B0001",
        "U0001",
        "U0003",
        "curl"
      ]) {
        expect(said.out).toContain(name)
      }
      const headers = { "api-key": "sim_credit_key", timestamp: String(Date.now()) }
      const response = await fetch(`${origin}/open-api/v1/merchant/token`, { headers })
      expect(await response.json()).toMatchObject({ code: 0, data: { access_token: "sim_token_credit_1" } })
      child.kill(signal)
      expect(await exit).toBe(0)
      expect(said.error).toBe("")
    },
    30_000
  )

  it("says in one line that its port is in use, and ends with 1", async () => {
    const other = createServer().listen(0, "127.0.0.1")
    await once(other, "listening")
    const address = other.address()
    const port = typeof address === "object" ? address?.port : 0
    const { exit, said } = start("--port", String(port))
    expect(await exit).toBe(1)
    expect(said).toEqual({
      out: "",
      error: `keysecure-simulator: cannot listen on 127.0.0.1:${port}: the port is in use\n`
    })
    other.close()
  }, 30_000)
})
