/** What an application says, as a digest: the same for the same application, and nothing can be read from it. */
import type { CardApplication } from "@effect-keysecure/schema"
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import { Predicate } from "effect"

/** JSON whose fields are in the order of the alphabet, so that it does not change with the order in our schemas. */
const canonical = (value: unknown): string =>
  Predicate.isReadonlyRecord(value) && !Array.isArray(value)
    ? `{${Object.keys(value)
        .toSorted()
        .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
        .join(",")}}`
    : (JSON.stringify(value) ?? "null")

/** SHA-256 in hex. */
export const hexOf = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)))

/** The digest of an application as it is sent. */
export const ofApplication = (encoded: typeof CardApplication.CardApplication.Encoded): string =>
  hexOf(canonical(encoded))
