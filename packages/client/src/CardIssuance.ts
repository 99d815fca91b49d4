/**
 * Cards, one each: apply, and, if the outcome is unknown, find out, in spite of failures, interruptions and crashes.
 *
 * It rests on these assumptions. The vendor documents none of them (docs/outcomes.md, What finding out rests on):
 *
 * 1. The stamp of every copy of a request is checked when that copy is carried out.
 * 2. An admitted application shows in the card list within the margin, in whatever status.
 * 3. The clocks of the platform's servers agree within the margin (both together), and never step back.
 * 4. The list's filter by `card_unique_no` changes the number that is asked for as the platform changed the number that
 * it stored, and its span of time leaves out no card that fits.
 * 5. No proxy repeats an application on its own, whether behind that check or before it.
 *
 * @example
 * import { FetchHttpClient } from "@effect/platform"
 * import { Effect, Layer, Redacted } from "effect"
 * import { AttemptLog, CardIssuance } from "@effect-keysecure/client"
 * import type { CardApplication } from "@effect-keysecure/schema"
 *
 * const issue = (application: CardApplication.CardApplication) =>
 *   Effect.flatMap(CardIssuance.CardIssuance, (issuance) => issuance.issue(application))
 *
 * const live = CardIssuance.layer({ apiKey: Redacted.make("my key"), environment: "sandbox" }).pipe(
 *   Layer.provide([FetchHttpClient.layer, AttemptLog.layerMemory()])
 * )
 *
 * @module CardIssuance
 * @since 0.1.0
 */
import * as Card from "@effect-keysecure/schema/Card"
import type * as CardApplication from "@effect-keysecure/schema/CardApplication"
import * as Endpoints from "@effect-keysecure/schema/Endpoints"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Cause from "effect/Cause"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import type * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as FiberRef from "effect/FiberRef"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as AttemptLog from "./AttemptLog.js"
import {
  type CardNotReady,
  type Issue,
  type IssuanceFailed,
  type IssueError,
  type OutcomeUnknown,
  type ReadError,
  type ReconcileError,
  RequestInvalid
} from "./ClientError.js"
import { extrasOf } from "./internal/call/extras.js"
import { decoding } from "./internal/encoding/codec.js"
import * as Digest from "./internal/encoding/digest.js"
import * as KeyedMutex from "./internal/concurrency/keyedMutex.js"
import * as SingleFlight from "./internal/concurrency/singleFlight.js"
import { awaiting } from "./internal/cardIssuance/awaiting.js"
import { issuesAt } from "./internal/encoding/issues.js"
import * as Issuing from "./internal/cardIssuance/issuing.js"
import { textAt } from "./internal/encoding/ownNumber.js"
import { inSpan } from "./internal/saying/inSpan.js"
import * as KeySecureClient from "./KeySecureClient.js"
import * as KeySecureConfig from "./KeySecureConfig.js"
import * as ServerTime from "./ServerTime.js"

export { IssuedCard, type NumberForm } from "./internal/cardIssuance/issuing.js"

/**
 * How long `issue` may take, and what its requests carry besides: `language` and `headers` of `KeySecureClient.CallOptions`,
 * on the copies of the application and on the questions of finding out. Calls that share an attempt share the first one's.
 *
 * @since 0.1.0
 * @category options
 */
export interface IssueOptions extends Pick<KeySecureClient.CallOptions, "headers" | "language"> {
  /** For the application itself: token, waiting and copies. Default: the client's `RetryPolicy`, 60 s. */
  readonly deadline?: Duration.DurationInput
  /**
   * For finding out, if the outcome is unknown. Default 5 minutes. A copy lives for 60 s after its stamp. With 60 s of
   * margin it takes some 2 minutes to be certain that there is no card, and the list may be down for as long again.
   */
  readonly reconcileTimeout?: Duration.DurationInput
}

/**
 * How `reconcile` asks, with `language` and `headers` of `KeySecureClient.CallOptions` on each question. Calls that share a
 * question share the first one's.
 *
 * @since 0.1.0
 * @category options
 */
