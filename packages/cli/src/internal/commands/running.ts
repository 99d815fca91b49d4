/** A run of the program: its arguments, what it says, and its exit code. */
import * as Command from "@effect/cli/Command"
import * as ValidationError from "@effect/cli/ValidationError"
import * as Terminal from "@effect/platform/Terminal"
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

/** A question of the library: whatever moves the cursor or changes the colour, the signs of a prompt, and the words between them. */
const asked = (language: Language, text: string): string =>
  text
    .split(/(\u001b\[[\d;]*[A-Za-z]|\n)/)
    .map((part) =>
      part.replace(
        /^([ ?❯✔›…-]*)(.*?)( *)$/su,
        (_part, before: string, words: string, after: string) => `${before}${translated(words)[language]}${after}`
      )
    )
    .join("")

/** The terminal on which the library asks its questions. */
const asking =
  (language: Language) =>
  (terminal: Terminal.Terminal): Terminal.Terminal => ({
    ...terminal,
    display: (text) => terminal.display(asked(language, text))
  })

/** The command line prints help and faults in colours, whatever is wanted. */
const printing = ({ hasColour, out, say: tell }: Service, language: Language, base: Console.Console) => {
  const told = (given: unknown) => {
    // An empty line comes as nothing.
    const text = given === undefined ? "" : String(given)
    return inLanguage(language, (hasColour ? text : stripVTControlCharacters(text)).trimEnd())
  }
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
      Effect.updateService(Terminal.Terminal, asking(language)),
      Effect.provideService(Reader, language),
      Effect.provide([
        Logger.replace(Logger.defaultLogger, logger(output, language)),
        Logger.minimumLogLevel(LogLevel.Warning)
      ])
    )
  })
