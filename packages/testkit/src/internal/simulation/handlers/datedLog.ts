/** A page of what a log holds, under the rules about dated lists. */
import * as Log from "../../collections/log.js"
import type { Asked } from "../../requests/listQuery.js"
import type { State } from "../../state/state.js"

/** The span in whole milliseconds, both ends included. */
export const spanOf = ({ rules: { listBounds } }: State, { end, start }: Pick<Asked, "start" | "end">) => ({
  minimum: listBounds === "exclusive" ? start + 1 : start,
  maximum: listBounds === "inclusive" ? end : end - 1
})

/** The last moment of creation whose items show by now. */
export const shownTo = ({ rules: { listLagMillis } }: State, now: number): number =>
  listLagMillis > 0 ? now - listLagMillis : Number.POSITIVE_INFINITY

/** The items asked for, in the order of the rules. */
export const pageOf = <A>(
  state: State,
  log: Log.Log,
  get: (sequence: number) => A | undefined,
  accepts: (item: A) => boolean,
  asked: Asked,
  now: number
): ReadonlyArray<A> => {
  const { maximum, minimum } = spanOf(state, asked)
  const newestFirst = state.rules.listOrder === "newestFirst"
  const sequences = Log.select(log, {
    from: minimum,
    to: Math.min(maximum, shownTo(state, now)),
    skip: newestFirst ? asked.skip : 0,
    take: newestFirst ? asked.take : Number.POSITIVE_INFINITY,
    accepts: (sequence) => {
      const item = get(sequence)
      return item !== undefined && accepts(item)
    }
  })
  const ordered = newestFirst ? sequences : sequences.toReversed().slice(asked.skip, asked.skip + asked.take)
  return ordered.flatMap((sequence) => {
    const item = get(sequence)
    return item === undefined ? [] : [item]
  })
}
