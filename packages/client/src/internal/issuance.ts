/**
 * Issuing for one number: write down, send, and, where the outcome is unknown, find out; then write down what it was.
 *
 * Any step may be the last. What the log holds then is what the next caller begins with.
 */
import { type Card, type CardApplication, Endpoints, type Timestamp } from "@effect-keysecure/schema"
import * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import type * as AttemptLog from "../AttemptLog.js"
import { AttemptLogFailed } from "../AttemptLog.js"
import {
  IssuanceFailed,
  type IssueError,
  MoreThanOneCard,
  NotIssued,
  NotSent,
  type OutcomeUnknown,
  UniqueNoConflict,
  type WriteError
} from "../ClientError.js"
import type * as KeySecureClient from "../KeySecureClient.js"
import type { CallOptions } from "./call.js"
import { cardsOf, findOut, type Means } from "./findOut.js"
import { isPrompt } from "./prompt.js"
import { unknownOf } from "./unknown.js"
import { within } from "./within.js"

/** A card that was issued. */
export interface IssuedCard {
  readonly cardNo: Card.CardNo
  readonly cardUniqueNo: Card.CardUniqueNo
  readonly status: Option.Option<Card.CardStatus>
}

/** What issuing needs. */
export interface Tools extends Means {
  readonly client: KeySecureClient.Service
  readonly log: AttemptLog.Service
  /** What the log keeps a number by. */
  readonly keyOf: (cardUniqueNo: Card.CardUniqueNo) => AttemptLog.AttemptKey
}

/** Whether a piece of work may leave a card of which nobody knows, if it is interrupted now. */
export interface Knowledge {
  open: boolean
}

/** How long to wait for the log. A log that is slower is taken for one that failed: nothing is sent. */
const patience = "5 seconds"

const operation = Endpoints.applyForCard.name

type Entry = Option.Option<AttemptLog.Attempt>

/** What finding out can end with, besides a card. */
type Concluded = NotIssued | IssuanceFailed | MoreThanOneCard | OutcomeUnknown | UniqueNoConflict

/** A log that did not answer in time. */
const tooSlow = new AttemptLogFailed({ detail: "it took too long" })

const limited = within({ duration: patience, awaited: false, onTimeout: () => Effect.fail(tooSlow) })

/** A step of the log, for as long as is waited for it. */
const patiently = <A, E>({ log }: Tools, step: () => Effect.Effect<A, E>): Effect.Effect<A, E | AttemptLogFailed> =>
  isPrompt(log) ? Effect.suspend(step) : limited(Effect.suspend(step))

/** Whatever a log does, fail, throw, take too long or not let itself be interrupted, it tells nothing then. */
const orNone = <A, E>(tools: Tools, step: () => Effect.Effect<A, E>): Effect.Effect<Option.Option<A>> =>
  patiently(tools, step).pipe(
    Effect.matchCauseEffect({
      onFailure: (cause) => (Cause.isInterruptedOnly(cause) ? Effect.interrupt : Effect.succeedNone),
      onSuccess: Effect.succeedSome
    })
  )

/** The entry of a number; nothing if the log cannot be read. */
export const find = (tools: Tools, no: Card.CardUniqueNo): Effect.Effect<Option.Option<Entry>> =>
  orNone(tools, () => tools.log.find(tools.keyOf(no)))

/**
 * Changes the log after the fact, and says whether the entry still was what it was; nothing if that cannot be told. What
 * is written there then is only less than what is known, and the next caller finds out again.
 */
const conclude = (
  tools: Tools,
  no: Card.CardUniqueNo,
  expected: Entry,
  next: Entry
): Effect.Effect<Option.Option<boolean>> =>
  orNone(tools, () => tools.log.compareAndSwap(tools.keyOf(no), expected, next))

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
      unknown: unknownOf(operation, { cardUniqueNo }, { stamp, now, marginMillis, detail })
    }
  })

const earlier = "an earlier application, of which the end is not known"

/** What somebody claims to have applied for; nothing where only a number is known. */
interface Claim {
  readonly application: CardApplication.CardApplication
  readonly digest: string
}

const otherType = { Virtual: "Physical", Physical: "Virtual" } as const

/** Whether a listed card is what was applied for. What the list does not say fits, and so does a type that is new to us. */
const isOf =
  (claim: Claim | undefined) =>
  (card: Card.CardListItem): boolean => {
    if (claim === undefined) return true
    const { cardType, cardholderNo } = claim.application
    return (card.cardholderNo ?? cardholderNo) === cardholderNo && card.cardType !== otherType[cardType]
  }

