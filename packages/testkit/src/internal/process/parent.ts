/** The processes that the program was started by, and their end. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import self from "node:process"

/** What the machine tells of a process. */
export interface Process {
  readonly parent: number
  readonly command: string
}

/** As Linux tells it: the parent stands behind the name, which may hold anything. */
export const byProc = Option.liftThrowable((pid: number): Process => {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
  const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
  return { parent: Number(stat.slice(stat.lastIndexOf(")")).split(" ")[2]), command }
})

/** As other kinds of Unix tell it. */
export const byPs = Option.liftThrowable((pid: number): Process => {
  const told = execFileSync("ps", ["-o", "ppid=,command=", "-p", String(pid)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"]
  })
  const [parent = "", ...command] = told.trim().split(" ")
  return { parent: Number(parent), command: command.join(" ") }
})

const launcher = /^(?:\S*\/)?[a-z]*sh -c |(?:^|[/ ])(?:npm|npx|pnpm|yarn)(?:-cli)?(?:\.c?js)? /

/** Whether a process is there only to start another: a shell with one command, or what takes programs out of packages. */
export const isLauncher = (command: string): boolean => launcher.test(command)

/** The parent; and, if that only starts another program, its parent too, and so on. */
const startersFrom = (parent: number): ReadonlyArray<number> => {
  const found = Option.orElse(byProc(parent), () => byPs(parent))
  return Option.isSome(found) && isLauncher(found.value.command)
    ? [parent, ...startersFrom(found.value.parent)]
    : [parent]
}

const hasCode = (error: unknown, code: string): boolean => Predicate.hasProperty(error, "code") && error.code === code

/** Signal 0 only asks. A process of another user refuses it, and is there. */
const isGone = (pid: number): Effect.Effect<boolean> =>
  Effect.match(Effect.try({ try: () => self.kill(pid, 0), catch: (error) => hasCode(error, "ESRCH") }), {
    onSuccess: () => false,
    onFailure: (noSuchProcess) => noSuchProcess
  })

/** Nothing tells a process that another one is gone, so it asks. A test that starts anew waits no longer for its port. */
const asksAgain = Schedule.spaced("1 second")

/**
 * Ends when one of the processes is gone that the program was started by: its parent, and if that is `npx`, a script of a
 * package or a shell with one command, what started those. On Windows only the parent counts.
 */
export const parentIsGone: Effect.Effect<void> = Effect.suspend(() => {
  const parent = self.ppid
  const starters = startersFrom(parent)
  // An orphan gets another parent, even if its own is not yet waited for.
  const isOrphan = Effect.sync(() => self.ppid !== parent)
  return Effect.repeat(
    Effect.exists([isOrphan, ...starters.map(isGone)], (isOver) => isOver),
    { schedule: asksAgain, until: (isOver) => isOver }
  ).pipe(Effect.asVoid)
})
