/**
 * Batches in this process's memory.
 *
 * @module MemoryBatchStore
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import { BatchStore, type Service } from "./BatchStore.js"
import * as Memory from "./internal/memoryBatchStore/state.js"

const make = Effect.map(Ref.make(Memory.empty), (ref): Service => {
  const modify = <A>(f: (state: Memory.State) => readonly [A, Memory.State]) => Ref.modify(ref, f)
  const read = <A>(f: (state: Memory.State) => A) => Effect.map(Ref.get(ref), f)
  return {
    names: read(({ batches }) => [...batches.keys()].toSorted()),
    find: (name) => read(({ batches }) => batches.get(name)?.batch ?? null),
    open: (name, now) => Ref.update(ref, (state) => Memory.open(state, name, now)),
    enter: (name, from, to, reason) => modify((state) => Memory.enter(state, name, from, to, reason)),
    compare: (name, rows) => read((state) => Memory.compare(state, name, rows)),
    insert: (name, rows, now) => modify((state) => Memory.insert(state, name, rows, now)),
    alive: (runner, until) => Ref.update(ref, (state) => Memory.alive(state, runner, until)),
    claim: (name, runner, now, limit) => modify((state) => Memory.claim(state, name, runner, now, limit)),
    change: (name, was, change) => modify((state) => Memory.change(state, name, was, change)),
    release: (runner) => Ref.update(ref, (state) => Memory.release(state, runner)),
    move: (name, from, to, now) => modify((state) => Memory.move(state, name, from, to, now)),
    showCards: (name, cards) => modify((state) => Memory.showCards(state, name, cards)),
    sealed: (name) => read((state) => Memory.sealed(state, name)),
    row: (name, key) => read((state) => Memory.rowOf(state, name, key)),
    nextDueAt: (name) => read((state) => Memory.nextDueAt(state, name)),
    counts: (name) => read((state) => Memory.counts(state, name)),
    page: (name, page) => read((state) => Memory.page(state, name, page))
  }
})

/**
 * Batches in this process's memory, for tests and to try it: they end with it.
 *
 * @since 0.2.0
 * @category layers
 */
export const layer: Layer.Layer<BatchStore> = Layer.effect(BatchStore, make)
