/** How far a batch is, as a line for a terminal and as a line of JSON. */
import type * as BatchDesk from "@effect-keysecure/batch/BatchDesk"
import * as Ansi from "@effect/printer-ansi/Ansi"
import * as AnsiDoc from "@effect/printer-ansi/AnsiDoc"
import type { Pace } from "./pace.js"

type Part = readonly [text: string, colour?: Ansi.Ansi]

const barWidth = 24

const clock = (seconds: number): string => {
  const two = (value: number) => String(value).padStart(2, "0")
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** The counts that are not 0, those that somebody has to look at in a colour. */
const counted = ({ rows }: BatchDesk.Progress): ReadonlyArray<Part> => {
  const counts: ReadonlyArray<readonly [string, number, Ansi.Ansi?]> = [
    ["ready", rows.ready, Ansi.green],
    ["issued", rows.issued, Ansi.green],
    ["queued", rows.queued],
    ["failed", rows.failed, Ansi.red],
    ["in doubt", rows.unsettled, Ansi.yellow],
    ["for a person", rows.unclear, Ansi.yellow],
    ["cancelled", rows.cancelled]
  ]
  return counts.flatMap(([name, count, colour]) =>
    count === 0 ? [] : [colour === undefined ? [`${name} ${count}`] : [`${name} ${count}`, colour]]
  )
}

const partsOf = (progress: BatchDesk.Progress, { perSecond, secondsToGo }: Pace): ReadonlyArray<Part> => {
  const { batch, ended, total } = progress
  const share = total === 0 ? 1 : ended / total
  const done = Math.floor(share * barWidth)
  return [
    [`[${"#".repeat(done)}${"-".repeat(barWidth - done)}]`],
    [`${Math.floor(share * 100)} %`],
    [`${ended}/${total}`],
    ...(batch.state === "running" ? [] : ([[batch.state, Ansi.yellow]] as const)),
    ...counted(progress),
    ...(perSecond === null ? [] : ([[`${perSecond}/s`]] as const)),
    ...(secondsToGo === null || ended === total ? [] : ([[`${clock(secondsToGo)} to go`]] as const))
  ]
}

/** As many parts as fit into a line, the first first. */
const fitting = (parts: ReadonlyArray<Part>, columns: number): ReadonlyArray<Part> => {
  let width = -2
  return parts.filter(([text]) => (width += text.length + 2) < columns)
}

/** The line for a terminal. */
export const line = (
  progress: BatchDesk.Progress,
  pace: Pace,
  { columns, hasColour }: { readonly columns: number; readonly hasColour: boolean }
): string =>
  AnsiDoc.render(
    AnsiDoc.hsep(
      fitting(partsOf(progress, pace), columns).map(([text, colour]) =>
        hasColour && colour !== undefined ? AnsiDoc.annotate(AnsiDoc.text(text), colour) : AnsiDoc.text(text)
      )
    ),
    { style: "pretty" }
  )

/** The line of JSON. */
export const json = ({ batch, ended, rows, total }: BatchDesk.Progress, pace: Pace): string =>
  JSON.stringify({
    batch: batch.name,
    state: batch.state,
    ...(batch.reason === "" ? {} : { reason: batch.reason }),
    total,
    ended,
    rows,
    ...pace
  })
