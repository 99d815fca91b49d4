/** Which spans a list is asked for, and when a clear pass is proof: for any stamps that move forward, and any platform. */
import { FastCheck as fc } from "effect"
import { describe, expect, it } from "vitest"
import * as Spans from "../../../src/internal/outcome/spans.js"
import { runs } from "../../../../testkit/test/support/runs.js"
import { beginning as start, day, hour, minute, second } from "../../support/outcome/world.js"

/** Every way in which a platform takes spans, in the order in which they are tried. */
const everyHabits: ReadonlyArray<Spans.Habits> = (() => {
  const tried: Array<Spans.Habits> = []
  for (let habits: Spans.Habits | undefined = Spans.initialHabits; habits !== undefined && tried.length < 100;) {
    tried.push(habits)
    habits = Spans.afterRejection(habits)
  }
  return tried
})()

describe("a platform that refuses every span", () => {
  it("is asked otherwise ten times at most", () => {
    expect(everyHabits.length).toBeLessThanOrEqual(10)
  })

  it("is asked with an end at the stamp from the second time on", () => {
    expect(everyHabits.map(({ end }) => end)).toEqual(["ahead", ...everyHabits.slice(1).map(() => "atStamp")])
  })

  it("is asked for shorter spans after that, the last one of a day", () => {
    const lengths = everyHabits.slice(1).map(({ spanMillis }) => spanMillis)
    expect(lengths).toEqual([...new Set(lengths)].toSorted((one, other) => other - one))
    expect([lengths[0], lengths.at(-1)]).toEqual([88 * day, day])
  })
})

interface Walk {
  readonly habits: Spans.Habits
  readonly copies: ReadonlyArray<number>
  readonly since: number | null
  /** How long each question takes; the last one again and again. */
  readonly delays: ReadonlyArray<number>
  readonly at: number
}

const walks: fc.Arbitrary<Walk> = fc.record({
  habits: fc.constantFrom(...everyHabits),
  copies: fc.array(
    fc.integer({ min: -800 * day, max: 2 * day }).map((ago) => start + ago),
    { maxLength: 3 }
  ),
  since: fc.option(fc.integer({ min: -800 * day, max: 2 * day }).map((ago) => start + ago)),
  delays: fc.array(fc.oneof(fc.constantFrom(0, 1, hour), fc.nat(hour)), { minLength: 1, maxLength: 8 }),
  at: fc.nat(5_000).map((later) => start + later)
})

/** More spans than any walk may need. */
const tooMany = 2_000

/** A pass: its spans, with the stamps that they were reckoned from. */
const pass = ({ at, copies, delays, habits, since }: Walk) => {
  const asked: Array<{ readonly at: number; readonly span: Spans.Span }> = []
  let stamp = at
  let place = Spans.beginning(copies, since, at)
  while (asked.length < tooMany) {
    const span = Spans.nextSpan(habits, place, stamp)
    asked.push({ at: stamp, span })
    if (span.isLast) break
    place = Spans.after(span)
    stamp += delays[Math.min(asked.length, delays.length) - 1] ?? 0
  }
  return asked
}

const holds = (law: (walk: Walk) => boolean) => fc.assert(fc.property(walks, law), { numRuns: runs(3_000) })

/** What a list shows whose bounds are rounded inwards to seconds, and do not count. */
const shows = ({ from, to }: Spans.Span, time: number): boolean =>
  Math.ceil(from / second) * second < time && time < Math.floor(to / second) * second

/** The first moment that must be looked at: by what is known of copies, by what the caller says, or 88 days ago. */
const earliest = ({ at, copies, since }: Walk): number =>
  Math.min(at, since === null ? at - 88 * day : since - day, ...copies.map((copy) => copy - day))

describe("the spans of a pass", () => {
  it("leave out no moment from the first to the last stamp, whatever the time between the questions", () => {
    fc.assert(
      fc.property(walks, fc.double({ min: 0, max: 1, noNaN: true }), (walk, share) => {
        const asked = pass(walk)
        const from = earliest(walk) + 2 * second
        const until = (asked.at(-1)?.at ?? 0) - 3 * second
        // The beginning, the end and what lies about the seams between spans are the likeliest to be left out.
        const seams = asked.flatMap(({ span }) => [span.from - 1, span.from + second, span.to - second, span.to + 1])
        const moments = [from, until, from + share * (until - from), ...seams]
        return moments
          .filter((moment) => moment >= from && moment <= until)
          .every((moment) => asked.some(({ span }) => shows(span, moment)))
      }),
      { numRuns: runs(1_000) }
    )
  })

  it("go on to a day after the last stamp, or up to that stamp where the platform refuses the future", () => {
    holds((walk) => {
      const last = pass(walk).at(-1)
      if (last === undefined) return false
      const end = walk.habits.end === "ahead" ? last.at + day : Math.floor(last.at / second) * second
      return last.span.isLast && last.span.to === end
    })
  })

  it("never end in the future where the platform refuses that", () => {
    holds((walk) => walk.habits.end === "ahead" || pass(walk).every(({ at, span }) => span.to <= at))
  })

  it("run forwards, and are no longer than 88 days nor than the platform takes", () => {
    holds((walk) =>
      pass(walk).every(
        ({ span: { from, to } }) =>
          from < to && to - from <= Math.max(second, Math.min(88 * day, walk.habits.spanMillis))
      )
    )
  })

  it("overlap by some seconds at least", () => {
    holds((walk) => {
      const asked = pass(walk)
      return asked.slice(1).every(({ span }, index) => span.from <= (asked[index]?.span.to ?? 0) - 3 * second)
    })
  })

  it("are as many as the time asks for, and two or three more", () => {
    holds((walk) => {
      const asked = pass(walk)
      const time = (asked.at(-1)?.span.to ?? 0) - earliest(walk)
      // A question takes an hour at most, and spans overlap by one.
      return asked.length <= Math.ceil(time / (walk.habits.spanMillis - 2 * hour)) + 3
    })
  })

  it("has a last day of its own where it goes back further: it may be asked for again alone", () => {
    holds((walk) => {
      const asked = pass(walk)
      const last = asked.at(-1)
      return last === undefined || asked.length === 1 || last.span.from >= last.at - day - 4 * hour
    })
  })
})

