/** The glossary explains each word once, and only words that are used. A word is used in one sense. */
import { describe, expect, it } from "vitest"
import { senses } from "./senses.js"
import { all, documents, read, type Source } from "./source.js"

const path = "docs/glossary.md"

/** The words of the glossary, in the order of its tables. Two in one row are two. */
const words = [...read(path).matchAll(/^\| (?:\*\*)?([^|*]+?)(?:\*\*)? +\|/gm)]
  .flatMap(([, cell = ""]) => cell.split(", "))
  .filter((word) => word !== "word" && !/^-+$/.test(word))

/** The prose of every other English document, and the code with its comments. */
const prose = documents()
  .filter((document) => document.path !== path && !document.path.includes("zh-CN"))
  .map(({ text }) => text.replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`]*`/g, ""))
  .concat(all().map(({ text }) => text))
  .join("\n")
  .toLowerCase()

describe("the glossary", () => {
  it("explains each word once", () => {
    expect(words.length).toBeGreaterThan(30)
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([])
  })

  it("explains only words that documents or comments use", () => {
    const isUsed = (word: string) => prose.includes(word.replace(/s$/, "").toLowerCase())
    expect(words.filter((word) => !isUsed(word))).toEqual([])
    expect(isUsed("a word that is nowhere")).toBe(false)
  })
})

/** A file that there is, and in which a word must not have another sense. */
const pathOf = (where: RegExp): string | undefined =>
  [...documents(), ...all()].map(({ path: at }) => at).find((at) => where.test(at))

/** A part of a text that is not looked at. The others stay in their lines. */
const blank = (text: string): string => text.replace(/[^\n]+/g, "")

/** The comments of a file, without their examples. Quicker than `commentsIn`, and takes a text with `//` after a blank for one. */
const commentsOf = ({ path: at, text }: Source): Source => {
  const comment = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/ .*/gm
  const parts = [...text.matchAll(comment)].flatMap(({ 0: { length }, index }) => [index, index + length])
  const kept = [0, ...parts].map((from, number) => {
    const part = text.slice(from, parts[number])
    return number % 2 === 0
      ? blank(part)
      : part.replace(/@example[\s\S]*?(?=\n *\* @|$)/, blank).replace(/^( *)(?:\*|\/\/|\/\*\*?)/gm, blank)
  })
  return { path: at, text: kept.join("") }
}

/** Prose without code and marks. Each line of it is a line of the file. */
const plain = (text: string): string =>
  text.replace(/^```[\s\S]*?^```$|<!--.*?-->/gm, blank).replace(/`[^`\n]*`/g, (code) => "`".padEnd(code.length, "x"))

/** The senses, made ready once: a phrase may go on in the next line. */
const phrases = senses.map(({ where = /(?:)/, wrong, ...sense }) => ({
  ...sense,
  where,
  phrase: new RegExp(wrong.source.replaceAll(" ", "\\s+"), `${wrong.flags}g`)
}))

/** Where a text has a word in another sense, and what to say instead. */
const otherSenses = ({ path, text }: Source): ReadonlyArray<string> => {
  const prose = plain(text)
  return phrases
    .filter(({ where }) => where.test(path))
    .flatMap(({ phrase, reason, word }) =>
      [...prose.matchAll(phrase)].map(
        ({ 0: found, index }) => `${path}:${prose.slice(0, index).split("\n").length}: ${word}: "${found}": ${reason}`
      )
    )
}

describe("a word of the glossary", () => {
  it("has one sense in the documents", () => {
    // A decision is not written anew.
    const living = documents().filter(({ path: at }) => !/zh-CN|decisions/.test(at))
    expect(living.length).toBeGreaterThan(30)
    expect(living.flatMap(otherSenses)).toEqual([])
  })

  it("has one sense in the comments", () => {
    expect(all().map(commentsOf).flatMap(otherSenses)).toEqual([])
  })

  it.each(senses)("would be found in another sense: $word, $example", ({ example, reason, where, word }) => {
    const at = {
      path: where === undefined ? "docs/index.md" : (pathOf(where) ?? ""),
      text: `One line.\n\n${example}\n`
    }
    expect(otherSenses(at)).toContainEqual(expect.stringMatching(`^${at.path}:3: ${word}: .*: ${reason.slice(0, 20)}`))
    expect(words.join(", ")).toContain(word)
  })

  it("is found in a comment that goes on in the next line, and not in code beside it", () => {
    const text =
      "const a = 'a field at fault'\n/**\n * It is warned of in\n * the log at start.\n */\nconst b = 1 // at fault\n"
    expect(otherSenses(commentsOf({ path: "a.ts", text })).map((found) => found.split(":")[1])).toEqual(["3", "6"])
  })

  it("is not looked for in code", () => {
    expect(
      otherSenses({ path: "docs/index.md", text: "`lines of the log`\n\n```ts\n// a field at fault\n```" })
    ).toEqual([])
  })
})
