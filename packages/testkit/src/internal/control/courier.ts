/** What sends callbacks: it takes the platform's events, and delivers each to its merchant's app. */
import type { Callback } from "@effect-keysecure/schema"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as PubSub from "effect/PubSub"
import * as Queue from "effect/Queue"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import type { DeliveryFailed, SignedRequest } from "../../CallbackDelivery.js"
import { neverAnswers } from "../keySecureSimulator/neverAnswers.js"
import { signedFor } from "../keySecureSimulator/signed.js"
import type { Platform } from "../simulation/platform.js"
import { nextDue } from "../state/schedule.js"
import type { Event } from "../state/state.js"
import * as Callbacks from "./callbacks.js"
import type { Happened } from "./happened.js"

/** Posts a request to a URL, once. */
export type Post = (url: string, request: SignedRequest) => Effect.Effect<Callback.Answer, DeliveryFailed>

/** Why a callback is not sent. */
export interface NotSent {
  readonly message: string
}

/** How a callback is sent by hand. */
export interface ByHand extends Callbacks.Sending {
  readonly times?: number
}

/** What sends callbacks. */
export interface Courier {
  readonly callbacks: Effect.Effect<Callbacks.Callbacks>
  readonly change: (f: (settings: Callbacks.Settings) => Callbacks.Settings) => Effect.Effect<Callbacks.Settings>
  /** Sends one, as it is asked for, and gives it with what was answered. */
  readonly send: (id: number, byHand: ByHand) => Effect.Effect<Callbacks.Callback, NotSent>
  /** No callback has happened. What is under way is not kept. */
  readonly reset: Effect.Effect<void>
}

/** How long it waits at the least for the next change that comes by itself. */
const leastMillis = 100

/** With its first hexadecimal digit changed. */
const wrong = (signature: string): string => `${signature.startsWith("0") ? "1" : "0"}${signature.slice(1)}`

/** The request of a callback. A field that is changed after signing is written anew, under the old signature. */
const written = (platform: Platform, event: Event, stamp: number, sending: Callbacks.Sending) =>
  Option.map(signedFor(platform.state(), event, stamp), (request): SignedRequest => {
    const { data, signature } = sending
    const changed = { ...event, data: { ...event.data, ...data } }
    const body =
      data === undefined
        ? request.body
        : Option.match(signedFor(platform.state(), changed, stamp), {
            onNone: () => request.body,
            onSome: (other) => other.body
          })
    const { Signature = "" } = request.headers
    return { headers: { ...request.headers, Signature: signature === "wrong" ? wrong(Signature) : Signature }, body }
  })

const outcomeOf = (event: Event, answer: Effect.Effect<Callback.Answer, DeliveryFailed>) => {
  const patience = Callbacks.patienceMillis(event)
  return answer.pipe(
    Effect.map(({ code, message }): Callbacks.Outcome => ({
      how: "answered",
      code,
      ...(message === undefined ? {} : { message: message.slice(0, 200) })
    })),
    Effect.catchAll(({ detail, reason }): Effect.Effect<Callbacks.Outcome> => Effect.succeed({ how: reason, detail })),
    Effect.timeoutTo({
      duration: patience,
      onSuccess: (outcome) => outcome,
      onTimeout: (): Callbacks.Outcome => ({ how: "late", detail: `no answer within ${patience} ms` })
    })
  )
}

/** Waits until the platform may have events: something has happened, or a change has come by itself. */
const untilLater = (platform: Platform, news: Queue.Dequeue<Happened>) => {
  const due = Effect.flatMap(platform.now, (now) => {
    const next = nextDue(platform.state())
    return next === undefined ? neverAnswers : Effect.sleep(Math.max(leastMillis, next - now))
  })
  return Effect.raceFirst(Queue.takeBetween(news, 1, Number.POSITIVE_INFINITY), due)
}

/** What a courier holds. It changes only synchronously. */
interface Held {
  readonly platform: Platform
  readonly post: Post
  /** Tells that a callback has changed. */
  readonly tell: (id: number) => Effect.Effect<unknown>
  callbacks: Callbacks.Callbacks
}

