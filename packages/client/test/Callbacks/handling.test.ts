/** What handlers are called with, how often, and what is answered. */
import { Callbacks, HandledCallbacks } from "@effect-keysecure/client"
import type { Callback } from "@effect-keysecure/schema"
import { CallbackDelivery } from "@effect-keysecure/testkit"
import { type HttpApp, HttpRouter, KeyValueStore } from "@effect/platform"
import { SystemError } from "@effect/platform/Error"
import { describe, expect, it } from "@effect/vitest"
import { Context, Deferred, Effect, Exit, Fiber, Layer, Option, Scope, TestClock } from "effect"
import {
  auth,
  bodyOf,
  cardUpdate,
  consumption,
  counting,
  delivered,
  elapsed,
  forged,
  headersOf,
  inTestTime,
  layerOf,
  now,
  signatureOf,
  type Told,
  told
} from "../support/callbacks.js"

const answer = (handlers: Callbacks.Handlers, delivery: Callbacks.Delivery) =>
  Effect.flatMap(Callbacks.Callbacks, (callbacks) => callbacks.answer(delivery, handlers))

const ok = { code: 0, message: "OK" }
const notHandled = { code: 1, message: "not handled" }
const late = { code: 1, message: "not handled in time" }
const notAccepted = { code: 1, message: "not accepted" }

describe("a callback", () => {
  it.effect.each(told)("of $action goes to its handler, and is answered 0", (what) =>
    Effect.gen(function* () {
      const { calls, handlers } = counting()
      expect(yield* answer(handlers, delivered(what))).toEqual(ok)
      expect(calls).toEqual([what.action])
    }).pipe(inTestTime())
  )

  it.effect("that is not accepted reaches no handler", () =>
    Effect.gen(function* () {
      const { calls, handlers } = counting()
      const bodies = ["", "{", "[".repeat(10_000), bodyOf({ ...auth, data: `{"amount":1,"amount":2}` })]
      for (const body of bodies) {
        expect(yield* answer(handlers, { headers: delivered(auth).headers, body })).toEqual(notAccepted)
      }
      expect(yield* answer(handlers, { headers: {}, body: "" })).toEqual(notAccepted)
      expect(yield* answer(handlers, forged(cardUpdate, { action: "Auth" }))).toEqual(notAccepted)
      expect(calls).toEqual([])
    }).pipe(inTestTime())
  )

  it.effect("is handled by what needs services", () => {
    class Ledger extends Context.Tag("@effect-keysecure/client/test/Callbacks/handling.test/Ledger")<
      Ledger,
      { readonly name: string }
    >() {}
    class Cards extends Context.Tag("@effect-keysecure/client/test/Callbacks/handling.test/Cards")<
      Cards,
      { readonly name: string }
    >() {}
    const seen: Array<string> = []
    const note = (service: { readonly name: string }) => Effect.sync(() => void seen.push(service.name))
    const handlers = {
      onAuth: () => Effect.succeed(Callbacks.approved),
      onConsumption: () => Effect.flatMap(Ledger, note),
      onCardUpdate: () => Effect.flatMap(Cards, note)
    }
    return Effect.gen(function* () {
      const callbacks = yield* Callbacks.Callbacks
      yield* callbacks.answer(delivered(consumption), handlers)
      yield* callbacks.answer(delivered(cardUpdate), handlers)
      expect(seen).toEqual(["ledger", "cards"])
    }).pipe(
      Effect.provideService(Ledger, { name: "ledger" }),
      Effect.provideService(Cards, { name: "cards" }),
      inTestTime()
    )
  })
})

class Limit extends Context.Tag("@effect-keysecure/client/test/Callbacks/handling.test/Limit")<Limit, number>() {}
class Book extends Context.Tag("@effect-keysecure/client/test/Callbacks/handling.test/Book")<Book, Array<string>>() {}

