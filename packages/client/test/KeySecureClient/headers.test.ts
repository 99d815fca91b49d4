/** What is in a request, as it arrives: over sockets for each transport, and at odd moments. */
import * as Fs from "node:fs"
import { AccessTokens, KeySecureClient, KeySecureConfig, RetryPolicy, ServerTime } from "@effect-keysecure/client"
import type { Address, CardApplication } from "@effect-keysecure/schema"
import { KeySecureSimulator, Sample } from "@effect-keysecure/testkit"
import { it } from "@effect-keysecure/testkit/vitest"
import { describe, expect } from "@effect/vitest"
import { HttpClient, HttpClientRequest } from "@effect/platform"
import { Context, Effect, Layer, Predicate, Redacted } from "effect"
import { application, applicationOf, query } from "../support/requests.js"
import { answer, httpServer, recordingServer } from "../support/server.js"
import { apiKey } from "../support/simulated.js"
import { transports } from "../support/transports.js"

const { KeySecureClient: Client } = KeySecureClient
const { KeySecureSimulator: Simulator } = KeySecureSimulator

/** The vendor's sample request, and an application that fills each of its fields. */
const sample: unknown = JSON.parse(
  Fs.readFileSync(new URL("../../../schema/test/goldens/card-apply.request.json", import.meta.url), {
    encoding: "utf8"
  })
)
const fullAddress: Address.PhysicalAddress = {
  firstName: "Ada",
  lastName: "Lovelace",
  phoneCode: "1",
  phone: "2124396500",
  postalCode: "10118",
  country: "US",
  state: "NY",
  city: "New York",
  addressLine1: "350 5th Avenue",
  addressLine2: "Floor 21"
}
const filled: CardApplication.CardApplication = {
  ...application,
  ...Sample.virtualApplicationByBin,
  cardUniqueNo: application.cardUniqueNo,
  cardType: "Physical",
  address: fullAddress
}

const manifest: { readonly version: string } = JSON.parse(
  Fs.readFileSync(new URL("../../package.json", import.meta.url), { encoding: "utf8" })
)

/** The keys of a JSON value, in their order and at every depth. */
const keys = (value: unknown): unknown =>
  Predicate.isReadonlyRecord(value) ? Object.entries(value).map(([key, inner]) => [key, keys(inner)]) : "a value"

