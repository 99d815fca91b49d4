/** What the programs say to people, in both languages. */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"

/** A text in English and in Chinese. */
export interface Said {
  readonly en: string
  readonly zh: string
}

/** The languages. */
export type Language = keyof Said

/** A text in both languages. */
export const said = (en: string, zh: string): Said => ({ en, zh })

/** A text that is the same in both: a name, a number, or a text that is in the reader's language already. */
export const asIs = (text: string): Said => said(text, text)

/** Texts one after the other, in one. */
export const joined = (parts: ReadonlyArray<Said>, en = ", ", zh = "，"): Said => ({
  en: parts.map((part) => part.en).join(en),
  zh: parts.map((part) => part.zh).join(zh)
})

/** The language of the environment. It is English unless `KEYSECURE_LANGUAGE` is `zh_CN`, even where the rest of the configuration does not fit. */
export const ofEnvironment: Effect.Effect<Language> = Effect.map(
  Effect.orDie(Config.withDefault(Config.string("KEYSECURE_LANGUAGE"), "")),
  (variable) => (variable === "zh_CN" ? "zh" : "en")
)
