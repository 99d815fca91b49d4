import { describe, expect, it } from "vitest"
import { disordered, type House, houses, misplaced, strayTests } from "./rooms.js"
import { all, allTests, packages, read, type Source } from "./source.js"

const lines = (...text: ReadonlyArray<string>): string => text.join("\n")

const file = (name: string, ...imports: ReadonlyArray<string>): Source => ({
  path: `packages/${name}.ts`,
  text: imports.map((path) => `import "${path}.js"`).join("\n")
})

const house: House = { primitives: ["text"], owners: { program: "bin" } }
const known = { client: house }

describe("the room map", () => {
  const files = [
    file("schema/src/Card"),
    file("schema/src/internal/lazy"),
    file("client/src/Call"),
    file("client/src/internal/call/retry"),
    file("client/src/internal/call/rules/order")
  ]
  const map = lines(
    "### schema",
    "",
    "| room | holds |",
    "| --- | --- |",
    "| `Card` | cards |",
    "| `internal/lazy` | what is made late |",
    "### client",
    "| `Call`                 | one call |",
    "| `internal/call/`       | how it is repeated |",
    "| `internal/call/rules/` | when |"
  )
  const misplacedBy = (text: string, sources = files) => misplaced(text, sources, known)

  it("has a row for every room under the heading of its package", () => {
    expect(misplacedBy(map)).toEqual([])
  })

  it.each([
    ["a module", "client/src/Card", "client: Card"],
    ["a file where each has a row", "schema/src/internal/wire", "schema: internal/wire"],
    ["a folder", "client/src/internal/text/utf8", "client: internal/text/"],
    ["a folder in a folder", "client/src/internal/call/steps/first", "client: internal/call/steps/"]
  ])("misses the row of %s", (_what, path, room) => {
    expect(misplacedBy(map, [...files, file(path)])).toEqual([`no row for ${room}`])
  })

  it("has one row for all files of a folder", () => {
    expect(misplacedBy(map, [...files, file("client/src/internal/call/cancel")])).toEqual([])
  })

  it("has no row too many", () => {
    expect(misplacedBy(lines(map, "| `internal/gone/` | nothing |"))).toEqual(["no file for client: internal/gone/"])
  })

  it.each(["", "how it is repeated. And when", "how. Why"])("says one sentence of a room, not %j", (holds) => {
    expect(misplacedBy(map.replace("how it is repeated", holds))).toEqual([
      "not one sentence on client: internal/call/"
    ])
  })

  it("does not count a row under another heading", () => {
    expect(misplacedBy(map.replace("### client", "## Rules"))).toEqual([
      "no row for client: Call",
      "no row for client: internal/call/",
      "no row for client: internal/call/rules/"
    ])
  })
})

