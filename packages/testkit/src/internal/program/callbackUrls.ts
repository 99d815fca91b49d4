/** Where callbacks are sent, as the command line and the control API say it. */
import * as Url from "@effect/platform/Url"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"

const pattern = /^https?:\/\/[^\s]{1,500}$/

/** Whether it is a URL to which a request can be sent: no request goes to one that names a user. */
const isSendable = (text: string): boolean =>
  pattern.test(text) &&
  Either.match(Url.fromString(text), {
    onLeft: () => false,
    onRight: ({ password, username }) => username === "" && password === ""
  })

/** Where callbacks are sent. */
export const callbackUrl = Schema.String.pipe(
  Schema.filter(isSendable, {
    description: "a URL that begins with http:// or https://, without a user",
    jsonSchema: { pattern: pattern.source }
  })
)

const parts = /^(?:(.+?)=)?(https?:\/\/.+)$/

/** A URL for all merchants, or for the one with the Api-Key before it. */
export const givenUrl = Schema.String.pipe(
  Schema.filter((given) => isSendable(parts.exec(given)?.[2] ?? ""), {
    description: "a URL with http:// or https:// and without a user, or KEY=URL"
  })
)

/** The URL of every merchant, and those of single ones by Api-Key. The last one of each counts. */
export const urlsOf = (
  given: ReadonlyArray<string>
): { readonly url: string | undefined; readonly urls: Readonly<Record<string, string>> } => {
  const all = given.map((one) => parts.exec(one) ?? [])
  return {
    url: all.findLast(([, key]) => key === undefined)?.[2],
    urls: Object.fromEntries(all.flatMap(([, key, url = ""]) => (key === undefined ? [] : [[key, url]])))
  }
}
