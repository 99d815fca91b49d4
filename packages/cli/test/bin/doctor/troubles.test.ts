/** Each staged trouble is named first, with its remedy; nothing is changed by looking, and nothing secret is told. */
import { Scenario } from "@effect-keysecure/testkit"
import { Endpoint, Endpoints } from "@effect-keysecure/schema"
import { Effect } from "effect"
import { gzipSync } from "node:zlib"
import { beforeAll, describe, expect, it } from "vitest"
import type { Delivery } from "../../../src/internal/doctor/facts.js"
import { catalog, type Name } from "../../../src/internal/doctor/findings.js"
import { noCard } from "../../../src/internal/doctor/looking/look.js"
import { type Report, reportOf } from "../../../src/internal/doctor/report.js"
import * as Words from "../../../src/internal/doctor/telling/words.js"
import * as Support from "../../support/doctor.js"

const { certificate, lookAt, named, proxy, ruled, server, simulator, sockets, withMerchant } = Support

/** The certificates of the stages with TLS. */
const makeIdentities = async () => {
  const [root, other] = await Promise.all([Support.authority("Test authority"), Support.authority("Test proxy")])
  const [good, expired, early, ending, otherName, intercepted] = await Promise.all([
    certificate({ issuer: root }),
    certificate({ issuer: root, days: [-20, -1] }),
    certificate({ issuer: root, days: [2, 20] }),
    certificate({ issuer: root, days: [-20, 5.5] }),
    certificate({ issuer: root, names: ["elsewhere.test"] }),
    certificate({ issuer: other })
  ])
  return { root, good, expired, early, ending, otherName, intercepted }
}

let identities: Awaited<ReturnType<typeof makeIdentities>>

beforeAll(async () => {
  identities = await makeIdentities()
})

const sent: Support.Sent = { requests: [], secrets: new Set() }
const told: Array<string> = []

/** Looks at a stage, and keeps what would be told. */
const examine = async (stage: Support.Stage): Promise<Report> => {
  const report = reportOf(await Effect.runPromise(lookAt(stage, sent)))
  told.push(
    Words.json("en_US", report),
    ...(["en_US", "zh_CN"] as const).flatMap((language) => Words.lines(language, report, true))
  )
  return report
}

/** What is said to do about the root cause, in English. */
const remedyOf = (report: Report): string =>
  JSON.parse(Words.json("en_US", report)).checks.find(({ check }: { check: string }) => check === report.first?.check)
    ?.remedy ?? ""

const page = (status: number, headers: Record<string, string> = {}) =>
  server((_, response) => {
    response.writeHead(status, { "content-type": "text/html", ...headers }).end("<!doctype html><p>Log in</p>")
  })

const envelope = (body: unknown, headers: Record<string, string> = {}) =>
  server((_, response) => {
    response.writeHead(200, { "content-type": "application/json", ...headers }).end(JSON.stringify(body))
  })

const tls =
  (identity: keyof typeof identities, stage: Partial<Support.Stage> = {}): (() => Support.Stage) =>
  () =>
    named({ url: proxy(simulator(), { identity: identities[identity] }), ca: identities.root.cert, ...stage })

const failing = (code: string) => () =>
  named({
    url: Effect.succeed("http://127.0.0.1:9"),
    network: { resolve: () => Effect.succeed({ _tag: "Failed", code }) }
  })

const dead: Support.Stage["network"] = {
  reach: (_, family) => Effect.succeed({ family, _tag: "Failed", code: "ETIMEDOUT" })
}

/** A port of something else than HTTP. */
const greeting = Effect.map(
  sockets((socket) => void socket.write("SSH-2.0-test\r\n")),
  (port) => `http://127.0.0.1:${port}`
)

/** Nothing listens there any more. */
const deaf = Effect.map(Effect.scoped(sockets(() => {})), (port) => `http://127.0.0.1:${port}`)

const secondsAgo = (seconds: number): string => new Date(Date.now() - seconds * 1000).toUTCString()

const withoutProducts = (apiKey: string, mode: Scenario.Mode) => () => ({
  apiKey,
  url: simulator({ scenario: () => Scenario.merchant({ apiKey, mode })(Scenario.empty) })
})

type Trouble = readonly [what: string, name: Name, remedy: string, stage: () => Support.Stage]

