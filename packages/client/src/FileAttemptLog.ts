/**
 * The attempt log in files that the processes of one machine share: of two that send for the same number at the same
 * moment, one does.
 *
 * Each entry of a number is a file of its own, which is never changed or removed: two to four small files per number. For more
 * than some ten thousand numbers, take `SqlAttemptLog` over SQLite. The folder is on a disk of the machine that knows hard links
 * (not FAT, not a network). An entry is synced to the disk before anything is sent. It holds no personal data, and its file is named by a
 * digest.
 *
 * @module FileAttemptLog
 * @since 0.2.0
 */
import type * as FileSystem from "@effect/platform/FileSystem"
import type * as Path from "@effect/platform/Path"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Equivalence from "effect/Equivalence"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import * as AttemptLog from "./AttemptLog.js"
import { decoding, encoding } from "./internal/encoding/codec.js"
import * as Digest from "./internal/encoding/digest.js"
import * as Versions from "./internal/fileAttemptLog/versions.js"

/**
 * Where the files are.
 *
 * @since 0.2.0
 * @category options
 */
export interface Options {
  /** The folder, for the files of this log alone. It is made if it is not there. */
  readonly directory: string
}

const stored = () => Schema.parseJson(AttemptLog.Attempt)
const decode = decoding(stored)
const encode = encoding(stored)

/** The text of an entry that was removed. */
const removed = `{"_tag":"None"}`

/** The entry of a text; `Corrupt` for one that no release has written. */
const entryOf = (
  { cardUniqueNo }: AttemptLog.AttemptKey,
  text: Option.Option<string>
): Option.Option<AttemptLog.Attempt> =>
  Option.map(
    Option.filter(text, (some) => some !== removed),
    (some) => {
      const entry = decode(some)
      return Either.isRight(entry) && entry.right.cardUniqueNo === cardUniqueNo
        ? entry.right
        : { _tag: "Corrupt", cardUniqueNo }
    }
  )

const same = Option.getEquivalence<AttemptLog.Attempt>(Record.getEquivalence(Equivalence.strict<unknown>()))

const nameOf = ({ cardUniqueNo, merchant, platform }: AttemptLog.AttemptKey): string =>
  Digest.hexOf(JSON.stringify([platform, merchant, cardUniqueNo]))

/** A failure may repeat a path or a value, so only the step is told. */
const failed = (detail: string) => () => new AttemptLog.AttemptLogFailed({ detail })

const makeLog = (versions: Versions.Versions): AttemptLog.Service => ({
  find: (key) =>
    Effect.mapBoth(versions.last(nameOf(key)), {
      onFailure: failed("the files could not be read"),
      onSuccess: ({ text }) => entryOf(key, text)
    }),
  compareAndSwap: (key, expected, next) =>
    Effect.gen(function* () {
      const name = nameOf(key)
      const { text, version } = yield* versions.last(name)
      if (!same(entryOf(key, text), expected)) return false
      if (same(expected, next)) return true
      const entry = yield* Option.match(next, { onNone: () => Either.right(removed), onSome: encode })
      return yield* versions.add(name, version + 1, entry)
    }).pipe(
      Effect.mapError(failed("the files could not be written")),
      // Who is interrupted does not wait for the disk. What is under way then lands, or comes too late.
      Effect.uninterruptible,
      Effect.disconnect
    )
})

/**
 * Makes a log in a folder. A step that fails is `AttemptLogFailed`.
 *
 * @since 0.2.0
 * @category constructors
 */
export const make = ({
  directory
}: Options): Effect.Effect<AttemptLog.Service, AttemptLog.AttemptLogFailed, FileSystem.FileSystem | Path.Path> =>
  Effect.mapBoth(Versions.make(directory), { onFailure: failed("the folder could not be made"), onSuccess: makeLog })

/**
 * The attempt log in a folder, as `FileAttemptLog.layer({ directory: "attempts" })` with `NodeContext.layer`. Start with an empty folder: entries of
 * `AttemptLog.layerKeyValueStore` are not read.
 *
 * @since 0.2.0
 * @category layers
 */
export const layer = (
  options: Options
): Layer.Layer<AttemptLog.AttemptLog, AttemptLog.AttemptLogFailed, FileSystem.FileSystem | Path.Path> =>
  Layer.effect(AttemptLog.AttemptLog, make(options))
