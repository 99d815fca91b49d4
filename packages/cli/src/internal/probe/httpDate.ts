/** The `Date` header as a platform writes it: its moment, and the forms that it may be in. */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import type { Rules } from "./finding.js"

type Form = Rules["dateForm"]

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

const two = (value: number): string => String(value).padStart(2, "0")

/** How a moment is written, by the name of the form. */
const written = (millis: number): { readonly [Name in Form]: string } => {
  const { day, hours, minutes, month, seconds, weekDay, year } = DateTime.toPartsUtc(DateTime.unsafeMake(millis))
  const weekday = weekdays[weekDay] ?? ""
  const short = weekday.slice(0, 3)
  const name = months[month - 1] ?? ""
  const time = `${two(hours)}:${two(minutes)}:${two(seconds)}`
  const standard = `${short}, ${two(day)} ${name} ${year} ${time} GMT`
  return {
    standard,
    rfc850: `${weekday}, ${two(day)}-${name}-${two(year % 100)} ${time} GMT`,
    asctime: `${short} ${name} ${String(day).padStart(2, " ")} ${time} ${year}`,
    oneDigitDay: `${short}, ${day} ${name} ${year} ${time} GMT`,
    lowerCase: standard.toLowerCase(),
    blanks: standard.replaceAll(" ", "  "),
    twice: `${standard}, ${standard}`
  }
}

const day = String.raw`(?<day>\d{1,2})`
const month = `(?<month>${months.join("|")})`
const time = String.raw`(?<time>\d\d:\d\d:\d\d)`
const patterns = [
  new RegExp(String.raw`^[a-z]{3}, +${day} +${month} +(?<year>\d{4}) +${time} +gmt`, "i"),
  new RegExp(String.raw`^[a-z]+, ${day}-${month}-(?<year>\d{2}) ${time} gmt$`, "i"),
  new RegExp(String.raw`^[a-z]{3} ${month} +${day} ${time} (?<year>\d{4})$`, "i")
]

/** A `Date` header that could be read. */
export interface HttpDate {
  /** Its moment, in Unix ms: a whole second. */
  readonly millis: number
  /** The forms in which just this is written so. */
  readonly forms: ReadonlyArray<string>
}

/** Reads a `Date` header. */
export const readHttpDate = (header: string): HttpDate | undefined => {
  const text = header.trim()
  const parts = patterns.map((pattern) => pattern.exec(text)?.groups).find((groups) => groups !== undefined)
  if (parts === undefined) return undefined
  const number = months.findIndex((name) => name.toLowerCase() === parts["month"]?.toLowerCase()) + 1
  const year = (parts["year"] ?? "").padStart(4, "20")
  const moment = DateTime.make(`${year}-${two(number)}-${two(Number(parts["day"]))}T${parts["time"] ?? ""}Z`)
  return Option.getOrUndefined(
    Option.map(moment, ({ epochMillis }) => ({
      millis: epochMillis,
      forms: Object.entries(written(epochMillis)).flatMap(([name, form]) => (form === text ? [name] : []))
    }))
  )
}

/** The form of that name. */
export const isForm = (name: string): name is Form => Object.hasOwn(written(0), name)
