/** The contract of transports: what comes of an answer is the same over each. */
import { KeySecureClient } from "@effect-keysecure/client"
import { describe, expect, it } from "@effect/vitest"
import { Effect, type Either, Exit } from "effect"
import { answers } from "../support/answers.js"
import { application, query } from "../support/requests.js"
import { tcpServer } from "../support/server.js"
import { clientAt, transports } from "../support/transports.js"

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
const outcomesOf = (transport: (typeof transports)[number][1], bytes: Buffer) =>
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

describe(`${answers.length} answers over ${transports.length} transports`, () => {
  it("are at least 200, each with a name of its own", () => {
    expect(new Set(answers.map(({ name }) => name)).size).toBe(answers.length)
    expect(answers.length).toBeGreaterThanOrEqual(200)
  })

  it.live.each(answers)("$name: the same over each", ({ bytes }) =>
    Effect.gen(function* () {
      const outcomes = yield* Effect.forEach(transports, ([, transport]) => Effect.exit(outcomesOf(transport, bytes)), {
        concurrency: 4
      })
      const named = Object.fromEntries(transports.map(([name], index) => [name, outcomes[index]]))
      const all = Object.values(named).map((exit) => (exit !== undefined && Exit.isSuccess(exit) ? exit.value : exit))
      const [first] = all
      expect(Object.fromEntries(transports.map(([name], index) => [name, all[index]]))).toEqual(
        Object.fromEntries(transports.map(([name]) => [name, first]))
      )
    })
  )
})
