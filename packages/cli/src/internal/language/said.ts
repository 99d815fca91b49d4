/** What is said to people, in both languages. */

/** A text in English and in Chinese. */
export interface Said {
  readonly en: string
  readonly zh: string
}

/** The languages. */
export type Language = keyof Said

/** A text in both languages. */
export const said = (en: string, zh: string): Said => ({ en, zh })

/** Texts one after the other, in one. */
export const joined = (parts: ReadonlyArray<Said>, en = ", ", zh = "，"): Said => ({
  en: parts.map((part) => part.en).join(en),
  zh: parts.map((part) => part.zh).join(zh)
})
