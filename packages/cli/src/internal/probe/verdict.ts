/** What is said of a promise. */
import type { Said } from "../language/said.js"

/** A verdict: it holds as far as was seen, it does not, or that cannot be told. */
export interface Verdict {
  readonly id: string
  readonly promise: Said
  readonly state: "holds" | "fails" | "open"
  readonly why: Said
  /** What to set, so that it holds all the same or as well as it can. */
  readonly set?: Said
}
