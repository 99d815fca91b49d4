/**
 * The contract of an attempt log, as laws to try a store by: ours, and one that you write over a table of yours.
 *
 * The laws take functions and not the client. Each is an Effect that fails with `ContractBroken`, for any test runner:
 *
 * ```ts
 * for (const { check, name } of AttemptLogContract.laws({ open })) it.live(name, () => check)
 * ```
 *
 * They make numbers of their own, which no earlier run made, and leave some entries behind: give them a database of their
 * own.
 *
 * @module AttemptLogContract
 * @since 0.2.0
 */
import type * as Effect from "effect/Effect"
import type { Key, Log } from "./internal/attemptLogContract/entries.js"
import * as Laws from "./internal/attemptLogContract/laws.js"
import { type ContractBroken, expecting, type Law } from "./internal/contracts/expect.js"

export type { Corrupt, Entry, Issued, Key, Log, Open } from "./internal/attemptLogContract/entries.js"
export { ContractBroken, type Law } from "./internal/contracts/expect.js"

/**
 * The store that is tried.
 *
 * @since 0.2.0
 * @category models
 */
export interface Subject<E, R> {
  /**
   * A log over the store as another process has it: over a connection of its own, and without memory of what the others
   * did. It is run several times. All of these are over one store.
   */
  readonly open: Effect.Effect<Log<E>, E, R>
  /**
   * Puts something that is no entry in an entry's place, as a torn write does. Without it, the law about entries that
   * cannot be read is left out.
   */
  readonly corrupt?: (key: Key) => Effect.Effect<void, E, R>
  /** How many sequences of swaps are tried. Default 20. */
  readonly runs?: number
}

/**
 * The laws of an attempt log, for a store.
 *
 * @since 0.2.0
 * @category laws
 */
export const laws = <E, R>({ corrupt, open, runs = 20 }: Subject<E, R>): ReadonlyArray<Law<ContractBroken | E, R>> => {
  const law = (name: string, check: Laws.Check): Law<ContractBroken | E, R> => ({
    name,
    check: check(expecting(name), { open, runs })
  })
  const torn = "an entry that cannot be read is Corrupt, and is replaced once"
  return [
    law("an entry is there for every process until it is replaced or removed", Laws.writtenIsFound),
    law("any sequence of swaps does what it would do to a map", Laws.followsAMap),
    law("of many swaps that expect the same, one is told yes", Laws.oneOfManyWins),
    law("an entry that differs in one field is another entry", Laws.everyFieldCounts),
    law("keys that differ in one code unit have an entry each", Laws.keysAreExact),
    law("an interrupted swap has been made or not, and the next one goes on", Laws.interruptionIsClean),
    ...(corrupt === undefined
      ? []
      : [{ name: torn, check: Laws.corruptIsReplacedOnce(corrupt)(expecting(torn), { open, runs }) }])
  ]
}
