/** How far a batch is, as a line for a terminal and as a line of JSON. */
import type * as BatchDesk from "@effect-keysecure/batch/BatchDesk"
import * as Ansi from "@effect/printer-ansi/Ansi"
import * as AnsiDoc from "@effect/printer-ansi/AnsiDoc"
import { type Language, said } from "../language/said.js"
import { translated } from "../language/translated.js"
import type { Pace } from "./pace.js"
import { batchStates, states } from "./states.js"

type Part = readonly [text: string, colour?: Ansi.Ansi]

const barWidth = 24

const clock = (seconds: number): string => {
  const two = (value: number) => String(value).padStart(2, "0")
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** The counts that are not 0, those that somebody has to look at in a colour. */
const counted = ({ rows }: BatchDesk.Progress, language: Language): ReadonlyArray<Part> => {
  const counts: ReadonlyArray<readonly [keyof typeof rows, Ansi.Ansi?]> = [
    ["ready", Ansi.green],
    ["issued", Ansi.green],
    ["queued"],
    ["failed", Ansi.red],
    ["unsettled", Ansi.yellow],
    ["unclear", Ansi.yellow],
    ["cancelled"]
  ]
  return counts.flatMap(([state, colour]): ReadonlyArray<Part> => {
    const text = `${states[state][language]} ${rows[state]}`
    if (rows[state] === 0) return []
    return [colour === undefined ? [text] : [text, colour]]
  })
}

const partsOf = (
  progress: BatchDesk.Progress,
  { perSecond, secondsToGo }: Pace,
  language: Language
): ReadonlyArray<Part> => {
  const { batch, ended, total } = progress
  const share = total === 0 ? 1 : ended / total
  const done = Math.floor(share * barWidth)
  return [
    [`[${"#".repeat(done)}${"-".repeat(barWidth - done)}]`],
    [`${Math.floor(share * 100)} %`],
    [`${ended}/${total}`],
    ...(batch.state === "running" ? [] : ([[batchStates[batch.state][language], Ansi.yellow]] as const)),
    ...counted(progress, language),
    ...(perSecond === null ? [] : ([[said(`${perSecond}/s`, `每秒 ${perSecond} 行`)[language]]] as const)),
    ...(secondsToGo === null || ended === total
      ? []
      : ([[said(`${clock(secondsToGo)} to go`, `剩余 ${clock(secondsToGo)}`)[language]]] as const))
  ]
}

/** How many columns a text takes: a Chinese character takes two. */
const widthOf = (text: string): number => text.length + (text.match(/\p{Script=Han}/gu)?.length ?? 0)

/** As many parts as fit into a line, the first first. */
const fitting = (parts: ReadonlyArray<Part>, columns: number): ReadonlyArray<Part> => {
  let width = -2
  return parts.filter(([text]) => (width += widthOf(text) + 2) < columns)
}

/** The line for a terminal. */
export const line = (
  progress: BatchDesk.Progress,
  pace: Pace,
  {
    columns,
    hasColour,
    language
  }: { readonly columns: number; readonly hasColour: boolean; readonly language: Language }
): string =>
  AnsiDoc.render(
    AnsiDoc.hsep(
      fitting(partsOf(progress, pace, language), columns).map(([text, colour]) =>
        hasColour && colour !== undefined ? AnsiDoc.annotate(AnsiDoc.text(text), colour) : AnsiDoc.text(text)
      )
    ),
    { style: "pretty" }
  )

/** The line of JSON. Its names are the same in every language. */
export const json = ({ batch, ended, rows, total }: BatchDesk.Progress, pace: Pace, language: Language): string =>
  JSON.stringify({
    batch: batch.name,
    state: batch.state,
    ...(batch.reason === "" ? {} : { reason: translated(batch.reason)[language] }),
    total,
    ended,
    rows,
    ...pace
  })
