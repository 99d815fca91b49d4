/**
 * The dates in an answer's `Date`, in the forms that gateways write: those of RFC 9110, 5.6.7 (IMF-fixdate, RFC 850,
 * asctime), with days of one digit, in any case, with any blanks and with a numeric zone; and that of RFC 3339. Several
 * headers of one name arrive joined, so a text may hold several dates.
 */
import * as Timestamp from "@effect-keysecure/schema/Timestamp"
import * as DateTime from "effect/DateTime"
import { rememberingLast } from "./rememberingLast.js"

/** The earliest and the latest date of a text, in Unix ms. They differ only where it holds several. */
export interface HttpDates {
  readonly earliest: number
  readonly latest: number
}

const time = String.raw`(?<hours>\d{1,2}):(?<minutes>\d{2}):(?<seconds>\d{2})`
const offset = String.raw`(?<sign>[+-])(?<zoneHours>\d{2}):?(?<zoneMinutes>\d{2})\b`
const month = String.raw`(?<month>[a-z]{3})`

/** Weekdays are not looked at: they add nothing to the date. */
const forms = [
  // 06 Nov 1994 08:49:37 GMT, 06-Nov-94 08:49:37 GMT
  String.raw`\b(?<day>\d{1,2})[\s-]+${month}[\s-]+(?<year>\d{4}|\d{2})\s+${time}\s*(?:(?:gmt|utc|ut|z)\b|${offset})`,
  // Nov  6 08:49:37 1994
  String.raw`\b${month}\s+(?<day>\d{1,2})\s+${time}\s+(?<year>\d{4})\b`,
  // 1994-11-06T08:49:37.000Z
  String.raw`\b(?<year>\d{4})-(?<monthNumber>\d{2})-(?<day>\d{2})[t\s]${time}(?:\.\d+)?\s*(?:z\b|${offset})`
].map((form) => new RegExp(form, "gi"))

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

/** A year of two digits is one of this century: no earlier one has a timestamp of 13 digits. */
const centuryOf = (digits: string): number => (digits.length === 2 ? 2000 : 0)

const zoneMillis = ({ sign, zoneHours, zoneMinutes }: Readonly<Record<string, string | undefined>>): number =>
  sign === undefined ? 0 : (sign === "-" ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000

const momentOf = (groups: Readonly<Record<string, string | undefined>>): number | undefined => {
  const { monthNumber, year = "" } = groups
  const wanted = {
    year: Number(year) + centuryOf(year),
    month: monthNumber === undefined ? months.indexOf((groups["month"] ?? "").toLowerCase()) + 1 : Number(monthNumber),
    day: Number(groups["day"]),
    hours: Number(groups["hours"]),
    minutes: Number(groups["minutes"]),
    // A leap second: by then the clock has read the second before.
    seconds: groups["seconds"] === "60" ? 59 : Number(groups["seconds"])
  }
  const date = DateTime.unsafeMake(wanted)
  const parts = DateTime.toPartsUtc(date)
  // A 31st of February reads as one of March, the hour 24 as the next day's 0, and no month as December before.
  const isDate =
    parts.month === wanted.month &&
    parts.day === wanted.day &&
    parts.hours === wanted.hours &&
    parts.minutes === wanted.minutes &&
    parts.seconds === wanted.seconds
  const millis = date.epochMillis - zoneMillis(groups)
  return isDate && millis >= Timestamp.minMillis && millis <= Timestamp.maxMillis ? millis : undefined
}

const read = (text: string): HttpDates | undefined => {
  const found: ReadonlyArray<number> = forms.flatMap((form) =>
    [...text.matchAll(form)].flatMap(({ groups = {} }) => momentOf(groups) ?? [])
  )
  return found.length === 0 ? undefined : { earliest: Math.min(...found), latest: Math.max(...found) }
}

/** The dates of a text that a timestamp could have; none of any other. All answers of one second have the same text. */
export const httpDates = rememberingLast(read)

/**
 * How long an answer with this `Age` may have been kept on its way, in ms, besides its journey: a whole number of
 * seconds, rounded down. Several ages give the longest of them. An age that cannot be read gives infinity.
 */
export const ageMillis = (age: string | undefined): number => {
  if (age === undefined) return 0
  const ages = age.split(",").map((each) => (/^\s*\d{1,10}\s*$/.test(each) ? Number(each) : Infinity))
  return (Math.max(...ages) + 1) * 1_000
}
