/** The command line of the program: its options, what is wrong with those that were given, and the text of `--help`. */
import * as AutoCorrect from "@effect/cli/AutoCorrect"
import * as CliConfig from "@effect/cli/CliConfig"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { parseArgs } from "node:util"
import { usualPort } from "../control/serve.js"
import { givenUrl } from "../program/callbackUrls.js"
import { decodeValue } from "../program/file.js"

/** An option as `--help` shows it. */
interface Row {
  /** The name of the value that stands after it; none if it stands alone. */
  readonly value?: string
  readonly default?: string
  /** It may be given several times. */
  readonly isList?: boolean
  readonly says: string
}

/** The options in the order in which `--help` shows them. */
const rows = {
  port: { value: "PORT", default: "4010", says: "The port to listen on; 0 takes a free one." },
  host: {
    value: "HOST",
    default: "127.0.0.1",
    says: "The address to listen on; the default is local."
  },
  scenario: { value: "FILE", says: "JSON: merchants, with what they have, and rules." },
  fault: { value: "FILE", says: "JSON: which requests meet which faults." },
  skew: { value: "MILLIS", default: "0", says: "How far the server's clock is ahead; behind, if negative." },
  "control-port": {
    value: "PORT",
    says: `The control API's port; 0 takes a free one. Default ${usualPort} if it is free.`
  },
  "no-control": { says: "Serves no control API." },
  state: { value: "FILE", says: "Keeps everything over a restart: JSON, with all secrets." },
  record: { value: "FILE", says: "Writes a trace: each request and its answer, without secrets." },
  replay: { value: "FILE", says: "Runs a trace again, says what is answered otherwise, and ends." },
  tls: { says: "HTTPS, with a certificate that is made at the start." },
  "tls-cert": { value: "FILE", says: "Where --tls writes its certificate, for the caller to trust." },
  "ready-file": { value: "FILE", says: "JSON with the address, from when it listens until it ends." },
  "exit-with-parent": { says: "Ends when the process is gone that started it." },
  "callback-url": {
    value: "[KEY=]URL",
    isList: true,
    says: "Where callbacks are sent, of all merchants or of an Api-Key's."
  },
  log: { says: "One line per request on stdout. Never a key, a token or a number." }
} as const satisfies Readonly<Record<string, Row>>

type Name = keyof typeof rows

const whole = (minimum: number, maximum: number) => {
  const description = `a whole number from ${minimum} to ${maximum}`
  return Schema.transform(
    Schema.String.pipe(Schema.pattern(/^-?\d+$/, { description })),
    Schema.Int.pipe(Schema.between(minimum, maximum, { description })),
    { strict: true, decode: Number, encode: String }
  )
}

/** Some 31 years: then the clock still reads 13 digits. */
const maxSkew = 1_000_000_000_000

const file = Schema.optionalWith(Schema.String, { as: "Option" })

const GivenOptions = Schema.Struct({
  port: whole(0, 65_535),
  host: Schema.String,
  scenario: file,
  fault: file,
  skew: whole(-maxSkew, maxSkew),
  "control-port": Schema.optionalWith(whole(0, 65_535), { exact: true }),
  "no-control": Schema.Boolean,
  state: file,
  record: file,
  replay: file,
  tls: Schema.Boolean,
  "tls-cert": file,
  "ready-file": file,
  "exit-with-parent": Schema.Boolean,
  "callback-url": Schema.optionalWith(Schema.Array(givenUrl), { default: () => [] }),
  log: Schema.Boolean
} satisfies Readonly<Record<Name, unknown>>)

/** The options that were given, and the defaults of the others. */
export type GivenOptions = typeof GivenOptions.Type

const decodeGiven = decodeValue(GivenOptions)

/** What a command line asks for. */
export type Asked =
  | { readonly _tag: "Help" }
  | { readonly _tag: "Version" }
  | { readonly _tag: "Mistaken"; readonly reasons: ReadonlyArray<string> }
  | { readonly _tag: "Serve"; readonly given: GivenOptions }
  | { readonly _tag: "Replay"; readonly path: string }

const rowsByName: Readonly<Record<string, Row>> = rows
const names: ReadonlyArray<string> = [...Struct.keys(rows), "help", "version"]

/** Two letters are wrong at the most, and not most of them. */
const isNear = (given: string, known: string): boolean =>
  known.startsWith(given) ||
  AutoCorrect.levensteinDistance(given, known, CliConfig.defaultConfig) <= Math.min(2, Math.ceil(known.length / 3))

