/** A card's secrets: under the documented cipher, checked in clear, and never in clear where they could be seen. */
import { CardCipher, type ClientError, KeySecureClient } from "@effect-keysecure/client"
import * as NodeCardCipher from "@effect-keysecure/client/NodeCardCipher"
import { Card, Cardholder, CardSecret } from "@effect-keysecure/schema"
import { KeySecureSimulator, Sample, Scenario } from "@effect-keysecure/testkit"
import { ConfigProvider, Effect, Exit, FastCheck as fc, Layer, Redacted, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { cipher } from "../support/operations.js"
import { capturing, type Output, renderings } from "../support/output.js"
import { simulated } from "../support/simulated.js"

const under = (apiSecret: string, keyFrom?: CardCipher.KeyFrom) =>
  NodeCardCipher.layer({ apiSecret: Redacted.make(apiSecret), ...(keyFrom === undefined ? {} : { keyFrom }) })

const withCipher = <A, E>(
  layer: Layer.Layer<CardCipher.CardCipher, E>,
  f: (service: CardCipher.Service) => Effect.Effect<A, ClientError.CardCipherFailed>
) => Effect.flatMap(CardCipher.CardCipher, f).pipe(Effect.provide(layer))

const encrypted = Schema.decodeSync(CardSecret.Encrypted)

describe("the cipher", () => {
  // printf 919 | openssl enc -aes-256-ecb -K "$(printf sim_secret_of_thirty_two_letters | od -An -tx1 | tr -d ' \n')" -base64
  // (aes-128-ecb and aes-192-ecb for the shorter keys)
  it.each([
    ["sim_secret_of_thirty_two_letters", "919", "hOQoK8PpQB/mNdCNG3ESYQ=="],
    ["sim_secret_of_thirty_two_letters", "159260", "zJ0AL5V9ls0871ZMsX6UHg=="],
    ["sixteen_letters_", "919", "b02KujKJGFe9/Qih0tOkMQ=="],
    ["sixteen_letters_", "159260", "USIIimeqqMGH9fVTsrQSUQ=="],
    ["twenty_four_letters_long", "919", "6+Vm99OBmiUohw9BaVJ5nA=="],
    ["twenty_four_letters_long", "159260", "1j+VSBImheI/s15CbQQMow=="]
  ])("encrypts under %s as openssl does: %s", (apiSecret, clear, expected) =>
    Effect.runPromise(
      withCipher(under(apiSecret), (service) =>
        Effect.gen(function* () {
          const sealed = yield* service.encrypt(Redacted.make(clear))
          expect(Redacted.value(sealed)).toBe(expected)
          expect(Redacted.value(yield* service.decrypt(sealed))).toBe(clear)
        })
      )
    )
  )

  it("gives back what it was given", () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), fc.constantFrom(16, 24, 32), (clear, length) =>
        Effect.runPromise(
          withCipher(under("k".repeat(length)), (service) =>
            Effect.gen(function* () {
              const sealed = yield* service.encrypt(Redacted.make(clear))
              expect(Redacted.value(yield* service.decrypt(sealed))).toBe(clear)
            })
          )
        )
      )
    ))

  it("takes the key as text, as Base64, as hex, or as a function makes it", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const key = "sixteen_letters_"
        const ways = [
          under(key),
          under(Buffer.from(key).toString("base64"), "base64"),
          under(Buffer.from(key).toString("hex"), "hex"),
          under("another", () => Buffer.from(key))
        ]
        const texts = yield* Effect.forEach(ways, (way) =>
          withCipher(way, (service) => Effect.map(service.encrypt(Redacted.make("919")), Redacted.value))
        )
        expect(new Set(texts).size).toBe(1)
      })
    ))

  it.each<readonly [string, CardCipher.KeyFrom | undefined, string]>([
    ["too-short", undefined, "made from utf8 it has 9"],
    ["k".repeat(33), undefined, "made from utf8 it has 33"],
    ["zz", "hex", "expected hex"],
    ["!!", "base64", "expected Base64"],
    ["k", () => new Uint8Array(5), "made from a function it has 5"],
    [
      "k",
      () => {
        throw new Error("k")
      },
      "threw"
    ]
  ])("refuses the key of %j by %s", (apiSecret, keyFrom, said) =>
    Effect.runPromise(
      Effect.gen(function* () {
        const error = yield* Effect.flip(Effect.provide(CardCipher.CardCipher, under(apiSecret, keyFrom)))
        expect(String(error)).toContain("apiSecret")
        expect(String(error)).toContain(said)
        expect(String(error)).not.toContain(`"${apiSecret}"`)
      })
    )
  )

  it("is configured by the environment", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const from = (entries: ReadonlyArray<readonly [string, string]>) =>
          Effect.provide(CardCipher.CardCipher, NodeCardCipher.layerConfig()).pipe(
            Effect.withConfigProvider(ConfigProvider.fromMap(new Map(entries)))
          )
        expect(String(yield* Effect.flip(from([])))).toContain("KEYSECURE_API_SECRET")
        const short = yield* Effect.flip(from([["KEYSECURE_API_SECRET", "short"]]))
        expect(String(short)).toMatch(/KEYSECURE_API_SECRET.*it has 5/s)
        expect(yield* from([["KEYSECURE_API_SECRET", Scenario.apiSecret]])).toBeDefined()
      })
    ))

  it.each(["AAAA", "AAAAAAAAAAAAAAAAAAAAAA==", ""])("cannot decrypt what is not under its key: %j", (text) =>
    Effect.runPromise(
      Effect.gen(function* () {
        const result = yield* Effect.exit(
          withCipher(under(Scenario.apiSecret), (service) =>
            service.decrypt(Redacted.make(text) as CardSecret.Encrypted)
          )
        )
        expect(Exit.isFailure(result)).toBe(true)
        expect(JSON.stringify(result)).toContain("CardCipherFailed")
      })
    )
  )
})

