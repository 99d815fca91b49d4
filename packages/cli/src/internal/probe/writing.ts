/** The ways in which a platform may write a text, as guesses to be ruled out. Written anew: the simulator has its own. */
import type { Scenario } from "@effect-keysecure/testkit"
import * as Struct from "effect/Struct"

/** The numbers of a merchant have at most so many characters. */
const longest = 64

const named: Readonly<Record<Extract<Scenario.Writing, string>, (text: string) => string>> = {
  asIs: (text) => text,
  upperCase: (text) => text.toUpperCase(),
  lowerCase: (text) => text.toLowerCase(),
  trimmed: (text) => text.trim(),
  nfc: (text) => text.normalize("NFC"),
  nfkc: (text) => text.normalize("NFKC"),
  printable: (text) => text.replace(/[\p{Cc}\p{Cf}]/gu, ""),
  wellFormed: (text) => text.replace(/\p{Cs}/gu, "\ufffd")
}

const cuts = Array.from({ length: longest }, (_, at) => ({ first: at + 1 }))

/** Every way of writing, the plainest first. */
export const candidates: ReadonlyArray<Scenario.Writing> = [...Struct.keys(named), ...cuts]

/** A text as it is written in some way. */
export const written = (way: Scenario.Writing, text: string): string =>
  typeof way === "string" ? named[way](text) : [...text].slice(0, way.first).join("")

/** Every way of showing, the plainest first. */
export const showings: ReadonlyArray<Scenario.Showing> = [
  ...candidates,
  "absent",
  "null",
  "empty",
  "masked",
  "prefixed",
  "number"
]

const mask = (text: string): string => {
  const signs = [...text]
  return signs.length > 4 ? `${signs.slice(0, 2).join("")}***${signs.slice(-2).join("")}` : "***"
}

/** A text as it is shown in some way: a value of JSON, or `undefined` for no field. */
export const shown = (way: Scenario.Showing, text: string): unknown => {
  switch (way) {
    case "absent":
      return undefined
    case "null":
      return null
    case "empty":
      return ""
    case "masked":
      return mask(text)
    case "prefixed":
      return `M1-${text}`
    case "number":
      return /^\d+$/.test(text) ? Number(text) : text
    default:
      return written(way, text)
  }
}
