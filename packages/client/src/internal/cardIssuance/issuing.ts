/** Issuing and reconciling one number, by the machine of `outcome/`: how it is started, and the meaning of its end. */
import * as Card from "@effect-keysecure/schema/Card"
import type * as CardApplication from "@effect-keysecure/schema/CardApplication"
import type * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as MutableRef from "effect/MutableRef"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as AttemptLog from "../../AttemptLog.js"
import {
  IssuanceFailed,
  type IssueError,
  MoreThanOneCard,
  NotIssued,
  type OutcomeUnknown,
  type ReconcileError,
  UniqueNoConflict
} from "../../ClientError.js"
import type * as KeySecureClient from "../../KeySecureClient.js"
import type * as ServerTime from "../../ServerTime.js"
import { cardRows, readCardUniqueNo } from "./cardRow.js"
import type { Given } from "../call/extras.js"
import { settlingMarginMillis } from "../call/failure.js"
import { type Log, type Means, run } from "../outcome/driver.js"
import type { End, Rules } from "../outcome/machine.js"
import { mayHaveIssued, start } from "../outcome/step.js"
import { outcomeUnknown } from "../outcome/undecided.js"
import { isImmediate } from "../concurrency/immediate.js"
import { textAt } from "../encoding/ownNumber.js"
import { say } from "../saying/say.js"

/**
 * A card that was issued. `status` is the one that the card list showed. It is absent if the card is known from the
 * answer to its application or from the log, which have no status: see `awaitCard`.
 *
 * @since 0.1.0
 * @category models
 */
export interface IssuedCard {
  /** The platform's number of the card. */
  readonly cardNo: Card.CardNo
  /** The merchant's own number of it. */
  readonly cardUniqueNo: Card.CardUniqueNo
  /** Its status, if the list was asked. `Pending`: issued, not yet ready. */
  readonly status: Option.Option<Card.CardStatus>
}

/**
 * A card that was issued, as JSON and back: to be stored, or sent to another process.
 *
 * @since 0.2.0
 * @category schemas
 */
export const IssuedCard: Schema.Schema<
  IssuedCard,
  { readonly cardNo: string; readonly cardUniqueNo: string; readonly status?: string }
> = Schema.Struct({
  cardNo: Card.CardNo,
  cardUniqueNo: Card.CardUniqueNo,
  status: Schema.optionalWith(Card.CardStatus, { as: "Option", exact: true })
})

/**
 * A form in which a platform may keep numbers: in lower or upper case, or in Unicode's NFKC.
 *
 * @since 0.2.0
 * @category options
 */
export type NumberForm = "lowerCase" | "upperCase" | "NFKC"

/** The parts that issuing needs. */
export interface Tools {
  readonly client: KeySecureClient.Service
  readonly time: ServerTime.Service
  readonly log: AttemptLog.Service
  readonly settlingMargin?: Duration.DurationInput
  readonly merchant?: string
  readonly numbersKeptAs?: ReadonlyArray<NumberForm>
}

/** One piece of work, and whether it may have left a card if it is interrupted. */
export interface Work<A, E> {
  readonly result: Effect.Effect<A, E>
  readonly mayHaveIssued: () => boolean
}

/** How long the parts of one call may take, and what its requests carry besides. */
export interface Limits extends Given {
  readonly deadline: Duration.DurationInput | undefined
  readonly reconcileTimeout: Duration.DurationInput
}

/** The question of a reconciliation, and what its requests carry besides. */
export interface Asked extends Given {
  readonly reconcileTimeout: Duration.DurationInput
  readonly ours: Card.CardNo | undefined
  readonly others: ReadonlyArray<Card.CardNo>
  readonly since: DateTime.DateTime | undefined
}

const forms: { readonly [Form in NumberForm]: (number: string) => string } = {
  lowerCase: (number) => number.toLowerCase(),
  upperCase: (number) => number.toUpperCase(),
  NFKC: (number) => number.normalize("NFKC")
}

const foldBy =
  (kept: ReadonlyArray<NumberForm>) =>
  (number: string): string =>
    kept.reduce((folded, form) => forms[form](folded), number)

/** A card that the list shows, or the log knows. */
const issued = (
  cardUniqueNo: Card.CardUniqueNo,
  cardNo: Card.CardNo,
  status: string | null | undefined
): Effect.Effect<IssuedCard, IssuanceFailed> =>
  status === "Fail"
    ? new IssuanceFailed({ cardNo, cardUniqueNo })
    : Effect.succeed({ cardNo, cardUniqueNo, status: Option.fromNullable(status) })

