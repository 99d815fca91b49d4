/** The laws of an attempt log. */
import { Card, Timestamp } from "@effect-keysecure/schema"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import { type ContractBroken, type Expect, freshText } from "../contracts/expect.js"
import { type Entry, inWords, isSame, issuedOf, type Key, keyOf, type Log, openOf } from "./entries.js"

/** The store that is tried. */
export interface Tried<E, R> {
  readonly open: Effect.Effect<Log<E>, E, R>
  readonly runs: number
}

/** Checks one law. */
export type Check = <E, R>(expect: Expect, tried: Tried<E, R>) => Effect.Effect<void, ContractBroken | E, R>

const freshKey = Effect.map(freshText, (number) => keyOf(number))

const findsIn = <E>(expect: Expect, log: Log<E>, key: Key, wanted: Option.Option<Entry>) =>
  Effect.flatMap(log.find(key), (found) =>
    expect(isSame(found, wanted), `find gave ${inWords(found)}, and what was stored is ${inWords(wanted)}`)
  )

const swaps = <E>(
  expect: Expect,
  log: Log<E>,
  key: Key,
  [expected, next]: readonly [expected: Option.Option<Entry>, next: Option.Option<Entry>],
  wanted: boolean
) =>
  Effect.flatMap(log.compareAndSwap(key, expected, next), (was) =>
    expect(was === wanted, `a swap of ${inWords(expected)} for ${inWords(next)} said ${was}`)
  )

const none: Option.Option<Entry> = Option.none()

/** What one process wrote is there for the next. */
export const writtenIsFound: Check = (expect, { open }) =>
  Effect.gen(function* () {
    const [one, other, key] = yield* Effect.all([open, open, freshKey])
    const [first, second] = [Option.some(openOf(key, "a")), Option.some(issuedOf(key))]
    yield* findsIn(expect, one, key, none)
    yield* swaps(expect, one, key, [none, none], true)
    yield* swaps(expect, one, key, [none, first], true)
    yield* findsIn(expect, other, key, first)
    yield* swaps(expect, other, key, [none, none], false)
    yield* swaps(expect, other, key, [first, second], true)
    yield* findsIn(expect, one, key, second)
    yield* swaps(expect, one, key, [second, none], true)
    yield* findsIn(expect, other, key, none)
    yield* swaps(expect, other, key, [second, first], false)
  })

const steps = FastCheck.array(
  FastCheck.record({
    log: FastCheck.nat(2),
    number: FastCheck.nat(2),
    expected: FastCheck.constantFrom("stored", "none", "another"),
    next: FastCheck.constantFrom("none", "a", "b", "issued")
  }),
  { minLength: 1, maxLength: 25 }
)

const expectedOf = (expected: string, now: Option.Option<Entry>, key: Key): Option.Option<Entry> => {
  if (expected === "stored") return now
  return expected === "none" ? none : Option.some(openOf(key, "another"))
}

const nextOf = (next: string, key: Key): Option.Option<Entry> => {
  if (next === "none") return none
  return Option.some(next === "issued" ? issuedOf(key) : openOf(key, next))
}

/** Any sequence of swaps, by several processes, does what it would do to a map. */
export const followsAMap: Check = (expect, { open, runs }) =>
  Effect.gen(function* () {
    const logs = yield* Effect.replicateEffect(open, 3)
    const seed = yield* Random.nextIntBetween(0, 2 ** 31)
    for (const sequence of FastCheck.sample(steps, { numRuns: runs, seed })) {
      const keys = yield* Effect.replicateEffect(freshKey, 3)
      const stored = new Map<Key, Option.Option<Entry>>()
      for (const step of sequence) {
        const [log, key] = [logs[step.log], keys[step.number]]
        if (log === undefined || key === undefined) continue
        const now = stored.get(key) ?? none
        const expected = expectedOf(step.expected, now, key)
        const next = nextOf(step.next, key)
        const isStored = isSame(expected, now)
        yield* swaps(expect, log, key, [expected, next], isStored)
        if (isStored) stored.set(key, next)
      }
      for (const log of logs) {
        yield* Effect.forEach(stored, ([key, entry]) => findsIn(expect, log, key, entry), { discard: true })
      }
    }
  })

const racers = 8

const race = <E, R>(expect: Expect, open: Effect.Effect<Log<E>, E, R>, key: Key, expected: Option.Option<Entry>) =>
  Effect.gen(function* () {
    const [logs, attempt] = yield* Effect.all([Effect.replicateEffect(open, racers), freshText])
    const told = yield* Effect.forEach(
      logs,
      (log, index) => log.compareAndSwap(key, expected, Option.some(openOf(key, `${attempt} ${index}`))),
      { concurrency: "unbounded" }
    )
    const winners = told.flatMap((isWinner, index) => (isWinner ? [index] : []))
    yield* expect(winners.length === 1, `${winners.length} of ${racers} that expected the same were told yes`)
    const last = Option.some(openOf(key, `${attempt} ${winners.join()}`))
    yield* findsIn(expect, yield* open, key, last)
    return last
  })

