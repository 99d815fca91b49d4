/** A memory for judgements that cost more than the rest of an answer: phone numbers and postal codes, 20 to 50 µs. */

/** Tests use the same few hundred addresses; beyond these, all are forgotten. */
const limit = 1024

/** The same function, which does not judge the same texts twice. It must depend on nothing but them. */
export const remember = <Texts extends ReadonlyArray<string>>(
  judge: (...texts: Texts) => boolean
): ((...texts: Texts) => boolean) => {
  const known = new Map<string, boolean>()
  return (...texts) => {
    const key = texts.join("\u0000")
    const before = known.get(key)
    if (before !== undefined) return before
    if (known.size >= limit) known.clear()
    const judged = judge(...texts)
    known.set(key, judged)
    return judged
  }
}