const cardNoOf = (ref: string | null | undefined): Card.CardNo => Card.CardNo.make(ref ?? "", true)

/** The end of the machine, as it is told of an application. */
const told = (no: Card.CardUniqueNo, end: End): Effect.Effect<IssuedCard, IssueError> => {
  switch (end._tag) {
    case "Answered":
      return issued(no, end.cardNo, null)
    case "Logged":
      return issued(no, end.cardNo, end.failed ? "Fail" : null)
    case "Found":
      return issued(no, cardNoOf(end.rows[0]?.ref), end.rows[0]?.status)
    case "Several":
      return new MoreThanOneCard({ cardUniqueNo: no, cardNos: end.refs.map(cardNoOf) })
    case "None":
      return new NotIssued({ cardUniqueNo: no, reason: end.outcome.reason })
    case "Unknown":
      return Effect.fail(end.outcome)
    case "Conflict":
      return new UniqueNoConflict({ cardUniqueNo: no })
    case "Rejected":
      return Effect.fail(end.error)
  }
}

/** The same for a number alone, without an application that could be contradicted or refused. */
const reconciled = (no: Card.CardUniqueNo, end: End): Effect.Effect<IssuedCard, ReconcileError> =>
  Effect.catchAll(told(no, end), (error) => (isReconcileError(error) ? Effect.fail(error) : Effect.die(error)))

const isReconcileError = (error: IssueError): error is Exclude<ReconcileError, { readonly _tag: "RequestInvalid" }> =>
  error._tag === "OutcomeUnknown" ||
  error._tag === "NotIssued" ||
  error._tag === "IssuanceFailed" ||
  error._tag === "MoreThanOneCard"

/** Findings that a person should look at, though the caller has an answer. */
const noted = (no: Card.CardUniqueNo, end: End): Effect.Effect<void> => {
  if (end._tag === "Found" && end.besides.length > 0) {
    const which = end.besides.map(({ cardNo }) => cardNo ?? "one without a number").join(", ")
    return say({
      event: "keysecure.listed_besides",
      attributes: { "keysecure.unique_no": no },
      level: "Warning",
      line: `The card list shows beside the card of ${no} what may be of it too: ${which}`
    })
  }
  return end._tag === "Unknown" && end.alarm !== null
    ? say({
        event: "keysecure.stamp_not_told",
        attributes: { "keysecure.unique_no": no },
        level: "Error",
        line: `${no}: ${end.alarm}`
      })
    : Effect.void
}

/** The tools, with every option settled. */
export interface Setting extends Pick<Tools, "client" | "log" | "time"> {
  readonly merchant: string
  readonly marginMillis: number
  readonly fold: (number: string) => string
}

/** Settles the options of issuing and reconciling. */
export const settingOf = ({
  merchant = "",
  numbersKeptAs = [],
  settlingMargin = settlingMarginMillis,
  ...tools
}: Tools): Setting => ({
  ...tools,
  merchant,
  marginMillis: Duration.toMillis(settlingMargin),
  fold: foldBy(numbersKeptAs)
})

/** The number under which the log keeps an entry: as the platform is known to keep it. */
export const keyOf = ({ fold }: Setting, no: string): Card.CardUniqueNo => Card.CardUniqueNo.make(fold(no), true)

/** The entries that the work on one number reads and changes. A class, as decision 0033 says. */
class LogOfNumber implements Log {
  readonly isImmediate: boolean
  readonly #setting: Setting
  readonly #key: Card.CardUniqueNo

  constructor(setting: Setting, key: Card.CardUniqueNo) {
    this.isImmediate = isImmediate(setting.log)
    this.#setting = setting
    this.#key = key
  }

  find(text: string): ReturnType<Log["find"]> {
    // A row may show any text for a number. A text that is no number has no entry.
    const number = readCardUniqueNo(text)
    return Either.isLeft(number) ? Effect.succeedNone : this.#setting.log.find(this.#inLog(number.right))
  }

  compareAndSwap(...[expected, next]: Parameters<Log["compareAndSwap"]>): ReturnType<Log["compareAndSwap"]> {
    return this.#setting.log.compareAndSwap(this.#inLog(this.#key), expected, next)
  }

  #inLog(cardUniqueNo: Card.CardUniqueNo): AttemptLog.AttemptKey {
    const { client, merchant } = this.#setting
    return { platform: client.platform, merchant, cardUniqueNo }
  }
}

