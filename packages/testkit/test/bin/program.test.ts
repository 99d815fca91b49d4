import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Effect, Either, Option } from "effect"
import { once } from "node:events"
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { get } from "node:https"
import { connect, createServer } from "node:net"
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { readState } from "../../src/internal/control/stateFile.js"
import { helpIn } from "../../src/internal/process/commandLine.js"
import { block, build, Caller, cleanUp, fileOf, patience, start, startBundle, startByNpx } from "../support/program.js"
import { paths } from "../support/session.js"
import { replayed } from "../support/traces.js"

afterEach(cleanUp)

/** A connection that has been answered and stays open. */
const keptAlive = async (origin: string) => {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  socket.on("error", () => {})
  socket.write("GET / HTTP/1.1\r\nHost: simulator\r\n\r\n")
  const [answer] = await once(socket, "data")
  expect(String(answer)).toContain("404")
  return socket
}

/** A program that runs a trace again. */
const replay = async (path: string) => {
  const { exit, said } = start("--replay", path)
  return { code: await exit, ...said }
}

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
      expect(await new Caller(origin, "sim_credit_key").getToken()).toBe("sim_token_credit_1")
      child.kill(signal)
      expect(await exit).toBe(0)
      expect(said.error).toBe("")
    },
    patience
  )

  it(
    "ends at once, whoever is connected or waits",
    async () => {
      const silent = { operation: "applyForCard", nth: 1, fault: { _tag: "LoseAnswer", silent: true } }
      const { child, exit, listens, said } = start("--port", "0", "--fault", fileOf("f.json", JSON.stringify([silent])))
      const origin = await listens
      const caller = new Caller(origin, "sim_credit_key")
      await caller.getToken()
      const waits = caller.apply("1").catch(() => "cut")
      const socket = await keptAlive(origin)
      const half = await keptAlive(origin)
      half.write("POST / HTTP/1.1\r\nHost: simulator\r\nContent-Length: 9\r\n\r\n{")
      await expect.poll(() => caller.cards(), { timeout: 10_000 }).toEqual(["1"])
      const before = performance.now()
      child.kill("SIGTERM")
      expect(await exit).toBe(0)
      expect(performance.now() - before).toBeLessThan(2_000)
      expect(await waits).toBe("cut")
      expect(said.error).toBe("")
      socket.destroy()
      half.destroy()
    },
    patience
  )

  it(
    "records a session, and runs it again",
    async () => {
      const path = fileOf("session.jsonl", "an earlier one")
      const { child, exit, listens, said } = start("--port", "0", "--no-control", "--record", path)
      const caller = new Caller(await listens, "sim_credit_key")
      const token = await caller.getToken()
      await caller.apply("order-1")
      await caller.apply("order-1")
      child.kill("SIGTERM")
      expect([await exit, said.error]).toEqual([0, ""])

      const text = readFileSync(path, "utf8")
      expect(text).not.toMatch(new RegExp(`sim_credit_key|${token}|earlier`))
      expect(text.split("\n")).toHaveLength(5)
      expect(await Effect.runPromise(replayed(text))).toMatchObject({ changed: [] })

      writeFileSync(path, text.replace('"rules":{', '"rules":{"repeatedUniqueNo":"sameCard"'))
      const other = await replay(path)
      expect([other.code, other.error]).toEqual([1, ""])
      expect(other.out).toContain("line 4, request 3 applyForCard: body.code was 4001, is 0\n")
      expect(other.out).toMatch(/\n3 requests of version \S+ replayed: 1 line with differences\n$/)
    },
    patience
  )

  it(
    "serves no control API if it is told so",
    async () => {
      const { listens, said } = start("--port", "0", "--no-control")
      await listens
      expect(said.out).not.toContain("controlled")
    },
    patience
  )

  it(
    "does not start with a URL for the callbacks of a merchant that is not there",
    async () => {
      const { exit, said } = start("--port", "0", "--callback-url", "sim_credit_kay=http://127.0.0.1:1/hook")
      expect(await exit).toBe(1)
      expect(said).toEqual({ out: "", error: "keysecure-simulator: --callback-url: there is no merchant si***ay\n" })
    },
    patience
  )

  it(
    "says in one line that its port is in use, and ends with 1",
    async () => {
      const other = createServer().listen(0, "127.0.0.1")
      await once(other, "listening")
      const address = other.address()
      const port = typeof address === "object" ? address?.port : 0
      const refused = async (...args: ReadonlyArray<string>) => {
        const { exit, said } = start(...args)
        expect(await exit).toBe(1)
        expect(said).toEqual({
          out: "",
          error: `keysecure-simulator: cannot listen on 127.0.0.1:${port}: the port is in use\n`
        })
      }
      await Promise.all([refused("--port", String(port)), refused("--port", "0", "--control-port", String(port))])
      other.close()
    },
    patience
  )
})

