/** How hostile a platform may be: each rule over raw requests. */
import type { Endpoints } from "@effect-keysecure/schema"
import { it } from "@effect/vitest"
import { FastCheck as fc, Struct } from "effect"
import { describe, expect } from "vitest"
import { anything, dataOf, isOpen, none } from "../../src/internal/state/emptyList.js"
import { show, write } from "../../src/internal/text/writing.js"
import { Scenario } from "../../src/index.js"
import { aroundNow, now, Session, virtual } from "../support/session.js"
import { showing, writing } from "../support/rules.js"

type Rules = Partial<Scenario.Rules>

const under = (rules: Rules) => new Session(Scenario.rules(rules)(Scenario.initial))

const order = { cardholder_no: "U0001", type: "In", balance: "1.00" }

/** The rows of a list that is asked for, whatever is in them. */
const rows = (session: Session, operation: "listCards" | "listTransfers", asked: object): ReadonlyArray<unknown> => {
  const { code, data } = session.call(operation, { ...aroundNow, ...asked })
  expect(code).toBe(0)
  return Object(data).list
}

/** Numbers that are given, to a platform that leaves out what is blank, and fit. */
const number = fc
  .string({ unit: fc.constantFrom("a", "B", "7", " ", "é", "e\u0301", "ﬁ", "１", "-", "\u200b"), maxLength: 20 })
  .map((text) => `x${text}`)

describe("a number that is stored otherwise", () => {
  it.prop("is found by the number that was sent, and by itself", [writing, number], ([uniqueNoStored, sent]) => {
    const stored = write(uniqueNoStored, sent)
    const session = under({ uniqueNoStored })
    const cardNo = Object(session.apply({ ...virtual, card_unique_no: sent }).data).card_no
    session.call("transfer", { ...order, transfer_unique_no: sent })
    for (const asked of stored.trim() === "" ? [sent] : [sent, stored]) {
      expect(rows(session, "listCards", { card_unique_no: asked })).toMatchObject([
        { card_no: cardNo, card_unique_no: stored }
      ])
      expect(rows(session, "listTransfers", { transfer_unique_no: asked })).toMatchObject([
        { transfer_unique_no: stored }
      ])
    }
  })

  it.prop(
    "is repeated by every number that is stored in the same way",
    [writing, number, number],
    ([way, one, other]) => {
      const session = under({ uniqueNoStored: way })
      const again = write(way, one) === write(way, other)
      session.apply({ ...virtual, card_unique_no: one })
      session.call("transfer", { ...order, transfer_unique_no: one })
      expect(session.apply({ ...virtual, card_unique_no: other }).code).toBe(again ? 4001 : 0)
      expect(session.call("transfer", { ...order, transfer_unique_no: other }).code).toBe(again ? 3002 : 0)
    }
  )

  it("is not found by the number that was sent, where the filter is exact", () => {
    const session = under({ uniqueNoStored: "upperCase", uniqueNoFilter: "exact" })
    session.apply(virtual)
    session.call("transfer", { ...order, transfer_unique_no: "order-1" })
    expect(rows(session, "listCards", { card_unique_no: "order-1" })).toEqual([])
    expect(rows(session, "listTransfers", { transfer_unique_no: "order-1" })).toEqual([])
    expect(rows(session, "listCards", { card_unique_no: "ORDER-1" })).toHaveLength(1)
    expect(session.apply(virtual).code).toBe(4001)
  })

  it("asks for nothing else when nothing of it is left", () => {
    const session = under({ uniqueNoStored: "printable" })
    session.apply({ ...virtual, card_unique_no: "order-1" })
    expect(rows(session, "listCards", { card_unique_no: "\u0000" })).toEqual([])
  })
})

describe("a cardholder's number that is stored otherwise", () => {
  it("is that of the cardholder, however it was sent", () => {
    const session = under({ cardholderNoStored: "trimmed" })
    expect(session.apply({ ...virtual, cardholder_no: " U0001 " }).code).toBe(0)
    expect(rows(session, "listCards", { cardholder_no: "U0001\t" })).toMatchObject([{ cardholder_no: "U0001" }])
    expect(session.call("transfer", { ...order, cardholder_no: " U0001", transfer_unique_no: "t" }).code).toBe(0)
    expect(rows(session, "listTransfers", { cardholder_no: "U0001 " })).toHaveLength(1)
    expect(under({}).apply({ ...virtual, cardholder_no: " U0001 " }).code).toBe(2002)
  })
})

