/** English in a line that should be in Chinese. */

/**
 * A word of a sentence. What has a sign, a digit or a capital behind its first letter is a name: of the API, of an option, of a
 * code, of a path, or of a place for a value.
 */
const isWord = (text: string): boolean => /^["“(（]?[A-Za-z][a-z']*[.;:)”"]*$/.test(text)

/** Three words in a row, if there are any. A comma stands between the names of a list. */
export const englishIn = (line: string): string | undefined => {
  const tokens = line.split(/ |(?<=[，。：；（）、])/)
  const at = tokens.findIndex((_, index) => {
    const three = tokens.slice(index, index + 3)
    return three.length === 3 && three.every(isWord)
  })
  return at < 0 ? undefined : tokens.slice(at, at + 3).join(" ")
}
