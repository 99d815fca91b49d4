/** Every documented code at every attempt: sent again or not, exactly as it should be. */
import { KeySecureClient } from "@effect-keysecure/client"
import { type Endpoints, ErrorCode } from "@effect-keysecure/schema"
import { type Fault, KeySecureSimulator, VirtualClock } from "@effect-keysecure/testkit"
import { Array, Effect, Either, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { application, query } from "../support/requests.js"
import { apiKey } from "../support/simulated.js"

const codes: ReadonlyArray<number> = [...ErrorCode.codes, 4999]
const tagOf = (code: number) => (ErrorCode.isDocumented(code) ? ErrorCode.table[code].tag : "UndocumentedRejection")

/** The default policy sends six times at most, for 1009 and what did not leave. */
const attempts = [1, 2, 3, 4, 5, 6]

/** What the first attempts are answered; those after get what they asked for. */
const answers = (operation: Endpoints.EndpointName, given: ReadonlyArray<number>): Fault.Schedule =>
  given.map((code, index) => ({ operation, nth: index + 1, fault: { _tag: "AnswerCode", code, carriedOut: false } }))

const ended = <A, E>(
  operation: Endpoints.EndpointName,
  given: ReadonlyArray<number>,
  call: (client: KeySecureClient.Service) => Effect.Effect<A, E>
) =>
  Effect.runPromise(
    VirtualClock.run(() =>
      Effect.gen(function* () {
        const client = yield* KeySecureClient.KeySecureClient
        const result = yield* Effect.either(call(client))
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        const sent = (yield* simulator.requestRecords).filter((record) => record.operation === operation).length
        return { result, sent }
      }).pipe(
        Effect.provide(
          KeySecureClient.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl }).pipe(
            Layer.provideMerge(KeySecureSimulator.layerHttpClient({ faults: answers(operation, given) }))
          )
        )
      )
    )
  )

const sentAgainAtOnce = new Set([1005, 1006, 1007])
const tooMany = 1009
const before = (attempt: number) => attempts.slice(0, attempt - 1).map(() => tooMany)
const answered = <A, E>(
  operation: Endpoints.EndpointName,
  attempt: number,
  code: number,
  call: (client: KeySecureClient.Service) => Effect.Effect<A, E>
) => ended(operation, [...before(attempt), code], call)
const isSentAgain = (code: number, attempt: number) =>
  sentAgainAtOnce.has(code) || (code === tooMany && attempt < attempts.length)

/** What a write fails with that is not sent again. */
const writeFailure = (code: number) =>
  ErrorCode.carriedOut(code, "applyForCard") === "no"
    ? { _tag: tagOf(code), code }
    : { _tag: "OutcomeUnknown", stamps: [expect.any(Number)], reason: { rejection: { _tag: tagOf(code), code } } }

describe.each(attempts)("at attempt %d,", (attempt) => {
  const [again, last] = Array.partition(codes, (code) => !isSentAgain(code, attempt))

  it.each(again)("a write that is answered %d is sent again", async (code) => {
    const { result, sent } = await answered("applyForCard", attempt, code, (client) => client.applyForCard(application))
    expect({ sent, card: Either.isRight(result) }).toEqual({ sent: attempt + 1, card: true })
  })

  it.each(last)("a write that is answered %d is not sent again", async (code) => {
    const { result, sent } = await answered("applyForCard", attempt, code, (client) => client.applyForCard(application))
    expect(sent).toBe(attempt)
    expect(Either.getOrThrow(Either.flip(result))).toMatchObject(writeFailure(code))
  })

  it.each(again)("a read that is answered %d is sent again", async (code) => {
    const { result, sent } = await answered("listCards", attempt, code, (client) => client.listCards(query))
    expect({ sent, list: Either.isRight(result) }).toEqual({ sent: attempt + 1, list: true })
  })

  it.each(last)("a read that is answered %d is not sent again", async (code) => {
    const { result, sent } = await answered("listCards", attempt, code, (client) => client.listCards(query))
    expect(sent).toBe(attempt)
    expect(Either.getOrThrow(Either.flip(result))).toMatchObject({ _tag: tagOf(code), code })
  })
})

describe("once, and not twice, is sent again", () => {
  it.each([1006, 1007])("what is answered %d", async (code) => {
    const { result, sent } = await ended("applyForCard", [code, code], (client) => client.applyForCard(application))
    expect(sent).toBe(2)
    expect(Either.getOrThrow(Either.flip(result))).toMatchObject({ _tag: tagOf(code), code })
  })

  it("what is answered 1005, then 1007, then 1006", async () => {
    const given = [1005, 1007, 1006]
    const { result, sent } = await ended("applyForCard", given, (client) => client.applyForCard(application))
    expect(sent).toBe(3)
    expect(Either.getOrThrow(Either.flip(result))).toMatchObject({ _tag: "AccessTokenMissing" })
  })
})

describe("a write that is answered 1005", () => {
  const refused = (times: number) =>
    ended(
      "applyForCard",
      Array.makeBy(times, () => 1005),
      (client) => client.applyForCard(application)
    )

  it.each([1, 2, 3])("%d times leads to the card, by another hypothesis about the time", async (times) => {
    const { result, sent } = await refused(times)
    expect(Either.isRight(result)).toBe(true)
    expect(sent).toBeLessThanOrEqual(4)
  })

  it("each time is sent four times", async () => {
    const { result, sent } = await refused(9)
    expect(sent).toBe(4)
    expect(Either.getOrThrow(Either.flip(result))).toMatchObject({ _tag: tagOf(1005), code: 1005 })
  })
})

describe("interrupted at any moment, a write", () => {
  const moments = [0, 1, 249, 250, 500, 999, 1_000, 2_500, 10_000]

  it.each(moments)("leaves nothing running after %d ms", async (millis) => {
    const faults: Fault.Schedule = [
      { operation: "getToken", nth: 1, fault: { _tag: "DelayAfter", millis: 500 } },
      ...answers("applyForCard", [1009, 1009]),
      { operation: "applyForCard", nth: 3, fault: { _tag: "DelayBefore", millis: 5_000 } }
    ]
    const sent = await Effect.runPromise(
      VirtualClock.run(() =>
        Effect.gen(function* () {
          const client = yield* KeySecureClient.KeySecureClient
          const simulator = yield* KeySecureSimulator.KeySecureSimulator
          yield* Effect.timeoutOption(client.applyForCard(application), millis)
          const atOnce = (yield* simulator.requestRecords).length
          yield* Effect.sleep("1 hour")
          return [atOnce, (yield* simulator.requestRecords).length]
        }).pipe(
          Effect.provide(
            KeySecureClient.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl }).pipe(
              Layer.provideMerge(KeySecureSimulator.layerHttpClient({ faults }))
            )
          )
        )
      )
    )
    expect(sent[1]).toBe(sent[0])
  })
})
