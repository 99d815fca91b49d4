/** What a phrase is. */

/**
 * A text in English, and the same in Chinese. `{name}` stands for data, which is repeated as it is. `<name>` stands for a
 * text that has a phrase of its own, or for data if it has none.
 */
export type Phrase = readonly [english: string, chinese: string]
