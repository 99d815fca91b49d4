/** What the states of a row mean. */
import type { BatchState, NewRow, Row, RowState } from "../../BatchStore.js"

/** Whether there is work left on it. */
export const isOpen = (state: RowState): boolean => state === "queued" || state === "unsettled"

/** Whether there is work left on a row, and its time has come. */
export const isDue = ({ dueAt, state }: Row, now: number): boolean => isOpen(state) && dueAt <= now

/**
 * Whether a row of a batch in this state is worked on. If the batch is cancelled, the rows that were begun are finished:
 * their cards may be on their way.
 */
export const isWorkedOn = ({ tries }: Row, state: BatchState | undefined): boolean =>
  state === "running" || (state === "cancelled" && tries > 0)

/** The states in which a row makes way for one that is handed in under its key: certainly, there is no card. */
export const replaced: ReadonlyArray<RowState> = ["failed", "cancelled"]

/** Whether it makes way for a row that is handed in under its key. */
export const isReplaced = (state: RowState): boolean => replaced.includes(state)

/** The states in which a row's application is kept: it is to be sent, may be sent again, or is compared with. */
const withApplication: ReadonlySet<RowState> = new Set(["queued", "unsettled", "unclear", "failed"])

/** Whether its application is kept. */
export const keepsApplication = (state: RowState): boolean => withApplication.has(state)

/** A row as it is handed in. */
export const first = ({ cardUniqueNo, key, line, problem }: NewRow, now: number): Row => ({
  key,
  line,
  cardUniqueNo,
  state: problem === null ? "queued" : "failed",
  dueAt: now,
  tries: 0,
  cardNo: null,
  cardStatus: null,
  problem,
  candidates: []
})

/** A row that is queued again, or cancelled. */
export const moved = (row: Row, to: "queued" | "cancelled", now: number): Row => ({
  ...row,
  state: to,
  dueAt: now,
  problem: null,
  candidates: []
})

/** A row whose card the list shows, not `Pending` any more. */
export const shown = (row: Row, status: string): Row =>
  status === "Fail"
    ? {
        ...row,
        state: "failed",
        cardStatus: status,
        problem: { tag: "IssuanceFailed", code: null, field: null, remedy: cardFailed }
      }
    : { ...row, state: "ready", cardStatus: status }

/** The remedy of a card that failed after it was issued. */
export const cardFailed = "The card failed. Apply under another key for another card."

const none: Record<RowState, number> = {
  queued: 0,
  issued: 0,
  ready: 0,
  failed: 0,
  unsettled: 0,
  unclear: 0,
  cancelled: 0
}

/** How many rows are in each state. A state may be counted in several pieces. */
export const countsOf = (pieces: ReadonlyArray<readonly [RowState, number]>): Readonly<Record<RowState, number>> => {
  const sums = { ...none }
  for (const [state, count] of pieces) sums[state] += count
  return sums
}
