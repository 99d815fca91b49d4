/** What a row is taken for, however a platform writes our number and our cardholder's (docs/outcomes.md, The rule of evidence). */
import { Card } from "@effect-keysecure/schema"
import { FastCheck as fc } from "effect"
import { describe, expect, it } from "vitest"
import {
  byDetail,
  byLog,
  type Claim,
  counting,
  judge,
  type Judged,
  type Row,
  type Sent,
  sentAs
} from "../../../src/internal/outcome/evidence.js"
import { runs } from "../../../../testkit/test/support/runs.js"
import { issuedAs, openOf } from "../../support/outcome/world.js"

const characters = [..."abcXYZ019-_./ éßⅣﬁ漢字ñ"]
const numbers = fc
  .array(fc.constantFrom(...characters), { minLength: 4, maxLength: 12 })
  .map((letters) => `A${letters.join("")}9`)

/** Ways in which a platform, or what lies before it, may write a number back. */
const writings: Readonly<Record<string, (number: string) => string | null>> = {
  exactly: (number) => number,
  "in upper case": (number) => number.toUpperCase(),
  "in lower case": (number) => number.toLowerCase(),
  "with blanks at its ends": (number) => ` ${number} `,
  "with a tab in it": (number) => `${number.slice(0, 2)}\t${number.slice(2)}`,
  "with what nobody sees": (number) => `${number.slice(0, 3)}\u200B${number.slice(3)}`,
  "with a mark of its direction": (number) => `\u200E${number}`,
  "in NFC": (number) => number.normalize("NFC"),
  "in NFD": (number) => number.normalize("NFD"),
  "in NFKC": (number) => number.normalize("NFKC"),
  "cut at its end": (number) => number.slice(0, -1),
  "cut at its beginning": (number) => number.slice(1),
  masked: (number) => `${number.slice(0, 2)}***${number.slice(-1)}`,
  prefixed: (number) => `M1-${number}`,
  "with half a character": (number) => `${number}\uD83D`,
  "with a sign for one that was lost": (number) => number.replace("A", "\uFFFD"),
  "in quotes": (number) => JSON.stringify(number),
  "as a JSON number": () => "120 (not a text)",
  "not at all": () => null,
  "as nothing": () => ""
}

const ways = fc.constantFrom(...Object.values(writings))

const claim: Claim = {
  number: "A-9",
  fold: (number) => number,
  sent: null,
  handed: null,
  others: [],
  unnamedIsOurs: false,
  hasLog: true,
  hasDetail: true
}

const row = (number: string | null, more: Partial<Row> = {}): Row => ({
  key: "CARD1",
  ref: "CARD1",
  number,
  holder: null,
  type: null,
  status: "Active",
  ...more
})

/** Every case in which a row is judged, and what can be asked about it. */
const cases = fc.record({
  number: numbers,
  way: ways,
  hasLog: fc.boolean(),
  hasDetail: fc.boolean(),
  ref: fc.constantFrom("CARD1", null)
})

const isOpen = ({ verdict }: Judged) => ["unclear", "unread", "unseen"].includes(verdict)

const every = <A>(arbitrary: fc.Arbitrary<A>, law: (value: A) => boolean) =>
  fc.assert(fc.property(arbitrary, law), { numRuns: runs(10_000) })

describe("a row", () => {
  it("is ours exactly if its number is, and stays open else", () => {
    every(cases, ({ hasDetail, hasLog, number, ref, way }) => {
      const shown = way(number)
      const judged = judge({ ...claim, number, hasLog, hasDetail }, row(shown, { ref }))
      // A card cannot be told to anybody without its number: it is not ours yet, and never nobody's.
      const isNameless = hasDetail && ref === null
      return shown === number && !isNameless ? judged.verdict === "ours" : isOpen(judged)
    })
  })

  it("is ours in whatever form the platform is known to keep numbers in", () => {
    every(cases, ({ number, way }) => {
      const shown = way(number)
      const fold = (text: string) => text.toLowerCase().normalize("NFKC")
      const judged = judge({ ...claim, number, fold }, row(shown))
      return shown !== null && fold(shown) === fold(number) ? judged.verdict === "ours" : isOpen(judged)
    })
  })

  it("is asked about where somebody can tell more, first the log, then its detail", () => {
    every(cases, ({ hasDetail, hasLog, number, ref, way }) => {
      const shown = way(number)
      const { verdict } = judge({ ...claim, number, hasLog, hasDetail }, row(shown, { ref }))
      if (shown === number) return true
      if (ref === null) return verdict === "unclear"
      if (hasLog && shown !== null) return verdict === "unread"
      return verdict === (hasDetail ? "unseen" : "unclear")
    })
  })

  it("without a number is ours only where lists do not say their fields", () => {
    expect(judge({ ...claim, unnamedIsOurs: true }, row(null)).verdict).toBe("ours")
    expect(judge({ ...claim, hasDetail: false }, row(null)).verdict).toBe("unclear")
  })

  it("is another's only if a person says so, or the log has issued it under its own number", () => {
    const entries = fc.constantFrom(null, openOf(1_767_225_600_000), issuedAs("CARD1"), issuedAs("CARD2"), {
      _tag: "Corrupt",
      cardUniqueNo: Card.CardUniqueNo.make("A-9")
    } as const)
    every(fc.tuple(cases, entries, fc.boolean()), ([{ hasDetail, number, way }, entry, isAside]) => {
      const shown = way(number)
      const given = { ...claim, number, hasDetail, others: isAside ? ["CARD1"] : ["CARD2"] }
      const judged = judge(given, row(shown))
      if (isAside) return judged.verdict === "another"
      if (judged.verdict !== "unread") return true
      const isIssued = entry?._tag === "Issued" && entry.cardNo === "CARD1"
      const { verdict } = byLog(given, judged, entry)
      return verdict === (isIssued ? "another" : hasDetail ? "unseen" : "unclear")
    })
  })

  it("is ours by its detail exactly if that has our number, and unclear else", () => {
    every(fc.tuple(cases, ways), ([{ number, way }, detailed]) => {
      const given = { ...claim, number }
      const judged = judge(given, row(way(number)))
      const detail = detailed(number)
      return byDetail(given, judged, detail).verdict === (detail === number ? "ours" : "unclear")
    })
  })

  it("keeps nothing of the cardholder", () => {
    const text = JSON.stringify(judge(claim, row("A-9", { holder: "HOLDER-1", type: "Virtual" })))
    expect(text).not.toMatch(/holder-1/i)
  })
})

