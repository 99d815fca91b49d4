/** What the page takes out of the description of the API: the operations, and what a rule may be. */

/** A choice of names, true or false, or any JSON. */
export type RuleForm =
  | { readonly _tag: "Choice"; readonly choices: ReadonlyArray<string> }
  | { readonly _tag: "Flag" }
  | { readonly _tag: "Json"; readonly says: string | undefined }

const has = <Name extends string>(value: unknown, name: Name): value is { readonly [N in Name]: unknown } =>
  typeof value === "object" && value !== null && name in value

const at = (value: unknown, [name, ...rest]: ReadonlyArray<string>): unknown => {
  if (name === undefined) return value
  return has(value, name) ? at(value[name], rest) : undefined
}

const toContent = ["paths", "/api/rules", "patch", "requestBody", "content", "application/json"]
const toProperties = [...toContent, "schema", "properties"]

/** The form of a rule by the description. What the description does not say, or says in another way, is any JSON. */
export const ruleForm = (description: unknown, rule: string): RuleForm => {
  const schema = at(description, [...toProperties, rule])
  const choices = at(schema, ["enum"])
  const texts = Array.isArray(choices) ? choices.filter((choice) => typeof choice === "string") : []
  if (Array.isArray(choices) && choices.length > 1 && texts.length === choices.length) {
    return { _tag: "Choice", choices: texts }
  }
  if (at(schema, ["type"]) === "boolean") return { _tag: "Flag" }
  const says = at(schema, ["description"])
  return { _tag: "Json", says: typeof says === "string" ? says : undefined }
}

/** The operations of the vendor's API, by which the log can be filtered. */
export const operationsOf = (description: unknown): ReadonlyArray<string> => {
  const parameters = at(description, ["paths", "/api/log", "get", "parameters"])
  const asked: unknown = Array.isArray(parameters)
    ? parameters.find((parameter) => at(parameter, ["name"]) === "operation")
    : undefined
  const names = at(asked, ["schema", "enum"])
  return Array.isArray(names) ? names.filter((name) => typeof name === "string") : []
}
