/** The schema package's part of a new endpoint: its module, its entry, its laws and types. */
import ts from "typescript"
import { todo } from "./mark.js"
import { answerOf, camel, pathFields, type Spec } from "./spec.js"
import {
  AnchorMissing,
  behindLast,
  declared,
  type Edits,
  type Files,
  importLine,
  type Insertion,
  nextVersion,
  nodeIn,
  objectOf,
  parse,
  specifier,
  textOf
} from "./sources.js"

const src = "packages/schema/src/"
const test = "packages/schema/test/"

/** The file that declares what a module needs, as the module imports it. */
const from = (files: Files, module: string, name: string): string =>
  specifier(module, declared(files, `${src}internal/`, name, true).path)

/** The file of a namespace that other modules import under this name. */
const namespaceLine = (files: Files, name: string): string => {
  const pattern = new RegExp(`^import \\* as ${name} from "\\./internal/.*"$`, "m")
  const found = [...files].flatMap(([path, text]) =>
    path.startsWith(src) && path.split("/").length === src.split("/").length ? (pattern.exec(text) ?? []) : []
  )
  const [line] = found
  if (line === undefined) throw new AnchorMissing(`import of ${name}`, src)
  return line
}

/** The module with the schemas of request and answer. */
const moduleOf = (files: Files, spec: Spec): readonly [path: string, text: string] => {
  const { dated, list, noun, title } = spec
  const { version } = nextVersion(files)
  const path = `${src}${noun}.ts`
  const answer = answerOf(spec)
  const named = pathFields(spec)
  const spreads = [...(dated ? ["...dated"] : []), ...(list ? ["...paged"] : [])]
  const queryNames = [...(dated ? ["dated", "within90Days"] : []), ...(list ? ["paged"] : [])].toSorted()
  const docs = (prose: string, tail = ""): string =>
    `/**\n * ${prose}\n *\n * @since ${version}\n * @category models\n${tail} */`
  const tags = `/**\n * @since ${version}\n * @category models\n */`
  const interfaceFields = [
    ...named.map((field) => `  /** ${todo(`a sentence on ${camel(field)}`)} */\n  readonly ${camel(field)}: string`),
    ...(dated
      ? [
          "  /** The start of the span, to the whole second. */\n  readonly startTime: QueryTime",
          "  /** The end of the span, to the whole second: after its start, and at most 90 days. */\n  readonly endTime: QueryTime"
        ]
      : []),
    ...(list
      ? [
          "  /** The page, from 0; 0 if it is left out. */\n  readonly page?: number | undefined",
          "  /** How many items a page has, 1 to 100; the platform takes 10 if it is left out. */\n  readonly size?: number | undefined"
        ]
      : [])
  ]
  const wireFields = [
    ...named.map(
      (field) => `${camel(field)}: Wire.required("${field}", reference("${todo(`what ${camel(field)} is`)}"))`
    ),
    ...spreads
  ].join(",\n  ")
  const lines = [
    `/**\n * ${todo("what the module is about, in a sentence")}\n *\n * Source: docs/api.md, ${title}.\n *\n * @module ${noun}\n * @since ${version}\n */`,
    ...(dated ? [`import type { QueryTime } from "./DatedQuery.js"`] : []),
    ...(queryNames.length > 0 ? [`import { ${queryNames.join(", ")} } from "${from(files, path, "paged")}"`] : []),
    ...(named.length > 0 ? [`import { reference } from "${from(files, path, "reference")}"`] : []),
    namespaceLine(files, "Request"),
    namespaceLine(files, "Wire"),
    "",
    docs(todo("what is asked for, and which errors of the platform there are")),
    `export interface ${noun} {`,
    `  // ${todo("the fields of the request by their domain names, a sentence on each with its limits")}`,
    ...interfaceFields,
    "}",
    "",
    tags,
    `export const ${noun} = Request.struct<${noun}>()("${noun}", {`,
    `  // ${todo('the same fields: cardNo: Wire.required("card_no", SentCardNo), with schemas that hold the documented limits')}`,
    `  ${wireFields}`,
    `}${dated ? `, within90Days` : ""})`,
    "",
    ...(list
      ? [
          docs(todo("an item of the list")),
          `export const ${noun}Item = Wire.struct("${noun}Item", {`,
          `  // ${todo("its fields; rely on few")}`,
          "})",
          "",
          tags,
          `export type ${noun}Item = typeof ${noun}Item.Type`,
          "",
          docs(`One page of the list.`),
          `export const ${answer} = Wire.page("${answer}", ${noun}Item)`
        ]
      : [
          docs(todo("the answer")),
          `export const ${answer} = Wire.struct("${answer}", {`,
          `  // ${todo('its fields: result: Wire.required("result", Schema.Boolean)')}`,
          "})"
        ]),
    "",
    tags,
    `export type ${answer} = typeof ${answer}.Type`,
    ""
  ]
  return [path, lines.join("\n")]
}

const inIndex = (files: Files, { noun }: Spec): Insertion => {
  const path = `${src}index.ts`
  const exports = parse(path, textOf(files, path)).statements.filter(ts.isExportDeclaration)
  const nameOf = (node: ts.ExportDeclaration): string => node.exportClause?.getText().replace("* as ", "") ?? ""
  const before = exports.filter((node) => nameOf(node).toLowerCase() < noun.toLowerCase())
  return behindLast(
    path,
    before.length > 0 ? before : exports,
    "export of a module",
    `\nexport * as ${noun} from "./${noun}.js"`
  )
}

