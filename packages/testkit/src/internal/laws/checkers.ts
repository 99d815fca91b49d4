/** The laws: what a trial must not have shown, in words. */
import { Timestamp } from "@effect-keysecure/schema"
import type { RequestRecord } from "../../Fault.js"
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

/** When each start of the program first got an answer of the platform that was quick. */
const firstAnswers = (requestRecords: ReadonlyArray<RequestRecord>): ReadonlyMap<number, number> =>
  requestRecords.reduce((first: Map<number, number>, { client, code, endedAt, sentAt }) => {
    if (code === undefined || endedAt === undefined || endedAt - sentAt > quickMillis) return first
    return first.set(client, Math.min(endedAt, first.get(client) ?? Number.POSITIVE_INFINITY))
  }, new Map())

const isInWindow = ({ sentAt, timestamp }: RequestRecord): boolean =>
  sentAt >= timestamp && sentAt - timestamp <= Timestamp.toleranceMillis

/** When each start of the program first had a timestamp refused that was in the window: from then on it has to try others. */
const misled = (requestRecords: ReadonlyArray<RequestRecord>): ReadonlyMap<number, number> =>
  requestRecords.reduce((first: Map<number, number>, record) => {
    const { client, code, endedAt } = record
    if (code !== 1005 || endedAt === undefined || !isInWindow(record)) return first
    return first.set(client, Math.min(endedAt, first.get(client) ?? Number.POSITIVE_INFINITY))
  }, new Map())

export const stampsInWindow: Law = {
  name: "stampsInWindow",
  captures: false,
  check: ({ requestRecords, trial }) => {
    // Where `Date` is written by another clock than the one that checks, a program has to try.
    if (trial.rules?.dateSkewMillis !== undefined) return []
    const first = firstAnswers(requestRecords)
    const until = misled(requestRecords)
    // A stamp may be written down before it is sent, which takes a few steps of the program's store.
    const writing = 8 * trial.latencyMillis
    return requestRecords.flatMap((record) => {
      const { client, nth, operation, sentAt, timestamp } = record
      const learned = (first.get(client) ?? Number.POSITIVE_INFINITY) + writing < sentAt
      const isJudged = learned && sentAt < (until.get(client) ?? Number.POSITIVE_INFINITY)
      if (!isJudged || isInWindow(record)) return []
      return [`${operation ?? "a request"} ${nth} was sent with a timestamp ${sentAt - timestamp} ms old`]
    })
  }
}

const tokenRefusals = new Set([1006, 1007])

/** Ends of tokens from which nobody can tell how long a token serves. */
const unreadableEnds: ReadonlySet<string | undefined> = new Set(["unreadable", "null", "absent"])

export const oneFetchPerGeneration: Law = {
  name: "oneFetchPerGeneration",
  captures: false,
  check: ({ requestRecords, trial }) => {
    if (unreadableEnds.has(trial.rules?.tokenEnd)) return []
    const answered = requestRecords.filter(({ code, operation }) => operation === "getToken" && code === 0)
    const starts = new Set(answered.map(({ client }) => client)).size
    const refused = new Set(
      requestRecords.flatMap(({ accessToken, client, code }) =>
        code !== undefined && tokenRefusals.has(code) ? [`${client} ${accessToken}`] : []
      )
    ).size
    const fetches = answered.length
    const allowed = starts + refused
    return fetches <= allowed
      ? []
      : [`${fetches} tokens were fetched: ${starts} starts and ${refused} refused tokens allow for ${allowed}`]
  }
}

export const noSecretsInOutput: Law = {
  name: "noSecretsInOutput",
  captures: true,
  check: ({ ended, output, secrets }) => {
    const text = `${output.toLowerCase()}\n${ended.map(({ failure, outcome }) => `${JSON.stringify(outcome)} ${failure ?? ""}`).join("\n")}`
    return secrets.flatMap((secret, index) => {
      const at = secret === "" ? -1 : text.indexOf(secret.toLowerCase())
      return at < 0
        ? []
        : [`secret ${index + 1} of ${secrets.length} was put out, after: ${text.slice(Math.max(0, at - 80), at)}`]
    })
  }
}

/**
 * Whether something kept the program from finding out: a fault met by what it asked, or by its store, or a list that
 * never says that there is nothing.
 */
const wasKept = ({ requestRecords, trial }: Facts): boolean =>
  trial.storeFaults.length > 0 ||
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

/** Every law. */
export const all: ReadonlyArray<Law> = [
  atMostOneCard,
  noLostCard,
  stampsInWindow,
  oneFetchPerGeneration,
  noSecretsInOutput,
  noNeedlessUnknown
]
