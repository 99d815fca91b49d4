/** Issuing through a client that a layer decorates: what it sends counts, whatever was handed to it. */
import { AttemptLog, CardIssuance, KeySecureClient } from "@effect-keysecure/client"
import { type CardApplication, CardProduct, Cardholder } from "@effect-keysecure/schema"
import { type Fault, KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import { Effect, Logger, LogLevel, Option } from "effect"
import { describe, expect, it } from "vitest"
import { applicationOf } from "../support/requests.js"
import { at, type Otherwise, showing } from "../support/issuing/elsewhere.js"
import { keyOf } from "../support/issuing/stores.js"
import { arrived, cards, onFirstApplication, timed } from "../support/issuing/world.js"

const application = applicationOf("order-1")
const no = application.cardUniqueNo
const cardNo = "C0000000001"
const tenant = Cardholder.CardholderNo.make("U0555")
const lost = onFirstApplication({ _tag: "LoseAnswer", silent: false })
const lostInSilence = onFirstApplication({ _tag: "LoseAnswer", silent: true })
const physical = Sample.physicalApplication
const dirty =
  physical.cardType === "Physical"
    ? { ...physical, address: { ...physical.address, city: "M\u00FCnchen\u{1F37A}" } }
    : physical
const everyCopyCounts = { repeatedUniqueNo: "anotherCard" } as const

type Client = KeySecureClient.Service
type Apply = Client["applyForCard"]
type Decorator = (apply: Apply) => Apply

/** A process that issues through a decorated client, over the log that there is. */
const through = (decorate: Decorator) =>
  Effect.flatMap(KeySecureClient.KeySecureClient, (client) =>
    CardIssuance.make().pipe(
      Effect.provideService(KeySecureClient.KeySecureClient, { ...client, applyForCard: decorate(client.applyForCard) })
    )
  )

const changing =
  (change: (application: CardApplication.CardApplication) => CardApplication.CardApplication): Decorator =>
  (apply) =>
  (handed, options) =>
    apply(change(handed), options)

const ofTenant = changing((handed) => ({ ...handed, cardholderNo: tenant }))

/** What the platform got as applications. */
const applications = Effect.map(
  Effect.flatMap(KeySecureSimulator.KeySecureSimulator, ({ requests }) => requests),
  (all) =>
    all.flatMap(({ operation, request }): ReadonlyArray<Record<string, unknown>> =>
      operation === "applyForCard" ? [JSON.parse(request.body)] : []
    )
)

const withTenant = Effect.flatMap(KeySecureSimulator.KeySecureSimulator, ({ update }) =>
  update(Scenario.cardholder({ apiKey: Scenario.creditApiKey, cardholderNo: tenant }))
)

const entry = Effect.flatMap(AttemptLog.AttemptLog, (log) => log.find(keyOf(no)))

describe("issuing sends what a layer around the client makes of an application:", () => {
  it("another package, of each tenant", () =>
    at({}, () =>
      Effect.gen(function* () {
        const packageNo = CardProduct.PackageNo.make("P0001")
        const { issue } = yield* through(changing((handed) => ({ ...handed, packageNo })))
        const handed = { ...application, packageNo: CardProduct.PackageNo.make("P0009") }
        expect((yield* issue(handed)).cardNo).toBe(cardNo)
        expect(yield* applications).toMatchObject([{ package_no: "P0001", card_unique_no: "order-1" }])
        expect((yield* issue(handed)).cardNo).toBe(cardNo)
        expect(yield* arrived("applyForCard")).toBe(1)
      })
    ))

  it("another BIN, where the application as it was handed would be refused", () =>
    at({}, () =>
      Effect.gen(function* () {
        const { issue } = yield* through(
          changing(({ cardholderNo, cardType, cardUniqueNo }) => ({
            cardholderNo,
            cardType: cardType === "Virtual" ? cardType : "Virtual",
            cardUniqueNo,
            packageNo: CardProduct.PackageNo.make("P0001"),
            cardBinNo: CardProduct.CardBinNo.make("B0007")
          }))
        )
        const { packageNo: _, ...bare } = application
        expect((yield* issue(bare as CardApplication.CardApplication)).cardNo).toBe(cardNo)
        expect(yield* applications).toMatchObject([{ card_bin_no: "B0007" }])
      })
    ))

  it("a cleaned address, which as it was handed does not fit", () =>
    at({}, () =>
      Effect.gen(function* () {
        const clean = (text: string) => text.replace(/\u00FC/gu, "u").replace(/[^\x20-\x7E]/gu, "")
        const { issue } = yield* through(
          changing((given) =>
            given.cardType === "Physical"
              ? { ...given, address: { ...given.address, city: clean(given.address.city) } }
              : given
          )
        )
        const client = yield* KeySecureClient.KeySecureClient
        expect((yield* Effect.flip(client.applyForCard(dirty)))._tag).toBe("RequestInvalid")
        expect((yield* issue(dirty)).cardNo).toBe(cardNo)
        expect(yield* applications).toMatchObject([{ address_info: { city: "Munchen" } }])
        // The same as it was handed is the same application; another is another.
        expect((yield* issue(dirty)).cardNo).toBe(cardNo)
        expect((yield* Effect.flip(issue(physical)))._tag).toBe("UniqueNoConflict")
        expect(yield* arrived("applyForCard")).toBe(1)
      })
    ))

  it("another cardholder, whose card is found by what was told with the stamp", () =>
    at({ faults: lost, rules: everyCopyCounts }, () =>
      Effect.gen(function* () {
        yield* withTenant
        const { issue } = yield* through(ofTenant)
        expect((yield* issue(application)).cardNo).toBe(cardNo)
        expect(yield* applications).toMatchObject([{ cardholder_no: "U0555" }])
        expect(yield* entry).toMatchObject(Option.some({ _tag: "Issued", cardNo }))
      })
    ))

  it("and a card of the cardholder that was handed is then a conflict: that one was not sent", () => {
    const otherwise: Otherwise = { answered: showing((row) => ({ ...row, cardholder_no: "U0001" })) }
    return at({ faults: lost, otherwise: () => otherwise }, () =>
      Effect.gen(function* () {
        yield* withTenant
        const { issue } = yield* through(ofTenant)
        expect((yield* Effect.flip(issue(application)))._tag).toBe("UniqueNoConflict")
        expect(yield* entry).toMatchObject(Option.some({ _tag: "Open" }))
      })
    )
  })
})

describe("after a crash", () => {
  it("a card of the cardholder that a layer has put in is no conflict: it is unclear, and a person can say so", () =>
    at({ faults: lostInSilence, rules: everyCopyCounts }, () =>
      Effect.gen(function* () {
        yield* withTenant
        const before = yield* through(ofTenant)
        yield* Effect.timeoutOption(before.issue(application), "1 second")
        const after = yield* through(ofTenant)
        const error = yield* Effect.flip(after.issue(application))
        expect(error).toMatchObject({ _tag: "OutcomeUnknown", candidates: [{ cardNo, uniqueNo: "order-1" }] })
        expect(yield* entry).toMatchObject(Option.some({ _tag: "Open" }))
        expect((yield* after.reconcile(no)).cardNo).toBe(cardNo)
        expect((yield* after.issue(application)).cardNo).toBe(cardNo)
        expect(yield* cards).toHaveLength(1)
      })
    ))

  it("a card of the cardholder that was handed is found", () =>
    at({ faults: lostInSilence, rules: everyCopyCounts }, () =>
      Effect.gen(function* () {
        const before = yield* through((apply) => apply)
        yield* Effect.timeoutOption(before.issue(application), "1 second")
        const after = yield* through((apply) => apply)
        expect((yield* after.issue(application)).cardNo).toBe(cardNo)
        expect(yield* cards).toHaveLength(1)
      })
    ))
})

describe("a layer that drops the options", () => {
  const dropping: Decorator = (apply) => (handed) => apply(handed)
  const ways: ReadonlyArray<readonly [string, Fault.Schedule]> = [
    ["is answered", []],
    ["loses the answer", lost],
    ["is answered what cannot be read", onFirstApplication({ _tag: "Truncated" })]
  ]

  it.each(ways)(
    "and %s leaves it open, writes it down, says so in the log, and the next issue finds the card",
    (_, faults) => {
      const logged: Array<readonly [LogLevel.LogLevel, string]> = []
      const logger = Logger.replace(
        Logger.defaultLogger,
        Logger.make(({ logLevel, message }) => void logged.push([logLevel, String(message)]))
      )
      return at({ faults, rules: everyCopyCounts }, () =>
        Effect.gen(function* () {
          const { issue } = yield* through(dropping)
          expect(yield* Effect.provide(Effect.flip(issue(application)), logger)).toMatchObject({
            _tag: "OutcomeUnknown"
          })
          expect(yield* entry).toMatchObject(Option.some({ _tag: "Open" }))
          expect(logged.filter(([level]) => level === LogLevel.Error)).toEqual([
            [LogLevel.Error, expect.stringContaining("order-1")]
          ])
          const { took, value } = yield* timed(issue(application))
          expect(value.cardNo).toBe(cardNo)
          expect(took).toBeLessThan(2_000)
          expect(yield* arrived("applyForCard")).toBe(1)
        })
      )
    }
  )

  it("and is refused for certain frees the number", () =>
    at({ rules: { answers: { applyForCard: [1014] } } }, () =>
      Effect.gen(function* () {
        const { issue } = yield* through(dropping)
        expect("code" in (yield* Effect.flip(issue(application)))).toBe(true)
        expect(yield* entry).toEqual(Option.none())
      })
    ))
})

describe("a layer that falls back to a second package", () => {
  const fallingBack: Decorator = (apply) => (handed, options) =>
    apply({ ...handed, packageNo: CardProduct.PackageNo.make("P0009") }, options).pipe(
      Effect.catchTag("InvalidParameter", () => apply(handed, options))
    )

  /** The log, and the stamps that were written to it. */
  const watched = Effect.map(AttemptLog.AttemptLog, (log) => {
    const stamps: Array<number | string> = []
    const service: AttemptLog.Service = {
      find: log.find,
      compareAndSwap: (key, expected, next) => {
        stamps.push(
          Option.match(next, { onNone: () => "none", onSome: (one) => (one._tag === "Open" ? one.stamp : one._tag) })
        )
        return log.compareAndSwap(key, expected, next)
      }
    }
    return { stamps, service }
  })

  it("records each copy before it leaves, and the last one's end", () =>
    at({}, () =>
      Effect.gen(function* () {
        const { service, stamps } = yield* watched
        const { issue } = yield* Effect.provideService(through(fallingBack), AttemptLog.AttemptLog, service)
        expect((yield* issue(application)).cardNo).toBe(cardNo)
        expect(stamps).toEqual([expect.any(Number), expect.any(Number), "Issued"])
        expect((yield* applications).map((one) => one["package_no"])).toEqual(["P0009", "P0001"])
      })
    ))

  it("finds the card of the second copy whose answer was lost", () =>
    at(
      {
        faults: [{ operation: "applyForCard", nth: 2, fault: { _tag: "LoseAnswer", silent: false } }],
        rules: everyCopyCounts
      },
      () =>
        Effect.gen(function* () {
          const { issue } = yield* through(fallingBack)
          expect((yield* issue(application)).cardNo).toBe(cardNo)
          expect((yield* issue(application)).cardNo).toBe(cardNo)
          expect(yield* cards).toHaveLength(1)
        })
    ))

  it("frees the number if both are refused", () =>
    at({}, () =>
      Effect.gen(function* () {
        const { issue } = yield* through(fallingBack)
        const other = { ...application, packageNo: CardProduct.PackageNo.make("P0008") }
        expect((yield* Effect.flip(issue(other)))._tag).toBe("InvalidParameter")
        expect(yield* entry).toEqual(Option.none())
        expect((yield* issue(application)).cardNo).toBe(cardNo)
      })
    ))
})
