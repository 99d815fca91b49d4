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

const seconds = (millis: number): string => `${(millis / 1000).toFixed(1)} s`

/** A whole number of something. */
const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`

const span = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  `between ${seconds(from)} and ${seconds(to)}`

/** An own clock that is ahead sees the platform behind. */
const distance = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  from > 0
    ? `this machine's clock is behind the platform's, ${span({ from, to })}`
    : `this machine's clock is ahead of the platform's, ${span({ from: -to, to: -from })}`

const modes = { credit: "credit extension", authorization: "authorization" } as const
const kinds = { credit: "packages", authorization: "BINs" } as const

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
      () =>
        "Permit the direct connection, or have a gateway forward it, and name that in KEYSECURE_BASE_URL. A program of yours can go by the proxy (docs/runtimes.md)."
    ],
    "connection.failed": [
      ({ code }) => `there is no connection (${code})`,
      () => "Check this machine's network and its routes."
    ],
    "connection.blackHole": [
      ({ alive, dead }) => `${alive} connects, and ${dead} does not answer: each new connection may wait for it`,
      ({ dead }) => `Repair ${dead} on this network, or turn it off on this machine.`
    ],
    "tls.ok": [({ days, issuer }) => `the certificate is issued by ${issuer}, for another ${counted(days, "day")}`],
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
      ({ days }) => `the certificate ends in ${counted(days, "day")}`,
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
      ({ code }) =>
        code.includes("PROTOCOL_VERSION")
          ? "The other side speaks no version of TLS that this machine permits: have its operator update it. If it is a proxy, have it leave this host alone."
          : "A firewall may cut connections by the host's name: permit this host. Else update Node."
    ],
    "answer.ok": [() => "the platform answers"],
    "answer.none": [
      ({ code }) => `there is a connection, and no answer (${code})`,
      () => "Look at what is between: a proxy that cuts connections, or a platform that is down. Try again later."
    ],
    "answer.notHttp": [
      ({ code }) => `what answers does not speak HTTP (${code})`,
      () => "Check host and port, and whether the URL has to begin with https:."
    ],
    "answer.redirect": [
      ({ status, to }) =>
        `a redirect to ${to === "" ? "another place" : to} answers, and not the platform (HTTP ${status})`,
      () => "If it is a login page of your network, log in there. Else correct the URL."
    ],
    "answer.page": [
      ({ status }) => `a web page answers, and not the platform (HTTP ${status})`,
      () => "Log in to your network if it has a login page, or have the proxy that answers let this host pass."
    ],
    "answer.forbidden": [
      ({ status }) => `something on the way refuses the call, and not the platform (HTTP ${status})`,
      () =>
        "If it is a proxy of your network, have it let this host pass. If it is a gateway before the platform, ask the platform whether it lets the address pass that your calls leave from."
    ],
    "answer.notFound": [
      ({ status }) => `there is nothing at this path (HTTP ${status})`,
      () => "Check KEYSECURE_BASE_URL: it is the URL before /open-api, and a gateway has to hand on all after it."
    ],
    "answer.proxyAuthentication": [
      ({ status }) => `a proxy asks who you are (HTTP ${status})`,
      () => "Have the proxy let this host pass without a password."
    ],
    "answer.limited": [
      ({ status }) => `something on the way takes no more requests for now (HTTP ${status})`,
      () => "Wait some minutes, and let the programs that call from here call less often."
    ],
    "answer.gateway": [
      ({ status }) => `a gateway answers that it cannot reach the platform (HTTP ${status})`,
      () => "Try again later. If it is a gateway of yours, look at its log."
    ],
    "answer.compressed": [
      ({ encoding }) => `the answer is said to be compressed (${encoding}), and is not`,
      () => "Look for a proxy that unfolds or changes answers, and have it leave them as they are."
    ],
    "answer.other": [
      ({ status }) => `something answers that is not the platform (HTTP ${status})`,
      () => "Check the URL, and look for a proxy that answers in the platform's place."
    ],
    "answer.systemError": [
      ({ code }) => `the platform has an error of its own (${code})`,
      () => "Try again later, and ask the platform if it stays so."
    ],
    "answer.tooMany": [
      ({ code }) => `too many requests came with this Api-Key (${code})`,
      () => "Look for other programs with the same Api-Key, and let them call less often."
    ],
    "answer.refused": [
      ({ code }) => `the platform refuses a read with code ${code}`,
      () => "Ask the platform what it means for your merchant."
    ],
    "path.ok": [
      () =>
        "nothing on the way is seen to change a request or an answer; whether something sends a request twice cannot be told by reads"
    ],
    "path.keyStripped": [
      ({ code }) => `the Api-Key does not arrive (${code})`,
      () => "Have the proxy or gateway on the way hand on the header Api-Key."
    ],
    "path.tokenStripped": [
      ({ code }) => `the Access-Token does not arrive (${code})`,
      () => "Have the proxy or gateway on the way hand on the header Access-Token."
    ],
    "path.replayed": [
      ({ code }) => `the platform has seen the same request before (${code})`,
      () => "Look for a proxy that sends requests twice, and turn that off: it could make two cards."
    ],
    "path.cached": [
      ({ seconds: age }) => `a cache answers, with an answer of ${age} s ago`,
      () => "Have the cache pass /open-api: an old answer holds an old token and an old list."
    ],
    "path.compressed": [
      ({ encoding }) => `answers come compressed (${encoding}), although that is not asked for`,
      () => "Nothing has to be done: the client reads them. Something on the way changes answers."
    ],
    "path.proxy": [
      ({ via }) => `a proxy is on the way: ${via}`,
      () => "Make sure that it neither keeps answers nor sends a request twice: the client cannot tell."
    ],
    "address.ok": [() => "calls may come from here"],
    "address.notAllowed": [
      ({ code }) => `calls may not come from here (${code})`,
      () =>
        "Have the address that your calls leave from whitelisted for this Api-Key. The platform does not say which it sees."
    ],
    "address.notAllowedSeen": [
      ({ address, code }) => `calls may not come from ${address}, which the platform sees (${code})`,
      ({ address }) => `Have ${address} whitelisted for this Api-Key, or let your calls leave from an address that is.`
    ],
    "key.ok": [() => "the platform takes the Api-Key"],
    "key.quoted": [
      ({ code }) => `the platform does not know this Api-Key, which has a quotation mark around it (${code})`,
      () => "Take the quotation marks out of KEYSECURE_API_KEY."
    ],
    "key.unknown": [
      ({ code, platform }) => `${platform} does not know this Api-Key (${code})`,
      () =>
        "Copy it again from the platform's console, of the same environment. With --production, doctor asks the other environment too."
    ],
    "key.otherEnvironment": [
      ({ code, other, platform }) => `this Api-Key is of ${other}, and ${platform} does not know it (${code})`,
      ({ other, platform }) => `Take the Api-Key of ${platform}, or set KEYSECURE_ENVIRONMENT to ${other}.`
    ],
    "key.notEnabled": [({ code }) => `the Api-Key is not enabled (${code})`, () => "Have the Api-Key enabled."],
    "key.expired": [({ code }) => `the Api-Key has expired (${code})`, () => "Get a new Api-Key."],
    "key.merchant": [
      ({ code }) => `the platform has closed the merchant's account, or does not know it (${code})`,
      () => "Ask the platform."
    ],
    "clock.ok": [(values) => `the platform's clock less this machine's is ${span(values)}`],
    "clock.off": [distance, clockRemedy],
    "clock.farOff": [
      distance,
      () =>
        "Set this machine's clock by NTP. Until then the client's first call is refused, and without a Date every call may be."
    ],
    "clock.refused": [
      ({ tries }) => `no timestamp is taken, after ${tries} tries with several times (1005)`,
      () =>
        "Set this machine's clock by NTP, and look for a proxy that delays requests or changes the header Timestamp."
    ],
    "clock.refusedInTime": [
      ({ tries }) => `no timestamp is taken, though some of ${tries} are in time by the answers' Date (1005)`,
      () => "Look for a proxy that drops or changes the header Timestamp, or that writes Date by another clock."
    ],
    "date.ok": [() => "answers have a Date, of the clock that checks timestamps"],
    "date.absent": [
      () => "answers have no Date, so the time cannot be learned from them",
      () => "Keep this machine's clock by NTP, and look for a proxy that takes Date out of answers."
    ],
    "date.unreadable": [
      () => "the Date of answers tells no time",
      () => "Keep this machine's clock by NTP, and look for a proxy that writes Date or Age."
    ],
    "date.wrong": [
      (values) => `Date is not of the clock that checks timestamps: less that one it is ${span(values)}`,
      () => "Set the clock of the gateway or proxy that writes Date. Until then keep this machine's clock by NTP."
    ],
    "date.several": [
      () => "the Dates of answers contradict each other: they are of several clocks",
      () => "Set the clocks of the gateways on the way by NTP."
    ],
    "token.ok": [({ hours }) => `there is a token, for ${counted(hours, "hour")}`],
    "token.refused": [
      ({ code }) => `a token is refused as soon as it is there (${code})`,
      () =>
        "Stop other programs with the same Api-Key, or have them share the token (AccessTokens.layerStore). If there are none, look for a proxy that sends requests twice or keeps answers."
    ],
    "token.refusedOnce": [
      ({ code }) => `a token was refused as soon as it was there, and the next one is taken (${code})`,
      () => "Another program fetches tokens for this Api-Key: have them share one (AccessTokens.layerStore)."
    ],
    "token.unreadable": [
      () => "get token is answered without a token",
      () => "Ask the platform, and look for a proxy that changes answers."
    ],
    "token.shortLife": [
      ({ minutes }) => `a token lives for ${minutes < 1 ? "less than a minute" : `${counted(minutes, "minute")} only`}`,
      () => "Share one token among all programs (AccessTokens.layerStore), and ask the platform why."
    ],
    "token.shorterLife": [
      ({ hours }) => `a token lives for ${counted(hours, "hour")}; the vendor's example is of 24`,
      () => "Nothing has to be done: the client renews it in time."
    ],
    "token.endUnreadable": [
      () => "the end of the token cannot be read",
      () => "The client takes it for five minutes. Ask the platform for the form of expired_time."
    ],
    "mode.ok": [({ mode }) => `the merchant's mode is ${modes[mode]}`],
    "mode.mismatch": [
      ({ expected: wanted, mode }) =>
        `the merchant's mode is ${modes[mode]}, and the program is written for ${modes[wanted]}`,
      ({ mode }) =>
        mode === "credit"
          ? "Apply with packageNo and not with cardBinNo, or have the platform change the mode."
          : "Apply with cardBinNo and not with packageNo, or have the platform change the mode."
    ],
    "mode.neither": [
      ({ code }) => `the merchant may list neither packages nor BINs (${code})`,
      () => "Ask the platform which integration mode the merchant has."
    ],
    "mode.both": [
      () => "the merchant may list both packages and BINs, so its mode cannot be told",
      () => "Ask the platform which integration mode the merchant has."
    ],
    "products.ok": [({ count, mode }) => `the merchant has ${count}${count === 100 ? " or more" : ""} ${kinds[mode]}`],
    "products.none": [
      ({ mode }) => `the merchant has no ${kinds[mode]}, so it can get no card`,
      ({ mode }) => `Have the platform assign ${kinds[mode]} to the merchant.`
    ],
    "products.unreadable": [
      ({ mode }) => `the list of ${kinds[mode]} is not as documented`,
      () => "Ask the platform, and tell the maintainers of this program."
    ],
    "pci.ok": [() => "card secrets may be read, as far as a question about no card tells"],
    "pci.off": [
      ({ code }) => `card secrets may not be read (${code})`,
      () => "If your program shows card numbers, have PCI display enabled for the merchant."
    ],
    "pci.untold": [
      ({ code }) => `whether card secrets may be read cannot be told (${code})`,
      () => "Ask the platform whether PCI display is enabled, if your program shows card numbers."
    ],
    "latency.ok": [
      ({ count, least, median }) => `answers take ${median} ms (median of ${count}; ${least} ms at least)`
    ],
    "latency.slow": [
      ({ count, least, median }) => `answers are slow: ${median} ms (median of ${count}; ${least} ms at least)`,
      () => "Look for what is slow on the way, or run the program nearer to the platform."
    ],
    "callback.ok": [() => "the delivery is the platform's, signed with this secret"],
    "callback.keyFrom": [
      ({ keyFrom }) => `the delivery is the platform's, if the key is the secret's bytes in ${keyFrom}`,
      ({ keyFrom }) => `Give CallbackConfig the option keyFrom: "${keyFrom}".`
    ],
    "callback.mismatch": [
      () => "the delivery is not signed with this secret and app id",
      () =>
        "Copy KEYSECURE_API_SECRET and KEYSECURE_APP_ID again. If they are right, the body is not as it came: take its bytes before anything parses them."
    ],
    "callback.refused": [
      ({ reason }) => `the delivery cannot be verified: ${reason}`,
      () => "Give the request as it came: its headers line by line, an empty line, and the body."
    ],
    "callback.noFile": [() => "the file of the delivery cannot be read", () => "Check the path after --callback."],
    "callback.notConfigured": [
      ({ variable }) => `${variable} is missing or does not fit`,
      ({ variable }) => `Set ${variable}, which callbacks are verified with.`
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
