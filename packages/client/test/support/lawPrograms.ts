/** Programs on trial: the one that issues cards as the library means it, and wrong ones, each with one mistake. */
import {
  AccessTokens,
  AttemptLog,
  CardIssuance,
  CardUniqueNo,
  type ClientError,
  KeySecureClient,
  KeySecureConfig,
  ServerTime
} from "@effect-keysecure/client"
import { Card, type CardApplication, DatedQuery } from "@effect-keysecure/schema"
import { KeySecureSimulator, Laws } from "@effect-keysecure/testkit"
import { HttpClient, KeyValueStore } from "@effect/platform"
import { Clock, DateTime, Effect, Layer, Option, Random, Schedule } from "effect"
import { apiKey } from "./simulated.js"

export const options = { apiKey, baseUrl: KeySecureSimulator.baseUrl }

export const outcomeOf = (error: ClientError.IssueError): Laws.Outcome =>
  error._tag === "OutcomeUnknown" ? Laws.unknown : Laws.noCard

export const applicationOf = (intent: Laws.Intent): CardApplication.CardApplication =>
  intent.application(CardUniqueNo.fromBusinessId("laws", intent.id))

/** The forms of number of which a platform may make something else: each of them stays one number of its own. */
const hostileForms: ReadonlyArray<(index: number) => string> = [
  (index) => `o${index}-order`,
  (index) => `Mx${index}-Order`,
  (index) => `7${index}70000000001`,
  (index) => `8${index}80000000000000001`,
  (index) => `f${index}-o\u{FB01}\u{FF17}`
]

/** The application under a number that suffers from what a hostile platform does to it: of some form, by the intent. */
const hostileApplicationOf = (intent: Laws.Intent): CardApplication.CardApplication => {
  const index = Number(intent.id.replace(/\D/g, ""))
  const form = hostileForms[index % hostileForms.length] ?? String
  return intent.application(Card.CardUniqueNo.make(form(index)))
}

type ApplicationOf = (intent: Laws.Intent) => CardApplication.CardApplication

export const issuingOf = (
  application: ApplicationOf,
  more: CardIssuance.Options = {}
): Laws.Program<CardIssuance.CardIssuance> => ({
  layer: CardIssuance.layer({ ...options, ...more }).pipe(Layer.provide(AttemptLog.layerKeyValueStore()), Layer.orDie),
  apply: (intent) =>
    Effect.flatMap(CardIssuance.CardIssuance, ({ issue }) =>
      Effect.match(issue(application(intent)), {
        onSuccess: ({ cardNo }) => Laws.card(cardNo),
        onFailure: outcomeOf
      })
    )
})

/** Issues by a number made of the intent, and remembers across crashes what it was about to send. */
export const issuing = issuingOf(applicationOf)

/** Does the same by numbers that a hostile platform may write otherwise. */
export const hostileIssuing = issuingOf(hostileApplicationOf)

const reconcilingOf = (of: ApplicationOf): Laws.Program<CardIssuance.CardIssuance | KeyValueStore.KeyValueStore> => ({
  layer: CardIssuance.layer(options).pipe(
    Layer.provide(AttemptLog.layerMemory()),
    Layer.orDie,
    Layer.merge(Layer.service(KeyValueStore.KeyValueStore))
  ),
  apply: (intent) =>
    Effect.gen(function* () {
      const { issue, reconcile } = yield* CardIssuance.CardIssuance
      const store = yield* KeyValueStore.KeyValueStore
      const application = of(intent)
      const begun = yield* store.get(intent.id)
      const issued = Option.isNone(begun)
        ? Effect.zipRight(store.set(intent.id, "begun"), issue(application))
        : Effect.catchTag(reconcile(application.cardUniqueNo), "NotIssued", () => issue(application))
      return yield* issued.pipe(
        Effect.map(({ cardNo }) => Laws.card(cardNo)),
        Effect.catchTag("BadArgument", "SystemError", "OutcomeUnknown", () => Effect.succeed(Laws.unknown)),
        Effect.orElseSucceed(() => Laws.noCard)
      )
    }).pipe(Effect.orElseSucceed(() => Laws.unknown))
})

