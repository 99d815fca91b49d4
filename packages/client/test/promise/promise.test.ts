/** The client without Effect: outcomes, signals, a store of the program's own, and the end. */
import { Card } from "@effect-keysecure/schema"
import { Scenario } from "@effect-keysecure/testkit"
import { Effect } from "effect"
import { getEventListeners } from "node:events"
import { describe, expect, it } from "vitest"
import { NotSent, RequestInvalid } from "../../src/ClientError.js"
import * as KeySecure from "../../src/promise.js"
import { application, simulated } from "../support/promised.js"

/** A table of two columns. */
const tableOf = (rows: Map<string, string>): KeySecure.TextStore => ({
  get: async (key) => rows.get(key) ?? null,
  swap: async (key, was, next) => {
    if ((rows.get(key) ?? null) !== was) return false
    rows.set(key, next)
    return true
  }
})

/** A `switch` over every outcome. One that forgot `unknown` would not compile. */
const said = (result: KeySecure.Outcome): string => {
  switch (result.outcome) {
    case "issued":
      return result.card.cardNo
    case "rejected":
    case "notIssued":
    case "failed":
      return result.error.message
    case "unknown":
      return "there may be a card"
  }
}

/** The type of an outcome that a `switch` without `unknown` leaves over. */
const forgotten: Exclude<KeySecure.Outcome["outcome"], "issued" | "rejected" | "notIssued" | "failed"> = "unknown"

