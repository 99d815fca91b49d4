/** What is in a request, as it arrives: over sockets for each transport, and at odd moments. */
import { AccessTokens, KeySecureClient, KeySecureConfig, RetryPolicy, ServerTime } from "@effect-keysecure/client"
import { KeySecureSimulator, VirtualClock } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { application, applicationOf, query } from "./requests.js"
import { answer, httpServer, issuedToken } from "./server.js"
import { apiKey } from "./simulated.js"
import { transports } from "./transports.js"

const { KeySecureClient: Client } = KeySecureClient
const { KeySecureSimulator: Simulator } = KeySecureSimulator

describe.each(transports)("over %s", (_, transport) => {
  it.live("a request carries the documented headers and no body that is not documented", () =>
    Effect.gen(function* () {
      const seen: Array<{ readonly url: string | undefined; readonly headers: unknown; readonly body: string }> = []
      const baseUrl = yield* httpServer((request, response) => {
        let body = ""
        request.on("data", (bytes) => (body += String(bytes)))
        request.on("end", () => {
          seen.push({ url: request.url, headers: request.headers, body })
          const data = { card_no: "C1", card_unique_no: "order-1" }
          answer(response, request.url?.endsWith("token") ? issuedToken("a-token") : { code: 0, msg: "Success", data })
        })
      })
      yield* Effect.flatMap(Client, (client) => client.applyForCard(application)).pipe(
        Effect.provide(
          KeySecureClient.layer({ apiKey: Redacted.make("a-key"), baseUrl, language: "zh_CN" }).pipe(
            Layer.provide(transport)
          )
        )
      )
      const always = {
        "api-key": "a-key",
        "content-type": "application/json",
        language: "zh_CN",
        timestamp: expect.stringMatching(/^\d{13}$/)
      }
      expect(seen).toMatchObject([
        { url: "/open-api/v1/merchant/token", headers: always, body: "" },
        { url: "/open-api/v1/card/apply", headers: { ...always, "access-token": "a-token" } }
      ])
      expect(seen[0]?.headers).not.toHaveProperty("access-token")
      expect(JSON.parse(seen[1]?.body ?? "")).toEqual({
        cardholder_no: "U0001",
        package_no: "P0001",
        card_type: "Virtual",
        card_unique_no: "order-1"
      })
    }).pipe(Effect.scoped)
  )

  it.live("a token that no header can carry leaves no defect", () =>
    Effect.gen(function* () {
      const baseUrl = yield* httpServer((_request, response) => answer(response, { code: 1007, msg: "" }))
      const error = yield* Effect.flatMap(Client, (client) => Effect.flip(client.applyForCard(application))).pipe(
        Effect.provide(
          KeySecureClient.layerWithoutDependencies(RetryPolicy.never).pipe(
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
      expect(error._tag).toBe("OutcomeUnknown")
    }).pipe(Effect.scoped)
  )
})

describe("calls under way together when a clock jumps", () => {
  it.each([-600_000, -20_000, 20_000, 600_000])("by %d ms all succeed, and later stamps stay close", (by) =>
    Effect.runPromise(
      VirtualClock.run(() =>
        Effect.gen(function* () {
          const client = yield* Client
          const simulator = yield* Simulator
          yield* client.applyForCard(applicationOf("order-0"))
          for (const round of [1, 2, 3]) {
            yield* simulator.setSkew(round % 2 === 0 ? 0 : by)
            yield* Effect.forEach(
              [1, 2, 3, 4],
              (index) => client.applyForCard(applicationOf(`order-${round}-${index}`)),
              {
                concurrency: "unbounded"
              }
            )
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
    )
  )
})
