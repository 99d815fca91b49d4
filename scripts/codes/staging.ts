/** How each code is staged in the simulator: as a scenario, as it is written in a test, and the call that gets the code. */
import type { Endpoints } from "@effect-keysecure/schema"

/** A scenario of the testkit as text, and the operation whose answer has the code under it. */
export interface Staging {
  readonly scenario: string
  readonly operation: Endpoints.EndpointName
}

const merchant = (more: string): string =>
  `Scenario.merchant({ apiKey: Scenario.creditApiKey, mode: "CREDIT_EXTENSION", ${more} })`

const cardholder = (status: string): string =>
  `Scenario.cardholder({ apiKey: Scenario.creditApiKey, cardholderNo: "U0001", status: "${status}" })`

/** Codes for which the simulator has a reason of its own. */
const natural: Readonly<Record<number, string>> = {
  1003: merchant('ipWhitelist: ["203.0.113.7"]'),
  1008: "() => Scenario.empty",
  1010: merchant('status: "NotEnabled"'),
  1011: merchant('status: "Expired"'),
  1013: merchant("pci: false"),
  1022: merchant('status: "Abnormal"'),
  2004: cardholder("Pending"),
  2005: cardholder("Rejected")
}

/** Operations that get a code, where it is not an application for a card. */
const operations: Readonly<Record<number, Endpoints.EndpointName>> = {
  1013: "getCardPrivateInfo",
  1014: "issueClientToken",
  1015: "issueClientToken",
  1016: "issueClientToken",
  1018: "issueClientToken",
  1019: "listCards",
  1020: "listCards",
  2001: "applyForCardholder",
  2003: "applyForCardholder",
  2006: "applyForCardholder",
  2011: "applyForCardholder",
  4005: "updateCardStatus",
  4010: "activateCard",
  4016: "setCardPin",
  4017: "setCardPin"
}

/** How a code is staged. A code without a reason of its own in the simulator is answered by the rule `answers`. */
export const stagingOf = (code: number): Staging => {
  const operation = operations[code] ?? "applyForCard"
  return { operation, scenario: natural[code] ?? `Scenario.rules({ answers: { ${operation}: ${code} } })` }
}
