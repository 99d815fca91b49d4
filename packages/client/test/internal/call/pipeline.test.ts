/** What a call makes of answers that a server of one's own gives: its error, and what it says and counts on the way. */
import { type ClientError, KeySecureClient } from "@effect-keysecure/client"
import { Card } from "@effect-keysecure/schema"
import { HttpClient, HttpClientResponse } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Metric, MetricState, TestClock } from "effect"
import { clientAt } from "../../support/clientAt.js"
import { application, query } from "../../support/requests.js"
import { saidBy } from "../../support/said.js"
import { layerTracer } from "../../support/spans.js"

type Failure = ClientError.ReadError | ClientError.WriteError

/** Answers each request with this body and these headers, and keeps the kinds of the bodies that were sent. */
const answering = (body: object, headers: Record<string, string> = {}, sent: Array<string> = []) =>
  clientAt(
    "https://keysecure.example",
    Layer.succeed(
      HttpClient.HttpClient,
      HttpClient.make((request) => {
        sent.push(request.body._tag)
        return Effect.succeed(HttpClientResponse.fromWeb(request, Response.json(body, { headers })))
      })
    )
  )

const accepted = (data: unknown) => ({ code: 0, msg: "Success", data })
const calling = <A>(call: (client: KeySecureClient.Service) => Effect.Effect<A, Failure>) =>
  Effect.flatMap(KeySecureClient.KeySecureClient, call)
const apply = calling((client) => client.applyForCard(application))
const activate = calling((client) => client.updateCardStatus({ cardNo: Card.CardNo.make("C1"), status: "Frozen" }))
const list = calling((client) => client.listCards(query))
const row = { card_no: "C1", status: "Activated" }

describe("an answer that is accepted", () => {
  it.effect("is of the number that was sent", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(apply)
      expect(error).toMatchObject({
        _tag: "OutcomeUnknown",
        reason: { _tag: "Accepted", detail: "the answer is for another card_unique_no" }
      })
    }).pipe(Effect.provide(answering(accepted({ card_no: "C1", card_unique_no: "order-2" }))))
  )

  it.effect("need name no number if the operation has none of the merchant's own", () =>
    activate.pipe(Effect.provide(answering(accepted({ result: true }))))
  )

  it.effect("says where its data do not fit", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(apply)
      expect(error).toMatchObject({ _tag: "OutcomeUnknown", reason: { _tag: "Accepted" } })
      expect(error.message).toMatch(/data does not fit: card_?no/i)
    }).pipe(Effect.provide(answering(accepted({ card_no: 7, card_unique_no: "order-1" }))))
  )

  it.effect.each([
    { data: { list: [row], total: 1 }, rows: 1 },
    { data: { list: [], total: 0 }, rows: 0 },
    { data: null, rows: 0 }
  ])("has the rows of a list: $data", ({ data, rows }) =>
    Effect.gen(function* () {
      expect((yield* list).list).toHaveLength(rows)
    }).pipe(Effect.provide(answering(accepted(data))))
  )

  it.effect.each([{ list: null, total: 3 }, "rows", { card_no: "C1" }])("is no list: %j", (data) =>
    Effect.gen(function* () {
      expect(yield* Effect.flip(list)).toMatchObject({
        _tag: "Unreadable",
        status: 200,
        detail: "data is neither rows nor none"
      })
    }).pipe(Effect.provide(answering(accepted(data))))
  )
})

describe("the distance of the clocks", () => {
  const date = { date: "Sat, 28 Nov 2026 12:02:00 GMT" }

  it.effect.each([
    { code: 1005, headers: date, offsetMillis: 120_000 },
    { code: 1005, headers: {}, offsetMillis: undefined },
    { code: 2004, headers: date, offsetMillis: undefined }
  ])("is told of a refused timestamp, if it was seen: $code, $headers", ({ code, headers, offsetMillis }) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 10, 28, 12))
      const error = yield* Effect.flip(list)
      expect(error).toMatchObject({ code })
      expect("offsetMillis" in error ? error.offsetMillis : undefined).toSatisfy(
        (told: unknown) =>
          told === offsetMillis ||
          (typeof told === "number" && offsetMillis !== undefined && Math.abs(told - offsetMillis) <= 1_000)
      )
    }).pipe(Effect.provide(answering({ code, msg: "no" }, headers)))
  )
})

