/** What a platform of somebody else's making has shown to be concluded too quickly, or never. */
import { AttemptLog, CardIssuance, KeySecureClient } from "@effect-keysecure/client"
import { Account, Card } from "@effect-keysecure/schema"
import { BigDecimal, Effect, Either, Option } from "effect"
import { describe, expect, it } from "vitest"
import { applicationOf } from "../support/requests.js"
import { type Asked, at, isList, listIn, paths, showing, timeIn, type Wire } from "../support/issuing/elsewhere.js"
import { keyOf } from "../support/issuing/stores.js"
import { arrived, cards, inWorld, onFirstApplication } from "../support/issuing/world.js"
import { reconcileTransfer } from "../support/services.js"

const application = applicationOf("order-1")
const no = application.cardUniqueNo
const { CardIssuance: Issuance } = CardIssuance
const lost = onFirstApplication({ _tag: "LoseAnswer", silent: false })
const issue = Effect.flatMap(Issuance, (service) => service.issue(application))
const twice = ({ path }: Asked, answer: Wire): unknown =>
  isList(path) ? { ...answer, data: { list: listIn(answer).flatMap((row) => [row, row]) } } : answer
const said = <A, E extends { readonly _tag: string }, R>(work: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.either(work), Either.match({ onLeft: ({ _tag }) => _tag, onRight: () => "a card" }))

describe("our card, whose cardholder U0001 is shown as", () => {
  const shown = {
    "a card": ["U0001", "u0001", " U-0001 ", "U***1", "U00##1", "U00••1", "***", "U0*0*1", "＊0001"],
    // It may be another mask, a part, or a word: no whole other number of that form.
    OutcomeUnknown: [
      "U***2",
      "****0002",
      "U0002***",
      "UXXXX1",
      "U00xx1",
      "xxxxx",
      "hidden",
      "N/A",
      "U000",
      "U00012",
      "1"
    ],
    UniqueNoConflict: ["U0002", "u9999"]
  }
  const each = Object.entries(shown).flatMap(([end, holders]) => holders.map((holder) => [holder, end] as const))

  it.each(each)("%j ends as %s, and never in a second card", (holder, end) =>
    at({ faults: lost, otherwise: () => ({ answered: showing((row) => ({ ...row, cardholder_no: holder })) }) }, () =>
      Effect.gen(function* () {
        expect(yield* said(issue)).toBe(end)
        yield* Effect.either(issue)
        expect(yield* arrived("applyForCard")).toBe(1)
      })
    )
  )
})

it.each([
  ["Virtual", "a card"],
  ["VIRTUAL CARD", "a card"],
  ["Virtual_Instant", "a card"],
  ["Digital", "a card"],
  ["Physical***", "OutcomeUnknown"],
  ["Physical card", "OutcomeUnknown"],
  ["physical", "UniqueNoConflict"]
])("our virtual card that is listed as %j ends as %s", (type, end) =>
  at({ faults: lost, otherwise: () => ({ answered: showing((row) => ({ ...row, card_type: type })) }) }, () =>
    Effect.map(said(issue), (tag) => expect(tag).toBe(end))
  )
)

describe("pages of one row", () => {
  const row = (cardNo: string): Card.CardListItem => ({ cardNo: Card.CardNo.make(cardNo), status: "Activated" })
  const another = Card.CardNo.make("C9")

  /** Reconciles where these pages are listed, one row each, whatever is asked; the card C9 is known to be another's. */
  const reconciled = (pages: ReadonlyArray<string>) =>
    inWorld(
      {},
      Effect.gen(function* () {
        const client = yield* KeySecureClient.KeySecureClient
        const paging: KeySecureClient.Service = {
          ...client,
          listCards: (query, options) =>
            Effect.map(client.listCards(query, options), () => ({
              list: pages.slice(query.page ?? 0, (query.page ?? 0) + 1).map(row)
            }))
        }
        const service = yield* CardIssuance.make().pipe(Effect.provideService(KeySecureClient.KeySecureClient, paging))
        return yield* said(service.reconcile(no, { others: [another] }))
      })
    )

  it("are read to an empty one", async () => {
    expect(await reconciled(["C9"])).toBe("NotIssued")
    expect(await reconciled(["C9", "C8"])).toBe("OutcomeUnknown")
  })

  it("that show a row again prove nothing: it has moved, and may have hidden another", async () => {
    expect(await reconciled(["C9", "C9"])).toBe("OutcomeUnknown")
    expect(await reconciled(["C9", "C9", "C9", "C9"])).toBe("OutcomeUnknown")
  })
})

it("a card that a page shows twice is one card", () =>
  at({ faults: lost, otherwise: () => ({ answered: twice }) }, () =>
    Effect.gen(function* () {
      expect(yield* said(issue)).toBe("a card")
      const { reconcile } = yield* Issuance
      expect(yield* said(reconcile(no))).toBe("a card")
    })
  ))

