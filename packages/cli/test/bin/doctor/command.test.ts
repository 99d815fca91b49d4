/** The command `doctor`: what it writes where, how it ends, and what it does not call. */
import { Scenario } from "@effect-keysecure/testkit"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { ruled, simulator, withMerchant } from "../../support/doctor.js"
import { inProcess } from "../../support/running.js"

const doctor = (variables: Readonly<Record<string, string>>, ...args: ReadonlyArray<string>) =>
  inProcess(variables, ["doctor", ...args])

/** Runs it with the variables for a platform that is served. */
const at = (url: ReturnType<typeof simulator>, ...args: ReadonlyArray<string>) =>
  Effect.flatMap(url, (baseUrl) =>
    doctor({ KEYSECURE_API_KEY: Scenario.creditApiKey, KEYSECURE_BASE_URL: baseUrl }, ...args)
  ).pipe(Effect.scoped, Effect.runPromise)

describe("keysecure doctor", { concurrent: true }, () => {
  it("needs nothing to look at a simulator in this process", async () => {
    const { code, out, said } = await Effect.runPromise(doctor({}, "--simulate"))
    expect(code).toBe(0)
    expect(out).toMatch(/^All is well\.\n\nok {7}configuration {2}simulated, /)
    expect(said).toMatch(/^Simulated: /)
  })

  it.each<readonly [number, string, ReturnType<typeof simulator>]>([
    [0, "All is well.", simulator()],
    [0, "First: token: a token lives for 2 hours", ruled({ tokenLifeMillis: 7_200_000 })],
    [1, "First: pci: ", withMerchant({ pci: false })],
    [2, "First: key: ", withMerchant({ status: "Expired" })]
  ])("ends with %s for what is as grave as: %s", async (code, first, url) => {
    expect(await at(url)).toMatchObject({ code, out: expect.stringContaining(first), said: "" })
  })

  it("writes one JSON document in one line, in the language that is asked for", async () => {
    const { code, out } = await at(simulator(), "--json", "--language", "zh_CN", "--mode", "authorization")
    expect(code).toBe(2)
    expect(out.endsWith("}\n")).toBe(true)
    expect(JSON.parse(out)).toMatchObject({ version: 1, severity: "trouble", first: "mode" })
    expect(out).toContain("商户的接入模式是授信模式")
  })

  it("says what is wrong with the configuration, in the language that the rest of it has, and looks at a callback all the same", async () => {
    const { code, out } = await Effect.runPromise(doctor({ KEYSECURE_LANGUAGE: "zh_CN" }, "--callback", "none.txt"))
    expect(code).toBe(2)
    expect(out).toMatch(/^首要问题: configuration: 缺少 KEYSECURE_API_KEY\n/)
    expect(out).toContain("KEYSECURE_APP_ID 缺失或不符合要求")
  })

  it.each([
    { KEYSECURE_ENVIRONMENT: "production" },
    { KEYSECURE_BASE_URL: "https://openplatform.keysecure.io", KEYSECURE_PLATFORM: "gateway" }
  ])("calls production only where that is permitted: %j", async (place) => {
    const { code, out, said } = await Effect.runPromise(doctor({ KEYSECURE_API_KEY: "key", ...place }))
    expect({ code, out }).toEqual({ code: 2, out: "" })
    expect(said).toContain("doctor --production")
  })

  it("calls production where that is permitted", async () => {
    const url = Effect.map(simulator(), (baseUrl) => ({
      KEYSECURE_BASE_URL: baseUrl,
      KEYSECURE_PLATFORM: "production"
    }))
    const end = await Effect.runPromise(
      Effect.scoped(
        Effect.flatMap(url, (place) => doctor({ KEYSECURE_API_KEY: Scenario.creditApiKey, ...place }, "--production"))
      )
    )
    expect(end).toMatchObject({ code: 0, out: expect.stringContaining("production, http://127.0.0.1") })
  })
})
