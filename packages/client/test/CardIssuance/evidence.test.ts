/** The rule of evidence (docs/outcomes.md), point by point: what may be concluded from what a platform shows. */
import { AttemptLog, CardIssuance, KeySecureClient } from "@effect-keysecure/client"
import { Account, Card, CardProduct, Cardholder, Timestamp } from "@effect-keysecure/schema"
import { type Fault, KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { BigDecimal, DateTime, Effect, Logger, LogLevel, Option, Redacted } from "effect"
import { describe, expect, it } from "vitest"
import * as Digest from "../../src/internal/encoding/digest.js"
import { cipher } from "../support/operations.js"
import { applicationOf } from "../support/requests.js"
import { type Asked, at, type Otherwise, paths, showing, timeIn, type Wire } from "../support/issuing/elsewhere.js"
import { keyOf } from "../support/issuing/stores.js"
import { arrived, cards, inWorld, onFirstApplication, timed } from "../support/issuing/world.js"
import { reconcileTransfer } from "../support/services.js"

const application = applicationOf("order-1")
const no = application.cardUniqueNo
const { CardIssuance: Issuance } = CardIssuance
const lost = onFirstApplication({ _tag: "LoseAnswer", silent: false })
const dropped = onFirstApplication({ _tag: "DropBefore", silent: false })
const cardNo = Card.CardNo.make("C0000000001")
const anotherCardNo = Card.CardNo.make("C0000000009")

const issue = (number = "order-1", options?: CardIssuance.IssueOptions) =>
  Effect.flatMap(Issuance, (service) => service.issue(applicationOf(number), options))
const reconcile = (options?: CardIssuance.ReconcileOptions) =>
  Effect.flatMap(Issuance, (service) => service.reconcile(no, options))
const entry = Effect.flatMap(AttemptLog.AttemptLog, (log) => log.find(keyOf(no)))
const put = (next: AttemptLog.Attempt) =>
  Effect.flatMap(AttemptLog.AttemptLog, (log) => log.compareAndSwap(keyOf(no), Option.none(), Option.some(next)))

const openAt = (stamp: number): AttemptLog.Open => ({
  _tag: "Open",
  cardUniqueNo: no,
  attemptId: "a",
  digest: Digest.ofHanded(application),
  stamp: Timestamp.Timestamp.make(stamp),
  accepted: false
})
const corrupt: AttemptLog.Corrupt = { _tag: "Corrupt", cardUniqueNo: no }

/** Rows that the list shows besides, whatever it is asked. */
const besides = (rows: ReadonlyArray<Wire>): Otherwise => ({
  answered: ({ body, path }, answer) => {
    if (path !== paths.list || Number(body["page"] ?? 0) > 0) return answer
    const { list } = answer["data"] as { list: ReadonlyArray<Wire> }
    return { ...answer, data: { list: [...rows, ...list] } }
  }
})

const rowOf = (cardNumber: string, more: Wire = {}): Wire => ({
  card_no: cardNumber,
  card_type: "Virtual",
  status: "Activated",
  time: 1_767_225_600_000,
  ...more
})

const unnamedShown = showing((row) => ({ ...row, card_unique_no: null }))
const hidden: Otherwise = { answered: unnamedShown }

describe("1. a row", () => {
  it("without a number is ours if its detail says so", () =>
    inWorld(
      { faults: lost, rules: { uniqueNoShown: "absent", repeatedUniqueNo: "anotherCard" } },
      Effect.gen(function* () {
        expect((yield* issue()).cardNo).toBe(cardNo)
        expect(yield* entry).toMatchObject(Option.some({ _tag: "Issued", cardNo }))
        expect((yield* issue()).cardNo).toBe(cardNo)
        expect([yield* arrived("applyForCard"), yield* arrived("getCard")]).toEqual([1, 1])
      })
    ))

  it("whose detail the platform refuses to show stays unclear, and one that cannot be read is asked for again", () =>
    inWorld(
      { faults: lost, rules: { uniqueNoShown: "absent", answers: { getCard: [4002, 1001] } } },
      Effect.gen(function* () {
        expect(yield* Effect.flip(issue())).toMatchObject({ _tag: "OutcomeUnknown", candidates: [{ cardNo }] })
        expect((yield* issue()).cardNo).toBe(cardNo)
      })
    ))

  it("whose detail has our number is of another application if it shows another cardholder", () =>
    inWorld(
      { rules: { uniqueNoShown: "absent" } },
      Effect.gen(function* () {
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        yield* simulator.update(Scenario.cardholder({ apiKey: Scenario.creditApiKey, cardholderNo: "U7777" }))
        const { applyForCard } = yield* KeySecureClient.KeySecureClient
        yield* applyForCard({ ...application, cardholderNo: Cardholder.CardholderNo.make("U7777") })
        expect(yield* Effect.flip(issue())).toMatchObject({ _tag: "UniqueNoConflict" })
        expect(yield* entry).toMatchObject(Option.some({ _tag: "Open" }))
      })
    ))

  /** A platform that does not look at the number that it is asked for. */
  const unfiltered: Otherwise = {
    asked: ({ body, path }: Asked) => {
      const { card_unique_no: _, ...rest } = body
      return path === paths.list ? rest : body
    }
  }
  const droppedSecond: Fault.Schedule = [
    { operation: "applyForCard", nth: 2, fault: { _tag: "DropBefore", silent: false } }
  ]

  it("is another's if the log has that card under the row's own number", () =>
    at({ faults: droppedSecond, otherwise: () => unfiltered }, () =>
      Effect.gen(function* () {
        expect((yield* issue("order-7")).cardNo).toBe(cardNo)
        expect((yield* Effect.flip(issue()))._tag).toBe("NotIssued")
        expect(yield* arrived("getCard")).toBe(0)
      })
    ))

  it("is unclear if the log has another card, or none, under the row's own number", () =>
    at({ faults: droppedSecond, otherwise: () => unfiltered }, () =>
      Effect.gen(function* () {
        const { applyForCard } = yield* KeySecureClient.KeySecureClient
        yield* applyForCard(applicationOf("order-7"))
        const unclear = { _tag: "OutcomeUnknown", candidates: [{ cardNo, uniqueNo: "order-7", status: "Activated" }] }
        expect(yield* Effect.flip(issue())).toMatchObject(unclear)
        const log = yield* AttemptLog.AttemptLog
        const other = Card.CardUniqueNo.make("order-7")
        const found = {
          _tag: "Issued",
          cardUniqueNo: other,
          digest: "d",
          cardNo: anotherCardNo,
          failed: false
        } as const
        yield* log.compareAndSwap(keyOf(other), Option.none(), Option.some(found))
        expect(yield* Effect.flip(issue())).toMatchObject(unclear)
        expect(yield* arrived("applyForCard")).toBe(1)
      })
    ))

  it("that is ours with another cardholder is a conflict, and keeps the entry", () =>
    at({ faults: lost, otherwise: () => ({ answered: showing((row) => ({ ...row, cardholder_no: "U0999" })) }) }, () =>
      Effect.gen(function* () {
        expect((yield* Effect.flip(issue()))._tag).toBe("UniqueNoConflict")
        expect(yield* entry).toMatchObject(Option.some({ _tag: "Open" }))
        expect((yield* Effect.flip(issue()))._tag).toBe("OutcomeUnknown")
        expect(yield* arrived("applyForCard")).toBe(1)
      })
    ))
})

describe("2. a person", () => {
  const entries: ReadonlyArray<readonly [string, AttemptLog.Attempt | undefined]> = [
    ["there is no entry", undefined],
    ["the entry is open", openAt(1_767_225_600_000)],
    ["the entry is damaged", corrupt]
  ]

  it.each(entries)("says which card is ours where %s: the next issue gives it without a request", (_, before) =>
    at({ otherwise: () => hidden }, () =>
      Effect.gen(function* () {
        if (before !== undefined) yield* put(before)
        const issued = { cardNo: anotherCardNo, cardUniqueNo: no }
        expect(yield* reconcile({ ours: anotherCardNo })).toMatchObject(issued)
        expect(yield* entry).toMatchObject(Option.some({ _tag: "Issued", cardNo: anotherCardNo }))
        expect(yield* issue()).toMatchObject(issued)
        expect(yield* reconcile()).toMatchObject(issued)
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        expect(yield* simulator.requests).toEqual([])
      })
    )
  )

  it("says so of an open entry: it stays that application's", () =>
    at({}, () =>
      Effect.gen(function* () {
        yield* put(openAt(1_767_225_600_000))
        yield* reconcile({ ours: anotherCardNo })
        const { issue: issueCard } = yield* Issuance
        const other = { ...application, packageNo: CardProduct.PackageNo.make("P0009") }
        expect((yield* Effect.flip(issueCard(other)))._tag).toBe("UniqueNoConflict")
      })
    ))

  it("contradicts the log: both cards are told, and the log keeps its own", () =>
    at({}, () =>
      Effect.gen(function* () {
        yield* issue()
        expect(yield* reconcile({ ours: cardNo })).toMatchObject({ cardNo })
        expect(yield* Effect.flip(reconcile({ ours: anotherCardNo }))).toMatchObject({
          _tag: "MoreThanOneCard",
          cardNos: [cardNo, anotherCardNo]
        })
        expect((yield* issue()).cardNo).toBe(cardNo)
      })
    ))

  it.each(["", " ", "..", 7])(
    "who names the card %j as ours, or as another's, is refused, and nothing is written",
    (name) =>
      at({}, () =>
        Effect.gen(function* () {
          const invalid = name as Card.CardNo
          const refused = { _tag: "RequestInvalid", operation: "reconcile" }
          expect(yield* Effect.flip(reconcile({ ours: invalid }))).toMatchObject(refused)
          expect(yield* Effect.flip(reconcile({ others: [cardNo, invalid] }))).toMatchObject(refused)
          expect(yield* entry).toEqual(Option.none())
        })
      )
  )

  it("puts cards aside: then it is certain that there is none, and the number is free", () =>
    at({ faults: dropped, otherwise: () => besides([rowOf("C7"), rowOf("C8", { card_unique_no: "ORDER-1" })]) }, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(issue())
        expect(error).toMatchObject({ _tag: "OutcomeUnknown", candidates: [{ cardNo: "C7" }, { cardNo: "C8" }] })
        const [one, other] = [Card.CardNo.make("C7"), Card.CardNo.make("C8")]
        const still = yield* Effect.flip(reconcile({ others: [one] }))
        expect(still).toMatchObject({ _tag: "OutcomeUnknown", candidates: [{ cardNo: "C8" }] })
        expect((yield* Effect.flip(reconcile({ others: [one, other] })))._tag).toBe("NotIssued")
        expect(yield* entry).toEqual(Option.none())
      })
    ))

  it("is told at most 20 candidates, and putting those aside does not make it certain", () => {
    const rows = Array.from({ length: 30 }, (_, index) => rowOf(`X${index}`, { card_unique_no: `x-${index}` }))
    return at({ faults: dropped, otherwise: () => besides(rows) }, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(issue())
        const candidates = error._tag === "OutcomeUnknown" ? (error.candidates ?? []) : []
        expect(candidates).toHaveLength(20)
        const others = candidates.flatMap((one) => (one.cardNo === undefined ? [] : [Card.CardNo.make(one.cardNo)]))
        expect(yield* Effect.flip(reconcile({ others }))).toMatchObject({ _tag: "OutcomeUnknown" })
        const all = rows.map((row) => Card.CardNo.make(String(row["card_no"])))
        expect((yield* Effect.flip(reconcile({ others: all })))._tag).toBe("NotIssued")
      })
    )
  })

  it("is warned of rows beside our card, which is told at once", () => {
    const logged: Array<unknown> = []
    const logger = Logger.replace(
      Logger.defaultLogger,
      Logger.make(({ logLevel, message }) => void logged.push([logLevel, String(message)]))
    )
    return at(
      { faults: lost, otherwise: () => besides([rowOf("C7"), rowOf("C8", { card_unique_no: "ORDER-1" })]) },
      () =>
        Effect.gen(function* () {
          const { took, value } = yield* timed(Effect.provide(issue(), logger))
          expect(value.cardNo).toBe(cardNo)
          expect(took).toBeLessThan(1_000)
          expect(logged.filter((line) => Array.isArray(line) && line[0] === LogLevel.Warning)).toEqual([
            [LogLevel.Warning, expect.stringMatching(/order-1.*C7, C8/)]
          ])
        })
    )
  })
})

