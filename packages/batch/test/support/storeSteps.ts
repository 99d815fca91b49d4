/** Steps of a batch store, generated; and what a store tells of each. */
import { Card } from "@effect-keysecure/schema"
import { Effect, FastCheck as fc } from "effect"
import { BatchStore } from "../../src/index.js"

type Run = (store: BatchStore.Service, seen: Seen) => Effect.Effect<unknown, BatchStore.BatchStoreFailed>

/** A step, and what it is given, to be read in a counterexample. */
interface Step {
  readonly given: unknown
  readonly run: Run
}

/** Steps of one kind. */
const kind = <A>(given: fc.Arbitrary<A>, run: (given: A) => Run): fc.Arbitrary<Step> =>
  given.map((each) => ({ given: each, run: run(each) }))

/** The rows that were claimed last, which are changed next. */
type Seen = Array<BatchStore.Claimed>

const { BatchState, RowState } = BatchStore

const name = fc.constantFrom("cards", "Cards")
const key = fc.constantFrom("k1", "k2", "k3", "K1", "kä")
const runner = fc.constantFrom("one", "two")
const now = fc.integer({ min: 1, max: 9 })
const states = fc.uniqueArray(fc.constantFrom(...RowState.literals), { minLength: 1, maxLength: 3 })
const batchStates = fc.uniqueArray(fc.constantFrom(...BatchState.literals), { minLength: 1, maxLength: 3 })
const cardNo = fc.constantFrom("C1", "C2", "C3").map((no) => Card.CardNo.make(no))

const problem = fc.record({
  tag: fc.constantFrom("RowInvalid", "CardholderUnknown"),
  code: fc.option(fc.constant(2002)),
  field: fc.option(fc.constant("card_type")),
  remedy: fc.constant("Correct it.")
})

const newRow = (each: string): fc.Arbitrary<BatchStore.NewRow> =>
  fc.record({
    key: fc.constant(each),
    // Rows that are due at the same time are taken in the order of their lines.
    line: fc.constant(each.codePointAt(each.length - 1) ?? 0),
    cardUniqueNo: fc.constantFrom("", `no-${each}`),
    digest: fc.constantFrom("d1", "d2"),
    payload: fc.option(fc.constant("sealed")),
    problem: fc.option(problem)
  })

const newRows = fc.uniqueArray(key, { minLength: 0, maxLength: 4 }).chain((keys) => fc.tuple(...keys.map(newRow)))

const change: fc.Arbitrary<BatchStore.Change> = fc.record({
  state: fc.constantFrom(...RowState.literals),
  dueAt: now,
  tries: fc.nat(3),
  cardNo: fc.option(cardNo),
  cardStatus: fc.option(fc.constantFrom("Active", "Pending")),
  problem: fc.option(problem),
  candidates: fc.array(cardNo, { maxLength: 2 })
})

const byKey = (claimed: ReadonlyArray<BatchStore.Claimed>) =>
  claimed.toSorted((a, b) => (a.row.key < b.row.key ? -1 : 1))

const shown = fc.uniqueArray(fc.record({ cardNo, status: fc.constantFrom("Active" as const, "Fail" as const) }), {
  maxLength: 3,
  selector: ({ cardNo: each }) => each
})

const rowOf = fc.tuple(key, fc.constantFrom(...RowState.literals), fc.nat(3))

const step: fc.Arbitrary<Step> = fc.oneof(
  kind(
    fc.tuple(name, now),
    ([batch, at]) =>
      (store) =>
        store.open(batch, at)
  ),
  kind(
    fc.tuple(name, batchStates, fc.constantFrom(...BatchState.literals)),
    ([batch, from, to]) =>
      (store) =>
        store.enter(batch, from, to, "why")
  ),
  kind(name, (batch) => (store) => store.enter(batch, BatchState.literals, "running", "")),
  kind(
    fc.tuple(name, newRows),
    ([batch, rows]) =>
      (store) =>
        store.compare(batch, rows)
  ),
  kind(
    fc.tuple(name, newRows, now),
    ([batch, rows, at]) =>
      (store) =>
        store.insert(batch, rows, at)
  ),
  kind(
    fc.tuple(runner, now),
    ([who, until]) =>
      (store) =>
        store.alive(who, until)
  ),
  kind(
    fc.tuple(name, runner, now, fc.integer({ min: 1, max: 3 })),
    ([batch, who, at, limit]) =>
      (store, seen) =>
        Effect.map(store.claim(batch, who, at, limit), (claimed) => {
          seen.splice(0, seen.length, ...byKey(claimed))
          return byKey(claimed)
        })
  ),
  kind(
    fc.tuple(name, change),
    ([batch, changed]) =>
      (store, seen) =>
        Effect.forEach(seen, ({ row }) => store.change(batch, row, { ...changed, tries: row.tries }))
  ),
  kind(
    fc.tuple(name, rowOf, change),
    ([batch, [each, state, tries], changed]) =>
      (store) =>
        store.change(batch, { key: each, state, tries }, changed)
  ),
  kind(runner, (who) => (store) => store.release(who)),
  kind(
    fc.tuple(name, states, fc.constantFrom("queued" as const, "cancelled" as const), now),
    ([batch, from, to, at]) =>
      (store) =>
        store.move(batch, from, to, at)
  ),
  kind(
    fc.tuple(name, shown),
    ([batch, cards]) =>
      (store) =>
        store.showCards(batch, cards)
  ),
  kind(
    fc.tuple(name, key),
    ([batch, each]) =>
      (store) =>
        store.row(batch, each)
  ),
  kind(
    fc.tuple(name, states, fc.option(key), fc.integer({ min: 1, max: 3 })),
    ([batch, which, after, limit]) =>
      (store) =>
        store.page(batch, { states: which, after, limit })
  )
)

/** Steps, one after the other. A batch is there and runs from the start. */
export const steps: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(step, { maxLength: 40, size: "max" })

const everything = (store: BatchStore.Service) =>
  Effect.forEach(["cards", "Cards"], (batch) =>
    Effect.all([
      store.names,
      store.sealed(batch),
      store.find(batch),
      store.nextDueAt(batch),
      store.counts(batch),
      store.page(batch, { states: RowState.literals, after: null, limit: 100 })
    ])
  )

/** What a store tells of each step, and all that it holds afterwards. */
export const toldBy = (store: BatchStore.Service, all: ReadonlyArray<Step>) =>
  Effect.suspend(() => {
    const seen: Seen = []
    const opened = Effect.zipRight(store.open("cards", 1), store.open("Cards", 2))
    const told = Effect.zipRight(
      opened,
      Effect.forEach(all, ({ run }) => run(store, seen))
    )
    return Effect.zip(told, everything(store))
  })
