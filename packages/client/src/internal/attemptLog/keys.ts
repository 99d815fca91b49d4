/** Under which keys a store of text keeps attempts: today's, and those of 0.1.0, which did not say of which platform they are. */
import * as Digest from "../encoding/digest.js"

/** Whose attempts they are. */
export interface Owner {
  readonly platform: string
  readonly merchant: string
}

/** Whether an entry of 0.1.0 counts for who asks. An unclear one may be his or another's. */
export type Standing = "ours" | "unclear" | "another's"

/**
 * By what is said of the entries of before. A platform alone says nothing of a merchant that is named: to take its
 * entries for another's would lose what is open.
 */
const standingOf = (said: string | Owner | undefined, { merchant, platform }: Owner): Standing => {
  if (said === undefined) return "unclear"
  if (typeof said !== "string") return said.platform === platform && said.merchant === merchant ? "ours" : "another's"
  if (said !== platform) return "another's"
  return merchant === "" ? "ours" : "unclear"
}

/** The keys of one number, and what the entry of 0.1.0 is to who asks. */
export interface Keys {
  readonly text: string
  readonly before: string
  readonly standing: Standing
}

/** What today's key is a digest of is longer than any number, so that it is no number's key of before. */
export const keysOf = (
  { prefix, said }: { readonly prefix: string; readonly said: string | Owner | undefined },
  key: Owner & { readonly cardUniqueNo: string }
): Keys => {
  const digest = Digest.hexOf(key.cardUniqueNo)
  return {
    text: `${prefix}${Digest.hexOf(JSON.stringify([key.platform, key.merchant, digest]))}`,
    before: `${prefix}${digest}`,
    standing: standingOf(said, key)
  }
}