/**
 * Remembers nothing but its numbers, which are made of the intents: after a crash it finds out from the number alone.
 */
export const reconciling = reconcilingOf(applicationOf)

/** Does the same by numbers that a hostile platform may write otherwise. */
export const hostileReconciling = reconcilingOf(hostileApplicationOf)

export type Client = KeySecureClient.KeySecureClient
export type ClientAndStore = Client | KeyValueStore.KeyValueStore

export const client = Layer.orDie(KeySecureClient.layer(options))
export const clientAndStore = Layer.merge(client, Layer.service(KeyValueStore.KeyValueStore))

export const apply = (application: CardApplication.CardApplication) =>
  Effect.flatMap(KeySecureClient.KeySecureClient, ({ applyForCard }) => applyForCard(application))

export const toOutcome = Effect.match({
  onSuccess: ({ cardNo }: CardApplication.AppliedCard) => Laws.card(cardNo),
  onFailure: outcomeOf
})

const again = { times: 2, while: (error: ClientError.WriteError) => error._tag === "OutcomeUnknown" }

/** Whether the card list shows a card of this number now. */
export const listed = (application: CardApplication.CardApplication) =>
  Effect.gen(function* () {
    const { listCards } = yield* KeySecureClient.KeySecureClient
    const now = DateTime.unsafeMake(yield* Clock.currentTimeMillis)
    const span = DatedQuery.between(DateTime.subtract(now, { days: 1 }), DateTime.add(now, { days: 1 }))
    const { list } = yield* listCards({ ...span, cardUniqueNo: application.cardUniqueNo })
    return Option.fromNullable(list[0])
  })

/** Takes some unknown outcomes for certain. */
export const takenForNone = (isNone: (reason: ClientError.UnknownReason) => boolean): Laws.Program<Client> => ({
  layer: client,
  apply: (intent) =>
    Effect.match(apply(applicationOf(intent)), {
      onSuccess: ({ cardNo }) => Laws.card(cardNo),
      onFailure: (error) => (error._tag === "OutcomeUnknown" && isNone(error.reason) ? Laws.noCard : outcomeOf(error))
    })
})

/** Says every time that it does not know, and asks nobody. */
export const alwaysUnknown: Laws.Program<never> = {
  layer: Layer.empty,
  apply: () => Effect.succeed(Laws.unknown)
}

/** Asks the list once where the answer was lost, and never believes it. */
export const askingOnce: Laws.Program<Client> = {
  layer: client,
  apply: (intent) => {
    const application = hostileApplicationOf(intent)
    return apply(application).pipe(
      Effect.map(({ cardNo }) => Laws.card(cardNo)),
      Effect.catchTag("OutcomeUnknown", () => Effect.as(Effect.ignore(listed(application)), Laws.unknown)),
      Effect.orElseSucceed(() => Laws.noCard)
    )
  }
}

/** Waits until everything has arrived, and takes a list that shows nothing under exactly its number for no card. */
export const exactOrNone: Laws.Program<Client> = {
  layer: client,
  apply: (intent) => {
    const application = hostileApplicationOf(intent)
    return apply(application).pipe(
      Effect.map(({ cardNo }) => Laws.card(cardNo)),
      Effect.catchTag("OutcomeUnknown", () =>
        Effect.delay(listed(application), "5 minutes").pipe(
          Effect.retry(Schedule.recurs(5)),
          Effect.map(
            Option.match({
              onNone: () => Laws.noCard,
              onSome: ({ cardNo, cardUniqueNo }) =>
                cardUniqueNo === application.cardUniqueNo ? Laws.card(cardNo) : Laws.noCard
            })
          ),
          Effect.orElseSucceed(() => Laws.unknown)
        )
      ),
      Effect.orElseSucceed(() => Laws.noCard)
    )
  }
}

