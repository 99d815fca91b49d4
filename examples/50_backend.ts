/**
 * A backend that issues one card for each of its users, and is called back by the platform: an `HttpApi` over services of its
 * own, with the client underneath. Its suite is `test/50_backend.test.ts`. Run by itself, it serves two users, over a
 * simulator in memory, on PORT or a free port:
 *
 *     PORT=8080 npx tsx examples/50_backend.ts
 *     curl -X POST http://127.0.0.1:8080/users/ada/card
 */
import { realpathSync } from "node:fs"
import { createServer } from "node:http"
import {
  AttemptLog,
  type CallbackConfig,
  Callbacks,
  CardIssuance,
  CardUniqueNo,
  HandledCallbacks
} from "@effect-keysecure/client"
import { Card, Cardholder, CardProduct } from "@effect-keysecure/schema"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import {
  HttpApi,
  HttpApiBuilder,
  HttpApiEndpoint,
  HttpApiGroup,
  HttpApiSchema,
  HttpServer,
  KeyValueStore
} from "@effect/platform"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Config, Context, Effect, Layer, Option, Redacted, Schema } from "effect"

// What the backend says to its own callers.

export class UserUnknown extends Schema.TaggedError<UserUnknown>()(
  "UserUnknown",
  {},
  HttpApiSchema.annotations({ status: 404 })
) {}

export class NotVerified extends Schema.TaggedError<NotVerified>()(
  "NotVerified",
  {},
  HttpApiSchema.annotations({ status: 409 })
) {}

/** Not known yet whether there is a card, or certain that there is none: in both cases the same call may be made again. */
export class TryAgain extends Schema.TaggedError<TryAgain>()(
  "TryAgain",
  { mayExist: Schema.Boolean },
  HttpApiSchema.annotations({ status: 503 })
) {}

export class Refused extends Schema.TaggedError<Refused>()(
  "Refused",
  { why: Schema.String },
  HttpApiSchema.annotations({ status: 422 })
) {}

const UserId = HttpApiSchema.param("user", Schema.NonEmptyString)

export class Api extends HttpApi.make("cards").add(
  HttpApiGroup.make("cards")
    .add(
      HttpApiEndpoint.post("issue")`/users/${UserId}/card`
        .addSuccess(Schema.Struct({ cardNo: Card.CardNo }))
        .addError(UserUnknown)
        .addError(NotVerified)
        .addError(TryAgain)
        .addError(Refused)
    )
    .add(
      HttpApiEndpoint.get("status")`/users/${UserId}/card`
        .addSuccess(Schema.Struct({ status: Schema.String }))
        .addError(UserUnknown)
    )
) {}

// What the backend knows.

/** Users and what is known of their cards; over a database in earnest. */
export class Users extends Context.Tag("examples/50_backend/Users")<
  Users,
  {
    readonly cardholderOf: (user: string) => Effect.Effect<Cardholder.CardholderNo, UserUnknown>
    readonly statusOf: (user: string) => Effect.Effect<string, UserUnknown>
    readonly issued: (user: string, cardNo: string) => Effect.Effect<void>
    readonly changed: (cardNo: string, status: string) => Effect.Effect<void>
  }
>() {}

/** Users in memory, by their names and the platform's numbers of them. */
export const usersInMemory = (cardholders: Readonly<Record<string, string>>): Layer.Layer<Users> =>
  Layer.sync(Users, () => {
    const cards = new Map<string, string>()
    const statuses = new Map<string, string>()
    return {
      cardholderOf: (user) =>
        Effect.map(
          Effect.mapError(Option.fromNullable(cardholders[user]), () => new UserUnknown()),
          (no) => Cardholder.CardholderNo.make(no)
        ),
      statusOf: (user) =>
        Effect.mapBoth(Option.fromNullable(cards.get(user)), {
          onFailure: () => new UserUnknown(),
          onSuccess: (cardNo) => statuses.get(cardNo) ?? "issued"
        }),
      issued: (user, cardNo) => Effect.sync(() => void cards.set(user, cardNo)),
      changed: (cardNo, status) => Effect.sync(() => void statuses.set(cardNo, status))
    }
  })

