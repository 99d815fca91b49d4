/** The backend's own suite: the simulator in place of the platform, the test's clock, and the laws on its own service. */
import { AttemptLog, CardIssuance } from "@effect-keysecure/client"
import { type CallbackDelivery, KeySecureSimulator, Laws, Scenario } from "@effect-keysecure/testkit"
import { HttpApiBuilder, HttpServer } from "@effect/platform"
import { expect, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, Redacted, TestClock } from "effect"
import { backend, issueFor, usersInMemory } from "../50_backend.js"

const secrets = { appId: Scenario.appId, apiSecret: Redacted.make(Scenario.apiSecret) }

/** The client as in production, but for its address and its key. */
const client = CardIssuance.layer({
  apiKey: Redacted.make(Scenario.creditApiKey),
  baseUrl: KeySecureSimulator.baseUrl
}).pipe(Layer.provide(AttemptLog.layerMemory()))

const users = usersInMemory({ ada: "U0001", pending: "U0002" })

/** The backend over the simulator, as a function from requests to answers. */
const served = Effect.gen(function* () {
  const simulator = yield* KeySecureSimulator.KeySecureSimulator
  const platform = yield* Effect.context<KeySecureSimulator.KeySecureSimulator | CardIssuance.CardIssuance>()
  const { dispose, handler } = HttpApiBuilder.toWebHandler(
    Layer.mergeAll(
      backend(secrets).pipe(Layer.provide(users), Layer.provide(Layer.succeedContext(platform)), Layer.orDie),
      HttpServer.layerContext
    )
  )
  yield* Effect.addFinalizer(() => Effect.promise(dispose))
  const ask = (method: string, path: string, init: RequestInit = {}) =>
    Effect.promise(async () => {
      const response = await handler(new Request(`http://backend${path}`, { method, ...init }))
      const body: unknown = await response.json()
      return { status: response.status, body }
    })
  return { ask, simulator }
})

const platform = client.pipe(Layer.provideMerge(KeySecureSimulator.layerHttpClient()))

it.scoped("a user gets one card, however often it is asked for", () =>
  Effect.gen(function* () {
    const { ask, simulator } = yield* served
    const answers = yield* Effect.all(
      Array.from({ length: 5 }, () => ask("POST", "/users/ada/card")),
      { concurrency: "unbounded" }
    )
    expect(new Set(answers.map(({ body }) => JSON.stringify(body)))).toEqual(new Set(['{"cardNo":"C0000000001"}']))
    expect(yield* simulator.cards).toHaveLength(1)
  }).pipe(Effect.provide(platform))
)

it.scoped("whoever may not have a card is told why", () =>
  Effect.gen(function* () {
    const { ask } = yield* served
    expect(yield* ask("POST", "/users/pending/card")).toMatchObject({ status: 409, body: { _tag: "NotVerified" } })
    expect(yield* ask("POST", "/users/nobody/card")).toMatchObject({ status: 404, body: { _tag: "UserUnknown" } })
  }).pipe(Effect.provide(platform))
)

it.live("what the platform tells of a card is known, if it is the platform that tells it", () =>
  Effect.gen(function* () {
    const { ask, simulator } = yield* served
    yield* ask("POST", "/users/ada/card")
    yield* simulator.update(Scenario.cardStatus({ cardNo: "C0000000001", status: "Frozen" }))
    const [due] = yield* simulator.takeCallbacks
    const told = (request: CallbackDelivery.SignedRequest | undefined) =>
      ask("POST", "/callbacks", { headers: { ...request?.headers }, body: request?.body ?? "" })
    expect(yield* told(due?.request)).toEqual({ status: 200, body: { code: 0, message: "OK" } })
    expect(yield* ask("GET", "/users/ada/card")).toEqual({ status: 200, body: { status: "Frozen" } })

    const forged = due && { ...due.request, body: due.request.body.replace("Frozen", "Activated") }
    expect(yield* told(forged)).toMatchObject({ body: { code: 1 } })
    expect(yield* ask("GET", "/users/ada/card")).toEqual({ status: 200, body: { status: "Frozen" } })
  }).pipe(Effect.scoped, Effect.provide(platform))
)

it.effect(
  "a request that is lost is found out about within minutes, on the test's clock, and may then be made again",
  () =>
    Effect.gen(function* () {
      const first = yield* Effect.fork(Effect.either(issueFor("ada")))
      yield* TestClock.adjust("1 minute")
      expect(yield* Fiber.poll(first)).toEqual(Option.none())
      yield* TestClock.adjust("4 minutes")
      expect(yield* Fiber.join(first)).toMatchObject({ left: { _tag: "TryAgain", mayExist: false } })
      expect(yield* issueFor("ada")).toEqual({ cardNo: "C0000000001" })
    }).pipe(
      Effect.provide(
        Layer.merge(
          users,
          client.pipe(
            Layer.provide(
              KeySecureSimulator.layerHttpClient({
                faults: [{ operation: "applyForCard", nth: 1, fault: { _tag: "DropBefore", silent: false } }]
              })
            )
          )
        )
      )
    )
)

it.live("never two cards for a user, never a lost one, whatever fails, is interrupted or crashes", () =>
  Effect.gen(function* () {
    const service = CardIssuance.layer({
      apiKey: Redacted.make(Scenario.creditApiKey),
      baseUrl: KeySecureSimulator.baseUrl
    }).pipe(Layer.provide(AttemptLog.layerKeyValueStore()), Layer.orDie)
    const report = yield* Laws.all(
      {
        layer: service,
        apply: (intent) =>
          issueFor(intent.id).pipe(
            Effect.provide(usersInMemory({ [intent.id]: intent.cardholderNo })),
            Effect.match({
              onSuccess: ({ cardNo }) => Laws.card(cardNo),
              onFailure: (error) => (error._tag === "TryAgain" && error.mayExist ? Laws.unknown : Laws.noCard)
            })
          )
      },
      { schedules: 30 }
    )
    expect(report.schedules).toBe(30)
  })
)
