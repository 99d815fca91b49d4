/** Texts of the packages and of the command line's library, which are in English, in both languages. */
import { ErrorCode } from "@effect-keysecure/schema"
import { batch } from "./phrases/batch.js"
import { client } from "./phrases/client.js"
import { commandLine } from "./phrases/commandLine.js"
import type { Phrase } from "./phrases/phrase.js"
import { schema } from "./phrases/schema.js"
import { type Said, said } from "./said.js"

interface Pattern {
  readonly matches: RegExp
  readonly chinese: string
  /** The places whose texts must have a phrase: those of a pattern that has no words of its own, and fits almost everything. */
  readonly known: ReadonlyArray<string>
}

const codes: ReadonlyArray<Phrase> = Object.values(ErrorCode.table).flatMap((row): ReadonlyArray<Phrase> => [
  [row.meaning, row.meaningInChinese],
  [row.remedy, row.remedyInChinese]
])

/** The first that fits counts, so what fits much stands last. */
const phrases: ReadonlyArray<Phrase> = [...codes, ...schema, ...client, ...batch, ...commandLine]

const isWhole = ([english]: Phrase): boolean => !/\{\w+\}|<\w+>/.test(english)

const whole: ReadonlyMap<string, string> = new Map(phrases.filter(isWhole))

const number = String.raw`\d+`

/** How data looks that could be taken for something else. */
const shapes: Readonly<Record<string, string>> = {
  cards: "[^:]+",
  code: number,
  count: number,
  errno: "[A-Z][A-Z0-9_]+|ConnectionRefused|FailedToOpenSocket",
  field: String.raw`[^\s:;]+`,
  line: number,
  millis: number,
  operation: String.raw`\w+`,
  status: number
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

const patternOf = ([english, chinese]: Phrase): Pattern => {
  const parts = english.split(/(\{\w+\}|<\w+>)/)
  const isWordless = parts.every((part, index) => index % 2 === 1 || !/\p{Letter}/u.test(part))
  const texts = parts.filter((part, index) => index % 2 === 1 && part.startsWith("<")).map((part) => part.slice(1, -1))
  const source = parts
    .map((part, index) => {
      const name = part.slice(1, -1)
      return index % 2 === 0 ? escaped(part) : `(?<${name}>${shapes[name] ?? ".+?"})`
    })
    .join("")
  return { matches: new RegExp(`^${source}$`, "su"), chinese, known: isWordless ? texts : [] }
}

const patterns: ReadonlyArray<Pattern> = phrases.filter((phrase) => !isWhole(phrase)).map(patternOf)

const beginsInChinese = /^[\p{Script=Han}（“]/u
const endsInChinese = /[\p{Script=Han}。）”]$/u

/** Between a Chinese and a Latin letter stands a blank, and between two Chinese ones none. */
const filled = (chinese: string, values: Readonly<Record<string, string>>): string =>
  chinese.replace(/( ?)([{<])(\w+)[}>]( ?)/g, (_all, before: string, kind: string, name: string, after: string) => {
    const given = values[name] ?? ""
    const value = kind === "<" ? (chineseOf(given) ?? given) : given
    return `${beginsInChinese.test(value) ? "" : before}${value}${endsInChinese.test(value) ? "" : after}`
  })

const byPattern = (text: string): string | undefined => {
  for (const { chinese, known, matches } of patterns) {
    const values = matches.exec(text)?.groups
    if (values !== undefined && known.every((name) => chineseOf(values[name] ?? "") !== undefined)) {
      return filled(chinese, values)
    }
  }
  return undefined
}

/** A text that says several things, one after the other. */
const byParts = (text: string): string | undefined => {
  const parts = text.split("; ")
  const told = parts.map((part) => (parts.length === 1 ? undefined : chineseOf(part)))
  return told.every((part) => part === undefined)
    ? undefined
    : told.map((part, index) => part ?? parts[index]).join("；")
}

/** The Chinese of a text, if it has a phrase. */
const chineseOf = (text: string): string | undefined => whole.get(text) ?? byPattern(text) ?? byParts(text)

/** A text of the packages in both languages. A text without a phrase, such as a name, stays as it is. */
export const translated = (text: string): Said => said(text, chineseOf(text) ?? text)
