import { describe, expect, it } from "vitest"
import { commentsIn, hardIn } from "./prose.js"
import { all, documents } from "./source.js"

const path = "docs/time.md"
const hardOf = (text: string) => hardIn({ path, text })
const hardComments = (text: string) => hardIn(commentsIn({ path: "packages/schema/src/Card.ts", text }))

describe("a hard sentence", () => {
  it.each([
    ['begins with "Of"', "Of several dates the earliest counts."],
    ['begins with "Of"', "A date is read. Of several dates the earliest counts."],
    ['begins with "Of"', "- **Of several dates** the earliest counts."],
    ['begins with "Whatever"', "Whatever fails is logged."],
    ['says "nobody" in place of a noun', "A token is renewed, and nobody waits for it."],
    ['says "whoever" in place of a noun', "Whoever comes later waits."]
  ])("%s: %s", (fault, text) => {
    expect(hardOf(`# Time\n\n${text}\n`)).toEqual([expect.stringContaining(`${path}:3: ${fault}`)])
  })

  it("is found where its line begins in a paragraph", () => {
    expect(hardOf("A date is read. Of\nseveral dates the earliest counts.")).toHaveLength(1)
  })

  it("is found in a cell of a table", () => {
    expect(hardOf("| a | b |\n| --- | --- |\n| one | Of two dates the first counts |")).toEqual([
      expect.stringContaining(`${path}:3: begins with "Of"`)
    ])
  })

  it.each([
    ["a word within", "The earliest of several dates counts."],
    ["code", "The words `nobody` and `Of` stand in code."],
    ["a block of code", "```ts\n// Of several dates\n```"],
    ["a heading", "# Of dates"]
  ])("is not: %s", (_name, text) => {
    expect(hardOf(text)).toEqual([])
  })

  it("is found in every kind of comment, with its line", () => {
    expect(hardComments("/** Of two. */\nconst a = 1\n// nobody's\nconst b = {\n  c: 1 // Of two.\n}")).toEqual([
      expect.stringContaining(`Card.ts:1: begins with "Of"`),
      expect.stringContaining(`Card.ts:3: says "nobody"`),
      expect.stringContaining(`Card.ts:5: begins with "Of"`)
    ])
    expect(hardComments("/**\n * A date.\n *\n * Of two.\n *\n * @since 0.1.0\n */\nconst a = 1")).toEqual([
      expect.stringContaining(`Card.ts:4: begins with "Of"`)
    ])
  })

  it("is no text of a program", () => {
    expect(hardComments(`const a = "// Of two." // a text\nconst b = \`/** nobody \${a} */\``)).toEqual([])
  })
})

describe("the documents", () => {
  it("have no hard sentence", () => {
    expect(documents().length).toBeGreaterThan(20)
    expect(documents().flatMap(hardIn)).toEqual([])
  })
})

describe("the comments", () => {
  it("have no hard sentence", () => {
    expect(all().flatMap((source) => hardIn(commentsIn(source)))).toEqual([])
  })
})
