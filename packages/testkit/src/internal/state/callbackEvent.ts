/** The event for which the platform calls a merchant back, before it is signed and sent. */
import type * as BigDecimal from "effect/BigDecimal"

/**
 * A value in a callback. An amount is written as a JSON number in its own digits: `100.00`.
 *
 * @since 0.1.0
 * @category models
 */
export type CallbackValue =
  | string
  | number
  | boolean
  | null
  | BigDecimal.BigDecimal
  | ReadonlyArray<CallbackValue>
  | { readonly [field: string]: CallbackValue }

/**
 * A callback: its id, its action (docs/api.md, Callbacks), and its data by wire name.
 *
 * @since 0.1.0
 * @category models
 */
export interface CallbackEvent {
  /** The number of this delivery; it is not signed. */
  readonly id: string
  /** Its action: `Auth`, `Consumption` or `Card_update`. */
  readonly action: string
  /** Its data, under the vendor's names. */
  readonly data: Readonly<Record<string, CallbackValue>>
}
