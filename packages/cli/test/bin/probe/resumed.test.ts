/** A probe that is stopped and goes on: what it has found is not tried again, and what it has made still counts. */
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { KeySecureSimulator } from "@effect-keysecure/testkit"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { Effect, Random } from "effect"
import * as Path from "node:path"
import { expect, it } from "vitest"
import { experiments } from "../../../src/internal/probe/experiments/index.js"
import * as LeapingClock from "../../../src/internal/probe/leapingClock.js"
import { type Done, probing } from "../../../src/internal/probe/probing.js"
import * as Session from "../../../src/internal/probe/session.js"
import * as Simulated from "../../../src/internal/probe/simulated.js"
import * as StateFile from "../../../src/internal/probe/stateFile.js"
import { conversation } from "../../support/calibration.js"
import { folder } from "../../support/program.js"

/** Those that make cards, and what they need: the others only take time. */
const few = new Set(["clock", "set-up", "first-card", "repeated", "case", "blanks", "digits", "changes"])
const some = experiments.filter(({ id }) => few.has(id))

const platform = "http://127.0.0.1"

/** Probes with the state of a file, until an application of an experiment has been sent, or to the end. */
const run = (file: string, until: string | undefined) =>
  Effect.gen(function* () {
    const state = yield* StateFile.read(file, platform)
    let done: ReadonlyArray<Done> = state.done
    const begun: Array<string> = []
    const written = (made: ReadonlyArray<Session.Made>) =>
      StateFile.write(file, { version: 1, platform, made, done }).pipe(
        Effect.zipRight(made.some(({ purpose }) => purpose === until) ? Effect.interrupt : Effect.void),
        Effect.orDie
      )
    const session = yield* conversation({
      budget: 5,
      made: state.made,
      keep: (made) => Effect.provide(written(made), NodeContext.layer)
    })
    yield* probing(some, state.done, {
      begun: ({ id }) => Effect.sync(() => begun.push(id)),
      ended: (next) =>
        Effect.suspend(() => {
          done = next
          return Effect.provide(written(session.made()), NodeContext.layer)
        })
    }).pipe(Effect.provideService(Session.Session, session), Effect.exit)
    return { begun, made: session.made() }
  })

it("does no experiment twice, and counts the cards that it had made, and the one whose answer it never saw", () =>
  Effect.gen(function* () {
    const file = Path.join(folder(), "state.json")
    const simulator = yield* KeySecureSimulator.KeySecureSimulator
    const first = yield* run(file, "case")
    const second = yield* run(file, undefined)
    expect(first.begun.at(-1)).toBe("case")
    expect(first.begun).toContain("first-card")
    expect(second.begun.slice(0, 2)).toEqual(["clock", "case"])
    expect(second.begun.at(-1)).toBe("changes")
    const purposes = second.made.map(({ purpose, state }) => `${purpose} ${state}`)
    // The one that was about to be sent when it was stopped counts, though it never left.
    expect(purposes).toEqual(["first-card made", "case sent", "case made", "blanks made", "digits made"])
    expect(yield* simulator.cards).toHaveLength(4)
  }).pipe(
    Effect.provide([Simulated.layer((state) => state), UndiciHttpClient.layer, NodeContext.layer]),
    Effect.withRandom(Random.make(1)),
    Effect.withClock(LeapingClock.make(1_770_000_000_000)),
    Effect.runPromise
  ))
