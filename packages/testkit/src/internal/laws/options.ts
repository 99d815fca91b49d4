/** How a law is tried, as its user says. */
import type { HostileRule } from "./hostileRules.js"
import type { Report } from "./report.js"
import type { Trial } from "./trial.js"

/**
 * How a law is tried.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /** How many schedules are tried. Default 200: some seconds. */
  readonly schedules?: number
  /** The seed of the schedules, and of `Random` in the program. Default 1: the same schedules in every run. */
  readonly seed?: number
  /** The most intents at once. Default 8. */
  readonly maxIntents?: number
  /** The most faults of one schedule. Default 12. */
  readonly maxFaults?: number
  /** The most interruptions and crashes of one schedule. Default 3. */
  readonly maxDisturbances?: number
  /**
   * The furthest that the platform's clock is off from the program's, either way, in ms. Default one hour. It also runs up
   * to 200 parts per million faster or slower.
   */
  readonly maxSkewMillis?: number
  /** The longest that a request takes each way, and a step of the program's store, in ms. Default 100. */
  readonly maxLatencyMillis?: number
  /** The most steps of the program's store that fail in one schedule. Default 2. */
  readonly maxStoreFaults?: number
  /** What the platform makes of a number that it knows. Default all three, drawn for each schedule. */
  readonly repeatedUniqueNo?: ReadonlyArray<Trial["repeatedUniqueNo"]>
  /**
   * How long after its creation a card shows in the list, in ms. Default 0; beyond the margin that a program allows for,
   * cards are lost.
   */
  readonly listLagMillis?: number
  /** The longest that processing an application takes, and that a list is late, each, in ms. Default 20 s. */
  readonly maxLagMillis?: number
  /**
   * How hostile the platform is besides: by one of `hostileRules` in every schedule, or by a mixture of up to four of them
   * that is drawn for each (`"all"`). Default `"none"`.
   */
  readonly hostile?: HostileRule | "all" | "none"
  /** What must not be put out besides the key, the tokens and the applicant's data: for `noSecretsInOutput`. */
  readonly secrets?: ReadonlyArray<string>
  /** Told after every schedule what was tried so far. */
  readonly onTried?: (report: Report) => void
}
