/**
 * Issuing for one number: write down, send, and, where the outcome is unknown, find out; then write down what it was.
 *
 * Any step may be the last. What the log holds then is what the next caller begins with.
 */
import { type Card, type CardApplication, Endpoints, Timestamp } from "@effect-keysecure/schema"
import { DateTime, type Duration, Effect, Option, Schema } from "effect"
import type * as AttemptLog from "../AttemptLog.js"
import { AttemptLogFailed } from "../AttemptLog.js"
import {
  IssuanceFailed,
  type IssueError,
  MoreThanOneCard,
  NotIssued,
  NotSent,
  OutcomeUnknown,
  UniqueNoConflict,
  type WriteError
} from "../ClientError.js"
import { findOut, type Means } from "./findOut.js"

/** A card that was issued. */
export interface IssuedCard {
  readonly cardNo: Card.CardNo
  readonly cardUniqueNo: Card.CardUniqueNo
  readonly status: Option.Option<Card.CardStatus>
}

/** What issuing needs. */
export interface Tools extends Means {
  readonly log: AttemptLog.Service
}

/** What a piece of work has come to know: whether there may be a card of which nobody knows; nothing at first. */
export interface Knowledge {
  open: boolean | undefined
}

/** How long to wait for the log. A log that is slower is taken for one that failed: nothing is sent. */
const patience = "5 seconds"

const operation = Endpoints.applyForCard.name

type Entry = Option.Option<AttemptLog.Attempt>

/** What finding out can end with, besides a card. */
export type Concluded = NotIssued | IssuanceFailed | MoreThanOneCard | OutcomeUnknown

/** The entry of a number; nothing if the log cannot be read. */
export const find = ({ log }: Tools, no: Card.CardUniqueNo): Effect.Effect<Option.Option<Entry>> =>
  log.find(no).pipe(Effect.timeoutOption(patience), Effect.orElseSucceed(Option.none))

/**
 * Changes the log after the fact, and says whether the entry still was what it was; nothing if that cannot be told. What
 * is written there then is only less than what is known, and the next caller finds out again.
 */
const conclude = (
  { log }: Tools,
  no: Card.CardUniqueNo,
  expected: Entry,
  next: Entry
): Effect.Effect<Option.Option<boolean>> =>
  log.swap(no, expected, next).pipe(Effect.timeoutOption(patience), Effect.orElseSucceed(Option.none))

/** The card of an entry. */
export const fromLog = ({
  cardNo,
  cardUniqueNo,
  failed
}: AttemptLog.Issued): Effect.Effect<IssuedCard, IssuanceFailed> =>
  failed
    ? new IssuanceFailed({ cardNo, cardUniqueNo })
    : Effect.succeed({ cardNo, cardUniqueNo, status: Option.none() })

/** An application whose outcome is not known: what is known of it, and what it is called if it stays so. */
export interface Unsettled {
  readonly cardUniqueNo: Card.CardUniqueNo
  readonly stamp: Option.Option<number>
  readonly accepted: boolean
  readonly since: number | undefined
  readonly entry: Entry
  /** Of the application, if that is known: an entry that cannot be read does not tell. */
  readonly digest: string | undefined
  readonly unknown: OutcomeUnknown
}

/** What is known of a number by its entry in the log, or if there is none. */
export const unsettledOf = (
  { marginMillis, time }: Means,
  cardUniqueNo: Card.CardUniqueNo,
  entry: Entry,
  detail: string,
  digest?: string
): Effect.Effect<Unsettled> =>
  Effect.map(time.latest, (now) => {
    const open = Option.filter(entry, (attempt) => attempt._tag === "Open")
    const stamp = Option.map(open, (attempt) => attempt.stamp)
    const last = Option.getOrElse(stamp, () => now + Timestamp.toleranceMillis)
    return {
      cardUniqueNo,
      stamp,
      accepted: Option.exists(open, (attempt) => attempt.accepted),
      since: undefined,
      entry,
      digest: Option.getOrElse(
        Option.map(open, (attempt) => attempt.digest),
        () => digest
      ),
      unknown: new OutcomeUnknown({
        operation,
        cardUniqueNo,
        stamps: Option.toArray(stamp),
        reason: { _tag: "NoAnswer", detail },
        settlesAt: DateTime.unsafeMake(Math.max(0, last) + Timestamp.toleranceMillis + marginMillis)
      })
    }
  })

const earlier = "an earlier application, of which the end is not known"

/** Whether a listed card is what was applied for. What the list does not say fits. */
const isOf =
  ({ cardType, cardholderNo }: CardApplication.CardApplication) =>
  (card: Card.CardListItem): boolean =>
    (card.cardholderNo ?? cardholderNo) === cardholderNo && (card.cardType ?? cardType) === cardType

