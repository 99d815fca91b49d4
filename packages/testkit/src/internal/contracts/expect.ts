/** How a contract suite says that a store breaks it. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"

/**
 * A store does not do what its contract says.
 *
 * @since 0.2.0
 * @category errors
 */
export class ContractBroken extends Data.TaggedError("ContractBroken")<{
  /** The law that is broken. */
  readonly law: string
  /** What happened instead. It holds no entry of yours: the suite makes its own. */
  readonly detail: string
}> {
  override get message(): string {
    return `The store breaks "${this.law}": ${this.detail}`
  }
}

/** Fails where something does not hold. */
export type Expect = (holds: boolean, detail: string) => Effect.Effect<void, ContractBroken>

/** The expectations of one law. */
export const expecting =
  (law: string): Expect =>
  (holds, detail) =>
    holds ? Effect.void : new ContractBroken({ law, detail })

/** A text that no earlier run made, of 2 to 12 characters. */
export const freshText = Effect.map(Random.nextIntBetween(0, Number.MAX_SAFE_INTEGER), (n) => `c${n.toString(36)}`)

/**
 * A law: its name, and its check.
 *
 * @since 0.2.0
 * @category models
 */
export interface Law<E, R> {
  /** What must hold. */
  readonly name: string
  /** Fails with `ContractBroken` if it does not hold, and with the store's error if that fails. */
  readonly check: Effect.Effect<void, E, R>
}
