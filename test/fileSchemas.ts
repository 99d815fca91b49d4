/** The JSON Schemas of the simulator's files, made from the schemas by which it reads them and what is written about them. */
import * as JSONSchema from "effect/JSONSchema"
import * as Prettier from "prettier"
import ts from "typescript"
import { FaultFile } from "../packages/testkit/src/internal/program/faults.js"
import { ScenarioFile } from "../packages/testkit/src/internal/program/scenario.js"
import { parse, read, walk } from "./source.js"

type Docs = ReadonlyMap<string, string>

/** What is written about the members of an interface, by their names. */
const docsOf = (path: string, name: string): Docs =>
  new Map(
    [...walk(parse({ path, text: read(path) }))]
      .filter(ts.isInterfaceDeclaration)
      .filter((node) => node.name.text === name)
      .flatMap(({ members }) => [...members])
      .flatMap((member) => {
        const comment = ts.getJSDocCommentsAndTags(member).findLast(ts.isJSDoc)
        const text = ts.getTextOfJSDocComment(comment?.comment)
        return member.name === undefined || text === undefined
          ? []
          : [[member.name.getText(), text.replace(/\s+/g, " ")] as const]
      })
  )

interface ObjectSchema {
  readonly properties: Record<string, { description?: string }>
}

const isObjectSchema = (value: unknown): value is ObjectSchema =>
  typeof value === "object" && value !== null && "properties" in value

/** An object's fields with what is written about them in place of what they have to be. */
const documented = <A>(schema: A, docs: Docs): A => {
  if (!isObjectSchema(schema)) return schema
  const properties = Object.fromEntries(
    Object.entries(schema.properties).map(([name, value]) => {
      const description = docs.get(name)
      return [name, description === undefined ? value : { ...value, description }]
    })
  )
  return { ...schema, properties }
}

const scenario = "packages/testkit/src/Scenario.ts"
const rules = docsOf("packages/testkit/src/internal/state/rules.ts", "Rules")
const has = (name: string) => (value: unknown) => isObjectSchema(value) && name in value.properties

/** Which objects are documented by which interface, told by a field that no other has. */
const places: ReadonlyArray<readonly [is: (value: unknown) => boolean, docs: Docs]> = [
  [has("checkOrder"), rules],
  [has("ipWhitelist"), docsOf(scenario, "MerchantOptions")],
  [has("cardholderNo"), docsOf(scenario, "CardholderOptions")],
  [has("packageNo"), docsOf(scenario, "CardPackageOptions")],
  [has("cardBinNo"), docsOf(scenario, "BinOptions")]
]

const refTo = "#/$defs/"

/** A JSON Schema without references: what stands beside one would not count. */
const inlined = (value: object, defs: Readonly<Record<string, object>>): object => {
  const { $defs: _, $ref, ...own }: { readonly $defs?: unknown; readonly $ref?: string } = value
  return $ref === undefined ? own : { ...defs[$ref.replace(refTo, "")], ...own }
}

const text = ({ $defs = {}, ...schema }: JSONSchema.JsonSchema7Root): Promise<string> =>
  Prettier.format(
    JSON.stringify(schema, (key, value: unknown) => {
      if (key === "title") return undefined
      if (typeof value !== "object" || value === null || Array.isArray(value)) return value
      const whole = inlined(value, $defs)
      return places.reduce((one, [is, docs]) => (is(one) ? documented(one, docs) : one), whole)
    }),
    { parser: "json", printWidth: 120 }
  )

/** Each file in the package, and its text. */
export const fileSchemas = {
  "scenario.schema.json": await text(JSONSchema.make(ScenarioFile)),
  "faults.schema.json": await text(JSONSchema.make(FaultFile))
}