const network: ReadonlyArray<Trouble> = [
  ["a name that is not known", "name.unknown", "Check the host", failing("ENOTFOUND")],
  ["a DNS that does not answer", "name.failed", "DNS servers", failing("EAI_AGAIN")],
  ["a refused connection", "connection.refused", "a firewall refuses", () => ({ url: deaf })],
  [
    "a firewall that drops connections",
    "connection.silent",
    "permit outgoing connections",
    () => ({ url: deaf, network: dead })
  ],
  [
    "a network without a route",
    "connection.failed",
    "its routes",
    () => ({
      url: deaf,
      network: { reach: (_, family) => Effect.succeed({ family, _tag: "Failed", code: "ENETUNREACH" }) }
    })
  ],
  [
    "a network with a proxy as its only way out",
    "connection.proxyWanted",
    "Permit the direct connection",
    () => ({ url: deaf, options: { proxyVariables: ["HTTPS_PROXY"] } })
  ],
  [
    "IPv6 that leads nowhere",
    "connection.blackHole",
    "turn it off",
    () => ({
      ...named({ url: simulator() }),
      network: {
        resolve: (_, family) =>
          Effect.succeed({ _tag: "Addresses", addresses: [family === 4 ? "127.0.0.1" : "2001:db8::1"] }),
        reach: (_, family) =>
          Effect.succeed(
            family === 4 ? { family, _tag: "Connected", millis: 1 } : { family, _tag: "Failed", code: "ETIMEDOUT" }
          )
      }
    })
  ],
  ["TLS that is intercepted by another authority", "tls.untrusted", "NODE_EXTRA_CA_CERTS", tls("intercepted")],
  [
    "TLS to the vendor that is intercepted by an authority which was added to this machine",
    "tls.addedAuthority",
    "leave this host alone",
    tls("good", { target: { isVendors: true } })
  ],
  ["an expired certificate", "tls.expired", "renew the certificate", tls("expired")],
  ["a certificate of the future", "tls.notYetValid", "by NTP", tls("early")],
  ["a certificate that ends soon", "tls.expiresSoon", "whether it is renewed", tls("ending")],
  ["a certificate of another host", "tls.otherName", "Check the host of the URL", tls("otherName")],
  [
    "a port that does not speak TLS",
    "tls.notTls",
    "write http:",
    () => ({ url: Effect.map(simulator(), (url) => url.replace("http:", "https:")) })
  ],
  [
    "a firewall that cuts handshakes",
    "tls.failed",
    "permit this host",
    () => ({
      url: Effect.map(
        sockets((socket) => void socket.once("data", () => socket.destroy())),
        httpsAt
      )
    })
  ],
  [
    "a handshake that hangs",
    "tls.failed",
    "permit this host",
    () => ({
      networkMillis: 50,
      network: { reach: (_, family) => Effect.succeed({ family, _tag: "Connected", millis: 1 }) },
      url: Effect.map(
        sockets(() => {}),
        httpsAt
      )
    })
  ]
]

const httpsAt = (port: number): string => `https://127.0.0.1:${port}`
const httpAt = (port: number): string => `http://127.0.0.1:${port}`

