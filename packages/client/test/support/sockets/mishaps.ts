/** What may happen to an application on its way, and what is certain then. */
import type { Mishap } from "./network.js"

/** One row. */
export interface Row {
  readonly mishap: Mishap
  /** Whether the platform has carried the application out. */
  readonly carriedOut: boolean
  /** Whether the client learns of it in time. */
  readonly answered: boolean
}

const row = (mishap: Mishap, carriedOut: boolean, answered = false): readonly [Mishap, Row] => [
  mishap,
  { mishap, carriedOut, answered }
]

export const rows: ReadonlyArray<readonly [Mishap, Row]> = [
  row("cutBeforeReading", false),
  row("cutWhileReading", false),
  row("cutWhileForwarding", false),
  row("resetBeforeAnswer", true),
  row("closedBeforeAnswer", true),
  row("cutInHead", true),
  row("cutInBody", true),
  row("dribbled", true, true),
  row("dribbledTooSlowly", true),
  row("answerHeld", true)
]

/** The time for an application: short where nothing else would end it, long for the others on a busy machine. */
export const deadlineOf = ({ mishap }: Row) =>
  mishap === "answerHeld" || mishap === "dribbledTooSlowly" ? "3 seconds" : "20 seconds"
