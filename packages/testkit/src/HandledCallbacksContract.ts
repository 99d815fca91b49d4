/**
 * The contract of a store of handled callbacks, as laws to try a store by: ours, and one that you write over a table of
 * yours.
 *
 * The laws take functions and not the client. Each is an Effect that fails with `ContractBroken`, for any test runner:
 *
 * ```ts
 * for (const { check, name } of HandledCallbacksContract.laws({ open })) it.live(name, () => check)
 * ```
 *
 * They make digests of their own, which no earlier run made, and leave entries behind: give them a database of their own.
 *
 * @module HandledCallbacksContract
 * @since 0.2.0
 */
import type * as Effect from "effect/Effect"
import { type ContractBroken, expecting, type Law } from "./internal/contracts/expect.js"
import * as Laws from "./internal/handledCallbacksContract/laws.js"

export type { Store } from "./internal/handledCallbacksContract/laws.js"
export { ContractBroken, type Law } from "./internal/contracts/expect.js"

/**
 * The store that is tried.
 *
 * @since 0.2.0
 * @category models
 */
export interface Subject<E, R> {
  /** The store as another process has it, over a connection of its own. It is run several times. */
  readonly open: Effect.Effect<Laws.Store<E>, E, R>
}

/**
 * The laws of a store of handled callbacks, for a store.
 *
 * @since 0.2.0
 * @category laws
 */
export const laws = <E, R>({ open }: Subject<E, R>): ReadonlyArray<Law<ContractBroken | E, R>> => {
  const law = (name: string, check: Laws.Check): Law<ContractBroken | E, R> => ({
    name,
    check: check(expecting(name), open)
  })
  return [
    law("an answer that was recorded is there for every process, as it was", Laws.recordedIsFound),
    law("the answer that was recorded last counts", Laws.lastAnswerCounts),
    law("answers that are recorded at the same moment are all there", Laws.manyAtOnce)
  ]
}
