/**
 * Cards in bulk: how many at once, and applications out of CSV, JSON lines or any stream.
 *
 * @since 0.2.0
 */
export * as RateLimit from "./RateLimit.js"
export * as Throttle from "./Throttle.js"
