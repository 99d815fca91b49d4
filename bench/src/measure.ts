/** Candidates side by side: each in a process of its own, in rounds, so that what else the machine does meets them all. */
import { Array, Console, Data, Effect, Option } from "effect"
import { start } from "./children.js"
import type { Lap } from "./lap.js"
import { median, type Spread, spread } from "./statistics.js"

/** What is measured: a program, and its arguments. Candidates of the same program and arguments share a process. */
export interface Candidate {
  readonly name: string
  readonly program: string
  readonly args: ReadonlyArray<string>
  readonly nodeOptions?: ReadonlyArray<string>
  /** On which core it is kept, if on one. */
  readonly core?: number
  /** How many times as many calls it does in a round, where it is so fast that a round would be too short. Default 1. */
  readonly times?: number
}

/** How much is measured. */
export interface Amount {
  readonly rounds: number
  readonly calls: number
}

/** What a candidate's rounds come to. */
export interface Row {
  readonly candidate: string
  readonly cpuMicros: Spread
  readonly callsPerSecond: number
  readonly p50Micros: number
  readonly p99Micros: number
}

/** What is wanted of a candidate: at most so many times as much as its peer. */
export interface Wanted {
  readonly of: string
  readonly to: string
  /** None where the ratio is only told. */
  readonly atMost?: number
  /** Whether no later run is held to it: no change of ours moves it, or the same change moves a steadier one. */
  readonly toldOnly?: true
}

/** How a candidate compares with its peer. Less is better. */
export interface Ratio {
  readonly name: string
  readonly value: number
  readonly atMost?: number | undefined
  readonly toldOnly?: true
}

/** The ratio's name, by which a later run finds it. */
const nameOf = ({ of, to }: Wanted): string => `${of} / ${to}`

/** A bench asked for a candidate that it does not have. */
export class NoSuchCandidate extends Data.TaggedError("NoSuchCandidate")<{ readonly candidate: string }> {}

/** The rounds of a candidate, as one row. */
export const rowOf = (candidate: string, laps: ReadonlyArray<Lap>): Row => ({
  candidate,
  cpuMicros: spread(laps.map(({ cpuMicros }) => cpuMicros)),
  callsPerSecond: median(laps.map(({ callsPerSecond }) => callsPerSecond)),
  p50Micros: median(laps.map(({ p50Micros }) => p50Micros)),
  p99Micros: median(laps.map(({ p99Micros }) => p99Micros))
})

/** The CPU time of a candidate by that of its peer, the medians of both. */
export const ratio = (rows: ReadonlyArray<Row>, wanted: Wanted): Effect.Effect<Ratio, NoSuchCandidate> => {
  const medianOf = (candidate: string) =>
    Array.findFirst(rows, (row) => row.candidate === candidate).pipe(
      Option.map((row) => row.cpuMicros.median),
      Effect.mapError(() => new NoSuchCandidate({ candidate }))
    )
  return Effect.zipWith(medianOf(wanted.of), medianOf(wanted.to), (of, to) => ({
    name: nameOf(wanted),
    value: of / to,
    atMost: wanted.atMost,
    ...(wanted.toldOnly === true ? { toldOnly: wanted.toldOnly } : {})
  }))
}

const processOf = ({ args, program }: Candidate): string => JSON.stringify([program, ...args])

/** Rounds before the ones that count, and how many calls each has at least: then the hot code is compiled. */
const warmUps = { rounds: 3, calls: 400 }

/** Measures the candidates, a round of each in turn. */
export const measure = (
  title: string,
  candidates: ReadonlyArray<Candidate>,
  { calls, concurrency = 1, rounds }: Amount & { readonly concurrency?: number }
) =>
  Effect.gen(function* () {
    const processes = yield* Effect.forEach(
      Array.dedupeWith(candidates, (one, other) => processOf(one) === processOf(other)),
      (one) =>
        Effect.map(
          start(one.program, one.args, one.nodeOptions, one.core),
          ({ child }) => [processOf(one), child] as const
        ),
      { concurrency: 2 }
    )
    const children = new Map(processes)
    const round = (many: number) =>
      Effect.forEach(candidates, (one) =>
        Effect.flatMap(Effect.fromNullable(children.get(processOf(one))), (child) =>
          child.ask<Lap>({ calls: many * (one.times ?? 1), concurrency, candidate: one.name })
        )
      )
    yield* Console.error(`${title}: warming up`)
    yield* Effect.repeatN(round(Math.max(calls, warmUps.calls)), warmUps.rounds - 1)
    const laps = yield* Effect.forEach(Array.range(1, rounds), (n) =>
      Effect.tap(round(calls), () => (n % 5 === 0 ? Console.error(`${title}: round ${n} of ${rounds}`) : Effect.void))
    )
    return candidates.map(({ name }, index) =>
      rowOf(
        name,
        laps.flatMap((all) => all.slice(index, index + 1))
      )
    )
  }).pipe(
    Effect.catchTag("NoSuchElementException", () => new NoSuchCandidate({ candidate: title })),
    Effect.scoped
  )
