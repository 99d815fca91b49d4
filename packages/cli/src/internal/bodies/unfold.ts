/** Bodies that come compressed, although that was not asked for. */
import * as Option from "effect/Option"
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib"

/** The longest documented answer is some 50 KiB. */
const maxOutputLength = 1024 * 1024

/** The bytes that are folded by a coding of `content-encoding`; none if they are not. */
export const unfold = (encoding: string, bytes: Uint8Array): Option.Option<Uint8Array> =>
  Option.liftThrowable(() => {
    if (encoding === "br") return brotliDecompressSync(bytes, { maxOutputLength })
    return encoding === "deflate" ? inflateSync(bytes, { maxOutputLength }) : gunzipSync(bytes, { maxOutputLength })
  })()
