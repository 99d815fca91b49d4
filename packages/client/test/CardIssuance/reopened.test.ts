import { AttemptLog, CardIssuance, KeySecureClient } from "@effect-keysecure/client"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import type { HttpClient } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Scope } from "effect"
import { application, query } from "../support/requests.js"
import { transports } from "../support/transports.js"
import * as Door from "../support/sockets/door.js"
import { cardNos, codesOf, issuing, later } from "../support/sockets/world.js"

/** The platform with a door that is open, and issuing through it. */
interface Opened extends Door.Door {
  /** Closes the door: what is under way is cut, and nobody listens. */
  readonly shut: Effect.Effect<void>
  /** Opens it again. */
  readonly reopen: Effect.Effect<void>
}

type Platform = CardIssuance.CardIssuance | KeySecureClient.KeySecureClient | KeySecureSimulator.KeySecureSimulator

const client = KeySecureClient.KeySecureClient
const issuance = CardIssuance.CardIssuance
const list = Effect.flatMap(client, ({ listCards }) => listCards(query))
const apply = Effect.flatMap(client, ({ applyForCard }) => applyForCard(application, { deadline: "20 seconds" }))
const issue = Effect.flatMap(issuance, (service) => service.issue(application))

/** A door that opens again at the same port, or at another. */
const throughDoor = <A, E>(
  transport: Layer.Layer<HttpClient.HttpClient>,
  reopensAt: "the same port" | "another port",
  use: (door: Opened) => Effect.Effect<A, E, Platform>
) =>
  Effect.gen(function* () {
    const door = yield* Door.make
    const first = yield* Scope.make()
    const second = yield* Effect.scope
    yield* Effect.addFinalizer(() => Scope.close(first, Exit.void))
    yield* Scope.extend(door.open(), first)
    const opened: Opened = {
      ...door,
      shut: Scope.close(first, Exit.void),
      reopen: Scope.extend(reopensAt === "the same port" ? door.open() : door.open(0), second)
    }
    return yield* list.pipe(
      Effect.zipRight(use(opened)),
      Effect.provide(Layer.provide(issuing(transport, door.port), AttemptLog.layerMemory()))
    )
  }).pipe(
    Effect.scoped,
    Effect.provide(KeySecureSimulator.layer({ scenario: Scenario.rules({ repeatedUniqueNo: "anotherCard" }) }))
  )

/** An application during which the door is closed: what its caller learns. */
const cutAt = (door: Opened, stop: Door.Stop) =>
  Effect.gen(function* () {
    const stopped = yield* door.stopAt(stop, application.cardUniqueNo)
    const applying = yield* Effect.fork(Effect.flip(apply))
    yield* stopped
    yield* door.shut
    const error = yield* Fiber.join(applying)
    return error._tag === "OutcomeUnknown" ? error : yield* Effect.dieMessage(error._tag)
  })

/** How many questions the platform has answered. */
const listed = Effect.map(codesOf("listCards"), (codes) => codes.length)

describe.each(transports)("over %s", { concurrent: true, timeout: 60_000 }, (_, transport) => {
  describe.each(["the same port", "another port"] as const)("the door opens again at %s", (reopensAt) => {
    it.live("carried out before it closed: the card is found", () =>
      throughDoor(transport, reopensAt, (door) =>
        Effect.gen(function* () {
          const unknown = yield* cutAt(door, "carriedOut")
          expect(yield* cardNos).toHaveLength(1)
          yield* door.reopen
          const { reconcile } = yield* issuance
          const { cardNo } = yield* reconcile(unknown)
          expect(yield* cardNos).toEqual([cardNo])
          expect(yield* codesOf("applyForCard")).toEqual([0])
        })
      )
    )

    it.live("never carried out: there is no card, which is certain later, and another application makes one", () =>
      throughDoor(transport, reopensAt, (door) =>
        Effect.gen(function* () {
          const unknown = yield* cutAt(door, "arrived")
          expect(yield* cardNos).toEqual([])
          yield* door.reopen
          yield* later
          const { reconcile } = yield* issuance
          expect(yield* Effect.flip(reconcile(unknown))).toMatchObject({ _tag: "NotIssued" })
          expect(yield* cardNos).toEqual([])
          const { cardNo } = yield* issue
          // The first copy, should it come at last, is too old.
          expect(JSON.parse((yield* door.carryOn(application.cardUniqueNo)).body)).toMatchObject({ code: 1005 })
          expect(yield* cardNos).toEqual([cardNo])
        })
      )
    )

    it.live("carried out after it has opened again and was asked: the card is found", () =>
      throughDoor(transport, reopensAt, (door) =>
        Effect.gen(function* () {
          const unknown = yield* cutAt(door, "arrived")
          yield* door.reopen
          const before = yield* listed
          const { reconcile } = yield* issuance
          const asking = yield* Effect.fork(reconcile(unknown))
          yield* Effect.repeat(Effect.delay(listed, "5 millis"), { until: (now) => now > before })
          yield* door.carryOn(application.cardUniqueNo)
          const { cardNo } = yield* Fiber.join(asking)
          expect(yield* cardNos).toEqual([cardNo])
        })
      )
    )

    it.live("closed when the application was made: not sent, and no card until it is made again", () =>
      throughDoor(transport, reopensAt, (door) =>
        Effect.gen(function* () {
          yield* door.shut
          // A connection that was idle, and of whose end the transport has not heard yet, would leave the outcome open.
          expect(yield* Effect.flip(list)).toMatchObject({
            _tag: "Unreachable",
            detail: expect.stringContaining("ECONNREFUSED")
          })
          expect(yield* Effect.flip(apply)).toMatchObject({ _tag: "NotSent", reason: "ConnectionFailed" })
          expect(yield* Effect.flip(issue)).toMatchObject({ _tag: "NotSent", reason: "ConnectionFailed" })
          expect(yield* cardNos).toEqual([])
          yield* door.reopen
          const { cardNo } = yield* issue
          expect(yield* cardNos).toEqual([cardNo])
        })
      )
    )

    it.live("issuing goes on while it is closed and ends when it is open", () =>
      throughDoor(transport, reopensAt, (door) =>
        Effect.gen(function* () {
          const stopped = yield* door.stopAt("carriedOut", application.cardUniqueNo)
          const issuing = yield* Effect.fork(issue)
          yield* stopped
          yield* door.shut
          yield* Effect.sleep("30 millis")
          yield* door.reopen
          const { cardNo } = yield* Fiber.join(issuing)
          expect(yield* cardNos).toEqual([cardNo])
          expect(yield* codesOf("applyForCard")).toEqual([0])
        })
      )
    )
  })
})