describe("handlers", () => {
  it.effect("may each require something else", () =>
    Effect.gen(function* () {
      const handlers = {
        onAuth: () => Effect.map(Limit, (limit) => (limit > 0 ? Callbacks.approved : Callbacks.declined())),
        onConsumption: () => Effect.map(Book, (book) => void book.push("noted")),
        onCardUpdate: () => Effect.void
      }
      const app: HttpApp.Default<never, Callbacks.Callbacks | Limit | Book> = Callbacks.app(handlers)
      const book: Array<string> = []
      const told = yield* Effect.forEach([auth, consumption], (what) =>
        Effect.flatMap(Callbacks.Callbacks, (callbacks) => callbacks.answer(delivered(what), handlers))
      ).pipe(Effect.provideService(Limit, 1), Effect.provideService(Book, book))
      expect(told.map(({ code }) => code)).toEqual([0, 0])
      expect(book).toEqual(["noted"])
      expect(app).toBeDefined()
    }).pipe(inTestTime())
  )
})

const inStore = () => HandledCallbacks.layerKeyValueStore().pipe(Layer.provide(KeyValueStore.layerMemory))

const stores: ReadonlyArray<readonly [string, () => Layer.Layer<HandledCallbacks.HandledCallbacks>]> = [
  ["in memory", () => HandledCallbacks.layerMemory()],
  ["in a KeyValueStore", inStore]
]

describe.each(stores)("with a store %s, a callback", (_, store) => {
  it.effect.each(told)("of $action that is delivered again is answered again, not handled", (what) =>
    Effect.gen(function* () {
      const { calls, handlers } = counting()
      for (const delivery of [
        delivered(what),
        delivered(what),
        delivered(what, now + 1),
        delivered(what, now - 60_000, "another-id"),
        forged(what, { data: what.data.replaceAll(":", " : ") })
      ]) {
        expect(yield* answer(handlers, delivery)).toEqual(ok)
      }
      expect(calls).toHaveLength(1)
    }).pipe(inTestTime({}, store()))
  )

  it.effect("that was declined is declined again", () =>
    Effect.gen(function* () {
      const { calls, handlers } = counting(Effect.succeed(Callbacks.declined("no funds")))
      for (const _ of [1, 2, 3]) {
        expect(yield* answer(handlers, delivered(auth))).toEqual({ code: 1, message: "no funds" })
      }
      expect(calls).toHaveLength(1)
    }).pipe(inTestTime({}, store()))
  )

  it.effect.each(told)("of $action that is delivered 20 times at once is handled once", (what) =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const { calls, handlers } = counting()
      const waiting = {
        onAuth: () => Effect.zipRight(Deferred.await(gate), handlers.onAuth()),
        onConsumption: () => Effect.zipRight(Deferred.await(gate), handlers.onConsumption()),
        onCardUpdate: () => Effect.zipRight(Deferred.await(gate), handlers.onCardUpdate())
      }
      const all = yield* Effect.fork(
        Effect.forEach(
          Array.from({ length: 20 }, (_, index) => delivered(what, now + index, `id-${index}`)),
          (delivery) => answer(waiting, delivery),
          { concurrency: "unbounded" }
        )
      )
      yield* TestClock.adjust("100 millis")
      yield* Deferred.succeed(gate, undefined)
      expect(yield* Fiber.join(all)).toEqual(Array.from({ length: 20 }, () => ok))
      expect(calls).toHaveLength(1)
    }).pipe(inTestTime({}, store()))
  )

  it.effect.each([
    ["failed", Effect.fail({ _tag: "DatabaseDown" })],
    ["had a defect", Effect.die(new Error("boom"))],
    [
      "threw",
      Effect.sync((): Callbacks.AuthDecision => {
        throw new Error("boom")
      })
    ],
    ["was interrupted", Effect.interrupt]
  ] as const)("whose handling %s is handled again", ([_, ending]) =>
    Effect.gen(function* () {
      let tries = 0
      const { calls, handlers } = counting(
        Effect.suspend(() => (++tries === 1 ? ending : Effect.succeed(Callbacks.approved)))
      )
      expect(yield* answer(handlers, delivered(auth))).toEqual(notHandled)
      expect(yield* answer(handlers, delivered(auth))).toEqual(ok)
      expect(yield* answer(handlers, delivered(auth))).toEqual(ok)
      expect(calls).toHaveLength(2)
    }).pipe(inTestTime({}, store()))
  )
})

