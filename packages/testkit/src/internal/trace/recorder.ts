/** What writes a trace: it is told what happens, and gives the lines of it. */
import type { Schedule } from "../../Fault.js"
import type { Watch } from "../control/desk.js"
import type { Request } from "../requests/http.js"
import type { Rules } from "../state/rules.js"
import type { State } from "../state/state.js"
import { tracedAnswer } from "./answers.js"
import { type Delivery, format, type RequestLine } from "./lines.js"
import { traced } from "./requests.js"
import { tracedChange, tracedState } from "./setUp.js"
import { makeStandIns } from "./standIns.js"

/** A recorder. */
export interface Recorder extends Watch {
  /** The lines since it was last asked. At the end, requests that have not ended come too. */
  readonly take: (isEnd: boolean) => ReadonlyArray<string>
}

/** What a session begins with. */
export interface Beginning {
  readonly initial: State
  readonly faults: Schedule
  readonly version: string
}

/** A request that has arrived. */
interface Open {
  line: RequestLine
  isWritten: boolean
}

/** Whether numbers are cut. */
const cuts = ({ cardholderNoShown, cardholderNoStored, uniqueNoShown, uniqueNoStored }: Rules): boolean =>
  [cardholderNoShown, cardholderNoStored, uniqueNoShown, uniqueNoStored].some((way) => typeof way === "object")

/** Makes one. */
export const makeRecorder = ({ faults, initial, version }: Beginning): Recorder => {
  const standIns = makeStandIns()
  const header = { format, version, faults, state: tracedState(standIns, initial) }
  let lines: Array<unknown> = [header]
  const entries = new WeakMap<Request, Open>()
  const open = new Set<Open>()
  let count = 0
  let requests = 0

  const write = (one: Open): void => {
    one.isWritten = true
    open.delete(one)
    lines.push(one.line)
  }
  const happened = (now: number, what: object) => lines.push({ n: ++count, at: now, ...what })

  return {
    arrived: ({ at, fault, request }, state) => {
      const met = fault === undefined ? {} : { fault }
      const line = { n: ++count, request: ++requests, at, ...traced(state, request, standIns), ...met, deliveries: [] }
      const one = { line, isWritten: false }
      entries.set(request, one)
      open.add(one)
    },
    answered: (request, overrides, { at, checkedIn, response }) => {
      const one = entries.get(request)
      if (one === undefined) return
      const { rules } = checkedIn
      const names = cuts(rules) ? { ...standIns, scrubbed: standIns.scrubbedCut } : standIns
      const answer = tracedAnswer(names, request, one.line.path, response, rules.echo !== false)
      const delivery: Delivery = { n: ++count, at, ...overrides, answer }
      if (one.isWritten) lines.push({ late: one.line.request, delivery })
      else one.line = { ...one.line, deliveries: [...one.line.deliveries, delivery] }
    },
    ended: (request, { at, code, how, response }) => {
      const one = entries.get(request)
      if (one === undefined || one.isWritten) return
      const status = response === undefined ? {} : { status: response.status }
      one.line = { ...one.line, end: { at, how, ...status, ...(code === undefined ? {} : { code }) } }
      write(one)
    },
    changed: (change, now) => happened(now, { change: tracedChange(standIns, change) }),
    advanced: (now) => happened(now, { advance: true }),
    reset: (now) => happened(now, { reset: true }),
    take: (isEnd) => {
      if (isEnd) for (const one of open) write(one)
      const taken = lines.map((line) => `${JSON.stringify(line)}\n`)
      lines = []
      return taken
    }
  }
}
