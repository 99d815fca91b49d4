/**
 * Tries the laws on every wrong program (`pnpm check:laws`): each must fall within 200 schedules on each of ten seeds, with a
 * counterexample of at most three faults that replays.
 */
import { Effect } from "effect"
import { type Fall, fallOf, isFall, wrongPrograms } from "../packages/client/test/support/wrongPrograms.js"

const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

const told = (fall: Fall): string => {
  const { disturbances, faults, storeFaults } = fall.trial ?? { disturbances: [], faults: [], storeFaults: [] }
  const size = [faults, disturbances, storeFaults].map(({ length }) => length).join("/")
  return `${isFall(fall) ? "" : "!"}${fall.schedules} (${size})`
}

process.stdout.write(
  "The schedule at which each program fell (faults/interruptions and crashes/failing steps of the store left)\n"
)
const tried = Effect.forEach(Object.entries(wrongPrograms), ([name, wrong]) =>
  Effect.map(
    Effect.forEach(seeds, (seed) => fallOf(wrong, seed)),
    (falls) => {
      process.stdout.write(`| ${name} | ${wrong.law} | ${falls.map(told).join(" | ")} |\n`)
      return falls.every(isFall)
    }
  )
)

process.exitCode = (await Effect.runPromise(tried)).every(Boolean) ? 0 : 1
