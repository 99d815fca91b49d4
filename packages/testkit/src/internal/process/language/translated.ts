/** Texts of the program's parts, which are in English, in both languages. */
import { phrases } from "./phrases.js"
import { translatorOf } from "./translating.js"

/** A text in both languages. A text without a phrase, such as a name, stays as it is. */
export const translated = translatorOf(phrases)
