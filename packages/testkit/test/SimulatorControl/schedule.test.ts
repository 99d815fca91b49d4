import { HttpClientRequest } from "@effect/platform"
import { Clock, Effect, Exit, FastCheck as fc, Fiber, Option, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { Fault, type Simulation, VirtualClock } from "../../src/index.js"
import { makeDesk } from "../../src/internal/control/desk.js"
import { scheduleOf } from "../../src/internal/control/session.js"
import type { FaultInput } from "../../src/internal/simulatorControl/inputs.js"
import type { Handle } from "../../src/internal/keySecureSimulator/clientTransport.js"
import { makeNetwork } from "../../src/internal/keySecureSimulator/network.js"
import { FaultFile } from "../../src/internal/program/faults.js"
import { makePlatform } from "../../src/internal/simulation/platform.js"
import { runs } from "../support/runs.js"
import { aroundNow, now, paths, Session, virtual } from "../support/session.js"

const session = new Session()
const initial = session.state

type Waiting = typeof FaultInput.Type

/** What a person at the control does, or a program that is tried. */
type Move =
  | { readonly _tag: "Switch"; readonly afterMillis: number; readonly waiting: Waiting }
  | { readonly _tag: "Ask"; readonly afterMillis: number; readonly ask: (at: number) => Simulation.Request }

const afterMillis = fc.oneof(fc.nat(50), fc.nat(20_000))
const numbers = fc.constantFrom("a", "b", "c")

/** A fault that there is over HTTP. */
const faults = Fault.schedules({ maxFaults: 1 })
  .map((steps) => steps[0]?.fault)
  .filter((fault) => fault !== undefined && fault._tag !== "ConnectionRefused")

const switching: fc.Arbitrary<Move> = fc
  .record(
    {
      fault: faults,
      operation: fc.constantFrom("applyForCard" as const, "listCards" as const, "getToken" as const),
      cardUniqueNo: numbers,
      times: fc.integer({ min: 1, max: 3 })
    },
    { requiredKeys: ["fault"] }
  )
  .chain(({ fault = { _tag: "Garbage" }, ...fits }) =>
    afterMillis.map((millis) => ({ _tag: "Switch", afterMillis: millis, waiting: { fault, ...fits } }))
  )

const asking: fc.Arbitrary<Move> = fc.tuple(afterMillis, numbers, fc.nat(9)).map(([millis, card_unique_no, kind]) => ({
  _tag: "Ask",
  afterMillis: millis,
  ask: (at) => {
    if (kind === 0) return { ...session.request(paths.getToken, "", {}, at), method: "GET", body: "" }
    return kind < 4
      ? session.request(paths.listCards, { ...aroundNow, card_unique_no }, {}, at)
      : session.request(paths.applyForCard, { ...virtual, card_unique_no }, {}, at)
  }
}))

const moves = fc.array(fc.oneof({ weight: 1, arbitrary: switching }, { weight: 2, arbitrary: asking }), {
  minLength: 5,
  maxLength: 20
})

const unnamed = HttpClientRequest.get("/")

/** How each request ended for its caller. */
const played = (all: ReadonlyArray<Move>, handle: Handle, turn: (waiting: Waiting) => Effect.Effect<unknown>) =>
  Effect.gen(function* () {
    const fibers: Array<Fiber.RuntimeFiber<string>> = []
    for (const move of all) {
      yield* Effect.sleep(move.afterMillis)
      if (move._tag === "Switch") yield* turn(move.waiting)
      else {
        const request = move.ask(yield* Clock.currentTimeMillis)
        const end = Effect.map(Effect.exit(Effect.timeoutOption(handle(request, unnamed), "1 hour")), (exit) =>
          Exit.isSuccess(exit) ? JSON.stringify(Option.getOrUndefined(exit.value) ?? "no answer") : "reset"
        )
        fibers.push(yield* Effect.fork(end))
      }
    }
    return yield* Fiber.join(Fiber.all(fibers))
  })

const onVirtualClock = <A>(program: Effect.Effect<A>): Promise<A> =>
  Effect.runPromise(VirtualClock.run(() => program, { startMillis: now }))

const nowhere = { url: undefined, urls: {}, held: false, retries: 0, retryMillis: 0 }

/** The answers of a session under control, and its faults. */
const controlled = (all: ReadonlyArray<Move>) =>
  Effect.gen(function* () {
    const desk = yield* makeDesk({
      initial,
      skewMillis: 0,
      faults: Option.none(),
      callbacks: nowhere,
      post: () => Effect.never
    })
    const turn = (waiting: Waiting) => desk.changeSwitches({ _tag: "AddFault", payload: waiting })
    const answers = yield* played(all, desk.handle, turn)
    return { answers, schedule: scheduleOf(yield* desk.session) }
  }).pipe(Effect.scoped)

/** The answers of a simulator whose requests meet a schedule. */
const replayed = (all: ReadonlyArray<Move>, schedule: Fault.Schedule) =>
  Effect.gen(function* () {
    const clock = { driftPpm: 0, epochMillis: undefined, skewMillis: 0 }
    const platform = yield* makePlatform({ ...clock, initial, requestsKept: 0 })
    const network = makeNetwork(platform, schedule, yield* Effect.scope)
    return yield* played(all, network.handleFor(1), () => Effect.void)
  }).pipe(Effect.scoped)

describe("the faults of a session as a schedule", () => {
  it("let the same requests get the same answers, however the faults were switched on", async () => {
    let met = 0
    const property = fc.asyncProperty(moves, async (all) => {
      const { answers, schedule } = await onVirtualClock(controlled(all))
      // It is a fault file as it stands.
      expect(Schema.decodeUnknownSync(FaultFile)(schedule)).toEqual(schedule)
      expect(await onVirtualClock(replayed(all, schedule))).toEqual(answers)
      met += schedule.length
    })
    await fc.assert(property, { numRuns: runs(500), seed: 21 })
    expect(met).toBeGreaterThan(runs(500))
  })
})
