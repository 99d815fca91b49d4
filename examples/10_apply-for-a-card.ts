/**
 * Applies for cards, end to end and over HTTP.
 *
 * Without any configuration it starts the simulator on a free port of 127.0.0.1, in this process, and applies for a
 * virtual card in credit extension mode and a physical card in authorization mode, finds both in the card list, and
 * catches a rejection by its tag.
 *
 * With KEYSECURE_API_KEY, KEYSECURE_CARDHOLDER_NO and one of KEYSECURE_PACKAGE_NO and KEYSECURE_CARD_BIN_NO set, it
 * applies for one virtual card at KEYSECURE_ENVIRONMENT=sandbox or KEYSECURE_BASE_URL. It refuses production.
 */
import { createServer } from "node:http"
import { KeySecureClient, KeySecureConfig } from "@effect-keysecure/client"
import { Card, type CardApplication, Cardholder, CardProduct, DatedQuery } from "@effect-keysecure/schema"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { HttpServer } from "@effect/platform"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Cause, Config, ConfigError, Console, DateTime, Effect, Layer, Logger, Option, Redacted, Schema } from "effect"

const { KeySecureClient: Client } = KeySecureClient

/** One number a card, chosen before the first try. Take yours from your own records (an order number, say). */
const cardUniqueNo = (name: string) =>
  Effect.map(
    Effect.clockWith((clock) => clock.currentTimeMillis),
    (now) => Card.CardUniqueNo.make(`${name}-${now}`)
  )

/** Applies for a card, and asks the card list of the last day for it. */
const applyAndFind = (application: CardApplication.CardApplication) =>
  Effect.gen(function* () {
    const client = yield* Client
    const card = yield* client.applyForCard(application)
    yield* Console.log(`   cardholder ${application.cardholderNo} has card ${card.cardNo} (${card.cardUniqueNo})`)
    const now = yield* DateTime.now
    const { list } = yield* client.listCards({
      ...DatedQuery.between(DateTime.subtract(now, { days: 1 }), DateTime.add(now, { days: 1 })),
      cardUniqueNo: card.cardUniqueNo
    })
    const found = list.find((item) => item.cardNo === card.cardNo)
    if (found === undefined) return yield* Effect.dieMessage(`card ${card.cardNo} is not in the card list`)
    yield* Console.log(`   in the card list: ${found.cardNo}, ${found.status}`)
  })

const creditExtension = Effect.gen(function* () {
  yield* Console.log("Credit extension mode: a virtual card")
  yield* applyAndFind({
    cardType: "Virtual",
    packageNo: CardProduct.PackageNo.make(Scenario.virtualPackageNo),
    cardholderNo: Cardholder.CardholderNo.make(Scenario.approvedCardholderNo),
    cardUniqueNo: yield* cardUniqueNo("virtual")
  })

  yield* Console.log("A cardholder who is not verified yet")
  const client = yield* Client
  yield* client
    .applyForCard({
      cardType: "Virtual",
      packageNo: CardProduct.PackageNo.make(Scenario.virtualPackageNo),
      cardholderNo: Cardholder.CardholderNo.make(Scenario.pendingCardholderNo),
      cardUniqueNo: yield* cardUniqueNo("pending")
    })
    .pipe(
      Effect.flatMap((unexpected) => Effect.dieMessage(`card ${unexpected.cardNo} should have been refused`)),
      Effect.catchTag("CardholderVerificationPending", (rejection) =>
        Console.log(`   cardholder ${Scenario.pendingCardholderNo} was rejected: ${rejection.message}`)
      )
    )
})

const authorization = Effect.gen(function* () {
  yield* Console.log("Authorization mode: a physical card, sent to an address")
  yield* applyAndFind({
    cardType: "Physical",
    cardBinNo: CardProduct.CardBinNo.make(Scenario.cardBinNo),
    cardholderNo: Cardholder.CardholderNo.make(Scenario.approvedCardholderNo),
    cardUniqueNo: yield* cardUniqueNo("physical"),
    address: {
      firstName: "Ada",
      lastName: "Lovelace",
      phoneCode: "1",
      phone: "2124396500",
      postalCode: "10118",
      country: "US",
      state: "NY",
      city: "New York",
      addressLine1: "350 5th Avenue",
      addressLine2: "Floor 21"
    }
  })
})

