/** The client's part of a new endpoint: its method, and its call in the tests of what all calls have in common. */
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
  objectOf
} from "./sources.js"

const src = "packages/client/src/KeySecureClient.ts"
const test = "packages/client/test/"
const schemas = "@effect-keysecure/schema"

/** How a method of the same kind is made that needs nothing else: `Call.write(tools, Endpoints.transfer)`. */
const plainCall = (object: ts.ObjectLiteralExpression, kind: Spec["kind"]): string | undefined =>
  object.properties
    .map((property) => (ts.isPropertyAssignment(property) ? property.initializer.getText() : ""))
    .find((text) => new RegExp(`^(?:\\w+\\.)?${kind}\\(\\w+, Endpoints\\.\\w+\\)$`).test(text))

const inService = (files: Files, spec: Spec): Insertion => {
  const { kind, list, mode, name, noun, title } = spec
  const { path, statement } = declared(files, src, "Service")
  if (!ts.isInterfaceDeclaration(statement)) throw new AnchorMissing("interface Service", path)
  const only =
    mode === undefined ? "" : ` ${mode === "AUTHORIZATION" ? "Authorization" : "Credit extension"} mode only.`
  const given = list || pathFields(spec).length > 0 ? "query" : "request"
  const text = [
    "",
    "  /**",
    `   * ${todo("what it does, and what to do after an unknown outcome")} (docs/api.md, ${title}).${only}`,
    "   *",
    `   * @since ${nextVersion(files).version}`,
    "   */",
    `  readonly ${name}: (`,
    `    ${given}: ${noun}.${noun},`,
    "    options?: CallOptions",
    `  ) => Effect.Effect<${noun}.${answerOf(spec)}, ${kind === "write" ? "WriteError" : "ReadError"}>`
  ].join("\n")
  return behindLast(path, statement.members, "member of Service", text)
}

const inMake = (files: Files, { kind, name }: Spec): Insertion => {
  const { path, statement } = declared(files, src, "make")
  const object = nodeIn(statement, ts.isObjectLiteralExpression, (node) => plainCall(node, kind) !== undefined)
  const call = object === undefined ? undefined : plainCall(object, kind)
  if (object === undefined || call === undefined) throw new AnchorMissing(`method of the kind ${kind} in make`, path)
  return behindLast(
    path,
    object.properties,
    "method",
    `,\n      ${name}: ${call.replace(/Endpoints\.\w+/, `Endpoints.${name}`)}`
  )
}

const inCalls = (files: Files, spec: Spec): Insertion => {
  const calls = declared(files, test, "calls", true)
  const fields = pathFields(spec).map((field) => `${camel(field)}: "C0000000001"`)
  const argument = spec.dated ? "query" : fields.length > 0 ? `{ ${fields.join(", ")} }` : "{}"
  return behindLast(
    calls.path,
    objectOf(calls, "calls").properties,
    "call",
    `,\n  // ${todo("a request that is carried out")}\n  ${spec.name}: (client) => client.${spec.name}(${argument})`
  )
}

/** A list's stream. */
const inListing = (files: Files, { list, name }: Spec): ReadonlyArray<Insertion> => {
  if (!list) return []
  const path = "packages/client/src/Listing.ts"
  const text = files.get(path)
  if (text === undefined) throw new AnchorMissing("module of streams", path)
  return [{ path, at: text.length, text: `\n// ${todo(`a stream over ${name}, and its test`)}\n` }]
}

/** All of it. */
export const clientEdits = (files: Files, spec: Spec): Edits => ({
  added: new Map(),
  inserted: [
    importLine(declared(files, src, "Service"), `import type * as ${spec.noun} from "${schemas}/${spec.noun}"`),
    inService(files, spec),
    inMake(files, spec),
    inCalls(files, spec),
    ...inListing(files, spec)
  ]
})
