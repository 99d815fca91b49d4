/** Text as the vendor takes it: one check per field, which says what it expects. */
import type * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"

/**
 * The part of a rule for a text that JSON Schema can say. The rule may ask for more; every text that it takes keeps
 * this part.
 */
export interface TextLimits {
  readonly minLength?: number
  readonly maxLength?: number
  /** The source of a regular expression, in the syntax that all of its dialects share. */
  readonly pattern?: string
}

/** How one text is checked. */
export interface TextRule {
  /** The expected value, as errors say it. */
  readonly expected: string
  readonly accepts: (text: string) => boolean
  /** The part of the rule that a JSON Schema can hold, for `openapi.json`. */
  readonly limits?: TextLimits
  /** Makes texts that the rule accepts. */
  readonly arbitrary: Arbitrary.LazyArbitrary<string>
}

/**
 * A text that obeys a rule. The error says which value was expected, and never repeats the given value, which may be
 * personal.
 *
 * One declaration, not a filter upon `Schema.String`: a filter costs two passes when it encodes, and its `String`
 * would repeat a value that is not a text.
 */
export const text = (rule: TextRule) =>
  Schema.declare((u): u is string => typeof u === "string" && rule.accepts(u), {
    description: rule.expected,
    message: () => `expected ${rule.expected}`,
    arbitrary: () => rule.arbitrary,
    jsonSchema: { type: "string", ...rule.limits, description: rule.expected }
  })

/** The pattern of a text that is not empty and has no blank at either end. */
export const noBlankEnds = "^\\S(?:[\\s\\S]*\\S)?$"

/** A number of the merchant's own, of at most so many characters. */
export const ownNumberRule = (maxLength: number): TextRule => ({
  expected: `1 to ${maxLength} characters, no blank at either end`,
  accepts: (value) => value.length > 0 && value.length <= maxLength && value.trim() === value,
  limits: { minLength: 1, maxLength, pattern: noBlankEnds },
  arbitrary: (fc) => fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/)
})

const notBlank = /\S/
/** A text that could not stand in a path: a step up, or half a character. */
const noReference = /^\.{1,2}$|\p{Surrogate}/u

/** A number or reference which the vendor gave out and whose format is not documented: text that is not blank. */
const referenceRule = (what: string): TextRule => ({
  expected: `${what}, not blank`,
  accepts: (value) => notBlank.test(value) && !noReference.test(value),
  limits: { minLength: 1, pattern: notBlank.source },
  arbitrary: (fc) => fc.stringMatching(/^[A-Z][A-Z0-9]{3,17}$/)
})

/** A text that is not blank: a number or reference which the vendor gave out and whose format is not documented. */
export const reference = (what: string) => text(referenceRule(what))

/** Most numbers. They need no further look. */
const plain = /^[!-~](?:[ -~]*[!-~])?$/
/**
 * Characters that another system may drop: blanks at the ends, controls, formats and other invisible characters, half a
 * character.
 */
const dropped = /^\p{White_Space}|\p{White_Space}$|[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u

/**
 * Whether every system stores a text as it is. A system that trims, drops invisible characters, or composes characters
 * changes nothing in it.
 */
export const isStoredAsSent = (value: string): boolean =>
  plain.test(value) || (value !== "" && !dropped.test(value) && value.normalize("NFC") === value)

/**
 * A number on the way out of a write. It obeys its rule, and every system stores it as it was sent. A number that was
 * stored in another form could not be found again. A number that is read obeys the rule alone.
 */
export const sent = (what: string, rule: TextRule) =>
  text({
    ...rule,
    expected: `${what}, without blanks at its ends and without characters that are not seen, in Unicode's composed form (NFC)`,
    accepts: (value) => isStoredAsSent(value) && rule.accepts(value)
  })

/** A reference on the way out of a write. */
export const sentReference = (what: string) => sent(what, referenceRule(what))
