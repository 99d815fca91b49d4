/** The body of a request that somebody else made: as much of it as is worth reading. */
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { makeDecoder } from "../runtime/runtime.js"

/** A longer body is not kept: the longest documented callback is some 2 KiB. */
const maxKeptBytes = 64 * 1024

/**
 * So much more is read all the same, because servers cut the connection of a request that was not read to its end, and
 * the answer with it.
 */
const maxReadBytes = 16 * 1024 * 1024

const joined = (parts: ReadonlyArray<Uint8Array>, size: number): Uint8Array => {
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

const decode = (bytes: Uint8Array) => Effect.try(() => makeDecoder({ fatal: true, ignoreBOM: true }).decode(bytes))

/** The text of a body; none if it cannot be received, is longer than 64 KiB, or is not UTF-8. */
export const readText = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<Option.Option<string>> =>
  Effect.suspend(() => {
    const parts: Array<Uint8Array> = []
    let size = 0
    const take = (part: Uint8Array): boolean => {
      size += part.length
      if (size <= maxKeptBytes) parts.push(part)
      else parts.length = 0
      return size <= maxReadBytes
    }
    return request.stream.pipe(
      Stream.runForEachWhile((part) => Effect.sync(() => take(part))),
      Effect.filterOrFail(() => size <= maxKeptBytes),
      Effect.andThen(() => decode(joined(parts, size))),
      Effect.option
    )
  })