/** Each mistake, and the law that it breaks. */
export const mistakes = {
  "a new number for every retry": {
    layer: client,
    apply: (intent) =>
      Effect.flatMap(Random.nextInt, (number) =>
        apply(intent.application(CardUniqueNo.fromBusinessId(intent.id, String(number))))
      ).pipe(Effect.retry(again), toOutcome)
  },
  "the same number sent again at once": {
    layer: client,
    apply: (intent) => apply(applicationOf(intent)).pipe(Effect.retry(again), toOutcome)
  },
  "absent believed at once": {
    layer: client,
    apply: (intent) =>
      apply(applicationOf(intent)).pipe(
        Effect.map(({ cardNo }) => Laws.card(cardNo)),
        Effect.catchTag("OutcomeUnknown", () =>
          Effect.map(
            listed(applicationOf(intent)),
            Option.match({ onNone: () => Laws.noCard, onSome: ({ cardNo }) => Laws.card(cardNo) })
          ).pipe(Effect.orElseSucceed(() => Laws.unknown))
        ),
        Effect.orElseSucceed(() => Laws.noCard)
      )
  },
  "1001 taken for a refusal": takenForNone((reason) => reason._tag === "Rejected" && reason.rejection.code === 1001),
  "502 taken for not sent": takenForNone((reason) => reason._tag === "Unreadable" && reason.status === 502),
  "an unknown outcome dropped on interruption": {
    layer: clientAndStore,
    apply: (intent) =>
      Effect.gen(function* () {
        const store = yield* KeyValueStore.KeyValueStore
        if (Option.isSome(yield* store.get(intent.id))) return Laws.noCard
        return yield* apply(applicationOf(intent)).pipe(
          toOutcome,
          Effect.onInterrupt(() => Effect.ignore(store.set(intent.id, "given up")))
        )
      }).pipe(Effect.orElseSucceed(() => Laws.unknown))
  },
  "what was begun forgotten before what was done is written": {
    layer: clientAndStore,
    apply: (intent) =>
      Effect.gen(function* () {
        const store = yield* KeyValueStore.KeyValueStore
        const done = yield* store.get(`done ${intent.id}`)
        if (Option.isSome(done)) return Laws.card(done.value)
        if (Option.isSome(yield* store.get(`begun ${intent.id}`))) return Laws.unknown
        const number = CardUniqueNo.fromBusinessId(intent.id, String(yield* Random.nextInt))
        yield* store.set(`begun ${intent.id}`, number)
        const outcome = yield* toOutcome(apply(intent.application(number)))
        if (outcome._tag !== "Card") return outcome
        yield* store.remove(`begun ${intent.id}`)
        yield* store.set(`done ${intent.id}`, outcome.cardNo)
        return outcome
      }).pipe(Effect.orElseSucceed(() => Laws.unknown))
  },
  "our own clock taken for the platform's": {
    layer: KeySecureClient.layerWithoutDependencies().pipe(
      Layer.provide(AccessTokens.layer()),
      Layer.provide([ServerTime.layerSystemClock, KeySecureConfig.layer(options)]),
      Layer.orDie
    ),
    apply: (intent) => toOutcome(apply(applicationOf(intent)))
  },
  "a token fetched for every application": {
    layer: Layer.service(HttpClient.HttpClient),
    apply: (intent) => toOutcome(apply(applicationOf(intent))).pipe(Effect.provide(Layer.fresh(client)))
  },
  "a failure logged with what was asked": {
    layer: client,
    apply: (intent) =>
      apply(applicationOf(intent)).pipe(
        Effect.tapError(() => Effect.logError("failed", new Map([["application", applicationOf(intent)]]))),
        toOutcome
      )
  },
  "never finding out": {
    layer: client,
    apply: (intent) => toOutcome(apply(applicationOf(intent)))
  }
} satisfies Record<string, Laws.Program<Client> | Laws.Program<ClientAndStore> | Laws.Program<HttpClient.HttpClient>>
