/** Waiting for an answer that never comes. */
import * as Effect from "effect/Effect"

/** Never ends. Unlike `Effect.never` it holds no timer, which would keep the process alive until it is interrupted. */
export const neverAnswers: Effect.Effect<never> = Effect.async<never>(() => {})
