import { describe, expect, it } from "vitest"
import { assumptions } from "../packages/testkit/src/internal/state/assumptions.js"
import { headingsOf, unmatched } from "./assumptions.js"
import { read, type Source } from "./source.js"

const source = (path: string): Source => ({ path, text: read(path) })

const document = (...text: ReadonlyArray<string>): Source => ({ path: "api.md", text: text.join("\n") })

const rules: Source = {
  path: "rules.ts",
  text: [
    "export interface Rules {",
    "  /** The life of a token. Default 1 [A]. */",
    "  readonly life: number",
    "  /** The order. Default `first` [A]. */",
    "  readonly order: string",
    "  /** Forced codes. Default none. */",
    "  readonly answers: number",
    "}"
  ].join("\n")
}

const legend = ["# API", "", "| **[A]** | undocumented |", ""]

describe("an assumption", () => {
  it("names the rule that changes it", () => {
    expect(
      unmatched(
        document(...legend, "## Lists", "Not said ([A] a day: `life`).", "- [A] this first,", "  `order`"),
        rules
      )
    ).toEqual([])
  })

  it.each([
    ["without a rule", ["- [A] a day"]],
    ["with a rule that there is not", ["- [A] a day: `lives`"]],
    ["with a rule that is no assumption", ["- [A] a day: `answers`"]],
    ["with a rule in the next paragraph", ["- [A] a day", "", "`life`"]],
    ["with a rule in the next item", ["- [A] a day", "- `life`"]],
    ["with a rule before it", ["- `life` [A] a day"]],
    ["with the rule of the next assumption", ["- [A] a day, and [A] this first: `order`"]],
    ["that is said to have no rule, of a request", ["- [A] a day; _no rule_"]]
  ])("%s is found", (_fact, lines) => {
    const text = [...legend, "## Lists", ...lines, "", "[A] `life` `order`"]
    expect(unmatched(document(...text), rules)).toEqual(["api.md:6: names no rule"])
  })

  it("about callbacks has no rule, and says so", () => {
    const text = (said: string) =>
      document("## Lists", "[A] `life` `order`", "## Callbacks", "### Key", `[A] a key${said}`)
    expect(unmatched(text("; _no rule_"), rules)).toEqual([])
    expect(unmatched(text(""), rules)).toEqual(["api.md:5: names no rule"])
  })
})

describe("a rule that is an assumption", () => {
  it("is named behind a mark", () => {
    expect(unmatched(document(...legend, "## Lists", "`order` [A] a day: `life`"), rules)).toEqual([
      "rules.ts:5: order is named by no assumption"
    ])
  })

  it("is not named by the explanation of the marks", () => {
    expect(unmatched(document("# API", "| [A] | `order` |", "## Lists", "[A] `life`"), rules)).toEqual([
      "rules.ts:5: order is named by no assumption"
    ])
  })
})

describe("docs/api.md", () => {
  const api = source("docs/api.md")
  const simulator = source("packages/testkit/src/internal/state/rules.ts")

  it("and the rules of the simulator name the same assumptions", () => {
    expect(unmatched(api, simulator)).toEqual([])
  })

  it("has the headings under which the verdicts of the simulator say that an assumption stands", () => {
    expect(headingsOf(api, simulator)).toEqual(assumptions)
  })

  it("and the rules are what is compared", () => {
    const count = unmatched({ ...api, text: "" }, simulator).length
    expect(count).toBeGreaterThan(25)
    expect(unmatched(api, { ...simulator, text: "" }).length).toBeGreaterThan(15)
  })
})