it("a transfer that a page shows twice is one transfer", () =>
  at({ otherwise: () => ({ answered: twice }) }, () =>
    Effect.gen(function* () {
      const client = yield* KeySecureClient.KeySecureClient
      const { transferUniqueNo } = yield* client.transfer({
        cardholderNo: application.cardholderNo,
        transferUniqueNo: Account.TransferUniqueNo.make("transfer-1"),
        type: "In",
        balance: BigDecimal.make(1n, 0)
      })
      expect(yield* reconcileTransfer(transferUniqueNo)).toHaveLength(1)
    })
  ))

it.each([404, 429, 503])("an empty list under HTTP %d is not the word that there is no card", (status) =>
  at({ faults: lost, otherwise: () => ({ emptyUnder: status }) }, () =>
    Effect.gen(function* () {
      expect(yield* said(issue)).toBe("OutcomeUnknown")
      expect(yield* said(issue)).toBe("OutcomeUnknown")
      expect(yield* cards).toHaveLength(1)
    })
  )
)

describe("a list that fails", () => {
  it.each([1001, 1004, 9999])("on the page after the card's, by code %d, has shown the card all the same", (code) =>
    at(
      {
        faults: lost,
        otherwise: () => ({
          answered: ({ body, path }, answer) =>
            path === paths.list && Number(body["page"] ?? 0) > 0 ? { code, msg: "no such page" } : answer
        })
      },
      () => Effect.map(said(issue), (tag) => expect(tag).toBe("a card"))
    )
  )

  it.each([1004, 1019, 1020, 4010, 9999])("by code %d where a span ends in the future is asked otherwise", (code) =>
    at(
      {
        faults: lost,
        otherwise: () => ({
          instead: ({ body, now, path }) =>
            path === paths.list && timeIn(body, "end_time") > now ? { code, msg: "not so" } : undefined
        })
      },
      () =>
        Effect.gen(function* () {
          expect(yield* said(issue)).toBe("a card")
          const { reconcile } = yield* Issuance
          const none = reconcile(applicationOf("order-2").cardUniqueNo, { reconcileTimeout: "10 minutes" })
          expect(yield* said(none)).toBe("NotIssued")
        })
    )
  )

  it.each<readonly [what: string, isOdd: (asked: Asked, nth: number) => boolean]>([
    ["once", (_, nth) => nth === 1],
    ["where a span ends in the future", ({ body, now }) => timeIn(body, "end_time") > now]
  ])("by an undocumented code %s does not end the waiting for a card", (_, isOdd) =>
    at(
      {
        otherwise: () => {
          let asked = 0
          return {
            instead: (one) =>
              one.path === paths.list && isOdd(one, (asked += 1)) ? { code: 500, msg: "not so" } : undefined
          }
        }
      },
      () =>
        Effect.gen(function* () {
          const { cardNo } = yield* issue
          const { awaitCard } = yield* Issuance
          expect(yield* awaitCard(cardNo)).toMatchObject({ cardNo, status: "Activated" })
        })
    )
  )

  it("says in the end what kept it from answering", () =>
    inWorld(
      { faults: lost, rules: { answers: { listCards: 9998 } } },
      Effect.map(Effect.flip(issue), (error) => {
        expect(error).toMatchObject({ _tag: "OutcomeUnknown", reason: { _tag: "NoAnswer" } })
        expect(error.message).toContain("the list has not answered: code 9998")
      })
    ))
})

it("an error that a layer around the client has made up leaves the entry open", () =>
  inWorld(
    { faults: onFirstApplication({ _tag: "LoseAnswer", silent: true }), rules: { repeatedUniqueNo: "anotherCard" } },
    Effect.gen(function* () {
      const client = yield* KeySecureClient.KeySecureClient
      const impatient: KeySecureClient.Service = {
        ...client,
        // Such a layer does not type-check without a cast.
        applyForCard: (...call) =>
          // @effect-diagnostics-next-line unsafeEffectTypeAssertion:off
          Effect.timeout(client.applyForCard(...call), "1 second") as ReturnType<typeof client.applyForCard>
      }
      const service = yield* CardIssuance.make().pipe(Effect.provideService(KeySecureClient.KeySecureClient, impatient))
      const log = yield* AttemptLog.AttemptLog
      expect((yield* service.issue(application)).cardNo).toBe("C0000000001")
      expect(yield* log.find(keyOf(no))).toMatchObject(Option.some({ _tag: "Issued" }))
      expect(yield* cards).toHaveLength(1)
    })
  ))

it("a transfer that changes while it is listed is one transfer, as it was seen last", () =>
  inWorld(
    {},
    Effect.gen(function* () {
      const client = yield* KeySecureClient.KeySecureClient
      const number = Account.TransferUniqueNo.make("transfer-1")
      let asked = 0
      const changing: KeySecureClient.Service = {
        ...client,
        listTransfers: (query, options) =>
          Effect.map(client.listTransfers(query, options), () => {
            asked += 1
            const status = asked === 1 ? "Pending" : "Success"
            return { list: asked > 2 ? [] : [{ transfer_no: "T1", transfer_unique_no: number, status }] }
          })
      }
      const found = yield* reconcileTransfer(number).pipe(
        Effect.provideService(KeySecureClient.KeySecureClient, changing)
      )
      expect(found).toEqual([
        { transfer: { transfer_no: "T1", transfer_unique_no: number, status: "Success" }, unnamed: false }
      ])
    })
  ))
