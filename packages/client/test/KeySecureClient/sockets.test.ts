import { CardIssuance, KeySecureClient } from "@effect-keysecure/client"
import { Cardholder, type CardApplication } from "@effect-keysecure/schema"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Either } from "effect"
import { application, applicationOf, query } from "../support/requests.js"
import { transports } from "../support/transports.js"
import { deadlineOf, rows } from "../support/sockets/mishaps.js"
import { Network } from "../support/sockets/network.js"
import { cardNos, codesOf, later, world } from "../support/sockets/world.js"

const rejected: CardApplication.CardApplication = {
  ...application,
  cardholderNo: Cardholder.CardholderNo.make(Scenario.rejectedCardholderNo)
}

/** An application, once token and time are known: what it ended with, and that it agrees with the platform's cards. */
const applied = (wanted: CardApplication.CardApplication, options?: KeySecureClient.CallOptions) =>
  Effect.gen(function* () {
    const client = yield* KeySecureClient.KeySecureClient
    const before = yield* cardNos
    const ended = yield* Effect.either(client.applyForCard(wanted, options))
    const made = (yield* cardNos).slice(before.length)
    if (Either.isRight(ended)) expect(made).toEqual([ended.right.cardNo])
    else if (ended.left._tag === "OutcomeUnknown") expect(made.length).toBeLessThanOrEqual(1)
    else expect(made).toEqual([])
    return ended
  })

const warmUp = Effect.flatMap(KeySecureClient.KeySecureClient, ({ listCards }) => listCards(query))

/** Finds out by the error, over a network that loses the first answer, and issues if there is no card. */
const cardAfter = (ended: Effect.Effect.Success<ReturnType<typeof applied>>, wanted = application) =>
  Effect.gen(function* () {
    const issuance = yield* CardIssuance.CardIssuance
    if (Either.isRight(ended)) return ended.right.cardNo
    yield* Effect.flatMap(Network, ({ meet }) => meet("resetBeforeAnswer"))
    const { cardNo } = yield* ended.left._tag === "OutcomeUnknown"
      ? Effect.catchTag(issuance.reconcile(ended.left), "NotIssued", () => issuance.issue(wanted))
      : issuance.issue(wanted)
    return cardNo
  })