describe("3. a number with characters that another system may drop", () => {
  const odd = [
    "a\u0000b",
    "a\u200Bb",
    "a\u00ADb",
    "a\uD83Db",
    " ab",
    "ab\u00A0",
    "e\u0301",
    "\uFEFFab",
    "a\u202Eb",
    "a\nb"
  ]
  type Client = KeySecureClient.Service
  const holder = Cardholder.CardholderNo.make("U0001")
  const writes: ReadonlyArray<
    readonly [string, (client: Client, text: string) => Effect.Effect<object, { readonly _tag: string }>]
  > = [
    [
      "applyForCard, cardUniqueNo",
      (client, text) => client.applyForCard({ ...application, cardUniqueNo: text as never })
    ],
    [
      "applyForCard, cardholderNo",
      (client, text) => client.applyForCard({ ...application, cardholderNo: text as never })
    ],
    ["applyForCard, packageNo", (client, text) => client.applyForCard({ ...application, packageNo: text as never })],
    ["applyForCard, cardBinNo", (client, text) => client.applyForCard({ ...application, cardBinNo: text as never })],
    [
      "updateCardStatus, cardNo",
      (client, text) => client.updateCardStatus({ cardNo: text as never, status: "Frozen" })
    ],
    [
      "setCardPin, cardNo",
      (client, text) =>
        client
          .setCardPin({ cardNo: text as never, cardholderNo: holder, pin: Redacted.make("159260") })
          .pipe(Effect.provide(cipher))
    ],
    [
      "setCardPin, cardholderNo",
      (client, text) =>
        client
          .setCardPin({ cardNo, cardholderNo: text as never, pin: Redacted.make("159260") })
          .pipe(Effect.provide(cipher))
    ],
    [
      "activateCard, cardNo",
      (client, text) =>
        client
          .activateCard({
            cardNo: text as never,
            cardholderNo: holder,
            cvv: Redacted.make("919"),
            cardLastNo: "0001"
          })
          .pipe(Effect.provide(cipher))
    ],
    [
      "transfer, transferUniqueNo",
      (client, text) =>
        client.transfer({
          cardholderNo: holder,
          transferUniqueNo: text as never,
          type: "In",
          balance: BigDecimal.make(1n, 0)
        })
    ],
    [
      "transfer, cardholderNo",
      (client, text) =>
        client.transfer({
          cardholderNo: text as never,
          transferUniqueNo: Account.TransferUniqueNo.make("t-1"),
          type: "In",
          balance: BigDecimal.make(1n, 0)
        })
    ],
    [
      "applyForCardholder, cardholderUniqueNo",
      (client, text) =>
        client.applyForCardholder({ cardholderUniqueNo: text as never, sumsubShareToken: Redacted.make("s") })
    ]
  ]

  it.each(writes)("is refused by %s before anything is sent", (_, write) =>
    at({}, () =>
      Effect.gen(function* () {
        const client = yield* KeySecureClient.KeySecureClient
        for (const text of odd)
          expect([text, (yield* Effect.flip(write(client, text)))._tag]).toEqual([text, "RequestInvalid"])
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        expect((yield* simulator.requests).map(({ operation }) => operation)).toEqual([])
      })
    )
  )

  it("can still be found out about: 0.1.0 may have sent it", () =>
    at({}, () =>
      Effect.gen(function* () {
        for (const text of odd.filter((one) => one.trim() === one)) {
          const number = Card.CardUniqueNo.make(text, true)
          const { reconcile: of } = yield* Issuance
          expect([text, (yield* Effect.flip(of(number)))._tag]).toEqual([text, "NotIssued"])
        }
      })
    ))
})

