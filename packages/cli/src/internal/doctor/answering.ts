/** Findings on who answers, and on what lies between: pages, gateways, caches, and headers that are lost. Pure. */
import type { Answer, Exchange, Facts } from "./facts.js"
import { type FindingOf, found } from "./findings.js"

/** The exchanges that were answered by the platform, or by something that speaks as it does. */
export const answered = ({ exchanges }: Facts): ReadonlyArray<Exchange> =>
  exchanges.filter(({ answer }) => answer._tag === "Rejected" || answer._tag === "Accepted")

/** The codes of refusals, by operation. */
export const refusalsOf = ({ exchanges }: Facts): ReadonlyArray<Pick<Exchange, "operation"> & { code: number }> =>
  exchanges.flatMap(({ answer, operation }) => (answer._tag === "Rejected" ? [{ operation, code: answer.code }] : []))

/** Whether something was refused with this code. */
export const isRefusedWith = (facts: Facts, code: number): boolean =>
  refusalsOf(facts).some((refusal) => refusal.code === code)

/** Whether something was carried out. */
export const isAccepted = ({ exchanges }: Facts): boolean => exchanges.some(({ answer }) => answer._tag === "Accepted")

/** What undici calls an answer that is not HTTP/1.1. It gives no code. */
const notHttp = "HTTPParserError"

const strange = (answer: Answer): FindingOf<"answer"> | undefined => {
  switch (answer._tag) {
    case "None":
      return found(answer.code === notHttp ? "answer.notHttp" : "answer.none", { code: answer.code })
    case "Redirect":
      return found("answer.redirect", { status: answer.status, to: answer.to })
    case "Compressed":
      return found("answer.compressed", { encoding: answer.encoding })
    case "Page":
    case "Other": {
      const { status } = answer
      if (status === 407) return found("answer.proxyAuthentication", { status })
      if (status === 401 || status === 403) return found("answer.forbidden", { status })
      if (status === 404) return found("answer.notFound", { status })
      if (status === 429) return found("answer.limited", { status })
      if (status >= 500) return found("answer.gateway", { status })
      return answer._tag === "Page" ? found("answer.page", { status }) : found("answer.other", { status })
    }
    case "Rejected":
    case "Accepted":
      return undefined
  }
}

/** The codes that other checks are about. */
const elsewhere: ReadonlySet<number> = new Set([
  1002, 1003, 1005, 1006, 1007, 1008, 1010, 1011, 1012, 1013, 1017, 1021, 1022
])

/** A card that there is not may be refused with any code. */
const unexpected = (facts: Facts): number | undefined =>
  refusalsOf(facts).find(
    ({ code, operation }) =>
      !elsewhere.has(code) && (operation !== "getCardPrivateInfo" || code === 1001 || code === 1009)
  )?.code

/** Whether it is the platform that answers. */
export const answer = (facts: Facts): FindingOf<"answer"> | undefined => {
  if (facts.exchanges.length === 0) return undefined
  for (const exchange of facts.exchanges) {
    const finding = strange(exchange.answer)
    if (finding !== undefined) return finding
  }
  const code = unexpected(facts)
  if (code === undefined) return found("answer.ok", {})
  if (code === 1001) return found("answer.systemError", { code })
  return code === 1009 ? found("answer.tooMany", { code }) : found("answer.refused", { code })
}

/** Whether something on the way changes requests or answers. */
export const path = (facts: Facts): FindingOf<"path"> | undefined => {
  const all = answered(facts)
  if (all.length === 0) return undefined
  if (isRefusedWith(facts, 1002)) return found("path.keyStripped", { code: 1002 })
  if (isRefusedWith(facts, 1006)) return found("path.tokenStripped", { code: 1006 })
  if (isRefusedWith(facts, 1017)) return found("path.replayed", { code: 1017 })
  const seconds = Math.max(...all.map(({ signs }) => signs.ageSeconds))
  if (seconds > 0) return found("path.cached", { seconds })
  const encoding = all.map(({ signs }) => signs.encoding).find((one) => one !== "")
  if (encoding !== undefined) return found("path.compressed", { encoding })
  const via = all.map(({ signs }) => signs.via).find((one) => one !== "")
  return via === undefined ? found("path.ok", {}) : found("path.proxy", { via })
}

/** Whether calls may come from here. */
export const address = (facts: Facts): FindingOf<"address"> | undefined => {
  const code = 1003
  if (!isRefusedWith(facts, code)) return isAccepted(facts) ? found("address.ok", {}) : undefined
  const [seen] = facts.exchanges.flatMap((one) =>
    one.answer._tag === "Rejected" && one.answer.code === code ? (one.answer.address ?? []) : []
  )
  return seen === undefined
    ? found("address.notAllowed", { code })
    : found("address.notAllowedSeen", { code, address: seen })
}

/** The codes that an environment gives only to a key that it knows, whatever the order of its checks. */
const isKnown = (given: Answer): boolean =>
  given._tag === "Accepted" || (given._tag === "Rejected" && [1003, 1010, 1011, 1022].includes(given.code))

const unknownKey = (facts: Facts): FindingOf<"key"> => {
  const code = 1008
  const { configuration, elsewhere: other } = facts
  const platform = configuration._tag === "Target" ? configuration.platform : ""
  if (other !== undefined && isKnown(other.answer)) {
    return found("key.otherEnvironment", { code, platform, other: other.platform })
  }
  return configuration._tag === "Target" && configuration.isKeyQuoted
    ? found("key.quoted", { code })
    : found("key.unknown", { code, platform })
}

/** Whether the platform takes the Api-Key. */
export const key = (facts: Facts): FindingOf<"key"> | undefined => {
  if (isRefusedWith(facts, 1008)) return unknownKey(facts)
  if (isRefusedWith(facts, 1010)) return found("key.notEnabled", { code: 1010 })
  if (isRefusedWith(facts, 1011)) return found("key.expired", { code: 1011 })
  const code = [1021, 1022].find((one) => isRefusedWith(facts, one))
  if (code !== undefined) return found("key.merchant", { code })
  return isAccepted(facts) ? found("key.ok", {}) : undefined
}
