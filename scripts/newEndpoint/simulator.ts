/** The simulator's part of a new endpoint: its handler, its test, and the requests that are mutated. */
import ts from "typescript"
import { todo } from "./mark.js"
import { pathFields, type Spec } from "./spec.js"
import {
  AnchorMissing,
  behindLast,
  declared,
  type Edits,
  type Files,
  importLine,
  nodeIn,
  objectOf,
  specifier
} from "./sources.js"

const src = "packages/testkit/src/"
const test = "packages/testkit/test/"

const titled = ({ title }: Spec): string => `docs/api.md, ${title}`

/** A list is read by the rules that all lists share, another body by rules of its own; a `GET` has what its path names. */
const bodyOf = (spec: Spec): { readonly names: ReadonlyArray<string>; readonly lines: ReadonlyArray<string> } => {
  const { dated, list, method, name } = spec
  const end = [
    `  // ${todo("what it answers, and the state after it")}`,
    `  return done(${list ? "{ list: [] }" : "{}"}, call.state)`,
    "}"
  ]
  if (list) {
    const reader = dated ? "readDated" : "readUndated"
    return {
      names: ["Either", reader],
      lines: [
        `// ${todo("the wire names of its filters")}`,
        `const readQuery = ${reader}()`,
        "",
        `/** ${todo("what it does, in a sentence")} */`,
        `export const ${name}: Handler<"${name}"> = (call) =>`,
        `  // ${todo("the items that are asked for")}`,
        `  Either.map(readQuery(call), () => [{ list: [] }, call.state])`
      ]
    }
  }
  if (method === "GET") {
    return {
      names: ["done"],
      lines: [
        `/** ${todo("what it does, in a sentence")} */`,
        `export const ${name}: Handler<"${name}"> = (call) => {`,
        ...pathFields(spec).map(
          (field) => `  // ${todo(`refuse a ${field} that there is not: call.params["${field}"]`)}`
        ),
        ...end
      ]
    }
  }
  return {
    names: ["asCheck", "done", "group", "JsonObject", "readObject", "refused", "unreadable"],
    lines: [
      `/** What is wrong with a body, in the order in which it is said. */`,
      `const fields = group<JsonObject>(`,
      `  // ${todo('each documented rule and limit: (body) => isText(body, "card_no") ?? isGiven(body, "card_no")')}`,
      `)`,
      "",
      `/** ${todo("what it does, in a sentence")} */`,
      `export const ${name}: Handler<"${name}"> = (call) => {`,
      `  const body = readObject(call.body, call.state.rules)`,
      `  if (body === undefined) return refused(unreadable(call.body))`,
      `  const refusal = asCheck("fields", fields)(body)`,
      `  if (refusal !== undefined) return refused(refusal)`,
      ...end
    ]
  }
}

const types = new Set(["Handler", "JsonObject"])

/** The checks of its requests behind those of the headers. A refusal names the one that gives it. */
const checksOf = ({ list, method }: Spec): string => {
  if (list) return "list"
  return method === "GET" ? "() => []" : `() => ["body", "fields"]`
}

/** The imports of names from wherever they are declared. */
const importsOf = (files: Files, path: string, names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const byFile = new Map<string, Array<string>>()
  for (const name of [...names, "Handler"].filter((one) => one !== "Either")) {
    const from = specifier(path, declared(files, src, name, true).path)
    byFile.set(from, [...(byFile.get(from) ?? []), types.has(name) ? `type ${name}` : name])
  }
  return [
    ...(names.includes("Either") ? [`import * as Either from "effect/Either"`] : []),
    ...[...byFile].map(([from, imported]) =>
      imported.every((name) => name.startsWith("type "))
        ? `import type { ${imported.join(", ").replaceAll("type ", "")} } from "${from}"`
        : `import { ${imported.join(", ")} } from "${from}"`
    )
  ]
}

const requestOf = ({ dated, method, name, path }: Spec): string =>
  method === "GET"
    ? `get(credit, "/open-api/v1${path.replace(/\{\w+\}/g, "C0000000001")}")`
    : `post("${name}", ${dated ? "aroundNow" : "{}"})`

const testOf = (spec: Spec): readonly [path: string, text: string] => {
  const { dated, name } = spec
  const lines = [
    `/** What ${name} checks, answers and leaves behind, over raw requests (${titled(spec)}). */`,
    `import { describe, expect, it } from "vitest"`,
    `import { ${dated ? "aroundNow, " : ""}Session } from "../support/session.js"`,
    "",
    `// ${todo("a request as it is documented")}`,
    `const documented = ${dated ? "{ ...aroundNow }" : "{}"}`,
    "",
    `describe("${name}", () => {`,
    `  it("${todo("answers what is documented, and leaves behind what it says")}", () => {`,
    `    expect(new Session().call("${name}", documented)).toMatchObject({ code: 0, data: {} })`,
    "  })",
    "",
    `  it.each<readonly [what: string, changes: object, code: number]>([`,
    `    // ${todo("each documented rule and limit: the last value that is taken, and the first that is not, with its code")}`,
    `    ["what is documented", {}, 0]`,
    `  ])("%s is answered as documented", (_, changes, code) => {`,
    `    expect(new Session().call("${name}", { ...documented, ...changes }).code).toBe(code)`,
    "  })",
    "})",
    ""
  ]
  return [`${test}Simulation/${name}.test.ts`, lines.join("\n")]
}

/** All of it. */
export const simulatorEdits = (files: Files, spec: Spec): Edits => {
  const handlers = declared(files, src, "handlers", true)
  const path = handlers.path.replace(/[^/]*$/, `${spec.name}.ts`)
  const { lines, names } = bodyOf(spec)
  const text = [
    `/** The operation ${spec.name} (${titled(spec)}). */`,
    ...importsOf(files, path, names),
    "",
    ...lines,
    ""
  ].join("\n")
  const checks = declared(files, src, "afterHeaders")
  const others = declared(files, test, "others")
  const requests = nodeIn(others.statement, ts.isArrayLiteralExpression)
  if (requests === undefined) throw new AnchorMissing("list of requests that are mutated", others.path)
  return {
    added: new Map([[path, text], testOf(spec)]),
    inserted: [
      importLine(handlers, `import { ${spec.name} } from "./${spec.name}.js"`),
      behindLast(handlers.path, objectOf(handlers, "handlers").properties, "handler", `,\n  ${spec.name}`),
      behindLast(
        checks.path,
        objectOf(checks, "afterHeaders").properties,
        "checks of an operation",
        `,\n  ${spec.name}: ${checksOf(spec)}`
      ),
      behindLast(
        others.path,
        requests.elements,
        "request",
        `,\n  // ${todo("a request that is carried out")}\n  ${requestOf(spec)}`
      )
    ]
  }
}
