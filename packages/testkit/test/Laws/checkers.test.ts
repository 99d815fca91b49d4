import { describe, expect, it } from "vitest"
import { Laws } from "../../src/index.js"
import {
  noNeedlessNone,
  noNeedlessUnknown,
  noSecretsInOutput,
  oneFetchPerGeneration,
  stampsInWindow
} from "../../src/internal/laws/checkers.js"
import { intentOf } from "../../src/internal/laws/intent.js"
import type { Facts } from "../../src/internal/laws/trial.js"
import { blank, facts, request } from "../support/facts.js"

describe("no card is needless", () => {
  it.each<readonly [string, Partial<Facts>]>([
    ["where nothing was asked", {}],
    ["after an application that was answered", { requestRecords: [request(0)] }],
    [
      "after faults that only took time",
      { requestRecords: [request(0, { fault: { _tag: "DelayAfter", millis: 10 } })] }
    ],
    ["after a refusal of a number that is known", { requestRecords: [request(0), request(1, { code: 4001 })] }],
    [
      "after such a refusal by a code of the rules",
      {
        trial: { ...blank, rules: { repeatedUniqueNoCode: 4444 } },
        requestRecords: [request(0), request(1, { code: 4444 })]
      }
    ],
    [
      "where a step of the store was to fail that never came",
      { trial: { ...blank, storeFaults: [{ nth: 9, carriedOut: false }] } }
    ]
  ])("%s", (_, about) => {
    expect(noNeedlessNone.check(facts(about))).toEqual([
      "intent-1 was said to have no card, and nothing was in the way of one"
    ])
  })

  it.each<readonly [string, Partial<Facts>]>([
    ["after an interruption", { interrupted: 1 }],
    ["after a fault of the store", { storeFaultsMet: 1 }],
    ["after a request without an answer", { requestRecords: [request(0, { code: undefined, endedAt: undefined })] }],
    ["after an answer that took long", { requestRecords: [request(0, { tookMillis: 5_001 })] }],
    ["after a refusal", { requestRecords: [request(0, { code: 2004 })] }],
    [
      "after another request was refused by that code",
      { requestRecords: [request(0, { operation: "listCards", code: 4001 })] }
    ],
    [
      "after a fault that changes what is answered",
      { requestRecords: [request(0, { fault: { _tag: "WrongContentType" } })] }
    ],
    ["where the list never says that there is nothing", { trial: { ...blank, rules: { emptyList: "array" } } }],
    ["where there is a card, which is what another law says", { ended: [{ ...theIntent(), cards: ["C1"] }] }],
    ["where that is not what was said", { ended: [{ ...theIntent(), outcome: Laws.unknown }] }]
  ])("unless %s", (_, about) => expect(noNeedlessNone.check(facts(about))).toEqual([]))
})

function theIntent(): Facts["ended"][number] {
  return { intent: intentOf(1, false), outcome: Laws.noCard, failure: undefined, cards: [] }
}

it("unknown is needless where no step of the store met the fault that was to come", () => {
  const ended = [{ ...theIntent(), outcome: Laws.unknown }]
  const trial = { ...blank, storeFaults: [{ nth: 9, carriedOut: false }] }
  expect(noNeedlessUnknown.check(facts({ trial, ended }))).toHaveLength(1)
  expect(noNeedlessUnknown.check(facts({ trial, ended, storeFaultsMet: 1 }))).toEqual([])
})

it.each<readonly [string, Partial<Facts>]>([
  ["an outcome", { ended: [{ ...theIntent(), outcome: Laws.card("quackenbush") }] }],
  ["a failure", { ended: [{ ...theIntent(), outcome: undefined, failure: "it died: QUACKENBUSH" }] }],
  ["the output", { output: "qUACKENBUSH" }]
])("a secret is found in %s, whatever its case", (_, about) => {
  expect(noSecretsInOutput.check(facts({ ...about, secrets: ["", "Perpetua", "Quackenbush"] }))).toEqual([
    expect.stringContaining("secret 3 of 3 was put out")
  ])
})

describe("timestamps", () => {
  const judged = (...requestRecords: Facts["requestRecords"]) => stampsInWindow.check(facts({ requestRecords })).length
  const old = { oldMillis: 90_000 }

  it("are judged from the first quick answer on, whatever that says", () => {
    expect(judged(request(0), request(1_000, old))).toBe(1)
    expect(judged(request(0, { ...old, code: 1005 }), request(1_000, { oldMillis: -1 }))).toBe(1)
    expect(judged(request(0, old), request(5, old))).toBe(0)
    expect(judged(request(0, { tookMillis: 30_001 }), request(40_000, old))).toBe(0)
  })

  it("are not judged after one of the window was refused, and are again once one was accepted", () => {
    const refused = request(1_000, { code: 1005 })
    expect(judged(request(0), refused, request(1_010, old), request(2_000, old))).toBe(0)
    expect(judged(request(0), refused, request(2_000, old), request(3_000), request(4_000, old))).toBe(1)
  })

  it.each<readonly [string, ReturnType<typeof request>]>([
    ["of a request that was sent before", request(1_005, { tookMillis: 1_000 })],
    ["of a request that was sent as that came", request(1_010)],
    ["with a timestamp out of the window", request(2_000, old)],
    ["that was slow", request(1_500, { tookMillis: 30_001 })]
  ])("are not judged again by an answer %s", (_, answer) => {
    const refused = request(1_000, { code: 1005 })
    expect(judged(request(0), refused, answer, request(50_000, old))).toBe(0)
  })

  it("are judged for each start of the program by what that start has learned", () => {
    expect(judged(request(0), request(1_000, { ...old, client: 2 }))).toBe(0)
  })
})

describe("of tokens whose ends cannot be read", () => {
  const fetched = (...afterMillis: ReadonlyArray<number>) =>
    afterMillis.map((after) => request(after, { operation: "getToken" }))
  const judged = (requestRecords: Facts["requestRecords"], tokenEnd: "null" | "millis" = "null") =>
    oneFetchPerGeneration.check(facts({ requestRecords, trial: { ...blank, rules: { tokenEnd } } }))

  it("one may be got a minute after the one before", () => {
    expect(judged(fetched(0, 60_010, 120_020))).toEqual([])
    expect(judged(fetched(0, 60_010), "millis")).toHaveLength(1)
  })

  it("one is not got sooner, unless one was refused", () => {
    expect(judged(fetched(0, 60_009))).toEqual([
      "2 tokens were fetched: 1 starts, 0 refused and 0 ended tokens allow for 1"
    ])
    expect(judged([...fetched(0, 10_000), request(5_000, { code: 1007, accessToken: "t" })])).toEqual([])
  })
})
