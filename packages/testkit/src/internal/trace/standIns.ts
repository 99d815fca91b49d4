/** Stand-ins for what a trace never holds: one text has the same stand-in wherever it comes up. */

/** What a stand-in stands for. */
export type Kind = "key" | "token" | "share-token" | "email" | "caller"

/** Stand-ins. */
export interface StandIns {
  /** The stand-in for a text; that of no text is no text. */
  readonly of: (kind: Kind, text: string) => string
  /** A text in which stand-ins are in place of the texts that have one. */
  readonly scrubbed: (text: string) => string
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

  const added = (kind: Kind, text: string): string => {
    const count = (counts.get(kind) ?? 0) + 1
    const standIn = `${kind}-${count}`
    counts.set(kind, count)
    byKind.set(`${kind} ${text}`, standIn)
    // Addresses of callers stand in texts by chance.
    if (text.length < shortest || kind === "caller") return standIn
    if (!byText.has(text)) byText.set(text, standIn)
    const start = text.slice(0, shortest)
    const others = lengths.get(start) ?? []
    if (!others.includes(text.length))
      lengths.set(
        start,
        [...others, text.length].toSorted((a, b) => b - a)
      )
    return standIn
  }

  /** The longest text that has a stand-in and stands at a place. */
  const knownAt = (text: string, at: number): string | undefined => {
    const found = lengths.get(text.slice(at, at + shortest))
    return found?.map((length) => text.slice(at, at + length)).find((part) => byText.has(part))
  }

  return {
    of: (kind, text) => (text === "" ? "" : (byKind.get(`${kind} ${text}`) ?? added(kind, text))),
    scrubbed: (text) => {
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
  }
}
