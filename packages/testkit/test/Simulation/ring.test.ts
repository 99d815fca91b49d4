import { expect, it } from "vitest"
import { makeRing } from "../../src/internal/simulation/ring.js"

it("a ring keeps the last items, the oldest first", () => {
  const ring = makeRing<number>(3)
  expect(ring.toArray()).toEqual([])
  for (let n = 1; n <= 5; n++) ring.add(n)
  expect(ring.toArray()).toEqual([3, 4, 5])
  const none = makeRing<number>(0)
  none.add(1)
  expect(none.toArray()).toEqual([])
})
