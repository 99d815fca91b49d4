/** What is said in English. */
import type { Misconfigured, Variable } from "../facts.js"
import type { Texts } from "./texts.js"

const expected: { readonly [V in Variable]: string } = {
  KEYSECURE_API_KEY: "Set it to the merchant's Api-Key: printable ASCII without spaces, and no end of line in it.",
  KEYSECURE_ENVIRONMENT: "Set it to sandbox or production, or set KEYSECURE_BASE_URL in its place.",
  KEYSECURE_BASE_URL:
    "Give an https: URL up to where /open-api begins, without user, query and fragment. http: is for loopback, or for the host that KEYSECURE_PLAIN_HTTP_TO names.",
  KEYSECURE_PLATFORM:
    "Name the platform behind KEYSECURE_BASE_URL: sandbox or production for a gateway to them. Leave it out with KEYSECURE_ENVIRONMENT.",
  KEYSECURE_PLAIN_HTTP_TO: "Set it to the host of KEYSECURE_BASE_URL if that is http:, else leave it out.",
  KEYSECURE_LANGUAGE: "Set it to zh_CN or en_US, or leave it out."
}

const faults: { readonly [F in Misconfigured["fault"]]: (variable: Variable) => string } = {
  missing: (variable) => `${variable} is missing`,
  invalid: (variable) => `${variable} does not fit`,
  both: () => "KEYSECURE_ENVIRONMENT and KEYSECURE_BASE_URL are both set"
}

/** What is said in English. */
export const english: Texts = {
  findings: {
    "configuration.ok": [({ baseUrl, platform }) => `${platform}, ${baseUrl}`],
    "configuration.invalid": [
      ({ fault, variable }) => faults[fault](variable),
      ({ fault, variable }) =>
        fault === "both" ? "Leave one of them out: a base URL is for a gateway or a simulator." : expected[variable]
    ]
  },
  severities: { trouble: "TROUBLE", warning: "WARNING", note: "note", ok: "ok", skipped: "-" },
  first: "First",
  remedy: "Do",
  skipped: (because) => (because === undefined ? "not looked at" : `not looked at: ${because} comes first`),
  explained: (because) => `explained by ${because}`,
  well: "All is well.",
  production: "This is production. doctor --production calls it, with get token and reads only.",
  simulated: "Simulated: the platform that is looked at is in this process."
}
