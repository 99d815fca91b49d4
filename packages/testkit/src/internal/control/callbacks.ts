/** The callbacks of the program as a value: the events, where they are sent, and what was answered. */
import type { Event } from "../state/state.js"
import * as Ring from "./ring.js"

/** Where callbacks are sent, and when. */
export interface Settings {
  /** The URL of a merchant, by its Api-Key. */
  readonly urls: Readonly<Record<string, string>>
  /** The URL of every other merchant, if there is one. */
  readonly url: string | undefined
  /** Whether nothing is sent by itself: then a person sends, in any order. */
  readonly held: boolean
  /** How often a callback is sent again that was not answered with the code 0. */
  readonly retries: number
  /** How long it waits before that, in ms. */
  readonly retryMillis: number
}

/** How a callback is sent, if it is not as the platform sends it. */
export interface Sending {
  /** Its stamp is so many ms old. */
  readonly ageMillis?: number
  /** Its stamp and signature are those of the first time. */
  readonly stamp?: "first"
  readonly signature?: "wrong"
  /** Fields of `data` that are changed after it was signed. */
  readonly data?: Readonly<Record<string, string | number | boolean | null>>
}

/** How the merchant's app answered. */
export type Outcome =
  | { readonly how: "answered"; readonly code: number; readonly message?: string }
  | { readonly how: "late" | "Unreachable" | "Status" | "Unreadable"; readonly detail: string }

/** A callback that was sent once. */
export interface Attempt {
  /** When, by the server's clock, in Unix ms. */
  readonly at: number
  /** Its stamp, in Unix ms. */
  readonly stamp: number
  readonly url: string
  readonly sending: Sending
  /** How long the answer took, in ms. */
  readonly tookMillis: number
  readonly outcome: Outcome
}

/** An event, and how often it was sent. */
export interface Callback {
  /** Its number since the start, from 1. */
  readonly id: number
  readonly event: Event
  readonly attempts: ReadonlyArray<Attempt>
}

/** All of them. */
export interface Callbacks {
  readonly settings: Settings
  readonly entries: Ring.Ring<Callback>
}

/** How many callbacks are kept, and how many deliveries of each. */
const kept = 1_000
const attemptsKept = 20

/** No callbacks yet. */
export const start = (settings: Settings): Callbacks => ({ settings, entries: Ring.empty(kept) })

/** With events that have happened, and the callbacks that they became. */
export const happened = (
  callbacks: Callbacks,
  events: ReadonlyArray<Event>
): readonly [ReadonlyArray<Callback>, Callbacks] => {
  const { count } = callbacks.entries
  const added = events.map((event, index): Callback => ({ id: count + index + 1, event, attempts: [] }))
  return [added, { ...callbacks, entries: added.reduce(Ring.add<Callback>, callbacks.entries) }]
}

/** With an attempt that has come to its end. */
export const attempted = (callbacks: Callbacks, id: number, attempt: Attempt): Callbacks => ({
  ...callbacks,
  entries: Ring.change(callbacks.entries, id, (one) => ({
    ...one,
    attempts: [...one.attempts, attempt].slice(-attemptsKept)
  }))
})

/** The callback of a number. */
export const callbackOf = ({ entries }: Callbacks, id: number): Callback | undefined => Ring.get(entries, id)

/** The callbacks, the newest first. */
export const newestFirst = ({ entries }: Callbacks): Iterable<Callback> => Ring.newestFirst(entries)

/** Where a merchant's callbacks go. */
export const urlOf = ({ url, urls }: Settings, apiKey: string): string | undefined => urls[apiKey] ?? url

/** How long the platform waits for an answer, in ms (docs/api.md, Auth). [A] 10 s for the others: none is documented. */
export const patienceMillis = ({ action }: Event): number => (action === "Auth" ? 800 : 10_000)
