/** Every limit of docs/api.md is in the schemas, as openapi.json shows, or in the simulator. */
import * as KeySecure from "@effect-keysecure/schema"
import { type Endpoint, Endpoints } from "@effect-keysecure/schema"
import { JSONSchema, Option, Schema } from "effect"
import { describe, expect, it } from "vitest"
import type { JsonObject } from "../scripts/openapi/json.js"
import { isKept } from "./limitProbes.js"
import { type Limit, limitsOf, unread } from "./limits.js"
import { unheld, unlikeRequests } from "./requestFields.js"
import { read, type Source } from "./source.js"

/** The members of every enumeration of the schemas that are exported. */
const enumerations = (): ReadonlyArray<string> => {
  const schemas = Object.values(KeySecure).flatMap((module) => Object.values<unknown>({ ...module }))
  const texts = schemas.filter(Schema.isSchema).flatMap((schema) =>
    // Values inside the program have no form on the wire.
    Option.toArray(
      Option.liftThrowable(() =>
        JSON.stringify(JSONSchema.fromAST(Schema.encodedSchema(schema).ast, { definitions: {} }))
      )()
    )
  )
  return texts.flatMap((text) =>
    [...text.matchAll(/"enum":(\[[^\]]*\])/g)].map(([, members = ""]) => JSON.parse(members).join(" "))
  )
}

const source = (...lines: ReadonlyArray<string>): Source => ({ path: "api.md", text: lines.join("\n") })
const told = ({ field, kind, value }: Limit): string => [field, kind, value].join(" ").trim()

const document: JsonObject = {
  components: {
    schemas: {
      Reason: { type: "string", maxLength: 200 },
      Lost: {
        type: "object",
        properties: { why: { enum: ["Lost"] }, at: { type: "string" } },
        required: ["why", "at"]
      },
      Worn: { type: "object", properties: { why: { enum: ["Worn"] }, at: { type: "string" } }, required: ["why"] }
    },
    parameters: {}
  },
  paths: {
    "/card/replace": {
      post: {
        summary: "Replace card",
        requestBody: {
          content: {
            "application/json": {
              schema: {
                type: "object",
                properties: {
                  reason: { $ref: "#/components/schemas/Reason" },
                  copies: { type: "integer", minimum: 1, maximum: 9, default: 1 },
                  status: { enum: ["Lost", "Worn"] },
                  detail: { anyOf: [{ $ref: "#/components/schemas/Lost" }, { $ref: "#/components/schemas/Worn" }] }
                },
                required: ["reason"]
              }
            }
          }
        }
      }
    },
    "/card/return": { post: { summary: "Return card" } }
  }
}

