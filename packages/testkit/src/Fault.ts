/**
 * The things that go wrong between a client and the platform, as data: a schedule says which request meets which fault.
 *
 * Give a schedule to `KeySecureSimulator.layerHttpClient({ faults })`. A fault of the network does not ask whether the
 * caller still waits: a request that was handed over is carried out even if the caller was interrupted.
 *
 * @example
 * import { Fault, KeySecureSimulator } from "@effect-keysecure/testkit"
 *
 * // The first application is carried out, and its answer never comes.
 * const faults: Fault.Schedule = [
 *   { operation: "applyForCard", nth: 1, fault: { _tag: "LoseAnswer", silent: true } }
 * ]
 * const simulated = KeySecureSimulator.layerHttpClient({ faults })
 *
 * @module Fault
 * @since 0.1.0
 */
import type { Endpoints } from "@effect-keysecure/schema"
import * as Array from "effect/Array"
import * as FastCheck from "effect/FastCheck"

/**
 * A fault that one request meets. All times are in ms.
 *
 * `silent`: the caller hears nothing, ever, and its own deadline ends the waiting; otherwise the connection is reset. On
 * the clock of `it.effect`, which stands still, no deadline passes: after 2 s of real time the simulator says so, once.
 *
 * - `DelayBefore`: the request arrives so much later.
 * - `DelayAfter`: the answer comes so much later.
 * - `ConnectionRefused`: nothing was sent, and the transport says so.
 * - `DropBefore`: the request never arrives.
 * - `LoseAnswer`: the request is carried out, and its answer is lost.
 * - `DeliverTwice`: the server gets the request and, later, a copy of it; the caller gets the first copy's answer, or none
 *   (`answered` false: the connection is reset).
 * - `DeliverLate`: the connection is reset at once, and the request arrives later.
 * - `AnswerCode`: a code is answered, with or without carrying the request out first.
 * - `BadGateway`: HTTP 502 with a page in HTML, with or without carrying the request out first.
 * - `ErrorPage`: the same with another status, and with a `Retry-After` of so many seconds, if that is given. (Since 0.2.0.)
 * - `Redirect`: HTTP 302 to another host, with or without carrying the request out first.
 * - `Truncated`, `Oversized`, `Garbage`, `WrongContentType`: the request is carried out, and the answer is cut in the middle,
 *   is longer than 1 MiB, is no JSON, or is said to be HTML.
 * - `SlowProcessing`: the request is checked when it arrives, and carried out and answered so much later.
 * - `StaleList`: the list is that of so much earlier, as from a replica that lags.
 * - `ClockSkew`: the request meets a server whose clock reads so much more (or, negative, less).
 *
 * @since 0.1.0
 * @category models
 */
export type Fault =
  | { readonly _tag: "DelayBefore"; readonly millis: number }
  | { readonly _tag: "DelayAfter"; readonly millis: number }
  | { readonly _tag: "ConnectionRefused" }
  | { readonly _tag: "DropBefore"; readonly silent: boolean }
  | { readonly _tag: "LoseAnswer"; readonly silent: boolean }
  | { readonly _tag: "DeliverTwice"; readonly millis: number; readonly answered: boolean }
  | { readonly _tag: "DeliverLate"; readonly millis: number }
  | { readonly _tag: "AnswerCode"; readonly code: number; readonly carriedOut: boolean }
  | { readonly _tag: "BadGateway"; readonly carriedOut: boolean }
  | {
      readonly _tag: "ErrorPage"
      readonly status: number
      readonly retryAfterSeconds?: number
      readonly carriedOut: boolean
    }
  | { readonly _tag: "Redirect"; readonly carriedOut: boolean }
  | { readonly _tag: "Truncated" }
  | { readonly _tag: "Oversized" }
  | { readonly _tag: "Garbage" }
  | { readonly _tag: "WrongContentType" }
  | { readonly _tag: "SlowProcessing"; readonly millis: number }
  | { readonly _tag: "StaleList"; readonly millis: number }
  | { readonly _tag: "ClockSkew"; readonly millis: number }

/**
 * The name of a kind of fault.
 *
 * @since 0.1.0
 * @category models
 */
export type Kind = Fault["_tag"]

