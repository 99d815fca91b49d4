/** The laws, on the library's own way of issuing cards, and on wrong ways. */
import { runInNewContext } from "node:vm"
import { Laws } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Struct } from "effect"
import {
  alwaysUnknown,
  askingOnce,
  exactOrNone,
  hostileIssuing,
  issuing,
  mistakes,
  reconciling
} from "../support/lawPrograms.js"
import { fallOf, isFall, laws, wrongPrograms } from "../support/wrongPrograms.js"
import { blank } from "../../../testkit/test/support/facts.js"
import { runs } from "../../../testkit/test/support/runs.js"

const limit = 180_000

/** The law is broken, and the smallest schedule that was found breaks it again. */
const breaks = <R>(program: Laws.Program<R>, law: keyof typeof laws, options: Laws.Options = {}) =>
  Effect.gen(function* () {
    const { trial, violations } = yield* Effect.flip(laws[law](program, { schedules: 500, ...options }))
    expect(violations.every((violation) => violation.startsWith(`${law}: `))).toBe(true)
    const again = yield* Effect.flip(Laws.replay(program, trial))
    expect(again.violations).toEqual(expect.arrayContaining([...violations]))
    return again
  })

describe("issuing keeps every law", () => {
  it.live(
    "over 500 schedules, with a log that outlives crashes",
    () =>
      Effect.gen(function* () {
        const report = yield* Laws.all(issuing, { schedules: runs(500), seed: 7 })
        expect(report.schedules).toBe(runs(500))
        expect(report.schedulesWithFault).toBeGreaterThanOrEqual(runs(450))
        expect(report.unknownResolved).toBeGreaterThan(runs(100))
      }),
    limit
  )

  it.live(
    "over 200 schedules, from the number alone",
    () =>
      Effect.map(Laws.all(reconciling, { schedules: runs(200), seed: 8 }), ({ schedules }) =>
        expect(schedules).toBe(runs(200))
      ),
    limit
  )

  it.live(
    "while processing and list lag within the margin",
    () =>
      Effect.map(
        Laws.all(issuing, { schedules: runs(200), seed: 9, maxIntents: 2, listLagMillis: 10_000 }),
        ({ unknownResolved }) => expect(unknownResolved).toBeGreaterThan(runs(10))
      ),
    limit
  )
})

describe("beyond what can be promised,", () => {
  it.live(
    "a list that lags longer than the margin loses cards",
    () => breaks(issuing, "noLostCard", { listLagMillis: 200_000 }),
    limit
  )

  it.live(
    "so does processing that takes longer than the margin",
    () => breaks(issuing, "noLostCard", { maxLagMillis: 400_000 }),
    limit
  )
})

describe("a law is broken by", () => {
  // Ten seeds are tried by `pnpm check:laws`.
  it.live.each(Object.entries(wrongPrograms))(
    "%s, within 200 schedules, by a counterexample of at most three faults that replays",
    ([, program]) =>
      Effect.gen(function* () {
        expect(yield* fallOf(program, 1)).toSatisfy(isFall)
      }),
    limit
  )

  it.live(
    "what is put out after a failure only, so there is a fault in the smallest schedule",
    () =>
      Effect.gen(function* () {
        const counting = wrongPrograms["failures counted by address"]
        const { trial } = yield* fallOf(counting, 1)
        expect(trial?.faults).toHaveLength(1)
      }),
    limit
  )
})

