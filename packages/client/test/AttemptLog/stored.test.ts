/** What outlives a version, as 0.1.0 wrote it, and what a version makes of what another one wrote (docs/upgrading.md). */
import {
  AccessTokens,
  AttemptLog,
  Callbacks,
  CardIssuance,
  CardUniqueNo,
  ClientError,
  HandledCallbacks,
  KeySecureConfig,
  ServerTime
} from "@effect-keysecure/client"
import { AccessToken, Card, CardApplication } from "@effect-keysecure/schema"
import { KeySecureSimulator, Sample, VirtualClock } from "@effect-keysecure/testkit"
import { Effect, Either, Layer, Option, Redacted, Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as Digest from "../../src/internal/encoding/digest.js"
import { apiSecret, appId, now } from "../support/callbacks.js"
import { goldens } from "../support/goldens/goldens.js"
import { keyOf, storeOf } from "../support/issuing/stores.js"
import { inWorld } from "../support/issuing/world.js"

const no = Sample.cardUniqueNo(1)
const open = { _tag: "Open", cardUniqueNo: no, attemptId: "a", digest: "d", stamp: 1_767_225_600_123, accepted: false }

const logOver = (entries: Map<string, string>, options?: AttemptLog.KeyValueStoreOptions) =>
  Effect.provide(AttemptLog.makeKeyValueStore(options), storeOf(entries))

const found = (entry: object) => {
  const entries = new Map<string, string>()
  return Effect.runPromise(
    Effect.gen(function* () {
      const log = yield* logOver(entries)
      yield* log.compareAndSwap(keyOf(no), Option.none(), Option.some({ _tag: "Corrupt", cardUniqueNo: no }))
      for (const key of entries.keys()) entries.set(key, JSON.stringify(entry))
      return yield* (yield* logOver(entries)).find(keyOf(no))
    })
  )
}

const Attempt = Schema.parseJson(AttemptLog.Attempt)
const decodeAttempt = Schema.decodeSync(Attempt)

describe("an attempt", () => {
  it.each(goldens.attempts)("of 0.1.0 for $cardUniqueNo decodes, and encodes to the same bytes", (golden) => {
    for (const text of [golden.open, golden.issued]) {
      expect(decodeAttempt(text).cardUniqueNo).toBe(golden.cardUniqueNo)
      expect(Schema.encodeSync(Attempt)(decodeAttempt(text))).toBe(text)
    }
  })

  it.each(goldens.attempts)("of 0.1.0 for $cardUniqueNo is found under its key of then", (golden) => {
    const key = keyOf(Card.CardUniqueNo.make(golden.cardUniqueNo), "production")
    return Effect.runPromise(
      Effect.gen(function* () {
        for (const text of [golden.open, golden.issued]) {
          const log = yield* logOver(new Map([[golden.key, text]]), { legacyPlatform: "production" })
          expect(yield* log.find(key)).toEqual(Option.some(decodeAttempt(text)))
        }
      })
    )
  })

  it("has the same text in whatever order its fields came", () => {
    for (const { issued, open: opened } of goldens.attempts) {
      for (const text of [opened, issued]) {
        const entry = decodeAttempt(text)
        const reversed = Object.fromEntries(Object.entries(entry).toReversed())
        expect(Schema.encodeSync(Attempt)(Schema.decodeUnknownSync(AttemptLog.Attempt)(reversed))).toBe(text)
      }
    }
  })

  it("is written as in 0.1.0 but for its key, with the digest of the application as it is sent", async () => {
    const entries = new Map<string, string>()
    const log = AttemptLog.layerKeyValueStore().pipe(Layer.provide(storeOf(entries)))
    await inWorld(
      { log },
      Effect.flatMap(CardIssuance.CardIssuance, ({ issue }) => issue(Sample.virtualApplication))
    )
    // SHA-256 over UTF-16BE: of ["loopback","",<the number's in hex>], and of the body as JSON with its fields in the order
    // of the alphabet.
    const key = "bc1c8b2be0956682ea9355dfc54994bc3d3d9217c98dfbf401a97a8c9502623e"
    const digest = "c92056bf47883bb5bc38c164a709e9aeadc4484386f64b6f66b286fad5d17ef6"
    expect([...entries]).toEqual([
      [
        `keysecure/attempt/${key}`,
        `{"_tag":"Issued","cardUniqueNo":"sample-virtual-credit","digest":"${digest}","cardNo":"C0000000001","failed":false}`
      ]
    ])
  })

  it("is read without the fields that are not known", async () => {
    expect(await found({ ...open, more: 1 })).toEqual(Option.some(open))
  })

  it.each([
    ["whose tag is not known", { ...open, _tag: "Later" }],
    ["whose tag has no text", { ...open, _tag: { toString: 1 } }],
    ["that lacks a field", { ...open, accepted: undefined }],
    ["that 0.1.0 called Unreadable", { _tag: "Unreadable", cardUniqueNo: no }]
  ])("%s is Corrupt", async (_, entry) => {
    expect(await found(entry)).toEqual(Option.some({ _tag: "Corrupt", cardUniqueNo: no }))
  })
})

describe("an application", () => {
  it.each(goldens.applications)("has the digest that it had in 0.1.0 ($digest)", ({ application, digest }) => {
    const decoded = Schema.decodeUnknownSync(CardApplication.CardApplication)(application)
    expect(Digest.ofApplication(Schema.encodeSync(CardApplication.CardApplication)(decoded))).toBe(digest)
  })
})

describe("a number from a business key", () => {
  it.each(goldens.businessIds)("is that of 0.1.0: $namespace, $id", ({ cardUniqueNo, id, namespace }) => {
    expect(CardUniqueNo.fromBusinessId(namespace, id)).toBe(cardUniqueNo)
  })
})

describe("a shared token", () => {
  const Stored = Schema.parseJson(AccessToken.IssuedToken)

  it("is read and written as in 0.1.0, without the fields that are not known", () => {
    const read = Schema.decodeSync(Stored)(`{"access_token":"t-1","expired_time":1767225600123,"more":1}`)
    expect([Redacted.value(read.accessToken), read.expiredTime.epochMillis]).toEqual(["t-1", 1_767_225_600_123])
    expect(Schema.encodeSync(Stored)(read)).toBe(`{"access_token":"t-1","expired_time":1767225600123}`)
  })

  it.each(goldens.tokens)("of $baseUrl lies under the key of 0.1.0", ({ apiKey, baseUrl, key, text }) => {
    const entries = new Map<string, string>()
    return Effect.runPromise(
      VirtualClock.run(
        () =>
          Effect.gen(function* () {
            const tokens = yield* AccessTokens.AccessTokens
            yield* tokens.get
            expect([...entries]).toEqual([[key, text]])
          }).pipe(
            Effect.provide(AccessTokens.layerKeyValueStore()),
            Effect.provide([
              storeOf(entries),
              KeySecureConfig.layer({ apiKey: Redacted.make(apiKey), baseUrl }),
              ServerTime.layer()
            ]),
            Effect.provide(KeySecureSimulator.layerHttpClient())
          ),
        { startMillis: now }
      )
    )
  })
})

describe("an answered callback", () => {
  const answered = (entries: Map<string, string>, delivery: Callbacks.Delivery) => {
    let handled = 0
    const count = Effect.sync(() => void (handled += 1))
    return Effect.runPromise(
      VirtualClock.run(
        () =>
          Effect.gen(function* () {
            const callbacks = yield* Callbacks.Callbacks
            const answer = yield* callbacks.answer(delivery, {
              onAuth: () => Effect.as(count, Callbacks.declined("over the limit")),
              onConsumption: () => count,
              onCardUpdate: () => count
            })
            return { answer, handled }
          }).pipe(
            Effect.provide(
              Callbacks.layer({ appId, apiSecret: Redacted.make(apiSecret) }).pipe(
                Layer.provide(HandledCallbacks.layerKeyValueStore()),
                Layer.provide(storeOf(entries))
              )
            )
          ),
        { startMillis: now }
      )
    )
  }

  it.each(goldens.callbacks)("is written as in 0.1.0, and one of then is not handled again ($key)", async (golden) => {
    const entries = new Map<string, string>()
    expect((await answered(entries, golden.delivery)).handled).toBe(1)
    expect([...entries]).toEqual([[golden.key, golden.text]])
    const again = await answered(new Map([[golden.key, golden.text]]), golden.delivery)
    expect(again.handled).toBe(0)
    expect(JSON.stringify(again.answer)).toBe(golden.text)
  })
})

describe("an unknown outcome", () => {
  const decode = Schema.decodeUnknownEither(ClientError.OutcomeUnknown)
  const stored = {
    _tag: "OutcomeUnknown",
    operation: "applyForCard",
    cardUniqueNo: no,
    stamps: [1_767_225_600_123],
    reason: { _tag: "NoAnswer", detail: "reset" },
    settlesAt: "2026-01-01T00:02:00.123Z"
  }
  const refused = (rejection: object) => decode({ ...stored, reason: { _tag: "Rejected", rejection } })

  it.each(goldens.outcomes)(
    "of 0.1.0 decodes, and encodes to the same bytes but for the platform's words: %s",
    (text) => {
      const Stored = Schema.parseJson(ClientError.OutcomeUnknown)
      const read = Schema.decodeSync(Stored)(text)
      expect(Schema.encodeSync(Stored)(read)).toBe(text.replace(/"msg":"[^"]*",/, ""))
      const words = /"msg":"([^"]*)"/.exec(text)?.[1]
      expect(read.reason._tag === "Rejected" ? Redacted.value(read.reason.rejection.msg) : undefined).toBe(words)
    }
  )

  it("is read as 0.1.0 wrote it, without the fields that are not known", () => {
    const read = Either.getOrThrow(decode({ ...stored, more: 1 }))
    expect(Schema.encodeSync(ClientError.OutcomeUnknown)(read)).toEqual(stored)
  })

  it("is read and written with the candidates that 0.2.0 tells, and at most 20 of them", () => {
    const candidate = { cardNo: "C1", uniqueNo: "ORDER-1", status: "Activated" }
    const withCandidates = { ...stored, candidates: [candidate, { transferNo: "T1" }, {}] }
    const read = Either.getOrThrow(
      decode({ ...stored, candidates: [{ ...candidate, more: 1 }, { transferNo: "T1" }, {}] })
    )
    expect(Schema.encodeSync(ClientError.OutcomeUnknown)(read)).toEqual(withCandidates)
    const of = (count: number) => decode({ ...stored, candidates: Array.from({ length: count }, () => candidate) })
    expect(Either.isRight(of(ClientError.maxCandidates))).toBe(true)
    expect(Either.isLeft(of(ClientError.maxCandidates + 1))).toBe(true)
  })

  it("says how many candidates there are, and who must look and answer", () => {
    const messageOf = (candidates?: ReadonlyArray<object>) =>
      Either.getOrThrow(decode(candidates === undefined ? stored : { ...stored, candidates })).message
    expect(messageOf([{ cardNo: "C1" }, { cardNo: "C2" }])).toContain(
      "(2): a person must look and answer CardIssuance.reconcile by `ours` or `others`."
    )
    expect(messageOf([{ transferNo: "T1" }])).toContain("(1): a person must look. (no answer")
    for (const none of [messageOf(), messageOf([])]) expect(none).not.toContain("person")
  })

  it("is read with a code that has no tag, and not once the code has one, or with a tag that is not known", () => {
    expect(Either.isRight(refused({ _tag: "UndocumentedRejection", code: 9999 }))).toBe(true)
    expect(Either.isRight(refused({ _tag: "UndocumentedRejection", code: 9999, msg: "?" }))).toBe(true)
    expect(Either.isLeft(refused({ _tag: "UndocumentedRejection", code: 1004, msg: "?" }))).toBe(true)
    expect(Either.isLeft(refused({ _tag: "Later", code: 9999, msg: "?" }))).toBe(true)
  })
})