/** One process sends, whatever several expect at the same time. */
export const oneOfManyWins: Check = (expect, { open }) =>
  Effect.gen(function* () {
    for (let round = 0; round < 10; round++) {
      const key = yield* freshKey
      const first = yield* race(expect, open, key, none)
      yield* race(expect, open, key, first)
    }
  })

/** An entry that differs in one field is another entry. */
export const everyFieldCounts: Check = (expect, { open }) =>
  Effect.gen(function* () {
    const [log, key] = yield* Effect.all([open, freshKey])
    const [attempt, card] = [openOf(key, "a"), issuedOf(key)]
    const pairs: ReadonlyArray<readonly [stored: Entry, another: Entry]> = [
      [attempt, { ...attempt, attemptId: "A" }],
      [attempt, { ...attempt, digest: "1".repeat(64) }],
      [attempt, { ...attempt, digest: "" }],
      [attempt, { ...attempt, stamp: Timestamp.Timestamp.make(1_800_000_000_001) }],
      [attempt, { ...attempt, accepted: true }],
      [attempt, card],
      [card, { ...card, cardNo: Card.CardNo.make("c0000000001") }],
      [card, { ...card, failed: true }],
      [card, attempt]
    ]
    let now = none
    for (const [stored, another] of pairs) {
      yield* swaps(expect, log, key, [now, Option.some(stored)], true)
      yield* swaps(expect, log, key, [Option.some(another), none], false)
      now = Option.some(stored)
      yield* findsIn(expect, log, key, now)
    }
  })

/** Texts that a database may take for one: by case, accents, width, composition, a blank, or the last code unit. */
const alike = [
  "a",
  "A",
  "á",
  "a\u0301",
  "Ａ",
  "a b",
  "ab",
  "ß",
  "ss",
  "ı",
  "i",
  "İ",
  "💳",
  "💴",
  `${"a".repeat(40)}1`,
  `${"a".repeat(40)}2`
]

/** Two numbers, or names, that are not the same in every code unit have an entry each. */
export const keysAreExact: Check = (expect, { open }) =>
  Effect.gen(function* () {
    const [log, text] = yield* Effect.all([open, freshText])
    const keys = alike.flatMap((one) => [
      keyOf(`${text}${one}`),
      keyOf(text, `contract${one}`),
      keyOf(text, "contract", one)
    ])
    // Together they would be the same texts.
    const joined = [
      keyOf(text, "1:2", "3"),
      keyOf(text, "1", "2:3"),
      keyOf(text, "1:2:3", ""),
      keyOf(text, "", "1:2:3")
    ]
    // Some databases disregard blanks at the end of a text. A card's number has none there.
    const padded = [keyOf(text, "contract "), keyOf(text, "contract", "a ")]
    const all = [...keys, ...joined, ...padded]
    yield* Effect.forEach(all, (key, index) =>
      swaps(expect, log, key, [none, Option.some(openOf(key, `${index}`))], true)
    )
    yield* Effect.forEach(all, (key, index) => findsIn(expect, log, key, Option.some(openOf(key, `${index}`))))
  })

/** An interrupted swap has been made or not, and the next one goes on from there. */
export const interruptionIsClean: Check = (expect, { open }) =>
  Effect.gen(function* () {
    for (let yields = 0; yields < 10; yields++) {
      const [log, other, key] = yield* Effect.all([open, open, freshKey])
      const next = Option.some(openOf(key, "a"))
      const swap = yield* Effect.fork(log.compareAndSwap(key, none, next))
      yield* Effect.repeatN(Effect.yieldNow(), yields)
      yield* swap.interruptAsFork(swap.id())
      yield* Effect.exit(swap.await)
      // A write that was under way may land later, so the next swap says what it met.
      const was = yield* other.compareAndSwap(key, none, next)
      yield* expect(
        was || isSame(yield* other.find(key), next),
        "after an interruption the entry is neither the one before nor the one that was written"
      )
      yield* swaps(expect, other, key, [next, none], true)
    }
  })

/** An entry that cannot be read is there, and is replaced once. */
export const corruptIsReplacedOnce =
  <E2, R2>(corrupt: (key: Key) => Effect.Effect<void, E2, R2>) =>
  <E, R>(expect: Expect, { open }: Tried<E, R>): Effect.Effect<void, ContractBroken | E | E2, R | R2> =>
    Effect.gen(function* () {
      const [log, key] = yield* Effect.all([open, freshKey])
      const unread: Option.Option<Entry> = Option.some({ _tag: "Corrupt", cardUniqueNo: key.cardUniqueNo })
      const attempt = Option.some(openOf(key, "a"))
      yield* swaps(expect, log, key, [none, attempt], true)
      yield* corrupt(key)
      yield* findsIn(expect, log, key, unread)
      yield* swaps(expect, log, key, [attempt, none], false)
      yield* swaps(expect, log, key, [none, attempt], false)
      const last = yield* race(expect, open, key, unread)
      yield* swaps(expect, log, key, [unread, none], false)
      yield* swaps(expect, log, key, [last, none], true)
      yield* swaps(expect, log, key, [none, attempt], true)
      yield* corrupt(key)
      yield* swaps(expect, log, key, [unread, none], true)
      yield* findsIn(expect, log, key, none)
    })
