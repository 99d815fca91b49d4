/**
 * The program `keysecure`: cards in bulk from the command line.
 */
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import packageJson from "../package.json" with { type: "json" }
import { running } from "./internal/commands/running.js"
import { ofEnvironment, said } from "./internal/language/said.js"
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

const signals = { SIGINT: 130, SIGTERM: 143 } as const
let stoppedBy: keyof typeof signals = "SIGINT"
process.once("SIGTERM", () => {
  stoppedBy = "SIGTERM"
})

/** An error of the program itself, as sysexits.h numbers it. */
const fault = 70

/** Results that could not be written, as sysexits.h numbers it. */
const unwritten = 74

const language = Effect.runSync(ofEnvironment)

const cutOff = said("What it writes could not be written as a whole.", "输出没有完整写出。")

const codeOf = (exit: Exit.Exit<unknown, unknown>): number => {
  if (Exit.isSuccess(exit)) {
    const code = typeof exit.value === "number" ? exit.value : 0
    if (code !== 0 || !isFull) return code
    say(cutOff[language])
    return unwritten
  }
  return Cause.isInterruptedOnly(exit.cause) ? signals[stoppedBy] : fault
}

const faultOf = (cause: Cause.Cause<unknown>) =>
  said(`This is a fault of the program: ${Cause.pretty(cause)}`, `这是程序本身的故障：${Cause.pretty(cause)}`)

const main = running(packageJson.version, process.argv.slice(2)).pipe(
  Effect.tapErrorCause((cause) =>
    Cause.isInterruptedOnly(cause) ? Effect.void : output.say(faultOf(cause)[language])
  ),
  Effect.provideService(Output, output),
  Effect.provide(NodeContext.layer)
)

NodeRuntime.runMain(main, {
  disableErrorReporting: true,
  disablePrettyLogger: true,
  teardown: (exit, onExit) => onExit(codeOf(exit))
})
