/** A network that takes its time: on a virtual clock nothing waits for it. */
import { HttpClient } from "@effect/platform"
import { Effect, FastCheck as fc, Layer } from "effect"
import type { Call } from "./world.js"

/** How long a request takes out and its answer back, in ms. */
export type Travel = Pick<Call, "out" | "back">

/** Travels of up to so many ms each way. */
export const travel = (longest: number): fc.Arbitrary<Travel> => {
  const way = fc.oneof(fc.integer({ min: 0, max: longest }), fc.constant(longest))
  return fc.record({ out: way, back: way })
}

/** The HTTP client behind a network on which the requests travel like this, one after the other and over again. */
export const slowly = (travels: ReadonlyArray<Travel>) =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.map(HttpClient.HttpClient, (inner) => {
      let index = 0
      return HttpClient.make((request) =>
        Effect.suspend(() => {
          const { back, out } = travels[index++ % travels.length] ?? { back: 0, out: 0 }
          return inner.execute(request).pipe(Effect.delay(out), Effect.zipLeft(Effect.sleep(back)))
        })
      )
    })
  )
