/** Where the probe receives callbacks: the deliveries that came, and how the next ones are answered. */
import type * as Effect from "effect/Effect"

/** How a delivery is answered: with the code 0, with HTTP 500, with another code, or not at all. */
export const replies = ["taken", "failed", "refused", "silent"] as const

/** How a delivery is answered. */
export type Reply = (typeof replies)[number]

/** A request as it arrived. */
export interface Posted {
  /** The names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A request that was answered in some way. */
export interface Delivery extends Posted {
  /** When it came, by our clock, in Unix ms. */
  readonly arrivedAt: number
  readonly reply: Reply
  /** When the sender gave up waiting for an answer; `undefined` if it did not, or has not yet. */
  readonly leftAt: number | undefined
}

/** Receives callbacks. */
export interface Inbox {
  /** Every delivery so far, the first one first. */
  readonly deliveries: () => ReadonlyArray<Delivery>
  /** Says how deliveries are answered from now on. */
  readonly answerBy: (replyTo: (posted: Posted) => Reply) => void
  /** Waits until it is enough, or until a time by our clock, in Unix ms. */
  readonly wait: (until: number, isEnough: () => boolean) => Effect.Effect<void>
  /** Whether a request to the public URL arrives here. */
  readonly isReached: Effect.Effect<boolean>
}

/** What is answered: a status and a body; none for no answer. */
export const answerTo = (reply: Reply): { readonly status: number; readonly body: string } | undefined => {
  switch (reply) {
    case "taken":
      return { status: 200, body: '{"code":0,"message":"success"}' }
    case "failed":
      return { status: 500, body: '{"code":1,"message":"failed"}' }
    case "refused":
      return { status: 200, body: '{"code":1,"message":"not now"}' }
    case "silent":
      return undefined
  }
}