const shareToken = "share-token-771"
const scenario = Scenario.rules({ echo: true, unusableShareTokens: [shareToken] })
const cardholderNo = Cardholder.CardholderNo.make(Scenario.approvedCardholderNo)

const withCard = Effect.flatMap(KeySecureClient.KeySecureClient, (client) =>
  Effect.map(client.applyForCard(Sample.physicalApplication), ({ cardNo }) => ({ client, cardNo }))
)

describe("the secrets of a card", () => {
  it("are shown, set and checked", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const { cardNo, client } = yield* withCard
        const info = yield* client.getCardPrivateInfo({ cardNo })
        expect(Redacted.value(info.pan)).toMatch(/^\d{16}$/)
        expect(info).toMatchObject({ cardNo, cardUniqueNo: Sample.physicalApplication.cardUniqueNo })
        const cardLastNo = Redacted.value(info.pan).slice(-4)
        expect(yield* client.activateCard({ cardNo, cardholderNo, cvv: info.cvv, cardLastNo })).toEqual({
          result: true
        })
        expect(yield* client.setCardPin({ cardNo, cardholderNo, pin: Redacted.make("159260") })).toEqual({
          result: true
        })
        const { state } = yield* KeySecureSimulator.KeySecureSimulator
        expect(JSON.stringify((yield* state).cards)).toContain("159260")
      }).pipe(Effect.provide(Layer.merge(simulated(), cipher)))
    ))

  it.each(["12345", "1234567", "12a456", "111590", "159000", "123590", "987590", "159456", "159654", "590321"])(
    "a PIN that breaks the rules is not sent: %s",
    (pin) =>
      Effect.runPromise(
        Effect.gen(function* () {
          const { cardNo, client } = yield* withCard
          const error = yield* Effect.flip(client.setCardPin({ cardNo, cardholderNo, pin: Redacted.make(pin) }))
          expect(error).toMatchObject({ _tag: "RequestInvalid", operation: "setCardPin", issues: [{ field: "pin" }] })
          expect(error.message + JSON.stringify(error)).not.toContain(pin)
          const { requests } = yield* KeySecureSimulator.KeySecureSimulator
          expect((yield* requests).filter(({ operation }) => operation === "setCardPin")).toEqual([])
        }).pipe(Effect.provide(Layer.merge(simulated(), cipher)))
      )
  )

  it("the client refuses the PINs that the simulator refuses, and no others", () => {
    const isPin = Schema.is(CardSecret.Pin)
    const digits = (n: number) => String(n).padStart(6, "0")
    const refused = (pin: string) =>
      /(\d)\1\1/.test(pin) ||
      [0, 1, 2, 3].some((at) => ["0123456789", "9876543210"].some((row) => row.includes(pin.slice(at, at + 3))))
    const pins = Array.from({ length: 50_000 }, (_, n) => digits((n * 19_993) % 1_000_000))
    expect(pins.filter((pin) => isPin(Redacted.make(pin)) === refused(pin))).toEqual([])
  })

  it("never come out, in an error, a log or a span, though the platform repeats them", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const output: Output = { spans: [], logs: [] }
        const { cardNo, client } = yield* withCard
        const info = yield* client.getCardPrivateInfo({ cardNo })
        const wrong = yield* Effect.all([
          Effect.flip(client.activateCard({ cardNo, cardholderNo, cvv: Redacted.make("738"), cardLastNo: "0001" })),
          Effect.flip(client.setCardPin({ cardNo, cardholderNo, pin: Redacted.make("159260") })),
          Effect.flip(
            client.applyForCardholder({
              cardholderUniqueNo: Cardholder.CardholderUniqueNo.make("customer-1"),
              sumsubShareToken: Redacted.make(shareToken)
            })
          )
        ]).pipe(
          Effect.tap((errors) => Effect.logError("failed", errors)),
          Effect.provide(capturing(output))
        )
        expect(wrong.map(({ _tag }) => _tag)).toEqual([
          "CardParameterInvalid",
          "CardNotActivated",
          "CardholderKycUnavailable"
        ])
        const token = yield* client.issueClientToken({ cardNo })
        const text = [...wrong, output.spans, output.logs, info, token].map(renderings).join("\n")
        expect(text).not.toContain(Redacted.value(token.clientAccessToken))
        for (const secret of [
          "738",
          "159260",
          Redacted.value(info.pan),
          Redacted.value(info.cvv),
          Scenario.apiSecret
        ]) {
          expect(text).not.toContain(secret)
        }
      }).pipe(Effect.provide(Layer.merge(simulated(scenario), cipher)))
    ))

  it("that were encrypted under another key are an error of their own", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const { cardNo, client } = yield* withCard
        const error = yield* Effect.flip(client.getCardPrivateInfo({ cardNo }))
        expect(error).toMatchObject({ _tag: "CardCipherFailed", step: "decrypt" })
        const refused = yield* Effect.flip(client.setCardPin({ cardNo, cardholderNo, pin: Redacted.make("159260") }))
        expect(refused).toMatchObject({ _tag: "CardParameterInvalid", field: "pin" })
        // Nor does it show what the secret was encrypted to, which is the same for every card with that PIN.
        expect(renderings(refused)).not.toMatch(/[A-Za-z0-9+/]{22}==/)
      }).pipe(Effect.provide(Layer.merge(simulated(scenario), under("k".repeat(32)))))
    ))

  it("are not shown without permission", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const { cardNo, client } = yield* withCard
        expect(yield* Effect.flip(client.getCardPrivateInfo({ cardNo }))).toMatchObject({ _tag: "PciNotEnabled" })
        expect(yield* Effect.flip(client.issueClientToken({ cardNo }))).toMatchObject({ _tag: "PciNotEnabled" })
      }).pipe(
        Effect.provide(
          Layer.merge(
            simulated(Scenario.merchant({ apiKey: Scenario.creditApiKey, mode: "CREDIT_EXTENSION", pci: false })),
            cipher
          )
        )
      )
    ))

  it("cannot be asked for by a number that would be another path", () => {
    const isCardNo = Schema.is(Card.CardNo)
    expect(["..", ".", "\ud800"].map((text) => isCardNo(text))).toEqual([false, false, false])
    expect(encrypted("bP0U9HnYO5mCd6nNcvOOPg==")).toBeDefined()
  })
})
