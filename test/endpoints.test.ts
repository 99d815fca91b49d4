/** An endpoint is whole: it is listed, tried on the simulator, announced, and no part of it is left to be written. */
import { type Endpoint, Endpoints } from "@effect-keysecure/schema"
import { describe, expect, it } from "vitest"
import { repository } from "../scripts/newEndpoint/main.js"
import { mark, marksIn } from "../scripts/newEndpoint/mark.js"
import { scaffold } from "../scripts/newEndpoint/scaffold.js"
import { specOf } from "../scripts/newEndpoint/spec.js"
import { lacking, laterOf, unannounced, unlikeTable, untried } from "./endpoints.js"

const files = repository()
const names = Object.keys(Endpoints.all)
const sources = [...files].map(([path, text]) => ({ path, text }))
const textsOf = (pattern: RegExp): ReadonlyArray<string> =>
  sources.flatMap(({ path, text }) => (pattern.test(path) ? [text] : []))

describe("an endpoint", () => {
  it("is announced in a changeset, which becomes part of a changelog", () => {
    const texts = textsOf(/^\.changeset\/(?!README).*\.md$|^packages\/schema\/CHANGELOG\.md$/)
    expect(unannounced(names, texts)).toEqual([])
    expect(unannounced([...names, "meltCard"], texts)).toEqual(["meltCard"])
    expect(unannounced(["replaceCard"], ["`replaceCards` and replaceCard"])).toEqual(["replaceCard"])
    expect(unannounced(["replaceCard"], ["Cards are replaced: `replaceCard`."])).toEqual([])
  })

  it("is called in a test of the simulator", () => {
    expect(untried(names, sources)).toEqual([])
    const path = "packages/testkit/test/Simulation/replaceCard.test.ts"
    const call = `session.call("replaceCard", {})`
    expect(untried(["replaceCard"], [{ path, text: call }])).toEqual([])
    expect(untried(["replaceCard"], [{ path, text: `// ${call}` }])).toEqual(["replaceCard"])
    expect(untried(["replaceCard"], [{ path: "packages/testkit/test/support/requests.ts", text: call }])).toEqual([
      "replaceCard"
    ])
  })

  it("is in the table of docs/api.md, with its method, path, keys and mode, and no other is", () => {
    const api = files.get("docs/api.md") ?? ""
    const endpoints: ReadonlyArray<Endpoint.Any> = Object.values(Endpoints.all)
    expect(unlikeTable(api, endpoints)).toEqual([])
    expect(unlikeTable(api, endpoints.slice(1))).toEqual([
      "no endpoint is GET /open-api/v1/merchant/token ApiKey both modes"
    ])
    expect(unlikeTable(api.replace("| T    | C    | [D]", "| T    |      | [D]"), endpoints)).toHaveLength(2)
  })

  it("that came after 0.1.0 has its section, its note for users, and a test of its limits", () => {
    const sourceOf = (all: ReadonlyMap<string, string>) => all.get("packages/schema/src/Endpoints.ts") ?? ""
    expect(lacking(laterOf(sourceOf(files)), files)).toEqual([])
    const meltCard = specOf("meltCard", { path: "/card/melt", noun: "CardMelting" })
    const changed = new Map([...files, ...scaffold(files, meltCard)])
    expect(laterOf(sourceOf(changed))).toEqual([
      ...laterOf(sourceOf(files)),
      { name: "meltCard", title: "Melt card", module: "CardMelting" }
    ])
    const melt = laterOf(sourceOf(changed)).filter(({ name }) => name === "meltCard")
    expect(lacking(melt, changed)).toEqual([])
    expect(lacking(melt, files)).toEqual([
      'meltCard: docs/api.md has no heading "Melt card"',
      "meltCard: docs/upgrading.md does not name it, and a double of the client needs it",
      "meltCard: no test of packages/schema tries the limits of CardMelting"
    ])
  })

  it("has no part that is left to be written", () => {
    expect(marksIn(files)).toEqual([])
    expect(marksIn(new Map([["a.md", `a\n${mark} a sentence`]]))).toEqual(["a.md:2: a sentence"])
  })
})
