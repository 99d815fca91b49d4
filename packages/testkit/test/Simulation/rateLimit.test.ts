import { FastCheck as fc } from "effect"
import { expect, it } from "vitest"
import { Scenario } from "../../src/index.js"
import { now, send, tokenRequest } from "../support/session.js"

const limits = fc.record({
  perSecond: fc.double({ min: 0.1, max: 1000, noNaN: true }),
  burst: fc.integer({ min: 1, max: 20 })
})
const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat(20), fc.nat(3_000)), { maxLength: 80 })

/** When requests came, and the code that each got. */
const codesOf = (rateLimit: Scenario.RateLimit, gapsMillis: ReadonlyArray<number>, apiKey = Scenario.creditApiKey) => {
  let state = Scenario.rules({ rateLimit })(Scenario.initial)
  let at = now
  return gapsMillis.map((gap) => {
    at += gap
    const answer = send(state, tokenRequest(apiKey, at), at)
    state = answer.state
    return { at, code: answer.code }
  })
}

it("takes a burst and then so many per second, and refuses no other request", () => {
  fc.assert(
    fc.property(limits, gaps, (rateLimit, gapsMillis) => {
      const accepted: Array<number> = []
      for (const { at, code } of codesOf(rateLimit, gapsMillis)) {
        expect([0, 1009]).toContain(code)
        const isFull = accepted.some((since, index) => {
          const most = rateLimit.burst + ((at - since) * rateLimit.perSecond) / 1000
          // Each sum of intervals is off by a little, and so much is let through.
          const rounding = ((0.001 + rateLimit.burst * 0.00025) * rateLimit.perSecond) / 1000
          return accepted.length - index + 1 > most + rounding
        })
        expect(code).toBe(isFull ? 1009 : 0)
        if (code === 0) accepted.push(at)
      }
    })
  )
})

it("takes a whole burst at the times of today, whatever the intervals add up to", () => {
  const perSecond = 15.6400574286407
  const codes = codesOf({ perSecond, burst: 15 }, [1_770_005_094_282 - now, ...Array.from({ length: 15 }, () => 0)])
  expect(codes.filter(({ code }) => code === 0)).toHaveLength(15)
})

it("limits each merchant by itself, and no one that it does not know", () => {
  const rateLimit = { perSecond: 1, burst: 1 }
  let state = Scenario.rules({ rateLimit })(Scenario.initial)
  const codes = [Scenario.creditApiKey, Scenario.authorizationApiKey, "unknown", "unknown"].map((apiKey) => {
    const answer = send(state, tokenRequest(apiKey, now), now)
    state = answer.state
    return answer.code
  })
  expect(codes).toEqual([0, 0, 1008, 1008])
})

it("makes no one wait because its clock was set back", () => {
  let state = Scenario.rules({ rateLimit: { perSecond: 10, burst: 1 } })(Scenario.initial)
  const codes = [0, -3_600_000, -3_600_000 + 100, -3_600_000 + 150].map((offset) => {
    const answer = send(state, tokenRequest(Scenario.creditApiKey, now + offset), now + offset)
    state = answer.state
    return answer.code
  })
  expect(codes).toEqual([0, 0, 0, 1009])
})

it("counts a request that another check refuses, and not one that came too soon", () => {
  const rateLimit = { perSecond: 1, burst: 1 }
  let state = Scenario.rules({ rateLimit })(Scenario.initial)
  const codes = [0, 500, 1_000].map((offset) => {
    const late = tokenRequest(Scenario.creditApiKey, now + offset - 61_000)
    const answer = send(state, late, now + offset)
    state = answer.state
    return answer.code
  })
  expect(codes).toEqual([1005, 1009, 1005])
})
