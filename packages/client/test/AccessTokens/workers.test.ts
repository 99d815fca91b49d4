/** On Cloudflare Workers it must be said whose fetch a token comes from. */
import { KeySecureClient } from "@effect-keysecure/client"
import { KeySecureSimulator } from "@effect-keysecure/testkit"
import { afterEach, beforeEach, describe, expect, it, vi } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { application, query } from "../support/requests.js"
import { apiKey } from "../support/simulated.js"

const client = (fetchedBy?: "layer" | "caller") =>
  KeySecureClient.layer({
    apiKey,
    baseUrl: KeySecureSimulator.baseUrl,
    ...(fetchedBy === undefined ? {} : { fetchedBy })
  }).pipe(Layer.provideMerge(KeySecureSimulator.layerHttpClient()))

const requests = Effect.flatMap(KeySecureSimulator.KeySecureSimulator, (simulator) => simulator.requests)

describe("on Cloudflare Workers", () => {
  beforeEach(() => {
    vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" })
  })
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it.effect("calls fail and say what to do, until it is said whose a fetch is", () =>
    Effect.gen(function* () {
      const { applyForCard, listCards } = yield* KeySecureClient.KeySecureClient
      const write = yield* Effect.flip(applyForCard(application))
      expect(write._tag).toBe("NotSent")
      expect(write.message).toContain("fetchedBy")
      const read = yield* Effect.flip(listCards(query))
      expect(read._tag).toBe("Unreachable")
      expect(read.message).toContain("fetchedBy")
      expect(yield* requests).toEqual([])
    }).pipe(Effect.provide(client()))
  )

  it.effect.each(["layer", "caller"] as const)("calls work where a fetch is the %s's", (fetchedBy) =>
    Effect.gen(function* () {
      const { applyForCard } = yield* KeySecureClient.KeySecureClient
      expect((yield* applyForCard(application)).cardUniqueNo).toBe(application.cardUniqueNo)
    }).pipe(Effect.provide(client(fetchedBy)))
  )
})

describe("elsewhere", () => {
  it.effect("a fetch is the layer's, unless it is said otherwise", () =>
    Effect.gen(function* () {
      const { listCards } = yield* KeySecureClient.KeySecureClient
      yield* Effect.all([listCards(query), listCards(query)], { concurrency: "unbounded" })
      const answered = (yield* requests).filter(({ code }) => code === 0)
      expect(answered.map(({ operation }) => operation)).toEqual(["getToken", "listCards", "listCards"])
    }).pipe(Effect.provide(client()))
  )
})
