/** Bytes to text and back. `TextDecoder` is part of every runtime, but of no library of types that this package uses. */
import * as HttpBody from "@effect/platform/HttpBody"

declare const TextDecoder: new (
  label: "utf-8",
  options: { readonly ignoreBOM: boolean }
) => { readonly decode: (bytes: Uint8Array) => string }

// A byte order mark stays, as it does in a body that Node reads: it makes JSON unreadable.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true })

/** The text of UTF-8 bytes. Bytes that are not UTF-8 become U+FFFD. */
export const decodeUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes)

/** The UTF-8 bytes of a text. */
export const encodeUtf8 = (text: string): Uint8Array => HttpBody.text(text).body

const ascii = /^[\u0000-\u007f]*$/

/** How many bytes a text is in UTF-8. */
export const byteLength = (text: string): number => (ascii.test(text) ? text.length : encodeUtf8(text).byteLength)
