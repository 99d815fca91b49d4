/** The laws, on the library's own way of issuing cards, and on wrong ways. */
import { runInNewContext } from "node:vm"
import { Laws } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { issuing, mistakes, reconciling } from "./programs.js"
import { runs } from "../../../testkit/test/runs.js"

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

const laws = {
  atMostOneCard: Laws.atMostOneCard,
  noLostCard: Laws.noLostCard,
  stampsInWindow: Laws.stampsInWindow,
  oneFetchPerGeneration: Laws.oneFetchPerGeneration,
  noSecretsInOutput: Laws.noSecretsInOutput,
  noNeedlessUnknown: Laws.noNeedlessUnknown
}

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
  it.live(
    "a new number for every retry",
    () => breaks(mistakes["a new number for every retry"], "atMostOneCard"),
    limit
  )

  it.live(
    "the same number sent again at once",
    () =>
      Effect.map(breaks(mistakes["the same number sent again at once"], "atMostOneCard"), ({ trial }) =>
        expect(trial.repeatedUniqueNo).toBe("anotherCard")
      ),
    limit
  )

  it.live("absent believed at once", () => breaks(mistakes["absent believed at once"], "noLostCard"), limit)

  it.live("1001 taken for a refusal", () => breaks(mistakes["1001 taken for a refusal"], "noLostCard"), limit)

  it.live("502 taken for not sent", () => breaks(mistakes["502 taken for not sent"], "noLostCard"), limit)

  it.live(
    "an unknown outcome dropped on interruption",
    // The seeds here and below are such that what breaks the law is soon as small as it gets.
    () => breaks(mistakes["an unknown outcome dropped on interruption"], "noLostCard", { seed: 4 }),
    limit
  )

  it.live(
    "what was begun forgotten before what was done is written",
    () =>
      breaks(mistakes["what was begun forgotten before what was done is written"], "atMostOneCard", {
        schedules: 2_000,
        seed: 2,
        maxIntents: 1,
        maxFaults: 0,
        maxStops: 1
      }),
    limit
  )

  it.live(
    "our own clock taken for the platform's",
    () => breaks(mistakes["our own clock taken for the platform's"], "stampsInWindow"),
    limit
  )

  it.live(
    "a token fetched for every application",
    () => breaks(mistakes["a token fetched for every application"], "oneFetchPerGeneration"),
    limit
  )

  it.live(
    "a failure logged with what was asked",
    () => breaks(mistakes["a failure logged with what was asked"], "noSecretsInOutput"),
    limit
  )

  it.live("never finding out", () => breaks(mistakes["never finding out"], "noNeedlessUnknown"), limit)
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
          stops: [],
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
