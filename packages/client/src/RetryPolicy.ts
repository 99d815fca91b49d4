/**
 * How long a call may take, and which requests are sent again meanwhile.
 *
 * Only a request that was certainly not carried out is sent again: one that did not leave, and one answered 1009
 * (`TooManyRequests`). A read is sent again also if its answer was lost. A request that is refused for its timestamp
 * (1005) or token (1006, 1007) is sent again at once, whatever the policy says. For its timestamp that happens up to
 * three times, for its token once, or up to three times if processes share it.
 *
 * @module RetryPolicy
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Schedule from "effect/Schedule"

/**
 * Why a request may be sent again: `NotSent` (it did not leave), `TooManyRequests` (1009), and for reads `NoAnswer` (the
 * answer got lost) and `Unreadable` (HTTP 408, 425, 429 or 5xx without an envelope). If the answer has a `Retry-After`, the
 * next request waits at least so long, or the call ends if that is as long as a call may take.
 *
 * @since 0.1.0
 * @category models
 */
export type RetryCause = "NotSent" | "TooManyRequests" | "NoAnswer" | "Unreadable"

/**
 * A policy.
 *
 * @since 0.1.0
 * @category models
 */
export interface RetryPolicy {
  /** The time for a whole call: token, waiting and all copies together. `standard` has 60 s. */
  readonly deadline: Duration.Duration
  /** When to send again; the call ends as it stands when this retry schedule does. */
  readonly schedule: Schedule.Schedule<unknown, RetryCause>
}

/**
 * The default: 60 s for the whole call, as long as a timestamp lives. Up to 5 repeats after 250 ms, doubling up to 5 s.
 * Each pause is lengthened or shortened by up to a fifth, so that callers that failed together do not come back
 * together: some 8 s in all.
 *
 * @since 0.1.0
 * @category constants
 */
export const standard: RetryPolicy = {
  deadline: Duration.seconds(60),
  schedule: Schedule.exponential(Duration.millis(250)).pipe(
    Schedule.modifyDelay((_, delay) => Duration.min(delay, Duration.seconds(5))),
    Schedule.jittered,
    Schedule.intersect(Schedule.recurs(5))
  )
}

/**
 * Sends nothing again but after 1005, 1006 and 1007; 60 s for the whole call.
 *
 * @since 0.1.0
 * @category constants
 */
export const never: RetryPolicy = { ...standard, schedule: Schedule.stop }
