/** Every way in which issuing fails, over a platform that repeats all that it is sent: searched for what must not be there. */
import { AttemptLog, CardIssuance, type ClientError } from "@effect-keysecure/client"
import { Card, CardProduct, ErrorCode } from "@effect-keysecure/schema"
import { type Fault, Scenario } from "@effect-keysecure/testkit"
import { Cause, Effect, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { capturing, eventsOf, type Output, renderings, textsOfMetrics } from "../support/output.js"
import { application, forms, personal } from "../support/planted.js"
import { inWorld, onFirstApplication, type World } from "../support/issuing/world.js"

const secrets = [...personal, Scenario.creditApiKey, "sim_token"]
const no = application.cardUniqueNo

type Call = (
  service: CardIssuance.Service
) => Effect.Effect<
  object,
  ClientError.IssueError | ClientError.ReconcileError | ClientError.CardNotReady | ClientError.ReadError
>

const issue: Call = (service) => service.issue(application, { reconcileTimeout: "3 minutes" })

/** The names of the events of spans that were searched so far. */
const events = new Set<string>()

/** Fails, and everything that came out of it is searched. */
const searched = (world: World, tag: string, call: Call) =>
  inWorld(
    { ...world, rules: { echo: true, ...world.rules } },
    Effect.gen(function* () {
      const output: Output = { spans: [], logs: [] }
      const error = yield* Effect.flatMap(CardIssuance.CardIssuance, (service) =>
        Effect.flip(Effect.tapErrorCause(call(service), (cause) => Effect.logError("a call failed", cause)))
      ).pipe(Effect.provide(capturing(output)))
      expect(error._tag).toBe(tag)
      for (const event of eventsOf(output)) events.add(event)
      // The caller's own: what issuing ends with is for it to log. What issuing says itself is searched too.
      expect(output.logs.filter((log) => renderings(log).includes("a call failed"))).toHaveLength(1)
      const text = [error, Cause.die(error), output.spans, output.logs, yield* textsOfMetrics]
        .map(renderings)
        .join("\n")
      expect(text).toContain(tag)
      for (const secret of secrets) expect(text).not.toContain(secret)
    })
  )

const lost = onFirstApplication({ _tag: "LoseAnswer", silent: false })
const dropped = onFirstApplication({ _tag: "DropBefore", silent: false })
const twice: Fault.Schedule = [
  ...onFirstApplication({ _tag: "DeliverTwice", millis: 0, answered: false }),
  { operation: "listCards", nth: 1, fault: { _tag: "DelayBefore", millis: 1_000 } }
]
const failedCards = { newCardStatus: { Virtual: "Fail", Physical: "Fail" } }

const another = { ...application, packageNo: CardProduct.PackageNo.make("P0009") }

describe("nothing secret or personal comes out of", () => {
  it.each<readonly [string, World, Call]>([
    ["NotIssued", { faults: dropped }, issue],
    ["IssuanceFailed", { faults: lost, rules: failedCards }, issue],
    ["MoreThanOneCard", { faults: twice, rules: { repeatedUniqueNo: "anotherCard" } }, issue],
    ["OutcomeUnknown", { faults: lost, rules: { answers: { listCards: 1001 } } }, issue],
    ["NotSent", { log: AttemptLog.layerMemory({ capacity: 0 }) }, issue],
    ["NotIssued", {}, (service) => service.reconcile(no)],
    ["OutcomeUnknown", { rules: { answers: { listCards: 1007 } } }, (service) => service.reconcile(no)],
    ["UniqueNoConflict", {}, (service) => Effect.zipRight(service.issue(application), service.issue(another))],
    ["RequestInvalid", {}, (service) => service.reconcile("" as never)],
    ["CardNotReady", {}, (service) => service.awaitCard(Card.CardNo.make("C0000000009"), { deadline: "1 minute" })],
    [
      "ApiKeyUnknown",
      { rules: { answers: { listCards: 1008 } } },
      (service) => service.awaitCard(Card.CardNo.make("C0000000009"))
    ]
  ])("%s (case %#)", (tag, world, call) => searched(world, tag, call))

  it.each(ErrorCode.codes)("issuing that is answered %d", (code) =>
    searched(
      { rules: { answers: { applyForCard: code }, echo: forms[code % forms.length] ?? true } },
      ErrorCode.carriedOut(code, "applyForCard") === "no" ? ErrorCode.table[code].tag : "NotIssued",
      issue
    )
  )

  it("an attempt log that fails", () => {
    const error = new AttemptLog.AttemptLogFailed({ detail: "the store could not be read" })
    expect(Schema.encodeSync(AttemptLog.AttemptLogFailed)(error)).toEqual({
      _tag: "AttemptLogFailed",
      detail: "the store could not be read"
    })
  })
})

it("the events of spans are among what was searched", () => {
  expect([...events]).toEqual(
    expect.arrayContaining([
      "keysecure.outcome_unknown",
      "keysecure.sent_again",
      "keysecure.token_replaced",
      "keysecure.finding_out",
      "keysecure.still_finding_out",
      "keysecure.found_out",
      "keysecure.stays_unknown"
    ])
  )
})
