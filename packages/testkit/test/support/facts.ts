/** What a trial showed, made by hand. */
import type { Facts, Trial } from "../../src/internal/laws/trial.js"
import { intentOf } from "../../src/internal/laws/intent.js"
import { type Fault, Laws } from "../../src/index.js"

/** A schedule in which nothing happens. */
export const blank: Trial = {
  seed: 1,
  intents: 1,
  gapMillis: 0,
  repeatedUniqueNo: "refused",
  listLagMillis: 0,
  skewMillis: 0,
  driftPpm: 0,
  latencyMillis: 0,
  storeFaults: [],
  faults: [],
  disturbances: [],
  rules: {}
}

/** When trials by hand begin. */
const startedAt = 1_767_225_600_000

/** A request so many ms after the start, with its timestamp as old as is said, that ends so many ms later. */
export const request = (
  afterMillis: number,
  {
    oldMillis = 0,
    tookMillis = 10,
    ...about
  }: Partial<Fault.RequestRecord> & { readonly oldMillis?: number; readonly tookMillis?: number } = {}
): Fault.RequestRecord => {
  const sentAt = startedAt + afterMillis
  return {
    operation: "applyForCard",
    nth: 1,
    client: 1,
    cardholderNo: undefined,
    accessToken: "",
    fault: undefined,
    end: "",
    code: 0,
    endedAt: sentAt + tookMillis,
    sentAt,
    timestamp: sentAt - oldMillis,
    ...about
  }
}

/** One intent without a card, of which that was said, and nothing else. */
export const facts = (about: Partial<Facts> = {}): Facts => ({
  trial: blank,
  ended: [{ intent: intentOf(1, false), outcome: Laws.noCard, failure: undefined, cards: [] }],
  requestRecords: [],
  startedAt,
  interrupted: 0,
  storeFaultsMet: 0,
  unclear: new Set(),
  output: "",
  secrets: [],
  ...about
})
