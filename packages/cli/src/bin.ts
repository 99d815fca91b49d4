/**
 * The program `keysecure`: cards in bulk from the command line.
 */
import * as Command from "@effect/cli/Command"
import * as ValidationError from "@effect/cli/ValidationError"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import { stripVTControlCharacters } from "node:util"
import packageJson from "../package.json" with { type: "json" }
import { knownCommands, program } from "./internal/commands/program.js"
import { ended } from "./internal/ending/ended.js"
import { mistakeIn } from "./internal/mistakes/mistakes.js"
import { Output, type Service } from "./internal/saying/output.js"

// A database holds the platform's token: it is for the user alone who makes it.
process.umask(0o077)

// A reader that has left, such as `head`, is no failure. A disk that is full is one.
let isRead = true
let isFull = false
process.stdout.on("error", ({ code: why }: NodeJS.ErrnoException) => {
  isRead = false
  isFull ||= why !== "EPIPE"
})
process.stderr.on("error", () => {})

const { stderr, stdout } = process
const hasColour = stdout.isTTY && (process.env["NO_COLOR"] ?? "") === "" && process.env["TERM"] !== "dumb"

let hasStatus = false
const clear = () => {
  if (hasStatus) stdout.write("\r\u001b[K")
  hasStatus = false
}
const say = (line: string) => {
  clear()
  stderr.write(`keysecure: ${line}\n`)
}

const output: Service = {
  isTerminal: stdout.isTTY,
  hasColour,
  // Some terminals do not say how wide they are.
  columns: Effect.sync(() => stdout.columns || 80),
  say: (line) => Effect.sync(() => say(line)),
  status: (line) =>
    Effect.sync(() => {
      clear()
      hasStatus = line !== ""
      if (hasStatus) stdout.write(line)
    }),
  out: (text) =>
    Effect.async((resume) => {
      if (isRead) stdout.write(text, (error) => resume(Effect.succeed(isRead && (error ?? null) === null)))
      else resume(Effect.succeed(false))
    })
}

/** What the client and the batch warn of, among what the program says. */
const logger = Logger.make(({ message }) => say([message].flat().map(String).join(" ")))

// The command line prints help and faults in colours, whatever is wanted.
const plain = (text: unknown) => (hasColour ? String(text) : stripVTControlCharacters(String(text))).trimEnd()
console.log = (text) => stdout.write(`${plain(text)}\n`)
console.error = (text) => say(plain(text))

const signals = { SIGINT: 130, SIGTERM: 143 } as const
let stoppedBy: keyof typeof signals = "SIGINT"
process.once("SIGTERM", () => {
  stoppedBy = "SIGTERM"
})

/** The exit code of an end that is told. */
let code = 0

/** A fault of the program itself, as sysexits.h numbers it. */
const fault = 70

/** Results that could not be written, as sysexits.h numbers it. */
const unwritten = 74

const codeOf = (exit: Exit.Exit<unknown, unknown>): number => {
  if (Exit.isSuccess(exit) && code === 0 && isFull) {
    say("What it writes could not be written as a whole.")
    return unwritten
  }
  if (Exit.isSuccess(exit)) return code
  return Cause.isInterruptedOnly(exit.cause) ? signals[stoppedBy] : fault
}

/** The command line takes `--help` only by itself; a person writes it anywhere. */
const argsOf = (all: ReadonlyArray<string>): ReadonlyArray<string> => {
  if (!all.includes("--help") && !all.includes("-h")) return all
  return [...all.slice(0, 1).filter((command) => knownCommands.has(command)), "--help"]
}

const run = Command.run(program, { name: "keysecure", version: packageJson.version })

const main = Effect.suspend(() => {
  const args = process.argv.slice(2)
  const mistake = mistakeIn(knownCommands, args)
  return mistake === undefined ? run([...process.argv.slice(0, 2), ...argsOf(args)]) : ended("usage", mistake)
}).pipe(
  // The command line has already printed the fault.
  Effect.catchIf(ValidationError.isValidationError, () => ended("usage")),
  Effect.catchTag("Ended", (end) => {
    code = end.code
    return Effect.forEach(end.lines, output.say)
  }),
  Effect.tapErrorCause((cause) =>
    Cause.isInterruptedOnly(cause) ? Effect.void : output.say(`This is a fault of the program: ${Cause.pretty(cause)}`)
  ),
  Effect.provideService(Output, output),
  Effect.provide([
    NodeContext.layer,
    Logger.replace(Logger.defaultLogger, logger),
    Logger.minimumLogLevel(LogLevel.Warning)
  ])
)

NodeRuntime.runMain(main, {
  disableErrorReporting: true,
  disablePrettyLogger: true,
  teardown: (exit, onExit) => onExit(codeOf(exit))
})
