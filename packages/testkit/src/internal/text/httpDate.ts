/** The `Date` header, in the forms of RFC 9110, 5.6.7, and in others that gateways write. */
import * as DateTime from "effect/DateTime"
import * as Struct from "effect/Struct"

/** 9999-12-31T23:59:59Z: the formats have years of four digits. */
const latest = 253_402_300_799_000

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

const wordsOf = (standard: string) => {
  const [weekday = "", day = "", month = "", year = "", time = ""] = standard.replace(",", "").split(" ")
  return { weekday, day, month, year, time }
}

/** How `Sun, 06 Nov 1994 08:49:37 GMT` is written, by the name of the form. */
const forms = {
  standard: (standard: string) => standard,
  rfc850: (standard: string) => {
    const { day, month, time, weekday, year } = wordsOf(standard)
    return `${weekdays.find((name) => name.startsWith(weekday)) ?? weekday}, ${day}-${month}-${year.slice(2)} ${time} GMT`
  },
  asctime: (standard: string) => {
    const { day, month, time, weekday, year } = wordsOf(standard)
    return `${weekday} ${month} ${day.replace(/^0/, " ")} ${time} ${year}`
  },
  oneDigitDay: (standard: string) => standard.replace(", 0", ", "),
  lowerCase: (standard: string) => standard.toLowerCase(),
  blanks: (standard: string) => ` ${standard.replaceAll(" ", "  ")} `,
  twice: (standard: string) => `${standard}, ${standard}`
} as const

/** The name of a form. */
export type DateForm = keyof typeof forms

/** The names of the forms. */
export const dateForms = Struct.keys(forms)

/** A moment, in Unix ms, as a `Date` header has it. Moments before 1970 or after 9999 are moved to the nearest. */
export const httpDate = (millis: number, form: DateForm = "standard"): string => {
  const moment = DateTime.unsafeMake(millis >= 0 ? Math.min(millis, latest) : 0)
  return forms[form](DateTime.toDateUtc(moment).toUTCString())
}