/**
 * One fault and the request that meets it: the `nth` of an operation, counted from 1 over all callers.
 *
 * @since 0.1.0
 * @category models
 */
export interface Step {
  /** The operation. */
  readonly operation: Endpoints.EndpointName
  /** Which of its requests, from 1. */
  readonly nth: number
  /** The fault of that request. */
  readonly fault: Fault
}

/**
 * The requests that meet faults, and their faults. If there are two faults for one request, the first counts.
 *
 * @since 0.1.0
 * @category models
 */
export type Schedule = ReadonlyArray<Step>

/**
 * The fate of a request, as its caller saw it.
 *
 * @since 0.1.0
 * @category models
 */
export interface RequestRecord {
  /** The operation; none if the path or its method is not known. */
  readonly operation: Endpoints.EndpointName | undefined
  /** Which request of the operation it is, from 1. */
  readonly nth: number
  /** The client that sent it, if there are several. */
  readonly client: number
  /** The number of its cardholder, if it named one. */
  readonly cardholderNo: string | undefined
  /** Its `Timestamp` header. */
  readonly timestamp: number
  /** Its `Access-Token` header; `""` without one. */
  readonly accessToken: string
  /** When it was handed over, in Unix ms by the server's clock. */
  readonly sentAt: number
  /** The fault that it met, if it met one. */
  readonly fault: Fault | undefined
  /** How it ended for the caller, such as `code 0`, `HTTP 502`, `ECONNRESET`; `no answer` while or if it did not. */
  readonly end: string
  /** The `code` that the caller was answered, if it was. */
  readonly code: number | undefined
  /** When it ended, in Unix ms by the server's clock; none while or if it did not. */
  readonly endedAt: number | undefined
}

/** Mostly short, at times longer than a timestamp lives. */
const delay = FastCheck.oneof(
  FastCheck.integer({ min: 0, max: 2_000 }),
  FastCheck.integer({ min: 0, max: 30_000 }),
  FastCheck.integer({ min: 0, max: 70_000 })
)

/**
 * The longest that `SlowProcessing` and `StaleList` take in generated schedules by default, each: 20 s. With a server's
 * clock that is 5 s off on either side, they stay within the margin of 60 s that finding out allows for.
 *
 * @since 0.1.0
 * @category constants
 */
export const defaultLagMillis = 20_000

/**
 * The furthest that a server's clock is off in generated schedules: 5 s, either way.
 *
 * @since 0.1.0
 * @category constants
 */
export const skewMillis = 5_000

const flag = FastCheck.boolean()

/** Codes that refuse, and codes that leave open whether the request was carried out. */
const refusal = FastCheck.constantFrom(1004, 1005, 1006, 1007, 1009, 1012, 2004, 2009)
const open = FastCheck.constantFrom(1001, 1001, 1017, 4999)

const errorPage: FastCheck.Arbitrary<Fault> = FastCheck.record(
  {
    status: FastCheck.constantFrom(408, 425, 429, 500, 503, 504),
    retryAfterSeconds: FastCheck.integer({ min: 0, max: 20 }),
    carriedOut: flag
  },
  { requiredKeys: ["status", "carriedOut"] }
).map((page) => ({ _tag: "ErrorPage", ...page }))

const anywhere: ReadonlyArray<FastCheck.Arbitrary<Fault>> = [
  delay.map((millis) => ({ _tag: "DelayBefore", millis })),
  delay.map((millis) => ({ _tag: "DelayAfter", millis })),
  FastCheck.constant({ _tag: "ConnectionRefused" }),
  flag.map((silent) => ({ _tag: "DropBefore", silent })),
  flag.map((silent) => ({ _tag: "LoseAnswer", silent })),
  FastCheck.oneof(
    refusal.map((code) => ({ code, carriedOut: false })),
    FastCheck.record({ code: open, carriedOut: flag })
  ).map((answer) => ({ _tag: "AnswerCode", ...answer })),
  FastCheck.oneof(
    flag.map((carriedOut): Fault => ({ _tag: "BadGateway", carriedOut })),
    errorPage
  ),
  flag.map((carriedOut) => ({ _tag: "Redirect", carriedOut })),
  FastCheck.constant({ _tag: "Truncated" }),
  FastCheck.constant({ _tag: "Oversized" }),
  FastCheck.constant({ _tag: "Garbage" }),
  FastCheck.constant({ _tag: "WrongContentType" }),
  FastCheck.integer({ min: -skewMillis, max: skewMillis }).map((millis) => ({ _tag: "ClockSkew", millis }))
]

