/** `pnpm new-endpoint`: what it writes compiles, asks for the rest, and is asked for by the checks if it is taken away. */
import { describe, expect, it } from "vitest"
import type { JsonObject } from "../scripts/openapi/json.js"
import { formatted, repository } from "../scripts/newEndpoint/main.js"
import { mark, marksIn } from "../scripts/newEndpoint/mark.js"
import { scaffold } from "../scripts/newEndpoint/scaffold.js"
import type { Files } from "../scripts/newEndpoint/sources.js"
import { specOf } from "../scripts/newEndpoint/spec.js"
import { unannounced, unlikeTable, untried } from "./endpoints.js"
import { limitsOf } from "./limits.js"
import { mistakes } from "./newEndpoint.js"
import { unheld } from "./requestFields.js"
import { misplaced } from "./rooms.js"

const files = repository()
const meltCard = specOf("meltCard", { path: "/card/melt", noun: "CardMelting" })
const changed = scaffold(files, meltCard)
const after = (changes: Files): Files => new Map([...files, ...changes])
const sourcesOf = (all: Files) => [...all].map(([path, text]) => ({ path, text }))
const textOf = (path: string): string => changed.get(path) ?? ""

describe("an endpoint that is scaffolded", () => {
  it("has all its parts", () => {
    expect([...changed.keys()].toSorted()).toEqual([
      ".changeset/melt-card.md",
      "ARCHITECTURE.md",
      "docs/api.md",
      "docs/operations.md",
      "docs/upgrading.md",
      "docs/zh-CN/operations.md",
      "packages/client/src/KeySecureClient.ts",
      expect.stringMatching(/^packages\/client\/test\/.*\.ts$/),
      "packages/schema/src/CardMelting.ts",
      "packages/schema/src/Endpoints.ts",
      "packages/schema/src/index.ts",
      "packages/schema/test/CardMelting/cardMelting.test.ts",
      expect.stringMatching(/^packages\/schema\/test\/.*\/laws\.test\.ts$/),
      expect.stringMatching(/^packages\/schema\/test\/.*\/types\.test-d\.ts$/),
      "packages/testkit/src/internal/simulation/checks.ts",
      expect.stringMatching(/^packages\/testkit\/src\/internal\/.*\/index\.ts$/),
      expect.stringMatching(/^packages\/testkit\/src\/internal\/.*\/meltCard\.ts$/),
      "packages/testkit/test/Simulation/meltCard.test.ts",
      expect.stringMatching(/^packages\/testkit\/test\/.*\.ts$/)
    ])
  })

  it("compiles, of each kind, before the rest is written by hand", () => {
    const specs = [
      meltCard,
      specOf("getCardLimits", { path: "/card/{card_no}/limits" }),
      specOf("listMeltings", { path: "/card/melted/list", dated: true, mode: "AUTHORIZATION" }),
      specOf("listReasons", { path: "/card/melted/reasons", kind: "read" })
    ]
    let all = files
    for (const spec of specs) all = new Map([...all, ...scaffold(all, spec)])
    const ours = new Map([...all].filter(([path, text]) => files.get(path) !== text))
    expect(ours.size).toBeGreaterThan(25)
    expect(mistakes(ours)).toEqual([])
    const ofSchema = [...ours].filter(([path]) => path.startsWith("packages/schema/src/"))
    const wrong = new Map([...ofSchema, ["packages/schema/src/ListReasons.ts", "export const ListReasons: string = 1"]])
    expect(mistakes(wrong).length).toBeGreaterThan(1)
  })

  it("has a mark in every place that only its author knows, each of which fails a test", () => {
    const left = marksIn(changed).map((found) => found.split(":")[0])
    for (const path of [
      "docs/api.md",
      "docs/upgrading.md",
      ".changeset/melt-card.md",
      "ARCHITECTURE.md",
      "packages/client/src/KeySecureClient.ts",
      "packages/schema/src/CardMelting.ts",
      "packages/schema/test/CardMelting/cardMelting.test.ts",
      "packages/testkit/test/Simulation/meltCard.test.ts"
    ]) {
      expect(left).toContain(path)
    }
    expect(marksIn(files)).toEqual([])
  })

  it("is formatted as everything else is", async () => {
    const once = await Promise.all([...changed].map(([path, text]) => formatted(path, text)))
    const twice = await Promise.all([...changed.keys()].map((path, index) => formatted(path, once[index] ?? "")))
    expect(twice).toEqual(once)
  })
})

