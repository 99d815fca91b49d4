/** What was measured, against what was measured before: the same ratios, on whatever machine. */
import type { Report } from "./report.js"

/** Figures by name. Less is better. */
export type Figures = Readonly<Record<string, number>>

/** A figure that a later run is held to, and by how much it differs from run to run. */
interface Held {
  readonly name: string
  readonly value: number
  readonly slack: number
}

/** Small ratios differ by as much from one run to the next. */
const ratioSlack = 0.02

/**
 * How much worse a figure may be than it was: a machine that does other work moves ratios too. A busy one moves them by
 * more: check again there before looking for a cause.
 */
const tolerance = 4 / 3

const heldOf = ({ bench, facts, ratios }: Report): ReadonlyArray<Held> => [
  ...ratios.flatMap(({ toldOnly, name, value }) =>
    toldOnly === true ? [] : [{ name: `${bench}: ${name}`, value, slack: ratioSlack }]
  ),
  ...facts.flatMap(({ name, slack, value }) =>
    slack === undefined ? [] : [{ name: `${bench}: ${name}`, value, slack }]
  )
]

/** What later runs are held to, to be written down. */
export const figures = (reports: ReadonlyArray<Report>): Figures =>
  Object.fromEntries(reports.flatMap(heldOf).map(({ name, value }) => [name, Number(value.toPrecision(3))]))

/**
 * What is worse than it was by more than a third and its slack; what was measured and is not written down; and what is
 * written down of these benches and was not measured.
 */
export const regressions = (reports: ReadonlyArray<Report>, before: Figures): ReadonlyArray<string> => {
  const held = reports.flatMap(heldOf)
  const measured = new Set(held.map(({ name }) => name))
  const ofThese = (name: string): boolean => reports.some(({ bench }) => name.startsWith(`${bench}: `))
  return [
    ...held.flatMap(({ name, slack, value }) => {
      const was = before[name]
      if (was === undefined) return [`${name}: is not in the baseline`]
      return value > tolerance * was + slack ? [`${name}: ${value.toPrecision(3)}, was ${was}`] : []
    }),
    ...Object.keys(before)
      .filter((name) => ofThese(name) && !measured.has(name))
      .map((name) => `${name}: is in the baseline and was not measured`)
  ]
}