interface Rounds {
  readonly habits: Spans.Habits
  readonly lastCopy: number
  readonly margin: number
  /** What each pass is late by, and how long it takes. */
  readonly passes: ReadonlyArray<{ readonly pause: number; readonly takes: number }>
}

const rounds: fc.Arbitrary<Rounds> = fc.record({
  habits: fc.constantFrom(...everyHabits),
  lastCopy: fc.integer({ min: -5 * minute, max: 5 * minute }).map((ago) => start + ago),
  margin: fc.constantFrom(0, 1, second, minute),
  passes: fc.array(
    fc.record({
      pause: fc.oneof(fc.constantFrom(0, second, minute), fc.nat(3 * minute)),
      takes: fc.oneof(fc.constantFrom(0, minute), fc.nat(minute))
    }),
    { minLength: 1, maxLength: 12 }
  )
})

/** Clear passes, one after the other, up to the one that is proof; none if none is. */
const provedBy = ({ habits, lastCopy, margin, passes }: Rounds): ReadonlyArray<Spans.Pass> | undefined => {
  const done: Array<Spans.Pass> = []
  let firstAnswered: number | null = null
  let now = start
  for (const { pause, takes } of passes) {
    const asked = now + pause
    const made = { asked, answered: asked + takes, to: Spans.nextSpan(habits, asked - day, asked).to }
    done.push(made)
    const proof = Spans.proofBy(habits, Spans.settlesAt(lastCopy, margin), firstAnswered, made)
    if (proof.isProof) return done
    ;({ firstAnswered } = proof)
    now = asked + takes
  }
  return undefined
}

describe("a proof by clear passes", () => {
  const proved = (law: (given: Rounds, passes: ReadonlyArray<Spans.Pass>) => boolean) =>
    fc.assert(
      fc.property(rounds, (given) => {
        const passes = provedBy(given)
        return passes === undefined || law(given, passes)
      }),
      { numRuns: runs(10_000) }
    )

  it("is asked for when no copy can follow or be hidden any more", () => {
    proved(({ lastCopy, margin }, passes) => (passes.at(-1)?.asked ?? 0) >= lastCopy + minute + margin)
  })

  it("leaves out no card that was carried out at the last moment, and is listed as late as it may be", () => {
    proved(({ habits, lastCopy }, passes) => habits.end === "ahead" || (passes.at(-1)?.to ?? 0) > lastCopy + minute)
  })

  // The platform answers a question a timestamp's life after its stamp at the latest, and until then the card may change.
  it("leaves out no card that changed once while an earlier pass was answered, however late that was", () => {
    proved(({ habits, lastCopy }, passes) => {
      if (habits.end === "ahead") return true
      const to = passes.at(-1)?.to ?? 0
      // Passes that showed a card under the time at which it was carried out had not been clear.
      const blind = passes.slice(0, -1).find((made) => made.to > lastCopy + minute)
      return blind !== undefined && blind.answered + minute < to
    })
  })

  it("comes when every pass is asked as soon as it may be", () => {
    fc.assert(
      fc.property(rounds, ({ habits, lastCopy, margin, passes }) => {
        let firstAnswered: number | null = null
        let asked = start
        for (let count = 0; count < 4; count++) {
          const answered = asked + (passes[0]?.takes ?? 0)
          const to = Spans.nextSpan(habits, asked - day, asked).to
          const proof = Spans.proofBy(habits, Spans.settlesAt(lastCopy, margin), firstAnswered, { asked, answered, to })
          if (proof.isProof) return true
          ;({ firstAnswered } = proof)
          asked = Math.max(answered, proof.next)
        }
        return false
      }),
      { numRuns: runs(3_000) }
    )
  })
})

describe("an answer", () => {
  it.each([
    ["that was asked at the stamp", 0, 0, true],
    ["that was asked a timestamp's life later", 0, minute, true],
    ["that was asked before the stamp", -1, 0, false],
    ["that was asked later than that", 0, minute + 1, false],
    ["of which no stamp was told", Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, false]
  ])("%s", (_, first, last, counts) => {
    expect(Spans.answers(start, start + first, start + last)).toBe(counts)
  })
})
