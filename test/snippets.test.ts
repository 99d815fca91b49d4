import { describe, expect, it } from "vitest"
import { mistakes, ofDocument, ofSource, snippets } from "./snippets.js"

const lines = (...text: ReadonlyArray<string>): string => `${text.join("\n")}\n`

describe("an example", () => {
  it("is found in a document, with its line", () => {
    const text = lines(
      "# Title",
      "",
      "```ts",
      "const a = 1",
      "```",
      "```sh",
      "ls",
      "```",
      "```ts",
      "const b = 2",
      "```"
    )
    expect(ofDocument({ path: "a.md", text })).toEqual([
      { path: "a.md", line: 4, code: "const a = 1\n" },
      { path: "a.md", line: 10, code: "const b = 2\n" }
    ])
  })

  it("is found in a doc comment, up to its next tag", () => {
    const text = lines(
      "/**",
      " * Says a.",
      " *",
      " * @example",
      " * const a = {",
      " *   b: 1",
      " * }",
      " *",
      " * @since 0.1.0",
      " */"
    )
    expect(ofSource({ path: "a.ts", text })).toEqual([{ path: "a.ts", line: 5, code: "const a = {\n  b: 1\n}\n\n" }])
    expect(ofSource({ path: "a.ts", text: lines("  /**", "   * @example", "   * a()", "   */") })).toEqual([
      { path: "a.ts", line: 3, code: "a()\n" }
    ])
  })
})

describe("every example", () => {
  const found = snippets()

  it("is there", () => {
    const places = new Set(found.map(({ path }) => path))
    expect([...places]).toEqual(
      expect.arrayContaining(["README.md", "README.zh-CN.md", "docs/callbacks.md", "packages/testkit/src/Laws.ts"])
    )
  })

  it("passes the compiler, which finds what is wrong in one that does not", () => {
    const wrong = { path: "wrong.md", line: 7, code: 'import { Effect } from "effect"\n\nEffect.succede(1)\n' }
    const told = mistakes([...found, wrong])
    expect(told.filter((each) => each.startsWith("wrong.md:"))).toEqual([
      expect.stringMatching(/^wrong\.md:9: Property 'succede' does not exist/)
    ])
    expect(told.filter((each) => !each.startsWith("wrong.md:"))).toEqual([])
  })
})