describe("a row", () => {
  it.prop(
    "shows the numbers and the type as the rules say, and the detail does as it is told",
    [showing, showing, showing, fc.boolean()],
    ([uniqueNoShown, cardholderNoShown, cardTypeShown, asListed]) => {
      const cardDetail = asListed ? "asListed" : "asStored"
      const session = under({ uniqueNoShown, cardholderNoShown, cardTypeShown, cardDetail })
      session.apply(virtual)
      session.call("transfer", { ...order, transfer_unique_no: "order-1" })
      const stored = { card_unique_no: "order-1", cardholder_no: "U0001", card_type: "Virtual" }
      const listed = {
        card_unique_no: show(uniqueNoShown, "order-1"),
        cardholder_no: show(cardholderNoShown, "U0001"),
        card_type: show(cardTypeShown, "Virtual")
      }
      const seen = (row: unknown) => Struct.pick(Object(row), "card_unique_no", "cardholder_no", "card_type")
      const isAbsent = (value: unknown) => value === undefined
      const [card] = rows(session, "listCards", { card_unique_no: "order-1" })
      expect(seen(card)).toEqual(listed)
      expect(Object.keys(Object(card)).includes("card_unique_no")).toBe(!isAbsent(listed.card_unique_no))
      expect(seen(session.call("getCard", { card_no: "C0000000001" }).data)).toEqual(asListed ? listed : stored)
      expect(rows(session, "listTransfers", { transfer_unique_no: "order-1" })).toMatchObject([
        JSON.parse(JSON.stringify({ transfer_unique_no: listed.card_unique_no, cardholder_no: listed.cardholder_no }))
      ])
    }
  )

  it("shows a number of digits as a JSON number, in the text of the answer", () => {
    const session = under({ uniqueNoShown: "number" })
    session.apply({ ...virtual, card_unique_no: "20260615" })
    expect(session.list({ ...aroundNow, card_unique_no: "20260615" }).response.body).toContain(
      `"card_unique_no":20260615,`
    )
  })
})

describe("a span", () => {
  const ask = (rules: Rules, start_time: string, end_time: string, timezone = "UTC+8") =>
    under(rules).list({ start_time, end_time }, { timezone })

  it("of 90 times 24 hours is too long where the days of both ends count", () => {
    expect(ask({}, "2026-03-19 00:00:00", "2026-06-17 00:00:00").code).toBe(0)
    expect(ask({ listSpan: "days" }, "2026-03-19 00:00:00", "2026-06-17 00:00:00").code).toBe(1020)
    expect(ask({ listSpan: "days" }, "2026-03-19 00:00:00", "2026-06-16 23:59:59").code).toBe(0)
    expect(ask({ listSpan: "days" }, "2026-03-19 23:59:59", "2026-06-17 00:00:00").code).toBe(1020)
  })

  it("of more than 90 times 24 hours is never that short", () => {
    for (const listSpan of ["hours", "days"] as const) {
      expect(ask({ listSpan }, "2026-03-18 23:59:59", "2026-06-17 00:00:00").code).toBe(1020)
    }
  })

  it("is counted in the days of its zone", () => {
    for (const zone of ["UTC-5", "UTC", "UTC+8", "UTC+14"]) {
      expect(ask({ listSpan: "days" }, "2026-03-19 00:00:00", "2026-06-16 23:59:59", zone).code).toBe(0)
      expect(ask({ listSpan: "days" }, "2026-03-18 23:59:59", "2026-06-16 00:00:00", zone).code).toBe(1020)
    }
  })

  it.each([1004, 1019, 1020] as const)("that ends after the server's now gets %i, where that is refused", (code) => {
    const rules = { futureEnd: code }
    expect(now).toBe(Date.UTC(2026, 5, 15, 12))
    expect(ask(rules, "2026-06-14 00:00:00", "2026-06-15 12:00:00", "UTC").code).toBe(0)
    const refused = ask(rules, "2026-06-14 00:00:00", "2026-06-15 12:00:01", "UTC")
    expect(refused.code).toBe(code)
    expect(refused.msg.startsWith("end_time")).toBe(code === 1004)
    expect(ask({}, "2026-06-14 00:00:00", "2026-06-15 12:00:01", "UTC").code).toBe(0)
  })
})

