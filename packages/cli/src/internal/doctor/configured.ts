/** Findings on the configuration. Pure. */
import type { Facts } from "./facts.js"
import { type FindingOf, found } from "./findings.js"

/** What is configured. */
export const configuration = (facts: Facts): FindingOf<"configuration"> => {
  const given = facts.configuration
  if (given._tag === "Target") {
    return found("configuration.ok", { platform: given.platform, baseUrl: given.baseUrl })
  }
  return found("configuration.invalid", { variable: given.variable, fault: given.fault })
}
