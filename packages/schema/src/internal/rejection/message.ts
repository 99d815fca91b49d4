/**
 * The field of the request that the platform's `msg` names. Nothing else in a message is looked at: it may repeat a
 * value that was sent, in any form. A name is one of the request's own, so it tells no value that was sent.
 *
 * The format of a message is not documented beyond "the snake_case field name before or after the description"
 * (docs/api.md, Conventions), so it is read leniently.
 */
const word = /(?<![A-Za-z0-9_])[A-Za-z][A-Za-z0-9_]*/g
const noWord = /^[^A-Za-z0-9_]*$/

const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/**
 * The field that a message names. The vendor says that the name comes first, so the name is looked for there first. A
 * name of one word (`state`) is an ordinary word too, so elsewhere it counts only at the very end.
 */
export const fieldNamed = (msg: string, fields: ReadonlySet<string>): string | undefined => {
  const nameOf = new Map([...fields].flatMap((name) => [[name, name] as const, [camelCase(name), name] as const]))
  for (const { 0: text, index } of msg.matchAll(word)) {
    const name = nameOf.get(text)
    if (name === undefined) continue
    const isAtEdge = noWord.test(msg.slice(0, index)) || noWord.test(msg.slice(index + text.length))
    if (name.includes("_") || isAtEdge) return name
  }
  return undefined
}
