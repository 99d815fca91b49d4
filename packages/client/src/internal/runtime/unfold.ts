/**
 * Unfolds a body that a gateway has compressed. It asks the runtime for zlib, as Node, Bun and Deno have it. A runtime
 * without it, such as `workerd` or a browser, has only a `fetch` that unfolds by itself.
 */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"

/** What of zlib's options is used. */
interface Options {
  readonly maxOutputLength: number
  readonly finishFlush: number
}

type Unfold = (bytes: Uint8Array, options: Options) => Uint8Array

/** What of `node:zlib` is used. */
interface Zlib {
  readonly gunzipSync: Unfold
  readonly inflateSync: Unfold
  readonly inflateRawSync: Unfold
  readonly brotliDecompressSync: Unfold
}

declare const process: { readonly getBuiltinModule?: (name: "node:zlib") => Zlib } | undefined

const zlib = (): Zlib | undefined =>
  typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:zlib")

/**
 * `fetch` takes a body without its end for what has come, and so does this: Z_SYNC_FLUSH and BROTLI_OPERATION_FLUSH, by
 * their numbers.
 */
const syncFlush = 2
const brotliFlush = 1

/** The low bits of a zlib stream's first byte say deflate. Some servers leave its head out. */
const hasHead = ([first = 0]: Uint8Array): boolean => (first & 0x0f) === 8

const unfolded = (
  { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync }: Zlib,
  coding: string,
  bytes: Uint8Array,
  maxOutputLength: number
): Uint8Array => {
  const options = { maxOutputLength, finishFlush: syncFlush }
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return gunzipSync(bytes, options)
    case "deflate":
      return hasHead(bytes) ? inflateSync(bytes, options) : inflateRawSync(bytes, options)
    case "br":
      return brotliDecompressSync(bytes, { maxOutputLength, finishFlush: brotliFlush })
    default:
      return bytes
  }
}

const isTooLong = (error: unknown): boolean =>
  Predicate.hasProperty(error, "code") && error.code === "ERR_BUFFER_TOO_LARGE"

/**
 * Bytes without what `content-encoding` says was done to them, or as they are if that was not done. None if a step gives
 * more than `maxBytes`.
 */
export const unfold = (bytes: Uint8Array, encoding: string, maxBytes: number): Option.Option<Uint8Array> => {
  const found = zlib()
  if (found === undefined) return Option.some(bytes)
  // `fetch` on Node takes no more than five, either.
  const codings = encoding.toLowerCase().split(",", 5).toReversed()
  const whole = Either.try({
    try: () => codings.reduce((inner, coding) => unfolded(found, coding.trim(), inner, maxBytes), bytes),
    catch: isTooLong
  })
  return Either.match(whole, {
    onLeft: (tooLong) => (tooLong ? Option.none() : Option.some(bytes)),
    onRight: Option.some
  })
}
