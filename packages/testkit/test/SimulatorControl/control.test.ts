import { it } from "@effect/vitest"
import { HttpClient, HttpServer, HttpServerResponse } from "@effect/platform"
import { Chunk, Effect, Exit, Fiber, HashMap, Option, PubSub, Queue, Schema, Stream, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as Trie from "../../src/internal/collections/trie.js"
import { serveControl } from "../../src/internal/control/serve.js"
import * as SimulatorControl from "../../src/SimulatorControl.js"
import { atWork, controlled, origin } from "../support/control.js"
import { address, aroundNow, now, paths, physical, virtual } from "../support/session.js"

const readSpec = Schema.decodeUnknownSync(
  Schema.parseJson(
    Schema.Struct({
      paths: Schema.Record({ key: Schema.String, value: Schema.Unknown }),
      components: Schema.Struct({ schemas: Schema.Record({ key: Schema.String, value: Schema.Unknown }) })
    })
  )
)

const codeOf = ({ body }: { readonly body: string }): unknown => JSON.parse(body).code

describe("the log", () => {
  it.scoped("holds each request with its verdict, the newest first, by filter and by page", () =>
    Effect.gen(function* () {
      const { apply, ask, client, session } = yield* atWork
      yield* apply(virtual)
      yield* apply(virtual)
      yield* ask(session.request("/nothing", ""))
      const all = yield* client.log.list({ urlParams: {} })
      expect(all.total).toBe(4)
      expect(all.items.map(({ id, operation, nth }) => [id, operation, nth])).toEqual([
        [4, undefined, 0],
        [3, "applyForCard", 2],
        [2, "applyForCard", 1],
        [1, "getToken", 1]
      ])
      expect(all.items[1]).toMatchObject({
        at: now,
        cardUniqueNo: "order-1",
        cardholderNo: "U0001",
        apiKey: "si***ey",
        window: { from: now, to: now + 60_000 },
        deliveries: [{ at: now, code: 4001, answeredBy: "uniqueNo" }],
        end: { at: now, how: "answered", status: 200, code: 4001 }
      })
      const some = yield* client.log.list({ urlParams: { operation: "applyForCard", size: 1, page: 1 } })
      expect([some.total, some.items.map(({ id }) => id)]).toEqual([2, [2]])
      const asked = [
        { code: 4001 },
        { answeredBy: "uniqueNo" },
        { text: "USED BEFORE", after: 1 },
        { cardUniqueNo: "order-1", after: 2 }
      ] as const
      for (const urlParams of asked) {
        expect((yield* client.log.list({ urlParams })).items.map(({ id }) => id)).toEqual([3])
      }
      const entry = yield* client.log.entry({ path: { id: 3 }, urlParams: {} })
      expect(entry.deliveries[0]?.verdict).toMatchObject({
        answeredBy: "uniqueNo",
        accepted: { usedBy: "C0000000001" },
        restsOn: [{ rule: "repeatedUniqueNo", value: "refused", assumed: "Apply for card" }, {}, {}, {}]
      })
      expect(yield* Effect.flip(client.log.entry({ path: { id: 5 }, urlParams: {} }))).toMatchObject({
        _tag: "NotThere"
      })
    })
  )

  it.scoped("shows keys, tokens and personal data only to those who ask for secrets", () =>
    Effect.gen(function* () {
      const { apply, client } = yield* atWork
      yield* apply(physical)
      const shown = (secrets: boolean) =>
        Effect.map(
          Effect.all([
            client.log.entry({ path: { id: 1 }, urlParams: { secrets } }),
            client.log.entry({ path: { id: 2 }, urlParams: { secrets } }),
            client.log.list({ urlParams: { secrets } }),
            client.state.merchants({ urlParams: { secrets } }),
            client.state.tokens({ urlParams: { secrets } })
          ]),
          (all) => all.map((one) => JSON.stringify(one)).join("\n")
        )
      const secret = [
        "sim_credit_key",
        "sim_token_credit_1",
        "sim_secret_of",
        address.first_name,
        address.city,
        address.address_line1
      ]
      const [open, masked] = yield* Effect.all([shown(true), shown(false)])
      expect(secret.filter((text) => !open.includes(text))).toEqual([])
      expect(secret.filter((text) => masked.includes(text))).toEqual([])
    })
  )

  it.scoped("shows a key or a token in no other place where it was sent by mistake", () =>
    Effect.gen(function* () {
      const { apply, ask, client, session } = yield* atWork
      yield* client.rules.change({ payload: { uniqueNoShown: "upperCase" } })
      yield* apply({ ...virtual, card_unique_no: session.token })
      yield* apply({ ...virtual, cardholder_no: session.apiKey })
      yield* apply({ ...virtual, package_no: session.token })
      yield* ask(session.request(`/open-api/v1/card/${session.token}/detail`, ""))
      yield* ask(session.request(paths.listCards, aroundNow, { "x-more": `token ${session.token}` }))
      const { items } = yield* client.log.list({ urlParams: {} })
      const entries = yield* Effect.forEach(items, ({ id }) => client.log.entry({ path: { id }, urlParams: {} }))
      const shown = JSON.stringify([items, entries]).toLowerCase()
      expect([session.apiKey, session.token].filter((secret) => shown.includes(secret))).toEqual([])
      const [open] = (yield* client.log.list({ urlParams: { cardUniqueNo: session.token, secrets: true } })).items
      expect(open?.cardUniqueNo).toBe(session.token)
    })
  )

  it.scoped("has all that happened around a number: copies, stamps, windows, and what the list showed", () =>
    Effect.gen(function* () {
      const { apply, ask, client, session } = yield* atWork
      yield* client.rules.change({ payload: { listLagMillis: 5_000 } })
      yield* client.faults.add({ payload: { fault: { _tag: "DeliverTwice", millis: 1, answered: false } } })
      yield* Effect.flip(apply(virtual))
      yield* TestClock.adjust(1)
      const list = () => ask(session.request(paths.listCards, { ...aroundNow, card_unique_no: "order-1" }))
      yield* list()
      yield* client.clock.change({ payload: { byMillis: 5_000 } })
      yield* list()
      yield* apply({ ...virtual, card_unique_no: "order-2" })
      const { items } = yield* client.log.list({ urlParams: { cardUniqueNo: "order-1" } })
      expect(items.toReversed().map(({ deliveries }) => deliveries.map(({ code, done }) => [code, done]))).toEqual([
        [
          [0, { made: "C0000000001", status: "Activated", settles: [] }],
          [4001, {}]
        ],
        [[0, { shown: [] }]],
        [[0, { shown: ["C0000000001"] }]]
      ])
    })
  )

  it.scoped("tells of requests as they come, as server-sent events", () =>
    Effect.gen(function* () {
      const { apply, client, send } = yield* atWork
      const response = yield* send("/api/events")
      expect(response.headers.get("content-type")).toContain("text/event-stream")
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
      const until = (text: string, before = ""): Effect.Effect<string> =>
        before.includes(text)
          ? Effect.succeed(before)
          : Effect.flatMap(
              Effect.promise(async () => reader?.read()),
              (part) => until(text, before + (part?.value ?? text))
            )
      yield* until("now on")
      yield* apply(virtual)
      yield* client.rules.change({ payload: { maxPage: 7 } })
      const told = yield* until("event: rules")
      expect(told).toContain(`event: request\ndata: {"id":2,"nth":1`)
      expect(told).toContain(`"how":"answered","status":200,"code":0`)
      yield* Effect.promise(async () => reader?.cancel())
    })
  )
})

describe("the events of the control API", () => {
  it.scoped("are a stream, for those who have a client", () =>
    Effect.gen(function* () {
      const { client, http } = yield* atWork
      const told = SimulatorControl.events(origin).pipe(Stream.take(1), Stream.runCollect)
      const fiber = yield* Effect.fork(Effect.provideService(told, HttpClient.HttpClient, http))
      const isTold = Effect.map(Fiber.poll(fiber), Option.isSome)
      yield* Effect.repeat(client.rules.change({ payload: { maxPage: 7 } }), { until: () => isTold })
      expect(Chunk.toReadonlyArray(yield* Fiber.join(fiber))).toEqual([{ event: "rules", data: {} }])
    })
  )

  it.scoped("tell that a card has settled by itself", () =>
    Effect.gen(function* () {
      const { apply, client, desk } = yield* atWork
      const cardLife = { Virtual: [{ status: "Frozen" as const, afterMillis: 60_000 }], Physical: [] }
      yield* client.rules.change({ payload: { cardLife } })
      // On the test's clock, and not on the machine's, as the API would have it.
      yield* desk.platform.clock.go
      yield* apply(virtual)
      yield* TestClock.adjust("59 seconds")
      const told = yield* PubSub.subscribe(desk.happened)
      yield* TestClock.adjust("1 second")
      expect(Chunk.toReadonlyArray(yield* Queue.takeAll(told))[0]).toEqual({ _tag: "State" })
      expect(Trie.values(desk.platform.state().cards)).toMatchObject([{ status: "Frozen" }])
    })
  )

  it.scoped("tell of a callback by its number", () =>
    Effect.gen(function* () {
      const { apply, client, http } = yield* atWork
      yield* apply(virtual)
      const told = SimulatorControl.events(origin).pipe(
        Stream.filter(({ event }) => event === "callback"),
        Stream.take(1),
        Stream.runCollect
      )
      const fiber = yield* Effect.fork(Effect.provideService(told, HttpClient.HttpClient, http))
      const isTold = Effect.map(Fiber.poll(fiber), Option.isSome)
      const freeze = client.scenario.cardStatus({ payload: { cardNo: "C0000000001", status: "Frozen" } })
      yield* Effect.repeat(freeze, { until: () => isTold })
      expect(Chunk.toReadonlyArray(yield* Fiber.join(fiber))).toEqual([
        { event: "callback", data: { id: expect.any(Number) } }
      ])
    })
  )
})

describe("a fault that is switched on", () => {
  it.scoped("is met once, so many times, or always, by the requests that fit, and can be removed", () =>
    Effect.gen(function* () {
      const { apply, client } = yield* atWork
      const fault = { _tag: "AnswerCode", code: 1001, carriedOut: false } as const
      const number = (no: string) => ({ ...virtual, card_unique_no: no })
      yield* client.faults.add({ payload: { fault, operation: "listCards" } })
      yield* client.faults.add({ payload: { fault, cardUniqueNo: "b", times: 2 } })
      const { id } = yield* client.faults.add({ payload: { fault, cardUniqueNo: "c", times: "always" } })
      const numbers = ["a", "b", "c", "b", "b", "c"]
      const codes = yield* Effect.forEach(numbers, (no) => Effect.map(apply(number(no)), codeOf))
      expect(codes).toEqual([0, 1001, 1001, 1001, 0, 1001])
      expect((yield* client.faults.list()).map(({ id, met, times }) => [id, met, times])).toEqual([
        [1, 0, 1],
        [3, 2, "always"]
      ])
      yield* client.faults.remove({ path: { id } })
      expect(codeOf(yield* apply(number("c")))).toBe(0)
      expect(yield* client.session.schedule()).toEqual(
        [2, 3, 4, 6].map((nth) => ({ operation: "applyForCard", nth, fault }))
      )
      const { items } = yield* client.log.list({ urlParams: { faulty: true } })
      expect(items.map(({ deliveries }) => deliveries[0]?.answeredBy)).toEqual(["fault", "fault", "fault", "fault"])
    })
  )

  it.scoped("that makes a list stale waits for a list that can be", () =>
    Effect.gen(function* () {
      const { apply, ask, client, send, session } = yield* atWork
      const fault = { _tag: "StaleList", millis: 60_000 } as const
      const body = JSON.stringify({ fault, operation: "applyForCard" })
      const refused = yield* send("/api/faults", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body
      })
      expect(yield* Effect.promise(() => refused.json())).toMatchObject({ issues: [{ path: ["operation"] }] })
      yield* client.faults.add({ payload: { fault } })
      yield* apply(virtual)
      expect((yield* client.faults.list()).map(({ met }) => met)).toEqual([0])
      yield* ask(session.request(paths.listCards, aroundNow))
      expect(yield* client.session.schedule()).toEqual([{ operation: "listCards", nth: 1, fault }])
    })
  )

  it.scoped("that loses the answer leaves it in the log, and what became of the request", () =>
    Effect.gen(function* () {
      const { apply, client } = yield* atWork
      yield* client.faults.add({ payload: { fault: { _tag: "LoseAnswer", silent: false } } })
      yield* Effect.flip(apply(virtual))
      const { items } = yield* client.log.list({ urlParams: {} })
      expect(items[0]).toMatchObject({ deliveries: [{ code: 0 }], end: { how: "reset" } })
      expect((yield* client.state.cards({ urlParams: { cardUniqueNo: "order-1" } })).total).toBe(1)
    })
  )
})

