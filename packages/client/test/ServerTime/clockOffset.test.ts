import { FastCheck as fc } from "effect"
import { describe, expect, it } from "vitest"
import * as ClockOffset from "../../src/internal/serverTime/clockOffset.js"
import * as Hypotheses from "../../src/internal/serverTime/hypotheses.js"
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

  it("after a first refusal by a clock that checks a little behind go by the first answer's date", () => {
    const nearly = arbitrary.chain((world) =>
      fc
        .record({ offset: fc.integer({ min: -20, max: 20 }), lag: fc.integer({ min: 4_900, max: 5_000 }) })
        .map((narrow) => ({ ...world, ...narrow }))
    )
    fc.assert(
      fc.property(nearly, (world) => play(world, Strategies.ours).every(sound)),
      { numRuns: 5_000 }
    )
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
          bounds = Hypotheses.observe(
            Strategies.rules,
            bounds,
            { sent: t, received: t + 10, date: 1_767_225_600_000 + Math.floor(t / 1000) * 1000 },
            now(t + 10)
          )
        }
        const server = (t: number) => 1_767_225_600_000 + t + step
        const stamp = Hypotheses.stamp(Strategies.rules, bounds, now(5_000))
        const age = server(5_000) - stamp
        const sample = {
          sent: 5_000,
          received: 5_000 + back,
          date: Math.floor(server(5_000) / 1000) * 1000
        }
        const learned =
          age < 0 || age > 60_000
            ? Hypotheses.rejected(Strategies.rules, bounds, stamp, sample, now(5_000 + back))
            : Hypotheses.observe(Strategies.rules, bounds, sample, now(5_000 + back))
        const again = server(5_000 + back) - Hypotheses.stamp(Strategies.rules, learned, now(5_000 + back))
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
            bounds = Hypotheses.observe(Strategies.rules, bounds, sample, now)
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
    const bounds = Hypotheses.observe(
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
  const learned = Hypotheses.observe(Strategies.rules, ClockOffset.initial, sample, now)

  const at = (t: number) => ({ wall: now.wall + t - 1_000, monotonic: t })
  const nameOf = ({ hypothesis }: ClockOffset.ClockOffset) => Hypotheses.hypotheses[hypothesis]?.name
  /** A refusal of the stamp of a moment, whose answer has a date of the same clock, or none. */
  const refusedAt = (bounds: ClockOffset.ClockOffset, stamped: number, received: number, hasDate = true) =>
    Hypotheses.rejected(
      Strategies.rules,
      bounds,
      Hypotheses.stamp(Strategies.rules, bounds, at(stamped)),
      {
        stamped,
        sent: stamped,
        received,
        date: hasDate ? Math.floor(at(stamped).wall / 1000) * 1000 : undefined
      },
      at(received)
    )
  /** The names of the hypotheses that a number of refusals lead to, one after the other. */
  const namesAfter = (start: ClockOffset.ClockOffset, count: number, hasDate: boolean) => {
    let bounds = start
    return Array.from({ length: count }, (_, index) => {
      bounds = refusedAt(bounds, 2_000 + index * 1_000, 2_100 + index * 1_000, hasDate)
      return nameOf(bounds)
    })
  }

  it("in spite of a fresh bound leads to the next hypothesis that says another time, and at the end to the first", () => {
    // Our own clock says what the date says.
    const names = ["date_20_s_back", "date_45_s_forward", "date_45_s_back"]
    expect(namesAfter(learned, 4, true)).toEqual([...names, "own_clock_45_s_back"])
    // 70 s ahead, it is another hypothesis.
    const ahead = { ...learned, wallMinusMonotonic: learned.wallMinusMonotonic + 70_000 }
    const later = (t: number) => ({ wall: at(t).wall + 70_000, monotonic: t })
    const stamp = Hypotheses.stamp(Strategies.rules, ahead, later(2_000))
    const sample = { sent: 2_000, received: 2_100, date: now.wall + 1_000 }
    expect(nameOf(Hypotheses.rejected(Strategies.rules, ahead, stamp, sample, later(2_100)))).toBe("own_clock")
  })

  it("refutes once for all calls that were under way, and an answer that is none lets all be tried again", () => {
    const once = refusedAt(learned, 2_000, 2_100)
    const stale = (bounds: ClockOffset.ClockOffset) =>
      Hypotheses.rejected(
        Strategies.rules,
        bounds,
        Hypotheses.stamp(Strategies.rules, learned, at(2_001)),
        { sent: 2_001, received: 2_200, date: undefined },
        at(2_200)
      )
    expect([once, stale(once), stale(stale(once))].map(nameOf)).toEqual(Array(3).fill("date_20_s_back"))
    const works = Hypotheses.observe(
      Strategies.rules,
      once,
      { sent: 3_000, received: 3_010, date: undefined },
      at(3_010)
    )
    expect([nameOf(works), works.refuted]).toEqual(["date_20_s_back", []])
  })

  it("of a stamp that was under way for long refutes nothing", () => {
    expect(nameOf(refusedAt(learned, 2_000, 52_001))).toBe("date")
    expect(nameOf(refusedAt(learned, 2_000, 51_999))).not.toBe("date")
  })

  it("is not believed to be the last one where Date is another one each time", () => {
    let bounds = learned
    for (const [index, date] of [now.wall + 3_600_000, now.wall - 3_600_000].entries()) {
      const t = 2_000 + index * 1_000
      const stamp = Hypotheses.stamp(Strategies.rules, bounds, at(t))
      bounds = Hypotheses.rejected(Strategies.rules, bounds, stamp, { sent: t, received: t, date }, at(t))
    }
    expect(nameOf(bounds)).not.toBe("date")
  })

  it("of a stamp from before the bound was known does not step back: two calls under way when a clock jumped", () => {
    const jumped = { wall: now.wall + 60_000, monotonic: 2_000 }
    const stamp = Hypotheses.stamp(Strategies.rules, learned, jumped)
    expect(stamp).toBe(jumped.wall - 5_000)
    const answer = { sent: 2_000, received: 2_100, date: now.wall + 1_000 }
    const later = { wall: jumped.wall + 100, monotonic: 2_100 }
    const once = Hypotheses.rejected(Strategies.rules, learned, stamp, answer, later)
    const twice = Hypotheses.rejected(Strategies.rules, once, stamp, answer, later)
    expect([once, twice].map(nameOf)).toEqual(["date", "date"])
  })

  it("without a Date tries our own clock, some way back and forward, and then the first again", () => {
    expect(namesAfter(ClockOffset.initial, 4, false)).toEqual([
      "date_20_s_back",
      "date_45_s_forward",
      "date_45_s_back",
      "own_clock_45_s_back"
    ])
  })

  it("before anything was learned, or for a stamp that was too old, keeps the first", () => {
    const early = Hypotheses.rejected(Strategies.rules, ClockOffset.initial, now.wall + 60_000, sample, now)
    const old = Hypotheses.rejected(Strategies.rules, learned, now.wall - 70_000, sample, now)
    expect([early, old].map(nameOf)).toEqual(["date", "date"])
  })
})
