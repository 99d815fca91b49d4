/**
 * A small world around the machine that decides what became of a number: what the platform really did and will do, what
 * the log really holds, and what time it really is.
 *
 * It offers everything that can come of an action. What the machine may conclude is never asked of the machine: a copy
 * that may be carried out is carried out in one of the worlds that look the same.
 */
import { Card, Rejection, Timestamp } from "@effect-keysecure/schema"
import { NotSent, OutcomeUnknown, RequestInvalid, type WriteError } from "../../../src/ClientError.js"
import type { Row, Sent } from "../../../src/internal/outcome/evidence.js"
import type { Action, Entry, Event, Rules, State } from "../../../src/internal/outcome/machine.js"
import type { Span } from "../../../src/internal/outcome/spans.js"
import { outcomeUnknown } from "../../../src/internal/outcome/undecided.js"

export const second = 1_000
export const minute = 60_000
export const hour = 3_600_000
export const day = 86_400_000
/** On a whole second: a setting may begin a little later. */
export const beginning = 1_767_225_600_000

/** A copy that was carried out, or will be. One that is on its way and never carried out leaves nothing to be wrong about. */
export interface Live {
  readonly by: "us" | "them" | "before"
  readonly stamp: number
  readonly carriedOut: number
  /** When the list shows it: `once`, `lately` (as late as it may), or `never`. */
  readonly shows: "once" | "lately" | "never"
  /** The time that the list has it under, if it has changed since it was carried out: it may once. */
  readonly moved: number | null
  /** Whether its stamp was written down before it left. */
  readonly isCovered: boolean
}

/** How the list shows our card. */
export type Looks = "exact" | "masked" | "cut" | "otherCase" | "otherCaseSeen" | "unnamed" | "unnamedSeen" | "bare"

/** What else the list shows. */
export type Noise =
  | "none"
  | "another"
  | "stranger"
  | "strangers"
  | "conflict"
  | "conflictSeen"
  | "unsure"
  | "endless"
  | "several"
  | "deleted"

/** How the platform takes spans. */
export interface Platform {
  readonly refusesAhead: boolean
  readonly longest: number
}

/** What does not change while a world goes on. */
export interface Setting {
  readonly name: string
  readonly rules: Rules
  readonly given: OutcomeUnknown | null
  readonly platform: Platform
  readonly looks: Looks
  readonly noise: Noise
  /** From when on the list shows that. */
  readonly noiseFrom: number
  /** How far our clock is behind the platform's. */
  readonly lag: number
  readonly log: Entry
  readonly live: Live | null
  readonly now: number
  /** Where work is taken up, if it does not begin. */
  readonly from: (() => State) | null
  /** How much may go wrong. */
  readonly trouble: number
  /** Whether the log never has what is expected. */
  readonly isStubborn: boolean
}

/** What is so now. */
export interface World {
  readonly now: number
  readonly log: Entry
  readonly live: Live | null
  /** The stamp of the copy that is being sent. */
  readonly call: { readonly stamp: number; readonly copies: number } | null
  /** How much has gone wrong so far. */
  readonly trouble: number
  readonly sleeps: number
  readonly calls: number
  /** Whether the platform has said that it carried out a copy. */
  readonly isAccepted: boolean
  /** Whether a row was shown, in an answer that counts, that may be ours for all that can be known. */
  readonly sawUnclear: boolean
  /** The stamp of the last question, and how many were asked since the last pause. */
  readonly at: number
  readonly asked: number
}

/** Something that can come of an action. */
export interface Outcome {
  readonly event: Event
  readonly world: World
}

export const holder = "holder-7731"
export const ourNumber = "order-a"
const ourRef = "CARD1"
const sentAs: Sent = { holder, type: "Virtual" }

export const first = (setting: Setting): World => ({
  now: setting.now,
  log: setting.log,
  live: setting.live,
  call: null,
  trouble: 0,
  sleeps: 0,
  calls: 0,
  isAccepted: setting.given?.reason._tag === "Accepted" || (setting.log?._tag === "Open" && setting.log.accepted),
  sawUnclear: false,
  at: 0,
  asked: 0
})

const cardNo = (text: string): Card.CardNo => Card.CardNo.make(text)
const key = Card.CardUniqueNo.make(ourNumber)

export const openOf = (stamp: number, { accepted = false, digest = "d", id = "old" } = {}): Entry => ({
  _tag: "Open",
  cardUniqueNo: key,
  attemptId: id,
  digest,
  stamp: Timestamp.clamp(stamp),
  accepted
})

