import { FastCheck as fc } from "effect"
import { describe, expect, it } from "vitest"
import * as ClockOffset from "../../src/internal/serverTime/clockOffset.js"
import * as Strategies from "../support/time/strategies.js"
import { arbitrary, type Fate, play, type Strategy } from "../support/time/world.js"

const sound = (fate: Fate): boolean =>
  !fate.sentAfterFirstAnswer || (!fate.refused && fate.behind >= 0 && fate.behindDate <= 30_000)

const isSound = (makeStrategy: () => Strategy) =>
  fc.property(arbitrary, (world) => play(world, makeStrategy).every(sound))

describe("stamps", { timeout: 120_000 }, () => {
  it("after the first answer none is refused, and each is 0 to 30 s behind the server when sent", () => {
    fc.assert(isSound(Strategies.ours), { numRuns: 20_000 })
  })

  it.each(["rawClock", "fiveSecondsBack", "midpoint"] as const)("%s is caught by the same property", (name) => {
    expect(fc.check(isSound(Strategies[name]), { numRuns: 20_000, endOnFailure: true }).failed).toBe(true)
  })

  it("before the first answer a call is refused at most once: what its refusal taught serves the next", () => {
    const settles = fc.property(arbitrary, (world) => {
      const first = { ...world.calls[0], gap: 0, out: 0, back: 0 }
      const fates = play(
        { ...world, calls: [first, ...world.calls.map((call) => ({ ...call, gap: call.gap + 1 }))] },
        Strategies.ours
      )
      return fates.slice(1).every((fate) => !fate.refused)
    })
    fc.assert(settles, { numRuns: 5_000 })
  })

  it("a server whose clock is set costs one refusal, whichever way it was set", () => {
    fc.assert(
      fc.property(fc.integer({ min: -600_000, max: 600_000 }), fc.integer({ min: 0, max: 5_000 }), (step, back) => {
        const now = (t: number) => ({ wall: 1_767_225_600_000 + t, monotonic: t })
        let bounds = ClockOffset.initial
        for (const t of [0, 1_000, 2_000, 3_000]) {
          bounds = ClockOffset.observe(
            Strategies.rules,
            bounds,
            { sent: t, received: t + 10, date: 1_767_225_600_000 + Math.floor(t / 1000) * 1000 },
            now(t + 10)
          )
        }
        const server = (t: number) => 1_767_225_600_000 + t + step
        const stamp = ClockOffset.stamp(Strategies.rules, bounds, now(5_000))
        const age = server(5_000) - stamp
        const sample = {
          sent: 5_000,
          received: 5_000 + back,
          date: Math.floor(server(5_000) / 1000) * 1000
        }
        const learned =
          age < 0 || age > 60_000
            ? ClockOffset.rejected(Strategies.rules, bounds, stamp, sample, now(5_000 + back))
            : ClockOffset.observe(Strategies.rules, bounds, sample, now(5_000 + back))
        const again = server(5_000 + back) - ClockOffset.stamp(Strategies.rules, learned, now(5_000 + back))
        return again >= 0 && again <= 60_000
      }),
      { numRuns: 10_000 }
    )
  })
})

