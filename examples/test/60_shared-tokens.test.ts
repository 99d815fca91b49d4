import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { runExample } from "./running.js"

it.live(
  "two processes get a card each, with one token",
  () =>
    Effect.map(runExample("60_shared-tokens.ts"), ({ exitCode, output }) => {
      expect(output.trim().split("\n")).toEqual([
        "worker-1: card C0000000001",
        "worker-2: card C0000000002",
        "tokens fetched: 1"
      ])
      expect(exitCode).toBe(0)
    }),
  60_000
)
