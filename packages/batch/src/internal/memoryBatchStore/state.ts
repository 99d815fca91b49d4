/** Batches and rows in memory: functions from state to state. */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type {
  Batch,
  BatchState,
  Change,
  Claimed,
  Counts,
  Insertion,
  NewRow,
  Page,
  Row,
  RowState
} from "../../BatchStore.js"
import * as Rows from "../rowStates/rowState.js"

/** A row with what only the store looks at. */
export interface Kept {
  readonly row: Row
  readonly digest: string
  readonly payload: string | null
  /** The runner that works on it; `null` if none does. */
  readonly runner: string | null
}

/** A batch with its rows by their keys. */
export interface KeptBatch {
  readonly batch: Batch
  readonly rows: HashMap.HashMap<string, Kept>
}

/** Everything that is kept. */
export interface State {
  readonly batches: ReadonlyMap<string, KeptBatch>
  /** Until when runners are alive, in Unix ms. */
  readonly alive: ReadonlyMap<string, number>
}

/** Nothing. */
export const empty: State = { batches: new Map(), alive: new Map() }

const withBatch = (state: State, name: string, kept: KeptBatch): State => ({
  ...state,
  batches: new Map(state.batches).set(name, kept)
})

const rowOfKey = (state: State, name: string, key: string): Kept | undefined => {
  const kept = state.batches.get(name)
  return kept === undefined ? undefined : Option.getOrUndefined(HashMap.get(kept.rows, key))
}

const rowsOf = (state: State, name: string): ReadonlyArray<Kept> => {
  const kept = state.batches.get(name)
  return kept === undefined ? [] : HashMap.toValues(kept.rows)
}

const withRows = (state: State, name: string, changed: ReadonlyArray<Kept>): State => {
  const kept = state.batches.get(name)
  if (kept === undefined) return state
  const rows = HashMap.mutate(kept.rows, (all) => {
    for (const each of changed) HashMap.set(all, each.row.key, each)
  })
  return withBatch(state, name, { ...kept, rows })
}

const dayMillis = 86_400_000

/** A batch of this name, made if there is none, without the rows that have no number. */
export const open = (state: State, name: string, now: number): State => {
  const kept = state.batches.get(name)
  const alive = new Map([...state.alive].filter(([, until]) => until >= now - dayMillis))
  return withBatch({ ...state, alive }, name, {
    batch: kept?.batch ?? { name, state: "submitting", reason: "", submittedAt: now },
    rows: kept === undefined ? HashMap.empty() : HashMap.filter(kept.rows, ({ row }) => row.cardUniqueNo !== "")
  })
}

/** The batch in another state, if it is in one of these. */
export const enter = (
  state: State,
  name: string,
  from: ReadonlyArray<BatchState>,
  to: BatchState,
  reason: string
): readonly [boolean, State] => {
  const kept = state.batches.get(name)
  return kept !== undefined && from.includes(kept.batch.state)
    ? [true, withBatch(state, name, { ...kept, batch: { ...kept.batch, state: to, reason } })]
    : [false, state]
}

/** What `insert` would tell. */
export const compare = (
  state: State,
  name: string,
  rows: ReadonlyArray<Pick<NewRow, "key" | "digest">>
): ReadonlyArray<Insertion> =>
  rows.map(({ digest, key }) => {
    const known = rowOfKey(state, name, key)
    if (known === undefined || Rows.isReplaced(known.row.state)) return "new"
    return known.digest === digest ? "same" : "changed"
  })

/** The rows that are new, added. */
export const insert = (
  state: State,
  name: string,
  rows: ReadonlyArray<NewRow>,
  now: number
): readonly [ReadonlyArray<Insertion>, State] => {
  const told = compare(state, name, rows)
  const added = rows.filter((_, index) => told[index] === "new")
  return [
    told,
    withRows(
      state,
      name,
      added.map((row) => ({ row: Rows.first(row, now), digest: row.digest, payload: row.payload, runner: null }))
    )
  ]
}

/** A runner that is alive until then. */
export const alive = (state: State, runner: string, until: number): State => ({
  ...state,
  alive: new Map(state.alive).set(runner, until)
})