/** Of several cards, those that were deleted by hand do not count. */
const counting = (cards: ReadonlyArray<Card.CardListItem>): ReadonlyArray<Card.CardListItem> => {
  const kept = cards.filter(({ status }) => status !== "Delete")
  return cards.length > 1 && kept.length > 0 ? kept : cards
}

type Check<E> = (card: Card.CardListItem) => Effect.Effect<void, E>

const listed = <E>(
  tools: Tools,
  { cardUniqueNo, digest, entry, unknown }: Unsettled,
  cards: ReadonlyArray<Card.CardListItem>,
  check: Check<E>
): Effect.Effect<IssuedCard, Concluded | E> => {
  const [card, ...others] = counting(cards)
  if (card === undefined) return Effect.fail(unknown)
  const { cardNo, status } = card
  if (others.length > 0) {
    return new MoreThanOneCard({ cardUniqueNo, cardNos: cards.map((each) => each.cardNo) })
  }
  const failed = status === "Fail"
  const write =
    digest === undefined || Option.isNone(entry)
      ? Effect.void
      : conclude(tools, cardUniqueNo, entry, Option.some({ _tag: "Issued", cardUniqueNo, digest, cardNo, failed }))
  return check(card).pipe(
    Effect.zipRight(write),
    Effect.zipRight(
      failed
        ? new IssuanceFailed({ cardNo, cardUniqueNo })
        : Effect.succeed({ cardNo, cardUniqueNo, status: Option.some(status) })
    )
  )
}

/** There is none, which is certain if nobody has sent anything meanwhile: what another process wrote counts. */
const notListed = <E>(
  tools: Tools,
  unsettled: Unsettled,
  check: Check<E>
): Effect.Effect<IssuedCard, Concluded | E> => {
  const { cardUniqueNo, entry, unknown } = unsettled
  return Effect.flatMap(
    conclude(tools, cardUniqueNo, entry, Option.none()),
    (was): Effect.Effect<IssuedCard, Concluded | E> => {
      // Without an entry there was nothing to remove, so a log that does not answer tells nothing new.
      if (Option.isNone(was) && Option.isSome(entry)) return Effect.fail(unknown)
      if (Option.getOrElse(was, () => true)) return new NotIssued({ cardUniqueNo, reason: unknown.reason })
      return Effect.flatMap(find(tools, cardUniqueNo), (found): Effect.Effect<IssuedCard, Concluded | E> => {
        const newer = Option.flatten(found)
        if (Option.isNone(newer)) return Effect.fail(unknown)
        return newer.value._tag === "Issued"
          ? fromLog(newer.value)
          : Effect.flatMap(unsettledOf(tools, cardUniqueNo, newer, earlier, unsettled.digest), (again) =>
              settled(tools, again, check)
            )
      })
    }
  )
}

/** Finds out, and writes down what was found. It asks until it is certain. */
const settled = <E>(tools: Tools, unsettled: Unsettled, check: Check<E>): Effect.Effect<IssuedCard, Concluded | E> =>
  findOut(tools, unsettled).pipe(
    Effect.tapError((error) => Effect.annotateCurrentSpan("keysecure.card_list", error._tag)),
    Effect.mapError(() => unsettled.unknown),
    Effect.flatMap((conclusion) =>
      conclusion._tag === "Listed"
        ? listed(tools, unsettled, conclusion.cards, check)
        : notListed(tools, unsettled, check)
    )
  )

/** Finds out within a time; what cannot be found out by then stays unknown. */
export const settle = <E>(
  tools: Tools,
  unsettled: Unsettled,
  within: Duration.DurationInput,
  knowledge: Knowledge,
  check: Check<E>
): Effect.Effect<IssuedCard, Concluded | E> => {
  const know = (open: boolean) =>
    Effect.sync(() => {
      knowledge.open = open
    })
  return know(true).pipe(
    Effect.zipRight(settled(tools, unsettled, check)),
    Effect.timeoutFail({ duration: within, onTimeout: () => unsettled.unknown }),
    Effect.tapBoth({
      onSuccess: () => know(false),
      onFailure: (error) => know(isUnknown(error))
    })
  )
}

const isUnknown = Schema.is(OutcomeUnknown)

/** How long the parts of one call may take. */
export interface Limits {
  readonly deadline: Duration.DurationInput | undefined
  readonly findOutFor: Duration.DurationInput
}

/** One application for one number. */
export interface Order {
  readonly application: CardApplication.CardApplication
  readonly digest: string
  readonly limits: Limits
  readonly knowledge: Knowledge
}

/** How often to begin anew when another process has written to the log meanwhile, and how long to wait before. */
const rounds = 5
const pause = "1 second"

/** Another application has the number. */
const conflict = ({ cardUniqueNo }: CardApplication.CardApplication) => new UniqueNoConflict({ cardUniqueNo })

