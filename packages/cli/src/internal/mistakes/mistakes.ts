/** Typing errors of the command line, with what may have been meant. */
import * as AutoCorrect from "@effect/cli/AutoCorrect"
import * as CliConfig from "@effect/cli/CliConfig"
import { joined, type Said, said } from "../language/said.js"

/** A command: the names of its options without the dashes, and which of them stand alone. */
export interface Known {
  readonly options: ReadonlyArray<string>
  readonly flags: ReadonlySet<string>
}

/** The options that every command has. */
const everywhere: ReadonlyArray<string> = ["help", "version", "wizard", "completions", "log-level"]
const flags: ReadonlySet<string> = new Set(["help", "version", "wizard"])

/** Two letters are wrong at the most, and not most of them. */
const near = (given: string, known: string): number => {
  if (known.startsWith(given)) return 0
  const distance = AutoCorrect.levensteinDistance(given, known, CliConfig.defaultConfig)
  return distance <= Math.min(2, Math.ceil(known.length / 3)) ? distance : Infinity
}

/** The known name that is nearest to what was given. */
const meant = (given: string, all: ReadonlyArray<string>): string | undefined =>
  all
    .map((known) => ({ known, distance: near(given, known) }))
    .filter(({ distance }) => distance < Infinity)
    .toSorted((a, b) => a.distance - b.distance)[0]?.known

const nothing = said("", "")

const perhaps = (name: string | undefined, dashes = ""): Said =>
  name === undefined ? nothing : said(` Did you mean ${dashes}${name}?`, `是否想用 ${dashes}${name}？`)

const misplaced = said("A URL stands only after --database.", "URL 只能写在 --database 之后。")

const noOption = (command: string, name: string, all: ReadonlyArray<string>): Said =>
  joined(
    [said(`${command} has no option --${name}.`, `${command} 没有选项 --${name}。`), perhaps(meant(name, all), "--")],
    "",
    ""
  )

const optionMistake = (
  command: string,
  { flags: own, options }: Known,
  args: ReadonlyArray<string>
): Said | undefined => {
  const all = [...options, ...everywhere]
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? ""
    if (arg === "--") return undefined
    // What is told must not repeat a password.
    if (arg.includes("://") && !arg.startsWith("--")) return misplaced
    if (!arg.startsWith("--")) continue
    const [name = ""] = arg.slice(2).split("=", 1)
    if (!all.includes(name)) return noOption(command, name, all)
    if (own.has(name) || flags.has(name) || arg.includes("=")) continue
    index += 1
    const value = args[index]
    if (value === undefined || (value.startsWith("--") && value.length > 2)) {
      return said(`--${name} needs a value.`, `--${name} 缺少值。`)
    }
  }
  return undefined
}

/** What is wrong with the arguments; nothing where the command line itself can tell it. */
export const mistakeIn = (commands: ReadonlyMap<string, Known>, args: ReadonlyArray<string>): Said | undefined => {
  const [command = "", ...rest] = args
  if (command === "" || command.startsWith("-")) return undefined
  const known = commands.get(command)
  if (known !== undefined) return optionMistake(command, known, rest)
  const names = [...commands.keys()]
  const all = said(` The commands are ${names.join(", ")}.`, `命令有：${names.join("、")}。`)
  if (!/^[a-z-]{1,20}$/i.test(command))
    return joined([said("There is no such command.", "没有这个命令。"), all], "", "")
  const near = meant(command, names)
  const none = said(`There is no command ${command}.`, `没有命令 ${command}。`)
  return joined([none, near === undefined ? all : perhaps(near)], "", "")
}
