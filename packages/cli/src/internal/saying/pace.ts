/** How fast a batch goes, from looks at it. */
import type * as BatchDesk from "@effect-keysecure/batch/BatchDesk"

/** How many rows had ended at a time, in ms. */
export interface Look {
  readonly at: number
  readonly ended: number
}

/** The pace of the last seconds, so that it follows what changes. */
const windowMillis = 15_000

/** The looks that count, with a new one. */
export const looked = (looks: ReadonlyArray<Look>, look: Look): ReadonlyArray<Look> =>
  [...looks, look].filter(({ at }) => at >= look.at - windowMillis)

/** A pace: rows per second, and the seconds to go; `null` if that cannot be told. */
export interface Pace {
  readonly perSecond: number | null
  readonly secondsToGo: number | null
}

const rounded = (value: number) => Math.round(value * 10) / 10

/** The pace of a batch, and how long it takes if it stays so. */
export const paceOf = (
  looks: ReadonlyArray<Look>,
  { ended, total }: Pick<BatchDesk.Progress, "ended" | "total">
): Pace => {
  const [first] = looks
  const last = looks.at(-1)
  if (first === undefined || last === undefined || last.at <= first.at) return { perSecond: null, secondsToGo: null }
  const perSecond = Math.max(0, ((last.ended - first.ended) * 1000) / (last.at - first.at))
  return {
    perSecond: rounded(perSecond),
    secondsToGo: perSecond === 0 ? null : Math.ceil((total - ended) / perSecond)
  }
}
