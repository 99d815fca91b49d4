import { KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import { type Endpoints, ErrorCode } from "@effect-keysecure/schema"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { application, query } from "./requests.js"
import { simulated } from "./simulated.js"

const undocumented = 4999
const codes: ReadonlyArray<number> = [...ErrorCode.codes, undocumented]
const tagOf = (code: number) => (ErrorCode.isDocumented(code) ? ErrorCode.table[code].tag : "UndocumentedRejection")

const answering = (operation: Endpoints.EndpointName, code: number) =>
  simulated(Scenario.rules({ answers: { [operation]: code } })(Scenario.initial), { retryPolicy: RetryPolicy.never })

const attempts = (operation: Endpoints.EndpointName) =>
  Effect.map(
    Effect.flatMap(KeySecureSimulator.KeySecureSimulator, (simulator) => simulator.requests),
    (requests) => requests.filter((request) => request.operation === operation).length
  )

/** 1005, 1006 and 1007 are tried once more, at once. */
const expectedAttempts = (code: number) => ([1005, 1006, 1007].includes(code) ? 2 : 1)

describe("a read", () => {
  it.effect.each(codes)("that gets %d fails with exactly its tag", (code) =>
    Effect.gen(function* () {
      const client = yield* KeySecureClient.KeySecureClient
      const error = yield* Effect.flip(client.listCards(query))
      expect(error).toMatchObject({ _tag: tagOf(code), code })
      expect(yield* attempts("listCards")).toBe(expectedAttempts(code))
    }).pipe(Effect.provide(answering("listCards", code)))
  )
})

describe("a write", () => {
  it.effect.each(codes)(
    "that gets %d fails with its tag if it was not carried out, else with its outcome unknown",
    (code) =>
      Effect.gen(function* () {
        const client = yield* KeySecureClient.KeySecureClient
        const error = yield* Effect.flip(client.applyForCard(application))
        if (ErrorCode.carriedOut(code, "applyForCard") === "no") {
          expect(error).toMatchObject({ _tag: tagOf(code), code })
        } else {
          expect(error).toMatchObject({
            _tag: "OutcomeUnknown",
            cardUniqueNo: "order-1",
            reason: { _tag: "Rejected", rejection: { _tag: tagOf(code), code } }
          })
        }
        expect(yield* attempts("applyForCard")).toBe(expectedAttempts(code))
      }).pipe(Effect.provide(answering("applyForCard", code)))
  )

  it.effect.each(codes)("whose token endpoint answers %d was not sent", (code) =>
    Effect.gen(function* () {
      const client = yield* KeySecureClient.KeySecureClient
      const error = yield* Effect.flip(client.applyForCard(application))
      expect(error).toMatchObject(
        code === 1001 ? { _tag: "NotSent", reason: "TokenUnavailable" } : { _tag: tagOf(code), code }
      )
      expect(yield* attempts("applyForCard")).toBe(0)
    }).pipe(Effect.provide(answering("getToken", code)))
  )
})
