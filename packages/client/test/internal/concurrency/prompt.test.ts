/** A step of a log is limited unless the log is known not to wait, which only our own in memory is. */
import { AttemptLog } from "@effect-keysecure/client"
import { KeyValueStore } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { isPrompt } from "../../../src/internal/concurrency/prompt.js"

describe("a log of attempts", () => {
  it("in memory does not wait", () => {
    expect(isPrompt(AttemptLog.makeMemory())).toBe(true)
  })

  it("made of it may wait: its steps are others", () => {
    const memory = AttemptLog.makeMemory()
    expect(isPrompt({ ...memory })).toBe(false)
    expect(isPrompt({ ...memory, find: () => Effect.never })).toBe(false)
  })

  it.effect("in a store may wait", () =>
    Effect.map(AttemptLog.makeKeyValueStore(), (log) => {
      expect(isPrompt(log)).toBe(false)
    }).pipe(Effect.provide(KeyValueStore.layerMemory))
  )
})