describe("a house", () => {
  const map = lines(
    "### client",
    "| `bin` | a |",
    "| `internal/program/` | a |",
    "| `Card` | a |",
    "| `internal/card/` | a |",
    "| `internal/card/checks/` | a |",
    "| `Token` | a |",
    "| `internal/text/` | a |"
  )
  const files = [
    file("client/src/bin", "./internal/program/door", "./Card"),
    file("client/src/internal/program/door", "../card/number", "../text/utf8"),
    file("client/src/Card", "./internal/card/number"),
    file("client/src/internal/card/number", "./digits", "./checks/luhn"),
    file("client/src/internal/card/digits"),
    file("client/src/internal/card/checks/luhn", "../../text/utf8"),
    file("client/src/Token", "./internal/text/utf8"),
    file("client/src/internal/text/utf8")
  ]
  const path = (name: string): string => `packages/client/src/${name}.ts`
  const withFile = (name: string, ...imports: ReadonlyArray<string>): ReadonlyArray<Source> => [
    ...files.filter((source) => source.path !== path(name)),
    file(`client/src/${name}`, ...imports)
  ]

  it("is in order where every import leads down", () => {
    expect(disordered(map, files, known)).toEqual([])
  })

  it("has nothing outside of the folders of internal", () => {
    expect(disordered(map, withFile("internal/stray"), known)).toContain(
      `${path("internal/stray")}: belongs to no module and to no primitive`
    )
  })

  it("has no folder that neither is a primitive nor has the name of a module", () => {
    expect(disordered(map, withFile("internal/tools/hammer"), known)).toEqual([
      `${path("internal/tools/hammer")}: belongs to no module and to no primitive`
    ])
  })

  it("does not say the name of a folder again", () => {
    expect(disordered(map, withFile("internal/card/cardNumber"), known)).toEqual([
      `${path("internal/card/cardNumber")}: repeats the name of its folder`
    ])
    expect(disordered(map, withFile("internal/card/cards"), known)).toEqual([])
  })

  it("has no primitive that serves one module alone", () => {
    const alone = files.map((source) =>
      source.path === path("internal/program/door") || source.path === path("internal/card/checks/luhn")
        ? { ...source, text: "" }
        : source
    )
    expect(disordered(map, alone, known)).toEqual(["internal/text/ serves Token alone"])
  })

  it.each([
    ["a primitive", "internal/text/utf8", "../card/number", "internal/text/ to internal/card/"],
    ["a folder", "internal/card/digits", "../../Card", "internal/card/ to Card"],
    ["a folder in a folder", "internal/card/checks/luhn", "../number", "internal/card/checks/ to internal/card/"],
    ["a module", "Token", "./internal/card/number", "Token to internal/card/"]
  ])("has no import up from %s", (_what, name, imported, arrow) => {
    expect(disordered(map, withFile(name, "./internal/text/utf8", imported), known)).toContain(
      `${path(name)}: looks up from ${arrow}`
    )
  })

  it("has no circle, since one of its imports leads up", () => {
    const round = [
      ...withFile("internal/card/checks/luhn", "../../text/utf8"),
      file("client/src/internal/card/checks/sum", "../digits")
    ]
    expect(disordered(map, round, known)).toEqual([
      `${path("internal/card/checks/sum")}: looks up from internal/card/checks/ to internal/card/`
    ])
  })

  it("has a place for every room, since what has no row is above nothing", () => {
    expect(disordered(map.replace("| `internal/program/` | a |\n", ""), files, known)).toEqual([
      `${path("bin")}: looks up from bin to internal/program/`
    ])
  })

  it("passes on nothing from above either", () => {
    const passing = { path: path("Token"), text: `export { a } from "./Card.js"\nimport "./internal/text/utf8.js"` }
    expect(disordered(map, [...files.filter((source) => source.path !== passing.path), passing], known)).toEqual([
      `${path("Token")}: looks up from Token to Card`
    ])
  })
})

describe("a test", () => {
  const files = [file("client/src/Card"), file("client/src/internal/text/utf8")]

  it("lies under the name of its module, of its primitive, or with what helps tests", () => {
    const tests = ["Card/number.test", "internal/text/utf8.test", "support/session"]
    expect(
      strayTests(
        tests.map((name) => `packages/client/test/${name}.ts`),
        files,
        known
      )
    ).toEqual([])
  })

  it.each(["card.test", "Cards/number.test", "internal/card/number.test", "session"])("does not lie in %s", (name) => {
    expect(strayTests([`packages/client/test/${name}.ts`], files, known)).toEqual([`packages/client/test/${name}.ts`])
    expect(strayTests([`packages/schema/test/${name}.ts`], files, known)).toEqual([])
  })
})

describe("the source", () => {
  const sources = all()
  const map = read("ARCHITECTURE.md")

  it("is in ARCHITECTURE.md, room by room", () => {
    expect(misplaced(map, sources)).toEqual([])
  })

  it("has houses that are packages", () => {
    expect(packages).toEqual(expect.arrayContaining(Object.keys(houses)))
  })

  it("has its tests where what they test is, in its houses", () => {
    const tests = allTests()
    expect(tests.length).toBeGreaterThan(100)
    expect(strayTests(tests, sources)).toEqual([])
  })

  it("follows the rule in its houses", () => {
    expect(disordered(map, sources)).toEqual([])
  })
})
