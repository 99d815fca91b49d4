/** A token in a store, and the lease of the process that fetches it. */
import { KeySecureConfig, TokenStore } from "@effect-keysecure/client"
import { AccessToken } from "@effect-keysecure/schema"
import { it } from "@effect-keysecure/testkit/vitest"
import { describe, expect } from "vitest"
import { Clock, DateTime, Effect, Exit, Fiber, Option, Redacted, Schema } from "effect"
import { Unreachable } from "../../src/ClientError.js"
import type * as TokenCache from "../../src/internal/accessTokens/cache.js"
import * as Entry from "../../src/internal/accessTokens/entry.js"
import * as SharedToken from "../../src/internal/accessTokens/shared.js"
import { exactTime } from "../support/exactTime.js"

const broken = new Unreachable({ operation: "getToken", detail: "ECONNREFUSED" })
const settings = KeySecureConfig.make({ apiKey: Redacted.make("key"), baseUrl: "http://localhost" })
const now = Clock.currentTimeMillis

/** A fetch that takes so long, and gives a token of this name. */
const fetching = (name: string, takes = 200) =>
  Effect.gen(function* () {
    yield* Effect.sleep(takes)
    const issued: AccessToken.IssuedToken = {
      accessToken: Redacted.make(name),
      expiredTime: DateTime.unsafeMake((yield* now) + 3_600_000)
    }
    return { issued, fetched: true, isEndChosen: false }
  })

/** What a process that shares tokens does when it needs one. It gives the token's name, and how long it took in ms. */
const process =
  (store: TokenStore.Service, fetch: Effect.Effect<TokenCache.Obtained, Unreachable>) =>
  (previous: Option.Option<TokenCache.Previous> = Option.none()) =>
    Effect.gen(function* () {
      const began = yield* now
      const given = yield* Effect.orDie(settings)
      const { issued } = yield* SharedToken.obtain(store, given, exactTime, () => fetch)(previous)
      return { token: Redacted.value(issued.accessToken), after: (yield* now) - began }
    })

/** A store in memory with one text, whatever the key. */
const storeWith = (text: string | undefined) => {
  const store = TokenStore.makeMemory()
  const entry = store.find("entry")
  return {
    entry,
    store: {
      find: () => store.find("entry"),
      compareAndSwap: (_: string, expected: Option.Option<string>, next: string) =>
        store.compareAndSwap("entry", expected, next)
    },
    filled: text === undefined ? Effect.void : store.compareAndSwap("entry", Option.none(), text)
  }
}

const textOf = (name: string, lease: string | undefined) =>
  Effect.map(fetching(name, 0), ({ issued }) => Entry.write({ token: Option.some(issued), lease }))

describe("a lease", () => {
  it.virtual("that its owner does not give back is taken over after 5 s", () =>
    Effect.gen(function* () {
      const { filled, store } = storeWith(`{"lease":"of one that crashed"}`)
      yield* filled
      const { after, token } = yield* process(store, fetching("token"))()
      expect(token).toBe("token")
      expect(after).toBeGreaterThanOrEqual(5_000)
      expect(after).toBeLessThanOrEqual(5_500)
    })
  )

  it.virtual("is waited for, and then the token of its owner is taken", () =>
    Effect.gen(function* () {
      const { store } = storeWith(undefined)
      const one = yield* Effect.fork(process(store, fetching("one", 2_000))())
      yield* Effect.sleep(1)
      const other = yield* process(store, fetching("other"))()
      expect(other.token).toBe("one")
      expect(other.after).toBeLessThanOrEqual(2_200)
      yield* Fiber.join(one)
    })
  )

  it.virtual("is kept while its owner fetches: five processes fetch once, where a fetch takes 12 s", () =>
    Effect.gen(function* () {
      const { store } = storeWith(undefined)
      let fetches = 0
      const slow = Effect.suspend(() => fetching(`token-${String((fetches += 1))}`, 12_000))
      const got = yield* Effect.all(
        Array.from({ length: 5 }, () => process(store, slow)()),
        { concurrency: "unbounded" }
      )
      expect(got.map(({ token }) => token)).toEqual(Array.from({ length: 5 }, () => "token-1"))
      expect(fetches).toBe(1)
    })
  )

  it.virtual("is taken over after 21 s from an owner whose fetch hangs", () =>
    Effect.gen(function* () {
      const { store } = storeWith(undefined)
      const hung = yield* Effect.fork(process(store, Effect.never)())
      yield* Effect.sleep(1)
      const { after, token } = yield* process(store, fetching("token"))()
      expect(token).toBe("token")
      expect(after).toBeGreaterThanOrEqual(20_000)
      expect(after).toBeLessThanOrEqual(22_000)
      yield* Fiber.interrupt(hung)
    })
  )

  it.virtual("keeps nobody waiting who can use the token beside it", () =>
    Effect.gen(function* () {
      const { filled, store } = storeWith(yield* textOf("old", "of one that renews it"))
      yield* filled
      expect(yield* process(store, fetching("new"))()).toEqual({ token: "old", after: 0 })
    })
  )

  it.virtual("is given back when the fetch fails, with the token that was there", () =>
    Effect.gen(function* () {
      const text = yield* textOf("old", undefined)
      const { entry, filled, store } = storeWith(text)
      yield* filled
      const refused = Option.some({ token: Redacted.make("old"), expiresAt: -Infinity })
      expect(yield* Effect.flip(process(store, Effect.fail(broken))(refused))).toBe(broken)
      expect(yield* entry).toEqual(Option.some(text))
      expect(yield* process(store, fetching("new", 0))(refused)).toEqual({ token: "new", after: 0 })
    })
  )

  it.virtual("is given back when the fetch is interrupted", () =>
    Effect.gen(function* () {
      const { store } = storeWith(undefined)
      const one = yield* Effect.fork(process(store, fetching("one", 2_000))())
      yield* Effect.sleep(100)
      yield* Fiber.interrupt(one)
      expect(yield* process(store, fetching("other", 0))()).toEqual({ token: "other", after: 0 })
    })
  )

  it.virtual("that was lost to another process loses its token too: both take the newer one", () =>
    Effect.gen(function* () {
      const { entry, store } = storeWith(undefined)
      const one = yield* Effect.fork(process(store, fetching("one", 24_000))())
      yield* Effect.sleep(1)
      const other = yield* process(store, fetching("other", 4_000))()
      expect(other.token).toBe("other")
      expect((yield* Fiber.join(one)).token).toBe("other")
      expect(Option.getOrThrow(yield* entry)).not.toContain("one")
    })
  )

  it.virtual("that was taken though the store said that it failed is known again", () =>
    Effect.gen(function* () {
      const { store } = storeWith(undefined)
      let isFirst = true
      const failing: TokenStore.Service = {
        ...store,
        compareAndSwap: (key, expected, next) =>
          Effect.flatMap(store.compareAndSwap(key, expected, next), (was) => {
            if (!isFirst) return Effect.succeed(was)
            isFirst = false
            return new TokenStore.TokenStoreFailed({ detail: "no answer" })
          })
      }
      const { after, token } = yield* process(failing, fetching("token"))()
      expect(token).toBe("token")
      expect(after).toBeLessThan(1_000)
    })
  )
})

