/**
 * What a client of 0.1.0 concluded wrongly at platforms that are not the simulator: row by row, for cards and, where it applies,
 * for transfers. Everything here happens on the wire, so that the same file runs against any version.
 */
import { AttemptLog, CardIssuance, KeySecureClient } from "@effect-keysecure/client"
import { Account, Card, Cardholder } from "@effect-keysecure/schema"
import { type Fault, KeySecureSimulator } from "@effect-keysecure/testkit"
import { BigDecimal, Effect, Either, Fiber, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { applicationOf } from "../support/requests.js"
import {
  type Asked,
  at,
  isList,
  type Otherwise,
  paths,
  showing,
  storing,
  timeIn,
  type Wire
} from "../support/issuing/elsewhere.js"
import { storeOf } from "../support/issuing/stores.js"
import { arrived, cards } from "../support/issuing/world.js"
import { reconcileTransfer } from "../support/services.js"

const lostBy = (operation: "applyForCard" | "transfer"): Fault.Schedule => [
  { operation, nth: 1, fault: { _tag: "LoseAnswer", silent: false } }
]
const droppedBy = (operation: "applyForCard" | "transfer"): Fault.Schedule => [
  { operation, nth: 1, fault: { _tag: "DropBefore", silent: false } }
]
const everyCopyCounts = { repeatedUniqueNo: "anotherCard", repeatedTransferNo: "anotherTransfer" } as const

/** Issues three times, and says what it was told and how many cards there are. */
const issued = (number: string, holder = "U0001") =>
  Effect.gen(function* () {
    const { issue } = yield* CardIssuance.CardIssuance
    const cardholderNo = Cardholder.CardholderNo.make(holder, true)
    const application = {
      ...applicationOf("order-1"),
      cardUniqueNo: Card.CardUniqueNo.make(number, true),
      cardholderNo
    }
    const said: Array<string> = []
    for (const _ of [1, 2, 3]) {
      said.push(
        Either.match(yield* Effect.either(issue(application)), {
          onLeft: ({ _tag }) => _tag,
          onRight: ({ cardNo }) => cardNo
        })
      )
    }
    return { said, held: (yield* cards).length }
  })

const applying = (otherwise: Otherwise, number = "order-1", holder?: string) =>
  at({ faults: lostBy("applyForCard"), rules: everyCopyCounts, otherwise: () => otherwise }, () =>
    issued(number, holder)
  )

/** Transfers, finds out, and transfers again where it is told that nothing was transferred. */
const moved = (number: string) =>
  Effect.gen(function* () {
    const { transfer } = yield* KeySecureClient.KeySecureClient
    const order: Account.TransferOrder = {
      cardholderNo: Cardholder.CardholderNo.make("U0001"),
      transferUniqueNo: Account.TransferUniqueNo.make(number, true),
      type: "In",
      balance: BigDecimal.unsafeFromString("1")
    }
    const first = yield* Effect.flip(transfer(order))
    if (first._tag !== "OutcomeUnknown") return { said: first._tag, sent: yield* arrived("transfer") }
    const found = yield* Effect.either(reconcileTransfer(first))
    if (Either.isLeft(found) && found.left._tag === "NotTransferred") yield* Effect.ignore(transfer(order))
    const said = Either.match(found, { onLeft: ({ _tag }) => _tag, onRight: (all) => `${all.length} found` })
    return { said, sent: yield* arrived("transfer") }
  })

const transferring = (otherwise: Otherwise, number = "t-1", faults = lostBy("transfer")) =>
  at({ faults, rules: everyCopyCounts, otherwise: () => otherwise }, () => moved(number))

const without = (field: string, value?: unknown) => (row: Wire) => {
  const { [field]: _, ...rest } = row
  return value === undefined ? rest : { ...rest, [field]: value }
}

const shownAs =
  (field: string, write: (text: string) => unknown) =>
  (row: Wire): Wire =>
    field in row ? { ...row, [field]: write(String(row[field])) } : row

const unclear = { said: ["OutcomeUnknown", "OutcomeUnknown", "OutcomeUnknown"], held: 1 }
const theCard = { said: ["C0000000001", "C0000000001", "C0000000001"], held: 1 }
const refused = { said: ["RequestInvalid", "RequestInvalid", "RequestInvalid"], held: 0 }
const none: ReadonlyArray<readonly [string, unknown]> = [
  ["absent", undefined],
  ["null", null],
  ["empty", ""]
]

describe("a platform that lists our card without card_unique_no", () => {
  it.each(none)("(%s), in the detail too, leaves it open, and gets no second application", async (_, value) => {
    expect(await applying({ answered: showing(without("card_unique_no", value)) })).toEqual(unclear)
  })

  it.each(none)("(%s), but shows it in the detail, has it found", async (_, value) => {
    expect(await applying({ answered: showing(without("card_unique_no", value), isList) })).toEqual(theCard)
  })

  it.each(none)("(%s), and pages of one row, leaves it open too", async (_, value) => {
    const onePage = ({ body, path }: Asked) => (path === paths.list ? { ...body, size: 1 } : body)
    expect(await applying({ asked: onePage, answered: showing(without("card_unique_no", value)) })).toEqual(unclear)
  })
})

const forms: ReadonlyArray<readonly [string, (text: string) => unknown, string]> = [
  ["in upper case", (text) => text.toUpperCase(), "order-1"],
  ["in lower case", (text) => text.toLowerCase(), "Order-1"],
  ["in NFKC", (text) => text.normalize("NFKC"), "\u{FB01}-1"],
  ["in NFD", (text) => text.normalize("NFD"), "\u00E9-1"],
  ["with a blank at the end", (text) => `${text} `, "order-1"],
  ["with a prefix", (text) => `M1-${text}`, "order-1"],
  ["masked", (text) => `${text.slice(0, 2)}***`, "order-1"],
  ["cut to 4 characters", (text) => text.slice(0, 4), "order-1"],
  ["as a JSON number", Number, "20260101"],
  ["as a number without its zeros", Number, "0070"],
  ["with another dash", (text) => text.replace("-", "\u2011"), "order-1"],
  ["as a list of texts", (text) => [text], "order-1"]
]

describe("a platform that keeps and shows numbers", () => {
  it.each(forms)("%s leaves it open, and gets no second application", async (_, write, number) => {
    const asked = storing("card_unique_no", (text) => String(write(text)))
    expect(await applying({ asked, answered: showing(shownAs("card_unique_no", write)) }, number)).toEqual(unclear)
  })

  it.each(forms)("%s in its transfer list leaves it open, and gets no second transfer", async (_, write, number) => {
    const asked = storing("transfer_unique_no", (text) => String(write(text)))
    const answered = showing(shownAs("transfer_unique_no", write))
    expect(await transferring({ asked, answered }, number)).toEqual({ said: "OutcomeUnknown", sent: 1 })
  })
})

it("a transfer that is listed as T-1A for t-1a is not told as not transferred", async () => {
  const answered = showing(shownAs("transfer_unique_no", (text) => text.toUpperCase()))
  expect(await transferring({ answered }, "t-1a")).toEqual({ said: "OutcomeUnknown", sent: 1 })
})

const otherwiseStored: ReadonlyArray<readonly [string, (text: string) => string, string]> = [
  ["trims", (text) => text.trim(), "order-1 "],
  ["trims at the start", (text) => text.trim(), "\u3000order-1"],
  ["drops control characters", (text) => text.replace(/\p{Cc}/gu, ""), "order-1\u0000"],
  ["drops format characters", (text) => text.replace(/\p{Cf}/gu, ""), "order\u200B-1"],
  ["loses half of a surrogate pair", (text) => text.replace(/\p{Surrogate}/gu, "\uFFFD"), "order-1\uD83D"],
  ["composes (NFC)", (text) => text.normalize("NFC"), "e\u0301-1"]
]

describe("a number that a platform stores otherwise since it", () => {
  it.each(otherwiseStored)("%s is refused before it is sent, for a card", async (_, write, number) => {
    expect(await applying({ asked: storing("card_unique_no", write) }, number)).toEqual(refused)
  })

  it.each(otherwiseStored)("%s is refused before it is sent, for a transfer", async (_, write, number) => {
    const asked = storing("transfer_unique_no", write)
    expect(await transferring({ asked }, number)).toEqual({ said: "RequestInvalid", sent: 0 })
  })

  it.each(otherwiseStored)("%s is refused before it is sent, of a cardholder", async (_, write, number) => {
    const asked = storing("cardholder_no", (text) => (write(text) === text ? text : "U0001"))
    expect(await applying({ asked }, "order-1", number)).toEqual(refused)
  })
})

const holders: ReadonlyArray<readonly [string, (text: string) => unknown, typeof theCard]> = [
  ["masks it as U***1", () => "U***1", theCard],
  ["masks it as ****", () => "****", theCard],
  ["leaves it out", () => undefined, theCard],
  ["shows null", () => null, theCard],
  ["shows it in lower case", (text) => text.toLowerCase(), theCard],
  ["shows it in wide letters", () => "\uFF35\uFF10\uFF10\uFF10\uFF11", theCard],
  ["shows it with a blank", (text) => `${text} `, theCard],
  ["shows it with a prefix", (text) => `M1-${text}`, unclear],
  ["cuts it", (text) => text.slice(0, 2), unclear]
]

it.each(holders)("a platform that, of cardholder_no, %s raises no false conflict", async (_, write, expected) => {
  expect(await applying({ answered: showing(shownAs("cardholder_no", write)) })).toEqual(expected)
})

const dayMillis = 86_400_000

/** Whether a span covers more than 90 days where those of both ends count. */
const countsBoth = ({ body }: Asked): boolean =>
  Math.floor(timeIn(body, "end_time") / dayMillis) - Math.floor(timeIn(body, "start_time") / dayMillis) + 1 > 90
const endsAhead = ({ body, now }: Asked): boolean => timeIn(body, "end_time") > now

const spans: ReadonlyArray<readonly [string, (asked: Asked) => boolean, object]> = [
  [
    "refuses a span that ends in the future with 1004",
    endsAhead,
    { code: 1004, msg: "end_time must not be in the future" }
  ],
  ["refuses a span that ends in the future with 1019", endsAhead, { code: 1019, msg: "end before start" }],
  ["refuses a span that ends in the future with 1020", endsAhead, { code: 1020, msg: "range too long" }],
  ["counts 90 days with both ends", countsBoth, { code: 1020, msg: "range too long" }],
  ["does both", (asked) => endsAhead(asked) || countsBoth(asked), { code: 1020, msg: "range too long" }]
]

describe("a platform that", () => {
  const refusing = (is: (asked: Asked) => boolean, answer: object): Otherwise => ({
    instead: (asked) => (isList(asked.path) && is(asked) ? answer : undefined)
  })

  it.each(spans)("%s: the card is found, alone by its number too", async (_, is, answer) => {
    expect(await applying(refusing(is, answer))).toEqual(theCard)
    const found = at({ faults: lostBy("applyForCard"), otherwise: () => refusing(is, answer) }, () =>
      Effect.gen(function* () {
        const client = yield* KeySecureClient.KeySecureClient
        yield* Effect.flip(client.applyForCard(applicationOf("order-1")))
        const { reconcile } = yield* CardIssuance.CardIssuance
        return (yield* reconcile(Card.CardUniqueNo.make("order-1"))).cardNo
      })
    )
    expect(await found).toBe("C0000000001")
  })

  it.each(spans)("%s: where nothing was carried out, that is proved", async (_, is, answer) => {
    const place = { faults: droppedBy("applyForCard"), rules: everyCopyCounts, otherwise: () => refusing(is, answer) }
    expect(await at(place, () => issued("order-1"))).toEqual({
      said: ["NotIssued", "C0000000001", "C0000000001"],
      held: 1
    })
  })

  it.each(spans)(
    "%s: a transfer is found, and one that was not carried out is proved not to be",
    async (_, is, answer) => {
      expect(await transferring(refusing(is, answer))).toEqual({ said: "1 found", sent: 1 })
      expect(await transferring(refusing(is, answer), "t-1", droppedBy("transfer"))).toEqual({
        said: "NotTransferred",
        sent: 1
      })
    }
  )
})

describe("a platform that answers, for none,", () => {
  const shapes: ReadonlyArray<readonly [string, object]> = [
    [`"list": null`, { data: { list: null } }],
    [`"data": null`, { data: null }],
    [`no data`, {}],
    [`no list`, { data: {} }]
  ]
  const nothing = (shape: object): Otherwise => ({
    answered: ({ path }, answer) =>
      isList(path) && JSON.stringify(answer["data"]) === `{"list":[]}` ? { code: 0, msg: "success", ...shape } : answer
  })

  it.each(shapes)("%s is believed", async (_, shape) => {
    const place = { faults: droppedBy("applyForCard"), rules: everyCopyCounts, otherwise: () => nothing(shape) }
    expect(await at(place, () => issued("order-1"))).toEqual({
      said: ["NotIssued", "C0000000001", "C0000000001"],
      held: 1
    })
    expect(await transferring(nothing(shape), "t-1", droppedBy("transfer"))).toEqual({
      said: "NotTransferred",
      sent: 1
    })
  })
})

it.each([500, 503, 429, 4999])("a list that answers %d as a code once is asked again", async (code) => {
  const once = (): Otherwise => {
    const said = new Set<string>()
    return {
      instead: ({ path }) => {
        if (!isList(path) || said.has(path)) return undefined
        said.add(path)
        return { code, msg: "busy" }
      }
    }
  }
  expect(await applying(once())).toEqual(theCard)
  expect(await transferring(once())).toEqual({ said: "1 found", sent: 1 })
})

it.each([100, -100])(
  "our clock jumps %d days while the list is down, and the card is found all the same",
  async (days) => {
    let isDown = false
    const otherwise: Otherwise = { instead: ({ path }) => (isDown && isList(path) ? "no answer" : undefined) }
    const found = at(
      { faults: lostBy("applyForCard"), rules: { listLagMillis: 30_000 }, otherwise: () => otherwise },
      (clock) =>
        Effect.gen(function* () {
          const simulator = yield* KeySecureSimulator.KeySecureSimulator
          const client = yield* KeySecureClient.KeySecureClient
          const { reconcile } = yield* CardIssuance.CardIssuance
          yield* Effect.flip(client.applyForCard(applicationOf("order-1")))
          const finding = yield* Effect.fork(
            Effect.either(reconcile(Card.CardUniqueNo.make("order-1"), { reconcileTimeout: "15 minutes" }))
          )
          yield* Effect.sleep("500 millis")
          isDown = true
          yield* Effect.sleep("5 minutes")
          yield* clock.setWallForward(days * dayMillis)
          yield* simulator.setSkew(-days * dayMillis)
          isDown = false
          const result = yield* Fiber.join(finding)
          return Either.match(result, { onLeft: ({ _tag }) => _tag, onRight: ({ cardNo }) => cardNo })
        })
    )
    expect(await found).toBe("C0000000001")
  }
)

it("one store, first of the sandbox and then of production: production is asked for its own card", async () => {
  const store = new Map<string, string>()
  const log = AttemptLog.layerKeyValueStore().pipe(Layer.provide(storeOf(store)))
  const inPlace = (platform: string, baseUrl: string) =>
    at({ log, platform, baseUrl }, () => Effect.zip(issued("order-1"), arrived("applyForCard")))
  expect(await inPlace("sandbox", "http://127.0.0.1")).toEqual([theCard, 1])
  expect(await inPlace("production", "http://localhost")).toEqual([theCard, 1])
})
