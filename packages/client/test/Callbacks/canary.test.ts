/** Whatever goes wrong: nothing secret or personal in errors, logs and spans. */
import { Callbacks } from "@effect-keysecure/client"
import { CallbackDelivery } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Cause, Effect, Either } from "effect"
import {
  apiSecret,
  auth,
  bodyOf,
  counting,
  delivered,
  forged,
  headersOf,
  inTestTime,
  now,
  signatureOf,
  type Told
} from "../support/callbacks.js"
import { capturing, type Output, renderings } from "../support/output.js"

const person = "Perpetua Quackenbush"
const personal: Told = {
  action: "Auth",
  data: `{"consume_no":"T-canary-1","card_no":"C-canary-1","amount":421.07,"merchant_info":{"merchant_name":"${person}"},"time":1767225600000}`,
  pairs: [
    ["consume_no", "T-canary-1"],
    ["card_no", "C-canary-1"],
    ["amount", "421.07"],
    ["merchant_info", `{"merchant_name":"${person}"}`],
    ["time", "1767225600000"]
  ]
}
const signature = signatureOf(personal.pairs)
const secrets = [apiSecret, person, "Quackenbush", "canary", "421.07", signature]

const broken: ReadonlyArray<readonly [string, Callbacks.Delivery]> = [
  ["VersionUnknown", { headers: {}, body: bodyOf(personal) }],
  ["SignatureMissing", { headers: { ...headersOf(""), Note: person }, body: bodyOf(personal) }],
  ["BodyUnreadable", { headers: headersOf(signature), body: bodyOf(personal).slice(0, -1) }],
  ["BodyUnreadable", forged(personal, { data: `{"${person}":1,"${person}":2}` })],
  ["FieldAmbiguous", forged(personal, { data: `{"${person}=":1}` })],
  ["SignatureMismatch", forged(personal, { data: personal.data.replace("421.07", "421.08") })],
  ["ActionUnknown", forged(personal, { action: person })],
  ["DataUnreadable", forged(personal, { data: personal.data.replace(/\{"m.*?\}/, (info) => JSON.stringify(info)) })],
  ["DataUnreadable", forged(personal, { action: "Card_update" })],
  ["TimestampOutOfTolerance", delivered(personal, now - 3_600_000)]
]

const searched = (output: Output, ...values: ReadonlyArray<unknown>) => {
  expect(output.logs.length + output.spans.length).toBeGreaterThan(0)
  const text = [...values, output.spans, output.logs].map(renderings).join("\n")
  for (const secret of secrets) expect(text).not.toContain(secret)
}

const endings: ReadonlyArray<readonly [string, Effect.Effect<Callbacks.AuthDecision, object>]> = [
  ["a failure", Effect.fail({ _tag: "DatabaseDown", detail: `${person} has C-canary-1` })],
  ["a failure with a tag that says too much", Effect.fail({ _tag: `${person} has none` })],
  ["a failure that is an error", Effect.fail(new Cause.UnknownException(new Error(`${person} has C-canary-1`)))],
  ["a defect", Effect.die(new Error(`${person} has C-canary-1`))],
  ["a defect that is a text", Effect.die(person)],
  ["a handler that throws", Effect.sync(() => JSON.parse(person))]
]

describe("nothing secret or personal comes out of", () => {
  it.effect.each(broken)("a refusal: %s (case %#)", ([reason, delivery]) =>
    Effect.gen(function* () {
      const output: Output = { spans: [], logs: [] }
      const callbacks = yield* Callbacks.Callbacks
      const error = yield* Effect.flip(callbacks.verify(delivery))
      expect(error.reason).toBe(reason)
      const answer = yield* Effect.provide(callbacks.answer(delivery, counting().handlers), capturing(output))
      expect(answer).toEqual({ code: 1, message: "not accepted" })
      searched(output, error, Cause.die(error), answer)
    }).pipe(inTestTime())
  )

  it.effect.each(endings)("%s of a handler", ([_, ending]) =>
    Effect.gen(function* () {
      const output: Output = { spans: [], logs: [] }
      const callbacks = yield* Callbacks.Callbacks
      const { handlers } = counting(ending)
      const delivery = delivered(personal)
      const answer = yield* Effect.provide(callbacks.answer(delivery, handlers), capturing(output))
      expect(answer).toEqual({ code: 1, message: "not handled" })
      expect(output.logs.length).toBeGreaterThan(0)
      const inMemory = yield* CallbackDelivery.deliver(Callbacks.app(handlers), {
        headers: headersOf(signature),
        body: delivery.body
      }).pipe(Effect.either, Effect.withTracerEnabled(false), Effect.provide(capturing(output)))
      expect(inMemory).toEqual(Either.right(answer))
      searched(output, answer)
    }).pipe(inTestTime())
  )

  it.effect("the service and its settings", () =>
    Effect.gen(function* () {
      const callbacks = yield* Callbacks.Callbacks
      expect(renderings(callbacks)).not.toContain(apiSecret)
      yield* callbacks.verify(delivered(auth))
    }).pipe(inTestTime())
  )
})
