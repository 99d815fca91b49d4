/** What is said to people, as both programs say it, and the reader's language. */
import type { Language } from "@effect-keysecure/testkit/language/said"
import * as Context from "effect/Context"

export { asIs, joined, type Language, ofEnvironment, type Said, said } from "@effect-keysecure/testkit/language/said"

/** The language of the reader. */
export class Reader extends Context.Reference<Reader>()("@effect-keysecure/cli/internal/language/said/Reader", {
  defaultValue: (): Language => "en"
}) {}
