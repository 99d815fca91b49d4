/** Pages that say "later": tried again by reads, as late as they ask, and never by a write. */
import { KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import type { Endpoints } from "@effect-keysecure/schema"
import { type Fault, KeySecureSimulator, VirtualClock } from "@effect-keysecure/testkit"
import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect, Either, Layer, Schedule } from "effect"
import { retryAfterMillis } from "../../src/internal/call/retryAfter.js"
import { application, query } from "../support/requests.js"
import { apiKey } from "../support/simulated.js"

const statuses = [408, 425, 429, 500, 501, 502, 503, 504, 599]
const tenTimes = {
  ...RetryPolicy.standard,
  schedule: Schedule.intersect(Schedule.spaced("1 seconds"), Schedule.recurs(10))
}

type Call<A, E> = (client: KeySecureClient.Service) => Effect.Effect<A, E>

/** How a call ends over such pages, how long it took in ms, and how often the operation was asked for. */
const over = <A, E>(operation: Endpoints.EndpointName, pages: ReadonlyArray<Fault.Fault>, call: Call<A, E>) =>
  Effect.runPromise(
    VirtualClock.run(() =>
      Effect.gen(function* () {
        const client = yield* KeySecureClient.KeySecureClient
        const { requestRecords } = yield* KeySecureSimulator.KeySecureSimulator
        const start = yield* Clock.currentTimeMillis
        const ended = yield* Effect.either(call(client))
        const sent = (yield* requestRecords).filter((record) => record.operation === operation).length
        return { ended, sent, took: (yield* Clock.currentTimeMillis) - start }
      }).pipe(
        Effect.provide(
          KeySecureClient.layer({ apiKey, baseUrl: KeySecureSimulator.baseUrl, retryPolicy: tenTimes }).pipe(
            Layer.provideMerge(
              KeySecureSimulator.layerHttpClient({
                faults: pages.map((fault, index) => ({ operation, nth: index + 1, fault }))
              })
            )
          )
        )
      )
    )
  )

const page = (status: number, retryAfterSeconds?: number): Fault.Fault => ({
  _tag: "ErrorPage",
  status,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  carriedOut: false
})

const list: Call<unknown, unknown> = ({ listCards }) => listCards(query)
const apply: Call<unknown, unknown> = ({ applyForCard }) => applyForCard(application)

describe.each(statuses)("a page with %d", (status) => {
  it("is asked for again by a read, after as long as the policy says", async () => {
    const { ended, sent, took } = await over("listCards", [page(status), page(status)], list)
    expect([Either.isRight(ended), sent, took]).toEqual([true, 3, 2_000])
  })

  it("is asked for again by get token, for a read and for a write", async () => {
    const both = await Promise.all([list, apply].map((call) => over("getToken", [page(status)], call)))
    for (const { ended, sent } of both) expect([Either.isRight(ended), sent]).toEqual([true, 2])
  })

  it("is waited for as long as it asks", async () => {
    const { ended, sent, took } = await over("listCards", [page(status, 17), page(status, 0)], list)
    expect([Either.isRight(ended), sent, took]).toEqual([true, 3, 18_000])
  })

  it("ends a read that it asks to wait for longer than the call may take", async () => {
    const { ended, sent, took } = await over("listCards", [page(status, 60)], list)
    expect(ended).toMatchObject({ left: { _tag: "Unreadable", status } })
    expect([sent, took]).toEqual([1, 0])
  })

  it("is never asked for again by a write", async () => {
    const { ended, sent } = await over("applyForCard", [page(status, 1)], apply)
    expect(ended).toMatchObject({ left: { _tag: "OutcomeUnknown", reason: { _tag: "Unreadable", status } } })
    expect(sent).toBe(1)
  })
})

it.each([400, 401, 403, 404, 405, 410, 422])("a page with %d is not asked for again", async (status) => {
  const { ended, sent } = await over("listCards", [page(status, 1)], list)
  expect(ended).toMatchObject({ left: { _tag: "Unreadable", status } })
  expect(sent).toBe(1)
})

describe("Retry-After", () => {
  const now = Date.UTC(2026, 0, 1, 12)
  const date = "Thu, 01 Jan 2026 11:00:00 GMT"
  it.each<readonly [string, string | undefined, number | undefined]>([
    ["0", undefined, 0],
    ["120", undefined, 120_000],
    [" 7 ", undefined, 7_000],
    ["Thu, 01 Jan 2026 12:00:30 GMT", undefined, 30_000],
    ["Thu, 01 Jan 2026 11:00:30 GMT", date, 30_000],
    ["Thursday, 01-Jan-26 11:00:30 GMT", date, 30_000],
    ["Thu, 01 Jan 2026 10:59:00 GMT", date, 0],
    ["soon", date, undefined],
    ["-5", date, undefined],
    ["1.5", date, undefined],
    ["", date, undefined]
  ])("%j, in an answer of %j, is %s ms", (text, answered, expected) => {
    const headers = { "retry-after": text, ...(answered === undefined ? {} : { date: answered }) }
    expect(retryAfterMillis(headers, now)).toBe(expected)
  })

  it("that is not there says nothing", () => {
    expect(retryAfterMillis({ date }, now)).toBeUndefined()
  })
})
