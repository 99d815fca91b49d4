/**
 * Issuing for one number: write down, send, and, where the outcome is unknown, find out; then write down what it was.
 *
 * Any step may be the last. What the log holds then is what the next caller begins with.
 */
import { type Card, type CardApplication, Endpoints, Timestamp } from "@effect-keysecure/schema"
import { DateTime, type Duration, Effect, Option } from "effect"
import type * as AttemptLog from "../AttemptLog.js"
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
import { findOut, type Means, type Stamps } from "./findOut.js"

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

/** How long to wait for the log. A log that is slower is taken for one that failed: nothing is sent. */
const patience = "5 seconds"

const operation = Endpoints.applyForCard.name

/** What the log knows of a number. */
export type Entry = Option.Option<AttemptLog.Attempt>
type Concluded = NotIssued | IssuanceFailed | MoreThanOneCard | OutcomeUnknown

const notRecorded = (detail: string) => new NotSent({ operation, reason: "NotRecorded", detail })

const find = ({ log }: Tools, no: Card.CardUniqueNo): Effect.Effect<Entry, NotSent> =>
  log.find(no).pipe(
    Effect.timeoutFail({ duration: patience, onTimeout: () => notRecorded("the attempt log did not answer") }),
    Effect.catchTag("AttemptLogFailed", ({ message }) => notRecorded(message))
  )

/** The entry, if the log can be read. */
export const found = (tools: Tools, no: Card.CardUniqueNo): Effect.Effect<Option.Option<Entry>> =>
  Effect.option(find(tools, no))

/**
 * Changes the log after the fact. What is written there then is only less than what is known, and the next caller finds
 * out again: so a log that fails here harms nobody. Whether the entry still was what it was.
 */
const conclude = ({ log }: Tools, no: Card.CardUniqueNo, expected: Entry, next: Entry): Effect.Effect<boolean> =>
  log.swap(no, expected, next).pipe(
    Effect.timeoutTo({ duration: patience, onTimeout: () => true, onSuccess: (was) => was }),
    Effect.orElseSucceed(() => true)
  )

const issuedEntry = ({ cardUniqueNo, digest }: AttemptLog.Attempt, cardNo: Card.CardNo): AttemptLog.Issued => ({
  _tag: "Issued",
  cardUniqueNo,
  digest,
  cardNo
})

const fromLog = ({ cardNo, cardUniqueNo }: AttemptLog.Issued): IssuedCard => ({
  cardNo,
  cardUniqueNo,
  status: Option.none()
})

/** An outcome that is unknown, as the log or a number alone tells it. */
export const unknownOf = (
  { marginMillis, time }: Means,
  cardUniqueNo: Card.CardUniqueNo,
  open: Option.Option<AttemptLog.Open>
): Effect.Effect<OutcomeUnknown> =>
  Effect.map(time.latest, (now) => {
    const last = Option.match(open, {
      onNone: () => now + Timestamp.toleranceMillis,
      onSome: (entry) => entry.lastStamp
    })
    return new OutcomeUnknown({
      operation,
      cardUniqueNo,
      stamps: Option.match(open, { onNone: () => [], onSome: (entry) => [entry.firstStamp, entry.lastStamp] }),
      reason: { _tag: "NoAnswer", detail: "an earlier application, of which the end is not known" },
      settlesAt: DateTime.unsafeMake(Math.max(0, last) + Timestamp.toleranceMillis + marginMillis)
    })
  })

/** What is known of an application whose outcome is not. */
export interface Unsettled {
  readonly cardUniqueNo: Card.CardUniqueNo
  readonly stamps: Option.Option<Stamps>
  readonly accepted: boolean
  readonly since: number | undefined
  /** The entry of the log. */
  readonly entry: Entry
  /** What it is called if it stays unknown. */
  readonly unknown: OutcomeUnknown
  /** Why it was unknown at first. */
  readonly reason: OutcomeUnknown["reason"] | undefined
}

/** What is known of an application by its entry in the log. */
const unsettledEntry = (tools: Tools, entry: AttemptLog.Open): Effect.Effect<Unsettled> =>
  Effect.map(unknownOf(tools, entry.cardUniqueNo, Option.some(entry)), (unknown) => ({
    cardUniqueNo: entry.cardUniqueNo,
    stamps: Option.some({ first: entry.firstStamp, last: entry.lastStamp }),
    accepted: entry.accepted,
    since: undefined,
    entry: Option.some(entry),
    unknown,
    reason: undefined
  }))

/** Finds out, and writes down what was found. It asks until it is certain: bound it by a time. */
const settleWithin = (tools: Tools, unsettled: Unsettled): Effect.Effect<IssuedCard, Concluded> =>
  findOut(tools, unsettled).pipe(
    Effect.tapError((error) => Effect.annotateCurrentSpan("keysecure.card_list", error._tag)),
    Effect.mapError(() => unsettled.unknown),
    Effect.flatMap((conclusion): Effect.Effect<IssuedCard, Concluded> => {
      const { cardUniqueNo, entry, reason } = unsettled
      if (conclusion._tag === "Listed") {
        const [card, ...others] = conclusion.cards
        if (card === undefined) return Effect.fail(unsettled.unknown)
        const { cardNo, status } = card
        if (others.length > 0) {
          return new MoreThanOneCard({ cardUniqueNo, cardNos: conclusion.cards.map((each) => each.cardNo) })
        }
        if (status === "Fail") return new IssuanceFailed({ cardNo, cardUniqueNo })
        return Effect.as(
          Option.match(entry, {
            onNone: () => Effect.succeed(true),
            onSome: (open) => conclude(tools, cardUniqueNo, entry, Option.some(issuedEntry(open, cardNo)))
          }),
          { cardNo, cardUniqueNo, status: Option.some(status) }
        )
      }
      const notIssued = new NotIssued({ cardUniqueNo, ...(reason === undefined ? {} : { reason }) })
      return Effect.if(conclude(tools, cardUniqueNo, entry, Option.none()), {
        onTrue: () => Effect.fail(notIssued),
        onFalse: () => settleAgain(tools, unsettled, notIssued)
      })
    })
  )