const perhaps = (given: string): string => {
  const meant = names.find((known) => isNear(given, known))
  return meant === undefined ? "--help names them all." : `Did you mean --${meant}?`
}

const string = "string" as const
const boolean = "boolean" as const
const flag = { type: boolean, default: false }

const options = {
  ...Object.fromEntries(
    Object.entries(rowsByName).map(([name, row]) => [
      name,
      row.value === undefined
        ? flag
        : {
            type: string,
            multiple: row.isList === true,
            ...(row.default === undefined ? {} : { default: row.default })
          }
    ])
  ),
  help: { ...flag, short: "h" },
  version: flag
}

const parse = (args: ReadonlyArray<string>) => parseArgs({ args: [...args], options, strict: false, tokens: true })

type Token = ReturnType<typeof parse>["tokens"][number]

const mistakesIn = (token: Token): ReadonlyArray<string> => {
  if (token.kind === "option-terminator") return []
  if (token.kind === "positional") return ["It takes options alone. --help names them all."]
  const { inlineValue, name, rawName, value } = token
  if (!names.includes(name)) return [`There is no option ${rawName}. ${perhaps(name)}`]
  if (rowsByName[name]?.value === undefined) return value === undefined ? [] : [`--${name} takes no value.`]
  const isMissing = value === undefined || value === "" || (inlineValue === false && value.startsWith("--"))
  return isMissing ? [`--${name} needs a value.`] : []
}

/** An option that takes one value, and was given several. */
const repeatedIn = (tokens: ReadonlyArray<Token>): ReadonlyArray<string> => {
  const given = tokens.flatMap((token) => (token.kind === "option" ? [token.name] : []))
  const repeated = given.filter(
    (name, index) =>
      given.indexOf(name) !== index && rowsByName[name]?.value !== undefined && rowsByName[name].isList !== true
  )
  return repeated.map((name) => `--${name} is given more than once.`)
}

/** Options that make no sense together. */
const contradictionIn = (given: Readonly<Record<string, unknown>>): ReadonlyArray<string> => {
  if (given["tls-cert"] !== undefined && given["tls"] !== true) return ["--tls-cert needs --tls."]
  return given["control-port"] !== undefined && given["no-control"] === true
    ? ["--control-port is for nothing with --no-control."]
    : []
}

/** A name with a hyphen, as it stands in a path. */
const quoted = /^\["([a-z-]+)"\]/

/** Reads a command line, without the names of the program. */
export const readCommandLine = (args: ReadonlyArray<string>): Asked => {
  const { tokens, values } = parse(args)
  const { help, version, ...given } = values
  if (help === true) return { _tag: "Help" }
  if (version === true) return { _tag: "Version" }
  // What follows a mistyped option is no mistake of its own.
  const [mistake] = [...tokens.flatMap(mistakesIn), ...repeatedIn(tokens), ...contradictionIn(given)]
  if (mistake !== undefined) return { _tag: "Mistaken", reasons: [mistake] }
  if (typeof given["replay"] === "string") {
    // The trace says everything.
    const other = tokens.find((token) => token.kind === "option" && token.name !== "replay")
    return other === undefined
      ? { _tag: "Replay", path: given["replay"] }
      : { _tag: "Mistaken", reasons: ["--replay takes no other option."] }
  }
  return Either.match(decodeGiven(given), {
    onLeft: (reasons) => ({ _tag: "Mistaken", reasons: reasons.map((reason) => `--${reason.replace(quoted, "$1")}`) }),
    onRight: (all) => ({ _tag: "Serve", given: all })
  })
}

const written = (name: string, { value }: Row): string => `--${name}${value === undefined ? "" : ` ${value}`}`

/** Between the longest option and what it says are two blanks. */
const width = Math.max(...Object.entries(rowsByName).map(([name, row]) => written(name, row).length)) + 2

const lineOf = ([name, row]: readonly [string, Row]): string =>
  `  ${written(name, row).padEnd(width)}${row.says}${row.default === undefined ? "" : ` Default ${row.default}.`}`

/** The text of `--help`. */
export const help = [
  "Serves a simulator of KeySecure's open API: two merchants without cards, or what a file says.",
  "",
  "keysecure-simulator [OPTIONS]",
  "",
  ...Object.entries(rowsByName).map(lineOf),
  lineOf(["help", { says: "This text." }]),
  lineOf(["version", { says: "The version." }]),
  "",
  "docs/simulator.md describes the files, and what the simulator does not do."
].join("\n")
