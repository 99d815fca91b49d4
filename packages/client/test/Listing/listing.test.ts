/** Lists to their end: whatever their length, the span of time, and what is inserted meanwhile. */
import { KeySecureClient } from "@effect-keysecure/client"
import { Account, Cardholder, Consumption, DatedQuery } from "@effect-keysecure/schema"
import { KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import { BigDecimal, Chunk, DateTime, Duration, Effect, FastCheck as fc, Layer, pipe, Redacted, Stream } from "effect"
import { describe, expect, it } from "vitest"
import { applicationOf } from "../support/requests.js"
import { simulated } from "../support/simulated.js"
import { listed } from "../support/services.js"

const day = Duration.toMillis(Duration.days(1))
const start = Date.UTC(2026, 0, 1)

interface Row {
  readonly no: number
  readonly time: number
}

const unused = () => Effect.dieMessage("not asked")

/** A platform with a list of rows, into which more are put after each page. */
const platformOf = (
  rows: ReadonlyArray<Row>,
  meanwhile: ReadonlyArray<Row>,
  bounds: "inclusive" | "startOnly",
  {
    afterPage = 1,
    many = 3,
    maxPageSize = 100
  }: { readonly afterPage?: number; readonly many?: number; readonly maxPageSize?: number } = {}
) => {
  const all = [...rows]
  const late = [...meanwhile]
  const asked: Array<Consumption.ConsumptionListQuery> = []
  const listConsumptions: KeySecureClient.Service["listConsumptions"] = (query) =>
    Effect.sync(() => {
      asked.push(query)
      const { endTime, page = 0, size = 10, startTime } = query
      const isIn = ({ time }: Row) =>
        time >= startTime.epochMillis &&
        (bounds === "inclusive" ? time <= endTime.epochMillis : time < endTime.epochMillis)
      const found = all.filter(isIn).sort((a, b) => b.time - a.time || b.no - a.no)
      const shown = Math.min(size, maxPageSize)
      const list = found.slice(page * shown, page * shown + shown).map(({ no, time }) => ({
        consumeNo: Consumption.ConsumeNo.make(`X${no}`),
        time: DateTime.unsafeMake(time)
      }))
      if (asked.length >= afterPage) all.push(...late.splice(0, many))
      return { list }
    })
  const service = new Proxy({} as KeySecureClient.Service, {
    get: (_, name) => (name === "listConsumptions" ? listConsumptions : unused)
  })
  return { asked, layer: Layer.succeed(KeySecureClient.KeySecureClient, service) }
}

const rowsFrom = (first: number, maxLength: number, spanDays: number) =>
  fc
    .array(fc.integer({ min: 0, max: spanDays * day }), { maxLength })
    .map((times) => times.map((after, index): Row => ({ no: first + index, time: start + after })))

const collect = (from: number, to: number) =>
  Stream.runCollect(
    listed(({ consumptions }) => consumptions({ from: DateTime.unsafeMake(from), to: DateTime.unsafeMake(to) }))
  ).pipe(Effect.map((chunk) => Chunk.toReadonlyArray(chunk).map(({ consumeNo }) => consumeNo)))

describe("a dated list", () => {
  it("has each row of its span once, whatever is inserted meanwhile", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 400 }).chain((days) =>
          fc.record({
            days: fc.constant(days),
            rows: rowsFrom(0, 350, days),
            late: rowsFrom(1_000, 30, days),
            bounds: fc.constantFrom("inclusive" as const, "startOnly" as const)
          })
        ),
        ({ bounds, days, late, rows }) =>
          Effect.runPromise(
            Effect.gen(function* () {
              // One second more, so that a row at the very end is within bounds that leave out the end.
              const to = start + days * day + 1_000
              const { asked, layer } = platformOf(rows, late, bounds)
              const got = yield* collect(start, to).pipe(Effect.provide(layer))
              expect(new Set(got).size).toBe(got.length)
              expect(got).toEqual(expect.arrayContaining(rows.map(({ no }) => `X${no}`)))
              for (const { endTime, size, startTime } of asked) {
                expect(size).toBe(100)
                expect(DateTime.distance(startTime, endTime)).toBeLessThanOrEqual(Duration.toMillis(DatedQuery.maxSpan))
              }
              expect(asked[0]?.startTime.epochMillis).toBe(start)
              expect(asked.at(-1)?.endTime.epochMillis).toBe(to)
            })
          )
      ),
      { numRuns: 200 }
    ))

  it("is asked for page by page, as it is taken", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const rows = Array.from({ length: 1_000 }, (_, no) => ({ no, time: start + no }))
        const { asked, layer } = platformOf(rows, [], "inclusive")
        yield* listed(({ consumptions }) =>
          consumptions({ from: DateTime.unsafeMake(start), to: DateTime.unsafeMake(start + day) })
        ).pipe(Stream.take(150), Stream.runDrain, Effect.provide(layer))
        expect(asked.map(({ page }) => page)).toEqual([0, 1])
      })
    ))

  it.each([
    [100, 2],
    [99, 2],
    [0, 1],
    [250, 4]
  ])("of %d rows ends with the first empty page, the %dth", (length, pages) =>
    Effect.runPromise(
      Effect.gen(function* () {
        const rows = Array.from({ length }, (_, no) => ({ no, time: start + no }))
        const { asked, layer } = platformOf(rows, [], "inclusive")
        expect(yield* collect(start, start + day).pipe(Effect.provide(layer))).toHaveLength(length)
        expect(asked).toHaveLength(pages)
      })
    )
  )

  it.each([1, 7, 50, 99])("is whole where the platform gives %d rows a page at most", (maxPageSize) =>
    Effect.runPromise(
      Effect.gen(function* () {
        const rows = Array.from({ length: 250 }, (_, no) => ({ no, time: start + no }))
        const { layer } = platformOf(rows, [], "inclusive", { maxPageSize })
        const got = yield* collect(start, start + day).pipe(Effect.provide(layer))
        expect(new Set(got).size).toBe(250)
        expect(got).toHaveLength(250)
      })
    )
  )

  it("has more rows than a page in one second, at the border of two windows", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const border = start + 88 * day
        const rows = Array.from({ length: 450 }, (_, no) => ({ no, time: border - (no % 2) * 500 }))
        const { layer } = platformOf(rows, [], "inclusive")
        const got = yield* collect(start, start + 100 * day).pipe(Effect.provide(layer))
        expect(new Set(got).size).toBe(450)
        expect(got).toHaveLength(450)
      })
    ))

  it("is asked for in windows that fit 90 days in which both ends count", () =>
    Effect.runPromise(
      Effect.provide(
        Effect.gen(function* () {
          const client = yield* KeySecureClient.KeySecureClient
          const { cardNo } = yield* client.applyForCard(Sample.virtualApplication)
          const { now } = yield* KeySecureSimulator.KeySecureSimulator
          const to = (yield* now) + day
          const span = { from: DateTime.unsafeMake(to - 400 * day), to: DateTime.unsafeMake(to) }
          const got = yield* Stream.runCollect(listed(({ cards }) => cards(span)))
          expect(Chunk.toReadonlyArray(got)).toMatchObject([{ cardNo }])
        }),
        simulated(Scenario.rules({ listSpan: "days" }))
      )
    ))

  it.each([100, 299, 300, 500])("is complete though %d rows come between two pages", (burst) =>
    Effect.runPromise(
      Effect.gen(function* () {
        const rows = Array.from({ length: 700 }, (_, no) => ({ no, time: start + no }))
        const late = Array.from({ length: burst }, (_, no) => ({ no: 1_000 + no, time: start + day / 2 + no }))
        const { layer } = platformOf(rows, late, "inclusive", { afterPage: 3, many: burst })
        const got = yield* collect(start, start + day).pipe(Effect.provide(layer))
        expect(new Set(got).size).toBe(got.length)
        expect(got).toEqual(expect.arrayContaining(rows.map(({ no }) => `X${no}`)))
      })
    )
  )

  it.each<readonly [string, number, number]>([
    ["from", Date.UTC(0, 0, 1) - 2_000 * 366 * day, start],
    ["to", start, Date.UTC(9999, 11, 31, 23, 59, 59)]
  ])("that goes beyond the calendar of the platform is refused at %s, before any request", (field, from, to) =>
    Effect.runPromise(
      Effect.gen(function* () {
        const { asked, layer } = platformOf([], [], "inclusive")
        const error = yield* Effect.flip(collect(from, to).pipe(Effect.provide(layer)))
        expect(error).toMatchObject({ _tag: "RequestInvalid", issues: [{ field }] })
        expect(asked).toEqual([])
      })
    )
  )

  it("of a platform that does not look at the page ends with an error, not never", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const rows = Array.from({ length: 500 }, (_, no) => ({ no, time: start + no }))
        const { layer } = platformOf(rows, [], "inclusive")
        const stuck = Layer.effect(
          KeySecureClient.KeySecureClient,
          Effect.map(KeySecureClient.KeySecureClient, (client) => ({
            ...client,
            listConsumptions: (query: Consumption.ConsumptionListQuery) =>
              client.listConsumptions({ ...query, page: 0 })
          }))
        ).pipe(Layer.provide(layer))
        const error = yield* Effect.flip(collect(start, start + day).pipe(Effect.provide(stuck)))
        expect(error).toMatchObject({ _tag: "Unreadable", operation: "listConsumptions" })
      })
    ))

  it.each([0, -1, Number.NEGATIVE_INFINITY])("that ends %d ms after its start is refused", (after) =>
    Effect.runPromise(
      Effect.gen(function* () {
        const { asked, layer } = platformOf([], [], "inclusive")
        const to = Math.max(-8.64e15, start + after)
        const error = yield* Effect.flip(collect(start, after === -1 ? start - 1_000 : to).pipe(Effect.provide(layer)))
        expect(error).toMatchObject({ _tag: "RequestInvalid", issues: [{ field: "to" }] })
        expect(asked).toEqual([])
      })
    )
  )
})

