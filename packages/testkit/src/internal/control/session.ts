/** What the program saw since it started, or was reset: its requests, and the faults that they met, as a value. */
import type { Endpoints } from "@effect-keysecure/schema"
import type { Fault, Schedule, Step } from "../../Fault.js"
import type { Request, Response } from "../requests/http.js"
import type { Verdict } from "../simulation/verdict.js"
import { cut } from "../text/cut.js"
import * as Ring from "./ring.js"

/** What the platform did with a request, or with a copy of it. */
export interface Delivery {
  readonly verdict: Verdict
  readonly response: Response
}

/** How a request ended for its caller. */
export interface End {
  /** When, by the server's clock, in Unix ms. */
  readonly at: number
  /** It was answered, its connection was reset, or its caller left. */
  readonly how: "answered" | "reset" | "left"
  readonly response: Response | undefined
  readonly code: number | undefined
}

/** A request as it arrived. */
export interface Arrival {
  readonly request: Request
  readonly operation: Endpoints.EndpointName | undefined
  /** When, by the server's clock, in Unix ms. */
  readonly at: number
  /** The merchant's own number of the card that it is about, if it says one. */
  readonly cardUniqueNo: string | undefined
  /** The cardholder that it names. */
  readonly cardholderNo: string | undefined
  readonly fault: Fault | undefined
  /** Whether messages may repeat what was sent (the rule `echo`). */
  readonly echoes: boolean
}

/** A request of the request log. */
export interface Entry extends Arrival {
  /** Its number since the start, from 1. */
  readonly id: number
  /** Which request of its operation it is, from 1. */
  readonly nth: number
  readonly deliveries: ReadonlyArray<Delivery>
  readonly end: End | undefined
}

/** A session. */
export interface Session {
  readonly entries: Ring.Ring<Entry>
  /** How many requests of each operation there were. */
  readonly counts: { readonly [Name in Endpoints.EndpointName]?: number }
  readonly met: Ring.Ring<Step>
}

/** How many requests, and how many faults that were met, are kept. */
const kept = 10_000

/** A session in which nothing has happened. */
export const empty: Session = { entries: Ring.empty(kept), counts: {}, met: Ring.empty(kept) }

/** How many characters of a body are kept. With 10,000 requests this bounds the memory of a session. */
const bodyKept = 8_192

const cutOf = <A extends { readonly body: string }>(whole: A): A =>
  whole.body.length > bodyKept ? { ...whole, body: cut(whole.body, bodyKept) } : whole

/** A copy is delivered once; more than these are none. */
const mostDeliveries = 4

/** Which request of an operation the next one is. */
export const nextNth = ({ counts }: Session, operation: Endpoints.EndpointName | undefined): number =>
  operation === undefined ? 0 : (counts[operation] ?? 0) + 1

/** The session in which a request has arrived, which is then the last entry. */
export const arrived = (session: Session, arrival: Arrival): Session => {
  const { fault, operation, request } = arrival
  const nth = nextNth(session, operation)
  const id = session.entries.count + 1
  const entry = { ...arrival, request: cutOf(request), id, nth, deliveries: [], end: undefined }
  return {
    entries: Ring.add(session.entries, entry),
    counts: operation === undefined ? session.counts : { ...session.counts, [operation]: nth },
    met: operation === undefined || fault === undefined ? session.met : Ring.add(session.met, { operation, nth, fault })
  }
}

const changed = (session: Session, id: number, f: (entry: Entry) => Entry): Session => ({
  ...session,
  entries: Ring.change(session.entries, id, f)
})

/** The session in which the platform has dealt with a request. */
export const delivered = (session: Session, id: number, { response, verdict }: Delivery): Session =>
  changed(session, id, (entry) => ({
    ...entry,
    deliveries: [...entry.deliveries, { verdict, response: cutOf(response) }].slice(0, mostDeliveries)
  }))

/** The session in which a request has ended for its caller. */
export const ended = (session: Session, id: number, end: End): Session =>
  changed(session, id, (entry) => ({
    ...entry,
    end: end.response === undefined ? end : { ...end, response: cutOf(end.response) }
  }))

/** The entry of a number. */
export const entryOf = ({ entries }: Session, id: number): Entry | undefined => Ring.get(entries, id)

/** The entries, the newest first. */
export const newestFirst = ({ entries }: Session): Iterable<Entry> => Ring.newestFirst(entries)

/** The faults that requests met, as a schedule that lets the same requests meet them again. */
export const scheduleOf = ({ met }: Session): Schedule => [...Ring.newestFirst(met)].toReversed()
