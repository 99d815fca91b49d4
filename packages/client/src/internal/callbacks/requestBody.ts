/** The body of a request that somebody else made: as much of it as is worth reading. */
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import { collect } from "../encoding/bytes.js"
import { makeDecoder } from "../runtime/runtime.js"

const size = {
  /** A longer body is not kept: the longest documented callback is some 2 KiB. */
  kept: 64 * 1024,
  /**
   * So much is read all the same, because servers cut the connection of a request that was not read to its end, and the
   * answer with it.
   */
  read: 16 * 1024 * 1024
}

const decode = (bytes: Uint8Array) => Effect.try(() => makeDecoder({ fatal: true, ignoreBOM: true }).decode(bytes))

/** The text of a body; none if it cannot be received, is longer than 64 KiB, or is not UTF-8. */
export const readText = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<Option.Option<string>> =>
  collect(request.stream, size).pipe(Effect.flatten, Effect.andThen(decode), Effect.option)
