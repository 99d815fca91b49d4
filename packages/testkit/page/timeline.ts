/** What became of one card_unique_no, as a time line: its requests, their copies, and until when one may still be taken. */
import type { LogRow } from "./api.js"

/** A request as it was dealt with: once, or once for each copy. */
export interface Copy {
  readonly at: number
  readonly why: string
  readonly whyZh: string
  readonly code: number | undefined
  /** The card that was made. */
  readonly made: string | undefined
  /** The cards that a list showed; none if it was no list. */
  readonly shown: ReadonlyArray<string> | undefined
}

/** A request about the number. */
export interface Lane {
  readonly id: number
  readonly operation: string
  readonly at: number
  /** The timestamp, and the last moment at which it is taken; none if it is no timestamp. */
  readonly window: LogRow["window"]
  readonly copies: ReadonlyArray<Copy>
  readonly end: LogRow["end"]
  readonly fault: string | undefined
}

/** The requests in the order in which they came. */
export interface Timeline {
  readonly lanes: ReadonlyArray<Lane>
  /** From here on no application that was seen can still be taken; none if there is no application. */
  readonly settlesAt: number | undefined
  readonly from: number
  readonly to: number
}

const textIn = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

const textsIn = (value: unknown): ReadonlyArray<string> | undefined =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : undefined

const copyOf = ({ at, code, done, why, whyZh }: LogRow["deliveries"][number]): Copy => ({
  at,
  why,
  whyZh,
  code,
  made: textIn(done["made"]),
  shown: textsIn(done["shown"])
})

const laneOf = (entry: LogRow): Lane => ({
  id: entry.id,
  operation: entry.operation ?? `${entry.method} ${entry.path}`,
  at: entry.at,
  window: entry.window,
  copies: entry.deliveries.map(copyOf),
  end: entry.end,
  fault: entry.fault?._tag
})

const momentsOf = ({ at, copies, end, window }: Lane): ReadonlyArray<number> => [
  at,
  ...copies.map((copy) => copy.at),
  ...(end === undefined ? [] : [end.at]),
  ...(window === undefined ? [] : [window.from, window.to])
]

/** The time line of requests, which may come in any order. */
export const timelineOf = (entries: ReadonlyArray<LogRow>): Timeline => {
  const lanes = entries.map(laneOf).toSorted((one, other) => one.id - other.id)
  const ends = lanes.flatMap(({ operation, window }) =>
    operation === "applyForCard" && window !== undefined ? [window.to] : []
  )
  const moments = lanes.flatMap(momentsOf)
  return {
    lanes,
    settlesAt: ends.length === 0 ? undefined : Math.max(...ends),
    from: Math.min(...moments),
    to: Math.max(...moments)
  }
}

/** Where a moment is, in hundredths of the whole. */
export const placeOf = ({ from, to }: Timeline, at: number): number =>
  to === from ? 0 : Math.round(((at - from) / (to - from)) * 10_000) / 100