describe("a page", () => {
  it.prop(
    "is cut short, and the pages together show everything once",
    [fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })],
    ([maxPageSize, size]) => {
      const session = under({ maxPageSize })
      for (let n = 0; n < 9; n++) session.apply({ ...virtual, card_unique_no: `order-${n}` })
      const cap = Math.min(maxPageSize, size)
      const pages = Array.from({ length: Math.ceil(9 / cap) }, (_, page) => session.items({ page, size }))
      expect(pages.every((page) => page.length <= cap)).toBe(true)
      expect(pages.flat().map((card) => card.card_unique_no)).toEqual(
        Array.from({ length: 9 }, (_, n) => `order-${8 - n}`)
      )
    }
  )
})

describe("a list without items", () => {
  const lists = ["listCards", "listConsumptions", "listCardholders", "listTransfers", "listPackages"] as const

  const asked = (session: Session, operation: Endpoints.EndpointName) =>
    session.call(operation, {
      ...aroundNow,
      start_time: "2026-06-14 00:00:00",
      end_time: "2026-06-14 00:00:01",
      package_no: "P0009"
    })

  it.each([...Struct.keys(none), ...Struct.keys(anything)])("has the form %s, in every list", (emptyList) => {
    const session = under({ emptyList })
    for (const operation of lists) {
      const { code, data, response } = asked(session, operation)
      expect([operation, code, data]).toEqual([operation, 0, dataOf(emptyList)])
      expect(response.body.includes(`"data"`)).toBe(emptyList !== "noData")
    }
    expect(isOpen(emptyList)).toBe(emptyList in anything)
  })

  it("has that form only if it is one", () => {
    const session = under({ emptyList: "array" })
    session.apply(virtual)
    expect(session.items({})).toHaveLength(1)
    expect(session.call("getAccount", { cardholder_no: "U0001" }).data).toMatchObject({ list: [{}] })
  })
})

describe("a list of codes", () => {
  it("answers the first requests of an operation, one each, and then no more", () => {
    const session = under({ answers: { listCards: [500, 0, 1009] } })
    expect(session.apply(virtual).code).toBe(0)
    expect([1, 2, 3, 4, 5].map(() => session.list(aroundNow).code)).toEqual([500, 0, 1009, 0, 0])
  })

  it("is not spent by other operations", () => {
    const session = under({ answers: { listCards: [503], applyForCard: [429] } })
    expect(session.call("listTransfers", aroundNow).code).toBe(0)
    expect([session.apply(virtual).code, session.apply(virtual).code]).toEqual([429, 0])
    expect([session.list(aroundNow).code, session.list(aroundNow).code]).toEqual([503, 0])
  })
})

describe("a repeated number that is accepted for later", () => {
  it("gets code 0 without the number of a card or transfer, and nothing is made", () => {
    const session = under({ repeatedUniqueNo: "acceptedLater", repeatedTransferNo: "acceptedLater" })
    const transfer = { ...order, transfer_unique_no: "t-1" }
    expect(session.apply(virtual).data).toEqual({ card_no: "C0000000001", card_unique_no: "order-1" })
    expect(session.call("transfer", transfer).data).toMatchObject({ transfer_no: "T0000000001" })
    expect(session.apply(virtual)).toMatchObject({ code: 0, data: { card_unique_no: "order-1" } })
    expect(session.apply(virtual).data).toEqual({ card_unique_no: "order-1" })
    expect(session.call("transfer", transfer).data).toEqual({ transfer_unique_no: "t-1" })
    expect(session.items({})).toHaveLength(1)
    expect(rows(session, "listTransfers", {})).toHaveLength(1)
    expect(session.call("getAccount", { cardholder_no: "U0001" }).data).toMatchObject({ list: [{ balance: "1.00" }] })
  })
})
