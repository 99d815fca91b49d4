/** Dated lists (docs/api.md, Lists), under the rules about them. */
import * as Either from "effect/Either"
import * as Iterable from "effect/Iterable"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import * as Trie from "../../collections/trie.js"
import type { Call, Reply } from "../../requests/handler.js"
import { type Asked, readDated } from "../../requests/listQuery.js"
import type { State } from "../../state/state.js"

/** The items of a list, and the way in which they are asked for and shown. */
export interface DatedList<A, Shown> {
  /** The items that there are, the newest first. An index may leave out items that are not asked for. */
  readonly items: (call: Call, asked: Asked) => Iterable<A>
  /** When an item was created, in Unix ms. */
  readonly createdAt: (item: A) => number
  /** The time by which it is listed. Default when it was created. */
  readonly listedAt?: (item: A, state: State) => number
  /** The texts that can be asked for, by the wire names of their filters. */
  readonly texts: Readonly<Record<string, (item: A) => string>>
  readonly show: (item: A, state: State) => Shown
}

/** The items with these sequence numbers. */
export const itemsOf = <A>(sequences: Iterable<number>, items: Trie.Trie<A>): Iterable<A> =>
  Iterable.filterMap(sequences, (sequence) => Option.fromNullable(Trie.get(items, sequence)))

/** Whether a time lies in the span asked for, in whole ms. */
const isWithin = ({ rules: { listBounds } }: State, { end, start }: Asked, time: number): boolean =>
  (listBounds === "exclusive" ? time > start : time >= start) && (listBounds === "inclusive" ? time <= end : time < end)

/** Answers a dated list. */
export const datedList = <A, Shown>({ createdAt, items, listedAt = createdAt, show, texts }: DatedList<A, Shown>) => {
  const read = readDated(...Object.keys(texts))
  return (call: Call): Reply<{ readonly list: ReadonlyArray<Shown> }> =>
    Either.map(read(call), (asked) => {
      const { now, state } = call
      const { listLagMillis, listOrder } = state.rules
      const found = Iterable.filter(
        items(call, asked),
        (item) =>
          isWithin(state, asked, listedAt(item, state)) &&
          (listLagMillis <= 0 || createdAt(item) <= now - listLagMillis) &&
          Record.every(texts, (textOf, field) => asked.accepts(field, textOf(item)))
      )
      const ordered = listOrder === "newestFirst" ? found : [...found].toReversed()
      const page = Iterable.take(Iterable.drop(ordered, asked.skip), asked.take)
      return [{ list: Array.from(page, (item) => show(item, state)) }, state]
    })
}
