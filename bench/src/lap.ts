/** One round of one candidate, in a process of its own: many calls, and what they cost that process. */
import { median, quantile } from "./statistics.js"

/** How many calls, and how many of them at the same time. */
export interface Order {
  readonly calls: number
  readonly concurrency: number
  /** Which candidate, in a process that several share. */
  readonly candidate: string
}

/** What a round cost. */
export interface Lap {
  /** CPU time of the process, user and system, a call. */
  readonly cpuMicros: number
  readonly callsPerSecond: number
  readonly p50Micros: number
  readonly p99Micros: number
}

/** Carries a round out, and tells how long calls took, in ms: each one, or one of many if a clock would cost too much. */
export type Run = (order: Order, took: (millis: number) => void) => Promise<void>

/** Calls that do not count, before those that do, as a share of them: a process that has waited for its turn is cold. */
const warmUp = 0.25

/** Does a round. */
const lap = async (run: Run, order: Order): Promise<Lap> => {
  await run({ ...order, calls: Math.ceil(warmUp * order.calls) }, () => {})
  const micros: Array<number> = []
  const cpuBefore = process.cpuUsage()
  const before = performance.now()
  await run(order, (millis) => {
    micros.push(millis * 1_000)
  })
  const wallMillis = performance.now() - before
  const { system, user } = process.cpuUsage(cpuBefore)
  return {
    cpuMicros: (user + system) / order.calls,
    callsPerSecond: (1_000 * order.calls) / wallMillis,
    p50Micros: median(micros),
    p99Micros: quantile(micros, 0.99)
  }
}

/** A number a call, counted on from one round to the next: no two calls of a process are the same. */
let number = 0

/** What was numbered before the first call. */
export const countOnFrom = (last: number): void => {
  number = last
}

/** The next call's number. */
export const nextNumber = (): number => (number += 1)

/** Throws unless the first answer of a round names the number that was applied with: every candidate does the work. */
export const checkingFirst = () => {
  let isFirst = true
  return (n: number, answer: unknown): void => {
    if (isFirst && JSON.stringify(answer)?.includes(`bench-${n}`) !== true) {
      throw new Error(`the answer to ${n}: ${JSON.stringify(answer)}`)
    }
    isFirst = false
  }
}

/** A round of calls that are promises: as many loops as calls at the same time. */
export const calling =
  (call: (n: number) => Promise<unknown>): Run =>
  async ({ calls, concurrency }, took) => {
    let left = calls
    const check = checkingFirst()
    const loop = async () => {
      while (left > 0) {
        left -= 1
        const n = nextNumber()
        const before = performance.now()
        // oxlint-disable-next-line no-await-in-loop -- one call after the other is what is measured
        const answer = await call(n)
        took(performance.now() - before)
        check(n, answer)
      }
    }
    await Promise.all(Array.from({ length: concurrency }, loop))
  }

/** So many calls that are computed at once are timed together. */
const batch = 50

/** A round of calls that are computed at once. */
export const computing =
  (call: (n: number) => unknown): Run =>
  async ({ calls }, took) => {
    for (let done = 0; done < calls; done += batch) {
      const many = Math.min(batch, calls - done)
      const before = performance.now()
      for (let index = 0; index < many; index++) call(nextNumber())
      took((performance.now() - before) / many)
    }
  }

/** Does the rounds that the parent process asks for, until it hangs up. */
export const serve = (run: Run): void => {
  const answer = async (order: Order) => process.send?.(await lap(run, order))
  process.on("message", (order: Order) => void answer(order))
  process.send?.("ready")
}
