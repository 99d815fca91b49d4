/** Parts of schedules in which mistakes show that are otherwise met once in hundreds: they take the place of what was drawn. */
import { Timestamp } from "@effect-keysecure/schema"
import * as FastCheck from "effect/FastCheck"
import type { Fault, Schedule, Step } from "../../Fault.js"
import type { Trial } from "./trial.js"

/** What takes the place of parts of a trial. */
export type Part = Partial<Trial>

/** What they keep to. */
export interface Limits {
  readonly maxLagMillis: number
  readonly maxLatencyMillis: number
}

const millis = (min: number, max: number): FastCheck.Arbitrary<number> => FastCheck.integer({ min, max })

const step = (operation: Step["operation"], nth: number, fault: Fault): Step => ({ operation, nth, fault })

/** The first application is carried out, and its sender does not hear so. */
const lostAnswer = FastCheck.constantFrom<Fault>(
  { _tag: "LoseAnswer", silent: false },
  { _tag: "LoseAnswer", silent: true },
  { _tag: "BadGateway", carriedOut: true },
  { _tag: "Redirect", carriedOut: true },
  { _tag: "AnswerCode", code: 1001, carriedOut: true },
  { _tag: "Truncated" }
)

/** Faults of applications that only take time: what is asked is answered. */
const slowness: FastCheck.Arbitrary<Schedule> = FastCheck.uniqueArray(
  FastCheck.record({
    operation: FastCheck.constant("applyForCard" as const),
    nth: FastCheck.constantFrom(1, 2, 3),
    fault: FastCheck.record({
      _tag: FastCheck.constantFrom("DelayBefore" as const, "DelayAfter" as const),
      millis: millis(0, 2_000)
    })
  }),
  { minLength: 1, maxLength: 3, selector: ({ nth }) => nth }
)

/** No timestamp of a program that begins carefully is refused then. */
const littleSkew = millis(0, 3_000)

/** Nothing is in the way of several intents. */
const calm: FastCheck.Arbitrary<Part> = FastCheck.record({
  intents: millis(2, 8),
  skewMillis: littleSkew,
  faults: slowness,
  storeFaults: FastCheck.constant([]),
  disturbances: FastCheck.constant([])
})

/** A timestamp is a little behind the platform's clock when it leaves. */
const latestArrival = Timestamp.toleranceMillis - 2_500

/** The longest that a list is asked for before it can prove anything, in questions. */
const questions = 11

/** A copy comes at the end of its timestamp's life, and every list is an old one. */
const late = ({ maxLagMillis }: Limits): FastCheck.Arbitrary<Part> =>
  FastCheck.record({
    arrives: millis(latestArrival - Math.min(latestArrival, Math.floor(maxLagMillis / 2)), latestArrival),
    lag: millis(Math.floor((maxLagMillis * 3) / 4), maxLagMillis)
  }).map(({ arrives, lag }) => ({
    intents: 1,
    faults: [
      step("applyForCard", 1, { _tag: "DeliverLate", millis: arrives }),
      ...Array.from({ length: questions }, (_, index) =>
        step("listCards", index + 1, { _tag: "StaleList", millis: lag })
      )
    ],
    storeFaults: [],
    disturbances: []
  }))

/** The answer to the first application is lost, and nothing else happens. */
const lost: FastCheck.Arbitrary<Part> = lostAnswer.map((fault) => ({
  faults: [step("applyForCard", 1, fault)],
  storeFaults: [],
  disturbances: []
}))

/** The list refuses for good to say what became of an application. */
const refused: FastCheck.Arbitrary<Part> = FastCheck.record({
  lost: lostAnswer,
  code: FastCheck.constantFrom(1002, 1003, 1008, 1010, 1011, 1012, 1021, 1022),
  times: millis(1, 3)
}).map(({ code, lost, times }) => ({
  intents: 1,
  faults: [
    step("applyForCard", 1, lost),
    ...Array.from({ length: times }, (_, index) =>
      step("listCards", index + 1, { _tag: "AnswerCode", code, carriedOut: false })
    )
  ],
  storeFaults: [],
  disturbances: []
}))

/** The program comes back to an application that it waited for, and its store fails. */
const comeBack: FastCheck.Arbitrary<Part> = FastCheck.record({
  waitsFor: FastCheck.oneof(
    FastCheck.constant<Fault>({ _tag: "LoseAnswer", silent: true }),
    millis(20_000, latestArrival).map((after): Fault => ({ _tag: "DelayAfter", millis: after })),
    millis(20_000, latestArrival).map((before): Fault => ({ _tag: "DelayBefore", millis: before }))
  ),
  target: FastCheck.constantFrom("program" as const, 1),
  afterMillis: millis(2_000, 15_000),
  backAfterMillis: millis(0, 20_000),
  // Our own log takes five steps before a copy leaves.
  steps: FastCheck.uniqueArray(millis(6, 8), { minLength: 2, maxLength: 2 }),
  carriedOut: FastCheck.boolean()
}).map(({ afterMillis, backAfterMillis, carriedOut, steps, target, waitsFor }) => ({
  intents: 1,
  faults: [step("applyForCard", 1, waitsFor)],
  storeFaults: steps.map((nth) => ({ nth, carriedOut })),
  disturbances: [{ afterMillis, backAfterMillis, target }]
}))

/** How many things a program does one after the other before an intent is done: steps of its store, a token, an application. */
const mostDone = 10

/** Many intents at once are killed in the middle of what they do. */
const killed = ({ maxLatencyMillis }: Limits): FastCheck.Arbitrary<Part> =>
  FastCheck.record({
    latencyMillis: millis(Math.min(20, maxLatencyMillis), maxLatencyMillis),
    done: FastCheck.array(millis(0, 1_000 * mostDone), { minLength: 1, maxLength: 3 }),
    backAfterMillis: millis(0, 1_000),
    skewMillis: littleSkew,
    faults: slowness
  }).map(({ backAfterMillis, done, ...drawn }) => ({
    ...drawn,
    intents: 8,
    gapMillis: 0,
    storeFaults: [],
    disturbances: done.map((thousandths) => ({
      afterMillis: Math.round((thousandths * drawn.latencyMillis) / 1_000),
      backAfterMillis,
      target: "program" as const
    }))
  }))

/** Half of the schedules are as they were drawn; the others have one of these parts. Those that seldom tell come more often. */
export const parts = (limits: Limits): FastCheck.Arbitrary<Part> =>
  FastCheck.oneof(
    { weight: 9, arbitrary: FastCheck.constant({}) },
    { weight: 1, arbitrary: calm },
    { weight: 1, arbitrary: lost },
    { weight: 1, arbitrary: late(limits) },
    { weight: 1, arbitrary: refused },
    { weight: 2, arbitrary: comeBack },
    { weight: 3, arbitrary: killed(limits) }
  )
