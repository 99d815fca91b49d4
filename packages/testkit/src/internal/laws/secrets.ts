/** Where a secret stands in a text, in whatever case. */

/** Where each secret stands in a text; a negative number where it does not. An empty secret stands nowhere. */
export const placesOf = (text: string, secrets: ReadonlyArray<string>): ReadonlyArray<number> => {
  const lower = text.toLowerCase()
  return secrets.map((secret) => (secret === "" ? -1 : lower.indexOf(secret.toLowerCase())))
}

/** Whether a text holds none of the secrets. */
export const holdsNone = (text: string, secrets: ReadonlyArray<string>): boolean =>
  placesOf(text, secrets).every((place) => place < 0)
