/** What is said, in a language: the compiler misses what one of them lacks. */
import type { Check, Name, Severity, Values } from "../findings.js"

/** The words of a finding: what was found, and what to do, if something is to be done. */
export type Text<V> = readonly [found: (values: V) => string, remedy?: (values: V) => string]

/** All words in one language. */
export interface Texts {
  readonly findings: { readonly [N in Name]: Text<Values[N]> }
  readonly severities: { readonly [S in Severity]: string }
  /** The word before the root cause. */
  readonly first: string
  /** The word before what to do. */
  readonly remedy: string
  /** A check that could not be made. */
  readonly skipped: (because: Check | undefined) => string
  /** A finding that another one explains. */
  readonly explained: (because: Check) => string
  /** No root cause. */
  readonly well: string
  /** Production, which is not to be called. */
  readonly production: string
  /** A look at the simulator. */
  readonly simulated: string
}
