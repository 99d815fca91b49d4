/** What the span of a call tells: how it was called, how often it was sent, what was answered; and that none costs none. */
import { AttemptLog, CardIssuance, KeySecureClient } from "@effect-keysecure/client"
import { type Fault, KeySecureSimulator, VirtualClock } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, type Tracer } from "effect"
import { application, applicationOf, query } from "../support/requests.js"
import { apiKey } from "../support/simulated.js"
import { layerTracer } from "../support/spans.js"

interface Told {
  readonly name: string
  readonly kind: Tracer.SpanKind
  readonly parent: string | undefined
  readonly attributes: ReadonlyMap<string, unknown>
  readonly hasStack: boolean
}

/** Keeps the spans that have ended. */
const keeping = (ended: Array<Told>) =>
  layerTracer({
    ended: ({ attributes, kind, name, parent }) =>
      void ended.push({
        name,
        kind,
        parent: parent._tag === "Some" ? parent.value.spanId : undefined,
        attributes,
        hasStack: [...attributes.keys()].some((key) => key.startsWith("code."))
      })
  })

type Services = KeySecureClient.KeySecureClient | CardIssuance.CardIssuance

/** The spans of a program, and how it ended. */
const spansOf = <A, E>(program: Effect.Effect<A, E, Services>, faults: Fault.Schedule = [], isTraced = true) =>
  Effect.suspend(() => {
    const ended: Array<Told> = []
    return VirtualClock.run(() =>
      Effect.either(program).pipe(
        Effect.provide(
          CardIssuance.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl }).pipe(
            Layer.provide([KeySecureSimulator.layerHttpClient({ faults }), AttemptLog.layerMemory()]),
            Layer.provideMerge(keeping(ended))
          )
        ),
        Effect.withTracerEnabled(isTraced),
        Effect.map((result) => ({ result, spans: ended }))
      )
    )
  })

const apply = Effect.flatMap(KeySecureClient.KeySecureClient, (client) => client.applyForCard(application))

const answering = (...codes: ReadonlyArray<number>): Fault.Schedule =>
  codes.map((code, index) => ({
    operation: "applyForCard",
    nth: index + 1,
    fault: { _tag: "AnswerCode", code, carriedOut: false }
  }))

const ofCall = { "keysecure.operation": "applyForCard", "keysecure.card_unique_no": "order-1" }

const only = (spans: ReadonlyArray<Told>, name: string) => {
  const found = spans.filter((span) => span.name === name)
  expect(found).toHaveLength(1)
  return { ...found[0], attributes: Object.fromEntries(found[0]?.attributes ?? []) }
}

describe("the span of a call", () => {
  it.live.each<readonly [string, Fault.Schedule, object]>([
    ["that succeeds", [], { "keysecure.attempts": 1 }],
    ["that is refused", answering(2004), { "keysecure.attempts": 1, "keysecure.code": 2004 }],
    ["that is sent again", answering(1005, 1006), { "keysecure.attempts": 3 }],
    ["whose outcome is unknown", answering(1001), { "keysecure.attempts": 1, "keysecure.code": 1001 }],
    [
      "that nobody answers",
      [{ operation: "applyForCard", nth: 1, fault: { _tag: "LoseAnswer", silent: false } }],
      { "keysecure.attempts": 1 }
    ]
  ])("%s", ([, faults, more]) =>
    Effect.map(spansOf(apply, faults), ({ spans }) => {
      expect(only(spans, "KeySecure.applyForCard")).toEqual({
        name: "KeySecure.applyForCard",
        kind: "client",
        parent: undefined,
        attributes: { ...ofCall, ...more },
        hasStack: false
      })
    })
  )

  it.live("of get token is part of the first call that needs one, and names no card", () =>
    Effect.map(spansOf(apply), ({ spans }) => {
      expect(spans.map(({ name }) => name)).toEqual(["KeySecure.getToken", "KeySecure.applyForCard"])
      expect(only(spans, "KeySecure.getToken").attributes).toEqual({
        "keysecure.operation": "getToken",
        "keysecure.attempts": 1
      })
    })
  )

  it.live("of a read names what is read, and no number", () =>
    Effect.map(
      spansOf(Effect.flatMap(KeySecureClient.KeySecureClient, (client) => client.listCards(query))),
      ({ spans }) => {
        expect(only(spans, "KeySecure.listCards").attributes).toEqual({
          "keysecure.operation": "listCards",
          "keysecure.attempts": 1
        })
      }
    )
  )

  it.live("is within that of issuing, which names its number", () =>
    Effect.map(
      spansOf(Effect.flatMap(CardIssuance.CardIssuance, (issuance) => issuance.issue(applicationOf("order-2")))),
      ({ spans }) => {
        expect(only(spans, "KeySecure.issueCard").attributes).toEqual({ "keysecure.card_unique_no": "order-2" })
        expect(only(spans, "KeySecure.applyForCard").parent).toBe("KeySecure.issueCard")
      }
    )
  )

  it.live("is not made where nothing is traced, and the call ends in the same way", () =>
    Effect.gen(function* () {
      const issue = Effect.flatMap(CardIssuance.CardIssuance, ({ issue: issueCard }) => issueCard(application))
      for (const program of [apply, issue]) {
        const traced = yield* spansOf(program)
        const untraced = yield* spansOf(program, [], false)
        expect(untraced.spans).toEqual([])
        expect(untraced.result).toEqual(traced.result)
      }
    })
  )
})