/** Another process has changed the entry meanwhile: what it wrote counts. */
const settleAgain = (tools: Tools, unsettled: Unsettled, notIssued: NotIssued): Effect.Effect<IssuedCard, Concluded> =>
  find(tools, unsettled.cardUniqueNo).pipe(
    Effect.mapError(() => unsettled.unknown),
    Effect.flatMap((entry): Effect.Effect<IssuedCard, Concluded> => {
      if (Option.isNone(entry)) return Effect.fail(notIssued)
      return entry.value._tag === "Issued"
        ? Effect.succeed(fromLog(entry.value))
        : Effect.flatMap(unsettledEntry(tools, entry.value), (newer) => settleWithin(tools, newer))
    })
  )

/** Finds out within a time; what cannot be found out by then stays unknown. */
export const settle = (
  tools: Tools,
  unsettled: Unsettled,
  within: Duration.DurationInput
): Effect.Effect<IssuedCard, Concluded> =>
  Effect.timeoutFail(settleWithin(tools, unsettled), { duration: within, onTimeout: () => unsettled.unknown })

/** How long the parts of one call may take. */
export interface Limits {
  readonly deadline: Duration.DurationInput | undefined
  readonly findOutFor: Duration.DurationInput
}

/** Sends the application, which nothing in the log speaks against. */
const send = (
  tools: Tools,
  application: CardApplication.CardApplication,
  digest: string,
  limits: Limits
): Effect.Effect<IssuedCard, IssueError> =>
  Effect.suspend(() => {
    const { cardUniqueNo } = application
    let open: Option.Option<AttemptLog.Open> = Option.none()
    let overtaken = false

    const record = (stamp: Timestamp.Timestamp): Effect.Effect<void, unknown> => {
      const next: AttemptLog.Open = Option.match(open, {
        onNone: () => ({ _tag: "Open", cardUniqueNo, digest, firstStamp: stamp, lastStamp: stamp, accepted: false }),
        onSome: (entry) => ({ ...entry, lastStamp: stamp > entry.lastStamp ? stamp : entry.lastStamp })
      })
      return tools.log.swap(cardUniqueNo, open, Option.some(next)).pipe(
        Effect.timeout(patience),
        Effect.flatMap((was) => {
          overtaken = !was
          if (was) open = Option.some(next)
          return was ? Effect.void : Effect.fail("overtaken")
        })
      )
    }

    const afterwards = (error: WriteError): Effect.Effect<IssuedCard, IssueError> => {
      // Another process has begun with this number: what it wrote counts.
      if (overtaken) return issue(tools, application, digest, limits)
      if (error._tag !== "OutcomeUnknown") {
        return Effect.zipRight(
          Option.isNone(open) ? Effect.void : conclude(tools, cardUniqueNo, open, Option.none()),
          Effect.fail(error)
        )
      }
      const accepted = error.reason._tag === "Accepted"
      const entry = Option.map(open, (recorded) => ({ ...recorded, accepted }))
      return Effect.zipRight(
        accepted ? conclude(tools, cardUniqueNo, open, entry) : Effect.void,
        settle(
          tools,
          {
            cardUniqueNo,
            stamps: Option.map(entry, ({ firstStamp, lastStamp }) => ({ first: firstStamp, last: lastStamp })),
            accepted,
            since: undefined,
            entry,
            unknown: error,
            reason: error.reason
          },
          limits.findOutFor
        )
      )
    }

    const { deadline } = limits
    return tools.client
      .applyForCard(application, { beforeSending: record, ...(deadline === undefined ? {} : { deadline }) })
      .pipe(
        Effect.matchEffect({
          onFailure: afterwards,
          onSuccess: ({ cardNo }) =>
            Effect.as(
              Option.match(open, {
                onNone: () => Effect.succeed(true),
                onSome: (entry) => conclude(tools, cardUniqueNo, open, Option.some(issuedEntry(entry, cardNo)))
              }),
              { cardNo, cardUniqueNo, status: Option.none() }
            )
        })
      )
  })

/** Issues a card for a number of which nothing else is under way in this process. */
export const issue = (
  tools: Tools,
  application: CardApplication.CardApplication,
  digest: string,
  limits: Limits
): Effect.Effect<IssuedCard, IssueError> =>
  Effect.flatMap(find(tools, application.cardUniqueNo), (entry): Effect.Effect<IssuedCard, IssueError> => {
    if (Option.isNone(entry)) return send(tools, application, digest, limits)
    if (entry.value.digest !== digest) return new UniqueNoConflict({ cardUniqueNo: application.cardUniqueNo })
    if (entry.value._tag === "Issued") return Effect.succeed(fromLog(entry.value))
    return unsettledEntry(tools, entry.value).pipe(
      Effect.flatMap((unsettled) => settle(tools, unsettled, limits.findOutFor)),
      Effect.catchTag("NotIssued", () => send(tools, application, digest, limits))
    )
  })
