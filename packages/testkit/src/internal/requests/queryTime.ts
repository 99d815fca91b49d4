/** The times of dated lists (docs/api.md, Conventions): two forms, read in a zone. */
import { DatedQuery } from "@effect-keysecure/schema"
import * as DateTime from "effect/DateTime"
import type { Rules } from "../state/rules.js"

const hourMillis = 3_600_000
const dayMillis = 24 * hourMillis

const offset = /^UTC([+-]\d{1,2})?$/
const westmost = -12
const eastmost = 14

/** The hours that a `Timezone` header is ahead of UTC; UTC+8 without one; nothing if its value is not taken. */
export const zoneHours = (header: string | undefined, timezones: Rules["timezones"]): number | undefined => {
  if (header === undefined || header === "") return DatedQuery.zoneOffsetHours
  if (timezones !== "offsets" && !timezones.some((zone) => zone === header)) return undefined
  const match = offset.exec(header)
  const hours = Number(match?.[1] ?? 0)
  return match !== null && hours >= westmost && hours <= eastmost ? hours : undefined
}

const pattern = /^(\d{4})-(\d{2})-(\d{2})(?: (\d{2}):(\d{2}):(\d{2}))?$/

/**
 * A time of a query in Unix ms; nothing if it is written in another way or is no day of the calendar. A day alone means
 * its start, or its last millisecond if the rules say so.
 */
export const readTime = (text: string, hours: number, dayMeans: Rules["endDate"]): number | undefined => {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const part = (index: number): number => Number(match[index] ?? 0)
  const parts = {
    year: part(1),
    month: part(2),
    day: part(3),
    hours: part(4),
    minutes: part(5),
    seconds: part(6)
  }
  const local = DateTime.toParts(DateTime.unsafeMake(parts))
  const rolledOver =
    local.year !== parts.year ||
    local.month !== parts.month ||
    local.day !== parts.day ||
    local.minutes !== parts.minutes ||
    local.seconds !== parts.seconds
  if (rolledOver) return undefined
  const millis = DateTime.unsafeMake(parts).epochMillis - hours * hourMillis
  return match[4] === undefined && dayMeans === "endOfDay" ? millis + dayMillis - 1 : millis
}
