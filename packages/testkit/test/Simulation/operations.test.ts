/** The rest of the API, over raw requests: what each operation checks, answers and leaves behind. */
import { createCipheriv } from "node:crypto"
import { HashMap, pipe } from "effect"
import { describe, expect, it } from "vitest"
import { Scenario, Simulation } from "../../src/index.js"
import { aroundNow, now, physical, Session, virtual } from "../support/session.js"

/** As a merchant does it, not as the simulator does. */
const sealed = (clear: string, key = Scenario.apiSecret): string => {
  const cipher = createCipheriv("aes-256-ecb", key, null)
  return cipher.update(clear, "utf8", "base64") + cipher.final("base64")
}

const holder = { cardholder_no: "U0001" }
const minute = 60_000

const withCard = (body: object, scenario = Scenario.initial, apiKey?: string) => {
  const session = new Session(scenario, apiKey)
  expect(session.apply(body).code).toBe(0)
  return session
}

const cardNo = "C0000000001"
const statusOf = (session: Session, at = now) => session.call("getCard", { card_no: cardNo }, {}, at).data
const update = (session: Session, status: string, at = now) =>
  session.call("updateCardStatus", { card_no: cardNo, status }, {}, at).code

describe("card detail", () => {
  it("shows the merchant's own card", () => {
    const session = withCard(virtual)
    expect(statusOf(session)).toMatchObject({
      card_no: cardNo,
      card_unique_no: "order-1",
      cardholder_no: "U0001",
      card_type: "Virtual",
      card_last_no: "0001",
      status: "Activated",
      time: now
    })
  })

  it("has an own code for a card that is not there, or is another's", () => {
    const session = withCard(virtual)
    expect(session.call("getCard", { card_no: "C0000000009" })).toMatchObject({ code: 4002, msg: /^card_no: / })
    const other = new Session(session.state, Scenario.authorizationApiKey)
    expect(other.call("getCard", { card_no: cardNo }).code).toBe(4002)
  })
})

describe("a card's status", () => {
  it.each<readonly [from: string, to: string, code: number]>([
    ["Activated", "Frozen", 0],
    ["Frozen", "Activated", 0],
    ["Frozen", "Frozen", 4005],
    ["Activated", "Activated", 0],
    ["Pending", "Frozen", 4005],
    ["ToActivate", "Activated", 4004],
    ["Activated", "Delete", 0],
    ["Frozen", "Delete", 0],
    ["Delete", "Delete", 4004],
    ["Delete", "Activated", 4004],
    ["Delete", "Frozen", 4005],
    ["Fail", "Delete", 4004],
    ["Activated", "Melted", 1004],
    ["Activated", "", 1004]
  ])("from %s to %s is answered %d", (from, to, code) => {
    const session = withCard(virtual)
    session.state = Scenario.cardStatus({ cardNo, status: from })(session.state)
    expect(update(session, to)).toBe(code)
    expect(statusOf(session)).toMatchObject({ status: code === 0 ? to : from })
  })

  it("changes by itself, step by step, and each change is told", () => {
    const life = {
      newCardStatus: { Virtual: "Pending", Physical: "Pending" },
      cardLife: {
        Virtual: [
          { status: "ToActivate", afterMillis: minute },
          { status: "Activated", afterMillis: 2 * minute }
        ],
        Physical: []
      }
    }
    const session = withCard(virtual, Scenario.rules(life)(Scenario.initial))
    expect(statusOf(session, now)).toMatchObject({ status: "Pending" })
    expect(Simulation.advance(session.state, now + minute - 1).events).toEqual([])
    const later = Simulation.advance(session.state, now + 10 * minute)
    expect(later.events).toMatchObject([
      {
        id: "sim_event_1",
        action: "Card_update",
        apiKey: Scenario.creditApiKey,
        time: now + minute,
        data: { card_no: cardNo, before_status: "Pending", after_status: "ToActivate", time: now + minute }
      },
      { id: "sim_event_2", data: { before_status: "ToActivate", after_status: "Activated", time: now + 3 * minute } }
    ])
    expect(Simulation.advance(later, now + 20 * minute)).toEqual(later)
  })

  const failing = Scenario.rules({
    cardLife: { Virtual: [{ status: "Fail", afterMillis: minute }], Physical: [] }
  })(Scenario.initial)

  it("takes no further step by itself though it has its old status again", () => {
    const session = withCard(virtual, failing)
    expect([update(session, "Frozen"), update(session, "Activated")]).toEqual([0, 0])
    expect(Simulation.cards(Simulation.advance(session.state, now + 2 * minute))[0]?.status).toBe("Activated")
  })

  it("of a thousand cards changes in the order in which they were made", () => {
    const session = new Session(failing)
    for (let n = 0; n < 500; n++) session.apply({ ...virtual, card_unique_no: `order-${n}` })
    const { events } = Simulation.advance(session.state, now + minute)
    const numbers = events.map(({ data }) => data["card_no"])
    expect(numbers).toHaveLength(500)
    expect(numbers).toEqual(numbers.toSorted())
  })

  it("takes no further step by itself once it was changed otherwise", () => {
    const session = withCard(
      virtual,
      Scenario.rules({ cardLife: { Virtual: [{ status: "Frozen", afterMillis: minute }], Physical: [] } })(
        Scenario.initial
      )
    )
    expect(update(session, "Delete")).toBe(0)
    const [card] = Simulation.cards(Simulation.advance(session.state, now + 2 * minute))
    expect(card?.status).toBe("Delete")
  })
})

