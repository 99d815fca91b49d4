/** Texts of the packages and of the command line's library, which are in English, in both languages. */
import { ErrorCode } from "@effect-keysecure/schema"
import type { Phrase } from "@effect-keysecure/testkit/language/phrase"
import { translatorOf } from "@effect-keysecure/testkit/language/translating"
import { batch } from "./phrases/batch.js"
import { client } from "./phrases/client.js"
import { commandLine } from "./phrases/commandLine.js"
import { schema } from "./phrases/schema.js"

const codes: ReadonlyArray<Phrase> = Object.values(ErrorCode.table).flatMap((row): ReadonlyArray<Phrase> => [
  [row.meaning, row.meaningInChinese],
  [row.remedy, row.remedyInChinese]
])

/** A text of the packages in both languages. A text without a phrase, such as a name, stays as it is. */
export const translated = translatorOf([...codes, ...schema, ...client, ...batch, ...commandLine])
