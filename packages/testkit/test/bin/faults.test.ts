/** Every kind of fault over HTTP, as `fetch` sees it. */
import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { type Fault } from "../../src/index.js"
import { Caller, cleanUp, fileOf, patience, start } from "../support/program.js"

type OverHttp = Exclude<Fault.Kind, "ConnectionRefused">

interface Case {
  readonly fault: Fault.Fault
  /** The HTTP status; or that the connection was reset, or the caller left without an answer. */
  readonly end: number | "reset" | "nothing"
  readonly body?: RegExp
  readonly contentType?: string
  /** How many cards there are afterwards, under a rule by which every application that is carried out makes one. */
  readonly cards: number
  /** How long it takes at least, in ms. */
  readonly takes?: number
}

const issued = /^\{"code":0,.*"card_no":"C\d{10}"/
const codeOf = (code: number) => new RegExp(`^{"code":${code},`)
const html = "text/html"

const cases: { readonly [Kind in Exclude<OverHttp, "StaleList">]: ReadonlyArray<Case> } = {
  DelayBefore: [{ fault: { _tag: "DelayBefore", millis: 200 }, end: 200, body: issued, cards: 1, takes: 190 }],
  DelayAfter: [{ fault: { _tag: "DelayAfter", millis: 200 }, end: 200, body: issued, cards: 1, takes: 190 }],
  DropBefore: [
    { fault: { _tag: "DropBefore", silent: false }, end: "reset", cards: 0 },
    { fault: { _tag: "DropBefore", silent: true }, end: "nothing", cards: 0 }
  ],
  LoseAnswer: [
    { fault: { _tag: "LoseAnswer", silent: false }, end: "reset", cards: 1 },
    { fault: { _tag: "LoseAnswer", silent: true }, end: "nothing", cards: 1 }
  ],
  DeliverTwice: [
    { fault: { _tag: "DeliverTwice", millis: 200, answered: true }, end: 200, body: issued, cards: 2 },
    { fault: { _tag: "DeliverTwice", millis: 200, answered: false }, end: "reset", cards: 2 }
  ],
  DeliverLate: [{ fault: { _tag: "DeliverLate", millis: 200 }, end: "reset", cards: 1 }],
  AnswerCode: [
    { fault: { _tag: "AnswerCode", code: 1001, carriedOut: true }, end: 200, body: codeOf(1001), cards: 1 },
    { fault: { _tag: "AnswerCode", code: 4999, carriedOut: false }, end: 200, body: codeOf(4999), cards: 0 }
  ],
  BadGateway: [
    { fault: { _tag: "BadGateway", carriedOut: true }, end: 502, body: /<h1>502/, contentType: html, cards: 1 },
    { fault: { _tag: "BadGateway", carriedOut: false }, end: 502, body: /<h1>502/, contentType: html, cards: 0 }
  ],
  ErrorPage: [
    {
      fault: { _tag: "ErrorPage", status: 503, retryAfterSeconds: 3, carriedOut: true },
      end: 503,
      body: /<h1>503/,
      contentType: html,
      cards: 1
    },
    {
      fault: { _tag: "ErrorPage", status: 408, carriedOut: false },
      end: 408,
      body: /<h1>408/,
      contentType: html,
      cards: 0
    }
  ],
  Redirect: [
    { fault: { _tag: "Redirect", carriedOut: true }, end: 302, contentType: html, cards: 1 },
    { fault: { _tag: "Redirect", carriedOut: false }, end: 302, contentType: html, cards: 0 }
  ],
  Truncated: [{ fault: { _tag: "Truncated" }, end: 200, body: /^\{"code":0,[^}]*$/, cards: 1 }],
  Oversized: [{ fault: { _tag: "Oversized" }, end: 200, body: /^\{"code":0,[^}]*\}\} {1048577}$/, cards: 1 }],
  Garbage: [{ fault: { _tag: "Garbage" }, end: 200, body: /garbage/, cards: 1 }],
  WrongContentType: [{ fault: { _tag: "WrongContentType" }, end: 200, body: issued, contentType: html, cards: 1 }],
  SlowProcessing: [{ fault: { _tag: "SlowProcessing", millis: 200 }, end: 200, body: issued, cards: 1, takes: 190 }],
  ClockSkew: [
    { fault: { _tag: "ClockSkew", millis: -10_000 }, end: 200, body: codeOf(1005), cards: 0 },
    { fault: { _tag: "ClockSkew", millis: 10_000 }, end: 200, body: issued, cards: 1 }
  ]
}

