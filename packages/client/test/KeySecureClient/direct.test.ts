/** The direct way of the lean transport: it is taken, it can be turned off, and nothing that can be told differs. */
import { KeySecureClient } from "@effect-keysecure/client"
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { HttpClient } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { Clock, type Duration, Effect, FastCheck as fc, Layer } from "effect"
import { directOf, register } from "../../src/internal/call/direct.js"
import { clientAt } from "../support/clientAt.js"
import { onBothWays, scripts } from "../support/directness.js"
import { application } from "../support/requests.js"
import { recordingServer } from "../support/server.js"
import { shareOfRuns } from "../../../testkit/test/support/runs.js"

/** 2,000 exchanges in the thorough run. */
const numRuns = shareOfRuns === 1 ? 2_000 : 50

/** The direct way of the lean transport, of a client whose ordinary way is none. */
const onlyDirect = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(HttpClient.HttpClient, (client) => {
    const direct = directOf(client)
    const dead = HttpClient.make(() => Effect.dieMessage("the ordinary way"))
    return direct === undefined ? dead : register(dead, direct)
  })
).pipe(Layer.provide(UndiciHttpClient.layer))

const surrounded = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(
    HttpClient.HttpClient,
    HttpClient.mapRequest((request) => request)
  )
).pipe(Layer.provide(UndiciHttpClient.layer))

const applied = (transport: Layer.Layer<HttpClient.HttpClient>) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* recordingServer
    return yield* Effect.flatMap(KeySecureClient.KeySecureClient, ({ applyForCard }) => applyForCard(application)).pipe(
      Effect.provide(clientAt(baseUrl, transport))
    )
  }).pipe(Effect.scoped)

/** Holds up the thread for 10 ms. */
const busy = Effect.sync(() => {
  const end = performance.now() + 10
  while (performance.now() < end);
})

describe("the direct way", () => {
  it.live("is the one that a call goes", () =>
    Effect.map(applied(onlyDirect), ({ cardNo }) => expect(cardNo).toBe("C1"))
  )

  it.live.each([UndiciHttpClient.layerAgent({ direct: false }), surrounded])(
    "is not gone where it is turned off, or where something stands around the transport",
    (transport) =>
      Effect.gen(function* () {
        expect(directOf(yield* Effect.provide(HttpClient.HttpClient, transport))).toBeUndefined()
        expect((yield* applied(transport)).cardNo).toBe("C1")
      })
  )

  it.live.each([onlyDirect, UndiciHttpClient.layerAgent({ direct: false })])(
    "sends nothing after the deadline although a busy thread lets no alarm ring, nor does the ordinary way",
    (transport) =>
      Effect.gen(function* () {
        const { arrived, baseUrl } = yield* recordingServer
        const late = (deadline: Duration.DurationInput) =>
          Effect.flatMap(KeySecureClient.KeySecureClient, ({ applyForCard }) =>
            Effect.flip(applyForCard(application, { deadline, beforeSending: () => busy }))
          ).pipe(Effect.provide(clientAt(baseUrl, transport)))
        expect(yield* late("5 millis")).toMatchObject({ _tag: "NotSent", reason: "DeadlinePassed" })
        expect(yield* late(0)).toMatchObject({ _tag: "NotSent", reason: "DeadlinePassed" })
        expect(arrived).toEqual([])
      }).pipe(Effect.scoped)
  )

  it.live("ends, counts and sends what the ordinary way does", () =>
    Effect.gen(function* () {
      const seed = yield* Clock.currentTimeMillis
      const tried = yield* Effect.forEach(fc.sample(scripts, { numRuns, seed }), onBothWays, { concurrency: 25 })
      for (const { direct, ordinary, script } of tried) {
        expect({ seed, script, ...direct }).toEqual({ seed, script, ...ordinary })
      }
    })
  )
})