export const issuedAs = (ref = ourRef, digest = "d", failed = false): Entry => ({
  _tag: "Issued",
  cardUniqueNo: key,
  digest,
  cardNo: cardNo(ref),
  failed
})

export const corrupt: Entry = { _tag: "Corrupt", cardUniqueNo: key }

const once = <A>(make: (stamps: ReadonlyArray<number>) => A) => {
  const made = new Map<string, A>()
  return (stamps: ReadonlyArray<number>): A => {
    const name = stamps.join()
    const known = made.get(name) ?? make(stamps)
    made.set(name, known)
    return known
  }
}

/** The outcome of copies with these stamps, that nobody answered. Errors check what they are made of, which takes long. */
export const unanswered = once((stamps) =>
  outcomeUnknown(
    "applyForCard",
    { cardUniqueNo: ourNumber },
    { stamps, latest: beginning, marginMillis: minute, detail: "reset" }
  )
)

/** The outcome of a copy that was answered code 0, and the rest could not be read. */
export const accepted = once((stamps) => {
  const { settlesAt, ...known } = unanswered(stamps)
  const reason = { _tag: "Accepted", detail: "cut" } as const
  return new OutcomeUnknown({
    operation: known.operation,
    cardUniqueNo: ourNumber,
    stamps: known.stamps,
    settlesAt,
    reason
  })
})

/** From when on the list must show what was carried out of a copy. */
const shownFrom = ({ rules }: Setting, { carriedOut, shows }: Live): number =>
  shows === "once" ? carriedOut : shows === "lately" ? carriedOut + rules.marginMillis : Number.POSITIVE_INFINITY

/** From when on nothing can be hidden of a copy with this stamp. */
const settled = ({ rules }: Setting, stamp: number): number => stamp + minute + rules.marginMillis

/** Bounds are rounded inwards to seconds, and do not count. */
const isWithin = ({ from, to }: Span, time: number): boolean =>
  Math.ceil(from / second) * second < time && time < Math.floor(to / second) * second

const row = (ref: string | null, number: string | null, more: Partial<Row> = {}): Row => ({
  key: ref ?? "none",
  ref,
  number,
  holder,
  type: "Virtual",
  status: "Active",
  ...more
})

const ourRow: Readonly<Record<Looks, Row>> = {
  exact: row(ourRef, ourNumber),
  masked: row(ourRef, ourNumber, { holder: "hol***31" }),
  cut: row(ourRef, ourNumber, { holder: holder.slice(0, 6) }),
  otherCase: row(ourRef, "ORDER-A"),
  otherCaseSeen: row(ourRef, "ORDER-A"),
  unnamed: row(ourRef, null),
  unnamedSeen: row(ourRef, null),
  bare: row(null, null)
}

const noiseRows: Readonly<Record<Noise, ReadonlyArray<Row>>> = {
  none: [],
  another: [row("CARD9", "order-b")],
  stranger: [row("CARD9", "order-c")],
  strangers: [row("CARD9", "order-c"), row("CARD8", "order-d"), row("CARD7", null)],
  conflict: [row("CARD9", ourNumber, { holder: "holder-8842" })],
  conflictSeen: [row("CARD9", null, { holder: "holder-8842" })],
  unsure: [row("CARD9", ourNumber, { holder: holder.slice(3) })],
  endless: [],
  several: [row("CARD9", ourNumber), row("CARD8", ourNumber)],
  deleted: [row("CARD9", ourNumber, { status: "Delete" }), row("CARD8", ourNumber, { status: "Frozen" })]
}

/** Whether what the list shows of our card tells that it is ours. */
export const isTold = ({ looks, rules }: Setting): boolean => {
  const told = ["exact", "masked", "otherCaseSeen", "unnamedSeen"].includes(looks)
  return (
    told ||
    (looks === "otherCase" && rules.fold("A") === "a") ||
    (rules.unnamedIsOurs && (looks === "bare" || looks.startsWith("unnamed")))
  )
}

/** Whether a row may be ours for all that the list, the log and the detail tell. */
const isUnclear = (setting: Setting, { ref }: Row): boolean => {
  if (ref !== null && setting.rules.others.includes(ref)) return false
  return ref === ourRef || ref === null ? !isTold(setting) : /^(?:stranger|unsure)/.test(setting.noise)
}

