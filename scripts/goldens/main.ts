/** `pnpm goldens`: decodes the vendor's samples and the transcripts of probes, and lists what the schemas do not know. */
import { Endpoints } from "@effect-keysecure/schema"
import { Either, Option, Predicate, Schema, Struct } from "effect"
import * as Fs from "node:fs"
import { fileURLToPath } from "node:url"
import { unfamiliarIn } from "../../packages/cli/src/internal/probe/unfamiliar.js"

const folder = fileURLToPath(new URL("../../packages/schema/test/goldens/", import.meta.url))

/** An answer, and the operation that it belongs to; none if the file does not say. */
interface Golden {
  readonly file: string
  readonly operation: Endpoints.EndpointName | undefined
  readonly response: unknown
}

const isOperation = (name: unknown): name is Endpoints.EndpointName =>
  typeof name === "string" && Object.hasOwn(Endpoints.all, name)

/** The operation of a sample: its file is named after the end of the path, `card-apply`. */
const operationOf = (file: string): Endpoints.EndpointName | undefined => {
  const path = `/${file.replace(/\..*$/, "").replaceAll("-", "/")}`
  return Struct.keys(Endpoints.all).find((name) => Endpoints.all[name].path.endsWith(path))
}

/** What a file holds: a transcript, or an answer of the vendor's pages. A request says nothing of answers. */
const goldenOf = (file: string, text: string): Golden | undefined => {
  const json: unknown = JSON.parse(text)
  if (Predicate.hasProperty(json, "operation") && Predicate.hasProperty(json, "response")) {
    return { file, operation: isOperation(json.operation) ? json.operation : undefined, response: json.response }
  }
  return file.endsWith(".response.json") ? { file, operation: operationOf(file), response: json } : undefined
}

const envelope = Schema.decodeUnknownOption(
  Schema.Struct({ code: Schema.Number, msg: Schema.String, data: Schema.optional(Schema.Unknown) })
)

/** Samples have empty texts where answers have values: those decode to nothing. */
const isEmptySample = (data: unknown): boolean =>
  Predicate.isReadonlyRecord(data) && Object.values(data).every((value) => value === "")

const failureOf = (operation: Endpoints.EndpointName, data: unknown): ReadonlyArray<string> => {
  const schema: Schema.Schema.AnyNoContext = Endpoints.all[operation].success
  return isEmptySample(data) || Either.isRight(Schema.decodeUnknownEither(schema)(data)) ? [] : ["it does not decode"]
}

/** What is not known in a golden, one line each. */
export const unknownIn = ({ file, operation, response }: Golden): ReadonlyArray<string> => {
  const told = Option.getOrUndefined(envelope(response))
  if (told === undefined) return [`${file}: it is no envelope`]
  if (operation === undefined) return []
  const { code, data } = told
  const parts = unfamiliarIn(operation, code, data).map(({ at, what }) => `${at}: ${what.en}`)
  return [...parts, ...(code === 0 ? failureOf(operation, data) : [])].map((line) => `${file}: ${line}`)
}

/** The goldens of the repository. */
export const goldens = (): ReadonlyArray<Golden> =>
  Fs.readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => goldenOf(file, Fs.readFileSync(`${folder}${file}`, "utf8")) ?? [])

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = goldens()
  const lines = all.flatMap(unknownIn)
  process.stdout.write([...lines, `${all.length} answers, ${lines.length} things that the schemas do not know`, ""].join("\n"))
}