const endpoint = { method: "POST", path: "/open-api/v1/card/melt", auth: "AccessToken" } as const

describe("a part that is forgotten is asked for:", () => {
  const without = (path: string) => new Map([...after(changed)].filter(([one]) => one !== path))
  const announced = (all: Files) =>
    unannounced(
      ["meltCard"],
      sourcesOf(all).flatMap(({ path, text }) => (path.startsWith(".changeset/") ? [text] : []))
    )

  it("the changeset", () => {
    expect(announced(after(changed))).toEqual([])
    expect(announced(without(".changeset/melt-card.md"))).toEqual(["meltCard"])
  })

  it("the simulator's test", () => {
    const path = "packages/testkit/test/Simulation/meltCard.test.ts"
    expect(untried(["meltCard"], sourcesOf(after(changed)))).toEqual([])
    expect(untried(["meltCard"], sourcesOf(without(path)))).toEqual(["meltCard"])
  })

  it("a limit that is written down, in neither schema nor simulator", () => {
    const openapi: JsonObject = JSON.parse(files.get("packages/schema/openapi.json") ?? "")
    const request = new RegExp(`${mark.replace(/[()]/g, "\\$&")} its fields;[^.\n]*`)
    const documented = textOf("docs/api.md").replace(request, "`card_no`, `reason?` (at most 200 characters)")
    const limits = limitsOf({ path: "docs/api.md", text: documented }).filter(({ section }) => section === "Melt card")
    expect(limits).toMatchObject([{ field: "reason", kind: "most", value: "200" }])
    expect(unheld(limits, openapi)).toEqual(limits)
  })

  it("the row of docs/api.md", () => {
    const rows = (text: string) => unlikeTable(text, [endpoint]).filter((row) => row.includes("melt"))
    expect(rows(textOf("docs/api.md"))).toEqual([])
    expect(rows(files.get("docs/api.md") ?? "")).toEqual([
      "no row is POST /open-api/v1/card/melt AccessToken both modes"
    ])
  })

  it("the row of the room map", () => {
    const sources = sourcesOf(after(changed)).filter(({ path }) => /^packages\/\w+\/src\/.*\.ts$/.test(path))
    const missing = (map: string) => misplaced(map, sources).filter((found) => found.includes("CardMelting"))
    expect(missing(textOf("ARCHITECTURE.md"))).toEqual([])
    expect(missing(files.get("ARCHITECTURE.md") ?? "")).toEqual(["no row for schema: CardMelting"])
  })
})

describe("what cannot be scaffolded is told:", () => {
  it.each<readonly [string, string, RegExp]>([
    ["packages/schema/src/Endpoints.ts", "export const all =", /declaration of all in packages\/schema\/src\//],
    ["packages/client/src/KeySecureClient.ts", "export const make =", /declaration of make/],
    ["docs/api.md", "## Callbacks", /heading Callbacks in docs\/api\.md/],
    ["docs/operations.md", "<!-- operations -->", /table of the operations in docs\/operations\.md/],
    ["docs/upgrading.md", "## 0.2.0", /heading of the version after 0\.1\.0/]
  ])("that %s has no %s any more", (path, anchor, message) => {
    const moved = new Map([...files, [path, (files.get(path) ?? "").replace(anchor, "## Something else")]])
    expect(() => scaffold(moved, meltCard)).toThrow(message)
    expect(() => scaffold(moved, meltCard)).toThrow("change what scripts/newEndpoint looks for")
  })

  it("an endpoint that there is already", () => {
    expect(() => scaffold(after(changed), meltCard)).toThrow("is there already")
  })

  it.each([
    ["MeltCard", { path: "/card/melt" }, /a name is written like replaceCard/],
    ["meltCard", { path: "card/replace" }, /--path is what stands behind/],
    ["meltCard", { path: "/card/melt", noun: "melting" }, /--noun is written like/],
    ["meltCard", { path: "/card/melt", method: "PUT" }, /--method is GET or POST, not PUT/],
    ["meltCard", { path: "/card/melt", mode: "CREDIT" }, /--mode is CREDIT_EXTENSION or AUTHORIZATION/]
  ])("%s with %o", (name, options, message) => {
    expect(() => specOf(name, options)).toThrow(message)
  })
})
