/** Findings on the configuration. Pure. */
import type { Facts, Target } from "./facts.js"
import { type FindingOf, found } from "./findings.js"

/** The place that is called; none if the configuration cannot be used. */
export const targetOf = ({ configuration }: Facts): Target | undefined =>
  configuration._tag === "Target" ? configuration : undefined

/** What is configured. */
export const configuration = (facts: Facts): FindingOf<"configuration"> => {
  const given = facts.configuration
  if (given._tag === "Target") {
    return found("configuration.ok", { platform: given.platform, baseUrl: given.baseUrl })
  }
  return found("configuration.invalid", { variable: given.variable, fault: given.fault })
}
