/** `pnpm probe:calibrate`: probes simulators of drawn rules, and tells how often each rule was decided, and how often wrongly. */
import { Effect, FastCheck as fc } from "effect"
import { parseArgs } from "node:util"
import { type Judged, judged, mistoldCallbacks, mostMillis, observable, sets, untold } from "./calibration.js"
import { verdictOn } from "./agreement.js"

const { values } = parseArgs({
  options: {
    sets: { type: "string", default: "300" },
    seed: { type: "string", default: "1" },
    faults: { type: "boolean", default: false },
    real: { type: "boolean", default: false },
    why: { type: "string" }
  }
})

const say = (line: string) => process.stdout.write(`${line}\n`)
const counts = new Map(observable.map((name) => [name, { right: 0, wrong: 0, undecided: 0 }]))
const totals = { requests: 0, longest: 0, cards: 0 }

/** Counts a set, and says what is wrong with it. */
const count = (result: Judged, index: number): void => {
  totals.requests += result.requests
  totals.longest = Math.max(totals.longest, result.waitedMillis)
  totals.cards = Math.max(totals.cards, result.cards.length)
  if (result.waitedMillis > mostMillis && !values.real) {
    fail(
      `set ${index}: ${result.waitedMillis} ms of the clock, rateLimit ${JSON.stringify(result.drawn.rules.rateLimit)}`
    )
  }
  const hidden = untold(result, 6)
  if (hidden !== undefined) fail(`set ${index}: ${hidden}`)
  const mistold = mistoldCallbacks(result, values.faults)
  if (mistold !== undefined) fail(`set ${index}: callbacks: ${mistold}`)
  for (const name of observable) {
    const verdict = verdictOn(name, result)
    const finding = result.findings[name]
    const counted = counts.get(name)
    if (counted !== undefined) counted[verdict] += 1
    if (verdict === "wrong") {
      fail(`set ${index}: ${name}: drawn ${JSON.stringify(result.drawn.rules[name])}, told ${JSON.stringify(finding)}`)
    }
    if (verdict === "undecided" && values.why === name) {
      say(`set ${index}: ${name}: ${finding?._tag === "NotDecided" ? finding.why.en : "not tried"}`)
    }
  }
}

const fail = (line: string) => {
  process.exitCode = 1
  say(line)
}

const drawn = fc.sample(sets, { numRuns: Number(values.sets), seed: Number(values.seed) })
const options = { faults: values.faults, leaps: !values.real }
const trying = Effect.forEach(
  drawn,
  (one, index) => Effect.map(judged(one, options), (result) => count(result, index)),
  {
    // On the clock of the machine they wait for most of the time.
    concurrency: values.real ? 10 : 1
  }
)
await Effect.runPromise(trying)

for (const [name, { right, undecided, wrong }] of counts) {
  const share = String(Math.round((100 * right) / drawn.length)).padStart(3)
  say(`${name.padEnd(24)} decided ${share} %, not decided ${undecided}, wrong ${wrong}`)
  // What is never decided is tried in vain.
  if (right === 0 && drawn.length >= 50) fail(`${name} was never decided`)
}
const { cards, longest, requests } = totals
say(
  `${drawn.length} sets, ${requests} requests, at most ${cards} cards and ${Math.round(longest / 1000)} s of the clock`
)
if (longest > mostMillis && !values.real) fail("a set took longer than ten minutes of the clock")
