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

const clockRemedy = (): string => "Set this machine's clock by NTP."

/** What is said in English. */
export const english: Texts = {
  findings: {
    "configuration.ok": [({ baseUrl, platform }) => `${platform}, ${baseUrl}`],
    "configuration.invalid": [
      ({ fault, variable }) => faults[fault](variable),
      ({ fault, variable }) =>
        fault === "both" ? "Leave one of them out: a base URL is for a gateway or a simulator." : expected[variable]
    ],
    "name.ok": [({ host, v4, v6 }) => `${host} has ${v4} IPv4 and ${v6} IPv6 addresses`],
    "name.address": [({ host }) => `${host} is an address`],
    "name.unknown": [
      ({ host }) => `there is no name ${host}`,
      () => "Check the host, and whether this machine's DNS resolves names outside your network."
    ],
    "name.failed": [
      ({ code, host }) => `DNS gave no answer for ${host} (${code})`,
      () => "Check this machine's DNS servers, and whether a firewall lets it ask them."
    ],
    "connection.ok": [({ millis, port }) => `port ${port} takes connections (${millis} ms)`],
    "connection.refused": [
      ({ port }) => `port ${port} refuses connections`,
      () => "Check host and port. If they are right, a firewall refuses: permit connections from here to there."
    ],
    "connection.silent": [
      ({ port }) => `port ${port} does not answer`,
      () => "A firewall drops the connection: permit outgoing connections to this host and port."
    ],
    "connection.proxyWanted": [
      ({ variable }) => `there is no direct connection, and ${variable} names a proxy, which is not used here`,
      () => "Permit the direct connection, or have a gateway forward it, and name that in KEYSECURE_BASE_URL."
    ],
    "connection.failed": [
      ({ code }) => `there is no connection (${code})`,
      () => "Check this machine's network and its routes."
    ],
    "connection.blackHole": [
      ({ alive, dead }) => `${alive} connects, and ${dead} does not answer: each new connection may wait for it`,
      ({ dead }) => `Repair ${dead} on this network, or turn it off on this machine.`
    ],
    "tls.ok": [({ days, issuer }) => `the certificate is issued by ${issuer}, for another ${days} days`],
    "tls.plain": [({ host }) => `plain HTTP to ${host}, as configured`],
    "tls.untrusted": [
      ({ code, issuer }) => `the certificate is issued by ${issuer}, which this machine does not trust (${code})`,
      () =>
        "A proxy may look into the connection: have it leave this host alone, or, if it is your company's, trust it by NODE_EXTRA_CA_CERTS. Never turn the check off."
    ],
    "tls.addedAuthority": [
      ({ issuer }) =>
        `the certificate is issued by ${issuer}, which is not one of Node's authorities: a proxy reads the Api-Key and all data`,
      () => "Have the proxy leave this host alone, or make sure that it may see card data."
    ],
    "tls.expired": [
      ({ now, until }) => `the certificate ended on ${until}; here it is ${now}`,
      () => "If the date here is wrong, set it. Else the operator of the host has to renew the certificate."
    ],
    "tls.notYetValid": [({ from, now }) => `the certificate begins on ${from}; here it is ${now}`, clockRemedy],
    "tls.expiresSoon": [
      ({ days }) => `the certificate ends in ${days} days`,
      () => "Ask the operator of the host whether it is renewed."
    ],
    "tls.otherName": [
      ({ host, names }) => `the certificate is not for ${host}, but for ${names}`,
      () => "Check the host of the URL, and whether DNS leads to the right server."
    ],
    "tls.notTls": [
      ({ port }) => `port ${port} does not speak TLS`,
      () => "Check the port. If it is a simulator without --tls, write http: and not https:."
    ],
    "tls.failed": [
      ({ code }) => `the handshake fails (${code})`,
      () => "A firewall may cut connections by the host's name: permit this host. Else update Node."
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