describe.each(transports)("over %s", (name, transport) => {
  /** What arrives of one application at a server that answers it. */
  const arrivedOf = (application: CardApplication.CardApplication) =>
    Effect.gen(function* () {
      const { arrived, baseUrl } = yield* recordingServer
      yield* Effect.flatMap(Client, (client) => client.applyForCard(application)).pipe(
        Effect.provide(
          KeySecureClient.layer({ apiKey: Redacted.make("a-key"), baseUrl, language: "zh_CN" }).pipe(
            Layer.provide(transport)
          )
        )
      )
      return arrived
    }).pipe(Effect.scoped)

  it.live("a request carries the documented headers and no body that is not documented", () =>
    Effect.gen(function* () {
      const arrived = yield* arrivedOf(application)
      const always = {
        "accept-encoding": "identity",
        "api-key": "a-key",
        "content-type": "application/json",
        language: "zh_CN",
        timestamp: expect.stringMatching(/^\d{13}$/),
        "user-agent": `effect-keysecure/${manifest.version}`
      }
      expect(arrived).toMatchObject([
        { url: "/open-api/v1/merchant/token", headers: always, body: "" },
        { url: "/open-api/v1/card/apply", headers: { ...always, "access-token": "a-token" } }
      ])
      expect(arrived[0]?.headers).not.toHaveProperty("access-token")
      expect(JSON.parse(arrived[1]?.body ?? "")).toEqual({
        cardholder_no: "U0001",
        package_no: "P0001",
        card_type: "Virtual",
        card_unique_no: "order-1"
      })
    })
  )

  it.live("a full application has exactly the keys of the vendor's sample request, in its order and nesting", () =>
    Effect.map(arrivedOf(filled), (arrived) => expect(keys(JSON.parse(arrived[1]?.body ?? ""))).toEqual(keys(sample)))
  )

  it.live("what is optional and not given is absent, in the address too", () =>
    Effect.gen(function* () {
      const { addressLine2: _, firstName: _1, lastName: _2, phone: _3, phoneCode: _4, ...address } = fullAddress
      const arrived = yield* arrivedOf({ ...application, cardType: "Virtual", address })
      expect(JSON.parse(arrived[1]?.body ?? "")).toEqual({
        cardholder_no: "U0001",
        package_no: "P0001",
        card_type: "Virtual",
        card_unique_no: "order-1",
        address_info: {
          postal_code: "10118",
          country: "US",
          state: "NY",
          city: "New York",
          address_line1: "350 5th Avenue"
        }
      })
    })
  )

  it.live("a transport that says otherwise who sends, and what may come, is heeded", () =>
    Effect.gen(function* () {
      const { arrived, baseUrl } = yield* recordingServer
      const own = { "user-agent": "shop/7", "accept-encoding": "gzip" }
      const shop = Layer.map(transport, (context) =>
        Context.add(
          context,
          HttpClient.HttpClient,
          HttpClient.mapRequest(Context.get(context, HttpClient.HttpClient), HttpClientRequest.setHeaders(own))
        )
      )
      yield* Effect.flatMap(Client, (client) => client.applyForCard(application)).pipe(
        Effect.provide(KeySecureClient.layer({ apiKey: Redacted.make("a-key"), baseUrl }).pipe(Layer.provide(shop)))
      )
      expect(arrived.map(({ headers }) => headers)).toMatchObject([own, own])
    }).pipe(Effect.scoped)
  )

  it.live("a token that no header can carry leaves no defect", () =>
    Effect.gen(function* () {
      const baseUrl = yield* httpServer((_request, response) => answer(response, { code: 1007, msg: "" }))
      const error = yield* Effect.flatMap(Client, (client) => Effect.flip(client.applyForCard(application))).pipe(
        Effect.provide(
          KeySecureClient.layerWithoutDependencies({ retryPolicy: RetryPolicy.never }).pipe(
            Layer.provide(
              Layer.mergeAll(
                AccessTokens.layerStatic(Redacted.make("a\nb")),
                ServerTime.layer(),
                KeySecureConfig.layer({ apiKey: Redacted.make("a-key"), baseUrl }),
                transport
              )
            )
          )
        )
      )
      // Where the transport tells when it takes the body, it is known that it never did.
      expect(error._tag).toBe(name === "fetch" || name === "undici, lean" ? "NotSent" : "OutcomeUnknown")
    }).pipe(Effect.scoped)
  )
})

describe("calls under way together when a clock jumps", () => {
  it.virtual.each([-600_000, -20_000, 20_000, 600_000])("by %d ms all succeed, and later stamps stay close", (by) =>
    Effect.gen(function* () {
      const client = yield* Client
      const simulator = yield* Simulator
      yield* client.applyForCard(applicationOf("order-0"))
      for (const round of [1, 2, 3]) {
        yield* simulator.setSkew(round % 2 === 0 ? 0 : by)
        yield* Effect.forEach([1, 2, 3, 4], (index) => client.applyForCard(applicationOf(`order-${round}-${index}`)), {
          concurrency: "unbounded"
        })
      }
      yield* client.listCards(query)
      const last = (yield* simulator.requests).at(-1)
      const behind = (last?.time ?? 0) - Number(last?.request.headers["timestamp"])
      expect(behind).toBeGreaterThanOrEqual(0)
      expect(behind).toBeLessThanOrEqual(10_000)
    }).pipe(
      Effect.provide(
        KeySecureClient.layer({
          apiKey,
          baseUrl: KeySecureSimulator.baseUrl,
          retryPolicy: RetryPolicy.never
        }).pipe(Layer.provideMerge(KeySecureSimulator.layerHttpClient()))
      ),
      Effect.orDie
    )
  )
})
