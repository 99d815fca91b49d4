/** Every wrong program, each with its one mistake and the law that it breaks. */
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
import { type CardApplication, DatedQuery } from "@effect-keysecure/schema"
import { Laws } from "@effect-keysecure/testkit"
import { KeyValueStore } from "@effect/platform"
import { Clock, Context, DateTime, Effect, Layer, Metric, Option, Tracer } from "effect"
import {
  alwaysUnknown,
  applicationOf,
  apply,
  askingOnce,
  type Client,
  client,
  clientAndStore,
  type ClientAndStore,
  exactOrNone,
  issuingOf,
  listed,
  mistakes,
  options,
  outcomeOf,
  takenForNone,
  toOutcome
} from "./lawPrograms.js"

type Issuing = CardIssuance.CardIssuance

/** Issues a card by the library. */
const issue = (application: CardApplication.CardApplication) =>
  Effect.flatMap(CardIssuance.CardIssuance, (service) => service.issue(application))

const issuedOutcome = Effect.match({
  onSuccess: ({ cardNo }: CardIssuance.IssuedCard) => Laws.card(cardNo),
  onFailure: outcomeOf
})

/** Issues cards as the library means it, but for what becomes of a call. */
const issuingBut = (
  apply: (intent: Laws.Intent) => Effect.Effect<Laws.Outcome, never, Issuing>
): Laws.Program<Issuing> => ({ ...issuingOf(applicationOf), apply })

const number = (intent: Laws.Intent, more: string) =>
  intent.application(CardUniqueNo.fromBusinessId(`laws ${more}`, intent.id))

/** The newest card of all. */
const newest = Effect.gen(function* () {
  const { listCards } = yield* KeySecureClient.KeySecureClient
  const now = DateTime.unsafeMake(yield* Clock.currentTimeMillis)
  const { list } = yield* listCards(
    DatedQuery.between(DateTime.subtract(now, { days: 1 }), DateTime.add(now, { days: 1 }))
  )
  return Option.fromNullable(list[0])
})

/** What is found out where the outcome of an application is unknown. */
const finding =
  <E, R>(find: (application: CardApplication.CardApplication) => Effect.Effect<Laws.Outcome, E, R>) =>
  (intent: Laws.Intent): Effect.Effect<Laws.Outcome, never, Client | R> => {
    const application = applicationOf(intent)
    return apply(application).pipe(
      Effect.map(({ cardNo }) => Laws.card(cardNo)),
      Effect.catchTag("OutcomeUnknown", () => Effect.orElseSucceed(find(application), () => Laws.unknown)),
      Effect.orElseSucceed(() => Laws.noCard)
    )
  }

const orNone = Option.match({
  onNone: () => Laws.noCard,
  onSome: ({ cardNo }: { readonly cardNo: string }) => Laws.card(cardNo)
})

/** The platform's time, looked at once every five minutes, or after a refusal. */
const rareStamps = Layer.map(ServerTime.layer(), (context) => {
  const time = Context.get(context, ServerTime.ServerTime)
  let kept: { readonly at: number; readonly stamp: Effect.Effect.Success<typeof time.timestamp> } | undefined
  const timestamp = Effect.gen(function* () {
    const at = yield* Clock.currentTimeMillis
    if (kept === undefined || at - kept.at > 300_000) kept = { at, stamp: yield* time.timestamp }
    return kept.stamp
  })
  const forgetting = {
    ...time,
    rejected: (...of: Parameters<typeof time.rejected>) => {
      kept = undefined
      return time.rejected(...of)
    }
  }
  return Context.make(ServerTime.ServerTime, { ...forgetting, timestamp })
})

const clientAndTokens = KeySecureClient.layerWithoutDependencies().pipe(
  Layer.provideMerge(AccessTokens.layer()),
  Layer.provide([ServerTime.layer(), KeySecureConfig.layer(options)]),
  Layer.orDie
)

