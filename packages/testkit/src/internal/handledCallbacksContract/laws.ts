/** The laws of a store of handled callbacks. */
import type { Callback } from "@effect-keysecure/schema"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { type ContractBroken, type Expect, freshText } from "../contracts/expect.js"

/**
 * The two functions of a store, as `HandledCallbacks.Service` of the client.
 *
 * @since 0.2.0
 * @category models
 */
export interface Store<E> {
  /** The answer to a callback, by its digest; none if the callback was not handled. */
  readonly find: (digest: string) => Effect.Effect<Option.Option<Callback.Answer>, E>
  /** Remembers the answer to a callback that was handled. */
  readonly record: (digest: string, answer: Callback.Answer) => Effect.Effect<void, E>
}

/** Checks one law. */
export type Check = <E, R>(
  expect: Expect,
  open: Effect.Effect<Store<E>, E, R>
) => Effect.Effect<void, ContractBroken | E, R>

/** Answers that a careless column would change: no message and an empty one, blanks, quotes, four bytes, many characters. */
const answers: ReadonlyArray<Callback.Answer> = [
  { code: 0 },
  { code: 0, message: "" },
  { code: -2_147_483_648 },
  { code: 2_147_483_647, message: " approved " },
  { code: 1, message: `it's "declined" \\ 100 %\n💳` },
  { code: 1, message: "x".repeat(5_000) }
]

const isSame = (found: Option.Option<Callback.Answer>, answer: Callback.Answer): boolean =>
  Option.exists(found, ({ code, message }) => code === answer.code && message === answer.message)

const findsIn = <E>(expect: Expect, store: Store<E>, digest: string, answer: Callback.Answer) =>
  Effect.flatMap(store.find(digest), (found) =>
    expect(isSame(found, answer), "find gave another answer than was recorded")
  )

/** What one process recorded is there for the next, as it was. */
export const recordedIsFound: Check = (expect, open) =>
  Effect.gen(function* () {
    const [one, other] = yield* Effect.all([open, open])
    for (const answer of answers) {
      const digest = yield* freshText
      yield* expect(Option.isNone(yield* other.find(digest)), "find gave an answer before one was recorded")
      yield* one.record(digest, answer)
      yield* findsIn(expect, one, digest, answer)
      yield* findsIn(expect, other, digest, answer)
    }
  })

/** A delivery that was handled twice has the answer that was given last. */
export const lastAnswerCounts: Check = (expect, open) =>
  Effect.gen(function* () {
    const [one, other, digest] = yield* Effect.all([open, open, freshText])
    for (const answer of [...answers, ...answers]) {
      yield* one.record(digest, answer)
      yield* findsIn(expect, other, digest, answer)
    }
  })

/** Deliveries at the same moment to several processes are all remembered. */
export const manyAtOnce: Check = (expect, open) =>
  Effect.gen(function* () {
    const stores = yield* Effect.replicateEffect(open, 8)
    const [shared, own] = yield* Effect.all([freshText, freshText])
    yield* Effect.forEach(
      stores,
      (store, index) =>
        Effect.zipRight(store.record(`${own}-${index}`, { code: index }), store.record(shared, { code: 7 })),
      { concurrency: "unbounded", discard: true }
    )
    const reader = yield* open
    yield* Effect.forEach(stores, (_, index) => findsIn(expect, reader, `${own}-${index}`, { code: index }))
    yield* findsIn(expect, reader, shared, { code: 7 })
  })
