import { AttemptLog, CardIssuance, KeySecureClients } from "@effect-keysecure/client"
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { CardApplication } from "@effect-keysecure/schema"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Config, Console, Effect, Layer, Option } from "effect"

/** The merchants, from wherever they are kept: a vault, a table, or the environment as here (`ACME_API_KEY` and so on). */
const merchants = (name: string) =>
  Effect.gen(function* () {
    const apiKey = yield* Config.option(Config.redacted(`${name.toUpperCase()}_API_KEY`))
    const baseUrl = yield* Config.string("KEYSECURE_BASE_URL")
    return Option.map(apiKey, (key) => ({ apiKey: key, baseUrl }))
  })

/** Issues a card for one merchant. Its client stays open until this has ended. */
const issueFor = (merchant: string, application: CardApplication.CardApplication) =>
  Effect.flatMap(CardIssuance.CardIssuance, (issuance) => issuance.issue(application)).pipe(
    Effect.provide(KeySecureClients.layerFor(merchant)),
    Effect.flatMap(({ cardNo }) => Console.log(`${merchant}: card ${cardNo}`)),
    Effect.catchTags({
      MerchantNotFound: () => Console.log(`${merchant}: no such merchant`),
      OutcomeUnknown: () => Console.log(`${merchant}: not known yet; issue it again, and that finds out`)
    })
  )

const order = {
  cardType: "Virtual",
  cardholderNo: CardApplication.CardholderNo.make("U0001"),
  cardUniqueNo: CardApplication.CardUniqueNo.make("order-1001") // unique for its merchant: two merchants may have the same
} as const

const program = Effect.all(
  [
    issueFor("acme", { ...order, packageNo: CardApplication.PackageNo.make("P0001") }),
    issueFor("acme", { ...order, packageNo: CardApplication.PackageNo.make("P0001") }),
    issueFor("globex", { ...order, cardBinNo: CardApplication.CardBinNo.make("B0001") }),
    issueFor("umbrella", { ...order, cardBinNo: CardApplication.CardBinNo.make("B0001") })
  ],
  { concurrency: "unbounded" }
)

program.pipe(
  Effect.provide(
    KeySecureClients.layer({ merchants }).pipe(Layer.provide([AttemptLog.layerMemory(), UndiciHttpClient.layer]))
  ),
  NodeRuntime.runMain
)
