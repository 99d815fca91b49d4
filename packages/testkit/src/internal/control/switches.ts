/** The faults that requests are to meet, as a value: each for some requests, once, so many times, or always. */
import type { Endpoints } from "@effect-keysecure/schema"
import type { Fault, Schedule } from "../../Fault.js"
import { changes } from "../program/faults.js"

/** The requests that a fault waits for. */
export interface Waiting {
  readonly fault: Fault
  /** Only requests of this operation; those of any if there is none. */
  readonly operation?: Endpoints.EndpointName | undefined
  /** Only requests about the card of this number. */
  readonly cardUniqueNo?: string | undefined
  /** Only this request of its operation, counted from 1. */
  readonly nth?: number | undefined
  /** How many requests still meet it; none for any number. */
  readonly times?: number | undefined
}

/** A fault that is switched on. */
export interface Switch extends Waiting {
  readonly id: number
  /** How many requests met it. */
  readonly met: number
}

/** All that are switched on, in the order in which they were. */
export interface Switches {
  readonly count: number
  readonly on: ReadonlyArray<Switch>
}

/** None. */
const none: Switches = { count: 0, on: [] }

/** One more, which comes after the others. */
export const add = ({ count, on }: Switches, waiting: Waiting): Switches => ({
  count: count + 1,
  on: [...on, { ...waiting, id: count + 1, met: 0 }]
})

/** Those of a schedule. */
export const fromSchedule = (schedule: Schedule): Switches =>
  schedule.reduce<Switches>((switches, step) => add(switches, { ...step, times: 1 }), none)

/** All but one. */
export const remove = ({ count, on }: Switches, id: number): Switches => ({
  count,
  on: on.filter((one) => one.id !== id)
})

/** A request that may meet one. */
export interface Passing {
  readonly operation: Endpoints.EndpointName
  readonly nth: number
  readonly cardUniqueNo: string | undefined
}

const waitsFor = (one: Waiting, { cardUniqueNo, nth, operation }: Passing): boolean =>
  (one.operation ?? operation) === operation &&
  (one.nth ?? nth) === nth &&
  (one.cardUniqueNo === undefined || one.cardUniqueNo === cardUniqueNo) &&
  changes(one.fault, operation)

/** The fault that a request meets, the first that waits for it, and what is still switched on then. */
export const meet = (switches: Switches, passing: Passing): readonly [Fault | undefined, Switches] => {
  const found = switches.on.find((one) => waitsFor(one, passing))
  if (found === undefined) return [undefined, switches]
  const times = found.times === undefined ? undefined : found.times - 1
  const next = { ...found, times, met: found.met + 1 }
  const on = switches.on.flatMap((one) => (one === found ? (times === 0 ? [] : [next]) : [one]))
  return [found.fault, { ...switches, on }]
}
