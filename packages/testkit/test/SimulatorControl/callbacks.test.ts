/** Callbacks of the simulator under control: sent by themselves, and by hand. */
import { it } from "@effect/vitest"
import { Effect, TestClock } from "effect"
import { describe, expect } from "vitest"
import { CallbackDelivery, Scenario } from "../../src/index.js"
import type { Post } from "../../src/internal/control/courier.js"
import { controlled } from "../support/control.js"
import { now, paths, Session, virtual } from "../support/session.js"

type Answer = Effect.Effect<{ readonly code: number; readonly message?: string }, CallbackDelivery.DeliveryFailed>

const taken: Answer = Effect.succeed({ code: 0 })

/** A simulator with a card, an app that answers as it is told, and what that app was sent. */
const called = (answer: Answer = taken) =>
  Effect.gen(function* () {
    const sent: Array<{ readonly url: string } & CallbackDelivery.SignedRequest> = []
    const post: Post = (url, request) =>
      Effect.suspend(() => {
        sent.push({ url, ...request })
        return answer
      })
    const control = yield* controlled({ post })
    const session = new Session()
    yield* control.client.clock.change({ payload: { to: now, frozen: true } })
    yield* control.ask({ ...session.request(paths.getToken, ""), method: "GET", body: "" })
    yield* control.ask(session.request(paths.applyForCard, virtual))
    const spend = (amount: string) =>
      Effect.zipRight(
        control.client.scenario.consumption({ payload: { cardNo: "C0000000001", amount } }),
        TestClock.adjust(0)
      )
    const list = control.client.callbacks.list({ urlParams: {} })
    return { ...control, sent, spend, list }
  })

const dataOf = ({ body }: CallbackDelivery.SignedRequest) => JSON.parse(body).data

