/**
 * However a platform writes numbers back: after any lost answer, repeated `issue` leaves no two cards for one intent and never
 * says "none" while one is held, as long as its filter changes what is asked as it changed what it stored. The same of
 * transfers.
 */
import { AttemptLog, CardIssuance, type ClientError, KeySecureClient } from "@effect-keysecure/client"
import { Account, Card, Cardholder } from "@effect-keysecure/schema"
import { type Fault, KeySecureSimulator, type Scenario } from "@effect-keysecure/testkit"
import { BigDecimal, Effect, Either, FastCheck as fc, Layer, Option, Schema } from "effect"
import { expect, it } from "vitest"
import { runs } from "../../../testkit/test/support/runs.js"
import { applicationOf } from "../support/requests.js"
import { at, isDetail, isList, type Otherwise, showing, storing, type Wire } from "../support/issuing/elsewhere.js"
import { storeOf } from "../support/issuing/stores.js"
import { reconcileTransfer } from "../support/services.js"

/** 150 in the everyday suite. */
const numRuns = runs(1_500)

/** How a platform stores a text. To store twice is to store once. */
const stored = {
  asIs: (text: string) => text,
  upperCase: (text: string) => text.toUpperCase(),
  lowerCase: (text: string) => text.toLowerCase(),
  trimmed: (text: string) => text.trim(),
  printable: (text: string) => text.replace(/[\p{Control}\p{Format}]/gu, ""),
  nfc: (text: string) => text.normalize("NFC"),
  nfd: (text: string) => text.normalize("NFD"),
  nfkc: (text: string) => text.normalize("NFKC"),
  wellFormed: (text: string) => text.replace(/\p{Surrogate}/gu, "\uFFFD"),
  halvesLost: (text: string) => text.replace(/\p{Surrogate}/gu, ""),
  threeBytes: (text: string) => text.replace(/[\u{10000}-\u{10FFFF}]/gu, "?"),
  cut: (text: string) => [...text].slice(0, 5).join("")
} as const

/** How it shows what it stored. */
const shown = {
  ...stored,
  masked: (text: string) => `${text.slice(0, 1)}***${text.slice(-1)}`,
  stars: () => "****",
  prefixed: (text: string) => `M1-${text}`,
  number: (text: string) => (/^\d+$/.test(text) ? Number(text) : text),
  missing: () => undefined,
  null: () => null,
  empty: () => ""
} as const

type Stored = keyof typeof stored
type Shown = keyof typeof shown
const storedKinds = Object.keys(stored) as ReadonlyArray<Stored>
const shownKinds = Object.keys(shown) as ReadonlyArray<Shown>

/** What no number that is accepted suffers from: these would change it, so it is not sent. */
const harmless = new Set<string>(["asIs", "trimmed", "printable", "nfc", "wellFormed", "halvesLost"])

const isCardNo = Schema.is(Card.SentCardUniqueNo)
const isTransferNo = Schema.is(Account.SentTransferUniqueNo)
const isSent = (text: string): boolean => isCardNo(text) && isTransferNo(text)

const letters = fc.constantFrom(..."aZb1-\u00E9\u{FB01}\u{FF17}\u00DF\u0130\u01C5\u{1F4B3}\u{20000}\uAC00 _/*")

/** Any number that a user may choose: of forms that suffer, and of any characters that the write accepts. */
const numbers = fc
  .oneof(
    fc.constantFrom(
      "order-1",
      "Order-A1",
      "0070",
      "12345678901234567890",
      "77",
      "a",
      "\u00E9t\u00E9-1",
      "\u{FB01}-\u{FF17}",
      "x\u{1F4B3}y"
    ),
    fc.string({ unit: letters, minLength: 1, maxLength: 12 }),
    fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  )
  .filter(isSent)

const lateMillis = fc.integer({ min: 0, max: 80_000 })

const fault: fc.Arbitrary<Fault.Fault> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ _tag: fc.constant("LoseAnswer" as const), silent: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant("DropBefore" as const), silent: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant("DeliverLate" as const), millis: lateMillis }) },
  {
    weight: 1,
    arbitrary: fc.record({
      _tag: fc.constant("AnswerCode" as const),
      code: fc.constantFrom(1001, 4999, 1004),
      carriedOut: fc.boolean()
    })
  },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("BadGateway" as const), carriedOut: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant<Fault.Fault>({ _tag: "Truncated" }) },
  {
    weight: 1,
    arbitrary: fc.record({ _tag: fc.constant("SlowProcessing" as const), millis: fc.integer({ min: 0, max: 20_000 }) })
  }
)

