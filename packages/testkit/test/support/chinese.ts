/** Whether what a program says is in Chinese. */

/** The variables of the environment that ask for Chinese. */
export const chinese = { KEYSECURE_LANGUAGE: "zh_CN" }

/** A Chinese character. */
export const han = /\p{Script=Han}/u

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

/** The lines that hold English. */
export const foreign = (text: string): ReadonlyArray<string> =>
  text.split("\n").filter((line) => englishIn(line) !== undefined)

/** The lines that a person who reads Chinese cannot read: those with English, and those without Chinese. */
export const notChinese = (text: string): ReadonlyArray<string> =>
  text.split("\n").filter((line) => line.trim() !== "" && (englishIn(line) !== undefined || !han.test(line)))
