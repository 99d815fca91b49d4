/** The lines of a client without Effect: all of them in the program's own logger, and no outcome that depends on it. */
import { CallbackDelivery, type Fault } from "@effect-keysecure/testkit"
import { BigDecimal, Effect, Metric, MetricState } from "effect"
import { describe, expect, it, vi } from "vitest"
import * as KeySecure from "../../src/promise.js"
import { application as canary, key, personal } from "../support/planted.js"
import { application, simulated } from "../support/promised.js"

type Logger = Exclude<KeySecure.Logging["logger"], false | undefined>

const lost: Fault.Schedule = [{ operation: "applyForCard", nth: 1, fault: { _tag: "LoseAnswer", silent: false } }]

/** Issues a card whose first answer is lost, so that it is found out. */
const issued = async (logger: KeySecure.Logging["logger"]) => {
  const { make } = await simulated(lost)
  await using keysecure = make(logger === undefined ? {} : { logger })
  return await keysecure.issue(application)
}

const card = { outcome: "issued", card: { cardNo: "C0000000001", cardUniqueNo: "order-1" } }

const facts = { "keysecure.operation": "applyForCard", "keysecure.unique_no": "order-1" }

const consoled = vi.spyOn(console, "log").mockImplementation(() => {})

/** How often the console was written to meanwhile. */
const writtenBy = async (run: () => Promise<unknown>): Promise<number> => {
  consoled.mockClear()
  await run()
  return consoled.mock.calls.length
}

describe("a logger", () => {
  it("is given each line, with its level, its event and its facts, and the console none", async () => {
    const lines: Array<KeySecure.LogLine> = []
    expect(await writtenBy(() => issued((line) => lines.push(line)))).toBe(0)
    expect(lines).toEqual([
      {
        level: "info",
        message: expect.stringContaining("order-1: applyForCard may have been carried out"),
        event: "keysecure.outcome_unknown",
        attributes: { ...facts, "keysecure.reason": "NoAnswer" }
      },
      { level: "info", message: expect.any(String), event: "keysecure.finding_out", attributes: facts },
      { level: "info", message: expect.any(String), event: "keysecure.found_out", attributes: facts }
    ])
  })

  it("that is false has no line written, and where there is none the console is", async () => {
    expect(await writtenBy(() => issued(false))).toBe(0)
    expect(await writtenBy(() => issued(undefined))).toBe(3)
  })

  it("is given what is said at Debug, and warnings by their name", async () => {
    const { make } = await simulated([
      { operation: "applyForCard", nth: 1, fault: { _tag: "AnswerCode", code: 1009, carriedOut: false } },
      { operation: "applyForCard", nth: 2, fault: { _tag: "LoseAnswer", silent: false } }
    ])
    const lines: Array<string> = []
    await using keysecure = make({ logger: ({ event, level }) => lines.push(`${level} ${event}`) })
    expect(await keysecure.issue(application, { reconcileTimeout: 0 })).toMatchObject({ outcome: "unknown" })
    expect(lines).toContain("debug keysecure.sent_again")
    expect(lines.at(-1)).toBe("warn keysecure.stays_unknown")
  })

  it.each<[string, Logger]>([
    [
      "throws",
      () => {
        throw new Error("full")
      }
    ],
    ["gives a promise that rejects", () => Promise.reject(new Error("full"))],
    ["gives a promise that never ends", () => new Promise(() => {})],
    [
      "gives a value that throws when it is looked at",
      () =>
        new Proxy(
          {},
          {
            has: () => {
              throw new Error("looked at")
            }
          }
        )
    ],
    [
      "takes its time",
      () => {
        const end = performance.now() + 30
        while (performance.now() < end);
      }
    ],
    ["changes its line", (line) => Object.assign(line, { attributes: null, message: null })]
  ])("that %s changes no outcome", async (_, logger) => {
    const called = vi.fn<Logger>(logger)
    expect(await issued(called)).toMatchObject(card)
    expect(called).toHaveBeenCalledTimes(3)
  })

  it("may call the client itself", async () => {
    const { cards, make } = await simulated(lost)
    const others: Array<Promise<KeySecure.Outcome>> = []
    const keysecure = make({
      logger: ({ event }) =>
        event === "keysecure.finding_out" &&
        others.push(keysecure.issue(application), keysecure.issue({ ...application, cardUniqueNo: "order-2" }))
    })
    expect(await keysecure.issue(application)).toMatchObject(card)
    expect(await Promise.all(others)).toMatchObject([card, { outcome: "issued" }])
    expect(await cards()).toBe(2)
    await keysecure.close()
  })

  it("is given no secret, no personal data, and nothing of what a program's own calls fail with", async () => {
    const { make } = await simulated([
      ...lost,
      { operation: "applyForCard", nth: 2, fault: { _tag: "AnswerCode", code: 1001, carriedOut: false } },
      { operation: "applyForCard", nth: 3, fault: { _tag: "Garbage" } }
    ])
    const lines: Array<KeySecure.LogLine> = []
    await using keysecure = make({ logger: (line) => lines.push(line) })
    const issueOne = (cardUniqueNo: string) =>
      keysecure.issue({ ...canary, cardUniqueNo } as KeySecure.Application, { deadline: 200, reconcileTimeout: 0 })
    await issueOne("order-1")
    await issueOne("order-2")
    await issueOne("order-3")
    await issueOne(`order ${"4".repeat(80)}`)
    await keysecure.call(() => Effect.fail({ _tag: "Own", detail: personal[0] })).catch(() => {})
    await keysecure.call(() => Effect.die(personal[0])).catch(() => {})
    const text = JSON.stringify(lines)
    expect(lines.length).toBeGreaterThan(5)
    for (const secret of [key, "sim_credit_key", ...personal]) expect(text).not.toContain(secret)
    expect(lines.filter(({ event }) => event === undefined)).toEqual([])
  })

  it("is given the lines of the program's own Effects, from Info on, without an event", async () => {
    const { make } = await simulated()
    const lines: Array<KeySecure.LogLine> = []
    await using keysecure = make({ logger: (line) => lines.push(line) })
    const own = Effect.zipRight(
      Effect.logDebug("not this"),
      Effect.annotateLogs(Effect.logFatal("mine", { a: 1 }), { order: 7, rows: [1] })
    )
    await keysecure.call(() => own)
    expect(lines).toEqual([
      { level: "error", message: expect.stringMatching(/^mine .*"a": 1/s), attributes: { order: 7 } }
    ])
  })

  it.each([
    ["a logger", {}],
    ["none", "none"],
    ["true", true],
    ["null", null]
  ])("that is none, but %s, is refused as an option", async (_, logger) => {
    const { make } = await simulated()
    await expect(make({ logger: logger as never }).issue(application)).rejects.toThrow(/options are wrong.*logger/s)
    const handlers = { onAuth: () => ({ approved: true }) as const, onConsumption: () => {}, onCardUpdate: () => {} }
    const callbacks = KeySecure.makeCallbacks({
      appId: "app",
      apiSecret: "secret",
      handled: "memory",
      logger: logger as never,
      ...handlers
    })
    await expect(callbacks.answer({ headers: {}, body: "" })).rejects.toThrow(/options are wrong.*logger/s)
  })
})