describe("callbacks", () => {
  it.scoped("are sent when something happens, signed, and what was answered is in the log", () =>
    Effect.gen(function* () {
      const { list, sent, spend } = yield* called(
        Effect.delay(Effect.succeed({ code: 5, message: "no" }), "300 millis")
      )
      yield* spend("12.50")
      expect(sent).toMatchObject([{ url: "http://app.test/hook", headers: { "Sign-Version": "V1" } }])
      expect(sent[0]?.body).toContain(`"amount":12.50`)
      expect((yield* list).items[0]?.attempts).toEqual([])
      yield* TestClock.adjust("300 millis")
      const { items, total } = yield* list
      expect(total).toBe(1)
      expect(items[0]).toMatchObject({
        id: 1,
        action: "Consumption",
        apiKey: "si***ey",
        attempts: [{ tookMillis: 300, outcome: { how: "answered", code: 5, message: "no" } }]
      })
    })
  )

  it.scoped("are waited for as long as the platform does: 800 ms for Auth", () =>
    Effect.gen(function* () {
      const { client, list, spend } = yield* called(Effect.never)
      yield* spend("1.00")
      yield* TestClock.adjust("9999 millis")
      expect((yield* list).items[0]?.attempts).toEqual([])
      yield* TestClock.adjust("1 millis")
      expect((yield* list).items[0]?.attempts).toMatchObject([{ outcome: { how: "late" } }])
      yield* client.scenario.merchant({ payload: { apiKey: "other", mode: "AUTHORIZATION" } })
      yield* client.scenario.authorization({ payload: { cardNo: "C0000000001", amount: "1.00" } })
      yield* TestClock.adjust("799 millis")
      expect((yield* list).items[0]).toMatchObject({ action: "Auth", attempts: [] })
      yield* TestClock.adjust("1 millis")
      expect((yield* list).items[0]?.attempts).toMatchObject([{ tookMillis: 800, outcome: { how: "late" } }])
    })
  )

  it.scoped("are sent again if that is asked for, until one is answered with 0", () =>
    Effect.gen(function* () {
      let times = 0
      const { client, list, sent, spend } = yield* called(
        Effect.suspend(() =>
          ++times < 3 ? new CallbackDelivery.DeliveryFailed({ reason: "Status", detail: "HTTP status 500" }) : taken
        )
      )
      yield* client.callbacks.change({ payload: { retries: 5, retryMillis: 2_000 } })
      yield* spend("1.00")
      yield* TestClock.adjust("3999 millis")
      expect(sent).toHaveLength(2)
      yield* TestClock.adjust("1 minute")
      expect(sent).toHaveLength(3)
      expect((yield* list).items[0]?.attempts.map(({ outcome }) => outcome.how)).toEqual([
        "Status",
        "Status",
        "answered"
      ])
    })
  )

  it.scoped("wait for a person, who sends them in any order, twice, late, forged or changed", () =>
    Effect.gen(function* () {
      const { client, sent, spend } = yield* called()
      yield* client.callbacks.change({ payload: { held: true } })
      yield* spend("1.00")
      yield* spend("2.00")
      expect(sent).toEqual([])
      const send = (id: number, payload: Parameters<typeof client.callbacks.send>[0]["payload"]) =>
        client.callbacks.send({ path: { id }, payload })
      yield* send(2, {})
      yield* send(1, { times: 2 })
      expect(sent.map((one) => dataOf(one).amount)).toEqual([2, 1, 1])
      // A stamp and a signature of its own each time.
      yield* client.clock.change({ payload: { byMillis: 5_000 } })
      const [first] = sent.slice(1)
      yield* send(1, { stamp: "first" })
      expect(sent[3]).toEqual(first)
      yield* send(1, { ageMillis: 3_000 })
      const right = sent[4]
      expect(right?.headers["Timestamp"]).toBe(String(now + 2_000))
      yield* send(1, { ageMillis: 3_000, signature: "wrong" })
      expect(sent[5]?.body).toBe(right?.body)
      expect(sent[5]?.headers["Signature"]).not.toBe(right?.headers["Signature"])
      yield* send(1, { ageMillis: 3_000, data: { amount: "999.00" } })
      expect(sent[6]?.headers).toEqual(right?.headers)
      expect(dataOf(sent[6] ?? { body: "{}", headers: {} })).toMatchObject({ amount: "999.00", card_no: "C0000000001" })
      const { attempts } = yield* send(1, {})
      expect(attempts).toHaveLength(7)
    })
  )

  it.scoped("go where each merchant's are to go, or nowhere", () =>
    Effect.gen(function* () {
      const { client, list, sent, spend } = yield* called()
      const url = "http://other.test/hook"
      yield* client.callbacks.change({ payload: { urls: { [Scenario.creditApiKey]: url } } })
      yield* spend("1.00")
      const settings = yield* client.callbacks.change({
        payload: { url: null, urls: { [Scenario.creditApiKey]: null } }
      })
      expect(settings).toEqual({ urls: {}, held: false, retries: 0, retryMillis: 1_000 })
      yield* spend("2.00")
      expect(sent.map((one) => one.url)).toEqual([url])
      expect((yield* list).items.map(({ attempts }) => attempts.length)).toEqual([0, 1])
      const error = yield* Effect.flip(client.callbacks.send({ path: { id: 2 }, payload: {} }))
      expect(error).toMatchObject({ _tag: "NotThere", message: "its merchant has no URL for callbacks" })
      expect(yield* Effect.flip(client.callbacks.send({ path: { id: 9 }, payload: {} }))).toMatchObject({
        message: "there is no callback 9"
      })
    })
  )

  it.scoped("are forgotten by a reset, also those that are under way", () =>
    Effect.gen(function* () {
      const { client, list, spend } = yield* called(Effect.delay(taken, "1 second"))
      yield* spend("1.00")
      yield* client.session.reset()
      expect((yield* list).total).toBe(0)
      yield* client.scenario.cardholder({ payload: { apiKey: Scenario.creditApiKey, cardholderNo: "U1" } })
      yield* TestClock.adjust("2 seconds")
      expect(yield* list).toEqual({ total: 0, items: [] })
    })
  )
})