/** What the platform does besides: mostly nothing. */
const rules: fc.Arbitrary<Partial<Scenario.Rules>> = fc.record(
  {
    listLagMillis: fc.integer({ min: 0, max: 30_000 }),
    listTime: fc.constantFrom("creation" as const, "lastChange" as const),
    listBounds: fc.constantFrom("startOnly" as const, "exclusive" as const),
    listSpan: fc.constant("days" as const),
    futureEnd: fc.constantFrom(1004 as const, 1019 as const, 1020 as const),
    emptyList: fc.constantFrom("nullList" as const, "nullData" as const, "noData" as const),
    maxPageSize: fc.integer({ min: 1, max: 3 })
  },
  { requiredKeys: [] }
)

interface Trial {
  readonly number: string
  readonly stored: Stored
  readonly shown: Shown
  readonly detail: "asStored" | "asListed"
  readonly faults: ReadonlyArray<Fault.Fault>
  readonly stops: ReadonlyArray<number>
  readonly rules: Partial<Scenario.Rules>
  readonly repeated: "refused" | "same" | "another" | "acceptedLater"
}

const trials: fc.Arbitrary<Trial> = fc.record({
  number: numbers,
  stored: fc.oneof(
    { weight: 1, arbitrary: fc.constant<Stored>("asIs") },
    { weight: 2, arbitrary: fc.constantFrom(...storedKinds) }
  ),
  shown: fc.oneof(
    { weight: 1, arbitrary: fc.constant<Shown>("asIs") },
    { weight: 3, arbitrary: fc.constantFrom(...shownKinds) }
  ),
  detail: fc.constantFrom("asStored", "asListed"),
  faults: fc.array(fault, { minLength: 1, maxLength: 3 }),
  /** After how long a process is stopped, and another one begins. */
  stops: fc.array(fc.integer({ min: 0, max: 150_000 }), { maxLength: 2 }),
  rules,
  repeated: fc.constantFrom("refused", "same", "another", "acceptedLater")
})

/** The number that every kind changes but `number` and those that change none. */
const sensitive = "\u00C9t\u00E9-\u{FB01}-\u{1F4B3}"

const usual: Trial = {
  number: sensitive,
  stored: "asIs",
  shown: "asIs",
  detail: "asListed",
  faults: [{ _tag: "LoseAnswer", silent: false }],
  stops: [],
  rules: {},
  repeated: "another"
}

/** Every kind once, with a number that it changes if it changes any; the other trials are drawn. */
const examples: Array<[Trial]> = [
  ...storedKinds.map((kind): [Trial] => [{ ...usual, stored: kind }]),
  ...shownKinds.map((kind): [Trial] => [{ ...usual, shown: kind, number: kind === "number" ? "0070" : sensitive }]),
  [{ ...usual, faults: [{ _tag: "DropBefore", silent: false }] }]
]

/** How often each kind was met by a number that is held, and how often it changed that number. */
const met = new Map<string, number>()
const count = (what: string) => met.set(what, (met.get(what) ?? 0) + 1)

const otherwise = ({ detail, shown: how, stored: kept }: Trial, field: string): Otherwise => ({
  asked: storing(field, stored[kept]),
  answered: (asked, answer) => {
    if (isDetail(asked.path) && detail === "asStored") return answer
    return showing(
      (row: Wire) => {
        const value = row[field]
        if (typeof value !== "string") return row
        const written = shown[how](value)
        count(`${field} shown ${how}`)
        if (written !== value) count(`${field} changed by ${how}`)
        return { ...row, [field]: written }
      },
      (path) => isList(path) || isDetail(path)
    )(asked, answer)
  }
})

const placeOf = (trial: Trial, operation: "applyForCard" | "transfer", field: string) => ({
  otherwise: () => otherwise(trial, field),
  rules: {
    ...trial.rules,
    repeatedUniqueNo: (
      { refused: "refused", same: "sameCard", another: "anotherCard", acceptedLater: "acceptedLater" } as const
    )[trial.repeated],
    repeatedTransferNo: (
      { refused: "refused", same: "sameTransfer", another: "anotherTransfer", acceptedLater: "acceptedLater" } as const
    )[trial.repeated]
  },
  faults: trial.faults.map((one, index) => ({ operation, nth: index + 1, fault: one }))
})

/** Three times, and how long each process lives. */
const stopsOf = ({ stops }: Trial): ReadonlyArray<number | undefined> =>
  [...stops, undefined, undefined, undefined].slice(0, 3)

const saysNone = (error: ClientError.IssueError): boolean =>
  error._tag !== "OutcomeUnknown" && error._tag !== "IssuanceFailed" && error._tag !== "MoreThanOneCard"

const held = Effect.flatMap(KeySecureSimulator.KeySecureSimulator, ({ cards }) =>
  Effect.map(cards, (all) => all.length)
)
const moved = Effect.flatMap(KeySecureSimulator.KeySecureSimulator, ({ state }) =>
  Effect.map(state, ({ transferCount }) => transferCount)
)

const told = (trial: Trial, field: string) => {
  const changed = stored[trial.stored](trial.number) !== trial.number
  count(`${field} stored ${trial.stored}`)
  if (changed) count(`${field} changed by storing ${trial.stored}`)
}

