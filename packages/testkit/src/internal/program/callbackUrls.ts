/** Where callbacks are sent, as the command line says it. */

const parts = /^(?:(.+?)=)?(https?:\/\/.+)$/

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