describe("a store", () => {
  it.virtual("that shows nothing of what is written is done without, and one fetch is made", () =>
    Effect.gen(function* () {
      let fetches = 0
      const blind: TokenStore.Service = { ...TokenStore.makeMemory(), find: () => Effect.succeedNone }
      const counted = Effect.zipLeft(
        fetching("token", 0),
        Effect.sync(() => fetches++)
      )
      expect((yield* process(blind, counted)()).token).toBe("token")
      expect(fetches).toBe(1)
    })
  )

  it.virtual("that always says no keeps nobody longer than 30 s", () =>
    Effect.gen(function* () {
      const stubborn: TokenStore.Service = { ...TokenStore.makeMemory(), compareAndSwap: () => Effect.succeed(false) }
      const { after, token } = yield* process(stubborn, fetching("token"))()
      expect(token).toBe("token")
      expect(after).toBeLessThanOrEqual(30_500)
    })
  )

  it.virtual("that hangs holds up the end of a layer for a second at most", () =>
    Effect.gen(function* () {
      const { store } = storeWith(undefined)
      let isHung = false
      const hanging: TokenStore.Service = {
        ...store,
        compareAndSwap: (key, expected, next) =>
          isHung ? Effect.uninterruptible(Effect.never) : store.compareAndSwap(key, expected, next)
      }
      const one = yield* Effect.fork(process(hanging, fetching("one", 2_000))())
      yield* Effect.sleep(100)
      isHung = true
      const began = yield* now
      expect(Exit.isInterrupted(yield* Fiber.interrupt(one))).toBe(true)
      expect((yield* now) - began).toBeLessThanOrEqual(1_000)
    })
  )
})

describe("an entry", () => {
  const before = Schema.decodeUnknownOption(Schema.parseJson(AccessToken.IssuedToken))
  const issued: AccessToken.IssuedToken = {
    accessToken: Redacted.make("token"),
    expiredTime: DateTime.unsafeMake(1_800_000_000_000)
  }

  it("with a token alone is as 0.1.0 wrote it", () => {
    const text = `{"access_token":"token","expired_time":1800000000000}`
    expect(Entry.write({ token: Option.some(issued), lease: undefined })).toBe(text)
    expect(Option.map(Entry.read(Option.some(text)).token, ({ accessToken }) => Redacted.value(accessToken))).toEqual(
      Option.some("token")
    )
  })

  it("with a lease beside the token is read by 0.1.0", () => {
    expect(Option.isSome(before(Entry.write({ token: Option.some(issued), lease: "one's" })))).toBe(true)
    expect(Entry.read(Option.some(Entry.write({ token: Option.some(issued), lease: "one's" }))).lease).toBe("one's")
  })

  it.each(["", "rubbish", "null", "[]", `"text"`, `{"lease":1}`, `{"access_token":1}`])("%s says nothing", (text) => {
    expect(Entry.read(Option.some(text))).toEqual({ token: Option.none(), lease: undefined })
  })
})