const tried = Object.values(cases).flat()

interface Seen {
  readonly end: Case["end"]
  readonly body: string
  readonly contentType: string
  readonly took: number
}

let seen: ReadonlyArray<Seen> = []
let cards: ReadonlyArray<string> = []
let staleCards: ReadonlyArray<string> = []
let log: ReadonlyArray<string> = []
let token = ""

const failed = (cause: unknown): "reset" | "nothing" => {
  if (cause instanceof DOMException && cause.name === "TimeoutError") return "nothing"
  expect(cause).toMatchObject({ cause: { code: "ECONNRESET" } })
  return "reset"
}

const applied = async (caller: Caller, { end }: Case, cardUniqueNo: string): Promise<Seen> => {
  const before = performance.now()
  const took = () => performance.now() - before
  try {
    const init = end === "nothing" ? { signal: AbortSignal.timeout(1_000) } : {}
    const response = await caller.apply(cardUniqueNo, init)
    const body = await response.text()
    return { end: response.status, body, contentType: response.headers.get("content-type") ?? "", took: took() }
  } catch (cause) {
    return { end: failed(cause), body: "", contentType: "", took: took() }
  }
}

const numberOf = (index: number): string => `order-${index}`

/** All requests of one run, one after the other: which fault they meet depends on how many there were before. */
beforeAll(async () => {
  const faults: Fault.Schedule = [
    ...tried.map(({ fault }, index) => ({ operation: "applyForCard" as const, nth: index + 1, fault })),
    { operation: "listCards", nth: 1, fault: { _tag: "StaleList", millis: 3_600_000 } }
  ]
  const scenario = { rules: { repeatedUniqueNo: "anotherCard" } }
  const { exit, child, listens, said } = start(
    "--log",
    "--port=0",
    `--fault=${fileOf("f.json", JSON.stringify(faults))}`,
    `--scenario=${fileOf("s.json", JSON.stringify(scenario))}`
  )
  const caller = new Caller(await listens, "sim_credit_key")
  token = await caller.getToken()
  seen = await Effect.runPromise(
    Effect.forEach(tried, (one, index) => Effect.promise(() => applied(caller, one, numberOf(index))))
  )
  staleCards = await caller.cards()
  const expected = tried.reduce((sum, one) => sum + one.cards, 0)
  // Copies arrive late.
  cards = await vi.waitFor(
    async () => {
      const listed = await caller.cards()
      if (listed.length < expected) throw new Error(`${listed.length} cards instead of ${expected}`)
      return listed
    },
    { timeout: 10_000 }
  )
  child.kill("SIGTERM")
  expect(await exit).toBe(0)
  expect(said.error).toBe("")
  log = said.out.split("\n").filter((line) => /^\d/.test(line))
}, patience)

afterAll(cleanUp)

describe("over HTTP, an application that meets", () => {
  it.each(tried.map((one, index) => [JSON.stringify(one.fault), one, index] as const))("%s", (_name, one, index) => {
    const { body, contentType, end, took } = seen[index] ?? { body: "", contentType: "", end: "no request", took: 0 }
    expect(end).toBe(one.end)
    expect(contentType).toContain(typeof one.end === "number" ? (one.contentType ?? "application/json") : "")
    expect(body).toMatch(one.body ?? /(?:)/)
    expect(took).toBeGreaterThanOrEqual(one.takes ?? 0)
    expect(cards.filter((number) => number === numberOf(index))).toHaveLength(one.cards)
  })
})

describe("over HTTP", () => {
  it("a stale list has no card of the last hour", () => {
    expect(cards.length).toBeGreaterThan(0)
    expect(staleCards).toEqual([])
  })

  it("every request is a line of the log, with what its caller got", () => {
    const lines = log.filter((line) => line.includes(" applyForCard "))
    expect(lines.map((line) => line.split(" ")[2])).toEqual(
      tried.map(({ end }) => (typeof end === "number" ? String(end) : "-"))
    )
    expect(log[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z getToken 200 0$/)
  })

  it("the log has no key, token or number", () => {
    expect(token).not.toBe("")
    expect(log.join()).not.toMatch(new RegExp(`sim_credit_key|${token}|order-|U0001|C000`))
  })
})
