/**
 * How a platform writes a text that it was given: when it stores it, and when it shows it. Each way is a name, so that
 * it stands in a scenario file, and a function that is defined for every text.
 */
import * as Fn from "effect/Function"
import * as Str from "effect/String"

/**
 * How a platform writes a text that it was given.
 *
 * - `asIs`: as it came.
 * - `upperCase`, `lowerCase`: by Unicode's rules of no language in particular.
 * - `trimmed`: without white space at either end.
 * - `nfc`, `nfkc`: in that Unicode form.
 * - `printable`: without control and format characters, such as U+0000 and U+200B.
 * - `wellFormed`: with U+FFFD for each half of a surrogate pair that stands alone.
 * - `{ first }`: cut to so many characters. A surrogate pair is one character.
 *
 * To write a text twice is to write it once.
 *
 * @since 0.2.0
 * @category models
 */
export type Writing =
  | "asIs"
  | "upperCase"
  | "lowerCase"
  | "trimmed"
  | "nfc"
  | "nfkc"
  | "printable"
  | "wellFormed"
  | { readonly first: number }

/**
 * How a platform shows a text that it stored: written in some way, or not as a text of its own.
 *
 * - `absent`, `null`, `empty`: no such field, `null`, or `""`.
 * - `masked`: `or***-1` for `order-1`; nothing but `***` for a text of four characters or fewer.
 * - `prefixed`: `M1-order-1` for `order-1`.
 * - `number`: a text of nothing but digits as a JSON number, without leading zeros and with the precision of a double;
 *   any other text as it is.
 *
 * @since 0.2.0
 * @category models
 */
export type Showing = Writing | "absent" | "null" | "empty" | "masked" | "prefixed" | "number"

/** A text as it is shown in JSON; `undefined` for no field. */
export type Shown = string | number | null | undefined

type Name<A> = Extract<A, string>

const cut = (text: string, first: number): string => [...text].slice(0, Math.max(0, first)).join("")

const notPrintable = /[\p{Control}\p{Format}]/gu
const loneSurrogate = /\p{Surrogate}/gu

/** The ways of writing that have a name. */
export const writings: { readonly [W in Name<Writing>]: (text: string) => string } = {
  asIs: Fn.identity,
  upperCase: Str.toUpperCase,
  lowerCase: Str.toLowerCase,
  trimmed: Str.trim,
  nfc: Str.normalize("NFC"),
  nfkc: Str.normalize("NFKC"),
  printable: (text) => text.replace(notPrintable, ""),
  wellFormed: (text) => text.replace(loneSurrogate, "\u{FFFD}")
}

/** The first and the last two characters of a text; none of a short text. */
export const masked = (text: string): string => {
  const characters = [...text]
  return characters.length > 4 ? `${characters.slice(0, 2).join("")}***${characters.slice(-2).join("")}` : "***"
}

const digits = /^\d+$/

/** The ways of showing that are no ways of writing. */
export const showings: { readonly [S in Name<Exclude<Showing, Writing>>]: (text: string) => Shown } = {
  absent: () => undefined,
  null: () => null,
  empty: () => "",
  masked,
  prefixed: (text) => `M1-${text}`,
  number: (text) => (digits.test(text) ? Number(text) : text)
}

/** A text as it is written. */
export const write = (writing: Writing, text: string): string =>
  typeof writing === "string" ? writings[writing](text) : cut(text, writing.first)

const isShowing = (showing: Showing): showing is keyof typeof showings =>
  typeof showing === "string" && showing in showings

/** A text as it is shown. */
export const show = (showing: Showing, text: string): Shown =>
  isShowing(showing) ? showings[showing](text) : write(showing, text)
