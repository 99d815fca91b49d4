/** What a write and a read make of the bytes of an answer. It loads no transport. */
import { KeySecureClient } from "@effect-keysecure/client"
import type { HttpClient } from "@effect/platform"
import { Effect, type Either, type Layer } from "effect"
import { clientAt } from "./clientAt.js"
import { application, query } from "./requests.js"
import { tcpServer } from "./server.js"

/** An outcome without what differs: stamps, what a broken connection is called, and what 411 says to do over `fetch`. */
const told = (outcome: Either.Either<unknown, unknown>): string =>
  JSON.stringify(outcome, (name, value: unknown) => {
    if (name === "stamps" || name === "settlesAt") return undefined
    return name === "detail" && typeof value === "string"
      ? value
          .replace(/^(UND_|HPE_|ECONN|EPIPE|the answer broke off|the transport gives|a proxy asks).*/, "broken off")
          .replace(/^a gateway that wants to know the length.*/, "a body that is not the platform's envelope")
      : value
  })

/** What a write and a read make of an answer. */
export const outcomesOf = (transport: Layer.Layer<HttpClient.HttpClient>, bytes: Buffer) =>
  Effect.gen(function* () {
    const baseUrl = yield* tcpServer((socket) => {
      let text = ""
      socket.on("data", (part) => {
        text += part.toString("latin1")
        if (/}(\r\n0\r\n\r\n)?$/.test(text)) socket.end(bytes)
      })
    })
    return yield* Effect.gen(function* () {
      const { applyForCard, listCards } = yield* KeySecureClient.KeySecureClient
      return [told(yield* Effect.either(applyForCard(application))), told(yield* Effect.either(listCards(query)))]
    }).pipe(Effect.provide(clientAt(baseUrl, transport)))
  }).pipe(Effect.scoped)
