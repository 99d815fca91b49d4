import { createHash } from "node:crypto"
import { FastCheck as fc, Struct } from "effect"
import { describe, expect, it } from "vitest"
import { Laws } from "../../src/index.js"

describe("the schedules of the laws", () => {
  const drawn = (options: Laws.Options) => fc.sample(Laws.trials({ seed: 7, ...options }), { numRuns: 300, seed: 7 })

  it("are those of 0.1.0 for a seed, unless hostile rules are asked for", () => {
    const asBefore = drawn({}).map(({ disturbances, rules, ...trial }) => {
      expect(rules).toEqual({})
      // As 0.1.0 named its parts.
      const stops = disturbances.map(({ afterMillis, backAfterMillis, target }) => ({
        afterMillis,
        what: target,
        backAfterMillis
      }))
      return { ...trial, stops }
    })
    expect(createHash("sha256").update(JSON.stringify(asBefore)).digest("hex")).toBe(
      "434ba0a3ab3575c204e97bf58019016885243869b4050762f78105c922f1cbdf"
    )
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
