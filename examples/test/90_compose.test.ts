/** The Compose file of the example, as far as a test can tell without Docker. */
import { readFileSync } from "node:fs"
import { KeySecureConfig } from "@effect-keysecure/client"
import { Scenario } from "@effect-keysecure/testkit"
import { ConfigProvider, Effect, Schema } from "effect"
import { expect, it } from "vitest"
import { parse } from "yaml"

const Service = Schema.Struct({
  image: Schema.String,
  build: Schema.optional(Schema.Struct({ context: Schema.Literal("../.."), dockerfile_inline: Schema.String })),
  command: Schema.optional(Schema.String),
  deploy: Schema.optional(Schema.Struct({ replicas: Schema.Int })),
  depends_on: Schema.optional(
    Schema.Record({ key: Schema.String, value: Schema.Struct({ condition: Schema.String }) })
  ),
  environment: Schema.optional(Schema.Record({ key: Schema.String, value: Schema.String })),
  healthcheck: Schema.optional(
    Schema.Struct({ test: Schema.Array(Schema.String), interval: Schema.String, retries: Schema.Int })
  )
})

const File = Schema.Struct({
  name: Schema.String,
  "x-program": Schema.Unknown,
  services: Schema.Struct({ database: Service, simulator: Service, runner: Service })
})

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8")

const file = Schema.decodeUnknownSync(File, { onExcessProperty: "error" })(
  parse(read("examples/batch-on-postgres/compose.yaml"), { merge: true, strict: true })
)
const { database, runner, simulator } = file.services

it("starts three runners after what they need, from the repository", () => {
  expect(runner.deploy?.replicas).toBe(3)
  expect(Object.keys(runner.depends_on ?? {})).toEqual(["database", "simulator"])
  expect(database.healthcheck?.test.at(-1)).toBe("postgres")
  const [version = ""] = /pnpm@[\d.]+/.exec(read("package.json")) ?? []
  for (const { build } of [runner, simulator]) expect(build?.dockerfile_inline).toContain(`npx -y ${version} install`)
  for (const { command = "" } of [runner, simulator]) expect(read(command.split(" ")[2] ?? "")).toContain("Effect")
})

it("gives the runners an environment that fits: the simulator's address and a merchant that it has", async () => {
  const variables = new Map(Object.entries(runner.environment ?? {}))
  const settings = await Effect.runPromise(
    KeySecureConfig.config.pipe(Effect.withConfigProvider(ConfigProvider.fromMap(variables)))
  )
  expect(settings.baseUrl).toBe("http://simulator:4010")
  expect(simulator.command).toContain("--host 0.0.0.0 --port 4010")
  expect(variables.get("KEYSECURE_API_KEY")).toBe(Scenario.creditApiKey)
  expect(Buffer.from(variables.get("KEYSECURE_BATCH_KEY") ?? "", "base64")).toHaveLength(32)
  const url = new URL(variables.get("DATABASE_URL") ?? "")
  expect([url.hostname, url.password]).toEqual(["database", database.environment?.["POSTGRES_PASSWORD"]])
})
