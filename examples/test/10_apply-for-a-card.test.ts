import { execFile } from "node:child_process"
import { createServer } from "node:http"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { HttpServer } from "@effect/platform"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"

interface Ended {
  readonly exitCode: number
  readonly output: string
}

const example = new URL("../10_apply-for-a-card.ts", import.meta.url).pathname

/** Runs the example as a person would, with these variables and none of KeySecure's besides. */
const run = (variables: Readonly<Record<string, string>> = {}) =>
  Effect.async<Ended>((resume) => {
    const child = execFile(
      process.execPath,
      ["--import", "tsx", example],
      { cwd: new URL("..", import.meta.url).pathname, env: { PATH: process.env["PATH"], ...variables } },
      (_, stdout, stderr) => resume(Effect.succeed({ exitCode: child.exitCode ?? -1, output: stdout + stderr }))
    )
  })

const withSimulator = <A, E>(use: (baseUrl: string) => Effect.Effect<A, E, KeySecureSimulator.KeySecureSimulator>) =>
  HttpServer.addressFormattedWith(use).pipe(
    Effect.provide(KeySecureSimulator.layerServer()),
    Effect.provide(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })),
    Effect.scoped
  )

const credentials = {
  KEYSECURE_API_KEY: Scenario.creditApiKey,
  KEYSECURE_CARDHOLDER_NO: Scenario.approvedCardholderNo,
  KEYSECURE_PACKAGE_NO: Scenario.virtualPackageNo
}

describe("the first example", { timeout: 60_000 }, () => {
  it.live("without configuration gets two cards from a simulator of its own and has a third refused", () =>
    Effect.gen(function* () {
      const { exitCode, output } = yield* run()
      expect(output).toContain("The simulator listens on http://127.0.0.1:")
      expect(output).toMatch(/cardholder U0001 has card C0000000001 \(virtual-\d+\)/)
      expect(output).toMatch(/in the card list: C0000000001, Activated/)
      expect(output).toMatch(/cardholder U0002 was rejected: .*code 2004/)
      expect(output).toMatch(/cardholder U0001 has card C0000000002 \(physical-\d+\)/)
      expect(output).toMatch(/in the card list: C0000000002, ToActivate/)
      expect(exitCode).toBe(0)
    })
  )

  it.live("with a key applies for one card where it is told to", () =>
    withSimulator((baseUrl) =>
      Effect.gen(function* () {
        const { exitCode, output } = yield* run({ ...credentials, KEYSECURE_BASE_URL: baseUrl })
        expect(output).toMatch(/cardholder U0001 has card C0000000001/)
        expect(exitCode).toBe(0)
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        expect(yield* simulator.cards).toHaveLength(1)
      })
    )
  )

  it.live("exits non-zero and says why when the application is refused", () =>
    withSimulator((baseUrl) =>
      Effect.gen(function* () {
        const { exitCode, output } = yield* run({
          ...credentials,
          KEYSECURE_CARDHOLDER_NO: Scenario.rejectedCardholderNo,
          KEYSECURE_BASE_URL: baseUrl
        })
        expect(output).toContain("code 2005")
        expect(exitCode).not.toBe(0)
      })
    )
  )

  it.live.each([
    ["production", { ...credentials, KEYSECURE_ENVIRONMENT: "production" }, "KEYSECURE_ENVIRONMENT"],
    [
      "production by its URL",
      { ...credentials, KEYSECURE_BASE_URL: "https://openplatform.keysecure.io/" },
      "expected sandbox"
    ],
    ["no target", credentials, "KEYSECURE_ENVIRONMENT"],
    [
      "no product",
      { ...credentials, KEYSECURE_PACKAGE_NO: "", KEYSECURE_ENVIRONMENT: "sandbox" },
      "KEYSECURE_PACKAGE_NO"
    ],
    ["no cardholder", { KEYSECURE_API_KEY: "k", KEYSECURE_ENVIRONMENT: "sandbox" }, "KEYSECURE_CARDHOLDER_NO"]
  ] as const)("refuses %s before any request", ([, variables, said]) =>
    Effect.gen(function* () {
      const { exitCode, output } = yield* run(variables)
      expect(output).toContain(said)
      expect(output).not.toContain("Applying for one virtual card")
      expect(exitCode).not.toBe(0)
    })
  )
})
