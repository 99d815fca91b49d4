/**
 * The keys under which a store of text keeps attempts: today's, and those of 0.1.0, which did not name their platform.
 */
import * as Digest from "../encoding/digest.js"

/** The owner of the attempts. */
export interface Owner {
  readonly platform: string
  readonly merchant: string
}

/** Whether an entry of 0.1.0 counts for the platform that asks. An unclear entry may be its own or another's. */
export type Standing = "ours" | "unclear" | "another's"

/**
 * This depends on what the option says about the entries of 0.1.0. A platform alone says nothing about a merchant that
 * is named: if its entries were taken for another's, an open one would be lost.
 */
const standingOf = (said: string | Owner | undefined, { merchant, platform }: Owner): Standing => {
  if (said === undefined) return "unclear"
  if (typeof said !== "string") return said.platform === platform && said.merchant === merchant ? "ours" : "another's"
  if (said !== platform) return "another's"
  return merchant === "" ? "ours" : "unclear"
}

/** The keys of one number, and whether the entry of 0.1.0 counts. */
export interface Keys {
  readonly text: string
  readonly before: string
  readonly standing: Standing
}

/** The text behind the digest in today's key is longer than any number, so that it is no number's key of before. */
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