describe("on a hostile platform,", () => {
  const names = Struct.keys(Laws.hostileRules)
  /** A program that neither crashes nor is interrupted. */
  const undisturbed = { maxDisturbances: 0, maxStoreFaults: 0 } satisfies Laws.Options

  it.live(
    "a list that shows nothing under exactly the number is proof as long as the platform is not",
    () =>
      Effect.map(laws.noLostCard(exactOrNone, { ...undisturbed, schedules: runs(300) }), ({ rules }) =>
        expect(rules).toEqual({})
      ),
    limit
  )

  it.live.each(["uniqueNoStored", "uniqueNoShown"] as const)(
    "it loses cards under %s",
    (hostile) =>
      Effect.map(breaks(exactOrNone, "noLostCard", { ...undisturbed, hostile }), ({ timeline, trial }) => {
        expect(trial.rules).toHaveProperty(hostile)
        expect(timeline.join("\n")).toContain("; an unclear row was shown")
      }),
    limit
  )

  it.live.each(names)(
    "who always says unknown is caught under %s",
    (hostile) => breaks(alwaysUnknown, "noNeedlessUnknown", { hostile }),
    limit
  )

  it.live("as under mixtures", () => breaks(alwaysUnknown, "noNeedlessUnknown", { hostile: "all" }), limit)

  it.live(
    "each rule alone is counted where it was in force",
    () =>
      Effect.forEach(names, (hostile) =>
        Effect.map(laws.oneFetchPerGeneration(alwaysUnknown, { hostile, schedules: 20 }), ({ rules }) =>
          expect(rules[hostile]).toBe(20)
        )
      ),
    limit
  )

  it.live(
    "mixtures hold every rule, and leave some schedules without any",
    () =>
      Effect.map(laws.oneFetchPerGeneration(alwaysUnknown, { hostile: "all", schedules: 500 }), ({ rules }) => {
        for (const name of names) {
          expect(rules[name]).toBeGreaterThan(30)
          expect(rules[name]).toBeLessThan(300)
        }
      }),
    limit
  )

  it.live(
    "an unclear row excuses the intent that it was shown for, and a list that tells nothing all of them",
    () =>
      Effect.gen(function* () {
        const trial = {
          ...blank,
          intents: 2,
          faults: [{ operation: "applyForCard", nth: 1, fault: { _tag: "LoseAnswer", silent: false } }] as const
        }
        const unclear = yield* Laws.replay(askingOnce, { ...trial, rules: { uniqueNoShown: "masked" } })
        expect(unclear).toMatchObject({ unclear: 1, unknown: 1, cards: 1 })
        const open = yield* Laws.replay(alwaysUnknown, { ...trial, rules: { emptyList: "array" } })
        expect(open).toMatchObject({ unclear: 0, unknown: 2 })
        const clear = yield* Effect.flip(Laws.replay(askingOnce, { ...trial, rules: { cardTypeShown: "masked" } }))
        expect(clear.violations).toEqual([
          "noNeedlessUnknown: intent-1 was left unknown, and all that was asked was answered"
        ])
      }),
    limit
  )

  it.live(
    "a trial of before there were rules is replayed as it was",
    () =>
      Effect.map(Laws.replay(hostileIssuing, blank), ({ cards, rules }) => {
        expect(cards).toBe(1)
        expect(rules).toEqual({})
      }),
    limit
  )
})

describe("a broken law", () => {
  it.live(
    "is told by the smallest schedule, as a value to paste, with what happened",
    () =>
      Effect.gen(function* () {
        const broken = yield* breaks(mistakes["502 taken for not sent"], "noLostCard")
        expect(broken.trial).toMatchObject({
          intents: 1,
          gapMillis: 0,
          disturbances: [],
          storeFaults: [],
          faults: [{ operation: "applyForCard", fault: { _tag: "BadGateway", carriedOut: true } }]
        })
        const pasted = /\n(\{\n[\s\S]*?\n\})\n/.exec(broken.message)?.[1] ?? ""
        expect(runInNewContext(`JSON.stringify(${pasted})`)).toBe(JSON.stringify(broken.trial))
        expect(broken.timeline.join("\n")).toMatch(/applyForCard 1 .*BadGateway, carriedOut true.*→ HTTP 502/)
        expect(broken.timeline.at(-1)).toMatch(/intent-1 .*NoCard.*on the platform: C0000000001/)
      }),
    limit
  )
})
