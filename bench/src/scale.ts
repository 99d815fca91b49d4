/** `pnpm bench scale`: the simulator with a million cards beside one with ten, and what calls leave on its heap. */
import { Console, Effect } from "effect"
import { buildPrograms, start } from "./children.js"
import { type Amount, measure, ratio } from "./measure.js"
import type { Fact, Report } from "./report.js"

/** What `programs/heap` tells, in bytes. */
interface Heap {
  readonly log: number
  readonly growth: number
  readonly perCard: number
}

/** What is measured, and how many times as many calls a round has: with less its caches would hardly be filled. */
const operations = [
  { operation: "applyForCard", times: 2 },
  { operation: "an application", times: 10 },
  { operation: "a card's detail", times: 10 },
  { operation: "a card by its unique number", times: 10 },
  { operation: "a page of the card list", times: 5 }
]

const few = 10

/** How much is measured unless asked otherwise: the cards are 400 times the calls, the calls that a heap meets 40 times. */
export const defaults: Amount = { rounds: 9, calls: 2_500 }

/** Measures. */
export const run = (amount: Amount) =>
  Effect.gen(function* () {
    const pathOf = yield* buildPrograms(["cards", "heap"])
    const counts = { "few cards": few, "many cards": 400 * amount.calls }
    const heapCalls = 40 * amount.calls
    const title = `with ${few} and ${counts["many cards"]} cards`
    const rows = yield* measure(
      title,
      operations.flatMap(({ operation, times }) =>
        Object.entries(counts).map(([name, count]) => ({
          name: `${operation}, ${name}`,
          program: pathOf("cards"),
          args: [String(count), name],
          nodeOptions: ["--max-old-space-size=8192"],
          times
        }))
      ),
      amount
    )
    const ratios = yield* Effect.forEach(operations, ({ operation }) =>
      ratio(rows, { of: `${operation}, many cards`, to: `${operation}, few cards`, atMost: 1.25 })
    )
    yield* Console.error(`heap: ${heapCalls} calls, and as many applications`)
    const { greeting: heap } = yield* start<Heap>(pathOf("heap"), [String(heapCalls)], ["--expose-gc"])
    const facts: ReadonlyArray<Fact> = [
      {
        name: "heap that calls that make no card leave, the request log full",
        value: Math.max(0, heap.growth) / 1_000_000,
        unit: "MB",
        atMost: 5,
        slack: 1
      },
      { name: "the request log of the last 10,000 requests", value: heap.log / 1_000_000, unit: "MB" },
      { name: "heap a card that is made", value: heap.perCard, unit: "bytes", slack: 50 }
    ]
    return { bench: "scale", sections: [{ title, rows }], ratios, facts } satisfies Report
  }).pipe(Effect.scoped)
