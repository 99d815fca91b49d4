/** Files that the program writes, for another program or for its next run. */
import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { FileRefused } from "./file.js"

const unwritten =
  (path: string) =>
  ({ message }: PlatformError): FileRefused =>
    new FileRefused({ reasons: [`${path}: cannot be written: ${message}`] })

/** Removes a file that a program left which was killed: it tells of a program that is gone. */
export const removeOwn = (path: string): Effect.Effect<void, FileRefused, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (files) => files.remove(path, { force: true })).pipe(
    Effect.mapError(unwritten(path))
  )

/** Who reads a file: everybody, or, of what has secrets, its owner alone. */
const modes = { everybody: 0o644, owner: 0o600 }

/** Writes a file in place of what there was: whenever the file is there, it is whole. */
export const replaceOwn = (
  path: string,
  text: string,
  readableBy: keyof typeof modes
): Effect.Effect<void, FileRefused, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (files) =>
    Effect.zipRight(
      files.writeFileString(`${path}.new`, text, { mode: modes[readableBy] }),
      files.rename(`${path}.new`, path)
    )
  ).pipe(Effect.mapError(unwritten(path)))

/** Writes a file that is gone when the scope is closed. */
export const writeOwn = (
  path: string,
  text: string
): Effect.Effect<void, FileRefused, FileSystem.FileSystem | Scope.Scope> =>
  Effect.acquireRelease(replaceOwn(path, text, "everybody"), () => Effect.ignore(removeOwn(path)))
