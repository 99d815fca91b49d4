/**
 * How a platform repeats a value of the request in a message. Each form is a name, and a function that is defined for
 * every text.
 */
import { masked } from "./writing.js"

const byCharacter = (text: string, written: (code: number) => string): string =>
  [...text]
    .map((character) => (/[A-Za-z0-9 ]/.test(character) ? character : written(character.codePointAt(0) ?? 0)))
    .join("")

/** The forms that have a name. */
export const echoes = {
  asIs: (text: string) => text,
  entities: (text: string) => byCharacter(text, (code) => `&#${code};`),
  escapes: (text: string) => byCharacter(text, (code) => `\\u${code.toString(16).padStart(4, "0")}`),
  percent: (text: string) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\u{FFFD}")),
  upperCase: (text: string) => text.toUpperCase(),
  firstHalf: (text: string) => text.slice(0, Math.ceil(text.length / 2)),
  masked,
  spaced: (text: string) => [...text].join(" ")
} as const

/**
 * A form in which a platform repeats a value of the request: as it is, with HTML entities, Unicode escapes or percent
 * signs for every character that is neither letter nor digit, in upper case, cut in half, masked, or with a blank after
 * each character.
 *
 * @since 0.2.0
 * @category models
 */
export type Echo = keyof typeof echoes