describe("a limit", () => {
  it.each([
    ["| `reason` | string | required; at most 200 characters |", ["reason most 200", "reason required"]],
    [
      "- Send: `card_no`, `reason` (at most 200), `type` `In` or `Out` (default 3).",
      ["reason most 200", "type members In Out", "type default 3"]
    ],
    ["[D] `page` (from 0) and `size` (of `card_no`; at most 100)", ["page least 0", "size most 100"]],
    ["[D] Within `card_no`, 6 digits. It is due within 800 ms.", ["card_no digits 6", "milliseconds 800"]],
    [
      "| `phone_code` | digits only; required for Physical |",
      ["phone_code digits only digits only", "phone_code required for Physical"]
    ],
    ["- `size` is not documented ([A] at most 7: `maxSize`)", []],
    ["- `code` 1004 or `msg` 4010", []]
  ])("is read of: %s", (line, limits) => {
    expect(limitsOf(source("## Lists", line)).map(told).toSorted()).toEqual(limits.toSorted())
  })

  it("is read with the line and the heading that it stands under", () => {
    expect(limitsOf(source("# API", "", "## Card", "", "### Replace", "- `a_b`: at most", "  3 digits"))).toMatchObject(
      [
        { path: "api.md", line: 6, section: "Replace", field: "a_b" },
        { path: "api.md", line: 6, section: "Replace", field: "a_b" }
      ]
    )
  })

  it("that is worded in a way that is not known is found by its number", () => {
    expect(
      unread(source("## Card", "", "`reason` has no more than 200 letters (else 1004).", "", "", "[A] 7"))
    ).toEqual(["api.md:3: 200 is worded as no limit"])
  })

  const heldBy = (...lines: ReadonlyArray<string>) => unheld(limitsOf(source(...lines)), document).map(told)

  it("is held by the request that has it", () => {
    expect(
      heldBy(
        "### Replace card",
        "| `reason` | string | required; at most 200 characters |",
        "| `copies` | number | from 1, default 1, at most 9 |",
        "| `status` | string | `Lost` or `Worn` |",
        "| `why` | string | `Worn` or `Lost` |",
        "| `at` | string | required for Lost |"
      )
    ).toEqual([])
  })

  it.each([
    ["| `reason` | string | at most 201 characters |", "reason most 201"],
    ["| `copies` | number | from 0 |", "copies least 0"],
    ["| `copies` | number | required |", "copies required"],
    ["| `status` | string | `Lost` or `Stolen` |", "status members Lost Stolen"],
    ["| `remark` | string | at most 200 characters |", "remark most 200"],
    ["| `remark` | string | required |", "remark required"],
    ["| `at` | string | required |", "at required"]
  ])("is not held where no request has it: %s", (line, limit) => {
    expect(heldBy("### Replace card", line)).toEqual([limit])
  })

  it("that stands under an operation's heading is looked for in that operation alone", () => {
    const line = "| `reason` | string | at most 200 characters |"
    expect(heldBy("### Return card", line)).toEqual(["reason most 200"])
    expect(heldBy("### Cards", line)).toEqual([])
  })
})

describe("the fields of a request", () => {
  it("are listed as the schema has them, with a question mark where one may be left out", () => {
    const listing = (line: string) => unlikeRequests(source("### Replace card", line), document)
    const rest = "`copies?`, `status?`, `detail?`, `why`, `at`, `why`, `at?`"
    expect(listing(`[D] Request: \`reason\` (of the \`card_no\`), ${rest}. More.`)).toEqual([])
    expect(listing(`[D] Request: \`reason?\`, ${rest}, \`colour\`.`)).toEqual([
      "api.md:2: no request has reason?",
      "api.md:2: no request has colour",
      "api.md:2: reason is not listed"
    ])
  })
})

describe("docs/api.md", () => {
  const api: Source = { path: "docs/api.md", text: read("docs/api.md") }
  const openapi: JsonObject = JSON.parse(read("packages/schema/openapi.json"))
  const limits = limitsOf(api)

  it("has limits, all of which a schema or the simulator keeps", () => {
    expect(limits.length).toBeGreaterThan(25)
    expect(unheld(limits, openapi).filter((limit) => !isKept(limit))).toEqual([])
  })

  it("has numbers in no other words than those of limits", () => {
    expect(unread(api)).toEqual([])
  })

  it("lists the fields of requests as the schemas have them", () => {
    expect(unlikeRequests(api, openapi)).toEqual([])
  })

  it("is compared with what tells a line from the next one", () => {
    const moved = limits.map((limit) => ({ ...limit, value: String(Number(limit.value) + 1) }))
    const counted = moved.filter(({ value }) => value !== "NaN" && value !== "1")
    expect(counted.length).toBeGreaterThan(12)
    expect(counted.filter((limit) => unheld([limit], openapi).length === 0 || isKept(limit))).toEqual([])
  })

  it("has the enumerations that the schemas have, member by member", () => {
    const [, table = ""] = /\n## Enums\n([\s\S]*?)\n## /.exec(api.text) ?? []
    const rows = [...table.matchAll(/^\| [a-z ]+ \| (.*?) +\|$/gm)].map(([, row = ""]) =>
      [...row.matchAll(/`(\w+)`/g)].map(([, member = ""]) => member).join(" ")
    )
    expect(rows.length).toBeGreaterThan(8)
    const modes = new Set(Object.values<Endpoint.Any>(Endpoints.all).flatMap(({ mode }) => mode ?? []))
    const known = new Set([...enumerations(), [...modes].join(" ")])
    expect(rows.filter((row) => !known.has(row))).toEqual([])
  })
})