export interface ReconcileOptions extends Pick<KeySecureClient.CallOptions, "headers" | "language"> {
  /**
   * How long to ask. Default 5 minutes. From a number alone it takes some 3 minutes to be certain that there is no
   * card.
   */
  readonly reconcileTimeout?: Duration.DurationInput
  /**
   * When the first copy may have been sent. Default: 88 days ago, or when the first copy that is known was sent if that
   * is earlier, less a day each. A card from before is not seen.
   */
  readonly since?: DateTime.DateTime
  /**
   * The card that a person has found to be the one of this number, such as one of an error's `candidates`. It is
   * written down as issued, and given; nothing is asked. If the log knows of another card, it fails with
   * `MoreThanOneCard`.
   *
   * @since 0.2.0
   */
  readonly ours?: Card.CardNo
  /**
   * Cards that a person has found to be of other numbers. Rows of these cards say nothing here. Default none.
   *
   * @since 0.2.0
   */
  readonly others?: ReadonlyArray<Card.CardNo>
}

/**
 * How `awaitCard` asks.
 *
 * @since 0.1.0
 * @category options
 */
export interface AwaitOptions {
  /**
   * How long to ask. Default 5 minutes, as for finding out, because the vendor does not document how long a card stays
   * `Pending`. When the time is over, it fails with `CardNotReady`.
   */
  readonly deadline?: Duration.DurationInput
  /** When the card was applied for at the earliest. Default 88 days ago. A card from before is not seen (`CardNotReady`). */
  readonly since?: DateTime.DateTime
}

/**
 * Issuing cards.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /**
   * Issues one card for this application and its `cardUniqueNo`, however often it is called. Calls at the same time
   * share one attempt (and the first one's limits). A later call gets the same card as long as the log remembers. A
   * call after a crash finds out first. Call it again with the same application after any failure but
   * `UniqueNoConflict`, `IssuanceFailed` and `MoreThanOneCard`.
   *
   * Every stamp is written to `AttemptLog` before its copy is sent. If that fails, nothing is sent (`NotSent`,
   * `NotRecorded`). A log that cannot be read may hide an earlier attempt: then nothing is sent either, and the outcome
   * is `OutcomeUnknown`. A certain refusal frees the number for a corrected application.
   *
   * There is no need for `Effect.timeout`: the limits are options. An interruption, by `Effect.timeout` too, loses
   * nothing: the next call finds out.
   */
  readonly issue: (
    application: CardApplication.CardApplication,
    options?: IssueOptions
  ) => Effect.Effect<Issuing.IssuedCard, IssueError>
  /**
   * Finds out whether there is a card, from an `OutcomeUnknown` (as it came, or decoded from where it was stored), or
   * from a number alone. It sends no application. If an attempt for the number is under way, it waits for that attempt.
   *
   * Fails with `NotIssued` if there is none, which is certain. Fails with `OutcomeUnknown` if that could not be found
   * out in time, or if the list shows a card that may be the one or not (`candidates`): a person can answer then, by
   * the options `ours` and `others`. Calls at the same time that know and ask the same share it, and the first one's
   * limit.
   */
  readonly reconcile: (
    outcomeOrNumber: OutcomeUnknown | Card.CardUniqueNo,
    options?: ReconcileOptions
  ) => Effect.Effect<Issuing.IssuedCard, ReconcileError>
  /**
   * Asks the card list until the card's status has left `Pending`. Fails with `IssuanceFailed` if it then is `Fail`, with
   * `CardNotReady` when the time is over, and as the list does if it refuses for good.
   */
  readonly awaitCard: (
    cardNo: Card.CardNo,
    options?: AwaitOptions
  ) => Effect.Effect<Card.CardListItem, IssuanceFailed | CardNotReady | ReadError>
}

/**
 * Issuing cards, as a service.
 *
 * @since 0.1.0
 * @category tags
 */
export class CardIssuance extends Context.Tag("@effect-keysecure/client/CardIssuance")<CardIssuance, Service>() {}