/** How the actions for one number are performed. A class, as decision 0033 says. */
class MeansOfNumber implements Means {
  readonly time: Means["time"]
  readonly log: Log
  readonly limit: Means["limit"]
  readonly send: Means["send"]
  readonly #client: KeySecureClient.Service
  readonly #number: Card.CardUniqueNo
  readonly #extras: Given

  constructor(setting: Setting, number: Card.CardUniqueNo, { extras, limit, send }: HowToWork) {
    this.time = setting.time
    this.log = new LogOfNumber(setting, keyOf(setting, number))
    this.limit = limit
    this.send = send
    this.#client = setting.client
    this.#number = number
    this.#extras = extras
  }

  pages(...[query, options]: Parameters<Means["pages"]>): ReturnType<Means["pages"]> {
    const asked = { ...query, cardUniqueNo: this.#number }
    return Effect.map(this.#client.listCards(asked, { ...options, ...this.#extras }), cardRows)
  }

  look(ref: string): ReturnType<Means["look"]> {
    return Effect.map(
      this.#client.getCard({ cardNo: cardNoOf(ref) }, this.#extras),
      ({ cardUniqueNo }) => cardUniqueNo ?? null
    )
  }
}

type OfWork = "maySend" | "digest" | "handed" | "since" | "ours" | "others"

const rulesOf = (setting: Setting, number: Card.CardUniqueNo, ofWork: Pick<Rules, OfWork>): Rules => ({
  operation: "applyForCard",
  key: keyOf(setting, number),
  number,
  fold: setting.fold,
  marginMillis: setting.marginMillis,
  unnamedIsOurs: false,
  hasLog: true,
  hasDetail: true,
  ...ofWork
})

/** How a work sends, and how long and with what it finds out. */
interface HowToWork extends Pick<Means, "send" | "limit"> {
  readonly extras: Given
}

const working = <E>(
  setting: Setting,
  no: Card.CardUniqueNo,
  ofWork: Pick<Rules, OfWork>,
  given: OutcomeUnknown | null,
  how: HowToWork,
  toldAs: (no: Card.CardUniqueNo, end: End) => Effect.Effect<IssuedCard, E>
): Work<IssuedCard, E> => {
  const rules = rulesOf(setting, no, ofWork)
  const cell = MutableRef.make(start(given))
  const means = new MeansOfNumber(setting, no, how)
  return {
    result: Effect.flatMap(run(rules, means, cell), (end) => Effect.zipRight(noted(no, end), toldAs(no, end))),
    mayHaveIssued: () => mayHaveIssued(cell.current)
  }
}

/** Issues a card for a number with no other work under way in this process. */
export const issue = (
  setting: Setting,
  application: CardApplication.CardApplication,
  digest: string,
  { deadline, reconcileTimeout, ...extras }: Limits
): Work<IssuedCard, IssueError> => {
  // It may be no application at all: the client checks that.
  const handed = { holder: textAt(application, "cardholderNo") ?? null, type: textAt(application, "cardType") ?? null }
  const send: Means["send"] = (beforeSending) =>
    Effect.map(
      setting.client.applyForCard(
        application,
        deadline === undefined ? { ...extras, beforeSending } : { ...extras, beforeSending, deadline }
      ),
      ({ cardNo }) => cardNo
    )
  return working(
    setting,
    application.cardUniqueNo,
    { maySend: true, digest, handed, since: null, ours: null, others: [] },
    null,
    { extras, limit: reconcileTimeout, send },
    told
  )
}

/** Finds out about a number with no other work under way in this process. */
export const reconcile = (
  setting: Setting,
  no: Card.CardUniqueNo,
  given: OutcomeUnknown | null,
  { reconcileTimeout, others, ours, since, ...extras }: Asked
): Work<IssuedCard, ReconcileError> =>
  working(
    setting,
    no,
    { maySend: false, digest: null, handed: null, since: since?.epochMillis ?? null, ours: ours ?? null, others },
    given,
    { extras, limit: reconcileTimeout, send: () => Effect.dieMessage("reconciling sends no application") },
    reconciled
  )

/** The error for the callers of a work that ended with the layer. */
export const released = (
  { marginMillis, time }: Setting,
  no: Card.CardUniqueNo
): Effect.Effect<never, OutcomeUnknown> =>
  Effect.flatMap(time.latest, (latest) =>
    Effect.fail(
      outcomeUnknown(
        "applyForCard",
        { cardUniqueNo: no },
        { stamps: [], latest, marginMillis, detail: "the layer was released meanwhile" }
      )
    )
  )
