/** The row that a table of states has for each of them. */

/**
 * The names and codes that a state goes by, between bars; and the first characters of the postal codes that are
 * delivered in it, as single ones and ranges of the same length between blanks. An area may be in several states.
 */
export type State = readonly [names: string, areas: string]

/** Whether a code begins as those of an area, a single one (`K1A`) or a range (`350-369`). */
const begins = (code: string, area: string): boolean => {
  const [first = area, last = first] = area.split("-")
  const head = code.slice(0, first.length)
  return first <= head && head <= last
}

/** Whether a postal code is delivered in a state. */
export const isIn = (code: string, [, areas]: State): boolean => areas.split(" ").some((area) => begins(code, area))
