/** Our own stores, by the contract that a user's store is tried by. */
import { AttemptLog, HandledCallbacks } from "@effect-keysecure/client"
import { AttemptLogContract, HandledCallbacksContract } from "@effect-keysecure/testkit"
import { KeyValueStore } from "@effect/platform"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"

const inStore = <A, E>(make: Effect.Effect<A, E, KeyValueStore.KeyValueStore>) =>
  Effect.runSync(Effect.provide(make, KeyValueStore.layerMemory))

const names = (laws: ReadonlyArray<{ readonly name: string }>) => laws.map(({ name }) => name)
const run = <E>(laws: ReadonlyArray<AttemptLogContract.Law<E, never>>, wanted: string) =>
  Effect.runPromise(laws.find(({ name }) => name === wanted)?.check ?? Effect.dieMessage(`no law ${wanted}`))

const oneLog = (log: AttemptLog.Service) => AttemptLogContract.laws({ open: Effect.succeed(log) })
const logs = {
  "a log in memory": oneLog(AttemptLog.makeMemory()),
  "a log in a store, of one process": oneLog(inStore(AttemptLog.makeKeyValueStore())),
  "a log that remembers": oneLog(AttemptLog.remembering(AttemptLog.makeMemory()))
}

describe.each(Object.entries(logs))("%s", (_, laws) => {
  it.each(names(laws))("%s", (name) => run(laws, name))
})

describe("a log in a store, of two processes", () => {
  it("lets two through that expect the same: the store has no compare-and-set", async () => {
    const slow = inStore(
      Effect.map(KeyValueStore.KeyValueStore, (store) => ({
        ...store,
        get: (key: string) => Effect.zipLeft(store.get(key), Effect.yieldNow())
      }))
    )
    const open = Effect.provideService(AttemptLog.makeKeyValueStore(), KeyValueStore.KeyValueStore, slow)
    const law = AttemptLogContract.laws({ open }).find(({ name }) => name.includes("told yes"))
    const error = await Effect.runPromise(Effect.flip(law?.check ?? Effect.void))
    expect(String(error)).toContain("8 of 8 that expected the same were told yes")
  })
})

const answers = {
  "handled callbacks in memory": HandledCallbacks.makeMemory(),
  "handled callbacks in a store": inStore(HandledCallbacks.makeKeyValueStore())
}

describe.each(Object.entries(answers))("%s", (_, store) => {
  const laws = HandledCallbacksContract.laws({ open: Effect.succeed(store) })
  it.each(names(laws))("%s", (name) => run(laws, name))
})
