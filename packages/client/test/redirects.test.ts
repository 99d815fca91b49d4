import { KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { application, query } from "./requests.js"
import { answer, httpServer, issuedToken } from "./server.js"
import { transports } from "./transports.js"

const statuses = [301, 302, 303, 307, 308]

describe.each(transports)("over %s", (_, transport) => {
  it.live("a redirect to another origin takes no header there, and is never a success", () =>
    Effect.gen(function* () {
      const strangers: Array<unknown> = []
      const stranger = yield* httpServer((request, response) => {
        strangers.push(request.headers)
        answer(response, { code: 0, msg: "Success", data: { card_no: "C1", card_unique_no: "order-1", list: [] } })
      })
      for (const status of statuses) {
        const baseUrl = yield* httpServer((request, response) => {
          if (request.url?.endsWith("/merchant/token")) return answer(response, issuedToken("secret-token"))
          response.writeHead(status, { location: `${stranger}${request.url}` })
          return response.end()
        })
        yield* Effect.gen(function* () {
          const client = yield* KeySecureClient.KeySecureClient
          const write = yield* Effect.flip(client.applyForCard(application))
          expect(write).toMatchObject({ _tag: "OutcomeUnknown", reason: { _tag: "Unreadable", status } })
          const read = yield* Effect.flip(client.listCards(query))
          expect(read).toMatchObject({ _tag: "Unreadable", status })
        }).pipe(
          Effect.provide(
            KeySecureClient.layer({
              apiKey: Redacted.make("secret-key"),
              baseUrl,
              retryPolicy: RetryPolicy.never
            }).pipe(Layer.provide(transport))
          )
        )
      }
      expect(strangers).toEqual([])
    }).pipe(Effect.scoped)
  )

  it.live("a token endpoint that redirects leaves the card application not sent", () =>
    Effect.gen(function* () {
      const baseUrl = yield* httpServer((_request, response) => {
        response.writeHead(302, { location: "http://127.0.0.1:9/" })
        response.end()
      })
      const error = yield* Effect.flatMap(KeySecureClient.KeySecureClient, (client) =>
        Effect.flip(client.applyForCard(application))
      ).pipe(
        Effect.provide(
          KeySecureClient.layer({
            apiKey: Redacted.make("secret-key"),
            baseUrl,
            retryPolicy: RetryPolicy.never
          }).pipe(Layer.provide(transport))
        )
      )
      expect(error).toMatchObject({ _tag: "NotSent", reason: "TokenUnavailable" })
    }).pipe(Effect.scoped)
  )
})