/**
 * How cards are issued.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /**
   * The time that the platform may take, all in all, from checking a stamp to showing the card in its list, the
   * difference of its servers' clocks included. Default 60 s. The certainty of `NotIssued` rests on it: longer is safer
   * and slower. (`OutcomeUnknown.settlesAt` is reckoned with 60 s.)
   */
  readonly settlingMargin?: Duration.DurationInput
  /**
   * The merchant's name in the log, if several merchants of one platform share it: a text that stays the same. Never
   * take the Api-Key, which changes. Default empty.
   *
   * @since 0.2.0
   */
  readonly merchant?: string
  /**
   * The form in which the platform is known to keep a `card_unique_no`, if it is another form than the one that was
   * sent. Numbers that are the same in that form are one number, in the list, in the log and among calls. Default none:
   * numbers are compared exactly, and a number that is shown in another form is unclear. Several forms are applied in
   * their order.
   *
   * @since 0.2.0
   */
  readonly numbersKeptAs?: ReadonlyArray<Issuing.NumberForm>
}

const openGauge = Metric.gauge("keysecure_unknown_outcomes_open", {
  description: "Numbers of which this process left open whether there is a card"
})

const defaultLimit = Duration.minutes(5)
const operation = "reconcile"

const readNumber = decoding(() => Card.CardUniqueNo)

/** The number of a card, or what is wrong with the text. */
const numberOf = (value: unknown, name: string): Either.Either<Card.CardUniqueNo, RequestInvalid> =>
  Either.mapLeft(
    readNumber(value),
    (issue) => new RequestInvalid({ operation: name, issues: issuesAt("cardUniqueNo", issue) })
  )

const readCardNo = decoding(() => Card.CardNo)

/** What is wrong with the cards that a person names. A text that is no card's number would be kept for ever. */
const wronglyNamed = ({ others = [], ours }: ReconcileOptions): ReadonlyArray<Issue> => {
  const wrong = (field: string) => (cardNo: unknown) =>
    Either.match(readCardNo(cardNo), {
      onLeft: (issue) => issuesAt(field, issue),
      onRight: () => []
    })
  return [...(ours === undefined ? [] : wrong("ours")(ours)), ...others.flatMap(wrong("others"))]
}

const traced = (name: string, no: Card.CardUniqueNo) => inSpan(name, { "keysecure.card_unique_no": no })

/** How many numbers a layer has left open, under the layer's tags: one caller counts a number in, and another out. */
const makeCount = Effect.gen(function* () {
  const numbers = new Set<string>()
  const tags = yield* FiberRef.get(FiberRef.currentMetricLabels)
  const opened = (more: number): void => openGauge.unsafeModify(more, tags)
  yield* Effect.addFinalizer(() => Effect.sync(() => opened(-numbers.size)))
  return (no: string, isUnknown: boolean): void => {
    if (isUnknown && !numbers.has(no)) {
      numbers.add(no)
      opened(1)
    } else if (!isUnknown && numbers.delete(no)) opened(-1)
  }
})

/**
 * Works follow each other by number. A number whose outcome is not known is counted: by the result, or, after an interruption,
 * by the work that was under way.
 */
const worksBy =
  (turns: KeyedMutex.Turns, count: Effect.Effect.Success<typeof makeCount>) =>
  <A, E extends IssueError>(no: string, work: Issuing.Work<A, E>): SingleFlight.Work<A, E> => {
    const turn = turns(no)
    const isUnknown = (exit: Exit.Exit<A, E>): boolean | undefined => {
      if (Exit.isSuccess(exit)) return false
      const error: Option.Option<IssueError> = Cause.failureOption(exit.cause)
      // After an interruption alone, nothing is known of what was closed before.
      if (Option.isNone(error)) return work.mayHaveIssued() || undefined
      // The conflict is about another application, and says nothing about this number's.
      return error.value._tag === "UniqueNoConflict" ? undefined : error.value._tag === "OutcomeUnknown"
    }
    return {
      result: Effect.zipRight(turn.come, work.result),
      ended: (exit) => {
        const open = isUnknown(exit)
        if (open !== undefined) count(no, open)
        turn.end()
      }
    }
  }

