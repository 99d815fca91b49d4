/** Findings on the way to the platform: its name, connection and certificate. Pure. */
import * as DateTime from "effect/DateTime"
import type { Certificate, Facts, Reached, Resolved, Target } from "./facts.js"
import { targetOf } from "./configured.js"
import { type FindingOf, found } from "./findings.js"

const countOf = (resolved: Resolved): number => (resolved._tag === "Addresses" ? resolved.addresses.length : 0)

/** The codes of a resolver that says that there is no such name, or no address of it. */
const noSuchName: ReadonlySet<string> = new Set(["ENOTFOUND", "ENODATA"])

const codesOf = (all: ReadonlyArray<Resolved>): ReadonlyArray<string> =>
  all.flatMap((resolved) => (resolved._tag === "Failed" ? resolved.code : []))

/** Whether the name has addresses. */
export const name = (facts: Facts): FindingOf<"name"> | undefined => {
  const target = targetOf(facts)
  if (target === undefined) return undefined
  const host = target.hostname
  if (facts.name === undefined) return found("name.address", { host })
  const { v4, v6 } = facts.name
  if (countOf(v4) + countOf(v6) > 0) return found("name.ok", { host, v4: countOf(v4), v6: countOf(v6) })
  const code = codesOf([v4, v6]).find((one) => !noSuchName.has(one))
  return code === undefined ? found("name.unknown", { host }) : found("name.failed", { host, code })
}

/** The code of a try that was given up. */
export const noAnswer = "ETIMEDOUT"

const connectedIn = (all: ReadonlyArray<Reached>): number | undefined => {
  const times = all.flatMap((one) => (one._tag === "Connected" ? one.millis : []))
  return times.length === 0 ? undefined : Math.min(...times)
}

const isSilent = (all: ReadonlyArray<Reached>): boolean =>
  all.length > 0 && all.every((one) => one._tag === "Failed" && one.code === noAnswer)

const notConnected = ({ proxyVariables, reached }: Facts, { port }: Target): FindingOf<"connection"> => {
  const [variable] = proxyVariables
  if (variable !== undefined) return found("connection.proxyWanted", { variable })
  const codes = reached.flatMap((one) => (one._tag === "Failed" ? one.code : []))
  if (codes.includes("ECONNREFUSED")) return found("connection.refused", { port })
  if (codes.includes(noAnswer)) return found("connection.silent", { port })
  return found("connection.failed", { code: codes[0] ?? "" })
}

/** Whether the port takes connections, in each IP version that the name has. */
export const connection = (facts: Facts): FindingOf<"connection"> | undefined => {
  const target = targetOf(facts)
  if (target === undefined || facts.reached.length === 0) return undefined
  const millis = connectedIn(facts.reached)
  if (millis === undefined) return notConnected(facts, target)
  const [v4, v6] = ([4, 6] as const).map((family) => facts.reached.filter((one) => one.family === family))
  if (isSilent(v6 ?? [])) return found("connection.blackHole", { dead: "IPv6", alive: "IPv4" })
  if (isSilent(v4 ?? [])) return found("connection.blackHole", { dead: "IPv4", alive: "IPv6" })
  return found("connection.ok", { port: target.port, millis })
}

/** Whether there is a connection at all. */
export const isConnected = (reached: ReadonlyArray<Reached>): boolean => connectedIn(reached) !== undefined

const dayMillis = 86_400_000

/** Two weeks: some authorities renew a month before the end, and a person needs a week. */
const soonDays = 14

const day = (millis: number): string => DateTime.formatIsoDateUtc(DateTime.unsafeMake(millis))

/** The codes of OpenSSL for a chain that leads to no authority which this machine trusts. */
const untrusted: ReadonlySet<string> = new Set([
  "CERT_SIGNATURE_FAILURE",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
])

const refused = (
  { from, issuer, names, refusal, until }: Certificate,
  { hostname: host }: Target,
  now: number
): FindingOf<"tls"> => {
  const code = refusal ?? ""
  if (untrusted.has(code)) return found("tls.untrusted", { issuer, code })
  if (code === "CERT_HAS_EXPIRED") return found("tls.expired", { until: day(until), now: day(now) })
  if (code === "CERT_NOT_YET_VALID") return found("tls.notYetValid", { from: day(from), now: day(now) })
  return code === "ERR_TLS_CERT_ALTNAME_INVALID"
    ? found("tls.otherName", { host, names: names.slice(0, 5).join(", ") })
    : found("tls.failed", { code })
}

/** What Node and OpenSSL say of an answer that is not TLS. */
const notTls = /^(?:EPROTO|ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNKNOWN_PROTOCOL|HTTP_REQUEST))$/

/** Whether TLS is spoken, and by the host that is meant. */
export const tls = (facts: Facts): FindingOf<"tls"> | undefined => {
  const target = targetOf(facts)
  const { handshake, now, reached } = facts
  if (target === undefined || !isConnected(reached)) return undefined
  if (!target.isTls) return found("tls.plain", { host: target.hostname })
  if (handshake === undefined) return undefined
  if (handshake._tag === "Failed") {
    const { code } = handshake
    return notTls.test(code) ? found("tls.notTls", { port: target.port }) : found("tls.failed", { code })
  }
  if (handshake.refusal !== undefined) return refused(handshake, target, now)
  const { isByKnownAuthority, issuer, until } = handshake
  if (target.isVendors && !isByKnownAuthority) return found("tls.addedAuthority", { issuer })
  const days = Math.floor((until - now) / dayMillis)
  return days < soonDays ? found("tls.expiresSoon", { days }) : found("tls.ok", { issuer, days })
}
