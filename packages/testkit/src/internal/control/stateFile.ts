/** The state of the program in a file, from which its next run goes on. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { type FileRefused, readBy } from "../program/file.js"
import { replaceOwn } from "../program/ownFile.js"
import { Saved } from "../simulatorControl/saved.js"
import type { State } from "../state/state.js"
import { load, save } from "./snapshot.js"

const encode = Schema.encode(Schema.parseJson(Saved))

/** The state that is in a file, if there is one. */
export const readState = (path: string): Effect.Effect<Option.Option<State>, FileRefused, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (files) => Effect.orElseSucceed(files.exists(path), () => true)).pipe(
    Effect.flatMap((isThere) => (isThere ? Effect.asSome(readBy(Saved, path)) : Effect.succeedNone)),
    Effect.map(Option.map(load))
  )

/** What a run that is killed may lose. */
const eachSecond = Schedule.spaced("1 second")

/**
 * Keeps a state in a file while the scope is open: at once, so that a file that cannot be written is told, each second in
 * which something changed, and at the end. A later failure goes to `warn`.
 */
export const keepState = (
  path: string,
  now: () => State,
  warn: (failure: FileRefused) => Effect.Effect<void>
): Effect.Effect<void, FileRefused, FileSystem.FileSystem | Scope.Scope> =>
  Effect.gen(function* () {
    let kept: State | undefined
    const keep = Effect.suspend(() => {
      const state = now()
      if (state === kept) return Effect.void
      return Effect.orDie(encode(save(state))).pipe(
        Effect.flatMap((text) => replaceOwn(path, text, "owner")),
        Effect.tap(() => {
          kept = state
        })
      )
    })
    yield* keep
    const keepOrWarn = Effect.uninterruptible(Effect.catchAll(keep, warn))
    const files = yield* FileSystem.FileSystem
    yield* Effect.addFinalizer(() => Effect.provideService(keepOrWarn, FileSystem.FileSystem, files))
    yield* Effect.forkScoped(Effect.schedule(keepOrWarn, eachSecond))
  })
