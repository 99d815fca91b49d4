/** What becomes of a row when its application has ended. */
import { ClientError } from "@effect-keysecure/client"
import { Card, ErrorCode, Rejection, Timestamp } from "@effect-keysecure/schema"
import { Sample } from "@effect-keysecure/testkit"
import { DateTime, Either, FastCheck as fc, Option } from "effect"
import { describe, expect, it } from "vitest"
import type { BatchStore } from "../../../src/index.js"
import { after, type Ended } from "../../../src/internal/rowStates/after.js"

const now = 1_800_000_000_000

const row = (tries: number): BatchStore.Row => ({
  key: "k",
  line: 2,
  cardUniqueNo: "no-1",
  state: "queued",
  dueAt: now - 1,
  tries,
  cardNo: null,
  cardStatus: null,
  problem: null,
  candidates: []
})

const unknown = (stamps: ReadonlyArray<number>, settlesAt: number, candidates: ReadonlyArray<string> = []): Ended =>
  Either.left(
    new ClientError.OutcomeUnknown({
      operation: "applyForCard",
      stamps: stamps.map((stamp) => Timestamp.Timestamp.make(stamp)),
      reason: { _tag: "NoAnswer", detail: "lost" },
      settlesAt: DateTime.unsafeMake(settlesAt),
      ...(candidates.length === 0 ? {} : { candidates: candidates.map((cardNo) => ({ cardNo })) })
    })
  )

const cardNo = Card.CardNo.make("C0000000001")

const everybody: ReadonlySet<number> = new Set([1003, 1008, 1010, 1011, 1012, 1021, 1022])

/** The token, the timestamp and the rate: they say nothing of the row. */
const ofTheMoment: ReadonlySet<number> = new Set([1005, 1006, 1007, 1009])

describe("a row", () => {
  it("that may have a card is asked about again when that says something, and within 150 s", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: -600_000, max: 600_000 }), (tries, settles) => {
        const { change } = after(row(tries), unknown([now - 1_000], now + settles), now)
        expect(change).toMatchObject({ state: "unsettled", tries })
        expect(change.dueAt - now).toBeGreaterThanOrEqual(Math.min(150_000, Math.max(1_000, settles)))
        expect(change.dueAt - now).toBeLessThanOrEqual(150_000)
      })
    ))

  it("whose log could not be read is tried again soon, since nothing was sent", () => {
    expect(after(row(1), unknown([], now + 180_000), now).change).toMatchObject({
      state: "unsettled",
      dueAt: now + 1_000
    })
    expect(after(row(9), unknown([], now + 180_000), now).change.dueAt).toBe(now + 30_000)
  })

  it("waits for a person if the list shows what may be its card", () => {
    expect(after(row(1), unknown([now], now + 1, ["C1"]), now).change).toMatchObject({
      state: "unclear",
      candidates: ["C1"]
    })
  })

  it("fails by a refusal of its own, with code and remedy; and is queued again by one that concerns all rows, or time, token or rate", () => {
    for (const code of ErrorCode.codes.filter((each) => each !== 1001)) {
      const error = Rejection.fromFailure({ code, msg: "no" })
      if (error._tag === "SystemError") continue
      const { change, isTooFast, pause } = after(row(1), Either.left(error), now)
      const isFailed = !ofTheMoment.has(code) && !everybody.has(code)
      expect([code, change.state, isTooFast, pause !== null]).toEqual([
        code,
        isFailed ? "failed" : "queued",
        code === 1009,
        everybody.has(code)
      ])
      expect(change.problem?.code ?? null).toBe(isFailed ? code : null)
    }
  })

  it("has its card, and is ready unless that is pending or not told", () => {
    const statusOf = (status: Option.Option<"Active" | "Pending">) =>
      after(row(3), Either.right({ cardNo, cardUniqueNo: Sample.cardUniqueNo(1), status }), now).change
    expect(statusOf(Option.none())).toMatchObject({ state: "issued", cardNo, cardStatus: null })
    expect(statusOf(Option.some("Pending"))).toMatchObject({ state: "issued", cardStatus: "Pending" })
    expect(statusOf(Option.some("Active"))).toMatchObject({ state: "ready", cardStatus: "Active" })
  })
})