describe("the secrets of a card", () => {
  const activate = (session: Session, changes: object = {}) =>
    session.call("activateCard", { ...holder, card_no: cardNo, cvv: sealed("919"), card_last_no: "0001", ...changes })
  const setPin = (session: Session, pin: string, changes: object = {}) =>
    session.call("setCardPin", { ...holder, card_no: cardNo, pin, ...changes }).code

  it.each<readonly [string, object, number]>([
    ["nothing wrong", {}, 0],
    ["another CVV", { cvv: sealed("920") }, 4010],
    ["a CVV in clear", { cvv: "919" }, 4010],
    ["a CVV under another key", { cvv: sealed("919", "k".repeat(32)) }, 4010],
    ["other last digits", { card_last_no: "0002" }, 4010],
    ["another cardholder", { cardholder_no: "U0002" }, 1004],
    ["another card", { card_no: "C0000000002" }, 4002],
    ["no CVV", { cvv: "" }, 1004],
    ["a number as CVV", { cvv: 919 }, 1004]
  ])("activate a physical card; with %s", (_, changes, code) => {
    const session = withCard(physical)
    expect(activate(session, changes).code).toBe(code)
    expect(statusOf(session)).toMatchObject({ status: code === 0 ? "Activated" : "ToActivate" })
  })

  it("activate it once", () => {
    const session = withCard(physical)
    expect([activate(session).code, activate(session).code]).toEqual([0, 4004])
  })

  it.each<readonly [string, number]>([
    ["159260", 0],
    ["111590", 4016],
    ["159321", 4016],
    ["15926", 4016],
    ["1592600", 4016]
  ])("a PIN is set if it keeps the rules: %s", (pin, code) => {
    const session = withCard(physical)
    expect(setPin(session, sealed(pin))).toBe(4005)
    expect(activate(session).code).toBe(0)
    expect(setPin(session, sealed(pin))).toBe(code)
    expect(setPin(session, pin)).toBe(4010)
    expect(Simulation.cards(session.state)[0]?.pin).toBe(code === 0 ? pin : undefined)
  })

  it("are not for virtual cards", () => {
    const session = withCard(virtual)
    expect(activate(session).code).toBe(4017)
    expect(setPin(session, sealed("159260"))).toBe(4017)
  })

  it("need permission", () => {
    const closed = Scenario.merchant({ apiKey: Scenario.creditApiKey, mode: "CREDIT_EXTENSION", pci: false })
    const session = withCard(virtual, closed(Scenario.initial))
    expect(session.call("getCardPrivateInfo", { card_no: cardNo }).code).toBe(1013)
    expect(session.call("issueClientToken", { card_no: cardNo }).code).toBe(1013)
    session.state = Scenario.rules({ clientTokenNeedsPci: false })(session.state)
    expect(session.call("issueClientToken", { card_no: cardNo }).code).toBe(0)
  })

  it("are given with a client token that serves once", () => {
    const session = withCard(virtual)
    const tokens = [1, 2].map(() => session.call("issueClientToken", { card_no: cardNo }).data)
    expect(tokens).toEqual([
      { client_access_token: "sim_client_token_1", expires_in: 300 },
      { client_access_token: "sim_client_token_2", expires_in: 300 }
    ])
  })

  it("need a key that AES has", () => {
    expect(() =>
      Scenario.merchant({ apiKey: "k", mode: "AUTHORIZATION", apiSecret: "short" })(Scenario.initial)
    ).toThrow("The apiSecret of k must have 16, 24 or 32 bytes")
  })
})