/** Mistakes of programs that issue by the library. */
const issuingMistakes = {
  "a settling margin of zero": issuingOf(applicationOf, { settlingMargin: 0 }),
  "a second number after an unknown outcome": issuingBut((intent) =>
    issue(applicationOf(intent)).pipe(
      Effect.catchTag("OutcomeUnknown", () => issue(number(intent, "again"))),
      issuedOutcome
    )
  ),
  "unknown without stamps taken for none": issuingBut((intent) =>
    Effect.match(issue(applicationOf(intent)), {
      onSuccess: ({ cardNo }) => Laws.card(cardNo),
      onFailure: (error) =>
        error._tag === "OutcomeUnknown" && error.stamps.length === 0 ? Laws.noCard : outcomeOf(error)
    })
  ),
  "one number for every intent": issuingBut((intent) =>
    issuedOutcome(issue(intent.application(CardUniqueNo.fromBusinessId("laws", "the one"))))
  ),
  "a log that ends with the process": {
    ...issuingOf(applicationOf),
    layer: CardIssuance.layer(options).pipe(Layer.provide(AttemptLog.layerMemory()), Layer.orDie)
  },
  "a timeout taken for none": issuingBut((intent) =>
    issue(applicationOf(intent)).pipe(
      issuedOutcome,
      Effect.timeoutTo({ duration: "30 seconds", onTimeout: () => Laws.noCard, onSuccess: (outcome) => outcome })
    )
  ),
  "a number of the moment": issuingBut((intent) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => issuedOutcome(issue(number(intent, String(now)))))
  )
} satisfies Record<string, Laws.Program<Issuing>>

/** Mistakes of programs that call the client. */
const clientMistakes = {
  "no application at all": { layer: client, apply: () => Effect.succeed(Laws.noCard) },
  "a second number after a lost answer": {
    layer: client,
    apply: (intent) =>
      apply(applicationOf(intent)).pipe(
        Effect.catchTag("OutcomeUnknown", () => apply(number(intent, "again"))),
        toOutcome
      )
  },
  "a card that is not active taken for none": {
    layer: client,
    apply: finding((application) =>
      Effect.map(
        listed(application),
        Option.match({
          onNone: () => Laws.unknown,
          onSome: ({ cardNo, status }) => (status === "Activated" ? Laws.card(cardNo) : Laws.noCard)
        })
      )
    )
  },
  "a second copy after a second": {
    layer: client,
    apply: (intent) => {
      const once = apply(applicationOf(intent))
      return toOutcome(Effect.raceFirst(once, Effect.delay(once, "1 second")))
    }
  },
  "a reset taken for not sent": takenForNone((reason) => reason._tag === "NoAnswer"),
  "accepted and unread taken for none": takenForNone((reason) => reason._tag === "Unreadable" && reason.status === 200),
  "every code taken for a refusal": takenForNone((reason) => reason._tag === "Rejected"),
  "a redirect taken for not sent": takenForNone((reason) => reason._tag === "Unreadable" && reason.status === 302),
  "absent believed after a minute": {
    layer: client,
    apply: finding((application) => Effect.map(Effect.delay(listed(application), "60 seconds"), orNone))
  },
  "the newest card taken for ours": { layer: client, apply: finding(() => Effect.map(newest, orNone)) }
} satisfies Record<string, Laws.Program<Client>>

/** Mistakes of programs that keep something themselves. */
const otherMistakes = {
  "absent believed after a crash": {
    layer: clientAndStore,
    apply: (intent) =>
      Effect.gen(function* () {
        const store = yield* KeyValueStore.KeyValueStore
        const application = applicationOf(intent)
        if (Option.isSome(yield* store.get(intent.id))) return orNone(yield* listed(application))
        yield* store.set(intent.id, "begun")
        return yield* toOutcome(apply(application))
      }).pipe(Effect.orElseSucceed(() => Laws.unknown))
  }
} satisfies Record<string, Laws.Program<ClientAndStore>>

const counted = Metric.frequency("applicants")
const failures = Metric.counter("failures")

