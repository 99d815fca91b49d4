/** The bytes of a stream, as much of them as is worth reading. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

const joined = (parts: ReadonlyArray<Uint8Array>, size: number): Uint8Array => {
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

/** All bytes of a stream; none if there are more than `kept`. Once more than `read` have come, it is not read on. */
export const collect = <E, R>(
  stream: Stream.Stream<Uint8Array, E, R>,
  { kept, read }: { readonly kept: number; readonly read: number }
): Effect.Effect<Option.Option<Uint8Array>, E, R> =>
  Effect.suspend(() => {
    const parts: Array<Uint8Array> = []
    let size = 0
    const take = (part: Uint8Array): boolean => {
      size += part.length
      if (size <= kept) parts.push(part)
      else parts.length = 0
      return size <= read
    }
    return Effect.map(
      Stream.runForEachWhile(stream, (part) => Effect.sync(() => take(part))),
      () => (size <= kept ? Option.some(joined(parts, size)) : Option.none())
    )
  })
