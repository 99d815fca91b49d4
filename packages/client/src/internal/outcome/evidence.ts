/**
 * The meaning of a list's row for our write: the rule of evidence (docs/outcomes.md, The rule of evidence).
 *
 * The platform was asked for our number, so in its eyes every row is about our number. A row whose number is exactly
 * ours is ours. Every other row is unclear until something positive explains it: it is never "not there".
 */
import type * as AttemptLog from "../../AttemptLog.js"
import * as Digest from "../encoding/digest.js"

/** A row as the platform shows it, as far as it is looked at. */
export interface Row {
  /** The key that tells it from other rows. */
  readonly key: string
  /** The platform's number of it. */
  readonly ref: string | null
  /** The merchant's own number, as shown. */
  readonly number: string | null
  /** The cardholder's number, as shown. */
  readonly holder: string | null
  /** The card's type, as shown. */
  readonly type: string | null
  /** The status, as shown. */
  readonly status: string | null
}

/** The facts that a copy told about its write. */
export interface Sent {
  readonly holder: string | null
  readonly type: string | null
}

/**
 * The same facts, as they are kept, so that nothing kept tells of a person. The cardholder's number is the one that was
 * handed to us, or a digest. A digest comes with whether the number that was handed to us is surely another.
 */
export interface SentAs {
  readonly holder: "asHanded" | { readonly digest: string; readonly isOther: boolean } | null
  readonly type: string | null
}

/**
 * The judgement on a row.
 *
 * - `ours`: it has our number.
 * - `conflict`: it has our number, and another holder or type than our copies were sent with.
 * - `another`: it is accounted for, by the log or by a person.
 * - `unclear`: it may be ours.
 * - `unread`, `unseen`: unclear so far; the log, or the detail, may explain it.
 */
export type Verdict = "ours" | "conflict" | "another" | "unclear" | "unread" | "unseen"

/** A row that was judged. The facts by which it was judged are left out, so that nothing here tells of a person. */
export interface Judged {
  readonly key: string
  readonly ref: string | null
  readonly number: string | null
  readonly status: string | null
  readonly verdict: Verdict
  /** The judgement if its number turns out to be ours, by its other values. */
  readonly ifOurs: Verdict
}

/** The facts with which rows are compared. */
export interface Claim {
  /** Our number. */
  readonly number: string
  /** Numbers as the platform is known to keep them. */
  readonly fold: (number: string) => string
  /** The facts with which our copies were sent, if a call has told them. */
  readonly sent: SentAs | null
  /** The values of the application as it was handed to us, if there is one. */
  readonly handed: Sent | null
  /** The platform's numbers of rows that a person has put aside. */
  readonly others: ReadonlyArray<string>
  /** Whether a row without a number is ours all the same, because the fields of its list are not documented. */
  readonly unnamedIsOurs: boolean
  /** Whether the log can tell whose another number is. */
  readonly hasLog: boolean
  /** Whether the detail of a row can be asked for. */
  readonly hasDetail: boolean
}