/** A platform that lists these transfers at every question whose span they may be in, and nothing else. */
const transfersOf = (listTransfers: KeySecureClient.Service["listTransfers"]) =>
  Layer.succeed(
    KeySecureClient.KeySecureClient,
    new Proxy({} as KeySecureClient.Service, {
      get: (_, name) => (name === "listTransfers" ? listTransfers : unused)
    })
  )

it("transfers are told apart as a whole: the same in two windows comes once, what differs anywhere is another", () =>
  Effect.runPromise(
    Effect.gen(function* () {
      const both = { transfer_unique_no: "t-1", balance: "1.00" }
      let windows = 0
      const layer = transfersOf(({ page }) =>
        Effect.sync(() => {
          if (page !== 0) return { list: [] }
          windows += 1
          return { list: [both, { ...both, balance: `${windows}.50` }] }
        })
      )
      const span = { from: DateTime.unsafeMake(start), to: DateTime.unsafeMake(start + 100 * day) }
      const got = yield* Stream.runCollect(listed(({ transfers }) => transfers(span))).pipe(Effect.provide(layer))
      expect(windows).toBe(2)
      expect(Chunk.toReadonlyArray(got)).toEqual([both, { ...both, balance: "1.50" }, { ...both, balance: "2.50" }])
    })
  ))

