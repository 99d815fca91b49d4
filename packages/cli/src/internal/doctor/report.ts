/** All findings in one report: the root cause first. Pure. */
import type { Facts } from "./facts.js"
import {
  catalog,
  type Check,
  checks,
  type Finding,
  type FindingOf,
  type Grade,
  grades,
  type Severity
} from "./findings.js"
import * as Allowing from "./allowing.js"
import * as Answering from "./answering.js"
import * as Configured from "./configured.js"
import * as Delivering from "./delivering.js"
import * as Reaching from "./reaching.js"
import * as Timing from "./timing.js"

/** How each check is judged: by all that was observed. None, if it could not be made. */
const judges: { readonly [C in Check]: (facts: Facts) => FindingOf<C> | undefined } = {
  configuration: Configured.configuration,
  name: Reaching.name,
  connection: Reaching.connection,
  tls: Reaching.tls,
  answer: Answering.answer,
  path: Answering.path,
  address: Answering.address,
  key: Answering.key,
  clock: Timing.clock,
  date: Timing.date,
  token: Allowing.token,
  mode: Allowing.mode,
  products: Allowing.products,
  pci: Allowing.pci,
  latency: Timing.latency,
  callback: Delivering.callback
}

/** A check that was made, or could not be made. */
export interface Line {
  readonly check: Check
  readonly severity: Severity
  /** None if the check could not be made. */
  readonly finding: Finding | undefined
  /** The check whose finding explains this one, or is why this check could not be made. */
  readonly because: Check | undefined
}

/** What is reported. */
export interface Report {
  /** One for each check, in the order of causes. */
  readonly lines: ReadonlyArray<Line>
  /** The root cause; none if all is well. */
  readonly first: Line | undefined
  /** The gravest of all. */
  readonly severity: Grade
}

const rank = (severity: Severity): number => grades.findIndex((one) => one === severity)

const isFault = ({ severity }: Line): boolean => severity !== "ok" && severity !== "skipped"

/** The findings in the order in which they are told: causes before what they explain, then the gravest, then by check. */
const inOrder = (faults: ReadonlyArray<Line>): ReadonlyArray<Line> =>
  faults.toSorted(
    (one, other) =>
      Number(one.because !== undefined) - Number(other.because !== undefined) ||
      rank(one.severity) - rank(other.severity) ||
      checks.indexOf(one.check) - checks.indexOf(other.check)
  )

/** The check that explains another one, among the findings. */
const explainedBy = (found: ReadonlyArray<readonly [Check, Finding]>, check: Check): Check | undefined =>
  found.find(([one, { name }]) => one !== check && catalog[name].explains?.includes(check) === true)?.[0]

/** Judges what was observed. */
export const reportOf = (facts: Facts): Report => {
  const made: ReadonlyArray<readonly [Check, Finding | undefined]> = checks
    .filter((check) => check !== "callback" || facts.delivery !== undefined)
    .map((check) => [check, judges[check](facts)])
  const found = made.flatMap(([check, finding]) => (finding === undefined ? [] : [[check, finding] as const]))
  const judged = made.map(([check, finding]): Line => {
    if (finding === undefined) return { check, severity: "skipped", finding, because: undefined }
    const { severity } = catalog[finding.name]
    return { check, severity, finding, because: severity === "ok" ? undefined : explainedBy(found, check) }
  })
  const first = inOrder(judged.filter(isFault))[0]
  return {
    lines: judged.map((line) => (line.severity === "skipped" ? { ...line, because: first?.check } : line)),
    first,
    severity: grades.find((one) => judged.some(({ severity }) => severity === one)) ?? "ok"
  }
}