const answers: ReadonlyArray<Trouble> = [
  ["a captive page", "answer.page", "Log in", () => ({ url: page(200) })],
  [
    "a redirect to a login page",
    "answer.redirect",
    "log in there",
    () => ({ url: page(302, { location: "https://login.test/?next=canary" }) })
  ],
  [
    "a redirect to the same host by https",
    "answer.redirect",
    "correct the URL",
    () => ({ url: page(301, { location: "https://127.0.0.1/open-api" }) })
  ],
  ["a port that speaks no HTTP", "answer.notHttp", "begin with https:", () => ({ url: greeting })],
  ["a gateway that refuses", "answer.forbidden", "ask the platform", () => ({ url: page(403) })],
  ["a gateway with a limit", "answer.limited", "less often", () => ({ url: page(429) })],
  ["a gateway without its platform", "answer.gateway", "Try again later", () => ({ url: page(502) })],
  ["a proxy that asks for a password", "answer.proxyAuthentication", "without a password", () => ({ url: page(407) })],
  ["a path that is not there", "answer.notFound", "before /open-api", () => ({ url: page(404) })],
  ["JSON of somebody else", "answer.other", "Check the URL", () => ({ url: envelope({ status: "UP" }) })],
  [
    "compressed garbage",
    "answer.compressed",
    "leave them as they are",
    () => ({
      url: proxy(simulator(), {
        headers: () => ({ "content-encoding": "gzip" }),
        body: (body) => Buffer.concat([Buffer.from("no"), gzipSync(body)])
      })
    })
  ],
  [
    "a connection that is cut after the request",
    "answer.none",
    "a proxy that cuts connections",
    () => ({
      url: Effect.map(
        sockets((socket) => void socket.once("data", () => socket.destroy())),
        httpAt
      )
    })
  ],
  [
    "an answer that does not come",
    "answer.none",
    "a platform that is down",
    () => ({
      options: { answerMillis: 100 },
      url: Effect.map(
        sockets(() => {}),
        httpAt
      )
    })
  ],
  [
    "an error of the platform",
    "answer.systemError",
    "Try again later",
    () => ({ url: ruled({ answers: { getToken: 1001 } }) })
  ],
  [
    "too many requests at the last question",
    "answer.tooMany",
    "less often",
    () => ({ url: ruled({ answers: { getCardPrivateInfo: 1009 } }) })
  ],
  ["too many requests", "answer.tooMany", "less often", () => ({ url: ruled({ answers: { listPackages: 1009 } }) })],
  [
    "a code that is not documented",
    "answer.refused",
    "Ask the platform",
    () => ({ url: ruled({ answers: { listPackages: 4999 } }) })
  ],
  [
    "a proxy that strips the Api-Key",
    "path.keyStripped",
    "hand on the header Api-Key",
    () => ({ url: proxy(simulator(), { request: (headers) => delete headers["api-key"] }) })
  ],
  [
    "a proxy that strips the Access-Token",
    "path.tokenStripped",
    "hand on the header Access-Token",
    () => ({ url: proxy(simulator(), { request: (headers) => delete headers["access-token"] }) })
  ],
  [
    "a proxy whose second copy of a request is noticed",
    "path.replayed",
    "sends requests twice",
    () => ({ url: ruled({ answers: { listPackages: 1017 } }) })
  ],
  ["a cache", "path.cached", "pass /open-api", () => ({ url: ruled({ ageSeconds: 40 }) })],
  [
    "a proxy that compresses",
    "path.compressed",
    "the client reads them",
    () => ({
      url: proxy(simulator(), { headers: () => ({ "content-encoding": "gzip" }), body: (body) => gzipSync(body) })
    })
  ],
  [
    "a proxy that gives its name",
    "path.proxy",
    "neither keeps answers",
    () => ({ url: proxy(simulator(), { headers: () => ({ via: "1.1 squid" }) }) })
  ]
]

