import { describe, expect, it } from "vitest"
import { wrongImports } from "./edges.js"
import { all, packageOf, packages, programs, type Source } from "./source.js"

const schema = (name: string, text: string): Source => ({ path: `packages/schema/src/${name}.ts`, text })
const client = (name: string, text: string): Source => ({ path: `packages/client/src/${name}.ts`, text })
const testkit = (name: string, text: string): Source => ({ path: `packages/testkit/src/${name}.ts`, text })

describe("wrong imports", () => {
  it("are none where each package keeps to its own", () => {
    expect(
      wrongImports([
        schema("Address", `import { Schema } from "effect"\nimport { text } from "./internal/text.js"`),
        schema("internal/text", `import * as Schema from "effect/Schema"`),
        schema("index", `export * as Address from "./Address.js"`),
        client(
          "Client",
          `import { HttpClient } from "@effect/platform"\nimport { Card } from "@effect-keysecure/schema"`
        ),
        testkit("Sample", `import { parse } from "libphonenumber-js/max"`)
      ])
    ).toEqual([])
  })

  const wrong: ReadonlyArray<readonly [fact: string, sources: ReadonlyArray<Source>, findings: ReadonlyArray<string>]> =
    [
      [
        "schema imports nothing but effect",
        [schema("Card", `import { Effect } from "effect"\nimport { HttpClient } from "@effect/platform"`)],
        ["packages/schema/src/Card.ts:2: schema does not import @effect/platform here"]
      ],
      [
        "schema imports no other package of ours",
        [schema("Card", `import { KeySecureClient } from "@effect-keysecure/client"`)],
        ["packages/schema/src/Card.ts:1: schema does not import @effect-keysecure/client here"]
      ],
      [
        "only StrictAddress imports metadata in schema",
        [schema("Card", `import { parse } from "libphonenumber-js"`)],
        ["packages/schema/src/Card.ts:1: schema does not import libphonenumber-js here"]
      ],
      [
        "client imports no testkit",
        [client("Client", `export * from "@effect-keysecure/testkit"`)],
        ["packages/client/src/Client.ts:1: client does not import @effect-keysecure/testkit here"]
      ],
      [
        "client imports no metadata",
        [client("Client", `import metadata from "libphonenumber-js/max"`)],
        ["packages/client/src/Client.ts:1: client does not import libphonenumber-js/max here"]
      ],
      [
        "client imports no transport of a platform",
        [client("Client", `import type { NodeHttpClient } from "@effect/platform-node"`)],
        ["packages/client/src/Client.ts:1: client does not import @effect/platform-node here"]
      ],
      [
        "testkit imports no client",
        [testkit("Laws", `import type { ClientError } from "@effect-keysecure/client/ClientError"`)],
        ["packages/testkit/src/Laws.ts:1: testkit does not import @effect-keysecure/client/ClientError here"]
      ],
      [
        "the program imports no client either",
        [testkit("bin", `import { KeySecureClient } from "@effect-keysecure/client"`)],
        ["packages/testkit/src/bin.ts:1: testkit does not import @effect-keysecure/client here"]
      ],
      [
        "Node is for the program alone",
        [testkit("Sample", `import * as Fs from "node:fs"`), client("Client", `import * as Fs from "fs"`)],
        [
          "packages/testkit/src/Sample.ts:1: testkit does not import node:fs here",
          "packages/client/src/Client.ts:1: client does not import fs here"
        ]
      ],
      [
        "what the program shares is not for the program alone",
        [
          testkit("bin", `import "./internal/shared.js"`),
          testkit("Sample", `import "./internal/shared.js"`),
          testkit("internal/shared", `import * as Fs from "node:fs"`)
        ],
        ["packages/testkit/src/internal/shared.ts:1: testkit does not import node:fs here"]
      ],
      [
        "a package's index imports neither its program nor StrictAddress",
        [
          testkit("index", `export * as Program from "./bin.js"`),
          testkit("bin", `import { createServer } from "node:http"`),
          schema("index", `export * as StrictAddress from "./StrictAddress.js"`),
          schema("StrictAddress", `import { parse } from "libphonenumber-js/max"`)
        ],
        [
          "packages/testkit/src/bin.ts:1: testkit does not import node:http here",
          "packages/schema/src/StrictAddress.ts:1: schema does not import libphonenumber-js/max here"
        ]
      ],
      [
        "a package's internals are closed to the others",
        [client("Client", `import { text } from "@effect-keysecure/schema/internal/text"`)],
        ["packages/client/src/Client.ts:1: imports what is closed: @effect-keysecure/schema/internal/text"]
      ],
      [
        "no relative import leaves its package",
        [client("internal/call", `import { Card } from "../../../schema/src/Card.js"`)],
        ["packages/client/src/internal/call.ts:1: leaves its package: ../../../schema/src/Card.js"]
      ],
      [
        "an import is found wherever it stands",
        [
          schema(
            "Card",
            `const a = import("a")\ntype B = import("b").B\nimport c = require("c")\nconst d = require("d")\nconst e = import(a)\nimport "f"`
          )
        ],
        ["a", "b", "c", "d", "a computed name", "f"].map(
          (name, index) => `packages/schema/src/Card.ts:${index + 1}: schema does not import ${name} here`
        )
      ],
      [
        "Address needs no metadata, however far away",
        [
          schema("Address", `import "./internal/a.js"`),
          schema("internal/a", `import "./b.js"`),
          schema("internal/b", `\nimport "libphonenumber-js/min"`)
        ],
        [
          "packages/schema/src/internal/b.ts:2: schema does not import libphonenumber-js/min here",
          "packages/schema/src/internal/b.ts:2: Address does not need libphonenumber-js/min"
        ]
      ],
      [
        "Address does not need StrictAddress",
        [schema("Address", `import type { Warning } from "./StrictAddress.js"`), schema("StrictAddress", "export {}")],
        ["packages/schema/src/Address.ts:1: Address does not need ./StrictAddress.js"]
      ],
      [
        "no file imports itself in a round",
        [
          client("A", `import "./internal/b.js"`),
          client("internal/b", `import type { C } from "../C.js"`),
          client("C", `import { a } from "./A.js"`),
          client("D", `import "./A.js"`)
        ],
        ["packages/client/src/A.ts: imports itself: A → internal/b → C → A"]
      ]
    ]

  it.each(wrong)("%s", (_fact, sources, findings) => {
    expect(wrongImports(sources)).toEqual(findings)
  })

  it("may be right where one module alone needs them", () => {
    expect(
      wrongImports([
        testkit("bin", `import { createServer } from "node:http"\nimport "./internal/options.js"`),
        testkit("internal/options", `import { Options } from "@effect/cli"\nimport "./shared.js"`),
        testkit("internal/shared", `import { Effect } from "effect"`),
        testkit("Sample", `import "./internal/shared.js"`),
        schema("StrictAddress", `import { parse } from "libphonenumber-js/max"\nimport "./Address.js"`),
        schema("Address", `import { Schema } from "effect"`)
      ])
    ).toEqual([])
  })
})

describe("the source", () => {
  const sources = all()

  it("is that of all packages", () => {
    expect(new Set(sources.map(({ path }) => packageOf(path)))).toEqual(new Set(packages))
    expect(sources.map(({ path }) => path)).toEqual(expect.arrayContaining([...programs]))
    expect(sources.map(({ path }) => path)).toContain("packages/schema/src/Address.ts")
  })

  it("imports only what it may", () => {
    expect(wrongImports(sources)).toEqual([])
  })
})
