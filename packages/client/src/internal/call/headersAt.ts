/**
 * When the headers of an answer arrived, for a transport that hands an answer over only when its body has arrived too. It is
 * remembered by the headers, which every wrapper of an answer passes on as they are.
 */
import type * as Headers from "@effect/platform/Headers"

const moments = new WeakMap<Headers.Headers, number>()

/** Remembers when headers arrived, in ms of the monotonic clock. */
export const rememberHeadersAt = (headers: Headers.Headers, at: number): void => {
  moments.set(headers, at)
}

/** When headers arrived, if their transport told. */
export const headersAt = (headers: Headers.Headers): number | undefined => moments.get(headers)
