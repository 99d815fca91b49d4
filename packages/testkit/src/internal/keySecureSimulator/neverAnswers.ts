/** Waiting for what never comes. */
import * as Effect from "effect/Effect"

/** Never ends. Unlike `Effect.never` it holds no timer, which would keep the process alive if nobody interrupts it. */
export const neverAnswers: Effect.Effect<never> = Effect.async<never>(() => {})