const settleOrder = (tools: Tools, order: Order, unsettled: Unsettled): Effect.Effect<IssuedCard, IssueError> => {
  const { application, knowledge, limits } = order
  const fits = isOf(application)
  return settle(tools, unsettled, limits.findOutFor, knowledge, (card) =>
    fits(card) ? Effect.void : Effect.fail(conflict(application))
  )
}

/** Sends the application, which nothing in the log speaks against. */
const send = (tools: Tools, order: Order, round: number): Effect.Effect<IssuedCard, IssueError> =>
  Effect.suspend(() => {
    const { application, digest, knowledge, limits } = order
    const { cardUniqueNo } = application
    let open: Option.Option<AttemptLog.Open> = Option.none()
    let overtaken = false
    let logFailed: string | undefined

    // A copy follows another one only when that was refused for certain, so the last stamp says all.
    const record = (stamp: Timestamp.Timestamp): Effect.Effect<void, object> => {
      const next: AttemptLog.Open = { _tag: "Open", cardUniqueNo, digest, stamp, accepted: false }
      return tools.log.swap(cardUniqueNo, open, Option.some(next)).pipe(
        Effect.tapError(({ detail }) =>
          Effect.sync(() => {
            logFailed = detail
          })
        ),
        Effect.timeout(patience),
        Effect.flatMap((was) => {
          overtaken = !was
          if (!was) return new AttemptLogFailed({ detail: "another process has begun" })
          open = Option.some(next)
          knowledge.open = true
          return Effect.void
        })
      )
    }

    const afterwards = (error: WriteError): Effect.Effect<IssuedCard, IssueError> => {
      // Another process has begun with this number: what it wrote counts.
      if (overtaken) return Effect.delay(issueIn(tools, order, round + 1), pause)
      if (error._tag === "OutcomeUnknown") {
        const accepted = error.reason._tag === "Accepted"
        const entry = Option.map(open, (recorded) => ({ ...recorded, accepted }))
        return Effect.zipRight(
          accepted ? conclude(tools, cardUniqueNo, open, entry) : Effect.void,
          settleOrder(tools, order, {
            cardUniqueNo,
            stamp: Option.map(entry, (recorded) => recorded.stamp),
            accepted,
            since: undefined,
            entry,
            digest,
            unknown: error
          })
        )
      }
      knowledge.open = false
      return Effect.zipRight(
        Option.isNone(open) ? Effect.void : conclude(tools, cardUniqueNo, open, Option.none()),
        error._tag === "NotSent" && logFailed !== undefined
          ? new NotSent({ operation, reason: "NotRecorded", detail: `the attempt log failed: ${logFailed}` })
          : Effect.fail(error)
      )
    }

    const { deadline } = limits
    return tools.client
      .applyForCard(application, { beforeSending: record, ...(deadline === undefined ? {} : { deadline }) })
      .pipe(
        Effect.matchEffect({
          onFailure: afterwards,
          onSuccess: ({ cardNo }) => {
            knowledge.open = false
            const issued: AttemptLog.Issued = { _tag: "Issued", cardUniqueNo, digest, cardNo, failed: false }
            return Effect.as(
              Option.isNone(open) ? Effect.void : conclude(tools, cardUniqueNo, open, Option.some(issued)),
              { cardNo, cardUniqueNo, status: Option.none() }
            )
          }
        })
      )
  })

const issueIn = (tools: Tools, order: Order, round: number): Effect.Effect<IssuedCard, IssueError> => {
  const { application, digest } = order
  const { cardUniqueNo } = application
  const unknown = (entry: Entry, detail: string) => unsettledOf(tools, cardUniqueNo, entry, detail, digest)
  if (round > rounds) {
    return Effect.flatMap(unknown(Option.none(), "other processes write to the attempt log"), (unsettled) =>
      Effect.fail(unsettled.unknown)
    )
  }
  return Effect.flatMap(find(tools, cardUniqueNo), (found): Effect.Effect<IssuedCard, IssueError> => {
    // An earlier application may be open, and nothing says so.
    if (Option.isNone(found)) {
      return Effect.flatMap(
        unknown(Option.none(), "the attempt log could not be read; nothing was sent"),
        (unsettled) => Effect.fail(unsettled.unknown)
      )
    }
    const entry = found.value
    if (Option.isNone(entry)) return send(tools, order, round)
    const attempt = entry.value
    if (attempt._tag !== "Unreadable" && attempt.digest !== digest) return Effect.fail(conflict(application))
    if (attempt._tag === "Issued") return fromLog(attempt)
    return Effect.flatMap(unknown(entry, earlier), (unsettled) =>
      Effect.catchTag(settleOrder(tools, order, unsettled), "NotIssued", () => send(tools, order, round))
    )
  })
}

/** Issues a card for a number of which nothing else is under way in this process. */
export const issue = (tools: Tools, order: Order): Effect.Effect<IssuedCard, IssueError> => issueIn(tools, order, 1)
