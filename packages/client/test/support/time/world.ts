/**
 * A model of two clocks and a network between them, in plain numbers: our wall and monotonic clocks, a server whose clock
 * is off and drifts, and one that checks timestamps and may be behind the one that writes `Date`.
 */
import { Array, FastCheck as fc, Order } from "effect"

/** One call: how long after the previous one it is sent, and how long each way takes, in ms. */
export interface Call {
  readonly gap: number
  readonly out: number
  readonly back: number
}

export interface World {
  /** Server minus our wall clock at the start, ms. */
  readonly offset: number
  /** How much faster the server's clock runs, parts per million. */
  readonly driftPpm: number
  /** How far the clock that checks is behind the one that writes `Date`, ms. */
  readonly lag: number
  readonly calls: ReadonlyArray<Call>
}

/** A way to stamp: what it stamps at a moment, and what it makes of an answer. All in ms. */
export interface Strategy {
  readonly stamp: (now: Clocks) => number
  readonly observe: (sample: TimeSample, now: Clocks) => void
  readonly rejected: (stamp: number, sample: TimeSample, now: Clocks) => void
}

export interface Clocks {
  readonly wall: number
  readonly monotonic: number
}

export interface TimeSample {
  readonly sent: number
  readonly received: number
  readonly date: number
}

/** What became of one call. `behind` is how far its stamp was behind the clock that checks when it was sent. */
export interface Fate {
  readonly sentAfterFirstAnswer: boolean
  readonly refused: boolean
  readonly behind: number
  readonly behindDate: number
}

const serverStart = 1_767_225_600_000
const monotonicStart = 5_000_000

interface Event {
  readonly at: number
  readonly happen: () => void
}

/** Plays the calls of a world with a strategy. Each call is sent once; a refusal is an answer too. */
export const play = (world: World, makeStrategy: () => Strategy): ReadonlyArray<Fate> => {
  const strategy = makeStrategy()
  const server = (t: number) => serverStart + t * (1 + world.driftPpm / 1_000_000)
  const reading = (t: number): Clocks => ({
    wall: Math.floor(serverStart - world.offset + t),
    monotonic: monotonicStart + t
  })
  const fates: Array<Fate> = []
  let answered = false
  let sendAt = 0
  const sends = world.calls.map((call) => {
    sendAt += call.gap
    const at = sendAt
    return {
      at,
      happen: () => {
        const stamp = Math.floor(strategy.stamp(reading(at)))
        const arrival = at + call.out
        const checked = server(arrival) - world.lag
        const age = Math.floor(checked) - stamp
        const refused = age < 0 || age > 60_000
        fates.push({
          sentAfterFirstAnswer: answered,
          refused,
          behind: server(at) - world.lag - stamp,
          behindDate: server(at) - stamp
        })
        const received = arrival + call.back
        pending.push({
          at: received,
          happen: () => {
            answered = true
            const sample = {
              sent: monotonicStart + at,
              received: monotonicStart + received,
              date: Math.floor(server(arrival) / 1000) * 1000
            }
            if (refused) strategy.rejected(stamp, sample, reading(received))
            else strategy.observe(sample, reading(received))
          }
        })
      }
    }
  })
  const pending: Array<Event> = [...sends]
  const earliestFirst = Order.mapInput(Order.number, (event: Event) => event.at)
  while (pending.length > 0) {
    const next = Array.min(pending as Array.NonEmptyArray<Event>, earliestFirst)
    pending.splice(pending.indexOf(next), 1)
    next.happen()
  }
  return fates
}

const delay = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 5_000 }))
const gap = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 100 }),
  fc.integer({ min: 0, max: 60_000 }),
  fc.integer({ min: 0, max: 3_600_000 })
)

/** Worlds as they are promised to be harmless: ±10 min, ±200 ppm, 0 to 5 s each way, gaps up to 1 h, a lag up to 5 s. */
export const arbitrary: fc.Arbitrary<World> = fc.record({
  offset: fc.oneof(fc.integer({ min: -600_000, max: 600_000 }), fc.integer({ min: -20, max: 20 })),
  driftPpm: fc.integer({ min: -200, max: 200 }),
  lag: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5_000 })),
  calls: fc.array(fc.record({ gap, out: delay, back: delay }), { minLength: 2, maxLength: 16 })
})