/** Mistakes of programs that put out what they should not. */
const outputMistakes = {
  "applicants counted by name": {
    layer: client,
    apply: (intent) => {
      const application = applicationOf(intent)
      return Effect.zipRight(
        Metric.update(counted, application.cardType === "Physical" ? application.address.lastName : ""),
        toOutcome(apply(application))
      )
    }
  },
  "failures counted by address": {
    layer: client,
    apply: (intent) => {
      const application = applicationOf(intent)
      const address = application.address?.addressLine1 ?? ""
      return apply(application).pipe(
        Effect.tapError(() => Metric.increment(Metric.tagged(failures, "address", address))),
        toOutcome
      )
    }
  },
  "a span that is linked by an address": {
    layer: client,
    apply: (intent) => {
      const application = applicationOf(intent)
      const address = application.address?.addressLine1
      const span = Tracer.externalSpan({ spanId: "1", traceId: "1" })
      return toOutcome(apply(application)).pipe(
        Effect.withSpan("apply", { links: [{ _tag: "SpanLink", span, attributes: { address } }] })
      )
    }
  }
} satisfies Record<string, Laws.Program<Client>>

/** Mistakes about the time. */
const timeMistakes = {
  "a stamp for five minutes": {
    layer: KeySecureClient.layerWithoutDependencies().pipe(
      Layer.provide(AccessTokens.layer()),
      Layer.provide([rareStamps, KeySecureConfig.layer(options)]),
      Layer.orDie
    ),
    apply: finding((application) => Effect.map(Effect.delay(listed(application), "2 minutes"), orNone))
  }
} satisfies Record<string, Laws.Program<Client>>

/** Mistakes about tokens. */
const tokenMistakes = {
  "a token given up after every failure": {
    layer: clientAndTokens,
    apply: (intent) =>
      apply(applicationOf(intent)).pipe(
        Effect.tapErrorTag("OutcomeUnknown", () =>
          Effect.flatMap(AccessTokens.AccessTokens, (tokens) =>
            Effect.ignore(Effect.flatMap(tokens.get, tokens.invalidate))
          )
        ),
        Effect.retry({ times: 1, while: (error: ClientError.WriteError) => error._tag === "OutcomeUnknown" }),
        toOutcome
      )
  }
} satisfies Record<string, Laws.Program<Client | AccessTokens.AccessTokens>>

/** The laws by name. */
export const laws = {
  atMostOneCard: Laws.atMostOneCard,
  noLostCard: Laws.noLostCard,
  stampsInWindow: Laws.stampsInWindow,
  oneFetchPerGeneration: Laws.oneFetchPerGeneration,
  noSecretsInOutput: Laws.noSecretsInOutput,
  noNeedlessUnknown: Laws.noNeedlessUnknown,
  noNeedlessNone: Laws.noNeedlessNone
}

type LawName = keyof typeof laws

/** A wrong program, without what it requires. */
export interface Wrong {
  /** The law that it breaks. */
  readonly law: LawName
  /** Tries that law on it. */
  readonly tried: (options: Laws.Options) => Effect.Effect<Laws.Report, Laws.LawBroken>
  /** Tries one schedule. */
  readonly replayed: (trial: Laws.Trial) => Effect.Effect<Laws.Report, Laws.LawBroken>
}

const wrong = <R>(law: LawName, program: Laws.Program<R>, more: Laws.Options = {}): Wrong => ({
  law,
  tried: (options) => laws[law](program, { ...options, ...more }),
  replayed: (trial) => Laws.replay(program, trial)
})

