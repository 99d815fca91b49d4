/** An application for a browser or a worker: it applies for a card over `fetch`, at the simulator's URL. */
import { AttemptLog, CardIssuance, CardUniqueNo } from "@effect-keysecure/client"
import { Cardholder, CardProduct } from "@effect-keysecure/schema"
import { FetchHttpClient } from "@effect/platform"
import { Console, Effect, Layer, Redacted } from "effect"

/** Put in by the bundler: such a target has no environment. */
declare const SIMULATOR_URL: string

const program = Effect.gen(function* () {
  const issuance = yield* CardIssuance.CardIssuance
  const card = yield* issuance.issue({
    cardType: "Virtual",
    packageNo: CardProduct.PackageNo.make("P0001"),
    cardholderNo: Cardholder.CardholderNo.make("U0001"),
    cardUniqueNo: CardUniqueNo.fromBusinessId("browser", "1")
  })
  yield* Console.log(`card ${card.cardNo}`)
})

void program.pipe(
  Effect.provide(
    CardIssuance.layer({ apiKey: Redacted.make("sim_credit_key"), baseUrl: SIMULATOR_URL }).pipe(
      Layer.provide(AttemptLog.layerMemory()),
      Layer.provide(FetchHttpClient.layer)
    )
  ),
  Effect.runPromise
)
