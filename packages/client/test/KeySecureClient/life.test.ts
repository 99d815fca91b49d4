/** The whole life of a customer: in both modes, through both doors, called back about every step. */
import { createServer } from "node:http"
import { AttemptLog, Callbacks, CardIssuance, HandledCallbacks, KeySecureClient } from "@effect-keysecure/client"
import { Account, type Callback, type CardApplication, Cardholder, Consumption } from "@effect-keysecure/schema"
import { CallbackDelivery, KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import { HttpRouter, HttpServer } from "@effect/platform"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { BigDecimal, Effect, Layer, Redacted, Ref, Stream } from "effect"
import { describe, expect, it } from "vitest"
import { cipher } from "../support/operations.js"
import { listed, reconcileTransfer } from "../support/services.js"

const scenario = Scenario.rules({
  newCardStatus: { Virtual: "Pending", Physical: "Pending" },
  cardLife: {
    Virtual: [{ status: "Activated", afterMillis: 60_000 }],
    Physical: [{ status: "ToActivate", afterMillis: 60_000 }]
  }
})

/** Delivers what is due to the backend, and gives what that answered. */
type Deliver = (
  request: CallbackDelivery.SignedRequest
) => Effect.Effect<Callback.Answer, CallbackDelivery.DeliveryFailed>

/** Whoever keeps the books of what the platform has told. */
const backend = (told: Ref.Ref<ReadonlyArray<string>>) =>
  Callbacks.route("/callbacks", {
    onAuth: () => Effect.succeed(Callbacks.approved),
    onConsumption: ({ amount, consumeNo }) =>
      Ref.update(told, (all) => [...all, `${consumeNo} ${amount === undefined ? "" : BigDecimal.format(amount)}`]),
    onCardUpdate: ({ afterStatus, beforeStatus, cardNo }) =>
      Ref.update(told, (all) => [...all, `${cardNo} ${beforeStatus} ${afterStatus}`])
  })

const callbacks = Callbacks.layer({ appId: Scenario.appId, apiSecret: Redacted.make(Scenario.apiSecret) }).pipe(
  Layer.provide(HandledCallbacks.layerMemory())
)

const first = <A, E, R>(stream: Stream.Stream<A, E, R>) => Effect.flatten(Stream.runHead(stream))

/** One customer, from the application for a cardholder to the end of the card. */
const life = (mode: "CREDIT_EXTENSION" | "AUTHORIZATION", told: Ref.Ref<ReadonlyArray<string>>, deliver: Deliver) =>
  Effect.gen(function* () {
    const client = yield* KeySecureClient.KeySecureClient
    const issuance = yield* CardIssuance.CardIssuance
    const simulator = yield* KeySecureSimulator.KeySecureSimulator
    let skew = 0
    const aMinuteLater = Effect.suspend(() => {
      skew += 61_000
      return simulator.setSkew(skew)
    })
    const heard = Effect.gen(function* () {
      for (const { request } of yield* simulator.takeCallbacks) {
        expect(yield* deliver(request)).toEqual({ code: 0, message: "OK" })
        // Delivered again, it is answered again and not handled again.
        expect(yield* deliver(request)).toEqual({ code: 0, message: "OK" })
        const forged = { ...request, body: request.body.replace("C0000000001", "C0000000002") }
        expect((yield* deliver(forged)).code).toBe(1)
      }
      return yield* Ref.getAndSet(told, [])
    })

    const { cardholderNo } = yield* client.applyForCardholder({
      cardholderUniqueNo: Cardholder.CardholderUniqueNo.make("customer-1"),
      sumsubShareToken: Redacted.make("share-token")
    })
    expect((yield* client.getCardholder({ cardholderNo })).status).toBe("Pending")
    yield* aMinuteLater
    expect((yield* client.getCardholder({ cardholderNo })).status).toBe("Approved")

    const application: CardApplication.CardApplication =
      mode === "CREDIT_EXTENSION"
        ? {
            ...Sample.physicalApplication,
            packageNo: (yield* first(listed(({ packages }) => packages({ type: "Physical" })))).packageNo,
            cardholderNo
          }
        : {
            ...Sample.physicalApplicationByBin,
            cardBinNo: (yield* first(listed(({ bins }) => bins()))).cardBinNo,
            cardholderNo
          }
    const { cardNo } = yield* issuance.issue(application)
    yield* aMinuteLater
    expect(yield* issuance.awaitCard(cardNo)).toMatchObject({ status: "ToActivate", cardholderNo })
    expect(yield* heard).toEqual([`${cardNo} Pending ToActivate`])

    const { cvv, pan } = yield* client.getCardPrivateInfo({ cardNo })
    const cardLastNo = Redacted.value(pan).slice(-4)
    expect(yield* client.activateCard({ cardNo, cardholderNo, cvv, cardLastNo })).toEqual({ result: true })
    expect(yield* client.setCardPin({ cardNo, cardholderNo, pin: Redacted.make("159260") })).toEqual({ result: true })
    for (const status of ["Frozen", "Activated"] as const) {
      yield* client.updateCardStatus({ cardNo, status })
      expect((yield* client.getCard({ cardNo })).status).toBe(status)
    }
    expect(yield* heard).toEqual([
      `${cardNo} ToActivate Activated`,
      `${cardNo} Activated Frozen`,
      `${cardNo} Frozen Activated`
    ])

    yield* simulator.update(Scenario.consumption({ cardNo, amount: "12.50", fee: "0.25" }))
    const [consumed = ""] = yield* heard
    expect(consumed).toMatch(/^X\d{10} 12\.5$/)
    expect(
      (yield* client.getConsumption({ consumeNo: Consumption.ConsumeNo.make(consumed.slice(0, 11)) })).fee
    ).toEqual(BigDecimal.make(25n, 2))

    if (mode === "CREDIT_EXTENSION") {
      const order = {
        cardholderNo,
        transferUniqueNo: Account.TransferUniqueNo.make("top-up-1"),
        type: "In",
        balance: BigDecimal.unsafeFromString("100")
      } as const
      expect((yield* client.transfer(order)).afterBalance).toEqual(BigDecimal.make(8725n, 2))
      expect(yield* reconcileTransfer(order.transferUniqueNo)).toHaveLength(1)
    }

    yield* client.updateCardStatus({ cardNo, status: "Delete" })
    expect(yield* heard).toEqual([`${cardNo} Activated Delete`])
    const refused = yield* Effect.flip(client.updateCardStatus({ cardNo, status: "Frozen" }))
    expect(refused._tag).toBe("CardNotActivated")
  })

const modes = [
  ["credit extension", "CREDIT_EXTENSION", Scenario.creditApiKey],
  ["authorization", "AUTHORIZATION", Scenario.authorizationApiKey]
] as const

/** The client of a merchant at a URL. */
const clientOf = (apiKey: string, baseUrl: string) =>
  CardIssuance.layer({ apiKey: Redacted.make(apiKey), baseUrl }).pipe(
    Layer.provide(AttemptLog.layerMemory()),
    Layer.merge(cipher)
  )

describe.each(modes)("a customer of a merchant in %s mode", (_, mode, apiKey) => {
  it("lives a whole life in memory", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const told = yield* Ref.make<ReadonlyArray<string>>([])
        const context = yield* Effect.context<Callbacks.Callbacks>()
        const app = HttpRouter.empty.pipe(backend(told))
        yield* life(mode, told, (request) =>
          CallbackDelivery.deliver(app, request, "/callbacks").pipe(Effect.provide(context))
        )
      }).pipe(
        Effect.provide(
          clientOf(apiKey, KeySecureSimulator.baseUrl).pipe(
            Layer.provideMerge(KeySecureSimulator.layerHttpClient({ scenario })),
            Layer.merge(callbacks)
          )
        ),
        Effect.scoped
      )
    ))

  it("lives a whole life over HTTP", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const told = yield* Ref.make<ReadonlyArray<string>>([])
        const served = yield* Layer.build(
          HttpServer.serve(HttpRouter.empty.pipe(backend(told))).pipe(
            Layer.provideMerge(NodeHttpServer.layer(() => createServer(), { port: 0, host: "127.0.0.1" })),
            Layer.provide(callbacks)
          )
        )
        const url = yield* HttpServer.addressFormattedWith(Effect.succeed).pipe(Effect.provide(served))
        const platform = yield* Layer.build(
          KeySecureSimulator.layerServer({ scenario }).pipe(
            Layer.provideMerge(NodeHttpServer.layer(() => createServer(), { port: 0, host: "127.0.0.1" }))
          )
        )
        const baseUrl = yield* HttpServer.addressFormattedWith(Effect.succeed).pipe(Effect.provide(platform))
        yield* life(mode, told, (request) =>
          CallbackDelivery.deliverOver(`${url}/callbacks`, request).pipe(Effect.provide(NodeHttpClient.layerUndici))
        ).pipe(
          Effect.provide(
            clientOf(apiKey, baseUrl).pipe(
              Layer.provide(NodeHttpClient.layerUndici),
              Layer.provideMerge(Layer.succeedContext(platform))
            )
          )
        )
      }).pipe(Effect.scoped)
    ))
})
