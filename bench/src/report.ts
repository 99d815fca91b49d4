/** What a bench found, as tables and as one JSON object. */
import { Console, Effect } from "effect"
import type { Ratio, Row } from "./measure.js"

/** Candidates under the same conditions. */
export interface Section {
  readonly title: string
  readonly rows: ReadonlyArray<Row>
}

/** A number that is not of candidates. */
export interface Fact {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** None where it is only told. */
  readonly atMost?: number
  /** By how much it differs from run to run; none where it is another on every machine, and nothing is held to it. */
  readonly slack?: number
}

/** All that a bench found. */
export interface Report {
  readonly bench: string
  readonly sections: ReadonlyArray<Section>
  readonly ratios: ReadonlyArray<Ratio>
  readonly facts: ReadonlyArray<Fact>
}

/** Whether what is wanted was reached; nothing where nothing is wanted. */
const isMet = (value: number, atMost: number | undefined): boolean | undefined =>
  atMost === undefined ? undefined : value <= atMost

const number = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : value.toPrecision(value >= 10 ? 3 : 2)

const verdict = (value: number, atMost: number | undefined): string => {
  const met = isMet(value, atMost)
  if (met === undefined) return ""
  return met ? "met" : "**not met**"
}

const wanted = (atMost: number | undefined, unit = ""): string =>
  atMost === undefined ? "" : `≤ ${atMost}${unit === "" ? "" : ` ${unit}`}`

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [
    `| ${head.join(" | ")} |`,
    `| --- |${head
      .slice(1)
      .map(() => " ---: |")
      .join("")}`,
    ...rows.map((cells) => `| ${cells.join(" | ")} |`)
  ].join("\n")

const sectionTable = ({ rows, title }: Section): string =>
  table(
    [title, "CPU µs per call", "quartiles", "calls/s", "p50 µs", "p99 µs"],
    rows.map(({ callsPerSecond, candidate, cpuMicros, p50Micros, p99Micros }) => [
      candidate,
      number(cpuMicros.median),
      `${number(cpuMicros.low)}–${number(cpuMicros.high)}`,
      number(callsPerSecond),
      number(p50Micros),
      number(p99Micros)
    ])
  )

const ratioTable = (ratios: ReadonlyArray<Ratio>): string =>
  table(
    ["CPU, of / to", "ratio", "target", ""],
    ratios.map(({ atMost, name, value }) => [name, value.toFixed(3), wanted(atMost), verdict(value, atMost)])
  )

const factTable = (facts: ReadonlyArray<Fact>): string =>
  table(
    ["", "value", "target", ""],
    facts.map(({ atMost, name, unit, value }) => [
      name,
      `${number(value)} ${unit}`.trim(),
      wanted(atMost, unit),
      verdict(value, atMost)
    ])
  )

/** The report as tables of Markdown. */
export const tables = ({ facts, ratios, sections }: Report): string =>
  [
    ...sections.map(sectionTable),
    ...(ratios.length === 0 ? [] : [ratioTable(ratios)]),
    ...(facts.length === 0 ? [] : [factTable(facts)])
  ].join("\n\n")

const judged = <A extends { readonly value: number; readonly atMost?: number | undefined }>(one: A) => {
  const met = isMet(one.value, one.atMost)
  return met === undefined ? one : { ...one, met }
}

/** The report as one line of JSON. */
export const toJson = ({ facts, ratios, ...rest }: Report): string =>
  JSON.stringify({ ...rest, ratios: ratios.map(judged), facts: facts.map(judged) })

/** Prints the tables, and on request the JSON as the last line. */
export const print = (report: Report, json: boolean): Effect.Effect<void> =>
  Effect.zipRight(Console.log(tables(report)), json ? Console.log(toJson(report)) : Effect.void)