/**
 * Makes the service.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  options: Options = {}
): Effect.Effect<
  Service,
  never,
  KeySecureClient.KeySecureClient | ServerTime.ServerTime | AttemptLog.AttemptLog | Scope.Scope
> =>
  Effect.gen(function* () {
    const client = yield* KeySecureClient.KeySecureClient
    const time = yield* ServerTime.ServerTime
    const log = AttemptLog.remembering(yield* AttemptLog.AttemptLog)
    const setting = Issuing.settingOf({ client, time, log, ...options })
    // This comes before the works: the works that it ends are still counted.
    const workOf = worksBy(KeyedMutex.make(), yield* makeCount)
    const issueOnce = yield* SingleFlight.make<Issuing.IssuedCard, IssueError>()
    const reconcileOnce = yield* SingleFlight.make<Issuing.IssuedCard, ReconcileError>()

    const issue: Service["issue"] = (application, { deadline, reconcileTimeout = defaultLimit, ...given } = {}) =>
      Effect.suspend(() => {
        const { name } = Endpoints.applyForCard
        const number = numberOf(textAt(application, "cardUniqueNo"), name)
        if (Either.isLeft(number)) return number.left
        const extras = extrasOf(given)
        if (Either.isLeft(extras)) return new RequestInvalid({ operation: name, issues: extras.left })
        const no = number.right
        const key = Issuing.keyOf(setting, no)
        // The same application under the same number, in whatever form that was handed over.
        const digest = Digest.ofHanded(key === no ? application : { ...application, cardUniqueNo: key })
        const begin = () =>
          workOf(key, Issuing.issue(setting, application, digest, { ...given, deadline, reconcileTimeout }))
        return traced("issueCard", no)(issueOnce(`${digest} ${key}`, begin, Issuing.released(setting, no)))
      })

    const reconcile: Service["reconcile"] = (outcomeOrNumber, asked = {}) =>
      Effect.suspend(() => {
        const given = typeof outcomeOrNumber === "string" ? null : outcomeOrNumber
        const number = numberOf(given === null ? outcomeOrNumber : given.cardUniqueNo, operation)
        if (Either.isLeft(number)) return number.left
        const no = number.right
        const key = Issuing.keyOf(setting, no)
        const { reconcileTimeout = defaultLimit, others = [], ours, since, ...extras } = asked
        const wrong = [...wronglyNamed(asked), ...Either.getOrElse(Either.flip(extrasOf(extras)), () => [])]
        if (wrong.length > 0) return new RequestInvalid({ operation, issues: wrong })
        const begin = () =>
          workOf(key, Issuing.reconcile(setting, no, given, { ...extras, reconcileTimeout, others, ours, since }))
        // Callers that know and ask the same share it. A caller that knows of other copies has to ask anew.
        const known = given === null ? [] : [given.reason._tag, ...given.stamps]
        const same = JSON.stringify([key, since?.epochMillis ?? null, ours ?? null, others, ...known])
        return traced(operation, no)(reconcileOnce(same, begin, Issuing.released(setting, no)))
      })

    const awaitCard: Service["awaitCard"] = (cardNo, { deadline = defaultLimit, since } = {}) =>
      awaiting({ client, time }, cardNo, { since: since?.epochMillis ?? null, limit: deadline })

    return { issue, reconcile, awaitCard }
  })

/**
 * Issuing cards over a client of your own.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerWithoutDependencies = (
  options?: Options
): Layer.Layer<CardIssuance, never, KeySecureClient.KeySecureClient | ServerTime.ServerTime | AttemptLog.AttemptLog> =>
  Layer.scoped(CardIssuance, make(options))

/**
 * Issuing cards, with its own client. It needs an `HttpClient` and an `AttemptLog`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options: KeySecureConfig.Options & KeySecureClient.Options & Options
): Layer.Layer<
  CardIssuance | KeySecureClient.KeySecureClient | ServerTime.ServerTime,
  ConfigError.ConfigError,
  HttpClient.HttpClient | AttemptLog.AttemptLog
> => Layer.provideMerge(layerWithoutDependencies(options), KeySecureClient.layer(options))

/**
 * Issuing cards for the merchant that the environment names (`KeySecureConfig.config`), or that `Config`s of your own do.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  options: Config.Config.Wrap<KeySecureConfig.Options & KeySecureClient.Options & Options> = KeySecureConfig.config
): Layer.Layer<
  CardIssuance | KeySecureClient.KeySecureClient | ServerTime.ServerTime,
  ConfigError.ConfigError,
  HttpClient.HttpClient | AttemptLog.AttemptLog
> => Layer.unwrapEffect(Effect.map(Config.unwrap(options), layer))