/** Issues in a process of its own, which may be stopped. What is said of the card: `none` is certain. */
const issuing = (number: string, stop: number | undefined) =>
  Effect.scoped(
    Effect.flatMap(CardIssuance.make(), ({ issue }) => {
      const work = Effect.either(issue({ ...applicationOf("order-1"), cardUniqueNo: Card.CardUniqueNo.make(number) }))
      return stop === undefined ? Effect.asSome(work) : Effect.timeoutOption(work, stop)
    })
  ).pipe(
    Effect.map((said) => {
      if (Option.isNone(said)) return "stopped"
      count(Either.match(said.value, { onLeft: ({ _tag }) => _tag, onRight: () => "Card" }))
      return Either.isLeft(said.value) && saysNone(said.value.left) ? "none" : "card or unknown"
    })
  )

it("a card is never issued twice, and never said not to be issued while it is held", () =>
  fc.assert(
    fc.asyncProperty(trials, (trial) =>
      at(
        {
          ...placeOf(trial, "applyForCard", "card_unique_no"),
          log: AttemptLog.layerKeyValueStore().pipe(Layer.provide(storeOf(new Map())))
        },
        () =>
          Effect.gen(function* () {
            let said = ""
            for (const stop of stopsOf(trial)) {
              said = yield* issuing(trial.number, stop)
              expect(said === "none" ? yield* held : 0).toBe(0)
            }
            yield* Effect.sleep("10 minutes")
            const all = yield* held
            if (all > 0) told(trial, "card_unique_no")
            expect(all).toBeLessThanOrEqual(said === "none" ? 0 : 1)
          })
      )
    ),
    { numRuns, examples }
  ))

/** Transfers, or is stopped; then finds out, if need be. What is said of the transfer: `none` is certain. */
const transferring = (order: Account.TransferOrder, stop: number | undefined) =>
  Effect.gen(function* () {
    const { transfer } = yield* KeySecureClient.KeySecureClient
    const sending = Effect.either(transfer(order))
    const sent = yield* stop === undefined ? Effect.asSome(sending) : Effect.timeoutOption(sending, stop)
    if (Option.exists(sent, Either.isRight)) return "done"
    const error = Option.flatMap(sent, Either.getLeft)
    if (Option.exists(error, ({ _tag }) => _tag !== "OutcomeUnknown")) return "none"
    const unknown = Option.filter(error, (one) => one._tag === "OutcomeUnknown")
    const found = yield* Effect.either(reconcileTransfer(Option.getOrElse(unknown, () => order.transferUniqueNo)))
    count(`transfer ${Either.match(found, { onLeft: ({ _tag }) => _tag, onRight: () => "found" })}`)
    return Either.isLeft(found) && found.left._tag === "NotTransferred" ? "none" : "done"
  })

it("a transfer that is sent again only where it is told not transferred never moves money twice", () =>
  fc.assert(
    fc.asyncProperty(trials, (trial) =>
      at(placeOf(trial, "transfer", "transfer_unique_no"), () =>
        Effect.gen(function* () {
          const order: Account.TransferOrder = {
            cardholderNo: Cardholder.CardholderNo.make("U0001"),
            transferUniqueNo: Account.TransferUniqueNo.make(trial.number),
            type: "In",
            balance: BigDecimal.make(1n, 0)
          }
          let said = "none"
          for (const stop of stopsOf(trial)) {
            if (said !== "none") break
            said = yield* transferring(order, stop)
            expect(said === "none" ? yield* moved : 0).toBe(0)
          }
          yield* Effect.sleep("10 minutes")
          const all = yield* moved
          if (all > 0) told(trial, "transfer_unique_no")
          expect(all).toBeLessThanOrEqual(said === "none" ? 0 : 1)
        })
      )
    ),
    { numRuns, examples }
  ))

it("met every way of storing and of showing, and each that can change a number did", () => {
  const has = (what: string) => [what, met.has(what)]
  for (const field of ["card_unique_no", "transfer_unique_no"]) {
    for (const kind of storedKinds) {
      expect(has(`${field} stored ${kind}`)).toEqual([expect.anything(), true])
      expect(has(`${field} changed by storing ${kind}`)).toEqual([expect.anything(), !harmless.has(kind)])
    }
    // What was stored in another form may be changed by any of them.
    for (const kind of shownKinds.filter((one) => !harmless.has(one))) {
      expect(has(`${field} changed by ${kind}`)).toEqual([expect.anything(), true])
    }
    for (const kind of shownKinds) expect(has(`${field} shown ${kind}`)).toEqual([expect.anything(), true])
  }
  for (const end of ["Card", "NotIssued", "OutcomeUnknown", "transfer found", "transfer NotTransferred"]) {
    expect(has(end)).toEqual([end, true])
  }
})
