import { Arbitrary, Either, FastCheck, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { Fault, Scenario } from "../../src/index.js"
import { translated } from "../../src/internal/process/language/translated.js"
import { FaultFile } from "../../src/internal/program/faults.js"
import { decode } from "../../src/internal/program/file.js"
import { ScenarioFile, stateOf } from "../../src/internal/program/scenario.js"
import { notChinese } from "../support/chinese.js"

const readScenario = decode(ScenarioFile)
const readFaults = decode(FaultFile)

const scenarios = Arbitrary.make(ScenarioFile)

/** Kinds of fault that there are over HTTP. */
const schedules = Fault.schedules().map((schedule) =>
  schedule.filter(({ fault }) => fault._tag !== "ConnectionRefused")
)

type Key = string | number
type Place = ReadonlyArray<Key>

const entries = (value: object): ReadonlyArray<readonly [Key, unknown]> =>
  Array.isArray(value) ? value.map((item: unknown, index) => [index, item]) : Object.entries(value)

/** Every place of a value, the value itself first. */
const places = (value: unknown, at: Place = []): ReadonlyArray<{ readonly at: Place; readonly value: unknown }> => [
  { at, value },
  ...(typeof value === "object" && value !== null
    ? entries(value).flatMap(([key, inner]) => places(inner, [...at, key]))
    : [])
]

const replaced = (value: unknown, [key, ...rest]: Place, by: (value: unknown) => unknown): unknown => {
  if (key === undefined) return by(value)
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (index === key ? replaced(item, rest, by) : item))
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, name === key ? replaced(item, rest, by) : item])
  )
}

/** A place as an error names it. */
const named = (at: Place): string =>
  at
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`))
    .join("")
    .replace(/^\./, "")

const isPlain = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Why a text is refused, in words that are there in Chinese too; nothing if it is not. */
const reasonsOf = (read: (text: string) => Either.Either<unknown, ReadonlyArray<string>>, value: unknown) =>
  Either.match(read(JSON.stringify(value)), {
    onLeft: (reasons) => {
      expect(reasons.flatMap((reason) => notChinese(translated(reason).zh))).toEqual([])
      return reasons
    },
    onRight: () => []
  })

interface File {
  readonly name: string
  readonly read: (text: string) => Either.Either<unknown, ReadonlyArray<string>>
  readonly values: FastCheck.Arbitrary<unknown>
}

const files: ReadonlyArray<File> = [
  {
    name: "a scenario file",
    read: readScenario,
    values: scenarios.map((file) => Schema.encodeSync(ScenarioFile)(file))
  },
  { name: "a fault file", read: readFaults, values: schedules.map((file) => Schema.encodeSync(FaultFile)(file)) }
]

describe.each(files)("$name", ({ read, values }) => {
  it("is read as what it was written from", () => {
    FastCheck.assert(
      FastCheck.property(values, (value) => {
        expect(read(JSON.stringify(value))).toEqual(Either.right(value))
      })
    )
  })

  it("with a value that does not fit is refused by the value's path", () => {
    FastCheck.assert(
      FastCheck.property(values, FastCheck.nat(), (value, which) => {
        const all = places(value)
        const place = all[which % all.length]?.at ?? []
        // No field takes a date, in JSON a text, in a list in a list.
        const broken = replaced(value, place, () => [[["2026-06-15"]]])
        const reasons = reasonsOf(read, broken)
        expect(reasons.length).toBeGreaterThan(0)
        for (const reason of reasons) {
          expect(reason).toContain("expected ")
          expect(reason).not.toContain("2026-06-15")
          expect(reason.startsWith(named(place))).toBe(true)
        }
      })
    )
  })

  it("with a field that is not known is refused by that field's path", () => {
    FastCheck.assert(
      FastCheck.property(values, FastCheck.nat(), (value, which) => {
        const objects = places(value).filter((place) => isPlain(place.value))
        const at = objects[which % objects.length]?.at
        FastCheck.pre(at !== undefined)
        const broken = replaced(value, at ?? [], (object) =>
          isPlain(object) ? { ...object, surprise: "secret" } : object
        )
        const path = named([...(at ?? []), "surprise"])
        expect(reasonsOf(read, broken)).toEqual([expect.stringContaining(`${path}: is unexpected, expected: "`)])
      })
    )
  })

  it("without one of its fields is read, or refused by the field's path", () => {
    FastCheck.assert(
      FastCheck.property(values, FastCheck.nat(), (value, which) => {
        const fields = places(value).filter(({ at }) => typeof at.at(-1) === "string")
        const field = fields[which % fields.length]
        FastCheck.pre(field !== undefined)
        const at = field?.at ?? []
        const gone = at.at(-1)
        const less = replaced(value, at.slice(0, -1), (object) =>
          isPlain(object) ? Object.fromEntries(Object.entries(object).filter(([key]) => key !== gone)) : object
        )
        const reasons = reasonsOf(read, less)
        expect(reasons.length).toBeLessThanOrEqual(1)
        expect(reasons.filter((reason) => !reason.startsWith(`${named(at)}: is missing, expected `))).toEqual([])
      })
    )
  })
})