const holder = "Holder-Ⅳ 77"
const handed: Sent = { holder, type: "Virtual" }
const told = (sent: Sent): Claim => ({ ...claim, handed, sent: sentAs(handed, sent) })
const verdictOf = (given: Claim, shown: string | null, type: string | null = "Virtual") =>
  judge(given, row("A-9", { holder: shown, type })).verdict

const fitting = [
  holder,
  "holder-ⅳ 77",
  "HOLDERⅣ77",
  "  Holder IV 77 ",
  "holder_iv-77",
  null,
  "Hol***77",
  "••••77",
  "Hold…"
]
const cut = ["Holder-Ⅳ", "IV 77", "77", "Mr. Holder-Ⅳ 77", "Holder-Ⅳ 77 (old)", "", "---"]
const others = ["Holder-Ⅳ 78", "tenant-Ⅳ 77"]

describe("a row with our number", () => {
  const given: ReadonlyArray<readonly [string, Claim]> = [
    ["as the call said", told(handed)],
    ["as the call said, in other words than were handed", told({ holder: "Tenant-1", type: "Virtual" })],
    ["as it was handed to us, when no call has said", { ...claim, handed }]
  ]

  it.each(fitting)("and the cardholder %j is ours", (shown) => {
    expect(verdictOf(told(handed), shown)).toBe("ours")
    expect(verdictOf({ ...claim, handed }, shown)).toBe("ours")
  })

  it.each(cut)("and the cardholder %j, which may be cut, is unclear", (shown) => {
    expect(verdictOf(told(handed), shown)).toBe("unclear")
    expect(verdictOf({ ...claim, handed }, shown)).toBe("unclear")
  })

  it.each(others)("and the cardholder %j is a conflict, unless no call has said what it sent", (shown) => {
    expect(verdictOf(told(handed), shown)).toBe("conflict")
    expect(verdictOf({ ...claim, handed }, shown)).toBe("unclear")
  })

  it("and the cardholder that a layer has put in is ours, in any writing; the one that was handed is a conflict", () => {
    const given = told({ holder: "Tenant-Ⅳ 12", type: "Virtual" })
    expect(["Tenant-Ⅳ 12", "TENANT Ⅳ12", "tenantiv12", null].map((shown) => verdictOf(given, shown))).toEqual(
      Array.from({ length: 4 }, () => "ours")
    )
    expect(verdictOf(given, holder.toUpperCase())).toBe("conflict")
    // What is kept of it is a digest, through which no mask can be looked.
    expect(["Tenant", "Someone", "T***"].map((shown) => verdictOf(given, shown))).toEqual(
      Array.from({ length: 3 }, () => "unclear")
    )
  })

  it("and the cardholder that was handed is unclear where that may be a part of the one that a layer has put in", () => {
    expect(verdictOf(told({ holder: `${holder}-x`, type: null }), holder)).toBe("unclear")
  })

  it("and another type is a conflict; one that is new to us, masked or missing is none", () => {
    expect(["Physical", "physical"].map((type) => verdictOf(told(handed), holder, type))).toEqual([
      "conflict",
      "conflict"
    ])
    expect(["VIRTUAL", "Metal", null].map((type) => verdictOf(told(handed), holder, type))).toEqual([
      "ours",
      "ours",
      "ours"
    ])
    expect(verdictOf({ ...claim, handed }, holder, "Physical")).toBe("unclear")
  })

  it.each(given)("is never another's, and never a conflict that may be cut or masked: %s", (_, of) => {
    const shown = fc.oneof(numbers, fc.constantFrom(...fitting, ...cut, ...others))
    every(shown, (text) => {
      const verdict = verdictOf(of, text)
      return verdict !== "another" && (verdict !== "conflict" || (text !== null && !/[*•●∗…#]/u.test(text)))
    })
  })

  it("by its detail is what its cardholder makes it", () => {
    const unnamed = (shown: string) => judge(told(handed), row(null, { holder: shown, type: "Virtual" }))
    const seen = [holder, "Holder", "Holder-Ⅳ 78"].map((shown) => byDetail(told(handed), unnamed(shown), "A-9").verdict)
    expect(seen).toEqual(["ours", "unclear", "conflict"])
  })
})

describe("rows that were deleted by hand", () => {
  const judged = (status: string): Judged => judge(claim, row("A-9", { status }))

  it.each([
    [["Delete"], ["Delete"]],
    [["Delete", "Active"], ["Active"]],
    [
      ["Delete", "Delete"],
      ["Delete", "Delete"]
    ],
    [
      ["Active", "Delete", "Frozen"],
      ["Active", "Frozen"]
    ]
  ])("%j count as %j", (statuses, expected) => {
    expect(counting(statuses.map(judged)).map(({ status }) => status)).toEqual(expected)
  })
})