describe("a cardholder", () => {
  const apply = (session: Session, body: object = {}, at = now) =>
    session.call(
      "applyForCardholder",
      { cardholder_unique_no: "customer-1", sumsub_share_token: "share-token", ...body },
      {},
      at
    )
  const cardholderNo = "H0000000001"
  const shown = (session: Session, at = now) => session.call("getCardholder", { cardholder_no: cardholderNo }, {}, at)

  it("is applied for, reviewed, listed and shown", () => {
    const session = new Session()
    expect(apply(session).data).toEqual({ cardholder_no: cardholderNo, cardholder_unique_no: "customer-1" })
    expect(shown(session).data).toMatchObject({ status: "Pending", total_balance: "0.00", card_list: [] })
    expect(session.apply({ ...virtual, cardholder_no: cardholderNo }).code).toBe(2004)
    expect(shown(session, now + minute).data).toMatchObject({ status: "Approved" })
    expect(session.apply({ ...virtual, cardholder_no: cardholderNo }, {}, now + minute).code).toBe(0)
    expect(shown(session, now + minute).data).toMatchObject({ card_list: [{ card_no: cardNo, status: "Activated" }] })
    expect(session.call("listCardholders", aroundNow).data).toMatchObject({
      list: [{ cardholder_no: cardholderNo, cardholder_unique_no: "customer-1", status: "Approved", time: now }]
    })
  })

  it("may be rejected", () => {
    const session = new Session(
      Scenario.rules({ cardholderLife: [{ status: "Rejected", afterMillis: minute }] })(Scenario.initial)
    )
    apply(session)
    expect(session.call("listCardholders", aroundNow, {}, now + minute).data).toMatchObject({
      list: [{ status: "Rejected", fail_reason: "identity not verified" }]
    })
  })

  it.each<readonly [string, object, number]>([
    ["the same unique number", {}, 2001],
    ["an unknown number", { cardholder_no: "H9" }, 2002],
    ["a number with another unique number", { cardholder_no: cardholderNo, cardholder_unique_no: "x" }, 2011],
    ["no unique number", { cardholder_unique_no: "" }, 1004],
    ["no share token", { sumsub_share_token: "" }, 1004],
    ["a share token that cannot be used", { cardholder_unique_no: "x", sumsub_share_token: "used" }, 2006],
    ["its number, while it is reviewed", { cardholder_no: cardholderNo }, 0]
  ])("applied for again with %s is answered %#: %o", (_, body, code) => {
    const session = new Session(Scenario.rules({ unusableShareTokens: ["used"] })(Scenario.initial))
    apply(session)
    expect(apply(session, body).code).toBe(code)
  })

  it("that is applied for again is reviewed anew", () => {
    const session = new Session()
    apply(session)
    apply(session, { cardholder_no: cardholderNo }, now + 50_000)
    expect(shown(session, now + minute + 1).data).toMatchObject({ status: "Pending" })
    expect(shown(session, now + 50_000 + minute).data).toMatchObject({ status: "Approved" })
  })

  it("that is approved is not updated", () => {
    const session = new Session()
    apply(session)
    expect(apply(session, { cardholder_no: cardholderNo }, now + minute).code).toBe(2003)
  })

  it("that is not there has its documented code", () => {
    expect(new Session().call("getCardholder", { cardholder_no: "U9" }).code).toBe(2002)
    expect(new Session().call("getAccount", { cardholder_no: "U9" }).code).toBe(2002)
  })
})

