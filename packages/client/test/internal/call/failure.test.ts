/** The table of outcomes: what each ending of a call becomes, of a write and of a read (docs/outcomes.md). */
import { ClientError } from "@effect-keysecure/client"
import { Account, Card, Endpoints, ErrorCode, Rejection, Timestamp } from "@effect-keysecure/schema"
import { describe, expect, it } from "@effect/vitest"
import { DateTime } from "effect"
import {
  type CallFacts,
  type Ending,
  readError,
  settlingMarginMillis,
  writeError
} from "../../../src/internal/call/failure.js"

const stamps = [Timestamp.Timestamp.make(1_767_225_600_123), Timestamp.Timestamp.make(1_767_225_601_123)]

const facts: CallFacts = {
  operation: "transfer",
  uniqueNos: { transferUniqueNo: Account.TransferUniqueNo.make("t-1") },
  stamps
}

const rejectionOf = (code: number, msg = "?") => Rejection.fromFailure({ code, msg })

const known = { operation: "transfer" }
const open = { _tag: "OutcomeUnknown", operation: "transfer", transferUniqueNo: "t-1", stamps }

const unreachable = (detail: string) => ({ _tag: "Unreachable", ...known, detail })

/** An ending, what a write that ends so fails with, and what a read does. */
const table: ReadonlyArray<readonly [Ending, object, object]> = [
  [
    { _tag: "Invalid", issues: [{ field: "a", expected: "expected a value, and there is none" }] },
    { _tag: "RequestInvalid", ...known, issues: [{ field: "a", expected: "expected a value, and there is none" }] },
    { _tag: "RequestInvalid", ...known, issues: [{ field: "a", expected: "expected a value, and there is none" }] }
  ],
  [
    { _tag: "DeadlinePassed", detail: "not within 1 s" },
    { _tag: "NotSent", ...known, reason: "DeadlinePassed", detail: "not within 1 s" },
    unreachable("not within 1 s")
  ],
  [
    { _tag: "NotSent", detail: "ECONNREFUSED" },
    { _tag: "NotSent", ...known, reason: "ConnectionFailed", detail: "ECONNREFUSED" },
    unreachable("ECONNREFUSED")
  ],
  [
    { _tag: "NotRecorded", detail: "the log" },
    { _tag: "NotSent", ...known, reason: "NotRecorded", detail: "the log" },
    unreachable("the log")
  ],
  [
    { _tag: "NoAnswer", detail: "reset" },
    { ...open, reason: { _tag: "NoAnswer", detail: "reset" } },
    unreachable("reset")
  ],
  [
    { _tag: "Unreadable", status: 502, detail: "a page" },
    { ...open, reason: { _tag: "Unreadable", status: 502, detail: "a page" } },
    { _tag: "Unreadable", ...known, status: 502, detail: "a page" }
  ],
  [
    { _tag: "Accepted", status: 200, detail: "data does not fit" },
    { ...open, reason: { _tag: "Accepted", detail: "data does not fit" } },
    { _tag: "Unreadable", ...known, status: 200, detail: "data does not fit" }
  ]
]

describe("a call that ended", () => {
  it.each(table)("$_tag is told as it is", (ending, ofWrite, ofRead) => {
    expect(writeError(facts, ending)).toMatchObject(ofWrite)
    expect(readError(facts, ending)).toMatchObject(ofRead)
  })

  it("without an answer settles once every copy is refused for its age, and the list has caught up", () => {
    const settles = (given: CallFacts["stamps"]) =>
      writeError({ ...facts, stamps: given }, { _tag: "NoAnswer", detail: "" })
    const latest = 1_767_225_601_123 + Timestamp.toleranceMillis + settlingMarginMillis
    expect(settles(stamps)).toMatchObject({ settlesAt: DateTime.unsafeMake(latest) })
    expect(settles(stamps.toReversed())).toMatchObject({ settlesAt: DateTime.unsafeMake(latest) })
    expect(settles([])).toMatchObject({
      settlesAt: DateTime.unsafeMake(Timestamp.toleranceMillis + settlingMarginMillis)
    })
    expect(settlingMarginMillis).toBe(60_000)
  })
})

describe("a call without a token", () => {
  const failing = (error: ClientError.ReadError): Ending => ({ _tag: "TokenFailed", error })
  const own: ReadonlyArray<ClientError.ReadError> = [
    new ClientError.RequestInvalid({ operation: "getToken", issues: [] }),
    new ClientError.Unreachable({ operation: "getToken", detail: "reset" }),
    new ClientError.Unreadable({ operation: "getToken", status: 502, detail: "a page" }),
    rejectionOf(1001)
  ]

  it.each(own)("$_tag: a write was not sent, a read fails as the fetch did", (error) => {
    expect(writeError(facts, failing(error))).toMatchObject({
      _tag: "NotSent",
      ...known,
      reason: "TokenUnavailable",
      detail: error.message
    })
    expect(readError(facts, failing(error))).toBe(error)
  })

  it("for what the platform says of the key is refused as that says", () => {
    const refused = rejectionOf(1002)
    expect(writeError(facts, failing(refused))).toBe(refused)
    expect(readError(facts, failing(refused))).toBe(refused)
  })
})

describe("a refused call", () => {
  const refused = (rejection: Rejection.Rejection, namesAnotherField = false): Ending => ({
    _tag: "Rejected",
    rejection,
    namesAnotherField
  })
  const writes = Object.values(Endpoints.all).filter(({ kind }) => kind === "write")

  it.each([...ErrorCode.codes, 4999])("%d: a read is refused, a write too if it says that nothing was done", (code) => {
    const rejection = rejectionOf(code)
    for (const { name } of writes) {
      for (const names of [false, true]) {
        const wasNotDone = code !== 1001 && ErrorCode.carriedOut(code, name, names) === "no"
        const unknown = { _tag: "OutcomeUnknown", operation: name, reason: { _tag: "Rejected", rejection } }
        expect(writeError({ ...facts, operation: name }, refused(rejection, names))).toMatchObject(
          wasNotDone ? rejection : unknown
        )
      }
    }
    expect(readError(facts, refused(rejection))).toBe(rejection)
  })

  it.each([1004, 4010])(
    "%d was certainly not carried out only if it names another field than the own number",
    (code) => {
      const rejection = rejectionOf(code, "package_no: unknown")
      expect(writeError(facts, refused(rejection, true))).toBe(rejection)
      expect(writeError(facts, refused(rejection))).toMatchObject({ ...open, reason: { _tag: "Rejected", rejection } })
    }
  )

  it("of which nothing can be found out by a number says to look at the card, or to do it again", () => {
    const messageOf = (uniqueNos: CallFacts["uniqueNos"]) =>
      writeError({ operation: "setCardPin", uniqueNos, stamps }, refused(rejectionOf(1004))).message
    expect(messageOf({})).toContain("Look at the card, or do it again.")
    expect(messageOf({ cardUniqueNo: Card.CardUniqueNo.make("order-1") })).toContain("Find out before")
  })
})