/** The endpoint as data, and its name among all. */
const inEndpoints = (files: Files, spec: Spec): ReadonlyArray<Insertion> => {
  const { dated, kind, list, method, mode, name, noun, path, title } = spec
  const all = declared(files, src, "all", true)
  const { version } = nextVersion(files)
  const lines = [
    `  name: "${name}",`,
    `  method: "${method}",`,
    `  path: "/open-api/v1${path}",`,
    `  auth: "AccessToken",`,
    `  kind: "${kind}",`,
    ...(list ? ["  list: true,"] : []),
    ...(dated ? ["  dated: true,"] : []),
    ...(mode === undefined ? [] : [`  mode: "${mode}",`]),
    ...(kind === "write"
      ? [
          `  // ${todo("ownNumber and identifiedBy, if the write has a number of the merchant's own; else remove this line")}`
        ]
      : []),
    `  payload: ${noun}.${noun},`,
    `  success: ${noun}.${answerOf(spec)}`
  ]
  const constant = [
    "/**",
    ` * ${title}. ${todo("what it does, and the errors of the platform, if the title does not say it")}`,
    " *",
    ` * @since ${version}`,
    " * @category endpoints",
    " */",
    `export const ${name} = Endpoint.make({`,
    ...lines,
    "})",
    "",
    ""
  ].join("\n")
  return [
    importLine(all, `import * as ${noun} from "./${noun}.js"`),
    { path: all.path, at: all.statement.getStart(all.file, true), text: constant },
    behindLast(all.path, objectOf(all, "all").properties, "operation in all", `,\n  ${name}`)
  ]
}

/** Its entries in the laws that hold for every schema. */
const inLaws = (files: Files, spec: Spec): ReadonlyArray<Insertion> => {
  const { list, noun } = spec
  const laws = declared(files, test, "wireSchemas")
  const modules = nodeIn(laws.file, ts.isObjectBindingPattern, (node) => node.elements.length > 5)
  if (modules === undefined) throw new AnchorMissing("list of the modules", laws.path)
  const entry = (name: string, objects: string): string =>
    `"${noun}.${name}": { schema: ${noun}.${name}, objects: [${objects}] }`
  const entries = [
    entry(noun, "[]"),
    ...(list ? [entry(`${noun}Item`, "[]")] : []),
    entry(answerOf(spec), list ? `[], ["list", "*"]` : "[]")
  ]
  const hint = `// ${todo("name the fields that may be left out (optional), and those whose enum may grow (open)")}`
  return [
    behindLast(laws.path, modules.elements, "module", `,\n  ${noun}`),
    behindLast(
      laws.path,
      objectOf(laws, "wireSchemas").properties,
      "schema",
      `,\n  ${hint}\n  ${entries.join(",\n  ")}`
    )
  ]
}

/** Its name among the types, and its request among those that say the same as their interface. */
const inTypes = (files: Files, { name, noun }: Spec): ReadonlyArray<Insertion> => {
  const [path, text] = [...files].find(
    ([one, content]) => one.startsWith(test) && content.includes("expectTypeOf<Endpoints.EndpointName>()")
  ) ?? ["", ""]
  if (path === "") throw new AnchorMissing("expectTypeOf<Endpoints.EndpointName>()", test)
  const file = parse(path, text)
  const members = nodeIn(file, ts.isUnionTypeNode, (node) => node.types.length > 5)
  const comparison = file.statements.findLast((one) => one.getText(file).startsWith("expectTypeOf<Given<"))
  if (members === undefined || comparison === undefined) throw new AnchorMissing("names and requests of the API", path)
  const names = file.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !statement.getText(file).includes(`"@effect-keysecure/schema"`)) return []
    const bindings = statement.importClause?.namedBindings
    return bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : []
  })
  return [
    behindLast(path, names, "import of the schemas", `,\n  type ${noun}`),
    behindLast(path, members.types, "name of an operation", `\n  | "${name}"`),
    {
      path,
      at: comparison.getEnd(),
      text: `\nexpectTypeOf<Given<${noun}.${noun}>>().toEqualTypeOf<OfFields<typeof ${noun}.${noun}>>()`
    }
  ]
}

/** The test of its limits. */
const testOf = ({ noun, title }: Spec): readonly [path: string, text: string] => {
  const lowered = noun.slice(0, 1).toLowerCase() + noun.slice(1)
  const lines = [
    `/** The limits of ${noun} (docs/api.md, ${title}). */`,
    `import { ${noun} } from "@effect-keysecure/schema"`,
    `import { Either, Schema } from "effect"`,
    `import { expect, it } from "vitest"`,
    "",
    `const takes = (wire: object): boolean => Either.isRight(Schema.decodeUnknownEither(${noun}.${noun})(wire))`,
    "",
    `// ${todo("a request as it is documented, on the wire")}`,
    `const documented = {}`,
    "",
    `it.each<readonly [what: string, wire: object, taken: boolean]>([`,
    `  // ${todo("on each documented limit the last value that is taken, and the first that is not; each required field left out")}`,
    `  ["what is documented", documented, true]`,
    `])("%s", (_, wire, taken) => {`,
    `  expect(takes(wire)).toBe(taken)`,
    `})`,
    ""
  ]
  return [`${test}${noun}/${lowered}.test.ts`, lines.join("\n")]
}

/** All of it. */
export const schemaEdits = (files: Files, spec: Spec): Edits => ({
  added: new Map([moduleOf(files, spec), testOf(spec)]),
  inserted: [inIndex(files, spec), ...inEndpoints(files, spec), ...inLaws(files, spec), ...inTypes(files, spec)]
})