const twice = (first: Told, second: Told, secondAt = now) =>
  Effect.gen(function* () {
    const { calls, handlers } = counting()
    yield* answer(handlers, delivered(first))
    yield* answer(handlers, delivered(second, secondAt))
    return calls.length
  }).pipe(inTestTime())

const changed = (what: Told, name: string, from: string, to: string): Told => ({
  action: what.action,
  data: what.data.replace(from, to),
  pairs: what.pairs.map(([key, text]) => [key, key === name ? text.replace(from, to) : text] as const)
})

describe("two callbacks are two", () => {
  it.effect("if they say something else", () =>
    Effect.gen(function* () {
      expect(yield* twice(cardUpdate, changed(cardUpdate, "after_status", "Frozen", "Delete"))).toBe(2)
      expect(yield* twice(auth, changed(auth, "amount", "100.00", "100.0"))).toBe(2)
      expect(yield* twice(cardUpdate, changed(cardUpdate, "time", "1767225600000", "1767225600001"))).toBe(2)
    })
  )

  it.effect("if their action is another", () =>
    Effect.gen(function* () {
      expect(yield* twice(auth, { ...auth, action: "Consumption" })).toBe(2)
    })
  )

  it.effect("if they have no time of their own, and another timestamp", () =>
    Effect.gen(function* () {
      const timeless: Told = {
        action: "Card_update",
        data: `{"card_no":"C1","after_status":"Frozen","time":null}`,
        pairs: [
          ["card_no", "C1"],
          ["after_status", "Frozen"]
        ]
      }
      expect(yield* twice(timeless, timeless, now + 1)).toBe(2)
      expect(yield* twice(timeless, timeless)).toBe(1)
    })
  )
})

const authTaking = (millis: number) => counting(Effect.as(Effect.sleep(millis), Callbacks.approved))

/** The answer, and after how many ms it was there. */
const timed = (handlers: Callbacks.Handlers, delivery: Callbacks.Delivery, arrivedMillisAgo = 0) =>
  Effect.gen(function* () {
    const callbacks = yield* Callbacks.Callbacks
    const clock = yield* Effect.clock
    const arrived = (yield* clock.currentTimeNanos) - BigInt(arrivedMillisAgo) * 1_000_000n
    const fiber = yield* Effect.fork(
      Effect.flatMap(callbacks.answer(delivery, handlers, { arrived }), (given) =>
        Effect.map(elapsed, (took) => ({ given, took }))
      )
    )
    yield* Effect.yieldNow()
    for (const moment of [99, 499, 500, 699, 700, 701]) yield* TestClock.setTime(now + moment)
    return yield* Fiber.join(fiber)
  })

