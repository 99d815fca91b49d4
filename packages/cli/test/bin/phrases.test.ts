/** What the packages report, in Chinese: errors of the client, put together from their parts. */
import { ClientError } from "@effect-keysecure/client"
import { Card, ErrorCode, Rejection } from "@effect-keysecure/schema"
import { DateTime, FastCheck as fc } from "effect"
import { describe, expect, it } from "vitest"
import { client } from "../../src/internal/language/phrases/client.js"
import { translated } from "../../src/internal/language/translated.js"
import { englishIn } from "../support/english.js"

/** Phrases without places: what a detail may be. */
const plain = client.map(([english]) => english).filter((english) => !/\{\w+\}|<\w+>/.test(english))

const operation = fc.constantFrom("applyForCard", "listCards", "getToken")
const number = fc.constantFrom("order-1", "a b", "单号 7", "(x): y")

const detail = fc.oneof(
  fc.constantFrom(...plain),
  fc.constantFrom(
    "no connection to sandbox.test:443: look whether it can be reached from here, through firewalls and the proxy if there is one (ECONNREFUSED)",
    "an earlier application, of which the end is not known; the list has not answered: code 1004 (start_time)",
    "none within 20 s",
    "data does not fit: cardNo: expected a card number, not blank; status: expected one of Pending, Fail, or a newer member",
    "the attempt log failed: 10 attempts are open, and the log holds no more"
  )
)

const codes = Object.values(ErrorCode.table).map(({ tag }) => tag)

const rejection = fc
  .record({ tag: fc.constantFrom(...codes), field: fc.constantFrom(undefined, "card_bin_no") })
  .map(({ field, tag }) => Rejection[tag].from(field === undefined ? {} : { field }))

const reason: fc.Arbitrary<ClientError.UnknownReason> = fc.oneof(
  rejection.map((refusal) => ({ _tag: "Rejected" as const, rejection: refusal })),
  detail.map((text) => ({ _tag: "NoAnswer" as const, detail: text })),
  detail.map((text) => ({ _tag: "Unreadable" as const, status: 502, detail: text })),
  detail.map((text) => ({ _tag: "Accepted" as const, detail: text }))
)

const cardUniqueNo = Card.CardUniqueNo.make("order-1")

const errors: fc.Arbitrary<Error> = fc.oneof(
  rejection,
  fc
    .record({ operation, reason: fc.constantFrom("ConnectionFailed" as const, "TokenUnavailable" as const), detail })
    .map((facts) => new ClientError.NotSent(facts)),
  fc
    .record({ operation, reason, candidates: fc.constantFrom([], [{ cardNo: "C1" }], [{ uniqueNo: "order-2" }]) })
    .chain((facts) =>
      fc
        .constantFrom({}, { cardUniqueNo })
        .map(
          (numbers) =>
            new ClientError.OutcomeUnknown({ ...facts, ...numbers, stamps: [], settlesAt: DateTime.unsafeMake(0) })
        )
    ),
  fc.record({ operation, detail }).map((facts) => new ClientError.Unreachable(facts)),
  fc.record({ operation, detail, status: fc.constant(200) }).map((facts) => new ClientError.Unreadable(facts)),
  reason.map((why) => new ClientError.NotIssued({ cardUniqueNo, reason: why })),
  fc.constantFrom(
    new ClientError.NotIssued({ cardUniqueNo }),
    new ClientError.IssuanceFailed({ cardNo: Card.CardNo.make("C1") }),
    new ClientError.MoreThanOneCard({ cardUniqueNo, cardNos: [Card.CardNo.make("C1"), Card.CardNo.make("C2")] }),
    new ClientError.UniqueNoConflict({ cardUniqueNo }),
    new ClientError.RequestInvalid({
      operation: "applyForCard",
      issues: [
        { field: "address.city", expected: "expected text in English characters, not blank" },
        { field: "packageNo", expected: "expected no such field" }
      ]
    })
  )
)

describe("an error of the client", () => {
  it("is wholly in Chinese, and keeps its English as it is", () => {
    fc.assert(
      fc.property(errors, ({ message }) => {
        const { en, zh } = translated(message)
        expect(en).toBe(message)
        expect(englishIn(zh)).toBeUndefined()
        expect(zh).toMatch(/\p{Script=Han}/u)
      }),
      { numRuns: 300 }
    )
  })

  it("keeps what it says of data", () => {
    fc.assert(
      fc.property(number, fc.constantFrom("C1, C2", "C3"), (own, cards) => {
        expect(translated(`There are 2 cards for ${own}: ${cards}.`).zh).toBe(`${own} 有 2 张卡：${cards}。`)
      })
    )
  })

  it("reads as a sentence", () => {
    const refused = new ClientError.OutcomeUnknown({
      operation: "applyForCard",
      cardUniqueNo,
      stamps: [],
      settlesAt: DateTime.unsafeMake(0),
      reason: { _tag: "Rejected", rejection: Rejection.InvalidParameter.from({ field: "card_bin_no" }) }
    })
    expect(translated(refused.message).zh).toBe(
      "applyForCard 可能已执行。再次发送之前请先查清。（KeySecure 以错误码 1004（card_bin_no）拒绝了请求：请求参数无效。请改正所指的字段，或阅读 msg 中平台的原话。）"
    )
    expect(translated("line 3, column card_type: expected Virtual or Physical").zh).toBe(
      "第 3 行，列 card_type：应为 Virtual 或 Physical"
    )
    expect(translated("The batch store failed: the tables could not be written").zh).toBe("批次存储失败：表无法写入")
  })

  it("without a phrase stays as it is", () => {
    for (const text of ["ECONNREFUSED", "  field: value", "a (ENOENT)"]) {
      expect(translated(text)).toEqual({ en: text, zh: text })
    }
  })
})