/** The client of one of the simulator's merchants, over HTTP to where the simulator listens. */
const merchant = (apiKey: string) =>
  Layer.unwrapEffect(
    HttpServer.addressFormattedWith((baseUrl) =>
      Effect.succeed(KeySecureClient.layer({ apiKey: Redacted.make(apiKey), baseUrl }))
    )
  ).pipe(Layer.provide(NodeHttpClient.layerUndici))

const withSimulator = Effect.gen(function* () {
  yield* HttpServer.addressFormattedWith((url) => Console.log(`The simulator listens on ${url}\n`))
  yield* Effect.provide(creditExtension, merchant(Scenario.creditApiKey))
  yield* Effect.provide(authorization, merchant(Scenario.authorizationApiKey))
  yield* Console.log("\nTwo cards, one rejection. Your turn: see README.md, A first program.")
}).pipe(
  Effect.provide(
    KeySecureSimulator.layerServer().pipe(
      Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" }))
    )
  )
)

const target = Config.all({
  settings: KeySecureConfig.config,
  cardholderNo: Schema.Config("KEYSECURE_CARDHOLDER_NO", Cardholder.CardholderNo),
  packageNo: Config.option(Schema.Config("KEYSECURE_PACKAGE_NO", CardProduct.PackageNo)),
  cardBinNo: Config.option(Schema.Config("KEYSECURE_CARD_BIN_NO", CardProduct.CardBinNo))
})

const product = (
  packageNo: Option.Option<CardProduct.PackageNo>,
  cardBinNo: Option.Option<CardProduct.CardBinNo>
): Effect.Effect<CardApplication.Product, ConfigError.ConfigError> => {
  if (Option.isSome(packageNo) && Option.isSome(cardBinNo)) {
    return Effect.fail(
      ConfigError.InvalidData(
        ["KEYSECURE_CARD_BIN_NO"],
        "expected KEYSECURE_PACKAGE_NO or KEYSECURE_CARD_BIN_NO, not both"
      )
    )
  }
  if (Option.isSome(packageNo)) return Effect.succeed({ packageNo: packageNo.value })
  if (Option.isSome(cardBinNo)) return Effect.succeed({ cardBinNo: cardBinNo.value })
  return Effect.fail(
    ConfigError.MissingData(["KEYSECURE_PACKAGE_NO"], "expected KEYSECURE_PACKAGE_NO or KEYSECURE_CARD_BIN_NO")
  )
}

/** However the URL is written: with a path, a port, the dot of a full name. */
const hostOf = (url: string) => new URL(url).hostname.replace(/\.$/, "")

const withPlatform = Effect.gen(function* () {
  const { cardBinNo, cardholderNo, packageNo, settings } = yield* target
  if (settings.platform === "production" || hostOf(settings.baseUrl) === hostOf(KeySecureConfig.hosts.production)) {
    return yield* Effect.fail(
      ConfigError.InvalidData(["KEYSECURE_ENVIRONMENT"], "expected sandbox: this example does not issue real cards")
    )
  }
  const chosen = yield* product(packageNo, cardBinNo)
  yield* Console.log(`Applying for one virtual card at ${settings.baseUrl}`)
  const uniqueNo = yield* cardUniqueNo("example")
  yield* applyAndFind({ cardType: "Virtual", ...chosen, cardholderNo, cardUniqueNo: uniqueNo }).pipe(
    Effect.provide(
      KeySecureClient.layerConfig(Config.succeed(settings)).pipe(Layer.provide(NodeHttpClient.layerUndici))
    )
  )
})

/** An error that is foreseen in a line of its own, anything else with where it happened. */
const inWords = (cause: Cause.Cause<unknown>) =>
  Option.match(Cause.failureOption(cause), { onNone: () => Cause.pretty(cause), onSome: String })

const program = Effect.flatMap(Config.option(Config.string("KEYSECURE_API_KEY")), (apiKey) =>
  Option.isSome(apiKey) ? withPlatform : withSimulator
)

program.pipe(
  Effect.tapErrorCause((cause) => (Cause.isInterruptedOnly(cause) ? Effect.void : Console.error(inWords(cause)))),
  Effect.provide(Logger.remove(Logger.defaultLogger)),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
