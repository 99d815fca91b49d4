/** The post office of a simulated platform: it delivers callbacks to the probe in this process, one after the other. */
import * as CallbackDelivery from "@effect-keysecure/testkit/CallbackDelivery"
import type * as KeySecureSimulator from "@effect-keysecure/testkit/KeySecureSimulator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Delivery, Inbox, Posted, Reply } from "./inbox.js"

/** A request on its way. */
export interface Parcel {
  readonly dueAt: number
  readonly posted: Posted
}

/** How the platform delivers. */
export interface Habits {
  /** How long after an event it posts, in ms. */
  readonly afterMillis: number
  /** How often it posts again what was not taken. */
  readonly retries: number
  /** How long it waits before that, in ms. */
  readonly retryMillis: number
  /** How long it waits for an answer, in ms. */
  readonly patienceMillis: number
  /** Whether what is posted again has the stamp and the signature of the first time. */
  readonly sameStamp: boolean
  /** What becomes of a request on its way: it may be lost, late, changed, or come twice. */
  readonly onTheWay: (parcel: Parcel) => Effect.Effect<ReadonlyArray<Parcel>>
}

/** A platform that delivers soon, and again. */
export const usual: Habits = {
  afterMillis: 300,
  retries: 3,
  retryMillis: 5_000,
  patienceMillis: 10_000,
  sameStamp: false,
  onTheWay: (parcel) => Effect.succeed([parcel])
}

type DueCallback = KeySecureSimulator.DueCallback

/** What is to be posted: an event, how often it was posted before, and when it is due. */
interface Job {
  readonly due: DueCallback
  readonly dueAt: number
  readonly before: number
}

const posted = ({ body, headers }: CallbackDelivery.SignedRequest): Posted => ({
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  body
})

/** The request of an event, signed anew. */
const signedNow = ({ event }: DueCallback, { now, state }: KeySecureSimulator.Service) =>
  Effect.zipWith(state, now, ({ merchants, rules }, time) =>
    Option.map(HashMap.get(merchants, event.apiKey), ({ apiSecret, appId }) =>
      CallbackDelivery.request(
        event,
        { apiSecret, appId, timestamp: Math.floor(time) },
        { timestamp: rules.callbackTimestamp, numbers: rules.callbackNumbers, signature: rules.callbackSignature }
      )
    )
  )

const requestOf = (simulator: KeySecureSimulator.Service, habits: Habits, { before, due }: Job) =>
  before > 0 && habits.sameStamp
    ? Effect.succeed(due.request)
    : Effect.map(
        signedNow(due, simulator),
        Option.getOrElse(() => due.request)
      )

/** A request on its way, and what it was posted for. */
interface Sent extends Parcel {
  readonly job: Job
}

/** What an office holds. */
interface Held {
  readonly simulator: KeySecureSimulator.Service
  readonly habits: Habits
  readonly deliveries: Array<Delivery>
  now: number
  jobs: ReadonlyArray<Job>
  parcels: ReadonlyArray<Sent>
  replyTo: (posted: Posted) => Reply
}

/** Takes the events that have happened. */
const take = (held: Held) =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const serverNow = yield* held.simulator.now
    const taken = yield* held.simulator.takeCallbacks
    const jobs = taken.map((due): Job => {
      const happenedAt = now - Math.max(0, serverNow - due.event.time)
      return { due, dueAt: Math.max(now, happenedAt + held.habits.afterMillis), before: 0 }
    })
    held.jobs = [...held.jobs, ...jobs]
  })

const again = (held: Held, job: Job, endedAt: number): void => {
  const { retries, retryMillis } = held.habits
  if (job.before >= retries) return
  held.jobs = [...held.jobs, { ...job, dueAt: endedAt + retryMillis, before: job.before + 1 }]
}

const post = (held: Held, job: Job) =>
  Effect.gen(function* () {
    held.jobs = held.jobs.filter((one) => one !== job)
    const request = yield* requestOf(held.simulator, held.habits, job)
    const signed = { ...job, due: { ...job.due, request } }
    const sent = yield* held.habits.onTheWay({ dueAt: job.dueAt, posted: posted(request) })
    held.parcels = [...held.parcels, ...sent.map((parcel) => ({ ...parcel, job: signed }))]
    if (sent.length === 0) again(held, signed, job.dueAt + held.habits.patienceMillis)
  })

const arrive = (held: Held, parcel: Sent): void => {
  const { dueAt, job, posted: request } = parcel
  held.parcels = held.parcels.filter((one) => one !== parcel)
  const reply = held.replyTo(request)
  const leftAt = reply === "silent" ? dueAt + held.habits.patienceMillis : undefined
  held.deliveries.push({ ...request, arrivedAt: dueAt, reply, leftAt })
  // What comes twice is answered twice, and posted again once.
  const isLast = !held.parcels.some((other) => other.job === job)
  if (reply !== "taken" && isLast) again(held, job, leftAt ?? dueAt)
}

const until = (held: Held, time: number) =>
  Effect.gen(function* () {
    yield* Effect.sleep(Math.max(0, time - (yield* Clock.currentTimeMillis)))
    held.now = yield* Clock.currentTimeMillis
  })

/** Lets time go on to the next thing that happens; tells whether there was one by then. */
const next = (held: Held, end: number) =>
  Effect.gen(function* () {
    const { jobs, parcels } = held
    const dueAt = [...jobs, ...parcels].reduce((least, one) => Math.min(least, one.dueAt), Number.POSITIVE_INFINITY)
    yield* until(held, Math.min(dueAt, end))
    if (dueAt > end) return false
    const job = jobs.find((one) => one.dueAt === dueAt)
    const parcel = parcels.find((one) => one.dueAt === dueAt)
    if (job !== undefined) yield* post(held, job)
    else if (parcel !== undefined) arrive(held, parcel)
    return true
  })

/** Delivers as time goes on. The time goes on only while the probe waits: so no two things happen at once. */
export const make = (simulator: KeySecureSimulator.Service, habits: Habits): Inbox => {
  const held: Held = { simulator, habits, deliveries: [], now: 0, jobs: [], parcels: [], replyTo: () => "taken" }
  return {
    deliveries: () =>
      held.deliveries.map(({ leftAt, ...delivery }) => ({
        ...delivery,
        leftAt: leftAt === undefined || leftAt > held.now ? undefined : leftAt
      })),
    answerBy: (replyTo) => {
      held.replyTo = replyTo
    },
    wait: (end, isEnough) =>
      Effect.gen(function* () {
        yield* take(held)
        while (!isEnough() && (yield* next(held, end))) yield* take(held)
        yield* take(held)
      }),
    isReached: Effect.succeed(true)
  }
}
