/** What is done before a copy is sent: with its stamp, and with what the copy says that it is about. */
import { KeySecureClient } from "@effect-keysecure/client"
import { type Fault, KeySecureSimulator } from "@effect-keysecure/testkit"
import { it } from "@effect-keysecure/testkit/vitest"
import { Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import { application, query } from "../support/requests.js"
import { apiKey } from "../support/simulated.js"

const { KeySecureClient: Client } = KeySecureClient
const { KeySecureSimulator: Simulator } = KeySecureSimulator

const played = <A, E>(
  faults: Fault.Schedule,
  program: Effect.Effect<A, E, KeySecureClient.KeySecureClient | KeySecureSimulator.KeySecureSimulator>
) =>
  Effect.provide(
    program,
    KeySecureClient.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl }).pipe(
      Layer.provideMerge(KeySecureSimulator.layerHttpClient({ faults }))
    )
  )

const arrived = Effect.map(
  Effect.flatMap(Simulator, (simulator) => simulator.requestRecords),
  (records) => records.filter(({ operation }) => operation === "applyForCard").length
)

const refusedAsTooMany: Fault.Schedule = [
  { operation: "applyForCard", nth: 1, fault: { _tag: "AnswerCode", code: 1009, carriedOut: false } }
]

describe("what is to be done before sending", () => {
  it.virtual("is told the stamp of every copy, and the holder and type that the copy applies for", () =>
    played(
      refusedAsTooMany,
      Effect.gen(function* () {
        const told: Array<readonly [number, object, number]> = []
        const client = yield* Client
        const simulator = yield* Effect.context<KeySecureSimulator.KeySecureSimulator>()
        yield* client.applyForCard(application, {
          beforeSending: (stamp, sent) =>
            Effect.map(Effect.provide(arrived, simulator), (before) => told.push([stamp, sent, before]))
        })
        const sent = { cardholderNo: application.cardholderNo, cardType: application.cardType }
        expect(told).toEqual([
          [expect.any(Number), sent, 0],
          [expect.any(Number), sent, 1]
        ])
        expect(yield* arrived).toBe(2)
      })
    )
  )

  it.virtual("is told nothing of what other operations are about", () =>
    played(
      [],
      Effect.gen(function* () {
        const told: Array<object> = []
        const client = yield* Client
        const beforeSending = (_: number, sent: object) => Effect.sync(() => void told.push(sent))
        yield* client.listCards(query, { beforeSending })
        expect(told).toEqual([{}])
      })
    )
  )

  it.virtual.each<readonly [string, Effect.Effect<never, { readonly secret: string }>]>([
    ["fails", Effect.fail({ secret: "planted" })],
    ["dies", Effect.die("planted")]
  ])("and %s keeps the copy back", ([, failing]) =>
    played(
      [],
      Effect.gen(function* () {
        const client = yield* Client
        const error = yield* Effect.flip(client.applyForCard(application, { beforeSending: () => failing }))
        expect(error).toMatchObject({ _tag: "NotSent", reason: "NotRecorded" })
        expect(JSON.stringify(error)).not.toContain("planted")
        expect(yield* arrived).toBe(0)
      })
    )
  )

  it.virtual("is cut short by the deadline, and then the copy was not sent", () =>
    played(
      [],
      Effect.gen(function* () {
        const client = yield* Client
        const options = { deadline: "3 seconds", beforeSending: () => Effect.never } as const
        const error = yield* Effect.flip(client.applyForCard(application, options))
        expect(error).toMatchObject({ _tag: "NotSent", reason: "DeadlinePassed", detail: "not within 3 s" })
        expect(yield* arrived).toBe(0)
      })
    )
  )

  it.virtual("has been done when the deadline passes after it, and then the outcome of its stamp is unknown", () =>
    played(
      [{ operation: "applyForCard", nth: 1, fault: { _tag: "DelayBefore", millis: 5_000 } }],
      Effect.gen(function* () {
        const stamps: Array<number> = []
        const client = yield* Client
        const error = yield* Effect.flip(
          client.applyForCard(application, {
            deadline: "3 seconds",
            beforeSending: (stamp) => Effect.sync(() => void stamps.push(stamp))
          })
        )
        expect(error).toMatchObject({
          _tag: "OutcomeUnknown",
          stamps,
          reason: { _tag: "NoAnswer", detail: "none within 3 s" }
        })
        expect(stamps).toHaveLength(1)
      })
    )
  )

  it.virtual("is not done when the deadline passes in a wait, and what was refused is not unknown", () =>
    played(
      refusedAsTooMany,
      Effect.gen(function* () {
        const client = yield* Client
        const error = yield* Effect.flip(
          client.applyForCard(application, { deadline: 100, beforeSending: () => Effect.void })
        )
        expect(error).toMatchObject({ _tag: "NotSent", reason: "DeadlinePassed" })
        expect(yield* arrived).toBe(1)
      })
    )
  )
})