/** A request over TLS by a caller that trusts this certificate alone: the status, or the code of the failure. */
const overTls = (url: string, ca: string) =>
  new Promise<unknown>((resolve) => {
    const request = get(url, { ca, agent: false }, (response) => resolve(response.resume().statusCode))
    request.on("error", (error: NodeJS.ErrnoException) => resolve(error.code))
  })

const readyAt = (file: string): Promise<{ readonly pid: number; readonly url: string; readonly control: string }> =>
  vi.waitFor(() => JSON.parse(readFileSync(file, "utf8")), { timeout: patience, interval: 20 })

describe("the program in a harness", () => {
  it(
    "serves over TLS, tells its address by a file, and goes on when its reader has left",
    async () => {
      const reset = { operation: "getToken", nth: 1, fault: { _tag: "DropBefore", silent: false } }
      const ready = fileOf("ready.json", "what a program left that was killed")
      const certificate = `${ready}.pem`
      const files = [
        "--tls-cert",
        certificate,
        "--ready-file",
        ready,
        "--fault",
        fileOf("f.json", JSON.stringify([reset]))
      ]
      const { child, exit, said } = start("--port", "0", "--tls", "--log", ...files)
      const { control, pid, url } = await readyAt(ready)
      const address = /^https?:\/\/127\.0\.0\.1:\d+$/
      expect([pid, url, control]).toEqual([child.pid, expect.stringMatching(address), expect.stringMatching(address)])
      expect((await fetch(`${control}/openapi.json`)).status).toBe(200)
      child.stdout.destroy()
      const ca = readFileSync(certificate, "utf8")
      expect(await overTls(url + paths.getToken, ca)).toBe("ECONNRESET")
      expect(await overTls(url + paths.getToken, ca)).toBe(200)
      expect(await overTls(url.replace("127.0.0.1", "localhost") + paths.getToken, ca)).toBe(200)
      expect(await overTls(url, "")).toBe("DEPTH_ZERO_SELF_SIGNED_CERT")
      child.kill("SIGTERM")
      expect(await exit).toBe(0)
      expect(said.error).toBe("")
      expect([existsSync(ready), existsSync(certificate)]).toEqual([false, false])
    },
    patience
  )

  it(
    "goes on with --state from what an earlier run left, which was killed or ended",
    async () => {
      const file = fileOf("state.json", "")
      rmSync(file)
      const kept = () => JSON.parse(readFileSync(file, "utf8")).cards.length
      const first = start("--port", "0", "--state", file)
      const caller = new Caller(await first.listens, "sim_credit_key")
      await caller.getToken()
      await caller.apply("1")
      await vi.waitFor(() => expect(kept()).toBe(1), { timeout: patience, interval: 50 })
      first.child.kill("SIGKILL")
      await first.exit
      expect(statSync(file).mode & 0o777).toBe(0o600)

      const second = start("--port", "0", "--state", file, "--no-control")
      const later = new Caller(await second.listens, "sim_credit_key")
      expect(await later.getToken()).toBe("sim_token_credit_2")
      expect(await later.cards()).toEqual(["1"])
      await later.apply("2")
      second.child.kill("SIGTERM")
      expect(await second.exit).toBe(0)
      expect([kept(), second.said.error]).toEqual([2, ""])
    },
    patience
  )

  it("names what a state file lacks, and takes none for nothing", async () => {
    const read = (file: string) =>
      Effect.runPromise(Effect.either(Effect.provide(readState(file), NodeFileSystem.layer)))
    const file = fileOf("state.json", "{}")
    const refused = Either.flip(await read(file))
    expect(Either.getOrThrow(refused).reasons.join("\n")).toContain(`${file}: cards: is missing, `)
    expect(await read(`${file}.other`)).toEqual(Either.right(Option.none()))
  })

  it(
    "refuses a file that cannot be written",
    async () => {
      const { exit, said } = start("--port", "0", "--ready-file", "/nowhere/ready.json")
      expect(await exit).toBe(1)
      expect(said.error).toMatch(/^keysecure-simulator: \/nowhere\/ready\.json: cannot be written: .*\n$/)
    },
    patience
  )
})

