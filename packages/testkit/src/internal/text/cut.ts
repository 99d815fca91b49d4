/** Texts that are kept in part. */
import { decodeUtf8, encodeUtf8 } from "./utf8.js"

/**
 * The first so many characters of a text, with a sign that there are more. They are written anew: a part of a text is a
 * view on the whole, and would keep it in memory.
 */
export const cut = (text: string, kept: number): string =>
  text.length > kept ? `${decodeUtf8(encodeUtf8(text.slice(0, kept)))}…` : text