/** Of several cards, those that were deleted by hand do not count. */
const counting = (cards: ReadonlyArray<Card.CardListItem>): ReadonlyArray<Card.CardListItem> => {
  const kept = cards.filter(({ status }) => status !== "Delete")
  return cards.length > 1 && kept.length > 0 ? kept : cards
}

const settledBy = (
  tools: Tools,
  { cardUniqueNo, digest, entry, unknown }: Unsettled,
  cards: ReadonlyArray<Card.CardListItem>
): Effect.Effect<IssuedCard, Concluded> => {
  const [card, ...others] = counting(cards)
  if (card === undefined) return Effect.fail(unknown)
  const { cardNo, status } = card
  if (others.length > 0) {
    return new MoreThanOneCard({ cardUniqueNo, cardNos: counting(cards).map((each) => each.cardNo) })
  }
  const failed = status === "Fail"
  const write =
    digest === undefined || Option.isNone(entry)
      ? Effect.void
      : conclude(tools, cardUniqueNo, entry, Option.some({ _tag: "Issued", cardUniqueNo, digest, cardNo, failed }))
  return Effect.zipRight(
    write,
    failed
      ? new IssuanceFailed({ cardNo, cardUniqueNo })
      : Effect.succeed({ cardNo, cardUniqueNo, status: Option.some(status) })
  )
}

/** How often to begin anew when another process has written to the log meanwhile, and how long to wait before. */
const rounds = 5
const pause = "1 second"

/** How something is found out. */
interface Search {
  readonly claim: Claim | undefined
  /** How long to ask. */
  readonly within: Duration.DurationInput
  /** How often the log has had something else by the end, and once more. */
  readonly round: number
}

/** There is none, which is certain if nobody has sent anything meanwhile: what another process wrote counts. */
const notListed = (
  tools: Tools,
  unsettled: Unsettled,
  search: Search,
  certain: NotIssued | UniqueNoConflict
): Effect.Effect<IssuedCard, Concluded> => {
  const { cardUniqueNo, entry, unknown } = unsettled
  const { claim, round } = search
  return Effect.flatMap(
    conclude(tools, cardUniqueNo, entry, Option.none()),
    (was): Effect.Effect<IssuedCard, Concluded> => {
      if (Option.isNone(was)) return Effect.fail(unknown)
      if (was.value) return Effect.fail(certain)
      return Effect.flatMap(find(tools, cardUniqueNo), (found): Effect.Effect<IssuedCard, Concluded> => {
        const newer = Option.flatten(found)
        if (Option.isNone(newer) || round >= rounds) return Effect.fail(unknown)
        const attempt = newer.value
        if (claim !== undefined && attempt._tag !== "Corrupt" && attempt.digest !== claim.digest) {
          return new UniqueNoConflict({ cardUniqueNo })
        }
        return attempt._tag === "Issued"
          ? fromLog(attempt)
          : Effect.flatMap(unsettledOf(tools, cardUniqueNo, newer, earlier, unsettled.digest), (again) =>
              Effect.delay(settled(tools, again, { ...search, round: round + 1 }), pause)
            )
      })
    }
  )
}

/** Finds out within a time, which is for asking alone, and writes down what was found. */
const settled = (tools: Tools, unsettled: Unsettled, search: Search): Effect.Effect<IssuedCard, Concluded> => {
  const { cardUniqueNo, unknown } = unsettled
  const { claim, within } = search
  const listed = cardsOf(tools.client, { cardUniqueNo })
  return findOut(tools, { ...unsettled, listed, fits: isOf(claim) }).pipe(
    Effect.tapError((error) => Effect.annotateCurrentSpan("keysecure.card_list", error._tag)),
    Effect.mapError(() => unknown),
    Effect.timeoutFail({ duration: within, onTimeout: () => unknown }),
    Effect.flatMap((conclusion) =>
      conclusion._tag === "Listed"
        ? settledBy(tools, unsettled, conclusion.items)
        : notListed(
            tools,
            unsettled,
            search,
            conclusion._tag === "OthersOnly"
              ? new UniqueNoConflict({ cardUniqueNo })
              : new NotIssued({ cardUniqueNo, reason: unknown.reason })
          )
    )
  )
}

/** Finds out within a time; what cannot be found out by then stays unknown. */
export const settle = (
  tools: Tools,
  unsettled: Unsettled,
  within: Duration.DurationInput,
  knowledge: Knowledge,
  claim: Claim | undefined
): Effect.Effect<IssuedCard, Concluded> =>
  Effect.suspend(() => {
    knowledge.open = true
    return settled(tools, unsettled, { claim, within, round: 1 })
  })

/** How long the parts of one call may take. */
export interface Limits {
  readonly deadline: Duration.DurationInput | undefined
  readonly findOutFor: Duration.DurationInput
}

