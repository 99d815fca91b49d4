/** The time after which a server wants to be asked again: `Retry-After`, in seconds or as a date (RFC 9110, 10.2.3). */
import { httpDates } from "../serverTime/httpDates.js"

interface Headers {
  readonly [name: string]: string | undefined
}

/** In ms from now, at least 0; `undefined` if it is not told. A date is compared with the answer's own `Date`, if it has one. */
export const retryAfterMillis = (headers: Headers, now: number): number | undefined => {
  const { date, "retry-after": text } = headers
  if (text === undefined) return undefined
  const trimmed = text.trim()
  if (/^\d{1,9}$/.test(trimmed)) return Number(trimmed) * 1000
  const until = httpDates(trimmed)?.latest
  if (until === undefined) return undefined
  return Math.max(0, until - ((date === undefined ? undefined : httpDates(date)?.earliest) ?? now))
}