const merchant = { apiKey: "key", mode: "AUTHORIZATION" }

describe("a scenario file", () => {
  it.each<readonly [string, unknown, string]>([
    ["no object", 5, "expected a scenario: an object with the fields merchants and rules, or one of them"],
    ["no merchant", { merchants: [] }, "merchants: expected a list of at least one merchant; leave"],
    ["a merchant of no name", { merchants: [{ ...merchant, apiKey: "" }] }, "merchants[0].apiKey: expected a text"],
    [
      "a key that no header holds",
      { merchants: [{ ...merchant, apiKey: "é" }] },
      "merchants[0].apiKey: expected a text"
    ],
    [
      "a secret of 15 bytes",
      { merchants: [{ ...merchant, apiSecret: "123456789012345" }] },
      "merchants[0].apiSecret: "
    ],
    [
      "a name twice",
      { merchants: [merchant, merchant] },
      "merchants[1].apiKey: expected another apiKey than that of one"
    ],
    [
      "a cardholder twice",
      { merchants: [{ ...merchant, cardholders: [{ cardholderNo: "U1" }, { cardholderNo: "U1" }] }] },
      "merchants[0].cardholders[1].cardholderNo: expected another cardholderNo than that of one before"
    ],
    [
      "an own number twice",
      {
        merchants: [
          { ...merchant, cardholders: [{ cardholderNo: "U1", cardholderUniqueNo: "U2" }, { cardholderNo: "U2" }] }
        ]
      },
      "merchants[0].cardholders[1].cardholderUniqueNo: expected another cardholderUniqueNo than that of one before"
    ],
    [
      "packages in authorization mode",
      { merchants: [{ ...merchant, packages: [{ packageNo: "P1", cardTypes: [] }] }] },
      "merchants[0].packages: expected none: a merchant in AUTHORIZATION mode has BINs"
    ],
    [
      "BINs in credit extension mode",
      { merchants: [{ apiKey: "key", mode: "CREDIT_EXTENSION", bins: [{ cardBinNo: "B1" }] }] },
      "merchants[0].bins: expected none: a merchant in CREDIT_EXTENSION mode has packages"
    ],
    [
      "a time without its zone",
      { merchants: [{ ...merchant, cardholders: [{ cardholderNo: "U1", createdAt: "2026-01-01T00:00:00" }] }] },
      `merchants[0].cardholders[0].createdAt: expected Unix ms, or an ISO date such as "2026-01-01T00:00:00Z"`
    ],
    ["one bad address", { merchants: [{ ...merchant, ipWhitelist: ["::1", 4] }] }, "merchants[0].ipWhitelist[1]: "],
    [
      "half of a rule",
      { rules: { newCardStatus: { Virtual: "Pending" } } },
      "rules.newCardStatus.Physical: is missing, "
    ],
    ["half a ms", { rules: { tokenLifeMillis: 0.5 } }, "rules.tokenLifeMillis: expected a whole number, 0 or more"],
    [
      "an unknown operation",
      { rules: { answers: { "apply card": 1001 } } },
      `rules.answers["apply card"]: is unexpected`
    ]
  ])("that holds %s is refused, and says why", (_name, file, reason) => {
    expect(reasonsOf(readScenario, file)).toEqual([expect.stringContaining(reason)])
  })

  it.each([
    ["2026-01-01T00:00:00Z", 1_767_225_600_000],
    ["2026-01-01T08:00:00.5+08:00", 1_767_225_600_500],
    ["2026-01-01T00:00Z", 1_767_225_600_000],
    ["2026-01-01", 1_767_225_600_000]
  ])("takes the ISO date %s for a time", (createdAt, millis) => {
    const file = { merchants: [{ ...merchant, cardholders: [{ cardholderNo: "U1", createdAt }] }] }
    const read = Either.getOrThrow(readScenario(JSON.stringify(file)))
    expect(read.merchants?.[0]?.cardholders?.[0]?.createdAt).toBe(millis)
  })

  it("that is no JSON says so", () => {
    expect(readScenario("{")).toEqual(Either.left([expect.stringMatching(/^is not JSON: /)]))
  })

  it("sets up what it says, whatever it says", () => {
    FastCheck.assert(
      FastCheck.property(scenarios, (file) => {
        const state = stateOf(file)
        const initial = [...Scenario.initial.merchants].map(([key]) => key)
        const keys = file.merchants?.map(({ apiKey }) => apiKey) ?? initial
        expect(new Set([...state.merchants].map(([key]) => key))).toEqual(new Set(keys))
        for (const one of file.merchants ?? []) {
          const owner = [...state.merchants].find(([key]) => key === one.apiKey)?.[1]
          expect(owner).toMatchObject({ mode: one.mode, status: one.status ?? "Enabled", pci: one.pci ?? true })
          expect(owner?.apiSecret).toBe(one.apiSecret ?? Scenario.apiSecret)
          const numbers = (map: Iterable<readonly [string, unknown]> | undefined) =>
            [...(map ?? [])].map(([no]) => no).toSorted()
          expect(numbers(owner?.cardholders)).toEqual((one.cardholders ?? []).map((of) => of.cardholderNo).toSorted())
          expect(numbers(owner?.packages)).toEqual((one.packages ?? []).map((of) => of.packageNo).toSorted())
          expect(numbers(owner?.bins)).toEqual((one.bins ?? []).map((of) => of.cardBinNo).toSorted())
        }
        expect(state.rules).toEqual({ ...Scenario.initial.rules, ...file.rules })
      })
    )
  })

  it("that is empty is the default scenario", () => {
    expect(stateOf(Either.getOrThrow(readScenario("{}")))).toEqual(Scenario.initial)
  })
})