describe("the time of an Auth", () => {
  it.effect("is 800 ms less 100", () =>
    Effect.gen(function* () {
      expect(yield* timed(authTaking(699).handlers, delivered(auth))).toEqual({ given: ok, took: 699 })
    }).pipe(inTestTime())
  )

  it.effect.each([700, 701, 5_000])("is over at its limit, for a handler of %d ms", (millis) =>
    Effect.gen(function* () {
      expect(yield* timed(authTaking(millis).handlers, delivered(auth))).toEqual({ given: late, took: 700 })
    }).pipe(inTestTime())
  )

  it.effect("is less the margin that is set", () =>
    Effect.gen(function* () {
      expect(yield* timed(authTaking(500).handlers, delivered(auth))).toEqual({
        given: { code: 96, message: "not handled in time" },
        took: 500
      })
    }).pipe(inTestTime({ authMargin: "300 millis", failureCode: 96 }))
  )

  it.effect("runs from the arrival", () =>
    Effect.gen(function* () {
      expect(yield* timed(authTaking(99).handlers, delivered(auth), 600)).toEqual({ given: ok, took: 99 })
    }).pipe(inTestTime())
  )

  it.effect("that is over at the arrival calls no handler", () =>
    Effect.gen(function* () {
      const { calls, handlers } = authTaking(0)
      expect(yield* timed(handlers, delivered(auth), 700)).toEqual({ given: late, took: 0 })
      expect(calls).toEqual([])
    }).pipe(inTestTime())
  )

  it.effect("when it is over, interrupts the handler, and the next delivery is handled anew", () =>
    Effect.gen(function* () {
      let interrupted = 0
      let tries = 0
      const { calls, handlers } = counting(
        Effect.suspend(() => (++tries === 1 ? Effect.never : Effect.succeed(Callbacks.approved))).pipe(
          Effect.onInterrupt(() => Effect.sync(() => void interrupted++))
        )
      )
      expect((yield* timed(handlers, delivered(auth))).given).toEqual(late)
      expect(interrupted).toBe(1)
      expect(yield* answer(handlers, delivered(auth, now + 1_000))).toEqual(ok)
      expect(calls).toHaveLength(2)
    }).pipe(inTestTime())
  )

  it.effect("does not wait for a handler that cannot be interrupted; the next delivery does", () =>
    Effect.gen(function* () {
      const steps: Array<string> = []
      const step = (name: string) => Effect.map(elapsed, (millis) => void steps.push(`${name} ${millis}`))
      const { handlers } = counting(
        Effect.uninterruptible(
          Effect.zipRight(step("begins"), Effect.sleep(300)).pipe(
            Effect.zipRight(step("ends")),
            Effect.as(Callbacks.approved)
          )
        )
      )
      const first = yield* Effect.fork(answer(handlers, delivered(auth)))
      yield* TestClock.setTime(now + 200)
      expect(yield* Fiber.join(first)).toEqual(late)
      const second = yield* Effect.fork(answer(handlers, delivered(auth)))
      for (const moment of [300, 400, 600]) yield* TestClock.setTime(now + moment)
      expect(steps.slice(0, 3)).toEqual(["begins 0", "ends 300", "begins 300"])
      expect(yield* Fiber.join(second)).toEqual(late)
    }).pipe(inTestTime({ authMargin: "600 millis" }))
  )

  it.effect("is each delivery's own", () =>
    Effect.gen(function* () {
      const { calls, handlers } = authTaking(900)
      const first = yield* Effect.fork(answer(handlers, delivered(auth)))
      yield* TestClock.adjust(400)
      const second = yield* Effect.fork(answer(handlers, delivered(auth)))
      yield* TestClock.adjust(300)
      expect(yield* Fiber.join(first)).toEqual(late)
      yield* TestClock.adjust(200)
      expect(yield* Fiber.join(second)).toEqual(ok)
      expect(calls).toHaveLength(1)
    }).pipe(inTestTime())
  )

  it.effect("is not that of the other callbacks", () =>
    Effect.gen(function* () {
      const { handlers } = counting()
      const slow = { ...handlers, onConsumption: () => Effect.sleep("1 hour") }
      const fiber = yield* Effect.fork(answer(slow, delivered(consumption)))
      yield* TestClock.adjust("1 hour")
      expect(yield* Fiber.join(fiber)).toEqual(ok)
    }).pipe(inTestTime())
  )
})

