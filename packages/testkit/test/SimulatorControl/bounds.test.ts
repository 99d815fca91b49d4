/** What a simulator under control keeps however long it runs, and that the vendor's API does not notice the control. */
import { it } from "@effect/vitest"
import { Effect, FastCheck as fc, PubSub, Queue } from "effect"
import { describe, expect } from "vitest"
import { Scenario, Simulation } from "../../src/index.js"
import * as Callbacks from "../../src/internal/control/callbacks.js"
import * as Ring from "../../src/internal/control/ring.js"
import * as Session from "../../src/internal/control/session.js"
import type { Event } from "../../src/internal/state/state.js"
import { controlled } from "../support/control.js"
import { generatedState, requests } from "../support/requests.js"
import { runs } from "../support/runs.js"
import { now, paths } from "../support/session.js"

const long = "x".repeat(20_000)

const arrival: Session.Arrival = {
  request: { method: "POST", path: paths.applyForCard, headers: {}, body: long, remoteAddress: "127.0.0.1" },
  operation: "applyForCard",
  at: now,
  cardUniqueNo: undefined,
  cardholderNo: undefined,
  fault: { _tag: "LoseAnswer", silent: false },
  echoes: false
}

describe("what is kept", () => {
  it.prop(
    "of a ring are its last items by their numbers, and changes reach only those",
    [fc.integer({ min: 1, max: 9 }), fc.array(fc.option(fc.nat(30)), { maxLength: 60 })],
    ([capacity, steps]) => {
      let ring = Ring.empty<string>(capacity)
      const all: Array<string> = []
      for (const number of steps) {
        if (number === null) {
          ring = Ring.add(ring, `item ${all.length + 1}`)
          all.push(`item ${all.length + 1}`)
          continue
        }
        const isKept = number > 0 && number <= all.length && number > all.length - capacity
        ring = Ring.change(ring, number, (item) => `${item}!`)
        if (isKept) all[number - 1] += "!"
        expect(Ring.get(ring, number)).toBe(isKept ? all[number - 1] : undefined)
      }
      expect([...Ring.newestFirst(ring)]).toEqual(all.slice(-capacity).toReversed())
    }
  )

  it("of a session are the last 10,000 requests and faults, with the beginning of each body", () => {
    let session = Session.empty
    for (let n = 1; n <= 10_003; n++) session = Session.arrived(session, arrival)
    const entries = [...Session.newestFirst(session)]
    expect([entries.length, entries[0]?.id, entries.at(-1)?.id]).toEqual([10_000, 10_003, 4])
    expect(Session.entryOf(session, 3)).toBeUndefined()
    expect(Session.scheduleOf(session)).toHaveLength(10_000)
    expect(Math.max(...entries.map(({ request }) => request.body.length))).toBeLessThan(8_300)
  })

  it.scoped("of the answers to one request are four, with the beginning of each body", () =>
    Effect.gen(function* () {
      const { ask, desk } = yield* controlled({ initial: generatedState })
      yield* ask(arrival.request)
      const [delivery] = Session.entryOf(yield* desk.session, 1)?.deliveries ?? []
      if (delivery === undefined) return expect(delivery).toBeDefined()
      const whole = { ...delivery, response: { ...delivery.response, body: long } }
      let session = Session.arrived(Session.empty, arrival)
      for (let n = 1; n <= 9; n++) session = Session.delivered(session, 1, whole)
      const deliveries = Session.entryOf(session, 1)?.deliveries ?? []
      expect(deliveries).toHaveLength(4)
      expect(deliveries.every((one) => one.response.body.length < 8_300)).toBe(true)
    })
  )

  it("of callbacks are the last 1,000, and the last 20 times that each was sent", () => {
    const event: Event = { id: "E1", apiKey: Scenario.creditApiKey, time: now, action: "Card_update", data: {} }
    const none = Callbacks.start({ url: undefined, urls: {}, held: true, retries: 0, retryMillis: 0 })
    let callbacks = none
    for (let n = 1; n <= 1_002; n++) callbacks = Callbacks.happened(callbacks, [event])[1]
    expect([...Callbacks.newestFirst(callbacks)].map(({ id }) => id)).toEqual(
      Array.from({ length: 1_000 }, (_, index) => 1_002 - index)
    )
    const outcome = { how: "answered", code: 0 } as const
    const attempt = { stamp: now, url: "http://app.test", sending: {}, tookMillis: 1, outcome }
    for (let at = 1; at <= 25; at++) callbacks = Callbacks.attempted(callbacks, 1_002, { ...attempt, at })
    expect(Callbacks.callbackOf(callbacks, 1_002)?.attempts.map(({ at }) => at)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 6)
    )
  })

  it.scoped("of events are the last 1,024, for a reader who does not read", () =>
    Effect.gen(function* () {
      const { desk } = yield* controlled()
      const unread = yield* PubSub.subscribe(desk.happened)
      yield* Effect.forEach(Array.from({ length: 5_000 }), () => PubSub.publish(desk.happened, { _tag: "Settings" }))
      expect(yield* Queue.size(unread)).toBe(1_024)
    })
  )
})

describe("the vendor's API", () => {
  it.scoped("answers under control, byte for byte, what it answers without", () =>
    Effect.gen(function* () {
      const sequences = fc.sample(fc.array(requests, { minLength: 25, maxLength: 25 }), { numRuns: runs(100), seed: 3 })
      yield* Effect.forEach(sequences, (sequence) =>
        Effect.scoped(
          Effect.gen(function* () {
            const { ask, client } = yield* controlled({ initial: generatedState })
            yield* client.clock.change({ payload: { to: now, frozen: true } })
            let state = generatedState
            for (const [, request] of sequence) {
              const [response, next] = Simulation.transition(state, request, now)
              state = next
              expect(yield* ask(request)).toEqual(response)
            }
          })
        )
      )
    })
  )
})