describe("the platform under control", () => {
  it.scoped("is changed by every step of a scenario", () =>
    Effect.gen(function* () {
      const { apply, client } = yield* atWork
      const { scenario, state } = client
      const apiKey = "sim_credit_key"
      yield* apply({ ...virtual, cardholder_no: "U0002" })
      yield* scenario.review({ payload: { apiKey, cardholderNo: "U0002", status: "Approved" } })
      yield* scenario.cardholder({ payload: { apiKey, cardholderNo: "U0009" } })
      yield* scenario.cardPackage({ payload: { apiKey, packageNo: "P0009", cardTypes: ["Virtual"] } })
      for (const [index, cardholder_no] of ["U0002", "U0009", "U0009"].entries()) {
        const body = { ...virtual, cardholder_no, package_no: "P0009", card_unique_no: `order-${index}` }
        expect(codeOf(yield* apply(body))).toBe(0)
      }
      yield* scenario.cardStatus({ payload: { cardNo: "C0000000001", status: "Fail" } })
      yield* scenario.cancelCard({ payload: { cardNo: "C0000000002" } })
      yield* scenario.consumption({ payload: { cardNo: "C0000000003", amount: "12.50", fee: "0.50" } })
      yield* scenario.authorization({ payload: { cardNo: "C0000000003", amount: "1" } })
      yield* scenario.merchant({ payload: { apiKey: "other", mode: "AUTHORIZATION" } })
      yield* scenario.bin({ payload: { apiKey: "other", cardBinNo: "B0009" } })

      const cards = yield* state.cards({ urlParams: {} })
      for (const [text, total] of [
        ["ORDER", cards.total],
        ["sim_credit_key", 0]
      ] as const) {
        expect((yield* state.cards({ urlParams: { text } })).total).toBe(total)
      }
      expect(cards.items.map(({ changedAt, status }) => [status, changedAt])).toEqual([
        ["Activated", now],
        ["Delete", now],
        ["Fail", now]
      ])
      const { items } = yield* state.cardholders({ urlParams: { cardholderNo: "U0009", apiKey } })
      expect(items).toMatchObject([{ balance: "-13.00", status: "Approved", createdAt: now }])
      const spent = yield* state.consumptions({ urlParams: {} })
      expect(spent.items.map(({ amount, status, time }) => [amount, status, time])).toEqual([
        ["1.00", "Pending", now],
        ["12.50", "Success", now]
      ])
      const merchants = yield* state.merchants({ urlParams: { secrets: true } })
      expect(merchants.items.map((one) => [one.apiKey, one.bins.length])).toEqual([
        ["other", 1],
        ["sim_authorization_key", 1],
        ["sim_credit_key", 0]
      ])
      const missing = yield* Effect.flip(scenario.cancelCard({ payload: { cardNo: "C0000000099" } }))
      expect(missing).toMatchObject({ _tag: "NotThere", message: "No card C0000000099" })
    })
  )

  it.scoped("answers by the rules and on the clock that it is given, until it is reset", () =>
    Effect.gen(function* () {
      const { apply, client, desk, session } = yield* atWork
      const changed = yield* client.rules.change({ payload: { repeatedUniqueNo: "sameCard", maxPageSize: 5 } })
      expect(changed).toMatchObject({ repeatedUniqueNo: "sameCard", maxPageSize: 5, maxPage: 2_147_483_647 })
      yield* client.faults.add({ payload: { fault: { _tag: "Garbage" }, times: "always", operation: "getCard" } })
      expect([codeOf(yield* apply(virtual)), codeOf(yield* apply(virtual))]).toEqual([0, 0])
      yield* client.clock.change({ payload: { byMillis: 60_001 } })
      expect(codeOf(yield* apply(virtual))).toBe(1005)
      expect(yield* client.clock.change({ payload: { frozen: false } })).toMatchObject({ frozen: false })
      expect(yield* client.clock.change({ payload: { skewMillis: -5 } })).toMatchObject({ skewMillis: -5 })

      yield* client.session.reset()
      expect((yield* client.log.list({ urlParams: {} })).total).toBe(0)
      expect((yield* client.state.cards({ urlParams: {} })).total).toBe(0)
      expect(yield* client.faults.list()).toEqual([])
      expect(yield* client.rules.get()).toMatchObject({ repeatedUniqueNo: "refused" })
      expect(yield* client.clock.get()).toMatchObject({ skewMillis: expect.any(Number), frozen: false })
      const { merchants } = yield* desk.platform.caughtUp
      expect(Option.getOrThrow(HashMap.get(merchants, session.apiKey)).tokens).toEqual(HashMap.empty())
    })
  )
})