/** Whether the card is in a list that is made at a time for a span. */
const isShown = (setting: Setting, live: Live | null, span: Span, time: number): boolean =>
  live !== null && shownFrom(setting, live) <= time && isWithin(span, live.moved ?? live.carriedOut)

const rowsAt = (setting: Setting, live: Live | null, span: Span, time: number): ReadonlyArray<Row> => [
  ...(isShown(setting, live, span, time) ? [ourRow[setting.looks]] : []),
  ...(isWithin(span, setting.noiseFrom) && setting.noiseFrom <= time ? noiseRows[setting.noise] : [])
]

const failed = (error: WriteError): Event => ({ _tag: "Failed", error })
const notSent = (reason: NotSent["reason"]): Event =>
  failed(new NotSent({ operation: "applyForCard", reason, detail: "no" }))
const notConnected = notSent("ConnectionFailed")
const notRecorded = notSent("NotRecorded")
const tooLate = notSent("DeadlinePassed")
const refusal: Event = failed(Rejection.InvalidParameter.from({ field: "card_bin_no" }))
const invalid: Event = failed(new RequestInvalid({ operation: "applyForCard", issues: [] }))
/** What a layer around the client fails with of its own: with no code, or with a system's. */
const madeUp: ReadonlyArray<Event> = [{ _tag: "MadeUp" }, { _tag: "MadeUp", code: "ETIMEDOUT" }].map((error) =>
  failed(JSON.parse(JSON.stringify(error)))
)
const readOf = (entry: Entry): Event => ({ _tag: "LogRead", entry })
const logFailed: Event = { _tag: "LogFailed", detail: "full" }

const gone = (world: World, cost: number): World => ({ ...world, trouble: world.trouble + cost })

/** What may become of a copy that is on its way. */
const fates = (world: World, stamp: number, by: Live["by"], isCovered: boolean): ReadonlyArray<Live | null> => {
  const live: Live = { by, stamp, carriedOut: world.now, shows: "once", moved: null, isCovered }
  return [null, live, { ...live, carriedOut: stamp + minute, shows: "lately" }]
}

/** What another process can do to the log, which keeps to the same rules and knows all. */
const others = (setting: Setting, world: World): ReadonlyArray<World> => {
  const { live, log, now } = world
  const next = gone(world, 1)
  if (!setting.rules.hasLog) return []
  if (log === null) {
    if (live !== null) return []
    const stamp = now - setting.lag
    return [
      { ...next, log: openOf(stamp, { id: "them", digest: "e" }), live: fates(world, stamp, "them", true)[2] ?? null },
      ...fates(world, stamp, "them", true).map((fate) => ({ ...next, log: openOf(stamp, { id: "them" }), live: fate }))
    ]
  }
  if (log._tag === "Issued" || world.call !== null) return []
  if (live !== null) {
    return isTold(setting) && shownFrom(setting, live) <= now ? [{ ...next, log: issuedAs() }] : []
  }
  const isFree = log._tag === "Open" && (log.attemptId === "them" || settled(setting, log.stamp) <= now)
  return isFree ? [{ ...next, log: null }] : []
}

export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

const reading = (setting: Setting, world: World): ReadonlyArray<Outcome> => [
  ...[world, ...others(setting, world)].map((next) => ({ event: readOf(next.log), world: next })),
  { event: logFailed, world: gone(world, 1) }
]

/** What the log holds under a row's own number. */
const comparing = ({ noise }: Setting, world: World, asked: string): ReadonlyArray<Outcome> => {
  const isAnother = noise === "another" && asked === "order-b"
  return [
    { event: readOf(isAnother ? issuedAs("CARD9") : null), world },
    ...(isAnother ? [] : [{ event: readOf(issuedAs("CARD7")), world: gone(world, 1) }]),
    { event: logFailed, world: gone(world, 1) }
  ]
}

const swapping = (
  setting: Setting,
  world: World,
  { expected, next }: Extract<Action, { readonly _tag: "CompareAndSwap" }>
): ReadonlyArray<Outcome> => [
  ...[world, ...others(setting, world)].map((other) => {
    const was = !setting.isStubborn && same(other.log, expected)
    return { event: { _tag: "Swapped", was } as const, world: was ? { ...other, log: next } : other }
  }),
  { event: logFailed, world: gone(world, 1) },
  ...(same(world.log, expected) ? [{ event: logFailed, world: { ...gone(world, 1), log: next } }] : []),
  ...(world.call === null
    ? []
    : [world, ...(same(world.log, expected) ? [{ ...world, log: next }] : [])].flatMap((left) =>
        interrupting(setting, left)
      ))
]