// What the backend does.

/** One card a user: called again, after a failure or a crash, it gives the same one. */
export const issueFor = (user: string) =>
  Effect.gen(function* () {
    const users = yield* Users
    const { issue } = yield* CardIssuance.CardIssuance
    const cardholderNo = yield* users.cardholderOf(user)
    const { cardNo } = yield* issue({
      cardType: "Virtual",
      packageNo: CardProduct.PackageNo.make("P0001"),
      cardholderNo,
      cardUniqueNo: CardUniqueNo.fromBusinessId("users", user)
    }).pipe(
      Effect.catchTags({
        CardholderVerificationPending: () => new NotVerified(),
        CardholderVerificationFailed: () => new NotVerified(),
        NotSent: () => new TryAgain({ mayExist: false }),
        NotIssued: () => new TryAgain({ mayExist: false }),
        OutcomeUnknown: () => new TryAgain({ mayExist: true })
      }),
      // Every other failure needs a person; its message holds nothing secret or personal.
      Effect.catchIf(
        (error) => error._tag !== "NotVerified" && error._tag !== "TryAgain",
        (error) => Effect.zipRight(Effect.logError(error.message), new Refused({ why: error._tag }))
      )
    )
    yield* users.issued(user, cardNo)
    return { cardNo }
  })

const cardsLive = HttpApiBuilder.group(Api, "cards", (handlers) =>
  handlers
    .handle("issue", ({ path }) => issueFor(path.user))
    .handle("status", ({ path }) =>
      Effect.flatMap(Users, (users) => Effect.map(users.statusOf(path.user), (status) => ({ status })))
    )
)

/** The platform tells of every change of a card, here. */
const calledBack = HttpApiBuilder.Router.use((router) =>
  Effect.flatMap(Users, (users) =>
    Effect.flatMap(Callbacks.Callbacks, (callbacks) =>
      router.post(
        "/callbacks",
        Effect.provideService(
          Callbacks.app({
            onAuth: () => Effect.succeed(Callbacks.declined("no such mode")),
            onConsumption: () => Effect.void,
            onCardUpdate: ({ afterStatus, cardNo }) => users.changed(cardNo, afterStatus)
          }),
          Callbacks.Callbacks,
          callbacks
        )
      )
    )
  )
)

/** The backend, over whatever client and users it is given. */
export const backend = (callbacks: CallbackConfig.Options) =>
  Layer.merge(HttpApiBuilder.api(Api), calledBack).pipe(
    Layer.provide(cardsLive),
    Layer.provide(Callbacks.layer(callbacks)),
    Layer.provide(HandledCallbacks.layerKeyValueStore()),
    Layer.provide(KeyValueStore.layerMemory) // in earnest: Redis, or a table of yours
  )

/** The client of the merchant that the environment names; its log of attempts belongs where the orders are. */
export const client = CardIssuance.layerConfig().pipe(Layer.provide(AttemptLog.layerMemory()))

// The backend by itself.

/** The backend as a server, over a simulator in place of `client` and what the platform calls back with. */
const demonstration = HttpApiBuilder.serve().pipe(
  HttpServer.withLogAddress,
  Layer.provide(backend({ appId: Scenario.appId, apiSecret: Redacted.make(Scenario.apiSecret) })),
  Layer.provide(usersInMemory({ ada: Scenario.approvedCardholderNo, grace: Scenario.pendingCardholderNo })),
  Layer.provide(
    CardIssuance.layer({ apiKey: Redacted.make(Scenario.creditApiKey), baseUrl: KeySecureSimulator.baseUrl })
  ),
  Layer.provide([AttemptLog.layerMemory(), KeySecureSimulator.layerHttpClient()]),
  Layer.provide(
    NodeHttpServer.layerConfig(createServer, {
      port: Config.withDefault(Config.integer("PORT"), 0),
      host: Config.succeed("127.0.0.1")
    })
  )
)

const [, program = ""] = process.argv
if (program !== "" && realpathSync(program) === import.meta.filename) NodeRuntime.runMain(Layer.launch(demonstration))
