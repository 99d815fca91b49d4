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
import { type Language, type Said, said } from "./language/said.js"
import { translated } from "./language/translated.js"

/** An option as `--help` shows it. */
interface Row {
  /** The name of the value that stands after it; none if it stands alone. */
  readonly value?: string
  readonly default?: string
  /** It may be given several times. */
  readonly isList?: boolean
  readonly says: Said
}

/** The options in the order in which `--help` shows them. */
const rows = {
  port: {
    value: "PORT",
    default: "4010",
    says: said("The port to listen on; 0 takes a free one.", "监听的端口；0 表示取空闲端口。")
  },
  host: {
    value: "HOST",
    default: "127.0.0.1",
    says: said("The address to listen on; the default is local.", "监听的地址；默认只能从本机访问。")
  },
  scenario: {
    value: "FILE",
    says: said("JSON: merchants, with what they have, and rules.", "JSON：商户及其所有，以及规则。")
  },
  fault: { value: "FILE", says: said("JSON: which requests meet which faults.", "JSON：哪些请求遇到哪些故障。") },
  skew: {
    value: "MILLIS",
    default: "0",
    says: said("How far the server's clock is ahead; behind, if negative.", "服务端时钟快多少毫秒；负数表示慢。")
  },
  "control-port": {
    value: "PORT",
    says: said(
      `The control API's port; 0 takes a free one. Default ${usualPort} if it is free.`,
      `控制 API 的端口；0 表示取空闲端口。默认 ${usualPort}（空闲时）。`
    )
  },
  "no-control": { says: said("Serves no control API.", "不提供控制 API。") },
  state: {
    value: "FILE",
    says: said("Keeps everything over a restart: JSON, with all secrets.", "重新启动后保留一切：JSON，含所有密钥。")
  },
  record: {
    value: "FILE",
    says: said(
      "Writes a trace: each request and its answer, without secrets.",
      "写出会话记录：每个请求及其响应，不含密钥。"
    )
  },
  replay: {
    value: "FILE",
    says: said(
      "Runs a trace again, says what is answered otherwise, and ends.",
      "重新运行会话记录，说明哪些响应不同，然后结束。"
    )
  },
  tls: { says: said("HTTPS, with a certificate that is made at the start.", "HTTPS，证书在启动时生成。") },
  "tls-cert": {
    value: "FILE",
    says: said("Where --tls writes its certificate, for the caller to trust.", "--tls 把证书写到哪里，供调用方信任。")
  },
  "ready-file": {
    value: "FILE",
    says: said(
      "JSON with the address, from when it listens until it ends.",
      "写有地址的 JSON，从开始监听到结束为止存在。"
    )
  },
  "exit-with-parent": { says: said("Ends when the process is gone that started it.", "启动它的进程消失时结束。") },
  "callback-url": {
    value: "[KEY=]URL",
    isList: true,
    says: said(
      "Where callbacks are sent, of all merchants or of an Api-Key's.",
      "回调发往哪里：所有商户的，或某个 Api-Key 的。"
    )
  },
  log: {
    says: said(
      "One line per request on stdout. Never a key, a token or a number.",
      "在 stdout 上每个请求一行，不含密钥、令牌和编号。"
    )
  }
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
  | { readonly _tag: "Mistaken"; readonly reasons: ReadonlyArray<Said> }
  | { readonly _tag: "Serve"; readonly given: GivenOptions }
  | { readonly _tag: "Replay"; readonly path: string }

const rowsByName: Readonly<Record<string, Row>> = rows
const names: ReadonlyArray<string> = [...Struct.keys(rows), "help", "version"]

/** Two letters are wrong at the most, and not most of them. */
const isNear = (given: string, known: string): boolean =>
  known.startsWith(given) ||
  AutoCorrect.levensteinDistance(given, known, CliConfig.defaultConfig) <= Math.min(2, Math.ceil(known.length / 3))

const all = said("--help names them all.", "--help 列出所有选项。")

const perhaps = (given: string): Said => {
  const meant = names.find((known) => isNear(given, known))
  return meant === undefined ? all : said(`Did you mean --${meant}?`, `是否想用 --${meant}？`)
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

const mistakesIn = (token: Token): ReadonlyArray<Said> => {
  if (token.kind === "option-terminator") return []
  if (token.kind === "positional") {
    return [said(`It takes options alone. ${all.en}`, `它只接受选项。${all.zh}`)]
  }
  const { inlineValue, name, rawName, value } = token
  if (!names.includes(name)) {
    const { en, zh } = perhaps(name)
    return [said(`There is no option ${rawName}. ${en}`, `没有选项 ${rawName}。${zh}`)]
  }
  if (rowsByName[name]?.value === undefined) {
    return value === undefined ? [] : [said(`--${name} takes no value.`, `--${name} 之后没有值。`)]
  }
  const isMissing = value === undefined || value === "" || (inlineValue === false && value.startsWith("--"))
  return isMissing ? [said(`--${name} needs a value.`, `--${name} 缺少值。`)] : []
}

/** An option that takes one value, and was given several. */
const repeatedIn = (tokens: ReadonlyArray<Token>): ReadonlyArray<Said> => {
  const given = tokens.flatMap((token) => (token.kind === "option" ? [token.name] : []))
  const repeated = given.filter(
    (name, index) =>
      given.indexOf(name) !== index && rowsByName[name]?.value !== undefined && rowsByName[name].isList !== true
  )
  return repeated.map((name) => said(`--${name} is given more than once.`, `--${name} 给出了不止一次。`))
}

/** Options that make no sense together. */
const contradictionIn = (given: Readonly<Record<string, unknown>>): ReadonlyArray<Said> => {
  if (given["tls-cert"] !== undefined && given["tls"] !== true) {
    return [said("--tls-cert needs --tls.", "--tls-cert 须与 --tls 同用。")]
  }
  return given["control-port"] !== undefined && given["no-control"] === true
    ? [said("--control-port is for nothing with --no-control.", "--control-port 与 --no-control 同用时没有意义。")]
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
      : { _tag: "Mistaken", reasons: [said("--replay takes no other option.", "--replay 不能与其他选项同用。")] }
  }
  return Either.match(decodeGiven(given), {
    onLeft: (reasons) => ({
      _tag: "Mistaken",
      reasons: reasons.map((reason) => translated(`--${reason.replace(quoted, "$1")}`))
    }),
    onRight: (decoded) => ({ _tag: "Serve", given: decoded })
  })
}

const written = (name: string, { value }: Row): string => `--${name}${value === undefined ? "" : ` ${value}`}`

/** Between the longest option and what it says are two blanks. */
const width = Math.max(...Object.entries(rowsByName).map(([name, row]) => written(name, row).length)) + 2

const byDefault = (value: string) => said(` Default ${value}.`, `默认 ${value}。`)

const lineOf =
  (language: Language) =>
  ([name, row]: readonly [string, Row]): string =>
    `  ${written(name, row).padEnd(width)}${row.says[language]}${row.default === undefined ? "" : byDefault(row.default)[language]}`

const about = said(
  "Serves a simulator of KeySecure's open API: two merchants without cards, or what a file says.",
  "提供 KeySecure 开放 API 的模拟器：两个还没有卡的商户，或文件所写的内容。"
)
const elsewhere = said(
  "docs/simulator.md describes the files, and what the simulator does not do.",
  "docs/zh-CN/simulator.md 说明这些文件，以及模拟器不做什么。"
)

/** The text of `--help`. */
export const helpIn = (language: Language): string =>
  [
    about[language],
    "",
    said("keysecure-simulator [OPTIONS]", "keysecure-simulator [选项]")[language],
    "",
    ...Object.entries(rowsByName).map(lineOf(language)),
    lineOf(language)(["help", { says: said("This text.", "显示本文。") }]),
    lineOf(language)(["version", { says: said("The version.", "显示版本。") }]),
    "",
    elsewhere[language]
  ].join("\n")
