/** packages/testkit/*.schema.json: made from the code, and of one mind with the program about its files. */
import { Ajv } from "ajv"
import { Arbitrary, Either, FastCheck, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { Fault } from "../packages/testkit/src/index.js"
import { FaultFile } from "../packages/testkit/src/internal/program/faults.js"
import { decodeValue } from "../packages/testkit/src/internal/program/file.js"
import { ScenarioFile } from "../packages/testkit/src/internal/program/scenario.js"
import { block } from "../packages/testkit/test/support/program.js"
import { fileSchemas } from "./fileSchemas.js"

const faults = Fault.schedules().map((schedule) => schedule.filter(({ fault }) => fault._tag !== "ConnectionRefused"))

interface File {
  readonly name: keyof typeof fileSchemas
  /** What the program reads. */
  readonly values: FastCheck.Arbitrary<unknown>
  readonly reads: (value: unknown) => Either.Either<unknown, ReadonlyArray<string>>
  /** The example of the page. */
  readonly shown: string
  readonly refused: ReadonlyArray<unknown>
}

const files: ReadonlyArray<File> = [
  {
    name: "scenario.schema.json",
    values: Arbitrary.make(ScenarioFile).map((file) => Schema.encodeSync(ScenarioFile)(file)),
    reads: decodeValue(ScenarioFile),
    shown: "scenario",
    refused: [
      { merchants: [] },
      { merchants: [{ apiKey: "key", mode: "CREDIT" }] },
      { rules: { oddItem: 1 } },
      { rule: {} }
    ]
  },
  {
    name: "faults.schema.json",
    values: faults.map((file) => Schema.encodeSync(FaultFile)(file)),
    reads: decodeValue(FaultFile),
    shown: "faults",
    refused: [
      [{ operation: "applyForCard", nth: 0, fault: { _tag: "Garbage" } }],
      [{ operation: "applyForCard", nth: 1, fault: { _tag: "ConnectionRefused" } }],
      [{ operation: "applyForCard", nth: 1, fault: { _tag: "AnswerCode", code: 0, carriedOut: true } }],
      { fault: [] }
    ]
  }
]

// `pnpm exec vitest run test/fileSchemas.test.ts -u` writes them anew.
describe.each(files)("$name", ({ name, reads, refused, shown, values }) => {
  const takes = new Ajv({ strict: false }).compile(JSON.parse(fileSchemas[name]))

  it("is what the code makes", async () => {
    await expect(fileSchemas[name]).toMatchFileSnapshot(`../packages/testkit/${name}`)
  })

  it("takes what the program reads, the example of the page, and $schema", () => {
    FastCheck.assert(
      FastCheck.property(values, (value) => {
        expect(takes(JSON.parse(JSON.stringify(value)))).toBe(true)
      }),
      { numRuns: 30 }
    )
    const example: unknown = JSON.parse(block(shown))
    const beside = Array.isArray(example) ? { faults: example } : Object(example)
    for (const value of [example, { $schema: "./x.json", ...beside }]) {
      expect(takes(value)).toBe(true)
      expect(Either.isRight(reads(value))).toBe(true)
    }
  })

  it("refuses what the program does, wherever a JSON Schema can tell", () => {
    for (const value of refused) {
      expect(takes(value)).toBe(false)
      expect(Either.isLeft(reads(value))).toBe(true)
    }
  })
})