describe("the port of the control API", () => {
  const tried = (port: number | undefined, inUse: ReadonlyArray<number>) =>
    Effect.gen(function* () {
      const asked: Array<number> = []
      const listen = (port: number) => {
        asked.push(port)
        const address = { _tag: "TcpAddress", hostname: "127.0.0.1", port } as const
        return inUse.includes(port)
          ? Effect.fail("in use")
          : Effect.succeed(HttpServer.make({ address, serve: () => Effect.void }))
      }
      const exit = yield* Effect.exit(serveControl(HttpServerResponse.empty(), listen, Option.fromNullable(port)))
      return [Exit.isSuccess(exit), asked]
    })

  it.scoped("is the one that was asked for, or else the usual one, or a free one if that is in use", () =>
    Effect.gen(function* () {
      expect(yield* tried(undefined, [])).toEqual([true, [4011]])
      expect(yield* tried(undefined, [4011])).toEqual([true, [4011, 0]])
      expect(yield* tried(5000, [])).toEqual([true, [5000]])
      expect(yield* tried(4011, [4011])).toEqual([false, [4011]])
    })
  )
})

describe("the description in OpenAPI", () => {
  it.scoped("has every path, and what it takes and gives", () =>
    Effect.gen(function* () {
      const { send } = yield* controlled()
      const response = yield* send("/openapi.json")
      const spec = readSpec(yield* Effect.promise(() => response.text()))
      expect(Object.keys(spec.paths)).toContain("/api/log/{id}")
      expect(Object.keys(spec.components.schemas)).toContain("Verdict")
      expect(spec.paths["/api/faults"]).toHaveProperty(["post", "requestBody", "content", "application/json"])
    })
  )
})
