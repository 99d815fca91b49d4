/** The spans of dated lists that a platform takes, as far as that is documented (docs/api.md, Lists). */
import * as Duration from "effect/Duration"
import type { ReadError } from "../../ClientError.js"

/** The platform refuses spans of more than 90 days, and does not say whether both ends count: 88 keep clear of both. */
export const longestMillis = Duration.toMillis(Duration.days(88))

const isTimeField = /^(?:start|end)_?time$/i

/** Whether a list refuses the span. A 1004 that names no field may be about the span as well: asking for another one does no harm. */
export const isRefused = (error: ReadError): boolean => {
  if (!("code" in error)) return false
  const isTime = error.field === undefined || isTimeField.test(error.field)
  return error.code === 1019 || error.code === 1020 || (error.code === 1004 && isTime)
}