describe("an account", () => {
  const transfer = (session: Session, body: object = {}) =>
    session.call("transfer", { ...holder, transfer_unique_no: "t-1", type: "In", balance: "10.5", ...body })
  const balance = (session: Session) => session.call("getAccount", holder).data

  it("holds what was transferred, to the hundredth", () => {
    const session = new Session()
    expect(transfer(session).data).toEqual({
      transfer_no: "T0000000001",
      transfer_unique_no: "t-1",
      before_balance: "0.00",
      after_balance: "10.50"
    })
    expect(transfer(session, { type: "Out", transfer_unique_no: "t-2", balance: "0.01" }).data).toMatchObject({
      after_balance: "10.49"
    })
    expect(balance(session)).toMatchObject({ list: [{ balance: "10.49", usd_balance: "10.49", symbol: "TUSDT" }] })
    expect(session.call("listTransfers", { ...aroundNow, transfer_unique_no: "t-2" }).data).toMatchObject({
      list: [{ transfer_no: "T0000000002", type: "Out", balance: "0.01", before_balance: "10.50", time: now }]
    })
  })

  it.each<readonly [string, object, number]>([
    ["more than there is", { type: "Out", transfer_unique_no: "t-2", balance: "10.51" }, 3001],
    ["the same number", {}, 3002],
    ["three decimals", { transfer_unique_no: "t-2", balance: "1.001" }, 1004],
    ["nothing", { transfer_unique_no: "t-2", balance: "0.00" }, 1004],
    ["a number of JSON", { transfer_unique_no: "t-2", balance: 1 }, 1004],
    ["another direction", { transfer_unique_no: "t-2", type: "Up" }, 1004],
    ["a unique number that is too long", { transfer_unique_no: "t".repeat(65) }, 1004],
    ["a cardholder who is not there", { transfer_unique_no: "t-2", cardholder_no: "U9" }, 2002]
  ])("is not moved by %s", (_, body, code) => {
    const session = new Session()
    transfer(session)
    expect(transfer(session, body).code).toBe(code)
    expect(balance(session)).toMatchObject({ list: [{ balance: "10.50" }] })
  })

  it("gives the first transfer again, or makes another, where the rules say so", () => {
    const again = new Session(Scenario.rules({ repeatedTransferNo: "sameTransfer" })(Scenario.initial))
    expect(transfer(again).data).toEqual(transfer(again).data)
    expect(balance(again)).toMatchObject({ list: [{ balance: "10.50" }] })
    const another = new Session(Scenario.rules({ repeatedTransferNo: "anotherTransfer" })(Scenario.initial))
    transfer(another)
    expect(transfer(another).data).toMatchObject({ transfer_no: "T0000000002", after_balance: "21.00" })
  })

  it("is only of credit extension mode, as packages are; BINs only of authorization mode", () => {
    const session = new Session(Scenario.initial, Scenario.authorizationApiKey)
    const codes = (["transfer", "getAccount", "listTransfers", "listPackages", "listBins"] as const).map(
      (operation) => session.call(operation, { ...holder, ...aroundNow }).code
    )
    expect(codes).toEqual([1012, 1012, 1012, 1012, 0])
    expect(new Session().call("listBins").code).toBe(1012)
  })
})

describe("a consumption", () => {
  it("is listed, shown, moves the balance and is told", () => {
    const session = withCard(virtual)
    session.state = pipe(
      session.state,
      Scenario.consumption({ cardNo, amount: "12.50", fee: "0.5", merchantName: "A shop" }),
      Scenario.consumption({ cardNo, amount: "2.50", type: "Refund", relatedNo: "X0000000001" }),
      Scenario.consumption({ cardNo, amount: "99", status: "Fail" })
    )
    expect(session.call("getAccount", holder).data).toMatchObject({ list: [{ balance: "-10.50" }] })
    expect(session.call("listConsumptions", { ...aroundNow, card_no: cardNo, size: 2 }).data).toMatchObject({
      list: [
        { consume_no: "X0000000003", status: "Fail", amount: "99.00" },
        { consume_no: "X0000000002", type: "Refund" }
      ]
    })
    expect(session.call("getConsumption", { consume_no: "X0000000001" }).data).toEqual({
      consume_no: "X0000000001",
      consume_relate_no: "",
      card_no: cardNo,
      cardholder_no: "U0001",
      type: "Consumption",
      amount: "12.50",
      local_amount: "12.50",
      local_currency: "USD",
      fee: "0.50"
    })
    expect(
      session.state.events.map(({ action, data }) => [action, data["consume_no"], data["consume_relate_no"]])
    ).toEqual([
      ["Consumption", "X0000000001", null],
      ["Consumption", "X0000000002", "X0000000001"],
      ["Consumption", "X0000000003", null]
    ])
  })

  it("that is not there, or is another's, has an own code", () => {
    const session = withCard(virtual)
    session.state = Scenario.consumption({ cardNo, amount: "1" })(session.state)
    expect(session.call("getConsumption", { consume_no: "X0000000002" }).code).toBe(4003)
    const other = new Session(session.state, Scenario.authorizationApiKey)
    expect(other.call("getConsumption", { consume_no: "X0000000001" }).code).toBe(4003)
  })

  it("that is asked for is pending, and the merchant is asked", () => {
    const session = new Session(Scenario.initial, Scenario.authorizationApiKey)
    session.apply({ ...virtual, package_no: "", card_bin_no: "B0001" })
    session.state = Scenario.authorization({ cardNo, amount: "3.00" })(session.state)
    expect(session.state.events).toMatchObject([{ action: "Auth", data: { status: "Pending", card_no: cardNo } }])
    expect(session.call("listConsumptions", aroundNow).data).toMatchObject({ list: [{ status: "Pending" }] })
  })

  it("with a mistake in it throws", () => {
    const session = withCard(virtual)
    expect(() => Scenario.consumption({ cardNo, amount: "1.001" })(session.state)).toThrow("decimal")
    expect(() => Scenario.consumption({ cardNo: "C2", amount: "1" })(session.state)).toThrow("No card C2")
  })
})