/** A call goes on, or ends, while its stamp is being written down: that copy never leaves. */
const interrupting = (setting: Setting, world: World): ReadonlyArray<Outcome> => [
  { event: tooLate, world: { ...gone(world, 1), call: null } },
  stamping(setting, { ...gone(world, 1), now: world.now + second }),
  ...(world.live === null ? untold(setting, world) : [])
]

const stamping = (setting: Setting, world: World): Outcome => {
  const stamp = Timestamp.clamp(world.now - setting.lag)
  const copies = (world.call?.copies ?? 0) + 1
  return {
    event: { _tag: "Stamped", stamp, attemptId: `us${world.calls}`, sent: sentAs },
    world: { ...world, call: { stamp, copies }, isAccepted: false, asked: 0 }
  }
}

const answeredOf = (ref: string): Event => ({ _tag: "Answered", cardNo: cardNo(ref) })

/** A layer around the client has dropped the options: a copy is sent of which the machine learns no stamp. */
const untold = ({ lag }: Setting, world: World): ReadonlyArray<Outcome> => {
  const ended = { ...gone(world, 1), call: null }
  const [, soon = null, late = null] = fates(world, world.now - lag, "us", false)
  return [
    { event: answeredOf(ourRef), world: { ...ended, live: soon, isAccepted: true } },
    { event: failed(unanswered([])), world: { ...ended, live: late } },
    { event: failed(unanswered([])), world: ended },
    { event: failed(accepted([])), world: { ...ended, live: soon, isAccepted: true } }
  ]
}

const sending = (setting: Setting, world: World): ReadonlyArray<Outcome> => [
  stamping(setting, { ...world, calls: world.calls + 1 }),
  ...[notConnected, invalid].map((event) => ({ event, world: { ...world, call: null } })),
  ...(world.live === null ? untold(setting, world) : [])
]

/** The copy leaves: what becomes of it, and what is told of it. */
const transmitting = (setting: Setting, world: World): ReadonlyArray<Outcome> => {
  const stamp = world.call?.stamp ?? 0
  const ended = { ...world, call: null }
  const [, soon = null, late = null] = fates(world, stamp, "us", true)
  const hidden = soon === null ? null : ({ ...soon, shows: "never" } as const)
  const isRead = failed(accepted([stamp]))
  return [
    { event: answeredOf(ourRef), world: { ...ended, live: soon, isAccepted: true } },
    ...[null, soon, late].map((live) => ({ event: failed(unanswered([stamp])), world: { ...ended, live } })),
    ...[soon, hidden].map((live) => ({ event: isRead, world: { ...ended, live, isAccepted: true } })),
    { event: refusal, world: ended },
    ...madeUp.map((event) => ({ event, world: { ...gone(ended, 1), live: soon } })),
    ...((world.call?.copies ?? 0) < 2 ? [stamping(setting, { ...world, now: world.now + second })] : [])
  ]
}

const isRefused = ({ platform }: Setting, { from, to }: Span, now: number): boolean =>
  (platform.refusesAhead && to > now) || to - from > platform.longest

interface Asked {
  readonly now: number
  readonly first: number
  readonly last: number
  /** When the list was made. */
  readonly made: number
}

const listing = (setting: Setting, before: World, span: Span, { first, last, made, now }: Asked) => {
  const listed = (live: Live | null): Outcome => {
    const rows = rowsAt(setting, live, span, made)
    const isIncomplete = setting.noise === "endless"
    const counts = before.at <= first && last <= before.at + minute
    const saw = counts && (isIncomplete || rows.some((shown) => isUnclear(setting, shown)))
    return {
      event: { _tag: "Listed", rows, first, last, isIncomplete },
      world: { ...before, now, live, sawUnclear: before.sawUnclear || saw, asked: before.asked + 1 }
    }
  }
  const { live } = before
  // It changes just now, and is listed by the time of that from now on: after the end of this span.
  const mayMove = live !== null && live.moved === null && span.isLast && isShown(setting, live, span, made)
  return [listed(live), ...(mayMove && made > span.to ? [listed({ ...live, moved: made })] : [])]
}