describe("the program as one bundled file", () => {
  beforeAll(build, patience)

  it(
    "takes all options at once",
    async () => {
      const scenario = fileOf("s.json", block("scenario"))
      const fault = fileOf("f.json", block("faults"))
      const args = ["--port", "0", "--scenario", scenario, "--fault", fault, "--skew", "1000", "--log"]
      const { child, exit, listens, said } = startBundle(...args)
      const caller = new Caller(await listens, "my_credit_key")
      expect(said.out).toContain(scenario)
      expect(said.out).not.toContain("my_credit_key")
      await caller.getToken()
      await expect(caller.apply("1")).rejects.toMatchObject({ cause: { code: "ECONNRESET" } })
      expect(await caller.cards()).toEqual([])
      expect(await caller.cards()).toEqual(["1"])
      child.kill("SIGTERM")
      expect(await exit).toBe(0)
      // By now everything that it said has arrived. A connection that was reset may be noticed after the next request.
      const lines = [...said.out.matchAll(/^\S+Z (.*)$/gm)].map(([, line]) => line)
      expect(lines.toSorted()).toEqual(["applyForCard - -", "getToken 200 0", "listCards 200 0", "listCards 200 0"])
      expect(said.error).toBe("")
    },
    patience
  )

  it(
    "carries out what arrived although its caller has left",
    async () => {
      const file = fileOf("s.json", JSON.stringify({ rules: { delayMillis: { applyForCard: 500 } } }))
      const { listens } = startBundle("--port", "0", "--scenario", file)
      const caller = new Caller(await listens, "sim_credit_key")
      await caller.getToken()
      const left = caller.apply("1", { signal: AbortSignal.timeout(100) })
      await expect(left).rejects.toThrow(/abort|timeout/i)
      await expect.poll(() => caller.cards(), { timeout: 10_000 }).toEqual(["1"])
    },
    patience
  )

  it(
    "has a clock that reads what --skew says",
    async () => {
      const { listens } = startBundle("--port", "0", "--skew", "-3600000")
      const response = await new Caller(await listens, "sim_credit_key").send(paths.getToken)
      expect(await response.json()).toMatchObject({ code: 1005 })
      const date = Date.parse(response.headers.get("date") ?? "")
      expect(Math.abs(Date.now() - 3_600_000 - date)).toBeLessThan(60_000)
    },
    patience
  )

  it.each([
    [
      ["--host", "nowhere.invalid"],
      "keysecure-simulator: cannot listen on nowhere.invalid:4010: the host is not known"
    ],
    [["--prot", "0"], "keysecure-simulator: There is no option --prot. Did you mean --port?"],
    [["--scenario", "/nowhere/s.json"], "keysecure-simulator: /nowhere/s.json: there is no such file"]
  ])(
    "refuses %j in one line, and ends with 1",
    async (args, reason) => {
      const { exit, said } = startBundle(...args)
      expect(await exit).toBe(1)
      expect({ ...said, error: said.error.trimEnd() }).toEqual({ out: "", error: reason })
    },
    patience
  )

  it(
    "names every field of its files that does not fit, starts nothing, and ends with 1",
    async () => {
      const scenario = fileOf("s.json", JSON.stringify({ merchants: [{ apiKey: "key", mode: "CREDIT", pin: 1 }] }))
      const fault = fileOf("f.json", JSON.stringify([{ operation: "getToken", nth: 0, fault: { _tag: "Garbage" } }]))
      const one = startBundle("--port", "0", "--scenario", scenario)
      const other = startBundle("--port", "0", "--fault", fault)
      expect(await one.exit).toBe(1)
      expect(one.said.out).toBe("")
      expect(one.said.error.trimEnd().split("\n")).toEqual([
        expect.stringContaining(
          `keysecure-simulator: ${scenario}: merchants[0].pin: is unexpected, expected: "apiKey"`
        ),
        `keysecure-simulator: ${scenario}: merchants[0].mode: expected "CREDIT_EXTENSION" | "AUTHORIZATION"`
      ])
      expect(await other.exit).toBe(1)
      expect(other.said).toEqual({
        out: "",
        error: `keysecure-simulator: ${fault}: [0].nth: expected a whole number, 1 or more\n`
      })
    },
    patience
  )

  it(
    "leaves nothing behind when npx is killed, which started it",
    async () => {
      const ready = fileOf("ready.json", "")
      const { child, exit } = startByNpx("--port", "0", "--exit-with-parent", "--ready-file", ready)
      const { pid } = await readyAt(ready)
      expect(pid).not.toBe(child.pid)
      child.kill("SIGKILL")
      await exit
      await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), { timeout: patience, interval: 50 })
      expect(existsSync(ready)).toBe(false)
    },
    patience
  )

  it(
    "helps",
    async () => {
      const { exit, said } = startBundle("--help")
      expect(await exit).toBe(0)
      expect(said).toEqual({ out: `${helpIn("en")}\n`, error: "" })
    },
    patience
  )
})
