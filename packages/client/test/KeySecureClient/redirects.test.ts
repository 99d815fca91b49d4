import { KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { application, query } from "../support/requests.js"
import { httpServer, recordingServer, tokenServer } from "../support/server.js"
import { transports } from "../support/transports.js"

const statuses = [301, 302, 303, 307, 308]

describe.each(transports)("over %s", (_, transport) => {
  const clientOf = (baseUrl: string) =>
    KeySecureClient.layer({
      apiKey: Redacted.make("secret-key"),
      baseUrl,
      retryPolicy: RetryPolicy.never
    }).pipe(Layer.provide(transport))

  /** For each status, what a client of a server that redirects with it to a stranger does; nothing may reach the stranger. */
  const nothingReachesAStranger = <E>(
    server: typeof httpServer,
    program: (client: KeySecureClient.Service, status: number) => Effect.Effect<void, E>
  ) =>
    Effect.gen(function* () {
      const stranger = yield* recordingServer
      for (const status of statuses) {
        const baseUrl = yield* server((request, response) => {
          response.writeHead(status, { location: `${stranger.baseUrl}${request.url}` })
          response.end()
        })
        yield* Effect.flatMap(KeySecureClient.KeySecureClient, (client) => program(client, status)).pipe(
          Effect.provide(clientOf(baseUrl))
        )
      }
      expect(stranger.arrived).toEqual([])
    }).pipe(Effect.scoped)

  it.live("a redirect to another origin takes no header there, and is never a success", () =>
    nothingReachesAStranger(
      (handler) => tokenServer("secret-token", handler),
      (client, status) =>
        Effect.gen(function* () {
          const write = yield* Effect.flip(client.applyForCard(application))
          expect(write).toMatchObject({ _tag: "OutcomeUnknown", reason: { _tag: "Unreadable", status } })
          const read = yield* Effect.flip(client.listCards(query))
          expect(read).toMatchObject({ _tag: "Unreadable", status })
        })
    )
  )

  it.live(
    "a token endpoint that redirects gets no key to another origin, and leaves the card application not sent",
    () =>
      nothingReachesAStranger(httpServer, (client) =>
        Effect.map(Effect.flip(client.applyForCard(application)), (error) =>
          expect(error).toMatchObject({ _tag: "NotSent", reason: "TokenUnavailable" })
        )
      )
  )
})
