/**
 * Whether a parameter error is about another field than the merchant's own number. Only then is it certain that nothing
 * was carried out: the answer to a repeated number is not documented, and may be a parameter error too (decision 0013).
 */
import * as Endpoint from "@effect-keysecure/schema/Endpoint"
import { textAt } from "../encoding/ownNumber.js"

/** What a message begins with, quoted or not: a name, if it is one. */
const beginning = /^[\s"'`([{<「【]*([A-Za-z][A-Za-z0-9_]*)/

const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** A text by its letters and digits alone: case, spacing, width and separators tell nothing. */
const folded = (text: string): string =>
  text
    .normalize("NFKC")
    .toUpperCase()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "")

/** A text as JSON may have written it, read again. */
const unescaped = (text: string): string =>
  text.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

type About = Pick<Endpoint.Any, "ownNumber" | "payload">

const beginsWithField = (endpoint: About, message: string): boolean => {
  const name = beginning.exec(message)?.[1]
  if (name === undefined) return false
  const fields = Endpoint.fieldsOf(endpoint)
  return fields.has(name) || [...fields].some((field) => camelCase(field) === name)
}

/** Whether the own number is spoken of: by its name or one like it, or by its value, however it is written there. */
const speaksOfOwnNumber = ({ ownNumber }: About, message: string, encoded: unknown): boolean => {
  if (ownNumber === undefined) return false
  const value = textAt(encoded, ownNumber.name) ?? ""
  const told = [ownNumber.name, ...ownNumber.spoken, value].map(folded).filter((text) => text !== "")
  return [message, unescaped(message)].some((text) => {
    const all = folded(text)
    // A value of signs alone has no letters to be compared by.
    return told.some((one) => all.includes(one)) || (value !== "" && text.includes(value))
  })
}

/**
 * Whether a message, as the platform sent it, begins with a documented field of the request and nowhere speaks of the own
 * number.
 */
export const namesAnotherField = (endpoint: About, message: string, encoded: unknown): boolean =>
  beginsWithField(endpoint, message) && !speaksOfOwnNumber(endpoint, message, encoded)
