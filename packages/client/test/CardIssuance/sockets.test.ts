import { AttemptLog, CardIssuance, KeySecureClient } from "@effect-keysecure/client"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Either } from "effect"
import { applicationOf, query } from "../support/requests.js"
import { transports } from "../support/transports.js"
import { deadlineOf, type Row, rows } from "../support/sockets/mishaps.js"
import { Network } from "../support/sockets/network.js"
import { codesOf, later, repeatedUniqueNo, world } from "../support/sockets/world.js"

/** The numbers of the cards of one application. */
const cardsOf = (cardUniqueNo: string) =>
  Effect.map(
    Effect.flatMap(KeySecureSimulator.KeySecureSimulator, ({ cards }) => cards),
    (cards) => cards.flatMap((card) => (card.cardUniqueNo === cardUniqueNo ? [card.cardNo] : []))
  )

/** Issues a card whose application meets a mishap, by a platform that does this with numbers that are used again. */
const issueOver = (row: Row, repeated: Scenario.Rules["repeatedUniqueNo"]) =>
  Effect.gen(function* () {
    const application = applicationOf(`order-${repeated}`)
    const simulator = yield* KeySecureSimulator.KeySecureSimulator
    const issuance = yield* CardIssuance.CardIssuance
    const network = yield* Network
    yield* simulator.update(Scenario.rules({ repeatedUniqueNo: repeated }))
    yield* network.meet(row.mishap, Effect.provideService(later, KeySecureSimulator.KeySecureSimulator, simulator))
    // The answer to the first question gets lost as well.
    if (!row.answered) yield* network.meet("cutInBody")

    const first = yield* Effect.either(issuance.issue(application, { deadline: deadlineOf(row) }))
    expect(Either.isRight(first)).toBe(row.carriedOut)
    if (Either.isLeft(first)) expect(first.left).toMatchObject({ _tag: "NotIssued", reason: { _tag: "NoAnswer" } })

    const issued = yield* issuance.issue(application)
    expect(yield* cardsOf(application.cardUniqueNo)).toEqual([issued.cardNo])
    expect(yield* codesOf("applyForCard")).toEqual([0])

    const forgetful = yield* Effect.provide(CardIssuance.make(), AttemptLog.layerMemory())
    expect((yield* issuance.reconcile(application.cardUniqueNo)).cardNo).toBe(issued.cardNo)
    expect((yield* forgetful.reconcile(application.cardUniqueNo)).cardNo).toBe(issued.cardNo)
  })

describe.each(transports)(
  "over %s, on connections that are kept",
  { concurrent: true, timeout: 60_000 },
  (_, transport) => {
    it.live.each(rows)("%s: one card, whatever a number used again gets", ([, row]) =>
      // Most of it is waiting, so each platform has a server of its own.
      Effect.forEach(
        repeatedUniqueNo,
        (repeated) =>
          Effect.flatMap(KeySecureClient.KeySecureClient, ({ listCards }) => listCards(query)).pipe(
            Effect.zipRight(issueOver(row, repeated)),
            Effect.scoped,
            Effect.provide(world(transport, {}, { keepsAlive: true }))
          ),
        { concurrency: "unbounded", discard: true }
      )
    )
  }
)