describe("what is sent", () => {
  it.effect("has a body only where the operation has one", () => {
    const sent: Array<string> = []
    return Effect.gen(function* () {
      yield* Effect.exit(calling((client) => client.getCard({ cardNo: Card.CardNo.make("C1") })))
      yield* list
      expect(sent).toEqual(["Empty", expect.not.stringMatching("Empty")])
    }).pipe(Effect.provide(answering(accepted(null), {}, sent)))
  })

  it.effect("is nothing if a header is wrong, and that alone is told", () => {
    const sent: Array<string> = []
    return Effect.gen(function* () {
      const wrong = { headers: { "x-order": "\u00e9" } }
      const error = yield* Effect.flip(calling((client) => client.applyForCard(application, wrong)))
      expect(error).toMatchObject({ _tag: "RequestInvalid", issues: [expect.anything()] })
      const both = calling((client) => client.applyForCard(Object.assign({}, application, { packageNo: "" }), wrong))
      expect(yield* Effect.flip(both)).toMatchObject({ issues: [expect.anything(), expect.anything()] })
      expect(sent).toEqual([])
    }).pipe(Effect.provide(answering(accepted(null), {}, sent)))
  })
})

const oddCount = Effect.map(Metric.snapshot, (pairs) =>
  pairs.flatMap(({ metricKey, metricState }) =>
    metricKey.name === "keysecure_odd_items" && MetricState.isCounterState(metricState)
      ? [{ ...metricKey, count: Number(metricState.count) }]
      : []
  )
)

describe("an item that cannot be read", () => {
  it.effect("is counted and said, once for a page", () =>
    Effect.gen(function* () {
      const of = (counts: Effect.Effect.Success<typeof oddCount>) =>
        counts.find(({ tags }) => tags.some(({ key, value }) => key === "operation" && value === "listCards"))
      const before = of(yield* oddCount)?.count ?? 0
      const said = yield* saidBy(list)
      const after = of(yield* oddCount)
      expect((after?.count ?? 0) - before).toBe(2)
      expect(after).toMatchObject({
        description: expect.objectContaining({ value: expect.stringMatching(/items of lists/i) }),
        keyType: { incremental: true }
      })
      expect(said.lines).toEqual([
        { at: 0, level: "WARN", line: "listCards: 2 items of a page could not be read as documented" }
      ])
      expect(said.events).toEqual([
        {
          at: 0,
          span: "KeySecure.listCards",
          event: "keysecure.odd_items",
          attributes: { "keysecure.operation": "listCards", "keysecure.items": 2 }
        }
      ])
    }).pipe(Effect.provide(answering(accepted({ list: [row, "?", { ...row, card_no: 7 }] }))))
  )

  it.effect("is not said of a page that has none", () =>
    Effect.gen(function* () {
      expect(yield* saidBy(list)).toEqual({ lines: [], events: [] })
    }).pipe(Effect.provide(answering(accepted({ list: [row] }))))
  )
})

describe("an unknown outcome", () => {
  it.effect("is said without a number if the operation has none, and as a warning", () =>
    Effect.gen(function* () {
      const told = (yield* Effect.flip(activate)).message
      const { events, lines } = yield* saidBy(activate)
      expect(lines).toEqual([{ at: 0, level: "WARN", line: told }])
      expect(events.filter(({ event }) => event === "keysecure.outcome_unknown")).toEqual([
        {
          at: 0,
          span: "KeySecure.updateCardStatus",
          event: "keysecure.outcome_unknown",
          attributes: { "keysecure.operation": "updateCardStatus", "keysecure.reason": "Rejected" }
        }
      ])
    }).pipe(Effect.provide(answering({ code: 1001, msg: "no" })))
  )

  it.effect("is for information where the stamps are recorded", () =>
    Effect.gen(function* () {
      const recorded = calling((client) => client.applyForCard(application, { beforeSending: () => Effect.void }))
      const { lines } = yield* saidBy(recorded)
      expect(lines).toEqual([{ at: 0, level: "INFO", line: expect.stringMatching(/^order-1: /) }])
    }).pipe(Effect.provide(answering({ code: 1001, msg: "no" })))
  )
})

it.effect("counts calls under a description, which only grows", () =>
  Effect.gen(function* () {
    yield* list
    const keys = (yield* Metric.snapshot).flatMap(({ metricKey }) =>
      metricKey.name === "keysecure_calls" ? [metricKey] : []
    )
    expect(keys.length).toBeGreaterThan(0)
    for (const key of keys) {
      expect(key).toMatchObject({
        description: expect.objectContaining({ value: expect.stringMatching(/^Calls, by operation/) }),
        keyType: { incremental: true }
      })
    }
  }).pipe(Effect.provide(answering(accepted({ list: [] }))))
)

it.effect("has a code in its span only where the platform gave one", () => {
  const spans: Array<ReadonlyArray<string>> = []
  const keeping = layerTracer({ ended: ({ attributes }) => void spans.push([...attributes.keys()]) })
  return Effect.gen(function* () {
    yield* Effect.provide(list, answering(accepted({ list: [] })))
    yield* Effect.exit(Effect.provide(list, answering({ code: 2004, msg: "no" })))
    expect(spans).toEqual([
      ["keysecure.operation", "keysecure.attempts"],
      ["keysecure.operation", "keysecure.attempts", "keysecure.code"]
    ])
  }).pipe(Effect.provide(keeping))
})
