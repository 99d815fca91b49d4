import { describe, expect, it } from "vitest"
import { documents, ofDocument, ofSource, overlooked, snippets } from "./snippets.js"
import { all } from "./source.js"

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

describe("an example that would not be found", () => {
  it.each(["```typescript", "```tsx", "``` ts", "  ```ts", "> ```ts", "~~~ts", '```ts title="a"', "```TS"])(
    "is told: %s",
    (fence) => {
      const text = lines("# Title", fence, "const a = 1", "```", "```ts", "const b = 2", "```", "```sh", "ls", "```")
      expect(overlooked({ path: "a.md", text })).toEqual(["a.md:2"])
    }
  )

  it("is told in a doc comment", () => {
    const empty = lines("/**", " * @example", " * @since 0.1.0", " */")
    const sameLine = lines("/** @example a() */", "const a = 1")
    const fenced = lines("/**", " * @example", " * ```ts", " * a()", " * ```", " */")
    const fine = lines("/**", " * @example", " * a()", " */")
    const wrong = [empty, sameLine, fenced].map((text) => overlooked({ path: "a.ts", text }))
    expect(wrong).toEqual([["a.ts:2"], ["a.ts:1"], ["a.ts:2"]])
    expect(overlooked({ path: "a.ts", text: fine })).toEqual([])
  })
})

describe("every example", () => {
  const found = snippets()

  it("is found", () => {
    expect([...documents(), ...all()].flatMap(overlooked)).toEqual([])
  })

  it("is there once, in one of the languages", () => {
    expect(new Set(found.map(({ code }) => code)).size).toBe(found.length)
    expect(found.filter(({ path }) => path.includes("zh-CN"))).toEqual([])
  })

  it("is there", () => {
    const places = new Set(found.map(({ path }) => path))
    expect([...places]).toEqual(
      expect.arrayContaining(["README.md", "docs/callbacks.md", "packages/testkit/src/Laws.ts"])
    )
  })
})
