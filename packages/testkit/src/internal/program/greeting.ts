/** What the program says when it listens. */
import * as Option from "effect/Option"
import * as Scenario from "../../Scenario.js"

const byDefault = `
  Api-Key                 mode                package_no or card_bin_no
  ${Scenario.creditApiKey}          CREDIT_EXTENSION    ${Scenario.virtualPackageNo} for Virtual, ${Scenario.physicalPackageNo} for Physical
  ${Scenario.authorizationApiKey}   AUTHORIZATION       ${Scenario.cardBinNo} for both

  Each has the cardholders ${Scenario.approvedCardholderNo} (Approved), ${Scenario.pendingCardholderNo} (Pending) and ${Scenario.rejectedCardholderNo} (Rejected).`

// The keys of a file may be those of a test that shows the output of the program.
const byFile = (file: string): string => `
  It is set up by ${file}.`

const controlledBy = (control: string): string => `
It is controlled on ${control} (${control}/openapi.json)`

/** The greeting of a simulator at a URL, with that of its control API, which a scenario file may have set up. */
export const greeting = (
  url: string,
  control: Option.Option<string>,
  scenario: Option.Option<string>
): string => `The KeySecure simulator listens on ${url} (stop it with Ctrl+C)${Option.match(control, { onNone: () => "", onSome: controlledBy })}
${Option.match(scenario, { onNone: () => byDefault, onSome: byFile })}

A token:
  curl -H 'Api-Key: ${Option.isNone(scenario) ? Scenario.creditApiKey : "…"}' -H "Timestamp: $(date +%s)000" ${url}/open-api/v1/merchant/token`