describe("4. a question", () => {
  it("of a number that may be years old goes oldest first, five spans and a pause, until it is found", () => {
    const asked: Array<readonly [number, number, number]> = []
    const otherwise: Otherwise = {
      asked: ({ body, now, path }) => {
        if (path === paths.list) asked.push([timeIn(body, "start_time"), timeIn(body, "end_time"), now])
        return body
      }
    }
    return at({ faults: lost, otherwise: () => otherwise }, () =>
      Effect.gen(function* () {
        const { applyForCard } = yield* KeySecureClient.KeySecureClient
        yield* Effect.flip(applyForCard(application))
        expect((yield* reconcile({ since: DateTime.unsafeMake("2021-01-01T00:00:00Z") })).cardNo).toBe(cardNo)
        expect(asked[0]?.[0]).toBeLessThanOrEqual(Date.parse("2020-12-31T00:00:00Z"))
        expect(Math.max(...asked.map(([from, to]) => to - from))).toBeLessThanOrEqual(88 * 86_400_000)
        const spans = asked.filter(([from], index) => index === 0 || from > (asked[index - 1]?.[0] ?? 0))
        expect(spans.length).toBeGreaterThan(20)
        // Each begins before the one before it ends: nothing is left out.
        expect(spans.every(([from], index) => index === 0 || from < (spans[index - 1]?.[1] ?? 0))).toBe(true)
        const rounds = spans.map(([, , when]) => spans.filter(([, , other]) => other === when).length)
        expect(Math.max(...rounds)).toBeLessThanOrEqual(5)
      })
    )
  })

  it("whose stamp is of before it was asked, or more than 60 s later, proves nothing", () =>
    at({ faults: dropped }, () =>
      Effect.gen(function* () {
        const client = yield* KeySecureClient.KeySecureClient
        const shifted = (by: number): KeySecureClient.Service => ({
          ...client,
          listCards: (query, options) =>
            client.listCards(query, {
              ...options,
              beforeSending: (stamp, sent) => options?.beforeSending?.(Timestamp.clamp(stamp + by), sent) ?? Effect.void
            })
        })
        for (const by of [-60_000, -1_000, 61_000]) {
          const service = yield* CardIssuance.make().pipe(
            Effect.provideService(KeySecureClient.KeySecureClient, shifted(by)),
            Effect.provideService(AttemptLog.AttemptLog, AttemptLog.makeMemory())
          )
          expect([by, (yield* Effect.flip(service.reconcile(no)))._tag]).toEqual([by, "OutcomeUnknown"])
        }
        const kept = yield* CardIssuance.make().pipe(
          Effect.provideService(KeySecureClient.KeySecureClient, shifted(30_000))
        )
        expect((yield* Effect.flip(kept.reconcile(no)))._tag).toBe("NotIssued")
      })
    ))

  it("by a layer that tells no stamp proves nothing, and finds a card all the same", () =>
    at({ faults: dropped }, () =>
      Effect.gen(function* () {
        const client = yield* KeySecureClient.KeySecureClient
        const silent: KeySecureClient.Service = { ...client, listCards: (query) => client.listCards(query) }
        const { reconcile: of } = yield* CardIssuance.make().pipe(
          Effect.provideService(KeySecureClient.KeySecureClient, silent)
        )
        expect((yield* Effect.flip(of(no)))._tag).toBe("OutcomeUnknown")
      })
    ))

  it("about an entry stamped in the platform's future is judged when its clock has passed it", () =>
    at({}, () =>
      Effect.gen(function* () {
        const stamp = 1_767_225_600_000 + 3_600_000
        yield* put(openAt(stamp))
        expect((yield* Effect.flip(reconcile()))._tag).toBe("OutcomeUnknown")
        expect(yield* entry).toMatchObject(Option.some({ _tag: "Open", stamp }))
        expect((yield* Effect.flip(issue()))._tag).toBe("OutcomeUnknown")
        expect(yield* arrived("applyForCard")).toBe(0)
        yield* Effect.sleep("65 minutes")
        expect((yield* Effect.flip(reconcile()))._tag).toBe("NotIssued")
        expect((yield* issue()).cardNo).toBe(cardNo)
      })
    ))

  it("about an entry stamped in the platform's future shows the card at once if there is one", () =>
    at({ faults: lost }, () =>
      Effect.gen(function* () {
        const { applyForCard } = yield* KeySecureClient.KeySecureClient
        yield* Effect.flip(applyForCard(application))
        yield* put(openAt(1_767_225_600_000 + 400 * 86_400_000))
        const { took, value } = yield* timed(issue())
        expect(value.cardNo).toBe(cardNo)
        expect(took).toBeLessThan(5_000)
      })
    ))

  const messages = [
    "end_time: in the future",
    "endTime must not be in the future",
    "invalid end_time",
    "start_time invalid",
    "结束时间不能晚于当前时间",
    "Invalid parameter",
    ""
  ]

  it.each(messages)("that is refused with 1004 (%s) is asked otherwise", (msg) => {
    const ahead: Otherwise = {
      instead: ({ body, now, path }) =>
        path === paths.list && timeIn(body, "end_time") > now ? { code: 1004, msg } : undefined
    }
    return at({ faults: lost, otherwise: () => ahead }, () =>
      Effect.map(issue(), (issued) => expect(issued.cardNo).toBe(cardNo))
    )
  })

  it.each([1004, 1019, 1020])("that is refused with %d whatever the span says which, and ends at once", (code) =>
    inWorld(
      { faults: lost, rules: { answers: { listCards: code } } },
      Effect.gen(function* () {
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        const { took, value } = yield* timed(Effect.flip(issue("order-1", { reconcileTimeout: "10 minutes" })))
        expect(value).toMatchObject({ _tag: "OutcomeUnknown" })
        expect(took).toBeLessThan(1_000)
        expect(value.message).toContain(`code ${code}`)
        yield* simulator.update(Scenario.rules({ answers: {} }))
        expect((yield* issue()).cardNo).toBe(cardNo)
      })
    )
  )
})