describe("both bounds", { timeout: 120_000 }, () => {
  it("hold whatever the delays are", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -600_000, max: 600_000 }),
        fc.array(fc.record({ gap: fc.nat(100_000), out: fc.nat(5_000), back: fc.nat(5_000) }), {
          minLength: 1,
          maxLength: 30
        }),
        (offset, calls) => {
          let bounds = ClockOffset.initial
          let t = 0
          return calls.every(({ back, gap, out }) => {
            t += gap
            const sample = {
              sent: t,
              received: t + out + back,
              date: Math.floor((1_767_225_600_000 + offset + t + out) / 1000) * 1000
            }
            t = sample.received
            const now = { wall: 1_767_225_600_000 + t, monotonic: t }
            bounds = ClockOffset.observe(Strategies.rules, bounds, sample, now)
            const server = 1_767_225_600_000 + offset + t
            const earliest = ClockOffset.earliest(Strategies.rules, bounds, now)
            const latest = ClockOffset.latest(Strategies.rules, bounds, now)
            return earliest !== undefined && latest !== undefined && earliest <= server && server <= latest
          })
        }
      ),
      { numRuns: 5_000 }
    )
  })

  it("are dropped when our wall and monotonic clocks part by more than 5 s", () => {
    const now = { wall: 1_767_225_600_000, monotonic: 1_000 }
    const bounds = ClockOffset.observe(
      Strategies.rules,
      ClockOffset.initial,
      { sent: 900, received: 1_000, date: 1_767_225_600_000 },
      now
    )
    expect(ClockOffset.earliest(Strategies.rules, bounds, { wall: now.wall + 4_999, monotonic: 1_000 })).toBe(now.wall)
    expect(ClockOffset.earliest(Strategies.rules, bounds, { wall: now.wall + 5_001, monotonic: 1_000 })).toBeUndefined()
    expect(ClockOffset.earliest(Strategies.rules, bounds, { wall: now.wall - 5_001, monotonic: 1_000 })).toBeUndefined()
  })
})

describe("a refusal", () => {
  const now = { wall: 1_767_225_600_000, monotonic: 1_000 }
  const sample = { sent: 900, received: 1_000, date: now.wall }
  const learned = ClockOffset.observe(Strategies.rules, ClockOffset.initial, sample, now)

  it("in spite of a fresh bound steps back by 10 s, once for all calls under way, and by 40 s at most", () => {
    const at = (t: number) => ({ wall: now.wall + t - 1_000, monotonic: t })
    const refusedAt = (bounds: ClockOffset.ClockOffset, sent: number, received: number) => {
      const date = Math.floor(at(sent).wall / 1000) * 1000
      const stamp = ClockOffset.stamp(Strategies.rules, learned, at(sent)) - bounds.stepBack
      return ClockOffset.rejected(Strategies.rules, bounds, stamp, { sent, received, date }, at(received))
    }
    const once = refusedAt(learned, 1_000, 1_100)
    expect(once.stepBack).toBe(10_000)
    expect(refusedAt(once, 1_000, 1_200).stepBack).toBe(10_000)
    const often = Array.from({ length: 9 }, (_, index) => 2_000 + index * 1_000)
    expect(often.reduce((bounds, t) => refusedAt(bounds, t, t + 1), once).stepBack).toBe(40_000)
  })

  it("of a stamp from before the bound was known does not step back: two calls under way when a clock jumped", () => {
    const jumped = { wall: now.wall + 60_000, monotonic: 2_000 }
    const stamp = ClockOffset.stamp(Strategies.rules, learned, jumped)
    expect(stamp).toBe(jumped.wall - 5_000)
    const answer = { sent: 2_000, received: 2_100, date: now.wall + 1_000 }
    const later = { wall: jumped.wall + 100, monotonic: 2_100 }
    const once = ClockOffset.rejected(Strategies.rules, learned, stamp, answer, later)
    const twice = ClockOffset.rejected(Strategies.rules, once, stamp, answer, later)
    expect([once.stepBack, twice.stepBack]).toEqual([0, 0])
  })

  it("without a Date tries further back, and from the start again at the end of that", () => {
    const steps: Array<number> = []
    let bounds = ClockOffset.initial
    for (let t = 1_000; t <= 6_000; t += 1_000) {
      const at = { wall: now.wall + t, monotonic: t }
      bounds = ClockOffset.rejected(Strategies.rules, bounds, at.wall, { sent: t, received: t, date: undefined }, at)
      steps.push(bounds.stepBack)
    }
    expect(steps).toEqual([10_000, 20_000, 30_000, 40_000, 0, 10_000])
  })

  it("before anything was learned, or for a stamp that was too old, steps nothing back", () => {
    expect(ClockOffset.rejected(Strategies.rules, ClockOffset.initial, now.wall + 60_000, sample, now).stepBack).toBe(0)
    expect(ClockOffset.rejected(Strategies.rules, learned, now.wall - 70_000, sample, now).stepBack).toBe(0)
  })
})
