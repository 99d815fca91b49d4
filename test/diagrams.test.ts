import { describe, expect, it } from "vitest"
import { type Diagram, diagramsOf, misnamed, untrueArrows } from "./diagrams.js"
import { all, read } from "./source.js"

const diagram = (...lines: ReadonlyArray<string>): Diagram => ({ path: "a.md", line: 4, lines })

describe("a picture", () => {
  it("is found in a document, with its line", () => {
    const text = ["# Title", "", "```mermaid", "flowchart LR", "  a --> b", "```", "```ts", "a", "```"].join("\n")
    expect(diagramsOf({ path: "a.md", text })).toEqual([diagram("flowchart LR", "  a --> b")])
  })

  it.each([
    ["at the beginning of a line", '  call["internal/call"]', "call"],
    ["after an arrow", "  a --> end", "end"],
    ["after an arrow that says something", '  a -- "b" --> class', "class"],
    ["after a dotted arrow", '  a -. "b" .-> style', "style"],
    ["of a subgraph", '  subgraph default["a"]', "default"]
  ])("has no node %s that is a word of Mermaid's", (_place, content, name) => {
    expect(misnamed(diagram("flowchart LR", content, "  end"))).toEqual([`a.md:5: ${name} is a word of Mermaid's`])
  })

  it("may say such a word, and use it for what it means", () => {
    expect(misnamed(diagram("flowchart TD", '  subgraph a["end"]', '    b["call"] -- "end" --> c', "  end"))).toEqual(
      []
    )
  })
})

describe("a picture of modules", () => {
  const sources = [
    { path: "packages/client/src/A.ts", text: `import { b } from "./internal/b.js"` },
    { path: "packages/client/src/internal/b.ts", text: `import { Card } from "@effect-keysecure/schema"` }
  ]
  const modules = ['  subgraph client["how we call"]', '    inside["internal/b"]', "    A --> inside", "  end"]

  it("has arrows that are imports", () => {
    const dotted = '  inside -. "c" .-> D'
    expect(untrueArrows(diagram("flowchart LR", ...modules, "  client --> schema", dotted), sources)).toEqual([])
  })

  it("has no others", () => {
    const turned = modules.map((content) => content.replace("A --> inside", "inside --> A"))
    expect(untrueArrows(diagram("flowchart LR", ...turned, "  schema --> client"), sources)).toEqual([
      "a.md:7: no import is client: internal/b --> A",
      "a.md:9: no import is schema --> client"
    ])
  })

  it("has no arrow that is not compared", () => {
    expect(untrueArrows(diagram("flowchart LR", "  A --> B --> C"), sources)).toEqual([
      "a.md:5: one arrow a line, without words, can be compared"
    ])
  })
})

describe("the pictures", () => {
  const [architecture, ...others] = ["ARCHITECTURE.md", "docs/outcomes.md"].flatMap((path) =>
    diagramsOf({ path, text: read(path) })
  )

  it("are there, and can be drawn", () => {
    expect([architecture?.path, ...others.map(({ path }) => path)]).toEqual(["ARCHITECTURE.md", "docs/outcomes.md"])
    expect([architecture, ...others].flatMap((found) => (found === undefined ? [] : misnamed(found)))).toEqual([])
  })

  it("show the packages as they import each other", () => {
    expect(architecture && untrueArrows(architecture, all())).toEqual([])
  })
})
