/** The conversation: which cards count, and what is sent again. */
import { Effect, Redacted } from "effect"
import { describe, expect, it } from "vitest"
import { codeOf, type Answer, type Ask } from "../../../src/internal/probe/exchange.js"
import * as LeapingClock from "../../../src/internal/probe/leapingClock.js"
import { Sender } from "../../../src/internal/probe/sender.js"
import * as Session from "../../../src/internal/probe/session.js"

const lost: Answer = { _tag: "Lost", why: "Transport" }

const answered = (json: unknown): Answer => ({
  _tag: "Answered",
  status: 200,
  headers: {},
  text: JSON.stringify(json),
  json
})

const refused = (code: number) => answered({ code, msg: "no" })
const card = (card_no?: string) => answered({ code: 0, msg: "Success", data: { card_no, card_unique_no: "n" } })
const token = answered({ code: 0, msg: "Success", data: { access_token: "t", expired_time: 1 } })

/** Applies under a number for each of some answers, or until something is not to be sent. */
const applying = (answers: ReadonlyArray<Answer>, budget: number, numbers: number) =>
  Effect.gen(function* () {
    const left = [...answers]
    const sent: Array<Ask> = []
    const kept: Array<string> = []
    const session = yield* Session.make({
      apiKey: Redacted.make("key"),
      budget,
      made: [],
      keep: (made) => Effect.sync(() => kept.push(made.map(({ state }) => state).join()))
    }).pipe(
      Effect.provideService(Sender, {
        send: (ask) =>
          Effect.sync(() => {
            sent.push(ask)
            const answer = ask.operation === "getToken" ? token : (left.shift() ?? lost)
            return { ask, sentAt: 0, receivedAt: 0, answer }
          })
      })
    )
    const ends: Array<unknown> = []
    for (let n = 0; n < numbers; n++) {
      const end = yield* Effect.either(session.apply("test", { card_unique_no: `n${n}` }))
      ends.push(end._tag === "Right" ? codeOf(end.right) : end.left.why.en)
    }
    const applications = sent.filter(({ operation }) => operation === "applyForCard").length
    return { applications, ends, kept, made: session.made() }
  }).pipe(Effect.withClock(LeapingClock.make(1_770_000_000_000)), Effect.runPromise)

const spent = "the budget of cards is spent"

describe("a card counts", () => {
  it("if it was made, and if the answer was lost or leaves it open, and then nothing more is sent", async () => {
    const { applications, ends, made } = await applying([card("C1"), lost, refused(1001)], 3, 4)
    expect(ends).toEqual([0, undefined, 1001, spent])
    expect(applications).toBe(3)
    expect(made.map(({ cardNo, number, state }) => [number, state, cardNo])).toEqual([
      ["n0", "made", "C1"],
      ["n1", "unclear", undefined],
      ["n2", "unclear", undefined]
    ])
  })

  it("once, however often it is answered, and not if it was refused", async () => {
    const { ends, made } = await applying([card("C1"), card("C1"), refused(4001), card("C2")], 2, 5)
    expect(ends).toEqual([0, 0, 4001, 0, spent])
    expect(made.map(({ cardNo }) => cardNo)).toEqual(["C1", "C2"])
  })

  it("before it is sent, so that a probe that is killed meanwhile knows of it", async () => {
    const { kept } = await applying([card("C1")], 1, 1)
    expect(kept).toEqual(["sent", "made"])
  })
})

describe("an application", () => {
  it("is sent again after 1009, and with a new token after 1007, since neither was carried out", async () => {
    const { applications, ends, made } = await applying([refused(1009), refused(1007), card("C1")], 1, 1)
    expect(ends).toEqual([0])
    expect(applications).toBe(3)
    expect(made).toHaveLength(1)
  })

  it("is given up in the end if the platform is always busy", async () => {
    const { applications, ends, made } = await applying(
      Array.from({ length: 20 }, () => refused(1009)),
      1,
      1
    )
    expect(ends).toEqual(["the platform gave no clear answer to 7 requests"])
    expect(applications).toBe(7)
    expect(made).toEqual([])
  })
})
