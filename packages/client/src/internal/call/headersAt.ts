/**
 * The moment at which the headers of an answer arrived. A transport needs this if it hands an answer over only when the
 * body has arrived too. The moment is kept by the headers, because every wrapper of an answer passes them on unchanged.
 */
import type * as Headers from "@effect/platform/Headers"

const moments = new WeakMap<Headers.Headers, number>()

/** Remembers when headers arrived, in ms of the monotonic clock. */
export const rememberHeadersAt = (headers: Headers.Headers, at: number): void => {
  moments.set(headers, at)
}

/** When headers arrived, if their transport told. */
export const headersAt = (headers: Headers.Headers): number | undefined => moments.get(headers)