/** Rows that are due and free, for a runner. */
export const claim = (
  state: State,
  name: string,
  runner: string,
  now: number,
  limit: number
): readonly [ReadonlyArray<Claimed>, State] => {
  const batchState = state.batches.get(name)?.batch.state
  const isFree = (owner: string | null) => owner === null || (state.alive.get(owner) ?? 0) <= now
  const due = rowsOf(state, name)
    .flatMap((kept) => (kept.payload === null ? [] : [{ ...kept, payload: kept.payload }]))
    .filter(({ row, runner: owner }) => Rows.isDue(row, now) && Rows.isWorkedOn(row, batchState) && isFree(owner))
    .toSorted((a, b) => a.row.dueAt - b.row.dueAt || a.row.line - b.row.line)
    .slice(0, limit)
    .map((kept) => ({ ...kept, row: { ...kept.row, tries: kept.row.tries + 1 }, runner }))
  return [due.map(({ payload, row }) => ({ row, payload })), withRows(state, name, due)]
}

/** The row changed, if it is as the caller saw it. */
export const change = (
  state: State,
  name: string,
  { key, state: seen, tries }: Pick<Row, "key" | "state" | "tries">,
  changed: Change
): readonly [boolean, State] => {
  const kept = rowOfKey(state, name, key)
  if (kept === undefined || kept.row.state !== seen || kept.row.tries !== tries) return [false, state]
  const row = { ...kept.row, ...changed }
  const payload = Rows.keepsApplication(row.state) ? kept.payload : null
  return [true, withRows(state, name, [{ ...kept, row, payload, runner: null }])]
}

/** A runner's rows, free again, without the runner. */
export const release = (before: State, runner: string): State => {
  const state: State = { ...before, alive: new Map([...before.alive].filter(([id]) => id !== runner)) }
  const names = [...state.batches.keys()]
  return names.reduce((freed, name) => {
    const own = rowsOf(freed, name).filter((kept) => kept.runner === runner)
    return withRows(
      freed,
      name,
      own.map((kept) => ({ ...kept, runner: null }))
    )
  }, state)
}

/** All rows of some states, moved. */
export const move = (
  state: State,
  name: string,
  from: ReadonlyArray<RowState>,
  to: "queued" | "cancelled",
  now: number
): readonly [number, State] => {
  const moved = rowsOf(state, name).filter(
    ({ payload, row }) => from.includes(row.state) && (to === "cancelled" ? row.tries === 0 : payload !== null)
  )
  return [
    moved.length,
    withRows(
      state,
      name,
      moved.map((kept) => ({
        ...kept,
        row: Rows.moved(kept.row, to, now),
        payload: to === "cancelled" ? null : kept.payload,
        runner: null
      }))
    )
  ]
}

/** Issued rows whose cards the list shows. */
export const showCards = (
  state: State,
  name: string,
  cards: ReadonlyArray<{ readonly cardNo: string; readonly status: string }>
): readonly [number, State] => {
  const statuses = new Map(cards.map(({ cardNo, status }) => [cardNo, status]))
  const shown = rowsOf(state, name).flatMap((kept) => {
    const status = kept.row.state === "issued" ? statuses.get(kept.row.cardNo ?? "") : undefined
    return status === undefined ? [] : [{ ...kept, row: Rows.shown(kept.row, status) }]
  })
  return [shown.length, withRows(state, name, shown)]
}

/** The application of any one row. */
export const sealed = (state: State, name: string) => {
  const [first] = rowsOf(state, name)
    .flatMap(({ payload, row: { key } }) => (payload === null ? [] : [{ key, payload }]))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
  return first ?? null
}

/** A row by its key. */
export const rowOf = (state: State, name: string, key: string): Row | null => rowOfKey(state, name, key)?.row ?? null

/** The earliest time at which a row is due. */
export const nextDueAt = (state: State, name: string): number | null => {
  const isCancelled = state.batches.get(name)?.batch.state === "cancelled"
  const due = rowsOf(state, name).flatMap(({ row }) =>
    Rows.isOpen(row.state) && (row.tries > 0 || !isCancelled) ? [row.dueAt] : []
  )
  return due.length === 0 ? null : due.reduce((a, b) => Math.min(a, b))
}

/** How many rows are in each state. */
export const counts = (state: State, name: string): Counts => {
  const rows = rowsOf(state, name).map(({ row }) => row)
  return {
    rows: Rows.countsOf(rows.map(({ state: each }): readonly [RowState, number] => [each, 1])),
    tries: rows.reduce((sum, { tries }) => sum + tries, 0)
  }
}

/** A page of rows in the order of their keys. */
export const page = (state: State, name: string, { after, limit, states }: Page): ReadonlyArray<Row> =>
  rowsOf(state, name)
    .map(({ row }) => row)
    .filter(({ key, state: each }) => states.includes(each) && (after === null || key > after))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, limit)
