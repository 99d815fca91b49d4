/** Files by which the program tells another program what it needs to call it. */
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

/** Writes a file, which is whole whenever it is there. It is gone when the scope is closed. */
export const writeOwn = (
  path: string,
  text: string
): Effect.Effect<void, FileRefused, FileSystem.FileSystem | Scope.Scope> =>
  Effect.flatMap(FileSystem.FileSystem, (files) =>
    Effect.acquireRelease(
      files.writeFileString(`${path}.new`, text).pipe(Effect.zipRight(files.rename(`${path}.new`, path))),
      () => Effect.ignore(files.remove(path, { force: true }))
    )
  ).pipe(Effect.mapError(unwritten(path)))
