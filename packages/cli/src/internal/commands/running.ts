/** A run of the program: its arguments, what it says, and its exit code. */
import * as Command from "@effect/cli/Command"
import * as ValidationError from "@effect/cli/ValidationError"
import type * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import { stripVTControlCharacters } from "node:util"
import { ended } from "../ending/ended.js"
import { type Language, ofEnvironment, Reader } from "../language/said.js"
import { translated } from "../language/translated.js"
import { mistakeIn } from "../mistakes/mistakes.js"
import { Output, say, type Service } from "../saying/output.js"
import { knownCommands, program } from "./program.js"

/** The command line takes `--help` only by itself; a person writes it anywhere. */
const argsOf = (all: ReadonlyArray<string>): ReadonlyArray<string> => {
  if (!all.includes("--help") && !all.includes("-h")) return all
  return [...all.slice(0, 1).filter((command) => knownCommands.has(command)), "--help"]
}

/** A line of the command line's library: its indent and its colours, and the words between them. */
const inLanguage = (language: Language, text: string): string =>
  text.replace(
    /^((?: |\u001b\[[\d;]*m)*)(.*?)((?:\u001b\[[\d;]*m)*)$/gm,
    (_line, before: string, words: string, after: string) => `${before}${translated(words)[language]}${after}`
  )

/** The command line prints help and faults in colours, whatever is wanted. */
const printing = ({ hasColour, out, say: tell }: Service, language: Language, base: Console.Console) => {
  const told = (text: unknown) =>
    inLanguage(language, (hasColour ? String(text) : stripVTControlCharacters(String(text))).trimEnd())
  return {
    ...base,
    log: (text: unknown) => Effect.asVoid(out(`${told(text)}\n`)),
    error: (text: unknown) => tell(told(text))
  }
}

/** What the client and the batch warn of, among what the program says. */
const logger = ({ say: tell }: Service, language: Language) =>
  Logger.make(({ message }) => Effect.runSync(tell(translated([message].flat().map(String).join(" "))[language])))

/** Runs the program, and gives its exit code. `args` are those behind the name of the program. */
export const running = (version: string, args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const output = yield* Output
    const language = yield* ofEnvironment
    const run = Command.run(program(language), { name: "keysecure", version })
    const printer = yield* Effect.consoleWith((base) => Effect.succeed(printing(output, language, base)))
    const mistake = mistakeIn(knownCommands, args)
    return yield* Effect.unless(run(["node", "keysecure", ...argsOf(args)]), () => mistake !== undefined).pipe(
      Effect.zipRight(mistake === undefined ? Effect.void : ended("usage", mistake)),
      // The command line has already printed the fault.
      Effect.catchIf(ValidationError.isValidationError, () => ended("usage")),
      Effect.as(0),
      Effect.catchTag("Ended", ({ code, lines }) => Effect.as(Effect.forEach(lines, say), code)),
      Effect.withConsole(printer),
      Effect.provideService(Reader, language),
      Effect.provide([
        Logger.replace(Logger.defaultLogger, logger(output, language)),
        Logger.minimumLogLevel(LogLevel.Warning)
      ])
    )
  })
