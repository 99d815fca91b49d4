import { FileSystem, Error as PlatformError } from "@effect/platform"
import { it } from "@effect/vitest"
import { Effect, FastCheck as fc, Schema, TestClock } from "effect"
import { describe, expect } from "vitest"
import { Scenario } from "../../src/index.js"
import { postalCodeFits } from "../../src/internal/addresses/postal.js"
import { makeRecorder } from "../../src/internal/trace/recorder.js"
import { lineOf } from "../../src/internal/process/comparison.js"
import { addressOf } from "../../src/internal/trace/shapes.js"
import { keepTrace } from "../../src/internal/trace/keep.js"
import { runs } from "../support/runs.js"
import { key, moves, person, physicalCard, recorded, replayed, secretNumbers, shareToken } from "../support/traces.js"

/** What no trace may hold. */
const secrets = [key, shareToken, "private-secret", "private_app", "zaphodia@private.example", "sim_credit_key"]
const personal = [...Object.values(person).filter((value) => value.length > 2), "Zürichville"]

/** The same trace, as if the code for a cardholder who is not known had been another. */
const withOtherCode = (text: string): string =>
  text.replaceAll(
    '"rules":{',
    '"rules":{"unapprovedCodes":{"Unknown":2222,"Pending":2004,"In_progress":2004,"Rejected":2005},'
  )

const isUnknown = Schema.is(Schema.Struct({ code: Schema.Literal(2002) }))

describe("the trace of a session", () => {
  it("shows no difference but that of a rule, and holds no secret and nothing about a person", async () => {
    let deliveries = 0
    let others = 0
    const property = fc.asyncProperty(moves, async (all) => {
      const { text, tokens } = await Effect.runPromise(recorded(all))
      for (const secret of [...secrets, ...personal, ...tokens]) expect(text).not.toContain(secret)
      const same = await Effect.runPromise(replayed(text))
      expect(same.changed.map((one) => lineOf(one).en).join("\n")).toBe("")

      const other = await Effect.runPromise(replayed(withOtherCode(text)))
      const refused = same.trace.events.flatMap((event) =>
        event._tag === "Delivered" && event.delivery.code === undefined && isUnknown(event.delivery.answer.body)
          ? [event.line]
          : []
      )
      expect(new Set(other.changed.map(({ line }) => line))).toEqual(new Set(refused))
      deliveries += same.trace.events.filter(({ _tag }) => _tag === "Delivered").length
      others += refused.length
    })
    await fc.assert(property, { numRuns: runs(100), seed: 21 })
    expect(deliveries).toBeGreaterThan(runs(100) * 3)
    expect(others).toBeGreaterThan(0)
  })

  it.each<Parameters<typeof secretNumbers>[0]>([
    {},
    { uniqueNoStored: "upperCase" },
    { uniqueNoStored: "upperCase", uniqueNoShown: "lowerCase" },
    { uniqueNoShown: "prefixed" },
    { echo: true, repeatedUniqueNo: "sameCard" }
  ])("holds no secret that is sent as a number, however the platform writes it: %j", async (rules) => {
    const { text, tokens } = await Effect.runPromise(recorded(secretNumbers(rules)))
    for (const secret of [key, ...tokens]) expect(text.toLowerCase()).not.toContain(secret)
    const { changed } = await Effect.runPromise(replayed(text))
    expect(changed.map(lineOf)).toEqual([])
  })

  it.each([{ uniqueNoStored: { first: 12 } }, { uniqueNoShown: { first: 20 } }])(
    "holds no part of a secret that the platform cuts: %j",
    async (rules) => {
      const { text } = await Effect.runPromise(recorded(secretNumbers(rules)))
      expect(text).not.toMatch(/private_m|sim_tok/)
    }
  )

  it("lets a physical card be made, activated and given a PIN again", async () => {
    const { text } = await Effect.runPromise(recorded(physicalCard))
    expect(text).toMatch(/"cvv":"good"[^]*"pin":"good"/)
    const { changed, trace } = await Effect.runPromise(replayed(text))
    expect(changed).toEqual([])
    expect(trace.events.flatMap((event) => (event._tag === "Delivered" ? [event.delivery.answer.body] : []))).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ code: 0 }))
    )
  })

  it("has for a postal code that fits its state another that fits, wherever that is", () => {
    const codes = [
      ["US", "TX", "75219"],
      ["CA", "Alberta", "T2P 2M5"],
      ["AR", "Salta", "A4400"],
      ["AR", "Salta", "A4400ABC"],
      ["BR", "Bahia", "40010-000"],
      ["GB", "Kent", "CT1 2EH"],
      ["GL", "Nuuk", "3900"],
      ["GU", "Guam", "96910"],
      ["SM", "San Marino", "47890"],
      ["IE", "Galway", "H91 E2R9"],
      ["JP", "Hokkaido", "060-0042"],
      ["MT", "Malta", "VLT 1117"],
      ["NL", "Utrecht", "3511 CE"],
      ["TR", "Izmir", "35210"],
      ["LC", "Castries", "LC04 101"],
      ["MC", "Monaco", "98000"]
    ] as const
    for (const [country, state, postal_code] of codes) {
      expect(postalCodeFits(country, state, postal_code)).toBe(true)
      const shown = addressOf({ country, state, postal_code }, Scenario.initial.rules)
      expect(shown["postal_code"]).not.toBe(postal_code)
      expect([country, postalCodeFits(country, String(shown["state"]), String(shown["postal_code"]))]).toEqual([
        country,
        true
      ])
    }
  })
})

const full = new PlatformError.SystemError({ reason: "WriteZero", module: "FileSystem", method: "writeFileString" })

/** A disk that is full after so many writes. */
const disk = (writes: number, written: Array<string>) =>
  FileSystem.layerNoop({
    writeFileString: (_, text) => (written.length < writes ? Effect.sync(() => written.push(text)) : Effect.fail(full))
  })

describe("the file of a trace", () => {
  it.scoped("is written at once, then each second, until the disk is full, which is told once", () => {
    const written: Array<string> = []
    const told: Array<string> = []
    return Effect.gen(function* () {
      const recorder = makeRecorder({ initial: Scenario.initial, faults: [], version: "0.0.0" })
      const warn = ({ reasons }: { readonly reasons: ReadonlyArray<string> }) =>
        Effect.sync(() => told.push(...reasons))
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* keepTrace("t.jsonl", recorder, (failure) => Effect.asVoid(warn(failure)))
          expect(written).toHaveLength(1)
          for (const _ of [1, 2, 3]) {
            recorder.advanced(1)
            yield* TestClock.adjust("1 second")
          }
          recorder.advanced(1)
        })
      )
      expect(written).toEqual([expect.stringContaining('"format"'), '{"n":1,"at":1,"advance":true}\n'])
      expect(told).toHaveLength(1)
      expect(recorder.take(true)).toEqual([])
    }).pipe(Effect.provide(disk(2, written)))
  })

  it.scoped("must be writable at the start", () =>
    Effect.gen(function* () {
      const recorder = makeRecorder({ initial: Scenario.initial, faults: [], version: "0.0.0" })
      const refused = yield* Effect.flip(keepTrace("t.jsonl", recorder, () => Effect.void))
      expect(refused.reasons).toEqual([expect.stringContaining("t.jsonl: cannot be written")])
    }).pipe(Effect.provide(disk(0, [])))
  )
})