it("callbacks say to a logger what was refused, and that a handler failed, and nothing of their data", async () => {
  const signer = { appId: "app_1001", apiSecret: "secret-of-callbacks" }
  const lines: Array<KeySecure.LogLine> = []
  await using callbacks = KeySecure.makeCallbacks({
    ...signer,
    handled: "memory",
    logger: (line) => lines.push(line),
    onAuth: () => Promise.reject(new Error("CONSUME-1")),
    onConsumption: () => {},
    onCardUpdate: () => {}
  })
  const data = { consume_no: "CONSUME-1", card_no: "CARD-1", amount: BigDecimal.make(12_345n, 2) }
  const delivered = CallbackDelivery.request({ id: "cb-1", action: "Auth", data }, { ...signer, timestamp: Date.now() })
  expect((await callbacks.answer(delivered)).code).toBe(1)
  expect((await callbacks.answer({ ...delivered, headers: {} })).code).toBe(1)
  expect(lines.map(({ event, level }) => `${level} ${event}`)).toEqual([
    "error keysecure.callback_not_handled",
    "warn keysecure.callback_answered_as_failure",
    "warn keysecure.callback_refused"
  ])
  expect(lines[0]?.attributes).toEqual({ "keysecure.action": "Auth", "keysecure.error": "HandlerFailed" })
  expect(JSON.stringify(lines)).not.toMatch(/CONSUME-1|CARD-1|secret-of-callbacks/)
})

it("the counters of a client without Effect are those of its process", async () => {
  const valueOf = (metric: string, ...tags: ReadonlyArray<string>) =>
    Metric.unsafeSnapshot()
      .filter(
        ({ metricKey }) =>
          metricKey.name === metric && tags.every((tag) => metricKey.tags.some((one) => one.value === tag))
      )
      .map(({ metricState }) =>
        MetricState.isCounterState(metricState)
          ? Number(metricState.count)
          : MetricState.isGaugeState(metricState)
            ? Number(metricState.value)
            : 0
      )
      .reduce((sum, value) => sum + value, 0)
  const unknown = () => valueOf("keysecure_calls", "applyForCard", "OutcomeUnknown")
  const open = () => valueOf("keysecure_unknown_outcomes_open")
  const before = [unknown(), open()] as const
  const { make } = await simulated(lost)
  await using keysecure = make({ logger: false })
  const result = await keysecure.issue({ ...application, cardUniqueNo: "order-open" }, { reconcileTimeout: 0 })
  expect(result).toMatchObject({ outcome: "unknown" })
  expect([unknown() - before[0], open() - before[1]]).toEqual([1, 1])
  await keysecure.issue({ ...application, cardUniqueNo: "order-open" })
  expect(open() - before[1]).toBe(0)
})
