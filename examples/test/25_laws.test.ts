import { AttemptLog, CardIssuance, CardUniqueNo } from "@effect-keysecure/client"
import { KeySecureSimulator, Laws, Scenario } from "@effect-keysecure/testkit"
import { expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"

// Your own service goes here, over our client. What it stores in the KeyValueStore outlives its crashes.
const myService = CardIssuance.layer({
  apiKey: Redacted.make(Scenario.creditApiKey),
  baseUrl: KeySecureSimulator.baseUrl
}).pipe(Layer.provide(AttemptLog.layerKeyValueStore()), Layer.orDie)

const issueFor = (intent: Laws.Intent) =>
  Effect.flatMap(CardIssuance.CardIssuance, ({ issue }) =>
    issue(intent.application(CardUniqueNo.fromBusinessId("orders", intent.id)))
  ).pipe(
    Effect.match({
      onSuccess: ({ cardNo }) => Laws.card(cardNo),
      onFailure: (error) => (error._tag === "OutcomeUnknown" ? Laws.unknown : Laws.noCard)
    })
  )

it.live("never two cards, never a lost one", () =>
  Effect.gen(function* () {
    const report = yield* Laws.all({ layer: myService, apply: issueFor }, { schedules: 20 })
    expect(report.schedules).toBe(20)
  })
)
