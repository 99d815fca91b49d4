/** Whether the first copy of a call may go the direct way, and how (decision 0031). */
import type * as AccessToken from "@effect-keysecure/schema/AccessToken"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { isSystemClock, withDeadline } from "../concurrency/deadline.js"
import type { Answer, Exchange, Outgoing } from "./exchange.js"

/** The time of a call. */
export interface TimeLeft {
  readonly clock: Clock.Clock
  /** How long until the deadline of the call, in ms; 0 or less when it is over. */
  readonly left: () => number
}

/** What the first copy of a call needs to go the direct way. */
export interface DirectWay {
  readonly token: AccessToken.AccessToken
  /** Sends the request. Gives no answer if there is none before the deadline of the call. */
  readonly transmit: (outgoing: Outgoing) => Effect.Effect<Answer | undefined>
  /** Does something that may wait, before the deadline of the call. */
  readonly within: <A, E>(effect: Effect.Effect<A, E>, onTimeout: () => Effect.Effect<A, E>) => Effect.Effect<A, E>
}

/** The direct way, if the transport has one, the clock is the system's, and the token needs no waiting. */
export const directWay = (
  { transmitWithin }: Exchange,
  atHand: Effect.Effect<Option.Option<AccessToken.AccessToken>> | undefined,
  { clock, left }: TimeLeft
): Effect.Effect<DirectWay | undefined> => {
  if (transmitWithin === undefined || atHand === undefined || !isSystemClock(clock)) return Effect.succeed(undefined)
  return Effect.map(
    atHand,
    Option.match({
      onNone: () => undefined,
      onSome: (token): DirectWay => ({
        token,
        transmit: (outgoing) => transmitWithin(outgoing, left()),
        within: (effect, onTimeout) =>
          Effect.suspend(() => withDeadline({ duration: Math.max(0, left()), onTimeout })(effect))
      })
    })
  )
}
