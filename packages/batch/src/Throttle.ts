/**
 * How many calls are under way at once, found by trying.
 *
 * @module Throttle
 * @since 0.2.0
 */
import { ErrorCode } from "@effect-keysecure/schema"
import * as Predicate from "effect/Predicate"
import type * as Width from "./internal/throttle/width.js"

/**
 * How many calls may be under way, and how many of them have gone well since that last changed.
 *
 * @since 0.2.0
 * @category models
 */
export type State = Width.Width

/**
 * Whether the platform refused a call because too many came (1009).
 *
 * @since 0.2.0
 * @category guards
 */
export const isTooManyRequests: (error: unknown) => boolean = Predicate.isTagged(ErrorCode.table[1009].tag)