const merchants: ReadonlyArray<Trouble> = [
  ["an unknown key", "key.unknown", "Copy it again", () => ({ apiKey: "no_such_key", url: simulator() })],
  [
    "a key in quotation marks",
    "key.quoted",
    "Take the quotation marks out",
    () => ({ apiKey: `"${Scenario.creditApiKey}"`, url: simulator() })
  ],
  ["a key that is not enabled", "key.notEnabled", "enabled", () => ({ url: withMerchant({ status: "NotEnabled" }) })],
  ["an expired key", "key.expired", "Get a new", () => ({ url: withMerchant({ status: "Expired" }) })],
  [
    "a merchant in an abnormal state",
    "key.merchant",
    "Ask the platform",
    () => ({ url: withMerchant({ status: "Abnormal" }) })
  ],
  [
    "an address that is not whitelisted",
    "address.notAllowed",
    "whitelisted for this Api-Key",
    () => ({ url: withMerchant({ ipWhitelist: ["192.0.2.1"] }) })
  ],
  [
    "an address that is not whitelisted, where the platform says which",
    "address.notAllowedSeen",
    "Have 127.0.0.1 whitelisted",
    () => ({ url: withMerchant({ ipWhitelist: ["192.0.2.1"] }, { echo: true }) })
  ],
  [
    "a token that is refused at once, because a proxy fetches two of them",
    "token.refused",
    "sends requests twice",
    () => ({ url: proxy(ruled({ newTokenEndsOld: true }), { isDoubling: true }) })
  ],
  [
    "a token that another program has ended",
    "token.refusedOnce",
    "have them share one",
    () => ({ url: ruled({ answers: { listPackages: [1007] } }) })
  ],
  [
    "an answer without a token",
    "token.unreadable",
    "changes answers",
    () => ({ url: envelope({ code: 0, msg: "", data: {} }) })
  ],
  [
    "a token of ten minutes",
    "token.shortLife",
    "Share one token",
    () => ({ url: ruled({ tokenLifeMillis: 600_000 }) })
  ],
  [
    "a token of less than the documented life",
    "token.shorterLife",
    "renews it in time",
    () => ({ url: ruled({ tokenLifeMillis: 7_200_000 }) })
  ],
  [
    "a token whose end cannot be read",
    "token.endUnreadable",
    "expired_time",
    () => ({ url: ruled({ tokenEnd: "unreadable" }) })
  ],
  [
    "a program for the other mode",
    "mode.mismatch",
    "packageNo and not with cardBinNo",
    () => ({ url: simulator(), options: { expectedMode: "authorization" } })
  ],
  [
    "a merchant who may see neither list",
    "mode.neither",
    "which integration mode",
    () => ({ url: ruled({ answers: { listPackages: 1012 } }), apiKey: Scenario.creditApiKey })
  ],
  [
    "a merchant who may see both lists",
    "mode.both",
    "which integration mode",
    () => ({
      url: proxy(simulator(), {
        body: (body) => (body.includes("1012") ? Buffer.from('{"code":0,"msg":"","data":{"list":[]}}') : body)
      })
    })
  ],
  [
    "a merchant without packages",
    "products.none",
    "assign packages",
    withoutProducts(Scenario.creditApiKey, "CREDIT_EXTENSION")
  ],
  [
    "a merchant without BINs",
    "products.none",
    "assign BINs",
    withoutProducts(Scenario.authorizationApiKey, "AUTHORIZATION")
  ],
  [
    "a merchant without packages, and a list that is null",
    "products.none",
    "assign packages",
    () => ({
      url: proxy(simulator(), { body: (body) => Buffer.from(String(body).replace(/"list":.*/, '"list":null}}')) })
    })
  ],
  [
    "a list of which no item can be read",
    "products.unreadable",
    "maintainers",
    () => ({
      url: proxy(simulator(), { body: (body) => Buffer.from(String(body).replace(/"list":.*/, '"list":[null]}}')) })
    })
  ],
  [
    "a list that is not as documented",
    "products.unreadable",
    "maintainers",
    () => ({
      url: proxy(simulator(), {
        body: (body) => Buffer.from(String(body).replace(/"data":\{"list":.*/, '"data":"none"}'))
      })
    })
  ],
  ["no permission to show cards", "pci.off", "PCI display enabled", () => ({ url: withMerchant({ pci: false }) })],
  [
    "a permission to show cards that is not told",
    "pci.untold",
    "whether PCI display is enabled",
    () => ({ url: ruled({ answers: { getCardPrivateInfo: 1004 } }) })
  ],
  [
    "slow answers",
    "latency.slow",
    "nearer to the platform",
    () => ({ url: ruled({ delayMillis: { listPackages: 30 } }), options: { slowMillis: 25 } })
  ]
]

const times: ReadonlyArray<Trouble> = [
  ["a clock 90 s ahead", "clock.farOff", "by NTP", () => ({ url: simulator({ skewMillis: -90_000 }) })],
  ["a clock 90 s behind", "clock.farOff", "by NTP", () => ({ url: simulator({ skewMillis: 90_000 }) })],
  ["a clock 3 s ahead", "clock.off", "by NTP", () => ({ url: simulator({ skewMillis: -3_000 }) })],
  [
    "a clock 90 s behind, and no Date",
    "clock.farOff",
    "by NTP",
    () => ({ url: simulator({ skewMillis: 90_000, scenario: Scenario.rules({ dateHeader: false }) }) })
  ],
  [
    "a clock 90 s ahead, and no Date",
    "clock.farOff",
    "by NTP",
    () => ({ url: simulator({ skewMillis: -90_000, scenario: Scenario.rules({ dateHeader: false }) }) })
  ],
  [
    "a clock four minutes ahead, and no Date",
    "clock.refused",
    "by NTP",
    () => ({ url: simulator({ skewMillis: -240_000, scenario: Scenario.rules({ dateHeader: false }) }) })
  ],
  [
    "a clock two hours off, and no Date",
    "clock.refused",
    "by NTP",
    () => ({ url: simulator({ skewMillis: 7_200_000, scenario: Scenario.rules({ dateHeader: false }) }) })
  ],
  [
    "a proxy that rewrites the Timestamp",
    "clock.refusedInTime",
    "drops or changes the header Timestamp",
    () => ({ url: proxy(simulator(), { request: (headers) => (headers["timestamp"] = "1000000000000") }) })
  ],
  ["answers without a Date", "date.absent", "takes Date out", () => ({ url: ruled({ dateHeader: false }) })],
  [
    "a Date that is none",
    "date.unreadable",
    "writes Date",
    () => ({ url: proxy(simulator(), { headers: () => ({ date: "today" }) }) })
  ],
  ["a Date three hours off", "date.wrong", "that writes Date", () => ({ url: ruled({ dateSkewMillis: 10_800_000 }) })],
  [
    "a Date 20 s ahead, and a clock that is right",
    "date.wrong",
    "that writes Date",
    () => ({ url: ruled({ dateSkewMillis: 20_000 }) })
  ],
  [
    "an Age that is no number, so that the Date may be of any time",
    "date.unreadable",
    "writes Date or Age",
    () => ({ url: proxy(simulator(), { headers: () => ({ age: "soon" }) }) })
  ],
  [
    "two Dates in one answer that contradict each other",
    "date.several",
    "by NTP",
    () => ({ url: proxy(simulator(), { headers: () => ({ date: `${secondsAgo(0)}, ${secondsAgo(300)}` }) }) })
  ],
  [
    "Dates of several clocks",
    "date.several",
    "by NTP",
    () => {
      let turn = 0
      return {
        url: proxy(simulator(), {
          headers: () => ({ date: secondsAgo((turn++ % 2) * 20) })
        })
      }
    }
  ]
]

const delivered = (delivery: Delivery) => () => ({ url: simulator(), options: { delivery } })

/** How a delivery is verified, its own test says. */
const deliveries: ReadonlyArray<Trouble> = [
  [
    "a callback with another secret",
    "callback.mismatch",
    "Copy KEYSECURE_API_SECRET",
    delivered({ _tag: "Refused", reason: "SignatureMismatch" })
  ],
  [
    "a callback that is not whole",
    "callback.refused",
    "as it came",
    delivered({ _tag: "Refused", reason: "SignatureMissing" })
  ],
  [
    "a callback whose key is made in another way",
    "callback.keyFrom",
    'keyFrom: "hex"',
    delivered({ _tag: "Genuine", keyFrom: "hex" })
  ],
  ["a callback that is not there", "callback.noFile", "the path", delivered({ _tag: "NoFile" })],
  [
    "a callback, and nothing to verify it with",
    "callback.notConfigured",
    "Set KEYSECURE_API_SECRET",
    delivered({ _tag: "NotConfigured", variable: "KEYSECURE_API_SECRET" })
  ]
]

const all = [...network, ...answers, ...merchants, ...times, ...deliveries]

describe("doctor", { concurrent: true }, () => {
  it.each(all)("names %s first: %s", async (_what, name, remedy, stage) => {
    const report = await examine(stage())
    expect(report.first?.finding?.name).toBe(name)
    expect(remedyOf(report)).toContain(remedy)
    // What only warns keeps nothing from being looked at.
    const skipped = report.lines.filter(({ severity }) => severity === "skipped")
    expect(report.severity === "trouble" ? [] : skipped).toEqual([])
  })

  it.each([
    ["https://127.0.0.1/open-api", /^https:\/\/127\.0\.0\.1$/],
    ["/login?next=canary", /^http:\/\/127\.0\.0\.1:\d+$/],
    ["//login.test", /^http:\/\/login\.test$/],
    ["https://user:canary@[::1]:443/", /^https:\/\/\[::1\]$/],
    ["http://[", /^$/]
  ])("tells scheme and host of a redirect to %s", async (location, to) => {
    const { first } = await examine({ url: page(302, { location }) })
    expect(first?.finding?.values).toEqual({ status: 302, to: expect.stringMatching(to) })
  })

  it("finds that a key is of the other environment, by asking that one too", async () => {
    const report = await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const other = yield* withMerchant({ apiKey: "other_key", ipWhitelist: ["192.0.2.1"] })
          return yield* Effect.promise(() =>
            examine({
              apiKey: "other_key",
              url: simulator(),
              options: { other: { platform: "production", baseUrl: other } }
            })
          )
        })
      )
    )
    expect(report.first?.finding).toMatchObject({
      name: "key.otherEnvironment",
      values: { platform: "sandbox", other: "production" }
    })
    expect(remedyOf(report)).toContain("Take the Api-Key of sandbox")
  })

  it.each<readonly [string, () => Support.Stage]>([
    ["in credit extension mode", () => ({ url: simulator() })],
    ["in authorization mode", () => ({ url: simulator(), apiKey: Scenario.authorizationApiKey })],
    ["over TLS, under a name", tls("good")],
    ["that compares with the mode that is meant", () => ({ url: simulator(), options: { expectedMode: "credit" } })],
    ["with a callback of the platform", delivered({ _tag: "Genuine", keyFrom: "utf8" })]
  ])("finds nothing in a healthy set-up %s", async (_what, stage) => {
    const report = await examine(stage())
    expect(report.lines.filter(({ severity }) => severity !== "ok")).toEqual([])
    expect(report).toMatchObject({ first: undefined, severity: "ok" })
  })
})

