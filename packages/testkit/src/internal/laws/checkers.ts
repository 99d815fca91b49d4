/** The laws: what a trial must not have shown, in words. */
import * as Arr from "effect/Array"
import { Timestamp } from "@effect-keysecure/schema"
import type { Fault, RequestRecord } from "../../Fault.js"
import { defaultRules } from "../state/rules.js"
import { textOf } from "./capture.js"
import * as Secrets from "./secrets.js"
import { tellsNothing } from "./hostileRules.js"
import type { Ended, Facts } from "./trial.js"

/** A law. */
export interface Law {
  readonly name: string
  /** Whether it looks at what the program puts out. */
  readonly captures: boolean
  /** What is wrong; nothing if the law holds. */
  readonly check: (facts: Facts) => ReadonlyArray<string>
}

export const atMostOneCard: Law = {
  name: "atMostOneCard",
  captures: false,
  check: ({ ended }) =>
    ended.flatMap(({ cards, intent }) =>
      cards.length > 1 ? [`${intent.id} has ${cards.length} cards: ${cards.join(", ")}`] : []
    )
}

const lost = ({ cards, failure, intent, outcome }: Ended): ReadonlyArray<string> => {
  if (outcome === undefined) return [`${intent.id} has no outcome: ${failure ?? ""}`]
  switch (outcome._tag) {
    case "Unknown":
      return []
    case "NoCard":
      return cards.length === 0 ? [] : [`${intent.id} was said to have no card, and has ${cards.join(", ")}`]
    case "Card":
      return cards.includes(outcome.cardNo)
        ? []
        : [`${intent.id} was said to have card ${outcome.cardNo}, and has ${cards.join(", ") || "none"}`]
  }
}

export const noLostCard: Law = { name: "noLostCard", captures: false, check: ({ ended }) => ended.flatMap(lost) }

/** An answer that takes longer tells too little of the time: half of what a timestamp may be off. */
const quickMillis = Timestamp.toleranceMillis / 2

const isInWindow = ({ sentAt, timestamp }: RequestRecord): boolean =>
  sentAt >= timestamp && sentAt - timestamp <= Timestamp.toleranceMillis

/** A moment at which a start of the program learned something of the time. */
interface Lesson {
  readonly at: number
  /** Whether it knows the time from then on. If not, it has to try. */
  readonly knows: boolean
}

/**
 * What a start of the program learned of the time, in order. It knows the time from its first quick answer on, unless that
 * refuses a timestamp of the window. After the refusal of a timestamp of the window it has to try, until a request that was stamped later,
 * with a timestamp of the window, has a quick answer. `writing` is how long a request may take to leave once it is stamped.
 */
const lessonsOf = (requestRecords: ReadonlyArray<RequestRecord>, writing: number): ReadonlyArray<Lesson> => {
  const lessons: Array<Lesson> = []
  const answered = requestRecords.flatMap((record) =>
    record.code === undefined || record.endedAt === undefined ? [] : [{ ...record, at: record.endedAt }]
  )
  for (const record of answered.toSorted((one, other) => one.at - other.at)) {
    const last = lessons.at(-1)
    const isQuick = record.at - record.sentAt <= quickMillis
    const isFirst = last === undefined && isQuick
    // A program that knows the time learns nothing from the refusal of a timestamp that it should not have sent.
    if (record.code === 1005 && last?.knows === true && !isInWindow(record)) continue
    if (record.code === 1005) lessons.push({ at: record.at, knows: isFirst && !isInWindow(record) })
    else if (isFirst || (isQuick && last?.knows === false && record.sentAt > last.at + writing && isInWindow(record)))
      lessons.push({ at: record.at, knows: true })
  }
  return lessons
}

export const stampsInWindow: Law = {
  name: "stampsInWindow",
  captures: false,
  check: ({ requestRecords, trial }) => {
    // A timestamp that is accepted proves only itself there: each answer's `Date` may mislead the program again.
    if (trial.rules?.dateSkewMillis !== undefined) return []
    // A stamp may be written down before it is sent, which takes a few steps of the program's store.
    const writing = 8 * trial.latencyMillis
    return Object.values(Arr.groupBy(requestRecords, ({ client }) => String(client))).flatMap((records) => {
      const lessons = lessonsOf(records, writing)
      return records.flatMap((record) => {
        const { nth, operation, sentAt, timestamp } = record
        const lesson = lessons.findLast(({ at }) => at <= sentAt)
        const isJudged = lesson?.knows === true && lesson.at + writing < sentAt
        return isJudged && !isInWindow(record)
          ? [`${operation ?? "a request"} ${nth} was sent with a timestamp ${sentAt - timestamp} ms old`]
          : []
      })
    })
  }
}

const tokenRefusals = new Set([1006, 1007])

/** Ends of tokens that do not say how long a token serves. */
const unreadableEnds: ReadonlySet<string | undefined> = new Set(["unreadable", "null", "absent"])