describe("the client with promises", () => {
  it("gives the card, and the same one for the same number", async () => {
    const { cards, make } = await simulated()
    const keysecure = make()
    const first = await keysecure.issue(application)
    expect(first).toMatchObject({ outcome: "issued", card: { cardNo: "C0000000001", cardUniqueNo: "order-1" } })
    expect(await keysecure.issue({ ...application })).toMatchObject({
      outcome: "issued",
      card: { cardNo: "C0000000001" }
    })
    expect(await cards()).toBe(1)
    expect([said(first), forgotten]).toEqual(["C0000000001", "unknown"])
    await keysecure.close()
  })

  it("tells every fault of an application, and what the platform refuses, by the error itself", async () => {
    const { make } = await simulated()
    const keysecure = make()
    const wrong = await keysecure.issue({ ...application, cardUniqueNo: "", packageNo: null as never })
    expect(wrong.outcome).toBe("rejected")
    expect(wrong.outcome === "rejected" && wrong.error).toBeInstanceOf(RequestInvalid)
    expect(wrong.outcome === "rejected" && wrong.error.message).toMatch(
      /cardUniqueNo.*packageNo|packageNo.*cardUniqueNo/
    )
    const pending = await keysecure.issue({ ...application, cardholderNo: Scenario.pendingCardholderNo })
    expect(pending).toMatchObject({ outcome: "rejected", error: { _tag: "CardholderVerificationPending", code: 2004 } })
    await keysecure.close()
  })

  it("tells that nothing was sent", async () => {
    const { cards, make } = await simulated([
      { operation: "applyForCard", nth: 1, fault: { _tag: "ConnectionRefused" } },
      { operation: "applyForCard", nth: 2, fault: { _tag: "ConnectionRefused" } },
      { operation: "applyForCard", nth: 3, fault: { _tag: "ConnectionRefused" } }
    ])
    const keysecure = make()
    const result = await keysecure.issue(application, { deadline: 50 })
    expect(result.outcome).toBe("notIssued")
    expect(result.outcome === "notIssued" && result.error).toBeInstanceOf(NotSent)
    expect(await keysecure.issue(application)).toMatchObject({ outcome: "issued" })
    expect(await cards()).toBe(1)
    await keysecure.close()
  })

  it("tells that the outcome is unknown, when an answer is lost and when a signal ends the call; the next call finds out", async () => {
    const { cards, make } = await simulated([
      { operation: "applyForCard", nth: 1, fault: { _tag: "LoseAnswer", silent: true } },
      { operation: "applyForCard", nth: 2, fault: { _tag: "LoseAnswer", silent: true } }
    ])
    const keysecure = make()
    const lost = await keysecure.issue(application, { deadline: 50, reconcileTimeout: 0 })
    expect(lost).toMatchObject({ outcome: "unknown", error: { _tag: "OutcomeUnknown" }, candidates: [] })
    expect(lost.outcome === "unknown" && lost.settlesAtMillis).toBeGreaterThan(0)
    const other = { ...application, cardUniqueNo: "order-2" }
    const controller = new AbortController()
    const pending = keysecure.issue(other, { signal: controller.signal })
    setTimeout(() => controller.abort(), 100)
    expect(await pending).toEqual({ outcome: "unknown", error: undefined, settlesAtMillis: undefined, candidates: [] })
    expect(await keysecure.issue(application)).toMatchObject({ outcome: "issued" })
    expect(await keysecure.reconcile("order-2")).toMatchObject({ outcome: "issued" })
    expect(await cards()).toBe(2)
    await keysecure.close()
  })

  it("remembers in a store of the program's own what another process has sent", async () => {
    const { cards, make } = await simulated()
    const rows = new Map<string, string>()
    const first = make({ store: tableOf(rows) })
    await first.issue(application)
    await first.close()
    const second = make({ store: tableOf(rows) })
    expect(await second.issue(application)).toMatchObject({ outcome: "issued", card: { cardNo: "C0000000001" } })
    expect(await second.issue({ ...application, cardholderNo: "U0009" })).toMatchObject({
      outcome: "rejected",
      error: { _tag: "UniqueNoConflict" }
    })
    expect([...rows.keys()].join()).not.toContain("order-1")
    expect(await cards()).toBe(1)
    await second.close()
  })

  it("sends nothing if the store fails", async () => {
    const { cards, make } = await simulated()
    const failing = { get: () => Promise.reject(new Error("secret")), swap: () => Promise.reject(new Error("secret")) }
    const keysecure = make({ store: failing })
    const result = await keysecure.issue(application, { deadline: 200, reconcileTimeout: 0 })
    expect(JSON.stringify(result)).not.toContain("secret")
    expect(["unknown", "notIssued"]).toContain(result.outcome)
    expect(await cards()).toBe(0)
    await keysecure.close()
  })

  it("takes a store that gives undefined for nothing, and values in place of promises", async () => {
    const { make } = await simulated()
    const rows = new Map<string, string>()
    const { swap } = tableOf(rows)
    const undefinedForNone = { swap, get: async (key: string) => rows.get(key) }
    expect(await make({ store: undefinedForNone }).issue(application)).toMatchObject({ outcome: "issued" })
    // As a program in JavaScript may have it.
    const store = {
      get: (key: string) => rows.get(key),
      swap: (key: string, _: string, next: string) => rows.set(key, next) === rows
    } as never
    expect(await make({ store }).issue({ ...application, cardUniqueNo: "order-2" })).toMatchObject({
      outcome: "issued"
    })
  })

  it("writes nothing down if the signal has ended the call before it begins", async () => {
    const { make } = await simulated()
    const rows = new Map<string, string>()
    const keysecure = make({ store: tableOf(rows) })
    const signal = AbortSignal.abort()
    expect(await keysecure.issue(application, { signal })).toMatchObject({ outcome: "unknown" })
    expect(rows.size).toBe(0)
    expect(await keysecure.issue(application)).toMatchObject({ outcome: "issued" })
  })

  it("ends any number of calls by one signal, to which all of them listen as one, and none when they have ended", async () => {
    const { make } = await simulated()
    const keysecure = make()
    const controller = new AbortController()
    const { signal } = controller
    const listeners = () => getEventListeners(signal, "abort").length
    const numbers = Array.from({ length: 12 }, (_, i) => `order-${i}`)
    const issued = numbers.map((cardUniqueNo) => keysecure.issue({ ...application, cardUniqueNo }, { signal }))
    expect(listeners()).toBe(1)
    expect(new Set((await Promise.all(issued)).map(({ outcome }) => outcome))).toEqual(new Set(["issued"]))
    expect(listeners()).toBe(0)
    const hung = numbers.map(() => keysecure.call(() => Effect.never, { signal }).catch((reason: unknown) => reason))
    expect(listeners()).toBe(1)
    controller.abort("enough")
    expect(new Set(await Promise.all(hung))).toEqual(new Set(["enough"]))
    expect(listeners()).toBe(0)
    await keysecure.close()
  })

  it("rejects a call of an operation with the reason of the signal that ends it", async () => {
    const { make } = await simulated()
    const signal = AbortSignal.abort("enough")
    await expect(make().call((client) => client.listPackages({}), { signal })).rejects.toBe("enough")
  })

  it("tells when it is closed that an application under way is unknown, and rejects other calls with Closed", async () => {
    const { cards, make } = await simulated([
      { operation: "applyForCard", nth: 1, fault: { _tag: "LoseAnswer", silent: true } }
    ])
    const keysecure = make()
    const end = keysecure.issue(application).then(said)
    await expect.poll(cards).toBe(1)
    const tag = keysecure.call(() => Effect.never).catch(({ _tag }) => _tag)
    await keysecure.close()
    expect([await end, await tag]).toEqual(["there may be a card", "Closed"])
  })

  it.each<[string, object]>([
    ["apiKey", { apiKey: undefined }],
    ["apiKey", { apiKey: 7 }],
    ["store", { store: undefined }],
    ["store", { store: "disk" }],
    ["store", { store: {} }],
    ["store", { store: () => null }]
  ])("rejects with what is wrong with the option %s: %o", async (name, options) => {
    const { make } = await simulated()
    const error = await make(options).issue(application).then(String, String)
    expect(error).toContain("The options are wrong")
    expect(error).toContain(name)
  })

  it("calls every operation, and rejects with the error itself", async () => {
    const { make } = await simulated()
    await using keysecure = make()
    await keysecure.issue(application)
    const card = await keysecure.call((client) => client.getCard({ cardNo: Card.CardNo.make("C0000000001") }))
    expect(card.cardUniqueNo).toBe("order-1")
    await expect(
      keysecure.call((client) => client.getCard({ cardNo: Card.CardNo.make("C0000000009") }))
    ).rejects.toMatchObject({ code: expect.any(Number), _tag: expect.any(String) })
  })

  it("rejects every call with what is wrong with its options, and after the end", async () => {
    const wrong = KeySecure.make({ apiKey: "", environment: "sandbox", store: "memory" })
    await expect(wrong.issue(application)).rejects.toBeInstanceOf(KeySecure.OptionsInvalid)
    const { make } = await simulated()
    const closed = make()
    await closed.close()
    await expect(closed.issue(application)).rejects.toBeInstanceOf(KeySecure.Closed)
  })
})
