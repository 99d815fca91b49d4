/** Findings on what the merchant may do: its token, its integration mode, its products, its permission to show cards. Pure. */
import type { Exchange, Facts, Mode } from "./facts.js"
import { type FindingOf, found } from "./findings.js"
import { isRefusedWith, refusalsOf } from "./answering.js"
import { byDates, byStamps, isEmpty, overlap } from "./timing.js"

const acceptedOf = ({ exchanges }: Facts, operation: Exchange["operation"]): ReadonlyArray<Exchange> =>
  exchanges.filter((one) => one.operation === operation && one.answer._tag === "Accepted")

const isRefused = (facts: Facts, operation: Exchange["operation"], code: number): boolean =>
  refusalsOf(facts).some((refusal) => refusal.operation === operation && refusal.code === code)

const minuteMillis = 60_000
const hourMillis = 3_600_000

/** The client renews a token 5 minutes before its end. A token that lives for less than an hour is fetched often. */
const shortMillis = hourMillis

/** The vendor's example is of 24 hours, and a token that is served from its store may be a little older. */
const exampleMillis = 23.5 * hourMillis

/** How long the last token lives, from the moment when it came: by the platform's clock as far as that is known. */
const lifeOf = (facts: Facts, end: number): number => {
  const issued = acceptedOf(facts, "getToken").at(-1)?.received ?? facts.now
  const stamps = byStamps(facts.exchanges)
  const both = overlap(byDates(facts.exchanges) ?? stamps, stamps)
  const { from } = isEmpty(both) ? stamps : both
  return end - issued - (Number.isFinite(from) ? from : 0)
}

/** Whether some token was taken. */
const isTaken = ({ exchanges }: Facts): boolean =>
  exchanges.some(({ answer, operation }) => operation !== "getToken" && answer._tag === "Accepted")

/** Whether tokens are given, for how long, and whether they are taken. */
export const token = (facts: Facts): FindingOf<"token"> | undefined => {
  const { tokenEnd } = facts
  if (isRefusedWith(facts, 1007)) return found(isTaken(facts) ? "token.refusedOnce" : "token.refused", { code: 1007 })
  if (acceptedOf(facts, "getToken").length === 0) return undefined
  if (tokenEnd === undefined) return found("token.unreadable", {})
  if (tokenEnd === 0) return found("token.endUnreadable", {})
  const life = lifeOf(facts, tokenEnd)
  if (life < shortMillis) return found("token.shortLife", { minutes: Math.round(life / minuteMillis) })
  const hours = Math.round(life / hourMillis)
  return life < exampleMillis ? found("token.shorterLife", { hours }) : found("token.ok", { hours })
}

/** The operation by which a merchant of a mode sees what it may issue. */
const listOf = { credit: "listPackages", authorization: "listBins" } as const

const isOpen = (facts: Facts, mode: Mode): boolean => acceptedOf(facts, listOf[mode]).length > 0

const isClosed = (facts: Facts, mode: Mode): boolean => isRefused(facts, listOf[mode], 1012)

/** The merchant's mode; none if neither list says it, or both. */
const modeOf = (facts: Facts): Mode | undefined => {
  if (isOpen(facts, "credit") && isClosed(facts, "authorization")) return "credit"
  return isOpen(facts, "authorization") && isClosed(facts, "credit") ? "authorization" : undefined
}

/** Which integration mode the merchant has. */
export const mode = (facts: Facts): FindingOf<"mode"> | undefined => {
  const { expectedMode: expected } = facts
  const own = modeOf(facts)
  if (own !== undefined) {
    return expected === undefined || expected === own
      ? found("mode.ok", { mode: own })
      : found("mode.mismatch", { mode: own, expected })
  }
  if (isClosed(facts, "credit") && isClosed(facts, "authorization")) return found("mode.neither", { code: 1012 })
  return isOpen(facts, "credit") && isOpen(facts, "authorization") ? found("mode.both", {}) : undefined
}

/** Whether there is something to make cards from. Where both lists are open, each is looked at. */
export const products = (facts: Facts): FindingOf<"products"> | undefined => {
  const open = (["credit", "authorization"] as const).filter((one) => isOpen(facts, one))
  const counts = open.map((one) => ({ mode: one, count: one === "credit" ? facts.packages : facts.bins }))
  const [most] = counts.toSorted((one, other) => (other.count ?? -1) - (one.count ?? -1))
  if (most === undefined) return undefined
  const { count, mode: own } = most
  if (count === undefined) return found("products.unreadable", { mode: own })
  return count === 0 ? found("products.none", { mode: own }) : found("products.ok", { mode: own, count })
}

/** Whether secrets of cards may be read. It is asked about a card that there is not. */
export const pci = (facts: Facts): FindingOf<"pci"> | undefined => {
  const codes = refusalsOf(facts).flatMap(({ code, operation }) => (operation === "getCardPrivateInfo" ? code : []))
  if (codes.includes(1013)) return found("pci.off", { code: 1013 })
  const code = codes.find((one) => one !== 1005)
  if (code === undefined) return undefined
  // 4xxx is about cards: the platform has looked for the card.
  return code >= 4000 && code < 5000 ? found("pci.ok", {}) : found("pci.untold", { code })
}