describe.each(transports)("over %s", { concurrent: true, timeout: 60_000 }, (_, transport) => {
  const single = Effect.provide(world(transport, { repeatedUniqueNo: "anotherCard" }, { keepsAlive: false }))
  const kept = Effect.provide(world(transport, { repeatedUniqueNo: "anotherCard" }, { keepsAlive: true }))

  it.live.each(rows)("%s", ([mishap, row]) =>
    Effect.gen(function* () {
      yield* warmUp
      yield* Effect.flatMap(Network, ({ meet }) => meet(mishap))
      const ended = yield* applied(application, { deadline: deadlineOf(row) })
      expect(Either.isRight(ended) ? "answered" : ended.left).toEqual(
        row.answered ? "answered" : expect.objectContaining({ _tag: "OutcomeUnknown" })
      )
      expect(yield* cardNos).toHaveLength(row.carriedOut ? 1 : 0)
      yield* later
      const cardNo = yield* cardAfter(ended)
      expect(yield* cardNos).toEqual([cardNo])
      expect((yield* codesOf("applyForCard")).filter((code) => code === 0)).toHaveLength(1)
    }).pipe(single)
  )

  it.live("a refused connection: not sent; when somebody listens again there is one card", () =>
    Effect.gen(function* () {
      const network = yield* Network
      yield* warmUp
      yield* network.close
      const ended = yield* applied(application, { deadline: "20 seconds" })
      expect(Either.flip(ended)).toEqual(
        Either.right(expect.objectContaining({ _tag: "NotSent", reason: "ConnectionFailed" }))
      )
      yield* network.open
      const cardNo = yield* cardAfter(ended)
      expect(yield* cardNos).toEqual([cardNo])
    }).pipe(single)
  )

  it.live("no answer to get token: not sent, and no card", () =>
    Effect.gen(function* () {
      const network = yield* Network
      yield* Effect.replicateEffect(network.meet("resetBeforeAnswer"), 10)
      const ended = yield* applied(application)
      expect(Either.flip(ended)).toEqual(
        Either.right(expect.objectContaining({ _tag: "NotSent", reason: "TokenUnavailable" }))
      )
      expect(yield* codesOf("applyForCard")).toEqual([])
    }).pipe(kept)
  )

  it.live("a rejection says that there is no card; lost, it leaves that open until it is found out", () =>
    Effect.gen(function* () {
      const network = yield* Network
      const issuance = yield* CardIssuance.CardIssuance
      expect(Either.flip(yield* applied(rejected))).toEqual(Either.right(expect.objectContaining({ code: 2005 })))
      yield* network.meet("resetBeforeAnswer")
      const unknown = yield* applied(rejected)
      expect(Either.flip(unknown)).toEqual(Either.right(expect.objectContaining({ _tag: "OutcomeUnknown" })))
      yield* later
      expect(yield* Effect.flip(cardAfter(unknown, rejected))).toMatchObject({ code: 2005 })
      expect(yield* Effect.flip(issuance.issue(rejected))).toMatchObject({ code: 2005 })
      expect(yield* cardNos).toEqual([])
    }).pipe(kept)
  )

  it.live("a connection closed while it was idle: nothing is sent twice, and nothing gets lost", () =>
    Effect.gen(function* () {
      const network = yield* Network
      const issuance = yield* CardIssuance.CardIssuance
      const client = yield* KeySecureClient.KeySecureClient
      yield* warmUp
      const made = yield* Effect.forEach(
        Array.from({ length: 10 }, (_, n) => applicationOf(`order-${n}`)),
        (wanted) =>
          Effect.gen(function* () {
            yield* network.meet("closedAfterAnswer")
            yield* client.listCards(query)
            const ended = yield* applied(wanted)
            if (Either.isRight(ended)) return ended.right.cardNo
            expect(["OutcomeUnknown", "NotSent"]).toContain(ended.left._tag)
            yield* later
            return yield* Effect.catchTag(issuance.reconcile(wanted.cardUniqueNo), "NotIssued", () =>
              issuance.issue(wanted)
            )
          })
      )
      expect(yield* cardNos).toHaveLength(made.length)
    }).pipe(kept)
  )

  describe("an application that is carried out after its connection was cut", () => {
    const delayed = Effect.provide(
      world(transport, { repeatedUniqueNo: "anotherCard", delayMillis: { applyForCard: 150 } }, { keepsAlive: true })
    )
    const cut = Effect.gen(function* () {
      yield* warmUp
      yield* Effect.flatMap(Network, ({ meet }) => meet("cutOnceForwarded"))
      const ended = yield* applied(application)
      expect(Either.flip(ended)).toEqual(Either.right(expect.objectContaining({ _tag: "OutcomeUnknown" })))
      expect(yield* cardNos).toEqual([])
      return ended
    })

    it.live("is found by asking again", () =>
      Effect.gen(function* () {
        const cardNo = yield* cardAfter(yield* cut)
        expect(yield* cardNos).toEqual([cardNo])
        expect(yield* codesOf("applyForCard")).toEqual([0])
      }).pipe(delayed)
    )

    it.live("is refused where its time is over, and another one makes the card", () =>
      Effect.gen(function* () {
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        const ended = yield* cut
        yield* later
        const cardNo = yield* cardAfter(ended)
        expect(yield* cardNos).toEqual([cardNo])
        expect(yield* codesOf("applyForCard")).toEqual([1005, 0])
        expect(yield* simulator.cards).toHaveLength(1)
      }).pipe(delayed)
    )
  })
})
