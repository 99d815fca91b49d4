/** An attempt log over a store of texts with promises, such as a table of two columns. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Equivalence from "effect/Equivalence"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import * as AttemptLog from "../../AttemptLog.js"
import { decoding, encoding } from "../encoding/codec.js"
import * as Digest from "../encoding/digest.js"

/**
 * A store of texts that outlives the process, such as a table of two columns. All processes that issue cards for a merchant
 * share it.
 *
 * @since 0.2.0
 * @category models
 */
export interface TextStore {
  /** The text of a key; `null` or `undefined` if there is none. */
  readonly get: (key: string) => Promise<string | null | undefined>
  /**
   * Makes `next` the text of a key, if it still is `was`, and tells whether it was; `was` is `null` where there is none. Looking
   * and writing are one step, such as `UPDATE … WHERE key = $1 AND text = $2`: if two callers expect the same at the same time,
   * one of them is told `false`. It throws if it cannot be told whether the text was changed.
   */
  readonly swap: (key: string, was: string | null, next: string) => Promise<boolean>
}

const stored = () => Schema.parseJson(AttemptLog.Attempt)
const decode = decoding(stored)
const encode = encoding(stored)

/** The text of an entry that was removed. */
const removed = `{"_tag":"None"}`

const same = Option.getEquivalence<AttemptLog.Attempt>(Record.getEquivalence(Equivalence.strict<unknown>()))

/** A digest: a key holds no number of the merchant's. */
const keyOf = ({ cardUniqueNo, merchant, platform }: AttemptLog.AttemptKey): string =>
  Digest.hexOf(JSON.stringify([platform, merchant, cardUniqueNo]))

const entryOf = ({ cardUniqueNo }: AttemptLog.AttemptKey, text: string | null): Option.Option<AttemptLog.Attempt> => {
  if (text === null || text === removed) return Option.none()
  const entry = decode(text)
  return Option.some(
    Either.isRight(entry) && entry.right.cardUniqueNo === cardUniqueNo ? entry.right : { _tag: "Corrupt", cardUniqueNo }
  )
}

/** A failure of the store may repeat a value, so only the step is told. */
const step = <A>(detail: string, run: () => Promise<A>): Effect.Effect<A, AttemptLog.AttemptLogFailed> =>
  // A program in JavaScript may give what is no promise.
  Effect.tryPromise({ try: () => Promise.resolve(run()), catch: () => new AttemptLog.AttemptLogFailed({ detail }) })

/** The log in such a store. */
export const logIn = ({ get, swap }: TextStore): AttemptLog.Service => {
  const read = (key: AttemptLog.AttemptKey) =>
    Effect.map(
      step("the store could not be read", () => get(keyOf(key))),
      (text) => text ?? null
    )
  return {
    find: (key) => Effect.map(read(key), (text) => entryOf(key, text)),
    compareAndSwap: (key, expected, next) =>
      Effect.flatMap(read(key), (text) => {
        if (!same(entryOf(key, text), expected)) return Effect.succeed(false)
        if (same(expected, next)) return Effect.succeed(true)
        return Effect.flatMap(
          Effect.mapError(
            Option.match(next, { onNone: () => Either.right(removed), onSome: encode }),
            () => new AttemptLog.AttemptLogFailed({ detail: "the entry could not be written" })
          ),
          (entry) => step("the store could not be written", () => swap(keyOf(key), text, entry))
        )
      })
  }
}
