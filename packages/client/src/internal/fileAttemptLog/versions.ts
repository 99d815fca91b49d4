/**
 * Texts in files: each version of a text is a file of its own, `name.1`, `name.2` and so on, and the last one counts.
 *
 * A version is written under another name, synced, and then linked to its own: the link fails if the version is there
 * already, and no reader sees a part of it. No version is ever changed or removed. If one were removed, somebody who is late could
 * make it again.
 */
import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import { encodeUtf8 } from "../runtime/runtime.js"

/** The last version of a text: its number from 1 on, or 0 and no text if there is none. */
export interface Last {
  readonly version: number
  readonly text: Option.Option<string>
}

/** The texts of a folder. */
export interface Versions {
  readonly last: (name: string) => Effect.Effect<Last, PlatformError>
  /** Adds a version, or says no if it is there already. */
  readonly add: (name: string, version: number, text: string) => Effect.Effect<boolean, PlatformError>
}

/** What is there instead of a failure of the given kind. */
const where =
  (reason: "AlreadyExists" | "NotFound") =>
  <A, B, R>(effect: Effect.Effect<A, PlatformError, R>, instead: B): Effect.Effect<A | B, PlatformError, R> =>
    Effect.catchTag(effect, "SystemError", (error) =>
      error.reason === reason ? Effect.succeed(instead) : Effect.fail(error)
    )

/** Opens a folder, which is made if it is not there. */
export const make = (directory: string): Effect.Effect<Versions, PlatformError, FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    yield* fs.makeDirectory(directory, { recursive: true })
    const fileOf = (name: string, version: number | string) => path.join(directory, `${name}.${version}`)

    const lastFrom = (name: string, last: Last): Effect.Effect<Last, PlatformError> => {
      const version = last.version + 1
      const next = Effect.map(fs.readFileString(fileOf(name, version)), Option.some)
      return Effect.flatMap(where("NotFound")(next, Option.none()), (text) =>
        Option.isNone(text) ? Effect.succeed(last) : lastFrom(name, { version, text })
      )
    }

    // The name of a new file lasts once its folder is synced. Some systems, as Windows, open no folder and need no sync.
    const syncFolder = Effect.scoped(
      Effect.flatMap(
        Effect.option(fs.open(directory)),
        Option.match({ onNone: () => Effect.void, onSome: (folder) => folder.sync })
      )
    )

    const written = (file: string, text: string) =>
      Effect.scoped(
        Effect.flatMap(fs.open(file, { flag: "wx" }), (open) =>
          Effect.zipRight(open.writeAll(encodeUtf8(text)), open.sync)
        )
      )

    return {
      last: (name) => lastFrom(name, { version: 0, text: Option.none() }),
      add: (name, version, text) =>
        Effect.flatMap(Random.nextIntBetween(0, Number.MAX_SAFE_INTEGER), (drawn) => {
          const draft = fileOf(name, `${drawn.toString(36)}.draft`)
          const link = Effect.as(fs.link(draft, fileOf(name, version)), true)
          return written(draft, text).pipe(
            Effect.zipRight(where("AlreadyExists")(link, false)),
            Effect.ensuring(Effect.ignore(fs.remove(draft))),
            Effect.tap((added) => (added ? syncFolder : Effect.void))
          )
        })
    }
  })
