import { createHash } from "node:crypto"
import { FastCheck as fc, Struct } from "effect"
import { describe, expect, it } from "vitest"
import { Laws } from "../../src/index.js"

describe("the schedules of the laws", () => {
  const drawn = (options: Laws.Options) => fc.sample(Laws.trials({ seed: 7, ...options }), { numRuns: 300, seed: 7 })

  it("are the same for a seed in every release, unless a changeset says otherwise", () => {
    const sameEachTime = drawn({})
    for (const { rules } of sameEachTime) expect(rules).toEqual({})
    expect(createHash("sha256").update(JSON.stringify(sameEachTime)).digest("hex")).toBe(
      "f2e47e2aaeb2557641416769810edc3e6640f0296fd7a6d6617457aa0a5b5e6d"
    )
  })

  it("keep to what the options allow", () => {
    const few = {
      maxFaults: 2,
      maxDisturbances: 1,
      maxStoreFaults: 1,
      maxIntents: 3,
      maxLatencyMillis: 5,
      maxSkewMillis: 7
    }
    for (const trial of drawn(few)) {
      expect(trial.faults.length).toBeLessThanOrEqual(2)
      expect(trial.disturbances.length).toBeLessThanOrEqual(1)
      expect(trial.storeFaults.length).toBeLessThanOrEqual(1)
      expect(trial.intents).toBeLessThanOrEqual(3)
      expect(trial.latencyMillis).toBeLessThanOrEqual(5)
      expect(Math.abs(trial.skewMillis)).toBeLessThanOrEqual(7)
      for (const { target } of trial.disturbances) {
        expect(target === "program" ? 1 : target).toBeLessThanOrEqual(trial.intents)
      }
    }
    const lags = drawn({ maxLagMillis: 0 }).flatMap(({ faults }) =>
      faults.flatMap(({ fault }) => (fault._tag === "StaleList" || fault._tag === "SlowProcessing" ? fault.millis : []))
    )
    expect(new Set(lags)).toEqual(new Set([0]))
  })

  it("hold every kind of fault, on every operation that it can meet", () => {
    const steps = drawn({}).flatMap(({ faults }) => faults)
    const kinds = (operation: string) =>
      new Set(steps.flatMap((step) => (step.operation === operation ? [step.fault._tag] : [])))
    expect(kinds("getToken").size).toBe(15)
    expect(kinds("listCards").size).toBe(16)
    expect(kinds("applyForCard").size).toBe(17)
  })

  it("never deliver twice where the platform makes another card of a repeated number", () => {
    const another = drawn({ repeatedUniqueNo: ["anotherCard"] }).flatMap(({ faults }) => faults)
    expect(another.length).toBeGreaterThan(500)
    for (const { fault } of another) expect(fault._tag).not.toBe("DeliverTwice")
  })

  it.each(Struct.keys(Laws.hostileRules))("hold the hostile rule %s in every one where it is asked for", (hostile) => {
    for (const { rules = {} } of drawn({ hostile })) expect(rules).toHaveProperty(hostile)
  })

  it("never hold what no program survives", () => {
    for (const { rules = {} } of drawn({ hostile: "all" })) {
      for (const name of ["uniqueNoFilter", "listLagMillis", "listedStatuses"]) expect(rules).not.toHaveProperty(name)
      // A trial is plain data, which can be pasted.
      expect(JSON.parse(JSON.stringify(rules))).toEqual(rules)
    }
  })
})
