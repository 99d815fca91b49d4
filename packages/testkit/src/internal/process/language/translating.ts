/** Texts that are in English, in both languages, by phrases. */
import type { Phrase } from "./phrase.js"
import { type Said, said } from "./said.js"

interface Pattern {
  readonly matches: RegExp
  readonly chinese: string
  /** The places whose texts must have a phrase: those of a pattern that has no words of its own, and fits almost everything. */
  readonly known: ReadonlyArray<string>
}

const isWhole = ([english]: Phrase): boolean => !/\{\w+\}|<\w+>/.test(english)

const number = String.raw`\d+`

/** How data looks that could be taken for something else. */
const shapes: Readonly<Record<string, string>> = {
  cards: "[^:]+",
  code: number,
  count: number,
  errno: "[A-Z][A-Z0-9_]+|ConnectionRefused|FailedToOpenSocket",
  field: String.raw`[^\s:;]+`,
  kind: String.raw`[A-Z]\w+`,
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

const beginsInChinese = /^[\p{Script=Han}（“]/u
const endsInChinese = /[\p{Script=Han}。）”]$/u

/** Between a Chinese and a Latin letter stands a blank, and between two Chinese ones none. */
const filled = (chinese: string, valueOf: (kind: string, name: string) => string): string =>
  chinese.replace(/( ?)([{<])(\w+)[}>]( ?)/g, (_all, before: string, kind: string, name: string, after: string) => {
    const value = valueOf(kind, name)
    return `${beginsInChinese.test(value) ? "" : before}${value}${endsInChinese.test(value) ? "" : after}`
  })

/**
 * Translates by phrases, of which the first that fits counts: what fits much stands last. A text without a phrase, such as a
 * name, stays as it is.
 */
export const translatorOf = (phrases: ReadonlyArray<Phrase>): ((text: string) => Said) => {
  const whole: ReadonlyMap<string, string> = new Map(phrases.filter(isWhole))
  const patterns = phrases.filter((phrase) => !isWhole(phrase)).map(patternOf)

  const byPattern = (text: string): string | undefined => {
    for (const { chinese, known, matches } of patterns) {
      const values = matches.exec(text)?.groups
      if (values !== undefined && known.every((name) => chineseOf(values[name] ?? "") !== undefined)) {
        return filled(chinese, (kind, name) => {
          const given = values[name] ?? ""
          return kind === "<" ? (chineseOf(given) ?? given) : given
        })
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

  return (text) => said(text, chineseOf(text) ?? text)
}
