/** Which texts were seen before, in 8 to 16 bytes for each: 64 bits of its digest. */
import { sha256 } from "@noble/hashes/sha2.js"
import { utf8ToBytes } from "@noble/hashes/utils.js"

/** Adds a text, and says whether it is new. */
export type Seen = (text: string) => boolean

const smallest = 1024

/** The first 64 bits of a text's digest, as two numbers. No text has two zeros, which mark what is free. */
const bitsOf = (text: string): readonly [number, number] => {
  const bytes = sha256(utf8ToBytes(text))
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const [high, low] = [view.getUint32(0), view.getUint32(4)]
  return high === 0 && low === 0 ? [0, 1] : [high, low]
}

/** Where a digest stands in a table of pairs, or where it belongs. */
const placeOf = (table: Uint32Array, high: number, low: number): number => {
  const mask = table.length - 1
  let at = (low << 1) & mask
  while ((table[at] !== high || table[at + 1] !== low) && (table[at] !== 0 || table[at + 1] !== 0)) at = (at + 2) & mask
  return at
}

/** A table of twice the size. */
const grown = (table: Uint32Array) => {
  const larger = new Uint32Array(table.length * 2)
  for (let at = 0; at < table.length; at += 2) {
    const [high = 0, low = 0] = [table[at], table[at + 1]]
    if (high !== 0 || low !== 0) larger.set([high, low], placeOf(larger, high, low))
  }
  return larger
}

/**
 * Remembers texts. A text is taken for another one with a chance of one in 37,000,000 among a million texts, and of one in
 * 370,000 among ten million.
 */
export const make = (): Seen => {
  let table = new Uint32Array(smallest)
  let count = 0
  return (text) => {
    const [high, low] = bitsOf(text)
    const at = placeOf(table, high, low)
    if (table[at] !== 0 || table[at + 1] !== 0) return false
    table.set([high, low], at)
    count++
    // Three quarters of the places, of two numbers each.
    if (count * 8 > table.length * 3) table = grown(table)
    return true
  }
}
