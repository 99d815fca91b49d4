/** What a call says when something goes wrong, in the log and in its span: nothing else, and nothing where nothing does. */
import {
  type ClientError,
  KeySecureClient,
  type KeySecureClient as Client,
  RetryPolicy
} from "@effect-keysecure/client"
import { Account, Cardholder } from "@effect-keysecure/schema"
import { type Fault, KeySecureSimulator, Scenario, VirtualClock } from "@effect-keysecure/testkit"
import { BigDecimal, Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { application, query } from "../support/requests.js"
import { saidBy } from "../support/said.js"
import { apiKey } from "../support/simulated.js"

interface World {
  readonly rules?: Partial<Scenario.Rules>
  readonly faults?: Fault.Schedule
  readonly retryPolicy?: RetryPolicy.RetryPolicy
}

const saidIn = (
  { faults = [], rules = {}, retryPolicy = RetryPolicy.standard }: World,
  call: (client: Client.Service) => Effect.Effect<unknown, ClientError.ReadError | ClientError.WriteError>
) =>
  Effect.runPromise(
    VirtualClock.run(() =>
      saidBy(Effect.flatMap(KeySecureClient.KeySecureClient, call)).pipe(
        Effect.provide(
          KeySecureClient.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl, retryPolicy }).pipe(
            Layer.provideMerge(KeySecureSimulator.layerHttpClient({ scenario: Scenario.rules(rules), faults }))
          )
        )
      )
    )
  )

const apply = (client: Client.Service) => client.applyForCard(application)
const list = (client: Client.Service) => client.listCards(query)
const transfer = (client: Client.Service) =>
  client.transfer({
    cardholderNo: Cardholder.CardholderNo.make("U0001"),
    transferUniqueNo: Account.TransferUniqueNo.make("transfer-1"),
    type: "In",
    balance: BigDecimal.unsafeFromString("12.5")
  })

const line = (level: string, text: string) => ({ at: expect.any(Number), level, line: text })
const event = (name: string, attributes: object) => ({
  at: expect.any(Number),
  span: "KeySecure.applyForCard",
  event: `keysecure.${name}`,
  attributes
})
const again = (cause: string) =>
  event("sent_again", { "keysecure.operation": "applyForCard", "keysecure.cause": cause })

describe("a call", () => {
  it.each([apply, list, transfer])("that succeeds says nothing", async (call) => {
    expect(await saidIn({}, call)).toEqual({ lines: [], events: [] })
  })

  it("that is refused for certain says nothing", async () => {
    expect(await saidIn({ rules: { answers: { applyForCard: 2004 } } }, apply)).toEqual({ lines: [], events: [] })
  })

  it("that is sent again says why, at Debug", async () => {
    const { events, lines } = await saidIn({ rules: { answers: { applyForCard: [1009] } } }, apply)
    expect(lines).toEqual([line("DEBUG", "applyForCard is sent again: TooManyRequests")])
    expect(events).toEqual([again("TooManyRequests")])
  })

  it("whose token is refused says that the token is replaced, at Info", async () => {
    const { events, lines } = await saidIn({ rules: { answers: { applyForCard: [1007] } } }, apply)
    expect(lines).toEqual([
      line("INFO", "applyForCard: the platform refused the token before its end, so it is replaced by another one"),
      line("DEBUG", "applyForCard is sent again: AccessTokenRejected")
    ])
    expect(events).toEqual([
      event("token_replaced", { "keysecure.operation": "applyForCard" }),
      again("AccessTokenRejected")
    ])
  })

  it("of twenty whose token is refused at the same time says at Info once that it is replaced", async () => {
    const twenty = (client: Client.Service) =>
      Effect.zipRight(
        list(client),
        Effect.forEach(Array.from({ length: 20 }), () => list(client), { concurrency: "unbounded" })
      )
    const answers = { listCards: [0, ...Array.from({ length: 20 }, () => 1007)] }
    const { lines } = await saidIn({ rules: { answers } }, twenty)
    const replaced = lines.filter(({ line }) => line.includes("replaced"))
    expect(replaced.map(({ level }) => level)).toEqual(["INFO", ...Array.from({ length: 19 }, () => "DEBUG")])
  })

  it("whose timestamp is refused in spite of the Date says which hypothesis follows, at Info", async () => {
    const { events, lines } = await saidIn({ rules: { answers: { applyForCard: [1005] } } }, apply)
    expect(lines).toEqual([
      line("INFO", "The platform refuses timestamps by the hypothesis date. From now on date_20_s_back is used."),
      line("DEBUG", "applyForCard is sent again: TimestampRejected")
    ])
    expect(events).toEqual([
      event("clock_hypothesis_changed", {
        "keysecure.hypothesis": "date_20_s_back",
        "keysecure.hypothesis_before": "date"
      }),
      again("TimestampRejected")
    ])
  })
})

describe("an unknown outcome", () => {
  const lost = (operation: "applyForCard" | "transfer"): Fault.Schedule => [
    { operation, nth: 1, fault: { _tag: "LoseAnswer", silent: false } }
  ]
  const told = (operation: string, no: string) => ({
    at: 0,
    span: `KeySecure.${operation}`,
    event: "keysecure.outcome_unknown",
    attributes: { "keysecure.operation": operation, "keysecure.reason": "NoAnswer", "keysecure.unique_no": no }
  })
  const said = (operation: string, no: string, level: string) => ({
    at: 0,
    level,
    line: `${no}: ${operation} may have been carried out. Find out before sending it again. (no answer: ECONNRESET)`
  })

  it.each([
    ["applyForCard", "order-1", apply],
    ["transfer", "transfer-1", transfer]
  ] as const)("of %s is warned of", async (operation, no, call) => {
    expect(await saidIn({ faults: lost(operation) }, call)).toEqual({
      lines: [said(operation, no, "WARN")],
      events: [told(operation, no)]
    })
  })

  it("is no warning for a caller that records the stamps", async () => {
    const recording = (client: Client.Service) => client.applyForCard(application, { beforeSending: () => Effect.void })
    const { lines } = await saidIn({ faults: lost("applyForCard") }, recording)
    expect(lines).toEqual([said("applyForCard", "order-1", "INFO")])
  })

  it("of a write without a number of the merchant's is warned of all the same", async () => {
    const { events, lines } = await saidIn({ rules: { answers: { updateCardStatus: 1001 } } }, (client) =>
      Effect.flatMap(apply(client), ({ cardNo }) => client.updateCardStatus({ cardNo, status: "Frozen" }))
    )
    expect(lines).toEqual([line("WARN", expect.stringMatching(/^updateCardStatus may have been carried out\./))])
    expect(events).toMatchObject([
      { attributes: { "keysecure.operation": "updateCardStatus", "keysecure.reason": "Rejected" } }
    ])
  })

  it("is none of a read that gets no answer", async () => {
    const faults: Fault.Schedule = [{ operation: "listCards", nth: 1, fault: { _tag: "LoseAnswer", silent: false } }]
    expect(await saidIn({ faults, retryPolicy: RetryPolicy.never }, list)).toEqual({ lines: [], events: [] })
  })
})