describe("a handler", () => {
  it.effect("of a consumption runs to its end though the platform hangs up", () =>
    Effect.gen(function* () {
      const { calls, handlers } = counting()
      const slow = {
        ...handlers,
        onConsumption: () => Effect.zipRight(Effect.sleep("10 seconds"), handlers.onConsumption())
      }
      const fiber = yield* Effect.fork(answer(slow, delivered(consumption)))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interruptFork(fiber)
      yield* TestClock.adjust("9 seconds")
      yield* Fiber.await(fiber)
      expect(calls).toEqual(["Consumption"])
      expect(yield* answer(handlers, delivered(consumption))).toEqual(ok)
      expect(calls).toHaveLength(1)
    }).pipe(inTestTime())
  )

  it.effect("that runs when the layer closes is interrupted, and its callers are answered", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const { handlers } = counting(Effect.never)
      const fiber = yield* Effect.scoped(
        Effect.gen(function* () {
          const context = yield* Layer.build(Layer.fresh(layerOf()))
          const started = yield* Effect.forkDaemon(
            Context.get(context, Callbacks.Callbacks).answer(delivered(auth), handlers)
          )
          yield* TestClock.adjust(1)
          return started
        })
      )
      expect(yield* Fiber.join(fiber)).toEqual(notHandled)
    })
  )
})

/** A store one of whose steps never ends, and cannot be interrupted, as long as `hangs` says so. */
const storeHanging = (step: "find" | "record", hangs: () => boolean) => {
  const memory = HandledCallbacks.makeMemory()
  const hanging = Effect.uninterruptible(Effect.never)
  return Layer.succeed(HandledCallbacks.HandledCallbacks, {
    find: (digest: string) => Effect.suspend(() => (step === "find" && hangs() ? hanging : memory.find(digest))),
    record: (digest: string, given: Callback.Answer) =>
      Effect.suspend(() => (step === "record" && hangs() ? hanging : memory.record(digest, given)))
  })
}

const hung = [cardUpdate, consumption, auth].flatMap((what) =>
  (["find", "record"] as const).map((step) => [what.action, step, what] as const)
)

describe("a store that hangs", () => {
  it.effect.each(hung)("does not block the event for good: %s, %s", ([_, step, what]) => {
    let hangs = true
    return Effect.gen(function* () {
      const { handlers } = counting()
      const first = yield* Effect.fork(answer(handlers, delivered(what)))
      yield* TestClock.adjust("5 seconds")
      const expected = what === auth ? late : step === "find" ? notHandled : ok
      expect(yield* Fiber.join(first)).toEqual(expected)
      hangs = false
      const second = yield* Effect.fork(answer(handlers, delivered(what)))
      yield* TestClock.adjust(0)
      expect(
        Option.map(
          yield* Fiber.poll(second),
          Exit.getOrElse(() => late)
        )
      ).toEqual(Option.some(ok))
      yield* Fiber.interruptFork(second)
    }).pipe(
      inTestTime(
        {},
        storeHanging(step, () => hangs)
      )
    )
  })

  it.effect.each(hung)("does not keep the layer from closing: %s, %s", ([_, step, what]) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const { handlers } = counting()
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(
        Layer.fresh(
          layerOf(
            {},
            storeHanging(step, () => true)
          )
        ),
        scope
      )
      const started = Context.get(context, Callbacks.Callbacks).answer(delivered(what), handlers)
      yield* Effect.forkDaemon(started)
      yield* TestClock.adjust(1)
      const closing = yield* Effect.forkDaemon(Scope.close(scope, Exit.void))
      yield* TestClock.adjust("5 seconds")
      expect(Option.isSome(yield* Fiber.poll(closing))).toBe(true)
    })
  )
})

const storeFailing = (step: "get" | "set") => {
  const entries = new Map<string, string>()
  const error = Effect.fail(
    new SystemError({ reason: "Busy", module: "KeyValueStore", method: step, description: "planted" })
  )
  return HandledCallbacks.layerKeyValueStore().pipe(
    Layer.provide(
      Layer.succeed(
        KeyValueStore.KeyValueStore,
        KeyValueStore.makeStringOnly({
          get: (key) => (step === "get" ? error : Effect.sync(() => Option.fromNullable(entries.get(key)))),
          set: (key, value) => (step === "set" ? error : Effect.sync(() => void entries.set(key, value))),
          remove: () => Effect.void,
          clear: Effect.void,
          size: Effect.succeed(0)
        })
      )
    )
  )
}