describe("the Api-Key", () => {
  it("is not shown to the other environment where this one knows it", async () => {
    const own: Support.Sent = { requests: [], secrets: new Set() }
    const other = { platform: "production", baseUrl: "http://127.0.0.1:9" }
    const { elsewhere } = await Effect.runPromise(lookAt({ url: simulator(), options: { other } }, own))
    expect(elsewhere).toBeUndefined()
    expect(own.requests.filter((request) => request.startsWith("GET /open-api/v1/merchant/token"))).toHaveLength(1)
  })

  it.each(["intercepted", "expired", "otherName"] as const)(
    "is not sent, and nothing else is, where the certificate is refused: %s",
    async (identity) => {
      const own: Support.Sent = { requests: [], secrets: new Set() }
      const { handshake } = await Effect.runPromise(lookAt(tls(identity)(), own))
      expect(handshake).toMatchObject({ _tag: "Shown", refusal: expect.any(String) })
      expect(own.requests).toEqual([])
    }
  )
})

describe("all of these looks", () => {
  it("find every fault of the catalogue, but for two that have tests of their own", () => {
    const staged = new Set<string>([...all.map(([, name]) => name), "configuration.invalid", "key.otherEnvironment"])
    const faults = Object.entries(catalog).flatMap(([name, { severity }]) => (severity === "ok" ? [] : name))
    expect(faults.filter((name) => !staged.has(name))).toEqual([])
    expect(all.length).toBeGreaterThanOrEqual(25)
  })

  it("send the headers of the API, and no others", async () => {
    const names = new Set<string>()
    const request = (headers: Record<string, string>) => Object.keys(headers).forEach((name) => names.add(name))
    await examine({ url: proxy(simulator(), { request }) })
    expect([...names].toSorted()).toEqual(
      ["accept-encoding", "access-token", "api-key", "content-type", "timestamp", "user-agent"].toSorted()
    )
  })

  it("send reads alone, and tell no secret", async () => {
    await examine({ url: simulator() })
    const reads = new Set(
      Object.values(Endpoints.all).flatMap((endpoint) =>
        endpoint.kind === "read" ? `${endpoint.method} ${Endpoint.pathOf(endpoint, noCard)}` : []
      )
    )
    expect(sent.requests).toContain("POST /open-api/v1/card/package/list")
    expect(sent.requests.filter((request) => !reads.has(request))).toEqual([])
    const secrets = [...sent.secrets, Scenario.apiSecret, Scenario.virtualPackageNo, Scenario.cardBinNo, "canary"]
    expect(secrets.length).toBeGreaterThan(5)
    expect(told.filter((text) => secrets.some((secret) => text.includes(secret)))).toEqual([])
  })
})
