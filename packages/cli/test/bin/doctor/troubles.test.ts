/** Each staged trouble is named first, with its remedy; nothing is changed by looking, and nothing secret is told. */
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import type { Name } from "../../../src/internal/doctor/findings.js"
import { type Report, reportOf } from "../../../src/internal/doctor/report.js"
import * as Words from "../../../src/internal/doctor/telling/words.js"
import * as Support from "../../support/doctor.js"

const { certificate, lookAt, named, proxy, simulator, sockets } = Support

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

const told: Array<string> = []

/** Looks at a stage, and keeps what would be told. */
const examine = async (stage: Support.Stage): Promise<Report> => {
  const report = reportOf(await Effect.runPromise(lookAt(stage)))
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

/** Nothing listens there any more. */
const deaf = Effect.map(Effect.scoped(sockets(() => {})), (port) => `http://127.0.0.1:${port}`)

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

const answers: ReadonlyArray<Trouble> = []

const merchants: ReadonlyArray<Trouble> = []

const times: ReadonlyArray<Trouble> = []

const all = [...network, ...answers, ...merchants, ...times]

describe("doctor", { concurrent: true }, () => {
  it.each(all)("names %s first: %s", async (_what, name, remedy, stage) => {
    const report = await examine(stage())
    expect(report.first?.finding?.name).toBe(name)
    expect(remedyOf(report)).toContain(remedy)
  })

  it.each<readonly [string, () => Support.Stage]>([
    ["in credit extension mode", () => ({ url: simulator() })],
    ["over TLS, under a name", tls("good")]
  ])("finds nothing in a healthy set-up %s", async (_what, stage) => {
    const report = await examine(stage())
    expect(report.lines.filter(({ severity }) => severity !== "ok")).toEqual([])
    expect(report).toMatchObject({ first: undefined, severity: "ok" })
  })
})
