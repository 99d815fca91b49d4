/** Work in a trace span of its own, which what is said meanwhile becomes part of. */
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"

/** Makes a trace span around some work, where anything is traced at all. */
export const inSpan =
  (name: string, attributes: Readonly<Record<string, string>>) =>
  <A, E>(work: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.withFiberRuntime((fiber) =>
      fiber.getFiberRef(FiberRef.currentTracerEnabled)
        ? Effect.withSpan(work, `KeySecure.${name}`, { captureStackTrace: false, attributes })
        : work
    )