it("a row that moves from one page to the next hides no card behind it", () => {
  const pages = [rowOf("C7"), rowOf("C7"), rowOf("C1", { card_unique_no: "order-1" })]
  const moving: Otherwise = {
    answered: ({ body, path }, answer) =>
      path === paths.list
        ? { ...answer, data: { list: pages.slice(Number(body["page"]), Number(body["page"]) + 1) } }
        : answer
  }
  return at({ otherwise: () => moving }, () =>
    Effect.map(reconcile({ others: [Card.CardNo.make("C7")] }), (issued) => expect(issued.cardNo).toBe("C1"))
  )
})

describe("6. a list that answers", () => {
  it.each([1002, 1003, 1008, 1010, 1011, 1012, 1021, 1022])("%d ends it at once, and the entry stays", (code) =>
    inWorld(
      { faults: lost, rules: { answers: { listCards: code } } },
      Effect.gen(function* () {
        const { took, value } = yield* timed(Effect.flip(issue()))
        expect(value).toMatchObject({ _tag: "OutcomeUnknown" })
        expect(value.message).toContain(`code ${code}`)
        expect(took).toBeLessThan(1_000)
        expect(yield* entry).toMatchObject(Option.some({ _tag: "Open" }))
      })
    )
  )

  it.each([1, 500, 503, 429, 1001, 1005, 1009, 1013, 1017, 2001, 4001, 4010, 9999])("%d is asked again", (code) =>
    inWorld(
      { faults: lost, rules: { answers: { listCards: [code, code, code] } } },
      Effect.gen(function* () {
        expect((yield* issue()).cardNo).toBe(cardNo)
        expect(yield* arrived("applyForCard")).toBe(1)
      })
    )
  )
})

