/** The glossary explains each word once, and only words that are used. */
import { describe, expect, it } from "vitest"
import { all, documents, read } from "./source.js"

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