const asking = (setting: Setting, world: World, span: Span): ReadonlyArray<Outcome> => {
  const { at, now } = world
  const said = (how: "again" | "ended" | "span", cost: number): Outcome => ({
    event: { _tag: "ListFailed", how, detail: "code" },
    world: gone(world, cost)
  })
  if (isRefused(setting, span, now)) return [said("span", 0)]
  const later = (millis: number) => ({ now: now + millis, made: now + millis })
  const costly = gone(world, 1)
  const prompt = now - setting.lag
  return [
    ...listing(setting, world, span, { now, made: now, first: prompt, last: prompt }),
    ...listing(setting, costly, span, { ...later(minute), first: prompt + minute, last: prompt + minute }),
    ...listing(setting, costly, span, { ...later(minute + 1), first: prompt, last: prompt + minute + 1 }),
    // An answer that was made before the question, and one of which no stamp was told.
    ...listing(setting, costly, span, { now, made: at - 5 * second, first: at - 5 * second, last: at - 5 * second }),
    said("again", 1),
    said("ended", 1)
  ]
}

/** The number that a card's detail has. */
const detailOf = ({ looks, noise }: Setting, ref: string): string | null => {
  if (ref === ourRef) return looks.endsWith("Seen") ? ourNumber : null
  return noise === "conflictSeen" ? ourNumber : ref === "CARD9" ? "order-c" : null
}

const looking = (setting: Setting, world: World, ref: string): ReadonlyArray<Outcome> => [
  { event: { _tag: "Looked", number: detailOf(setting, ref) }, world },
  { event: { _tag: "LookFailed" }, world: gone(world, 1) }
]

/** What may come of an action other than an interruption; what is usual comes first. */
export const outcomesOf = (setting: Setting, world: World, state: State, action: Action): ReadonlyArray<Outcome> => {
  switch (action._tag) {
    case "Stop":
      return [world, ...others(setting, world)].map((next) => ({
        event: { _tag: "Begun", latest: next.now },
        world: { ...next, sawUnclear: false, asked: 0 }
      }))
    case "ReadLog":
      return state.phase._tag === "Comparing" ? comparing(setting, world, action.key) : reading(setting, world)
    case "CompareAndSwap":
      return swapping(setting, world, action)
    case "Send":
      return sending(setting, world)
    case "Transmit":
      return transmitting(setting, world)
    case "Withhold":
      return [
        { event: notRecorded, world: { ...world, call: null } },
        { event: refusal, world: { ...gone(world, 1), call: null } },
        ...(world.live === null ? untold(setting, world) : [])
      ]
    case "TakeStamp":
      return [0, 90 * second].map((ahead) => {
        const at = world.now - setting.lag + ahead
        return {
          event: { _tag: "Timed", stamp: Timestamp.clamp(at), attemptId: "us" },
          world: { ...gone(world, ahead === 0 ? 0 : 1), at }
        }
      })
    case "Ask":
      return asking(setting, world, action.span)
    case "Look":
      return looking(setting, world, action.ref)
    case "Sleep":
      return sleeping(setting, world, action.millis)
    case "End":
      return []
  }
}

/** Pauses are as long as asked for at first; later they last until something begins to be certain, or just before. */
const sleeping = (setting: Setting, world: World, millis: number): ReadonlyArray<Outcome> => {
  const stamp = Math.max(
    ...[world.live, world.log].map((known) => (known !== null && "stamp" in known ? known.stamp : 0))
  )
  const until = settled(setting, stamp) + setting.lag - world.now
  const after = setting.platform.refusesAhead ? [minute + second, millis] : [minute + second]
  const moments = until > millis ? [until, until - second] : after
  const many = world.sleeps === 0 ? [millis, ...moments] : moments
  // Where something has gone wrong already, or little is looked at, time passes in one way only, if it proves as much.
  const pauses = setting.trouble > 0 && (world.trouble === 0 || until <= millis) ? many : moments.slice(0, 1)
  return [...new Set(pauses.map((pause) => Math.max(pause, millis)))].map((pause) => ({
    event: { _tag: "Slept" },
    world: { ...world, now: world.now + pause, sleeps: world.sleeps + 1, asked: 0 }
  }))
}

/** What may be so after an interruption: a write to the log has landed or not, and a copy has left. */
export const interruptedAt = (world: World, action: Action): ReadonlyArray<World> => {
  const next = { ...gone(world, 1), call: null }
  if (action._tag === "CompareAndSwap")
    return same(world.log, action.expected) ? [next, { ...next, log: action.next }] : [next]
  return action._tag === "Transmit"
    ? fates(world, world.call?.stamp ?? 0, "us", true).map((live) => ({ ...next, live }))
    : [next]
}
