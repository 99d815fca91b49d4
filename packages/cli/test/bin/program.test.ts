/** The program as one uses it: its exit codes, its words, and one card each. */
import { Scenario, type KeySecureSimulator } from "@effect-keysecure/testkit"
import { Effect } from "effect"
import Libsql from "libsql"
import { openSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs"
import * as Path from "node:path"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import * as Simulator from "../../../testkit/test/support/program.js"
import {
  build,
  cleanUp,
  csv,
  folder,
  objects,
  orders,
  patience,
  run,
  runInto,
  start,
  withSimulator,
  write
} from "../support/program.js"

beforeAll(build, patience)
afterAll(() => {
  cleanUp()
  Simulator.cleanUp()
})

const issueMay = ["issue", "cards.csv", "--batch", "may", "--key", "order"]

const cardsOf = (simulator: KeySecureSimulator.Service) =>
  Effect.runPromise(simulator.cards).then((cards) => cards.map(({ cardUniqueNo }) => cardUniqueNo))

// They wait for processes of their own most of the time.
describe("keysecure", { timeout: patience, concurrent: true }, () => {
  it("tries a file without an account, names what is wrong by line and column, and keeps nothing", async () => {
    const cwd = folder()
    write(cwd, "cards.csv", csv([["a"], ["b", "U0001", "Plastic"], ["c", "U0002"], ["d"]]))
    const { code, error, out } = await run(cwd, {}, ...issueMay, "--simulate")
    expect(code).toBe(1)
    expect(error).toMatch(/^keysecure: Simulated: /)
    expect(error).toContain("cards.csv:3: column card_type: expected Virtual or Physical\n")
    expect(error).toContain("line 4, c: failed: CardholderVerificationPending (2004)")
    expect(error).toContain("2 of 4 rows have their cards, 2 failed\n")
    expect(error).not.toContain("Plastic")
    expect(objects(out).at(-1)).toMatchObject({ total: 4, ended: 4, rows: { ready: 2, failed: 2 } })
    expect(readdirSync(cwd)).toEqual(["cards.csv"])
  })

  it("checks a file without calling anybody, and submits nothing of a wrong one if that is wanted", () =>
    withSimulator({}, async (variables, simulator) => {
      const cwd = folder()
      write(cwd, "cards.csv", csv([["a"], ["b", "U0001", "Plastic"]]))
      const checked = await run(cwd, {}, ...issueMay, "--dry-run")
      expect(checked).toMatchObject({ code: 1, out: "" })
      expect(readdirSync(cwd)).toEqual(["cards.csv"])
      const strict = await run(cwd, variables, ...issueMay, "--strict")
      expect(strict).toMatchObject({ code: 1, out: "" })
      for (const { error } of [checked, strict]) expect(error).toContain("cards.csv:3: column card_type")
      expect(await Effect.runPromise(simulator.requests)).toEqual([])
      write(cwd, "cards.csv", orders(2))
      expect(await run(cwd, {}, ...issueMay, "--dry-run")).toMatchObject({ code: 0 })
    }))

  it("makes one card for each row, though it is killed, and another process sees how far it is", () =>
    withSimulator({ rateLimit: { perSecond: 20, burst: 5 } }, async (variables, simulator) => {
      const cwd = folder()
      write(cwd, "cards.csv", orders(80))
      const until = (count: number) =>
        expect
          .poll(async () => (await cardsOf(simulator)).length, { timeout: patience, interval: 50 })
          .toBeGreaterThanOrEqual(count)
      const first = start(cwd, variables, ...issueMay)
      await until(10)
      const { code, out } = await run(cwd, {}, "progress")
      expect(code).toBe(0)
      expect(objects(out)).toMatchObject([{ batch: "may", state: "running", total: 80 }])
      first.child.kill("SIGKILL")
      await first.exit
      // What was under way has been carried out or not: after two minutes that is certain.
      await Effect.runPromise(simulator.setSkew(130_000))
      // Two minutes of the platform's time: the next program has to learn it first, from the token that it fetches.
      const database = new Libsql(Path.join(cwd, "keysecure.db"))
      database.exec("DELETE FROM keysecure_tokens")
      database.close()
      expect(await run(cwd, variables, ...issueMay)).toMatchObject({ code: 0 })
      const cards = await cardsOf(simulator)
      expect(new Set(cards).size).toBe(80)
      expect(cards).toHaveLength(80)
      expect(await run(cwd, variables, ...issueMay)).toMatchObject({ code: 0 })
      expect(await cardsOf(simulator)).toHaveLength(80)
      expect(statSync(Path.join(cwd, "keysecure.db.key")).mode & 0o777).toBe(0o600)
    }))

  it("ends with 3 and the reason when the platform refuses everybody, and goes on when it is resumed", () =>
    withSimulator({ answers: { applyForCard: 1003 }, newTokenEndsOld: true }, async (variables, simulator) => {
      const cwd = folder()
      write(cwd, "cards.csv", orders(3))
      const refused = await run(cwd, variables, ...issueMay)
      expect(refused).toMatchObject({ code: 3, error: expect.stringContaining("1003") })
      expect(objects(refused.out).at(-1)).toMatchObject({ state: "paused", reason: expect.stringContaining("1003") })
      expect(await run(cwd, variables, "run")).toMatchObject({ code: 3, error: expect.stringContaining("1003") })
      await Effect.runPromise(simulator.update(Scenario.rules({ answers: {} })))
      expect(await run(cwd, {}, "resume")).toMatchObject({ code: 0 })
      const keyFile = Path.join(cwd, "keysecure.db.key")
      renameSync(keyFile, `${keyFile}.away`)
      expect(await run(cwd, variables, "run")).toMatchObject({ code: 2, error: expect.stringContaining("Or give") })
      renameSync(`${keyFile}.away`, keyFile)
      const otherKey = { ...variables, KEYSECURE_BATCH_KEY: Buffer.alloc(32, 1).toString("base64") }
      expect(await run(cwd, otherKey, "run")).toMatchObject({ code: 2, error: expect.stringContaining("another one") })
      expect(await run(cwd, variables, "run")).toMatchObject({ code: 0 })
      // The programs of one database share their token, which only their user may read.
      const requests = await Effect.runPromise(simulator.requests)
      expect(requests.filter(({ operation }) => operation === "getToken")).toHaveLength(1)
      expect(statSync(Path.join(cwd, "keysecure.db")).mode & 0o777).toBe(0o600)
      const { out } = await run(cwd, {}, "results", "--csv")
      expect(out.split("\n")[1]).toMatch(/^2,order-0,[\w-]+,ready,C\d+,Activated,,,,,$/)
      // As on a full disk: this file may only be read.
      expect(await runInto(openSync(Path.join(cwd, "cards.csv"), "r"), cwd, "results")).toBe(74)
      const database = new Libsql(Path.join(cwd, "keysecure.db"))
      database.exec("UPDATE keysecure_batches SET state = 'submitting'")
      database.exec("UPDATE keysecure_batch_rows SET state = 'unsettled'")
      const waiting = start(cwd, variables, "run")
      await vi.waitFor(() => expect(waiting.said.error).toContain("give it again: keysecure issue"), {
        timeout: patience
      })
      waiting.child.kill("SIGINT")
      expect(await waiting.exit).toBe(130)
      database.exec(
        "CREATE TRIGGER refused BEFORE INSERT ON keysecure_batch_runners BEGIN SELECT RAISE(ABORT, 'read-only'); END"
      )
      database.close()
      const unwritten = await run(cwd, variables, "run")
      expect(unwritten).toMatchObject({ code: 4, error: expect.stringContaining("could not be written") })
      // Nothing that is not to be known: no secret in what it said.
      expect(refused.out + refused.error).not.toContain(Scenario.creditApiKey)
      expect(refused.out + refused.error).not.toContain(readFileSync(keyFile, "utf8").trim())
    }))

  it("asks a person about a card that may be a row's or not, and takes the answer", async () => {
    const scenario = Simulator.fileOf(
      "scenario.json",
      JSON.stringify({ rules: { uniqueNoShown: "upperCase", cardDetail: "asListed" } })
    )
    const lost = [{ operation: "applyForCard", nth: 1, fault: { _tag: "LoseAnswer", silent: false } }]
    const fault = Simulator.fileOf("fault.json", JSON.stringify(lost))
    const { listens } = Simulator.start("--port", "0", "--scenario", scenario, "--fault", fault)
    const variables = { KEYSECURE_API_KEY: Scenario.creditApiKey, KEYSECURE_BASE_URL: await listens }
    const cwd = folder()
    write(cwd, "cards.csv", orders(2))
    expect(await run(cwd, variables, ...issueMay)).toMatchObject({ code: 1 })
    const [row, ...others] = objects((await run(cwd, {}, "failures")).out)
    expect(others).toEqual([])
    expect(row).toMatchObject({ state: "unclear", candidates: expect.stringMatching(/^C\d+$/) })
    const [number, card] = [String(row?.["card_unique_no"]), String(row?.["candidates"])]
    expect(await run(cwd, variables, "resolve", number)).toMatchObject({ code: 2 })
    const resolved = await run(cwd, variables, "resolve", number, "--card", card)
    expect(resolved).toMatchObject({ code: 0, error: "" })
    expect(objects(resolved.out)).toMatchObject([{ state: "issued", card_no: card }])
    const reconciled = await run(cwd, variables, "reconcile", number)
    expect(objects(reconciled.out)).toMatchObject([{ card_unique_no: number, card_no: card }])
    expect(await run(cwd, variables, "run", "--rate", "50")).toMatchObject({ code: 0 })
  })

  it("looks at a platform, says what is wrong first, and ends with how grave that is: 0, 1 or 2", () =>
    withSimulator({ tokenLifeMillis: 600_000 }, async (variables, simulator) => {
      const cwd = folder()
      const [well, warned, refused, production] = await Promise.all([
        run(cwd, {}, "doctor", "--simulate", "--language", "zh_CN"),
        run(cwd, variables, "doctor", "--json"),
        run(cwd, { ...variables, KEYSECURE_API_KEY: "no_such_key", KEYSECURE_LANGUAGE: "zh_CN" }, "doctor"),
        run(cwd, { KEYSECURE_API_KEY: "no_such_key", KEYSECURE_ENVIRONMENT: "production" }, "doctor")
      ])
      expect(well).toMatchObject({ code: 0, out: expect.stringContaining("一切正常。\n") })
      expect(warned).toMatchObject({ code: 1, error: "" })
      expect(objects(warned.out)).toMatchObject([{ version: 1, severity: "warning", first: "token" }])
      expect(refused).toMatchObject({ code: 2, error: "" })
      expect(refused.out).toMatch(/^首要问题: key: .*1008/)
      expect(refused.out).not.toContain("no_such_key")
      expect(production).toMatchObject({ code: 2, out: "", error: expect.stringContaining("doctor --production") })
      expect(await cardsOf(simulator)).toEqual([])
      expect(readdirSync(cwd)).toEqual([])
    }))

  it("probes a simulator, says first what does not hold there, and calls nothing but a sandbox", async () => {
    const cwd = folder()
    const files = ["--scenario", "observed.json", "--record", "transcripts", "--state", "state.json"]
    const key = { KEYSECURE_API_KEY: "key-of-nobody" }
    const elsewhere = ["https://127.0.0.1.example.com", "https://localhost.example.com", "https://gateway.example.com"]
    const others = [
      { KEYSECURE_ENVIRONMENT: "production" },
      { KEYSECURE_BASE_URL: "http://127.0.0.1:1", KEYSECURE_PLATFORM: "production" },
      ...elsewhere.map((url) => ({ KEYSECURE_BASE_URL: url, KEYSECURE_PLATFORM: "sandbox" }))
    ]
    const [simulated, real, ...refused] = await Promise.all([
      run(cwd, {}, "probe", "--simulate", "--json", ...files),
      run(cwd, { ...key, KEYSECURE_ENVIRONMENT: "sandbox" }, "probe"),
      ...others.map((other) => run(cwd, { ...key, ...other }, "probe", "--yes"))
    ])
    expect(simulated.code).toBe(0)
    const report: { promises: ReadonlyArray<{ id: string; state: string }> } = JSON.parse(simulated.out)
    expect(report.promises.filter(({ state }) => state === "holds").map(({ id }) => id)).toEqual([
      "1",
      "2",
      "4",
      "6",
      "one-card",
      "own-number",
      "tokens"
    ])
    const written = ["observed.json", "state.json", "transcripts/probe-listCards-0.json"].map((file) =>
      readFileSync(Path.join(cwd, file), "utf8")
    )
    expect(JSON.parse(written[0] ?? "")).toMatchObject({ rules: { repeatedUniqueNo: "refused", listLagMillis: 0 } })
    expect([simulated.out, ...written].filter((text) => /sim_(?:credit|token|client)/.test(text))).toEqual([])
    expect(real).toMatchObject({ code: 2, out: "", error: expect.stringContaining("--yes") })
    for (const one of refused) {
      expect(one).toMatchObject({ code: 2, out: "", error: expect.stringContaining("only probes the sandbox") })
    }
    expect(statSync(Path.join(cwd, "state.json")).mode & 0o777).toBe(0o600)
  })

  it("says in one line what does not fit, and ends with 2, or with 4 if it is the database", async () => {
    const cwd = folder()
    write(cwd, "cards.csv", orders(1))
    writeFileSync(Path.join(cwd, "broken.db"), "no database at all, but long enough to be looked at".repeat(100))
    const ends: ReadonlyArray<readonly [number, string, ReadonlyArray<string>]> = [
      [2, "issue has no option --bach. Did you mean --batch?", ["issue", "cards.csv", "--bach", "may"]],
      [2, "expected KEYSECURE_API_KEY", [...issueMay]],
      [2, "cards.csv: line 1, column order: expected", ["issue", "cards.csv", "--simulate"]],
      [2, "--delimiter: expected one character", [...issueMay, "--delimiter", ""]],
      [4, "There is no database keysecure.db", ["progress"]],
      [4, "The database could not be opened", ["progress", "--database", "broken.db"]],
      [4, "PostgreSQL cannot be reached", ["progress", "--database", "postgres://me:secret@127.0.0.1:1/cards"]],
      [4, "MySQL or MariaDB cannot be reached", ["progress", "--database", "mysql://me:secret@127.0.0.1:1/cards"]]
    ]
    const told = await Promise.all(ends.map(([, , args]) => run(cwd, {}, ...args)))
    ends.forEach(([code, words], index) => {
      expect(told[index]).toMatchObject({ code, out: "", error: expect.stringContaining(words) })
      expect(told[index]?.error).not.toContain("secret@")
    })
  })

  it("goes on when nobody reads what it writes, and helps without colours where there is no terminal", async () => {
    const cwd = folder()
    write(cwd, "cards.csv", orders(300))
    const { child, exit, said } = start(cwd, {}, ...issueMay, "--simulate")
    child.stdout.destroy()
    expect(await exit).toBe(0)
    expect(said.error).toContain("300 of 300 rows have their cards\n")
    const help = await run(cwd, {}, "issue", "cards.csv", "--help")
    expect(help).toMatchObject({ code: 0, error: "" })
    expect(help.out).toContain("--simulate")
    expect(help.out).not.toContain("\u001b")
  })
})

const total = 10_000
/** The lines of wrong rows, and their columns: near the beginning, in the middle, and at the end. */
const wrong = new Map([
  [17, "cardholder_no"],
  [5_002, "card_type"],
  [total + 1, "order"]
])

const tenThousand = csv(
  Array.from({ length: total }, (_, index) => {
    const key = `order-${index}`
    switch (wrong.get(index + 2)) {
      case "cardholder_no":
        return [key, " U0001"] as const
      case "card_type":
        return [key, "U0001", "Plastic"] as const
      case "order":
        return [key.padEnd(65, "-")] as const
      default:
        return [key] as const
    }
  })
)

describe("a file of 10,000 rows of which three are wrong", { timeout: 4 * patience }, () => {
  it("is named by line and column, sends nothing if it has to be right, and otherwise gives all other rows their cards", () =>
    withSimulator({}, async (variables, simulator) => {
      const cwd = folder()
      write(cwd, "cards.csv", tenThousand)
      const named = [...wrong].map(([line, column]) => expect.stringContaining(`cards.csv:${line}: column ${column}: `))
      const strict = await run(cwd, variables, ...issueMay, "--strict")
      expect(strict.code).toBe(1)
      expect(strict.error.split("\n").filter((line) => line.includes(": column "))).toEqual(named)
      expect(await Effect.runPromise(simulator.requests)).toEqual([])

      const { code, error, out } = await run(cwd, variables, ...issueMay)
      expect(code).toBe(1)
      expect(error.split("\n").filter((line) => line.includes(": column "))).toEqual(named)
      expect(objects(out).at(-1)).toMatchObject({ total, ended: total, rows: { ready: total - 3, failed: 3 } })
      const cards = await cardsOf(simulator)
      expect(cards).toHaveLength(total - 3)
      expect(new Set(cards).size).toBe(total - 3)
    }))
})