const maskSigns = /[*•●∗＊…#]+/gu
const mask = "*"

/** A text without differences of case and compatibility, every mask in it as one sign. */
const plain = (text: string): string => text.replace(maskSigns, mask).normalize("NFKC").toLowerCase()
const folded = (text: string): string => plain(text).replace(/[^\p{L}\p{N}]/gu, "")

/** How a text that is shown relates to the one that was sent. */
type Relation = "fits" | "unclear" | "contradicts"

/** Whether a text may lie under a mask. Its folded rest consists of letters and digits. */
const showsThrough = (masked: string, sent: string): boolean =>
  new RegExp(`^${plain(masked).split(mask).map(folded).join(".*")}$`, "u").test(folded(sent))

/** The form of a number: where it has letters, digits and signs. Another number of the same kind has the same. */
const formOf = (text: string): string => plain(text.trim()).replace(/\p{L}/gu, "a").replace(/\p{N}/gu, "0")

/**
 * A text fits if it is missing, differs in case, blanks and signs alone, or shows through a mask. Only a whole other
 * number of the same form contradicts: anything else may be masked or cut in a way of its own.
 */
const relationOf = (shown: string | null, sent: string | null): Relation => {
  if (shown === null || sent === null) return "fits"
  if (plain(shown).includes(mask)) return showsThrough(shown, sent) ? "fits" : "unclear"
  if (folded(shown) === folded(sent)) return "fits"
  return formOf(shown) === formOf(sent) ? "contradicts" : "unclear"
}

const digestOf = (text: string): string => Digest.hexOf(folded(text))

/** The facts of a copy, as they are kept. */
export const sentAs = (handed: Sent | null, { holder, type }: Sent): SentAs => {
  if (holder === null || holder === handed?.holder) return { holder: holder === null ? null : "asHanded", type }
  const isOther = handed !== null && relationOf(handed.holder, holder) === "contradicts"
  return { holder: { digest: digestOf(holder), isOther }, type }
}

/**
 * A digest does not tell whether the shown text is a part of the number. It does tell whether the number that was
 * handed to us is not.
 */
const holderRelationOf = (shown: string | null, { handed, sent }: Claim): Relation => {
  const given = handed?.holder ?? null
  if (sent === null || sent.holder === "asHanded") return relationOf(shown, given)
  if (shown === null || sent.holder === null) return "fits"
  if (digestOf(shown) === sent.holder.digest) return "fits"
  return sent.holder.isOther && given !== null && folded(shown) === folded(given) ? "contradicts" : "unclear"
}

const types = ["virtual", "physical"]

/**
 * A type that is new to us may be another name for the type that was sent. A type that begins like the other type may
 * not.
 */
const typeRelationOf = (shown: string | null, sent: string | null): Relation => {
  if (shown === null || sent === null || folded(shown) === folded(sent)) return "fits"
  const other = types.find((type) => folded(shown).startsWith(type) && type !== folded(sent))
  if (other === undefined) return "fits"
  return plain(shown.trim()) === other ? "contradicts" : "unclear"
}

/**
 * A row with our number. The values that were handed to us may have been sent in another form, so they alone prove no
 * conflict.
 */
const withOurNumber = (claim: Claim, row: Row): Verdict => {
  const { type } = claim.sent ?? claim.handed ?? { type: null }
  const relations = new Set([holderRelationOf(row.holder, claim), typeRelationOf(row.type, type)])
  if (relations.has("contradicts")) return claim.sent === null ? "unclear" : "conflict"
  return relations.has("unclear") ? "unclear" : "ours"
}

const withoutLog = ({ hasDetail }: Claim, row: Row): Verdict => (hasDetail && row.ref !== null ? "unseen" : "unclear")

const verdictOf = (claim: Claim, row: Row): Verdict => {
  if (row.ref !== null && claim.others.includes(row.ref)) return "another"
  if (row.number === null) return claim.unnamedIsOurs ? "ours" : withoutLog(claim, row)
  const isOurs = claim.fold(row.number) === claim.fold(claim.number)
  // A card without a number of the platform's cannot be told to anybody, nor looked at, so far.
  if (isOurs) return claim.hasDetail && row.ref === null ? "unclear" : withOurNumber(claim, row)
  return claim.hasLog && row.ref !== null ? "unread" : withoutLog(claim, row)
}

/** Judges a row by its values. */
export const judge = (claim: Claim, row: Row): Judged => ({
  key: row.key,
  ref: row.ref,
  number: row.number,
  status: row.status,
  verdict: verdictOf(claim, row),
  ifOurs: withOurNumber(claim, row)
})

/** Judges a row again by the log's entry under the row's own number. */
export const byLog = (claim: Claim, row: Judged, entry: AttemptLog.Attempt | null): Judged => ({
  ...row,
  verdict: entry?._tag === "Issued" && entry.cardNo === row.ref ? "another" : claim.hasDetail ? "unseen" : "unclear"
})

/** Judges a row again by the number that its detail shows. */
export const byDetail = (claim: Claim, row: Judged, number: string | null): Judged => ({
  ...row,
  verdict: number !== null && claim.fold(number) === claim.fold(claim.number) ? row.ifOurs : "unclear"
})

/** Rows that were deleted by hand do not count beside others. */
export const counting = (rows: ReadonlyArray<Judged>): ReadonlyArray<Judged> => {
  const kept = rows.filter(({ status }) => status !== "Delete")
  return rows.length > 1 && kept.length > 0 ? kept : rows
}