describe("numbers that a platform is known to keep in upper case", () => {
  const kept = { rules: { uniqueNoStored: "upperCase", repeatedUniqueNo: "anotherCard" } as const }
  const issuance: CardIssuance.Options = { numbersKeptAs: ["upperCase"] }

  it("are found in the list", () =>
    inWorld(
      { ...kept, issuance, faults: lost },
      Effect.gen(function* () {
        expect((yield* issue()).cardNo).toBe(cardNo)
        expect(yield* arrived("getCard")).toBe(0)
      })
    ))

  it("are one in the log, and one attempt, whatever form they are handed in", () =>
    inWorld(
      { ...kept, issuance, faults: onFirstApplication({ _tag: "LoseAnswer", silent: true }) },
      Effect.gen(function* () {
        const both = yield* Effect.all([issue("order-1"), issue("Order-1")], { concurrency: "unbounded" })
        expect(both.map((one) => one.cardNo)).toEqual([cardNo, cardNo])
        expect((yield* issue("ORDER-1")).cardNo).toBe(cardNo)
        expect(yield* arrived("applyForCard")).toBe(1)
        expect(yield* cards).toHaveLength(1)
      })
    ))

  it("are told in the form that was handed", () =>
    inWorld(
      { ...kept, issuance, faults: lost },
      Effect.map(Effect.zip(issue("order-1"), issue("Order-1")), (both) =>
        expect(both.map(({ cardUniqueNo }) => cardUniqueNo)).toEqual(["order-1", "Order-1"])
      )
    ))

  it("are unclear where nobody says so", () =>
    inWorld(
      { ...kept, faults: lost },
      Effect.map(Effect.flip(issue()), (error) =>
        expect(error).toMatchObject({ _tag: "OutcomeUnknown", candidates: [{ cardNo, uniqueNo: "ORDER-1" }] })
      )
    ))
})

