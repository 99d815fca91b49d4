/** What an endpoint that is to be added is called, and what it is. */

/** An endpoint to add. */
export interface Spec {
  /** The name of the client's method: `replaceCard`. */
  readonly name: string
  /** The name of the schema of its request: `CardReplacement`. The module has the same name. */
  readonly noun: string
  /** Its heading in docs/api.md, and the summary in openapi.json: `Replace card`. */
  readonly title: string
  readonly method: "GET" | "POST"
  /** The path behind `/open-api/v1`. */
  readonly path: string
  readonly kind: "read" | "write"
  readonly mode?: "CREDIT_EXTENSION" | "AUTHORIZATION" | undefined
  readonly list: boolean
  readonly dated: boolean
}

/** What may be given on the command line; what is left out follows from the name. */
export interface Options {
  readonly path?: string | undefined
  readonly method?: string | undefined
  readonly kind?: string | undefined
  readonly noun?: string | undefined
  readonly title?: string | undefined
  readonly mode?: string | undefined
  readonly list?: boolean | undefined
  readonly dated?: boolean | undefined
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

const wordsOf = (name: string): string => capital(name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))

const oneOf = <const Values extends ReadonlyArray<string>>(
  option: string,
  given: string,
  values: Values
): Values[number] => {
  const found = values.find((value) => value === given)
  if (found === undefined) throw new Error(`--${option} is ${values.join(" or ")}, not ${given}`)
  return found
}

/** What is to be added, or an error that says which option is wrong. */
export const specOf = (name: string, options: Options): Spec => {
  const { path = "", noun = capital(name) } = options
  if (!/^[a-z]+(?:[A-Z][a-z]*)*$/.test(name)) throw new Error(`a name is written like replaceCard, not ${name}`)
  if (!/^[A-Z][A-Za-z]*$/.test(noun)) throw new Error(`--noun is written like CardReplacement, not ${noun}`)
  if (!/^(?:\/(?:[a-z]+|\{[a-z_]+\}))+$/.test(path)) {
    throw new Error(`--path is what stands behind /open-api/v1, such as /card/replace or /card/{card_no}/detail`)
  }
  const isRead = /^(?:get|list)[A-Z]/.test(name)
  const list = options.list ?? options.dated ?? name.startsWith("list")
  return {
    name,
    noun,
    path,
    title: options.title ?? wordsOf(name),
    method: oneOf("method", options.method ?? (path.includes("{") ? "GET" : "POST"), ["GET", "POST"]),
    kind: oneOf("kind", options.kind ?? (isRead || list ? "read" : "write"), ["read", "write"]),
    ...(options.mode === undefined ? {} : { mode: oneOf("mode", options.mode, ["CREDIT_EXTENSION", "AUTHORIZATION"]) }),
    list,
    dated: options.dated ?? false
  }
}

/** The name of the schema of its answer. */
export const answerOf = ({ list, noun }: Spec): string => (list ? `${noun}Page` : `${noun}Answer`)

/** The names, on the wire, of what the path names. */
export const pathFields = ({ path }: Spec): ReadonlyArray<string> =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, field = ""]) => field)

/** A name of the domain for one of the wire: `cardNo` for `card_no`. */
export const camel = (field: string): string => field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** A name as files and links have it: `replace-card` for `replaceCard`. */
export const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