/** Sends a callback once. Nothing is told if its merchant is gone, or if there was a reset meanwhile. */
const attempt = (held: Held, url: string, { event, id }: Callbacks.Callback, sending: Callbacks.Sending) =>
  Effect.gen(function* () {
    const at = yield* held.platform.now
    const first = Callbacks.callbackOf(held.callbacks, id)?.attempts[0]?.stamp
    const stamp = sending.stamp === "first" && first !== undefined ? first : at - (sending.ageMillis ?? 0)
    const request = written(held.platform, event, stamp, sending)
    if (Option.isNone(request)) return undefined
    const before = yield* Clock.currentTimeMillis
    const outcome = yield* outcomeOf(event, held.post(url, request.value))
    const tookMillis = (yield* Clock.currentTimeMillis) - before
    // After a reset the number may be another callback's.
    if (Callbacks.callbackOf(held.callbacks, id)?.event !== event) return undefined
    held.callbacks = Callbacks.attempted(held.callbacks, id, { at, stamp, url, sending, tookMillis, outcome })
    yield* held.tell(id)
    return outcome
  })

const isTaken = (outcome: Callbacks.Outcome | undefined): boolean =>
  outcome === undefined || (outcome.how === "answered" && outcome.code === 0)

/** Sends a callback as the settings say. */
const deliver = (held: Held, callback: Callbacks.Callback): Effect.Effect<void> =>
  Effect.suspend(() => {
    const { settings } = held.callbacks
    const url = Callbacks.urlOf(settings, callback.event.apiKey)
    if (url === undefined || settings.held) return Effect.void
    return Effect.asVoid(
      Effect.repeat(attempt(held, url, callback, {}), {
        until: isTaken,
        schedule: Schedule.intersect(Schedule.recurs(settings.retries), Schedule.spaced(settings.retryMillis))
      })
    )
  })

/** Takes the platform's events, and begins to send them. */
const take = (held: Held, scope: Scope.Scope): Effect.Effect<void> =>
  Effect.flatMap(held.platform.caughtUp, ({ events }) => {
    if (events.length === 0) return Effect.void
    held.platform.update((state) => ({ ...state, events: [] }))
    const [added, callbacks] = Callbacks.happened(held.callbacks, events)
    held.callbacks = callbacks
    return Effect.forEach(
      added,
      (callback) => Effect.zipRight(held.tell(callback.id), Effect.forkIn(deliver(held, callback), scope)),
      { discard: true }
    )
  })

const sendByHand = (held: Held, id: number, { times = 1, ...sending }: ByHand) =>
  Effect.gen(function* () {
    const callback = Callbacks.callbackOf(held.callbacks, id)
    if (callback === undefined) return yield* Effect.fail({ message: `there is no callback ${id}` })
    const url = Callbacks.urlOf(held.callbacks.settings, callback.event.apiKey)
    if (url === undefined) return yield* Effect.fail({ message: "its merchant has no URL for callbacks" })
    for (let n = 0; n < times; n++) {
      if ((yield* attempt(held, url, callback, sending)) === undefined) {
        return yield* Effect.fail({ message: "its merchant is not there any more" })
      }
    }
    return Callbacks.callbackOf(held.callbacks, id) ?? callback
  })

/** Makes one, which sends as long as the scope is open. It tells when a callback has changed. */
export const makeCourier = (
  platform: Platform,
  settings: Callbacks.Settings,
  post: Post,
  happened: PubSub.PubSub<Happened>
): Effect.Effect<Courier, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const news = yield* PubSub.subscribe(happened)
    const tell = (id: number) => PubSub.publish(happened, { _tag: "Callback", id })
    const held: Held = { platform, post, tell, callbacks: Callbacks.start(settings) }
    yield* Effect.forkIn(Effect.forever(Effect.zipRight(take(held, scope), untilLater(platform, news))), scope)
    return {
      callbacks: Effect.sync(() => held.callbacks),
      change: (f) =>
        Effect.sync(() => {
          held.callbacks = { ...held.callbacks, settings: f(held.callbacks.settings) }
          return held.callbacks.settings
        }),
      send: (id, byHand) => sendByHand(held, id, byHand),
      reset: Effect.sync(() => {
        held.callbacks = Callbacks.start(settings)
      })
    }
  })
