/** Items that are not as documented lose neither the others nor themselves, and are never taken for "none". */
import { CardIssuance, type ClientError, KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import { Card } from "@effect-keysecure/schema"
import { KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import { HttpClient, HttpClientResponse } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { Cause, Chunk, DateTime, Effect, Exit, Layer, Metric, Redacted, Stream, Struct } from "effect"
import { oddItems } from "../../../testkit/src/internal/state/oddItem.js"
import { inWorld, onFirstApplication } from "../support/issuing/world.js"
import { applicationOf } from "../support/requests.js"
import { issuedToken } from "../support/server.js"
import { listed } from "../support/services.js"
import { simulated } from "../support/simulated.js"

const forms = Struct.keys(oddItems).filter((form) => form !== "none")
/** What of the first item could be read, of those that cannot be read as a card. */
const parts: Partial<Record<Scenario.OddItem, object>> = {
  pendingWithoutNumber: { cardUniqueNo: "order-3", status: "Pending" },
  nullBefore: {},
  textBefore: {}
}

describe.each(forms)("a list whose first item is shown otherwise: %s", (oddItem) => {
  it.effect("gives the others, and what could be read of the odd one, counted", () =>
    Effect.gen(function* () {
      const client = yield* KeySecureClient.KeySecureClient
      for (const no of ["order-1", "order-2", "order-3"]) yield* client.applyForCard(applicationOf(no))
      const odd: Array<object> = []
      const cards = yield* Stream.runCollect(
        listed(({ cards }) =>
          cards({
            from: DateTime.unsafeMake(Date.UTC(2025, 11, 1)),
            to: DateTime.unsafeMake(Date.UTC(2026, 5, 1)),
            onOdd: (part) => Effect.sync(() => void odd.push(part))
          })
        )
      )
      const isLost = oddItem === "pendingWithoutNumber"
      expect(Chunk.toReadonlyArray(cards).map(({ cardUniqueNo }) => cardUniqueNo)).toEqual(
        isLost ? ["order-2", "order-1"] : ["order-3", "order-2", "order-1"]
      )
      const expected = parts[oddItem]
      expect(odd.length > 0).toBe(expected !== undefined)
      if (expected === undefined) return
      expect(odd[0]).toMatchObject(expected)
      const counts = yield* Metric.snapshot
      expect(counts.some(({ metricKey }) => metricKey.name === "keysecure_odd_items")).toBe(true)
    }).pipe(Effect.provide(simulated(Scenario.rules({ oddItem }))))
  )

  it("never is a certain no", () =>
    inWorld(
      { faults: onFirstApplication({ _tag: "LoseAnswer", silent: false }), rules: { oddItem } },
      Effect.gen(function* () {
        const issuance = yield* CardIssuance.CardIssuance
        const ended = yield* Effect.exit(issuance.issue(Sample.virtualApplication))
        const unknown = expect.objectContaining({
          _tag: "OutcomeUnknown",
          candidates: [{ uniqueNo: "sample-virtual-credit", status: "Pending" }]
        })
        expect(Exit.match(ended, { onSuccess: () => "issued", onFailure: Cause.squash })).toEqual(
          oddItem === "pendingWithoutNumber" ? unknown : "issued"
        )
      })
    ))
})

it.effect("goes on over pages of cards of which none has its number", () =>
  Effect.gen(function* () {
    const client = yield* KeySecureClient.KeySecureClient
    const pending = (page: number): Partial<Card.CardListItem> => ({ cardUniqueNo: `order-${page}`, status: "Pending" })
    const inOnes: KeySecureClient.Service = {
      ...client,
      listCards: ({ page = 0 }) =>
        Effect.succeed(
          page < 6
            ? { list: [], odd: [pending(page)] }
            : { list: page === 6 ? [{ cardNo: Card.CardNo.make("C7"), status: "Activated" }] : [] }
        )
    }
    const span = { from: DateTime.unsafeMake(Date.UTC(2026, 0, 1)), to: DateTime.unsafeMake(Date.UTC(2026, 0, 2)) }
    const cards = yield* Stream.runCollect(listed((listing) => listing.cards(span))).pipe(
      Effect.provideService(KeySecureClient.KeySecureClient, inOnes)
    )
    expect(Chunk.toReadonlyArray(cards)).toMatchObject([{ cardNo: "C7" }])
  }).pipe(Effect.provide(simulated()))
)

describe("an item that is nested 100,000 deep", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`
  const answers = (body: string) =>
    KeySecureClient.layer({
      apiKey: Redacted.make("key"),
      baseUrl: KeySecureSimulator.baseUrl,
      retryPolicy: RetryPolicy.never
    }).pipe(
      Layer.provide(
        Layer.succeed(
          HttpClient.HttpClient,
          HttpClient.make((request) =>
            Effect.succeed(
              HttpClientResponse.fromWeb(
                request,
                request.url.endsWith("/token") ? Response.json(issuedToken("token")) : new Response(body)
              )
            )
          )
        )
      )
    )

  it.effect.each([`{"transfer_no":"T1","x":${deep}}`, deep])("makes a list unreadable, and kills nothing", (item) =>
    Effect.gen(function* () {
      const span = { from: DateTime.unsafeMake(Date.UTC(2026, 0, 1)), to: DateTime.unsafeMake(Date.UTC(2026, 0, 2)) }
      const cards = Stream.runDrain(listed((listing) => listing.cards(span)))
      const transfers = Stream.runDrain(listed((listing) => listing.transfers(span)))
      for (const list of [cards, transfers]) {
        const error: ClientError.ReadError = yield* Effect.flip(list)
        expect(error._tag).toBe("Unreadable")
      }
    }).pipe(Effect.provide(answers(`{"code":0,"msg":"","data":{"list":[${item}]}}`)))
  )
})