describe("every list of the simulator", () => {
  const many = Array.from({ length: 130 }, (_, n) => n)

  /** Sets the platform up with more than a page of everything. */
  const scenario: Scenario.Scenario = (initial) =>
    many.reduce(
      (state, n) =>
        pipe(
          state,
          Scenario.cardholder({
            apiKey: Scenario.creditApiKey,
            cardholderNo: `V${n}`,
            createdAt: Date.UTC(2025, 0, 1) + n * 5 * day
          }),
          Scenario.cardPackage({ apiKey: Scenario.creditApiKey, packageNo: `Q${n}`, cardTypes: ["Virtual"] }),
          Scenario.bin({ apiKey: Scenario.creditApiKey, cardBinNo: `R${n}` })
        ),
      initial
    )

  it("comes as a stream, whole", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const client = yield* KeySecureClient.KeySecureClient
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        const now = yield* simulator.now
        const { cardNo } = yield* client.applyForCard(Sample.virtualApplication)
        yield* Effect.forEach(many, (n) =>
          simulator.update(Scenario.consumption({ cardNo, amount: "0.01", time: now - n * 5 * day }))
        )
        const span = { from: DateTime.unsafeMake(Date.UTC(2024, 0, 1)), to: DateTime.unsafeMake(now + day) }
        const count = <A, E, R>(stream: Stream.Stream<A, E, R>) => Stream.runCount(stream)
        expect(yield* count(listed(({ cards }) => cards(span)))).toBe(1)
        expect(yield* count(listed(({ consumptions }) => consumptions(span)))).toBe(130)
        expect(yield* count(listed(({ consumptions }) => consumptions({ ...span, cardNo })))).toBe(130)
        expect(yield* count(listed(({ cardholders }) => cardholders(span)))).toBe(133)
        expect(yield* count(listed(({ transfers }) => transfers(span)))).toBe(0)
        expect(yield* count(listed(({ packages }) => packages()))).toBe(132)
        expect(yield* count(listed(({ packages }) => packages({ type: "Physical" })))).toBe(1)
        expect(yield* Effect.flip(count(listed(({ bins }) => bins())))).toMatchObject({ _tag: "ModeNotSupported" })
      }).pipe(Effect.provide(simulated(scenario)))
    ))

  it("of cards, consumptions and transfers comes whole, all 250, where the platform gives 50 a page at most", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const client = yield* KeySecureClient.KeySecureClient
        const simulator = yield* KeySecureSimulator.KeySecureSimulator
        const now = yield* simulator.now
        const numbers = Array.from({ length: 250 }, (_, n) => n)
        yield* Effect.forEach(numbers, (n) =>
          Effect.gen(function* () {
            const { cardNo } = yield* client.applyForCard(applicationOf(`order-${n}`))
            yield* simulator.update(Scenario.consumption({ cardNo, amount: "0.01", time: now - n }))
            yield* client.transfer({
              cardholderNo: Cardholder.CardholderNo.make("U0001"),
              transferUniqueNo: Account.TransferUniqueNo.make(`transfer-${n}`),
              type: "In",
              balance: BigDecimal.make(1n, 0)
            })
          })
        )
        const span = { from: DateTime.unsafeMake(now - day), to: DateTime.unsafeMake(now + day) }
        const distinct = <A, E, R>(stream: Stream.Stream<A, E, R>, keyOf: (item: A) => unknown) =>
          Effect.map(Stream.runCollect(stream), (items) => [items.length, new Set(Chunk.map(items, keyOf)).size])
        expect(
          yield* distinct(
            listed(({ cards }) => cards(span)),
            ({ cardNo }) => cardNo
          )
        ).toEqual([250, 250])
        const consumed = listed(({ consumptions }) => consumptions(span))
        expect(yield* distinct(consumed, ({ consumeNo }) => consumeNo)).toEqual([250, 250])
        const transferred = listed(({ transfers }) => transfers(span))
        expect(yield* distinct(transferred, (item) => item["transfer_no"])).toEqual([250, 250])
      }).pipe(Effect.provide(simulated(Scenario.rules({ maxPageSize: 50 }))))
    ))

  it.each([
    { listSpan: "days" },
    { futureEnd: 1004 },
    { futureEnd: 1019 },
    { futureEnd: 1020 },
    { listSpan: "days", futureEnd: 1004 }
  ] satisfies ReadonlyArray<Partial<Scenario.Rules>>)(
    "comes whole of a span of 300 days that ends tomorrow, or in the past, under %j",
    (rules) =>
      Effect.runPromise(
        Effect.gen(function* () {
          const client = yield* KeySecureClient.KeySecureClient
          const simulator = yield* KeySecureSimulator.KeySecureSimulator
          const { cardNo } = yield* client.applyForCard(Sample.virtualApplication)
          const now = yield* simulator.now
          const ages = [0, 1, 87, 88, 89, 90, 91, 299].map((days) => days * day)
          yield* Effect.forEach(ages, (age) =>
            simulator.update(Scenario.consumption({ cardNo, amount: "0.01", time: now - age - 60_000 }))
          )
          const countTo = (to: number) =>
            Stream.runCount(
              listed(({ consumptions }) =>
                consumptions({ from: DateTime.unsafeMake(now - 300 * day), to: DateTime.unsafeMake(to) })
              )
            )
          expect(yield* countTo(now + day)).toBe(ages.length)
          // Windows that lie wholly in the future hold nothing.
          expect(yield* countTo(now + 200 * day)).toBe(ages.length)
          expect(yield* countTo(now - 2 * day)).toBe(ages.length - 2)
        }).pipe(Effect.provide(simulated(Scenario.rules(rules))))
      )
  )

  it("of BINs comes whole too, in the other mode", () =>
    Effect.runPromise(
      Stream.runCount(listed(({ bins }) => bins())).pipe(
        Effect.map((bins) => expect(bins).toBe(131)),
        Effect.provide(
          KeySecureClient.layer({
            apiKey: Redacted.make(Scenario.authorizationApiKey),
            baseUrl: KeySecureSimulator.baseUrl
          }).pipe(
            Layer.provide(
              KeySecureSimulator.layerHttpClient({
                scenario: (initial) =>
                  many.reduce(
                    (state, n) => Scenario.bin({ apiKey: Scenario.authorizationApiKey, cardBinNo: `R${n}` })(state),
                    initial
                  )
              })
            )
          )
        )
      )
    ))
})
