/** A report as words for people, and as JSON for programs. */
import type { Language } from "@effect-keysecure/schema/RequestHeaders"
import * as Ansi from "@effect/printer-ansi/Ansi"
import * as AnsiDoc from "@effect/printer-ansi/AnsiDoc"
import { checks, type Name, type Severity, type Values } from "../findings.js"
import type { Line, Report } from "../report.js"
import { chinese } from "./chinese.js"
import { english } from "./english.js"
import type { Texts } from "./texts.js"

/** The words of each language. */
export const texts: { readonly [L in Language]: Texts } = { zh_CN: chinese, en_US: english }

/** What was found, and what to do. */
interface Said {
  readonly found: string
  readonly remedy: string | undefined
}

const sayFinding = <N extends Name>(
  { findings }: Texts,
  { name, values }: { readonly name: N; readonly values: Values[N] }
): Said => {
  const [found, remedy] = findings[name]
  return { found: found(values), remedy: remedy?.(values) }
}

const sayLine = (words: Texts, { because, finding }: Line): Said =>
  finding === undefined ? { found: words.skipped(because), remedy: undefined } : sayFinding(words, finding)

const colours: { readonly [S in Severity]: Ansi.Ansi } = {
  trouble: Ansi.red,
  warning: Ansi.yellow,
  note: Ansi.cyan,
  ok: Ansi.green,
  skipped: Ansi.blackBright
}

/** How many columns of a terminal a text takes: a Chinese character takes two. */
const widthOf = (text: string): number => [...text].reduce((width, char) => width + (char > "\u00ff" ? 2 : 1), 0)

const padded = (text: string, width: number): string => text + " ".repeat(width - widthOf(text))

const checkWidth = Math.max(...checks.map(widthOf))

/** The lines of a report for people. */
export const lines = (language: Language, { first, lines: all }: Report, hasColour: boolean): ReadonlyArray<string> => {
  const words = texts[language]
  const severityWidth = Math.max(...Object.values(words.severities).map(widthOf))
  const coloured = (severity: Severity, text: string): string =>
    hasColour ? AnsiDoc.render(AnsiDoc.annotate(AnsiDoc.text(text), colours[severity]), { style: "pretty" }) : text
  const lineOf = (line: Line): ReadonlyArray<string> => {
    const { found, remedy } = sayLine(words, line)
    const severity = coloured(line.severity, padded(words.severities[line.severity], severityWidth))
    const why = line.finding !== undefined && line.because !== undefined ? ` (${words.explained(line.because)})` : ""
    return [
      `${severity}  ${padded(line.check, checkWidth)}  ${found}${why}`,
      ...(remedy === undefined ? [] : [`${" ".repeat(severityWidth + checkWidth + 4)}${words.remedy}: ${remedy}`])
    ]
  }
  const head =
    first === undefined
      ? coloured("ok", words.well)
      : coloured(first.severity, `${words.first}: ${first.check}: ${sayLine(words, first).found}`)
  return [head, "", ...all.flatMap(lineOf)]
}

/** A report for programs: one JSON document in one line. docs/doctor.md describes it. */
export const json = (language: Language, { first, lines: all, severity }: Report): string =>
  JSON.stringify({
    version: 1,
    severity,
    first: first?.check ?? null,
    checks: all.map((line) => {
      const { found, remedy } = sayLine(texts[language], line)
      return {
        check: line.check,
        severity: line.severity,
        finding: line.finding?.name ?? null,
        values: line.finding?.values ?? {},
        because: line.because ?? null,
        found,
        remedy: remedy ?? null
      }
    })
  })
