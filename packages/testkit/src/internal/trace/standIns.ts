/**
 * Stand-ins for what a trace never holds: one text has the same stand-in wherever it comes up. A platform may write a text
 * in upper or lower case, or cut it: then its stand-in is written so, or stands for what is left of it.
 */
import { writings } from "../text/writing.js"

/** What a stand-in stands for. */
export type Kind = "key" | "token" | "share-token" | "email" | "caller"

/** Stand-ins. */
export interface StandIns {
  /** The stand-in for a text; that of no text is no text. */
  readonly of: (kind: Kind, text: string) => string
  /** A text in which stand-ins are in place of the texts that have one. */
  readonly scrubbed: (text: string) => string
  /** The same for a text that may be cut: at its end may be the beginning of a key or a token. */
  readonly scrubbedCut: (text: string) => string
}

/** A shorter text may be part of any other. */
const shortest = 5

/** Makes them, for one trace. */
export const makeStandIns = (): StandIns => {
  const byKind = new Map<string, string>()
  const byText = new Map<string, string>()
  const counts = new Map<Kind, number>()
  /** How each known text begins, and how long texts are that begin so, the longest first. */
  const lengths = new Map<string, ReadonlyArray<number>>()

  /** Keys and tokens, also in upper and lower case. */
  const keys: Array<string> = []

  const know = (text: string, standIn: string): void => {
    if (byText.has(text)) return
    byText.set(text, standIn)
    const start = text.slice(0, shortest)
    const others = lengths.get(start) ?? []
    if (!others.includes(text.length))
      lengths.set(
        start,
        [...others, text.length].toSorted((a, b) => b - a)
      )
  }

  const added = (kind: Kind, text: string): string => {
    const count = (counts.get(kind) ?? 0) + 1
    const standIn = `${kind}-${count}`
    counts.set(kind, count)
    byKind.set(`${kind} ${text}`, standIn)
    // Addresses of callers stand in texts by chance.
    if (text.length < shortest || kind === "caller") return standIn
    for (const write of [writings.asIs, writings.upperCase, writings.lowerCase]) {
      know(write(text), write(standIn))
      if (kind === "key" || kind === "token") keys.push(write(text))
    }
    return standIn
  }

  /** The longest text that has a stand-in and stands at a place. */
  const knownAt = (text: string, at: number): string | undefined => {
    const found = lengths.get(text.slice(at, at + shortest))
    return found?.map((length) => text.slice(at, at + length)).find((part) => byText.has(part))
  }

  const scrubbed = (text: string): string => {
    if (text.length < shortest) return text
    let shown = ""
    let at = 0
    while (at < text.length) {
      const known = knownAt(text, at)
      shown += known === undefined ? text.charAt(at) : (byText.get(known) ?? "")
      at += known?.length ?? 1
    }
    return shown
  }

  const scrubbedCut = (text: string): string => {
    const whole = scrubbed(text)
    for (let at = 0; at <= whole.length - shortest; at++) {
      const end = whole.slice(at)
      const known = keys.find((key) => key.startsWith(end))
      if (known !== undefined) return whole.slice(0, at) + (byText.get(known) ?? "")
    }
    return whole
  }

  return {
    of: (kind, text) => (text === "" ? "" : (byKind.get(`${kind} ${text}`) ?? added(kind, text))),
    scrubbed,
    scrubbedCut
  }
}
