/** Callbacks without Effect: plain data for the handlers, each event once, and an answer whatever happens. */
import { CallbackDelivery } from "@effect-keysecure/testkit"
import { BigDecimal } from "effect"
import { describe, expect, it, vi } from "vitest"
import * as KeySecure from "../../src/promise.js"

const signer = { appId: "app_1001", apiSecret: "secret" }

const auth = {
  consume_no: "T1",
  card_no: "C1",
  amount: BigDecimal.make(12_345n, 2),
  local_amount: BigDecimal.make(7n, 0)
}

/** A request, as the platform would send it now. */
const request = (action: "Auth" | "Consumption" | "Card_update", data: CallbackDelivery.CallbackEvent["data"]) =>
  CallbackDelivery.request({ id: "cb-1", action, data }, { ...signer, timestamp: Date.now() })

const callbacksOf = (options: Partial<KeySecure.CallbackOptions> = {}) => {
  const onAuth = vi.fn<KeySecure.CallbackHandlers["onAuth"]>(({ amount }) =>
    Number(amount) <= 500 ? { approved: true } : { approved: false, message: "over the limit" }
  )
  const onConsumption = vi.fn<KeySecure.CallbackHandlers["onConsumption"]>()
  const onCardUpdate = vi.fn<KeySecure.CallbackHandlers["onCardUpdate"]>()
  const handlers = { onAuth, onConsumption, onCardUpdate }
  return { ...handlers, ...KeySecure.makeCallbacks({ ...signer, handled: "memory", ...handlers, ...options }) }
}

/** A table of two columns. */
const tableOf = (rows: Map<string, string>): KeySecure.HandledStore => ({
  get: async (key) => rows.get(key) ?? null,
  set: async (key, text) => rows.set(key, text)
})

describe("callbacks with promises", () => {
  it("hand plain data to the handlers, and give their answers", async () => {
    const { answer, close, onAuth, onCardUpdate, onConsumption } = callbacksOf()
    expect(await answer(request("Auth", auth))).toEqual({ code: 0, message: "OK" })
    expect(onAuth.mock.calls).toEqual([[{ consumeNo: "T1", cardNo: "C1", amount: "123.45", localAmount: "7" }]])
    expect(await answer(request("Auth", { ...auth, amount: BigDecimal.make(900n, 0) }))).toEqual({
      code: 1,
      message: "over the limit"
    })
    const consumption = {
      ...auth,
      time: 1_767_225_600_123,
      fee: BigDecimal.make(5n, 1),
      fee_detail: [{ fee_type: "Atm_fee", amount: BigDecimal.make(5n, 1) }]
    }
    expect((await answer(request("Consumption", consumption))).code).toBe(0)
    expect(onConsumption.mock.calls[0]?.[0]).toMatchObject({
      timeMillis: 1_767_225_600_123,
      fee: "0.5",
      feeDetail: [{ feeType: "Atm_fee", amount: "0.5" }]
    })
    const update = { card_no: "C1", after_status: "Frozen", time: 1_767_225_600_123 }
    expect((await answer(request("Card_update", update))).code).toBe(0)
    expect(onCardUpdate).toHaveBeenCalledWith({ cardNo: "C1", afterStatus: "Frozen", timeMillis: 1_767_225_600_123 })
    await close()
  })

  it("refuse what is not signed, what was changed, and what is too long, and call no handler", async () => {
    const { answer, close, onAuth } = callbacksOf()
    const { body, headers } = request("Auth", auth)
    const forged = [
      { headers: { ...headers, Signature: "0".repeat(64) }, body },
      { headers, body: body.replace("123.45", "1.45") },
      { headers: {}, body },
      { headers, body: body.padEnd(70_000) }
    ]
    const answers = await Promise.all(forged.map(answer))
    expect(answers).toEqual(forged.map(() => ({ code: 1, message: "not accepted" })))
    expect(onAuth).not.toHaveBeenCalled()
    // Headers of the Fetch API, and of Node in lower case, serve as well.
    expect((await answer({ headers: new Headers({ ...headers }), body })).code).toBe(0)
    await close()
  })

  it("handle an event once, as long as the store remembers", async () => {
    const rows = new Map<string, string>()
    const first = callbacksOf({ handled: tableOf(rows) })
    const delivered = request("Auth", auth)
    expect((await first.answer(delivered)).code).toBe(0)
    expect((await first.answer(delivered)).code).toBe(0)
    await first.close()
    const second = callbacksOf({ handled: tableOf(rows) })
    expect((await second.answer(delivered)).code).toBe(0)
    expect([first.onAuth.mock.calls.length, second.onAuth.mock.calls.length, rows.size]).toEqual([1, 0, 1])
    await second.close()
  })

  it("tell the platform a failure if a handler throws, rejects, or the store is down, and handle the event again", async () => {
    const onCardUpdate = vi
      .fn<KeySecure.CallbackHandlers["onCardUpdate"]>()
      .mockImplementationOnce(() => {
        throw new Error("down")
      })
      .mockRejectedValueOnce(new Error("down"))
    const { answer, close } = callbacksOf({ onCardUpdate })
    const update = request("Card_update", { card_no: "C1", after_status: "Frozen", time: 1_767_225_600_123 })
    const codes = [(await answer(update)).code, (await answer(update)).code, (await answer(update)).code]
    expect([codes, onCardUpdate.mock.calls.length]).toEqual([[1, 1, 0], 3])
    await close()
    const store = { get: () => Promise.reject(new Error("down")), set: async () => undefined }
    const down = callbacksOf({ handled: store })
    expect((await down.answer(update)).code).toBe(1)
    expect(down.onCardUpdate).not.toHaveBeenCalled()
    await down.close()
  })

  it("reject with the fault of the options, and after the end", async () => {
    const wrong = [{ appId: "" }, { handled: undefined as never }, { failureCode: 0 }]
    const ends = await Promise.allSettled(wrong.map((options) => callbacksOf(options).answer(request("Auth", auth))))
    for (const end of ends) expect(end).toMatchObject({ reason: expect.any(KeySecure.OptionsInvalid) })
    const { answer, close } = callbacksOf()
    await close()
    await expect(answer(request("Auth", auth))).rejects.toBeInstanceOf(KeySecure.Closed)
  })
})