/** A token whose end cannot be read is taken to serve at least so long. */
const shortestLife = 60_000

/** How many fetches were sent when every token that their start had got before may have ended. */
const afterALife = (answered: ReadonlyArray<RequestRecord>): number =>
  answered.filter(({ client, sentAt }, index) => {
    const before = answered.slice(0, index).filter((other) => other.client === client)
    return before.length > 0 && before.every(({ endedAt = sentAt }) => endedAt + shortestLife <= sentAt)
  }).length

export const oneFetchPerGeneration: Law = {
  name: "oneFetchPerGeneration",
  captures: false,
  check: ({ requestRecords, trial }) => {
    const answered = requestRecords.filter(({ code, operation }) => operation === "getToken" && code === 0)
    const starts = new Set(answered.map(({ client }) => client)).size
    const refused = new Set(
      requestRecords.flatMap(({ accessToken, client, code }) =>
        code !== undefined && tokenRefusals.has(code) ? [`${client} ${accessToken}`] : []
      )
    ).size
    const ended = unreadableEnds.has(trial.rules?.tokenEnd) ? afterALife(answered) : 0
    const fetches = answered.length
    const allowed = starts + refused + ended
    return fetches <= allowed
      ? []
      : [
          `${fetches} tokens were fetched: ${starts} starts, ${refused} refused and ${ended} ended tokens allow for ${allowed}`
        ]
  }
}

export const noSecretsInOutput: Law = {
  name: "noSecretsInOutput",
  captures: true,
  check: ({ ended, output, secrets }) => {
    const text = [output, ...ended.map(({ failure, outcome }) => `${textOf(outcome)} ${failure ?? ""}`)].join("\n")
    // What stands before it in its line: that is the same in every run.
    const before = (at: number) => text.slice(Math.max(at - 80, text.lastIndexOf("\n", at) + 1), at)
    return Secrets.placesOf(text, secrets).flatMap((at, index) =>
      at < 0 ? [] : [`secret ${index + 1} of ${secrets.length} was put out, after: ${before(at)}`]
    )
  }
}

/**
 * Whether something kept the program from finding out: a fault met by what it asked, or by its store, or a list that
 * never says that there is nothing.
 */
const wasKept = ({ requestRecords, storeFaultsMet, trial }: Facts): boolean =>
  storeFaultsMet > 0 ||
  tellsNothing(trial.rules ?? {}) ||
  requestRecords.some(
    ({ code, fault, operation }) => operation !== "applyForCard" && (fault !== undefined || code === undefined)
  )

export const noNeedlessUnknown: Law = {
  name: "noNeedlessUnknown",
  captures: false,
  check: (facts) =>
    wasKept(facts)
      ? []
      : facts.ended.flatMap(({ intent, outcome }) =>
          outcome?._tag === "Unknown" && !facts.unclear.has(intent.cardholderNo)
            ? [`${intent.id} was left unknown, and all that was asked was answered`]
            : []
        )
}

/** A request that takes longer may have used up a deadline of the program. */
const patientMillis = 5_000

/** Faults that only take time, where the answer comes. */
const slowness: ReadonlySet<Fault["_tag"]> = new Set(["DelayBefore", "DelayAfter", "SlowProcessing"])

/**
 * Whether a request was answered as if nothing had been in the way. An application that is refused because its number is
 * known counts as such: no number is known but one that the program has used.
 */
const wentWell = ({ code, endedAt, fault, operation, sentAt }: RequestRecord, repeatedCode: number): boolean =>
  endedAt !== undefined &&
  endedAt - sentAt <= patientMillis &&
  (fault === undefined || slowness.has(fault._tag)) &&
  (code === 0 || (code === repeatedCode && operation === "applyForCard"))

/** Whether nothing kept the program from a card. */
const isCalm = ({ interrupted, requestRecords, storeFaultsMet, trial: { rules = {} } }: Facts): boolean =>
  interrupted === 0 &&
  storeFaultsMet === 0 &&
  !tellsNothing(rules) &&
  requestRecords.every((record) => wentWell(record, rules.repeatedUniqueNoCode ?? defaultRules.repeatedUniqueNoCode))

export const noNeedlessNone: Law = {
  name: "noNeedlessNone",
  captures: false,
  check: (facts) =>
    isCalm(facts)
      ? facts.ended.flatMap(({ cards, intent, outcome }) =>
          outcome?._tag === "NoCard" && cards.length === 0
            ? [`${intent.id} was said to have no card, and nothing was in the way of one`]
            : []
        )
      : []
}

/** Every law. */
export const all: ReadonlyArray<Law> = [
  atMostOneCard,
  noLostCard,
  stampsInWindow,
  oneFetchPerGeneration,
  noSecretsInOutput,
  noNeedlessUnknown,
  noNeedlessNone
]