describe("dated lists", () => {
  const lists = ["listCards", "listConsumptions", "listCardholders", "listTransfers"] as const

  it.each<readonly [string, object, number]>([
    ["the end before the start", { start_time: aroundNow.end_time, end_time: aroundNow.start_time }, 1019],
    ["the end at the start", { end_time: aroundNow.start_time }, 1019],
    ["91 days", { start_time: "2026-03-18", end_time: "2026-06-17" }, 1020],
    ["90 days apart and the whole last day", { start_time: "2026-03-19", end_time: "2026-06-17" }, 1020],
    ["90 days, by days", { start_time: "2026-03-20", end_time: "2026-06-17" }, 0],
    ["no start", { start_time: "" }, 1004],
    ["another form", { start_time: "2026/06/14" }, 1004],
    ["a page of 101", { size: 101 }, 1004],
    ["a page before the first", { page: -1 }, 1004]
  ])("check %s", (_, body, code) => {
    const session = new Session()
    for (const operation of lists) {
      expect([operation, session.call(operation, { ...aroundNow, ...body }).code]).toEqual([operation, code])
    }
  })

  it("are paged, in both orders", () => {
    const session = new Session()
    const balance = { ...holder, type: "In", balance: "1.00" }
    for (let n = 0; n < 25; n++) session.call("transfer", { ...balance, transfer_unique_no: `t-${n}` })
    const numbers = (page: number) => {
      const data = session.call("listTransfers", { ...aroundNow, page, size: 10 }).data
      return JSON.stringify(data)
        .match(/T\d{10}/g)
        ?.map((no) => Number(no.slice(1)))
    }
    const down = Array.from({ length: 25 }, (_, n) => 25 - n)
    expect([...(numbers(0) ?? []), ...(numbers(1) ?? []), ...(numbers(2) ?? [])]).toEqual(down)
    session.state = Scenario.rules({ listOrder: "oldestFirst" })(session.state)
    expect([...(numbers(0) ?? []), ...(numbers(1) ?? []), ...(numbers(2) ?? [])]).toEqual(down.toReversed())
  })
})

describe("the lists of packages and BINs", () => {
  it("show what there is, by type and number", () => {
    const session = new Session()
    expect(session.call("listPackages").data).toMatchObject({
      list: [{ package_no: "P0001" }, { package_no: "P0002" }]
    })
    expect(session.call("listPackages", { type: "Physical" }).data).toMatchObject({ list: [{ package_no: "P0002" }] })
    expect(session.call("listPackages", { package_no: "P0003" }).data).toEqual({ list: [] })
    const bins = new Session(Scenario.initial, Scenario.authorizationApiKey)
    expect(bins.call("listBins").data).toMatchObject({
      list: [{ card_bin_no: "B0001", support_physical: true, support_virtual: true }]
    })
  })
})

describe("a merchant that is changed", () => {
  it("keeps its cardholders' balances and numbers", () => {
    const session = new Session()
    session.call("transfer", { ...holder, transfer_unique_no: "t-1", type: "In", balance: "1.00" })
    const state = pipe(
      session.state,
      Scenario.cardholder({ apiKey: Scenario.creditApiKey, cardholderNo: "U0001", status: "Rejected" }),
      Scenario.merchant({ apiKey: Scenario.creditApiKey, mode: "CREDIT_EXTENSION" })
    )
    const merchant = [...HashMap.values(state.merchants)].find(({ apiKey }) => apiKey === Scenario.creditApiKey)
    expect(
      merchant && [...HashMap.values(merchant.cardholders)].find((one) => one.cardholderNo === "U0001")
    ).toMatchObject({ status: "Rejected", balance: 100n })
  })
})
