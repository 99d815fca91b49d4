import { CardApplication } from "@effect-keysecure/schema"
import { it } from "@effect/vitest"
import { FastCheck, pipe, Schema } from "effect"
import { describe, expect } from "vitest"
import { Sample, Scenario, type Simulation } from "../../src/index.js"
import { Session } from "../support/session.js"

const toWire = Schema.encodeSync(CardApplication.CardApplication)

const ready = [
  ["virtualApplication", Scenario.creditApiKey, Sample.virtualApplication],
  ["physicalApplication", Scenario.creditApiKey, Sample.physicalApplication],
  ["virtualApplicationByBin", Scenario.authorizationApiKey, Sample.virtualApplicationByBin],
  ["physicalApplicationByBin", Scenario.authorizationApiKey, Sample.physicalApplicationByBin]
] as const

describe("the ready values", () => {
  it.each(ready)("%s is accepted by the default scenario", (_, apiKey, application) => {
    expect(new Session(Scenario.initial, apiKey).apply(toWire(application))).toMatchObject({ code: 0 })
  })

  it("have distinct unique numbers", () => {
    const numbers = [...ready.map(([, , { cardUniqueNo }]) => cardUniqueNo), ...[1, 2, 3].map(Sample.cardUniqueNo)]
    expect(new Set(numbers).size).toBe(numbers.length)
  })
})

const ruled = pipe(
  Scenario.initial,
  Scenario.cardholder({ apiKey: Scenario.creditApiKey, cardholderNo: "U0008" }),
  Scenario.cardPackage({ apiKey: Scenario.creditApiKey, packageNo: "P0003", cardTypes: ["Virtual", "Physical"] }),
  Scenario.rules({ unsupportedCountries: ["US", "CN"], addressRequiredFor: [Scenario.virtualPackageNo] })
)

const scenarios: ReadonlyArray<readonly [string, Simulation.State, string]> = [
  ["in credit extension mode", Scenario.initial, Scenario.creditApiKey],
  ["in authorization mode", Scenario.initial, Scenario.authorizationApiKey],
  ["in a scenario of another make", ruled, Scenario.creditApiKey]
]

describe("generated applications", () => {
  for (const [where, scenario, apiKey] of scenarios) {
    const applications = Sample.cardApplication(scenario, { apiKey })
    it.prop(
      `are all accepted, many in a row, ${where}`,
      [FastCheck.array(applications, { maxLength: 30 })],
      ([row]) => {
        const session = new Session(scenario, apiKey)
        for (const application of row) expect(session.apply(toWire(application))).toMatchObject({ code: 0 })
      }
    )
  }

  it("have both types, with and without address", () => {
    const drawn = FastCheck.sample(Sample.cardApplication(Scenario.initial), { numRuns: 200, seed: 1 })
    const kinds = new Set(
      drawn.map(({ address, cardType }) => `${cardType} ${address === undefined ? "bare" : "addressed"}`)
    )
    expect([...kinds].sort()).toEqual(["Physical addressed", "Virtual addressed", "Virtual bare"])
    expect(new Set(drawn.map(({ address }) => address?.country)).size).toBeGreaterThan(10)
  })

  it("are refused where nobody could apply", () => {
    const empty = Scenario.merchant({ apiKey: "empty", mode: "AUTHORIZATION" })(Scenario.initial)
    expect(() => Sample.cardApplication(empty, { apiKey: "empty" })).toThrow("No merchant empty")
    expect(() => Sample.cardApplication(empty, { apiKey: "none" })).toThrow("No merchant none")
  })
})

describe("a scenario", () => {
  it("is the documented one by default", () => {
    const { creditApiKey, authorizationApiKey, initial } = Scenario
    expect([creditApiKey, authorizationApiKey]).toEqual(["sim_credit_key", "sim_authorization_key"])
    const codes = (apiKey: string, bodies: ReadonlyArray<object>) =>
      bodies.map((body, n) => new Session(initial, apiKey).apply({ card_unique_no: `order-${n}`, ...body }).code)
    const virtual = { card_type: "Virtual", cardholder_no: "U0001" }
    expect(
      codes("sim_credit_key", [
        { ...virtual, package_no: "P0001" },
        { ...virtual, package_no: "P0002" },
        { ...virtual, package_no: "P0001", cardholder_no: "U0002" },
        { ...virtual, package_no: "P0001", cardholder_no: "U0003" }
      ])
    ).toEqual([0, 1004, 2004, 2005])
    expect(
      codes("sim_authorization_key", [
        { ...virtual, card_bin_no: "B0001" },
        { ...virtual, card_bin_no: "B0001", cardholder_no: "U0002" },
        { ...virtual, card_bin_no: "B0001", cardholder_no: "U0003" }
      ])
    ).toEqual([0, 2004, 2005])
  })

  it("keeps what a merchant and a cardholder have when they change", () => {
    const session = new Session()
    const body = { card_type: "Virtual", cardholder_no: "U0001", package_no: "P0001", card_unique_no: "order-1" }
    session.apply(body)
    session.state = pipe(
      session.state,
      Scenario.merchant({ apiKey: "sim_credit_key", mode: "CREDIT_EXTENSION", ipWhitelist: ["127.0.0.1"] }),
      Scenario.cardholder({ apiKey: "sim_credit_key", cardholderNo: "U0001", status: "Rejected" })
    )
    expect(session.items({ cardholder_no: "U0001" })).toHaveLength(1)
    expect(session.apply({ ...body, card_unique_no: "order-2" }).code).toBe(2005)
  })

  it("with something for a merchant that it does not have is a mistake", () => {
    expect(() => Scenario.bin({ apiKey: "nobody", cardBinNo: "B1" })(Scenario.empty)).toThrow("No merchant nobody")
  })
})
