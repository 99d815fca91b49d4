/** What the probe concludes of platforms that the simulator cannot be: nothing that the evidence does not force. */
import { Effect, FastCheck as fc } from "effect"
import { describe, expect, it } from "vitest"
import { knownBy } from "../../../src/internal/probe/probing.js"
import { verdicts } from "../../../src/internal/probe/promises.js"
import { type Drawn, judged } from "../../support/calibration.js"
import {
  allAnswered,
  answered,
  awakening,
  echoing,
  type Gateway,
  gatewayPage,
  noToken,
  sameInAnyCase,
  tokenFirst,
  withoutMsg,
  withWindow
} from "../../support/gateways.js"

const skewMillis = -4_321
const plain: Drawn = { rules: {}, cards: 0, seed: 1, startMillis: 1_770_000_000_123, skewMillis }

const probed = (gateway: Gateway, rules: Drawn["rules"] = {}) =>
  Effect.runPromise(judged({ ...plain, rules }, { faults: false, leaps: true, gateway }))

const [drawn = { futureMillis: 1, ageMillis: 60_000 }] = fc.sample(
  fc.record({ futureMillis: fc.integer({ min: 1, max: 45_000 }), ageMillis: fc.constantFrom(30_000, 60_000) }),
  1
)

describe("a platform that takes stamps of its future", () => {
  it.each([drawn, { futureMillis: 30_000, ageMillis: 30_000 }])(
    "has no clock from which times could be measured: %j",
    async (window) => {
      const { done, findings } = await probed(withWindow({ ...window, skewMillis }))
      const { dateSkewMillis, tokenLifeMillis } = findings
      expect([dateSkewMillis?._tag, tokenLifeMillis?._tag]).toEqual(["NotDecided", "NotDecided"])
      // Events are told apart by their time all the same.
      expect(done.find(({ id }) => id === "callbacks")?.facts.callbacks?.rounds).toHaveLength(4)
    }
  )
})

it.each<[string, Gateway, string]>([
  ["takes no token", noToken, "refuses good headers with 1007"],
  ["is not there, but a gateway", allAnswered(gatewayPage), "not the platform (HTTP 502): keysecure doctor says more"],
  ["does not answer", allAnswered({ _tag: "Lost", why: "Transport" }), "is not answered: keysecure doctor says more"],
  ["refuses the key", allAnswered(answered(1008)), "get token is answered 1008"]
])("a platform that %s cannot be probed", async (_, gateway, why) => {
  const { done } = await probed(gateway)
  expect(done).toMatchObject([{ id: "clock", why: { en: expect.stringContaining(why) } }])
})

it("an empty list without msg is not said to be one, because the client does not read it so", async () => {
  const known = knownBy((await probed(withoutMsg)).done)
  expect(known.findings.emptyList).toMatchObject({
    _tag: "NotDecided",
    why: { en: expect.stringContaining("without msg") }
  })
  expect(verdicts(known).find(({ id }) => id === "6")?.state).toBe("open")
})

it("what is kept of a platform whose data repeats the key and the token holds neither, and lists can be read", async () => {
  const { done } = await probed(echoing)
  const { facts } = knownBy(done)
  expect(facts.absent).toContain(`{"list":[],"key":"xxx_xxxxxx_xxx"`)
  expect(facts).toMatchObject({ foundByNumber: true, lag: {} })
  expect(JSON.stringify([facts, knownBy(done).findings])).not.toMatch(/sim_credit_key|sim_token/)
})

it("a card that a platform activates although it was deleted is deleted at the end all the same", async () => {
  const { done } = await probed(awakening)
  const exchanges = done.flatMap((one) => (one.id === "changes" ? one.exchanges : []))
  const asked = exchanges.flatMap(({ ask }) => (ask.operation === "updateCardStatus" ? ask.body : []))
  expect(asked.slice(-2)).toEqual([expect.stringContaining('"Activated"'), expect.stringContaining('"Delete"')])
})

it("a platform that looks at the token before the key is seen to do so", async () => {
  const { checkOrder } = (await probed(tokenFirst)).findings
  const order = checkOrder?._tag === "Observed" && Array.isArray(checkOrder.value) ? checkOrder.value : []
  const [present, valid, keyPresent, keyKnown, stamp] = [
    "tokenPresent",
    "tokenValid",
    "apiKeyPresent",
    "apiKeyKnown",
    "timestamp"
  ].map((name) => order.indexOf(name))
  expect(present).toBeLessThan(valid ?? -1)
  expect(valid).toBeLessThan(Math.min(keyPresent ?? -1, keyKnown ?? -1, stamp ?? -1))
})

it("numbers that are compared otherwise than they are kept are told as such, and not as cards that are not there", async () => {
  const { done } = await probed(sameInAnyCase)
  const own = verdicts(knownBy(done)).find(({ id }) => id === "own-number")
  expect(own).toMatchObject({ state: "fails", why: { en: "two numbers that differ are one number there" } })
})
