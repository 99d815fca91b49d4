import { it } from "@effect/vitest"
import { Effect, FastCheck as fc, Schema } from "effect"
import { describe, expect } from "vitest"
import { Scenario, Simulation } from "../../src/index.js"
import { load, save } from "../../src/internal/control/snapshot.js"
import { rules } from "../../src/internal/program/rules.js"
import { Saved } from "../../src/internal/simulatorControl/saved.js"
import { controlled } from "../support/control.js"
import { generatedState, requests } from "../support/requests.js"
import { someRules } from "../support/rules.js"
import { runs } from "../support/runs.js"
import { address, now, physical, Session, virtual } from "../support/session.js"

const isRules = Schema.is(rules)
const readRules = Schema.decodeUnknownSync(rules)

/** Rules as a file may have them. */
const fileRules = someRules.map((changed) =>
  readRules(Object.fromEntries(Object.entries(changed).filter(([name, value]) => isRules({ [name]: value }))))
)

const asText = Schema.encodeSync(Schema.parseJson(Saved))
const fromText = Schema.decodeSync(Schema.parseJson(Saved))

/** What a state becomes over a file. */
const overFile = (state: Simulation.State): Simulation.State => load(fromText(asText(save(state))))

interface Step {
  readonly request: Simulation.Request
  readonly afterMillis: number
}

const step: fc.Arbitrary<Step> = fc.record({
  request: requests.map(([, request]) => request),
  afterMillis: fc.nat(2_000)
})

const played = (from: Simulation.State, startAt: number, all: ReadonlyArray<Step>) => {
  let state = from
  let at = startAt
  const answers = all.map(({ afterMillis, request }) => {
    at += afterMillis
    const [response, next] = Simulation.transition(state, request, at)
    state = next
    return response
  })
  return { answers, at, state }
}

const steps = fc.array(step, { minLength: 5, maxLength: 15 })

describe("a saved state", () => {
  it("answers as the one that it was saved from, whatever had happened", () => {
    let cards = 0
    const property = fc.property(fileRules, steps, steps, (changed, before, after) => {
      const { at, state } = played(Scenario.rules(changed)(generatedState), now, before)
      const loaded = overFile(state)
      expect(played(loaded, at, after).answers).toEqual(played(state, at, after).answers)
      expect(asText(save(loaded))).toBe(asText(save(state)))
      cards += state.cardCount
    })
    fc.assert(property, { numRuns: runs(1_000), seed: 21 })
    expect(cards).toBeGreaterThan(runs(1_000))
  })

  it.scoped("is given and taken by the control API, with money, callbacks and changes to come", () =>
    Effect.gen(function* () {
      const { client, desk } = yield* controlled()
      const life = { Virtual: [{ status: "Frozen", afterMillis: 60_000 }], Physical: [] }
      const session = new Session(Scenario.rules({ cardLife: life })(Scenario.initial))
      session.apply(virtual)
      session.call("transfer", { cardholder_no: "U0001", transfer_unique_no: "t", type: "In", balance: "100.00" })
      const spent = Scenario.consumption({ cardNo: "C0000000001", amount: "12.50" })(session.state)
      desk.platform.update(() => spent)
      yield* client.clock.change({ payload: { to: now, frozen: true } })
      const saved = yield* client.state.save()
      yield* client.session.reset()
      yield* client.clock.change({ payload: { to: now, frozen: true } })
      yield* client.state.load({ payload: saved })
      // The callback was taken to be sent, before the state was saved.
      expect(asText(save(desk.platform.state()))).toBe(asText(save({ ...spent, events: [] })))
      yield* client.clock.change({ payload: { byMillis: 60_000 } })
      expect((yield* client.state.cards({ urlParams: {} })).items).toMatchObject([{ status: "Frozen" }])
    })
  )

  it.scoped("is loaded again, also after an address with parts that are no part of the API", () =>
    Effect.gen(function* () {
      const { desk, send } = yield* controlled()
      let deep: unknown = "x"
      for (let depth = 0; depth < 1_000; depth++) deep = { deep }
      const session = new Session()
      expect(session.apply({ ...physical, address_info: { ...address, deep } }).code).toBe(0)
      desk.platform.update(() => session.state)
      const response = yield* send("/api/state")
      const saved = yield* Effect.promise(() => response.text())
      expect(JSON.parse(saved).cards[0].address).toEqual(address)
      const init = { method: "PUT", headers: { "content-type": "application/json" }, body: saved }
      expect((yield* send("/api/state", init)).status).toBe(204)
    })
  )
})