describe("10. accepted is not issued", () => {
  it.each(["Pending", "Fail", "Delete"])("a card that is %s after its answer was lost gets no second one", (status) =>
    inWorld(
      {
        faults: lost,
        rules: { newCardStatus: { Virtual: status, Physical: status }, repeatedUniqueNo: "anotherCard" }
      },
      Effect.gen(function* () {
        yield* Effect.either(issue())
        yield* Effect.either(issue())
        expect(yield* cards).toHaveLength(1)
      })
    )
  )
})

const messagesOfRepeats: ReadonlyArray<readonly [string, string]> = [
  ["the field before", "card_unique_no: already exists"],
  ["the field after", "already exists: card_unique_no"],
  ["camelCase", "cardUniqueNo already exists"],
  ["Chinese", "商户侧卡唯一单号已存在"],
  ["Chinese after another field", "package_no: 卡唯一编号重复"],
  ["the value alone", "order-1 exists"],
  ["another field and the value", "package_no: ORDER-1 was used"],
  ["no word of it", "Invalid parameter"],
  ["nothing", ""]
]

describe.each([1004, 4010])("7. a repeated number that is answered with %d", (code) => {
  it.each(messagesOfRepeats)("by %s loses no card, and makes no second one", (_, msg) => {
    let applied = 0
    const repeats: Otherwise = {
      instead: ({ path }) => (path === paths.apply && ++applied > 1 ? { code, msg } : undefined)
    }
    return at({ faults: onFirstApplication({ _tag: "LoseAnswer", silent: true }), otherwise: () => repeats }, () =>
      Effect.gen(function* () {
        const before = yield* CardIssuance.make()
        yield* Effect.timeoutOption(before.issue(application), "1 second")
        // A crash, and a log that did not outlive it.
        const after = yield* CardIssuance.make().pipe(
          Effect.provideService(AttemptLog.AttemptLog, AttemptLog.makeMemory())
        )
        expect((yield* after.issue(application)).cardNo).toBe(cardNo)
        expect((yield* after.issue(application)).cardNo).toBe(cardNo)
        expect([applied, yield* cards]).toEqual([2, [cardNo]])
      })
    )
  })
})

