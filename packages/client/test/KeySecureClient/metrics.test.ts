/** What is counted: calls by operation and outcome, and what was sent again, by cause. */
import { KeySecureClient } from "@effect-keysecure/client"
import { type Fault, KeySecureSimulator } from "@effect-keysecure/testkit"
import { it } from "@effect-keysecure/testkit/vitest"
import { Effect, Layer, Metric, MetricState } from "effect"
import { describe, expect } from "vitest"
import { applicationOf, query } from "../support/requests.js"
import { apiKey } from "../support/simulated.js"

const counts = Effect.map(
  Metric.snapshot,
  (pairs) =>
    new Map(
      pairs.flatMap(({ metricKey, metricState }) =>
        MetricState.isCounterState(metricState)
          ? [
              [
                [metricKey.name, ...metricKey.tags.map(({ key, value }) => `${key}=${value}`)].join(" "),
                Number(metricState.count)
              ] as const
            ]
          : []
      )
    )
)

const faults: Fault.Schedule = [
  { operation: "applyForCard", nth: 2, fault: { _tag: "AnswerCode", code: 1009, carriedOut: false } },
  { operation: "applyForCard", nth: 4, fault: { _tag: "LoseAnswer", silent: false } },
  { operation: "applyForCard", nth: 5, fault: { _tag: "AnswerCode", code: 2004, carriedOut: false } },
  { operation: "applyForCard", nth: 6, fault: { _tag: "ConnectionRefused" } },
  { operation: "listCards", nth: 1, fault: { _tag: "DropBefore", silent: false } },
  { operation: "listCards", nth: 3, fault: { _tag: "AnswerCode", code: 1005, carriedOut: false } },
  { operation: "listCards", nth: 4, fault: { _tag: "AnswerCode", code: 1007, carriedOut: false } },
  { operation: "listCards", nth: 5, fault: { _tag: "BadGateway", carriedOut: false } }
]

describe("metrics", () => {
  it.virtual("count each call once, and each repeat by its cause", () =>
    Effect.gen(function* () {
      const { applyForCard, listCards } = yield* KeySecureClient.KeySecureClient
      const before = yield* counts
      for (const order of [1, 2, 3, 4, 5]) yield* Effect.exit(applyForCard(applicationOf(`order-${order}`)))
      yield* listCards(query)
      yield* listCards(query)
      const after = yield* counts
      const more = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0)
      expect({
        ok: more("keysecure_calls operation=applyForCard outcome=ok"),
        unknown: more("keysecure_calls operation=applyForCard outcome=OutcomeUnknown"),
        pending: more("keysecure_calls operation=applyForCard outcome=CardholderVerificationPending"),
        lists: more("keysecure_calls operation=listCards outcome=ok"),
        tooMany: more("keysecure_retries operation=applyForCard cause=TooManyRequests"),
        notSent: more("keysecure_retries operation=applyForCard cause=NotSent"),
        noAnswer: more("keysecure_retries operation=listCards cause=NoAnswer"),
        stamp: more("keysecure_retries operation=listCards cause=TimestampRejected"),
        token: more("keysecure_retries operation=listCards cause=AccessTokenRejected"),
        unreadable: more("keysecure_retries operation=listCards cause=Unreadable")
      }).toEqual({
        ok: 3,
        unknown: 1,
        pending: 1,
        lists: 2,
        tooMany: 1,
        notSent: 1,
        noAnswer: 1,
        stamp: 1,
        token: 1,
        unreadable: 1
      })
    }).pipe(
      Effect.provide(
        KeySecureClient.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl }).pipe(
          Layer.provideMerge(KeySecureSimulator.layerHttpClient({ faults }))
        )
      )
    )
  )
})
