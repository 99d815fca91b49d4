/** The file in which a trace is kept. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import { FileRefused } from "../program/file.js"
import type { Recorder } from "./recorder.js"

/** What a program that is killed may lose. */
const eachSecond = Schedule.spaced("1 second")

/**
 * Keeps a trace in a file of its own while the scope is open: at once, so that a file that cannot be written is told, then
 * each second, and at the end. After a later failure, which goes to `warn`, no more is written: a trace with a gap is none.
 */
export const keepTrace = (
  path: string,
  recorder: Recorder,
  warn: (failure: FileRefused) => Effect.Effect<void>
): Effect.Effect<void, FileRefused, FileSystem.FileSystem | Scope.Scope> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    let isBroken = false
    const append = (flag: "a" | "w", isEnd: boolean) =>
      Effect.suspend(() => {
        const text = recorder.take(isEnd).join("")
        return isBroken || text === "" ? Effect.void : files.writeFileString(path, text, { flag, mode: 0o600 })
      }).pipe(
        Effect.mapError(({ message }) => new FileRefused({ reasons: [`${path}: cannot be written: ${message}`] }))
      )
    yield* append("w", false)
    const keep = (isEnd: boolean) =>
      Effect.uninterruptible(
        Effect.catchAll(append("a", isEnd), (failure) => {
          isBroken = true
          return warn(failure)
        })
      )
    yield* Effect.addFinalizer(() => keep(true))
    yield* Effect.forkScoped(Effect.schedule(keep(false), eachSecond))
  })