describe("7. a repeated transfer that is answered with 1004 or 4010", () => {
  const repeats = [
    "transfer_unique_no exists",
    "exists: transferUniqueNo",
    "划转唯一单号重复",
    "balance: t-1 was used",
    "no"
  ]
  it.each(repeats)("by %s is not told as refused", (msg) => {
    const again = (code: number) => (): Otherwise => {
      let sent = 0
      return { instead: ({ path }) => (path === paths.transfer && ++sent > 1 ? { code, msg } : undefined) }
    }
    const order: Account.TransferOrder = {
      cardholderNo: Cardholder.CardholderNo.make("U0001"),
      transferUniqueNo: Account.TransferUniqueNo.make("t-1"),
      type: "In",
      balance: BigDecimal.make(1n, 0)
    }
    const twice = (code: number) =>
      at({ otherwise: again(code) }, () =>
        Effect.gen(function* () {
          const { transfer } = yield* KeySecureClient.KeySecureClient
          yield* transfer(order)
          const error = yield* Effect.flip(transfer(order))
          expect(error).toMatchObject({ _tag: "OutcomeUnknown", reason: { _tag: "Rejected" } })
          expect(yield* reconcileTransfer(order.transferUniqueNo)).toHaveLength(1)
        })
      )
    return twice(1004).then(() => twice(4010))
  })
})