/** Every wrong program, by its mistake. */
export const wrongPrograms = {
  "a new number for every retry": wrong("atMostOneCard", mistakes["a new number for every retry"]),
  "the same number sent again at once": wrong("atMostOneCard", mistakes["the same number sent again at once"]),
  "absent believed at once": wrong("noLostCard", mistakes["absent believed at once"]),
  "1001 taken for a refusal": wrong("noLostCard", mistakes["1001 taken for a refusal"]),
  "502 taken for not sent": wrong("noLostCard", mistakes["502 taken for not sent"]),
  "an unknown outcome dropped on interruption": wrong(
    "noLostCard",
    mistakes["an unknown outcome dropped on interruption"]
  ),
  "what was begun forgotten before what was done is written": wrong(
    "atMostOneCard",
    mistakes["what was begun forgotten before what was done is written"]
  ),
  "our own clock taken for the platform's": wrong("stampsInWindow", mistakes["our own clock taken for the platform's"]),
  "a token fetched for every application": wrong(
    "oneFetchPerGeneration",
    mistakes["a token fetched for every application"]
  ),
  "a failure logged with what was asked": wrong("noSecretsInOutput", mistakes["a failure logged with what was asked"]),
  "never finding out": wrong("noNeedlessUnknown", mistakes["never finding out"]),
  "always unknown": wrong("noNeedlessUnknown", alwaysUnknown),
  "asking once": wrong("noNeedlessUnknown", askingOnce),
  "nothing exact taken for none": wrong("noLostCard", exactOrNone, { hostile: "all" }),
  "a settling margin of zero": wrong("noLostCard", issuingMistakes["a settling margin of zero"]),
  "a second number after an unknown outcome": wrong(
    "atMostOneCard",
    issuingMistakes["a second number after an unknown outcome"]
  ),
  "unknown without stamps taken for none": wrong(
    "noLostCard",
    issuingMistakes["unknown without stamps taken for none"]
  ),
  "one number for every intent": wrong("noNeedlessNone", issuingMistakes["one number for every intent"]),
  "a log that ends with the process": wrong("atMostOneCard", issuingMistakes["a log that ends with the process"]),
  "a timeout taken for none": wrong("noLostCard", issuingMistakes["a timeout taken for none"]),
  "a number of the moment": wrong("atMostOneCard", issuingMistakes["a number of the moment"]),
  "no application at all": wrong("noNeedlessNone", clientMistakes["no application at all"]),
  "a second number after a lost answer": wrong("atMostOneCard", clientMistakes["a second number after a lost answer"]),
  "a card that is not active taken for none": wrong(
    "noLostCard",
    clientMistakes["a card that is not active taken for none"]
  ),
  "a second copy after a second": wrong("atMostOneCard", clientMistakes["a second copy after a second"]),
  "a reset taken for not sent": wrong("noLostCard", clientMistakes["a reset taken for not sent"]),
  "accepted and unread taken for none": wrong("noLostCard", clientMistakes["accepted and unread taken for none"]),
  "every code taken for a refusal": wrong("noLostCard", clientMistakes["every code taken for a refusal"]),
  "a redirect taken for not sent": wrong("noLostCard", clientMistakes["a redirect taken for not sent"]),
  "absent believed after a minute": wrong("noLostCard", clientMistakes["absent believed after a minute"]),
  "the newest card taken for ours": wrong("noLostCard", clientMistakes["the newest card taken for ours"]),
  "absent believed after a crash": wrong("noLostCard", otherMistakes["absent believed after a crash"]),
  "applicants counted by name": wrong("noSecretsInOutput", outputMistakes["applicants counted by name"]),
  "failures counted by address": wrong("noSecretsInOutput", outputMistakes["failures counted by address"]),
  "a span that is linked by an address": wrong(
    "noSecretsInOutput",
    outputMistakes["a span that is linked by an address"]
  ),
  "a stamp for five minutes": wrong("stampsInWindow", timeMistakes["a stamp for five minutes"]),
  "a token given up after every failure": wrong(
    "oneFetchPerGeneration",
    tokenMistakes["a token given up after every failure"]
  )
} satisfies Readonly<Record<string, Wrong>>

/** How a wrong program fell on a seed, or that it did not. */
export interface Fall {
  /** How many schedules were tried. */
  readonly schedules: number
  /** The smallest one that breaks the law; none if none does. */
  readonly trial: Laws.Trial | undefined
  /** Whether that one breaks the law in the same words again. */
  readonly replays: boolean
}

const most = { schedules: 200, faults: 3 }

/** Tries a wrong program's law on a seed, and the schedule that breaks it again. */
export const fallOf = ({ replayed, tried }: Wrong, seed: number): Effect.Effect<Fall> =>
  Effect.flip(tried({ seed, schedules: most.schedules })).pipe(
    Effect.flatMap(({ report: { schedules }, trial, violations }) =>
      Effect.match(replayed(trial), {
        onFailure: (again) => violations.every((violation) => again.violations.includes(violation)),
        onSuccess: () => false
      }).pipe(Effect.map((replays): Fall => ({ schedules, trial, replays })))
    ),
    Effect.catchAll(({ schedules }) => Effect.succeed<Fall>({ schedules, trial: undefined, replays: false }))
  )

/** Whether it fell, with a counterexample that is small and replays. */
export const isFall = ({ replays, trial }: Fall): boolean =>
  replays && trial !== undefined && trial.faults.length <= most.faults