const twice: FastCheck.Arbitrary<Fault> = FastCheck.record({ millis: delay, answered: flag }).map((delivery) => ({
  _tag: "DeliverTwice",
  ...delivery
}))

const late: FastCheck.Arbitrary<Fault> = delay.map((millis) => ({ _tag: "DeliverLate", millis }))
const lagging = (_tag: "SlowProcessing" | "StaleList", maxLagMillis: number): FastCheck.Arbitrary<Fault> =>
  FastCheck.integer({ min: 0, max: maxLagMillis }).map((millis) => ({ _tag, millis }))

/**
 * The limits of generated schedules.
 *
 * @since 0.1.0
 * @category options
 */
export interface ScheduleOptions {
  /** The most faults of one schedule. Default 12. */
  readonly maxFaults?: number
  /** The longest that `SlowProcessing` and `StaleList` take, each, in ms. Default 20 s. */
  readonly maxLagMillis?: number
  /**
   * Leaves `DeliverTwice` out. Default `false`. If the platform makes another card of a repeated number, no client can
   * prevent that two copies make two cards.
   */
  readonly withoutDeliverTwice?: boolean
}

type Drawn = Required<Omit<ScheduleOptions, "maxFaults">>

const faultOf = (
  operation: Endpoints.EndpointName,
  { maxLagMillis, withoutDeliverTwice }: Drawn
): FastCheck.Arbitrary<Fault> => {
  if (operation === "getToken") return FastCheck.oneof(...anywhere, late)
  if (operation === "listCards") {
    const stale = lagging("StaleList", maxLagMillis)
    return FastCheck.oneof(...anywhere, late, stale, stale, stale)
  }
  const slow = lagging("SlowProcessing", maxLagMillis)
  return FastCheck.oneof(...anywhere, late, slow, slow, ...(withoutDeliverTwice ? [] : [twice, twice]))
}

const requestKey = ({ nth, operation }: Step): string => `${operation} ${nth}`

/**
 * Schedules of up to 12 faults, at most one per request, mostly on the first few requests of each operation. They
 * shrink to fewer faults, earlier requests and shorter times.
 *
 * Their faults keep to the assumptions under which outcomes can be found out (the client's docs/outcomes.md): a code
 * that says "not carried out" is never answered to a request that was carried out, and delays within the platform stay
 * within its margin.
 *
 * @since 0.1.0
 * @category arbitraries
 */
export const schedules = ({
  maxFaults = 12,
  maxLagMillis = defaultLagMillis,
  withoutDeliverTwice = false
}: ScheduleOptions = {}): FastCheck.Arbitrary<Schedule> => {
  const drawn = { maxLagMillis, withoutDeliverTwice }
  const on =
    (nths: FastCheck.Arbitrary<number>) =>
    (operation: Endpoints.EndpointName): FastCheck.Arbitrary<Step> =>
      FastCheck.record({ operation: FastCheck.constant(operation), nth: nths, fault: faultOf(operation, drawn) })
  // Nearly every run sends these two.
  const first = FastCheck.constantFrom<Endpoints.EndpointName>("applyForCard", "applyForCard", "getToken").chain(
    on(FastCheck.constant(1))
  )
  const any = FastCheck.constantFrom<Endpoints.EndpointName>(
    "applyForCard",
    "applyForCard",
    "listCards",
    "getToken"
  ).chain(on(FastCheck.oneof(FastCheck.integer({ min: 1, max: 3 }), FastCheck.integer({ min: 1, max: 12 }))))
  return FastCheck.tuple(
    // Left out now and then, and when a schedule shrinks.
    FastCheck.option(first, { freq: 30, nil: undefined }),
    FastCheck.array(any, { maxLength: Math.max(0, maxFaults - 1), size: "max" })
  ).map(([one, others]) =>
    Array.dedupeWith(
      one === undefined || maxFaults < 1 ? others : [one, ...others],
      (step, other) => requestKey(step) === requestKey(other)
    )
  )
}
