/** Candidates that are Effects: a round of them runs in fibers, as a program written in Effect does. */
import { Effect, type Layer, ManagedRuntime } from "effect"
import { checkingFirst, nextNumber, type Run } from "../lap.js"

/** A round of calls: as many fibers as calls at the same time, each with one call after the other. */
const round =
  <A, E, R>(call: (n: number) => Effect.Effect<A, E, R>) =>
  (calls: number, concurrency: number, took: (millis: number) => void): Effect.Effect<void, E, R> =>
    Effect.suspend(() => {
      let left = calls
      const check = checkingFirst()
      const timed = Effect.suspend(() => {
        left -= 1
        const n = nextNumber()
        const started = performance.now()
        return Effect.map(call(n), (answer) => {
          took(performance.now() - started)
          check(n, answer)
        })
      })
      const fiber = Effect.whileLoop({ while: () => left > 0, body: () => timed, step: () => undefined })
      return Effect.all(
        Array.from({ length: concurrency }, () => fiber),
        { concurrency: "unbounded", discard: true }
      )
    })

/** Rounds of an Effect over a layer that is built once. */
export const running = async <A, E, R, E2>(
  layer: Layer.Layer<R, E2>,
  call: Effect.Effect<(n: number) => Effect.Effect<A, E>, never, R>
): Promise<Run> => {
  const runtime = ManagedRuntime.make(layer)
  const calls = round(await runtime.runPromise(call))
  return (order, took) => runtime.runPromise(calls(order.calls, order.concurrency, took))
}
