import { it } from "@effect/vitest"
import { Effect, FastCheck as fc } from "effect"
import { describe, expect } from "vitest"
import { isUnclear, makeWitness, type Sent } from "../../src/internal/laws/witness.js"
import { show, writings } from "../../src/internal/text/writing.js"
import { paths, Session, virtual } from "../support/session.js"

const sent: Sent = { card_unique_no: "order-1", cardholder_no: "I0001-bﬁ", card_type: "Physical" }

const row = { ...sent, card_no: "C1" }

describe("a row that was shown for a number is unclear", () => {
  it.each<readonly [string, unknown]>([
    ["without a number", { card_no: "C1", cardholder_no: "I0001-bﬁ", card_type: "Physical" }],
    ["with null", { ...row, card_unique_no: null }],
    ["with an empty number", { ...row, card_unique_no: "" }],
    ["in another case", { ...row, card_unique_no: "ORDER-1" }],
    ["masked", { ...row, card_unique_no: "or***-1" }],
    ["with the number of another cardholder", { ...row, cardholder_no: "I0002-bﬁ" }],
    ["with another type", { ...row, card_type: "Virtual" }],
    ["if its card has no number of the platform's yet", { ...row, card_no: "" }],
    ["if it does not say the card's number", sent],
    ["if it is no object", "order-1"],
    ["if it is null", null],
    ["if it is a list", [row]]
  ])("%s", (_, shown) => expect(isUnclear(shown, sent)).toBe(true))
})

describe("a row with exactly the number is clear", () => {
  it.each<readonly [string, object]>([
    ["as it was sent", {}],
    ["with its cardholder in another case and form", { cardholder_no: " i0001BFI" }],
    ["with a cardholder that is masked", { cardholder_no: "I0***bﬁ" }],
    ["without cardholder and type", { cardholder_no: undefined, card_type: undefined }],
    ["with null for them", { cardholder_no: null, card_type: null }],
    ["with its type in capitals", { card_type: "PHYSICAL" }]
  ])("%s", (_, changed) => expect(isUnclear({ ...row, ...changed }, sent)).toBe(false))

  it.prop(
    "however the cardholder is written, short of another text",
    [fc.constantFrom(...Object.keys(writings)), fc.stringMatching(/^[A-Z]\d{4}$/)],
    ([way, cardholder_no]) => {
      const written = Object.entries(writings).find(([name]) => name === way)?.[1] ?? String
      expect(isUnclear({ ...row, cardholder_no: written(cardholder_no) }, { ...sent, cardholder_no })).toBe(false)
    }
  )
})

describe("a witness", () => {
  const session = new Session()
  const response = (data: unknown) => ({ status: 200, headers: {}, body: JSON.stringify({ code: 0, msg: "", data }) })
  const applied = session.request(paths.applyForCard, virtual)
  const asked = (body: object) => session.request(paths.listCards, body)
  const masked = { list: [{ card_no: "C1", card_unique_no: show("masked", "order-1") }] }

  it.effect("names the cardholder of an application of whose number an unclear row was shown", () =>
    Effect.gen(function* () {
      const witness = makeWitness()
      yield* Effect.exit(witness.over(applied, Effect.fail("lost")))
      yield* witness.over(asked({ card_unique_no: "order-2" }), Effect.succeed(response(masked)))
      yield* witness.over(asked({}), Effect.succeed(response(masked)))
      yield* witness.over(asked({ card_unique_no: "order-1" }), Effect.succeed(response({ list: null })))
      expect([...witness.unclear()]).toEqual([])
      yield* witness.over(asked({ card_unique_no: "order-1" }), Effect.succeed(response(masked)))
      expect([...witness.unclear()]).toEqual([virtual.cardholder_no])
    })
  )

  it.effect("does not count an answer that did not come", () =>
    Effect.gen(function* () {
      const witness = makeWitness()
      yield* witness.over(applied, Effect.succeed(response({})))
      yield* Effect.exit(witness.over(asked({ card_unique_no: "order-1" }), Effect.fail("lost")))
      expect([...witness.unclear()]).toEqual([])
    })
  )

  it.effect("names none of those who share a number: that was the program's doing", () =>
    Effect.gen(function* () {
      const witness = makeWitness()
      yield* witness.over(applied, Effect.succeed(response({})))
      const another = session.request(paths.applyForCard, { ...virtual, cardholder_no: "U0002" })
      yield* witness.over(another, Effect.succeed(response({})))
      yield* witness.over(asked({ card_unique_no: "order-1" }), Effect.succeed(response(masked)))
      expect([...witness.unclear()]).toEqual([])
    })
  )
})
