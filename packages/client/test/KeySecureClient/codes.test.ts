import { KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import { Endpoints, ErrorCode } from "@effect-keysecure/schema"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Struct } from "effect"
import { calls, cipher } from "../support/operations.js"
import { application } from "../support/requests.js"
import { simulated } from "../support/simulated.js"

const undocumented = 4999
const codes: ReadonlyArray<number> = [...ErrorCode.codes, undocumented]
const tagOf = (code: number) => (ErrorCode.isDocumented(code) ? ErrorCode.table[code].tag : "UndocumentedRejection")

const answering = (operation: Endpoints.EndpointName, code: number) =>
  simulated(Scenario.rules({ answers: { [operation]: code } }), { retryPolicy: RetryPolicy.never })

const attempts = (operation: Endpoints.EndpointName) =>
  Effect.map(
    Effect.flatMap(KeySecureSimulator.KeySecureSimulator, (simulator) => simulator.requests),
    (requests) => requests.filter((request) => request.operation === operation).length
  )

/** 1005, 1006 and 1007 are tried once more, at once. */
const expectedAttempts = (code: number) => (code === 1005 ? 4 : code === 1006 || code === 1007 ? 2 : 1)

const operations = Struct.keys(calls)

describe.each(operations)("%s", (operation) => {
  const isRead = Endpoints.all[operation].kind === "read"

  it.effect(
    "fails of every code with its tag, or, where the table leaves open whether it was carried out, unknown",
    () =>
      Effect.forEach(codes, (code) =>
        Effect.gen(function* () {
          const client = yield* KeySecureClient.KeySecureClient
          const error = yield* Effect.flip(calls[operation](client))
          const rejection = { _tag: tagOf(code), code }
          expect(error).toMatchObject(
            isRead || ErrorCode.carriedOut(code, operation) === "no"
              ? rejection
              : { _tag: "OutcomeUnknown", operation, reason: { _tag: "Rejected", rejection } }
          )
          expect(yield* attempts(operation)).toBe(expectedAttempts(code))
        }).pipe(Effect.provide(answering(operation, code)))
      ).pipe(Effect.provide(cipher))
  )
})

it.effect("an unknown outcome names the merchant's own number, by which it is found out", () =>
  Effect.gen(function* () {
    const client = yield* KeySecureClient.KeySecureClient
    const numbers = yield* Effect.forEach(["applyForCard", "transfer", "applyForCardholder"] as const, (operation) =>
      Effect.flip(calls[operation](client))
    )
    expect(numbers).toMatchObject([
      { cardUniqueNo: "order-1" },
      { transferUniqueNo: "transfer-1" },
      { cardholderUniqueNo: "customer-1" }
    ])
  }).pipe(
    Effect.provide(
      Layer.merge(
        simulated(Scenario.rules({ answers: { applyForCard: 1001, transfer: 1001, applyForCardholder: 1001 } }), {
          retryPolicy: RetryPolicy.never
        }),
        cipher
      )
    )
  )
)

describe("a write", () => {
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
