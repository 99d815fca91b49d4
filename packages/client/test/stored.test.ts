/** What outlives a version, as 0.1.0 wrote it, and what a version makes of what another one wrote (docs/upgrading.md). */
import { AttemptLog, CardIssuance, ClientError, HandledCallbacks } from "@effect-keysecure/client"
import { AccessToken } from "@effect-keysecure/schema"
import { Sample } from "@effect-keysecure/testkit"
import { Effect, Either, Layer, Option, Redacted, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { storeOf } from "./issuance/stores.js"
import { inWorld } from "./issuance/world.js"

const no = Sample.cardUniqueNo(1)
const open = { _tag: "Open", cardUniqueNo: no, attemptId: "a", digest: "d", stamp: 1_767_225_600_123, accepted: false }

const logOver = (entries: Map<string, string>) => Effect.provide(AttemptLog.makeKeyValueStore(), storeOf(entries))

const found = (entry: object) => {
  const entries = new Map<string, string>()
  return Effect.runPromise(
    Effect.gen(function* () {
      const log = yield* logOver(entries)
      yield* log.swap(no, Option.none(), Option.some({ _tag: "Unreadable", cardUniqueNo: no }))
      for (const key of entries.keys()) entries.set(key, JSON.stringify(entry))
      return yield* log.find(no)
    })
  )
}

describe("an attempt", () => {
  it("is written as in 0.1.0, with the digest of the application as it is sent", async () => {
    const entries = new Map<string, string>()
    const log = AttemptLog.layerKeyValueStore().pipe(Layer.provide(storeOf(entries)))
    await inWorld(
      { log },
      Effect.flatMap(CardIssuance.CardIssuance, ({ issue }) => issue(Sample.virtualApplication))
    )
    // SHA-256 over UTF-16BE: of the number, and of the body as JSON with its fields in the order of the alphabet.
    const key = "2db4803939ce86cb2b6970b5f7ee385e3b140c46acbb724e1585b2eae35feeb8"
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
    ["that lacks a field", { ...open, accepted: undefined }]
  ])("%s is Unreadable", async (_, entry) => {
    expect(await found(entry)).toEqual(Option.some({ _tag: "Unreadable", cardUniqueNo: no }))
  })
})

describe("a shared token", () => {
  const Stored = Schema.parseJson(AccessToken.IssuedToken)

  it("is read and written as in 0.1.0, without the fields that are not known", () => {
    const read = Schema.decodeSync(Stored)(`{"access_token":"t-1","expired_time":1767225600123,"more":1}`)
    expect([Redacted.value(read.accessToken), read.expiredTime.epochMillis]).toEqual(["t-1", 1_767_225_600_123])
    expect(Schema.encodeSync(Stored)(read)).toBe(`{"access_token":"t-1","expired_time":1767225600123}`)
  })
})

describe("an answered callback", () => {
  it("is written and read as in 0.1.0", async () => {
    const entries = new Map<string, string>()
    const answer = { code: 1, message: "over the limit" }
    const read = await Effect.runPromise(
      Effect.gen(function* () {
        const store = yield* HandledCallbacks.makeKeyValueStore()
        yield* store.record("d", answer)
        return yield* store.find("d")
      }).pipe(Effect.provide(storeOf(entries)))
    )
    expect([...entries]).toEqual([["keysecure/callback/d", `{"code":1,"message":"over the limit"}`]])
    expect(read).toEqual(Option.some(answer))
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
    expect(Either.isRight(refused({ _tag: "UndocumentedRejection", code: 9999, msg: "?" }))).toBe(true)
    expect(Either.isLeft(refused({ _tag: "UndocumentedRejection", code: 1004, msg: "?" }))).toBe(true)
    expect(Either.isLeft(refused({ _tag: "Later", code: 9999, msg: "?" }))).toBe(true)
  })
})