/** One application for one number. */
export interface Order extends Claim {
  /** The application as it is sent: what the digest is of. */
  readonly encoded: typeof CardApplication.CardApplication.Encoded
  readonly limits: Limits
  readonly knowledge: Knowledge
}

/** Another application has the number. */
const conflict = ({ cardUniqueNo }: CardApplication.CardApplication) => new UniqueNoConflict({ cardUniqueNo })

/** Nobody else's: all 53 bits that a random number has, in hex. */
const newAttemptId = Effect.map(Random.next, (share) => (share * 2 ** 53).toString(16).padStart(14, "0"))

/** Sends the application, which nothing in the log speaks against. */
const send = (tools: Tools, order: Order, round: number): Effect.Effect<IssuedCard, IssueError> =>
  Effect.flatMap(newAttemptId, (attemptId) => {
    const { application, digest, knowledge, limits } = order
    const { cardUniqueNo } = application
    let open: Option.Option<AttemptLog.Open> = Option.none()
    // What may be in the log, though its writing failed or was cut short.
    let written: Option.Option<AttemptLog.Open> = Option.none()
    let overtaken = false
    let logFailed: string | undefined

    // A copy follows another one only when that was refused for certain, so the last stamp says all.
    const record = (stamp: Timestamp.Timestamp): Effect.Effect<void, object> => {
      const next: AttemptLog.Open = { _tag: "Open", cardUniqueNo, attemptId, digest, stamp, accepted: false }
      written = Option.some(next)
      return patiently(tools, () => tools.log.compareAndSwap(tools.keyOf(cardUniqueNo), open, Option.some(next))).pipe(
        Effect.matchEffect({
          onFailure: (error) => {
            if (error !== tooSlow) logFailed = error.detail
            return Effect.fail(error)
          },
          onSuccess: (was) => {
            overtaken = !was
            if (!was) return new AttemptLogFailed({ detail: "another process has begun" })
            open = Option.some(next)
            knowledge.open = true
            return Effect.void
          }
        })
      )
    }

    /** Nothing was carried out: the number is free. */
    const forget = Effect.suspend(() => {
      if (Option.isNone(written)) return Effect.void
      return Effect.flatMap(conclude(tools, cardUniqueNo, written, Option.none()), (was) =>
        Option.contains(was, false) && Option.isSome(open)
          ? conclude(tools, cardUniqueNo, open, Option.none())
          : Effect.void
      )
    })

    const afterwards = (error: WriteError): Effect.Effect<IssuedCard, IssueError> => {
      // Another process has begun with this number: what it wrote counts.
      if (overtaken) return Effect.delay(issueIn(tools, order, round + 1), pause)
      if (error._tag === "OutcomeUnknown") {
        const accepted = error.reason._tag === "Accepted"
        const entry = Option.map(open, (recorded) => ({ ...recorded, accepted }))
        return Effect.zipRight(
          accepted ? conclude(tools, cardUniqueNo, open, entry) : Effect.void,
          settle(
            tools,
            {
              cardUniqueNo,
              stamp: Option.map(entry, (recorded) => recorded.stamp),
              accepted,
              since: undefined,
              entry,
              digest,
              unknown: error
            },
            limits.findOutFor,
            knowledge,
            order
          )
        )
      }
      return Effect.zipRight(
        forget,
        error._tag === "NotSent" && logFailed !== undefined
          ? new NotSent({ operation, reason: "NotRecorded", detail: `the attempt log failed: ${logFailed}` })
          : Effect.fail(error)
      )
    }

    const { deadline } = limits
    const options: CallOptions =
      deadline === undefined ? { beforeSending: record } : { beforeSending: record, deadline }
    return tools.client.applyForCard(application, options).pipe(
      Effect.matchEffect({
        onFailure: afterwards,
        onSuccess: ({ cardNo }) => {
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
  const { application, digest, knowledge } = order
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
    if (attempt._tag !== "Corrupt" && attempt.digest !== digest) return Effect.fail(conflict(application))
    if (attempt._tag === "Issued") return fromLog(attempt)
    const { findOutFor } = order.limits
    return Effect.flatMap(unknown(entry, earlier), (unsettled) =>
      attempt._tag === "Corrupt"
        ? // It may be of a card from before the time that is asked for, so "not there" does not do.
          // Nor is it known whose card it is, so that is not written down.
          settle(tools, { ...unsettled, accepted: true, digest: undefined }, findOutFor, knowledge, order)
        : Effect.catchTag(settle(tools, unsettled, findOutFor, knowledge, order), "NotIssued", () =>
            send(tools, order, round)
          )
    )
  })
}

/** Issues a card for a number of which nothing else is under way in this process. */
export const issue = (tools: Tools, order: Order): Effect.Effect<IssuedCard, IssueError> => issueIn(tools, order, 1)