describe("a store", () => {
  it.effect("that cannot be read lets nothing be handled", () =>
    Effect.gen(function* () {
      const { calls, handlers } = counting()
      expect(yield* answer(handlers, delivered(auth))).toEqual(notHandled)
      expect(calls).toEqual([])
    }).pipe(inTestTime({}, storeFailing("get")))
  )

  it.effect("that cannot be written does not change the answer", () =>
    Effect.gen(function* () {
      const { calls, handlers } = counting()
      expect(yield* answer(handlers, delivered(auth))).toEqual(ok)
      expect(calls).toEqual(["Auth"])
    }).pipe(inTestTime({}, storeFailing("set")))
  )

  it.effect("in memory forgets the oldest when it is full", () =>
    Effect.gen(function* () {
      const store = HandledCallbacks.makeMemory({ capacity: 2 })
      for (const digest of ["a", "b", "c"]) yield* store.record(digest, ok)
      const found = yield* Effect.forEach(["a", "b", "c"], store.find)
      expect(found.map(Option.isSome)).toEqual([false, true, true])
    })
  )

  it.effect("keeps digests and answers alone, by keys with its prefix", () =>
    Effect.gen(function* () {
      const entries = new Map<string, string>()
      const store = yield* HandledCallbacks.makeKeyValueStore({ prefix: "p/" }).pipe(
        Effect.provideService(
          KeyValueStore.KeyValueStore,
          KeyValueStore.makeStringOnly({
            get: (key) => Effect.sync(() => Option.fromNullable(entries.get(key))),
            set: (key, value) => Effect.sync(() => void entries.set(key, value)),
            remove: () => Effect.void,
            clear: Effect.void,
            size: Effect.succeed(0)
          })
        )
      )
      yield* store.record("d1", { code: 1, message: "no funds" })
      expect([...entries]).toEqual([["p/d1", `{"code":1,"message":"no funds"}`]])
      expect(yield* store.find("d1")).toEqual(Option.some({ code: 1, message: "no funds" }))
      entries.set("p/d1", `{"code":`)
      expect(yield* store.find("d1")).toEqual(Option.none())
    })
  )
})

describe("an app in memory", () => {
  const deliver = (handlers: Callbacks.Handlers, delivery: CallbackDelivery.SignedRequest) =>
    CallbackDelivery.deliver(Callbacks.app(handlers), delivery)
  const signed = (what: Told) => ({ headers: headersOf(signatureOf(what.pairs)), body: bodyOf(what) })

  it.effect("answers, and refuses a body of 2 MiB", () =>
    Effect.gen(function* () {
      const { calls, handlers } = counting()
      expect(yield* deliver(handlers, signed(auth))).toEqual(ok)
      const long = { ...auth, data: auth.data.replace("{", `{${" ".repeat(2 * 1024 * 1024)}`) }
      expect(yield* deliver(handlers, { ...signed(auth), body: bodyOf(long) })).toEqual(notAccepted)
      expect(calls).toHaveLength(1)
    }).pipe(inTestTime())
  )

  it.effect("keeps its time though requests are uninterruptible", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(deliver(authTaking(5_000).handlers, signed(auth)))
      yield* TestClock.adjust(699)
      expect(yield* Fiber.poll(fiber)).toEqual(Option.none())
      yield* TestClock.adjust(1)
      expect(yield* Fiber.join(fiber)).toEqual(late)
    }).pipe(inTestTime())
  )

  it.effect("is mounted at a path", () =>
    Effect.gen(function* () {
      const { handlers } = counting()
      const router = HttpRouter.empty.pipe(Callbacks.route("/hooks/keysecure", handlers))
      expect(yield* CallbackDelivery.deliver(router, signed(auth), "/hooks/keysecure")).toEqual(ok)
      expect(yield* Effect.flip(CallbackDelivery.deliver(router, signed(auth), "/hooks"))).toMatchObject({
        _tag: "DeliveryFailed",
        reason: "Status",
        detail: "HTTP status 404"
      })
    }).pipe(inTestTime())
  )
})
