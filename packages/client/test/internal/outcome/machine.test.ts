/**
 * The machine that decides what became of a number, at every pair of a state and an event that can be reached in small
 * worlds, breadth first, without a clock (world.ts, settings.ts).
 */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Either, Predicate, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { OutcomeUnknown } from "../../../src/ClientError.js"
import * as Stored from "../../../src/internal/outcome/stored.js"
import { step } from "../../../src/internal/outcome/step.js"
import * as Chart from "../../support/outcome/chart.js"
import { disturb, explore, isAwaited, nothingFound } from "../../support/outcome/model.js"
import { settings } from "../../support/outcome/settings.js"
import { holder, same } from "../../support/outcome/world.js"

const found = nothingFound()
for (const setting of settings) explore(setting, found)
disturb(found)

const phases = [
  "Resting",
  "Reading",
  "Yielding",
  "Sending",
  "Recording",
  "Writing",
  "Missing",
  "Timing",
  "Asking",
  "Comparing",
  "Looking",
  "Waiting",
  "Ended"
]
const events = [...found.samples.keys()].toSorted()

/**
 * What can happen in each phase. All else is told to every state too, and must change nothing: nothing of the kind is under
 * way. The limit counts while something is found out; what is over, or at rest, is not interrupted.
 */
const happens: Readonly<Record<string, ReadonlyArray<string>>> = {
  Resting: ["Begun"],
  Reading: ["Interrupted", "LogFailed", "LogRead"],
  Yielding: ["Interrupted", "Slept"],
  Sending: ["Answered", "Failed", "Interrupted", "Stamped"],
  Recording: ["Answered", "Failed", "Interrupted", "LogFailed", "Stamped", "Swapped"],
  Writing: ["Interrupted", "LogFailed", "Swapped"],
  Missing: ["Interrupted", "Timed"],
  Timing: ["Interrupted", "TimeUp", "Timed"],
  Asking: ["Interrupted", "ListFailed", "Listed", "TimeUp"],
  Comparing: ["Interrupted", "LogFailed", "LogRead", "TimeUp"],
  Looking: ["Interrupted", "LookFailed", "Looked", "TimeUp"],
  Waiting: ["Interrupted", "Slept", "TimeUp"],
  Ended: []
}
const never = phases.length * events.length - Object.values(happens).flat().length

/** The same as JSON, in whatever order fields stand. */
const equals = (one: unknown, other: unknown): boolean => same(one, other) || same(sorted(one), sorted(other))

const sorted = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, part) =>
    Predicate.isRecord(part) ? Object.fromEntries(Object.entries(part).toSorted()) : part
  )

/** Every state, and what another process takes it for that reads it where it was stored. */
const states = [...found.states.values()].map((distinct) => {
  const json = JSON.stringify(Either.getOrThrow(Stored.encode(distinct.state)))
  return { ...distinct, taken: Either.getOrThrow(Stored.decode(JSON.parse(json))) }
})

describe(`at all ${found.pairs} pairs of a state and an event, in ${settings.length} worlds,`, () => {
  it.each([...found.broken])("%s", (_, broken) => {
    expect(broken.slice(0, 3)).toEqual([])
  })

  it("an event that nothing waits for changes nothing", () => {
    expect(found.disturbed.slice(0, 3)).toEqual([])
  })

  it("there is an end or a pause, whatever happens", () => {
    expect(found.endless.slice(0, 3)).toEqual([])
  })

  it("every world is looked at to its end", () => {
    expect(found.cut).toEqual([])
  })
})

describe("after any interruption,", () => {
  it("who goes on, and who knows nothing but the log, ends right when nothing more goes wrong", () => {
    expect(found.wrongEnds.slice(0, 3)).toEqual([])
  })
})

describe(`of ${phases.length * events.length} pairs of a phase and an event,`, () => {
  it(`${never} cannot happen, and every other one does`, () => {
    const reached = phases.map((phase) => [phase, events.filter((event) => found.reached.has(`${phase} ${event}`))])
    expect(Object.fromEntries(reached)).toEqual(happens)
  })
})

describe(`each of ${states.length} states`, () => {
  it("is the same after JSON", () => {
    expect(states.filter(({ state, taken }) => !equals(taken, state)).slice(0, 3)).toEqual([])
  })

  it("goes on in the same way after JSON", () => {
    const differ = states.filter(({ doing, setting, state, taken }) =>
      [...found.samples.values()].some(
        (event) =>
          isAwaited(state, doing, event) &&
          !equals(step(setting.rules, taken, event), step(setting.rules, state, event))
      )
    )
    expect(differ.slice(0, 3)).toEqual([])
  })

  it("has its errors as errors after JSON", () => {
    const unknowns = states.map(({ taken }) => taken.known.outcome).filter((unknown) => unknown !== null)
    expect(unknowns.length).toBeGreaterThan(0)
    expect(unknowns.every(Schema.is(OutcomeUnknown))).toBe(true)
  })

  it("holds nothing of a person", () => {
    const texts = states.map(({ state }) => JSON.stringify(state))
    expect(texts.filter((text) => text.includes(holder) || text.includes("holder-8842"))).toEqual([])
  })
})

describe("the flow chart of docs/outcomes.md", () => {
  const text = readFileSync(fileURLToPath(new URL("../../../../../docs/outcomes.md", import.meta.url)), "utf8")
  const { arrows, strange, within } = Chart.read(/```mermaid\n([\s\S]*?)\n```/.exec(text)?.[1]?.split("\n") ?? [])
  const edges = [...found.edges]

  it("has no line that is not understood", () => {
    expect(strange).toEqual([])
  })

  it("shows what leads from what to what in the machine, and nothing else", () => {
    const drawn = edges.filter((edge) => !edge.includes(" Interrupted "))
    const real = Chart.arrowsOf(drawn, within)
    expect([...arrows].filter((arrow) => !real.has(arrow))).toEqual([])
    expect([...real].filter((arrow) => !arrows.has(arrow))).toEqual([])
  })

  it("is true of interruptions: they lead to the start, from everywhere but there and an end", () => {
    const interrupted = edges.filter((edge) => edge.includes(" Interrupted ")).toSorted()
    const everywhere = phases.filter((phase) => phase !== "Resting" && phase !== "Ended")
    expect(interrupted).toEqual(everywhere.map((phase) => `${phase} Interrupted Resting`).toSorted())
  })
})