describe("a fault file", () => {
  it("names the fault that cannot be over HTTP", () => {
    const file = [{ operation: "applyForCard", nth: 1, fault: { _tag: "ConnectionRefused" } }]
    expect(readFaults(JSON.stringify(file))).toEqual(
      Either.left([expect.stringMatching(/^\[0\]\.fault\._tag: ConnectionRefused cannot be over HTTP, .* DropBefore/)])
    )
  })

  it.each<readonly [string, unknown, string]>([
    ["no list", 5, "expected a list of objects"],
    ["an object without the list", {}, "faults: is missing, expected a list of objects"],
    ["an unknown kind", { _tag: "Earthquake" }, `[0].fault._tag: expected "DelayBefore" | `],
    ["a kind without a text", { _tag: { toString: 1 } }, "[0].fault._tag: expected a text or a number"],
    ["no kind", {}, `[0].fault._tag: is missing, expected "DelayBefore" | `],
    ["a field of another kind", { _tag: "Garbage", silent: true }, "[0].fault.silent: is unexpected, "],
    [
      "the code of success",
      { _tag: "AnswerCode", code: 0, carriedOut: true },
      "[0].fault.code: expected a whole number"
    ]
  ])("that holds %s is refused, and says why", (name, fault, reason) => {
    const isWhole = name === "no list" || name === "an object without the list"
    const file = isWhole ? fault : [{ operation: "applyForCard", nth: 1, fault }]
    expect(readFaults(JSON.stringify(file))).toEqual(Either.left([expect.stringContaining(reason)]))
  })

  it("refuses a second fault for one request, and names it", () => {
    const step = { operation: "applyForCard", nth: 2, fault: { _tag: "Garbage" } }
    const file = [step, { ...step, operation: "getToken" }, { ...step, fault: { _tag: "Truncated" } }]
    const reason = "[2].nth: expected another nth of this operation than that of one before"
    expect(readFaults(JSON.stringify(file))).toEqual(Either.left([reason]))
    expect(readFaults(JSON.stringify({ faults: file }))).toEqual(Either.left([`faults${reason}`]))
  })

  it("refuses a fault that changes nothing", () => {
    const file = [{ operation: "listPackages", nth: 1, fault: { _tag: "StaleList", millis: 1 } }]
    expect(readFaults(JSON.stringify(file))).toEqual(
      Either.left(["[0].operation: expected a list with a span of time, since StaleList changes no other"])
    )
  })
})
