/**
 * Money: exact decimals, in text on the wire (docs/api.md, Conventions), never a float. In answers a JSON number is
 * read too, as long as it is exactly the number that was written.
 */
import type * as Arbitrary from "effect/Arbitrary"
import * as BigDecimal from "effect/BigDecimal"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"

/** Plain or with an exponent, as Java's `BigDecimal` writes small ones; long enough for any money. */
const pattern = /^[+-]?(?:\d{1,40}(?:\.\d{1,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,2})?$/

/** A number of at most so many digits is the number that was written, though it went through a float. */
const exactDigits = 15

/** The text of a decimal. It is read from a text or, if no digit can have been lost, from a number. */
const textOf = (wire: string | number): string | undefined => {
  if (typeof wire === "string") return pattern.test(wire) ? wire : undefined
  const digits = String(Math.abs(wire))
    .replace(/e.*|\./g, "")
    .replace(/^0+/, "")
  return Number.isFinite(wire) && digits.length <= exactDigits ? String(wire) : undefined
}

/** No money has more digits before the point, or after it. */
const maxDigits = 40
/** A decimal of more digits or zeros than this is not even looked at. */
const maxScale = 200
const mostDigits = 10n ** BigInt(maxScale)
const limit = BigDecimal.make(10n ** BigInt(maxDigits), 0)

/** A decimal in plain digits, with as many decimals as its scale says. */
const plain = ({ scale, value }: BigDecimal.BigDecimal): string => {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0")
  const sign = value < 0n ? "-" : ""
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** A decimal without needless zeros, and never of a negative scale. */
const shortest = (decimal: BigDecimal.BigDecimal): BigDecimal.BigDecimal => {
  const normal = BigDecimal.normalize(decimal)
  return normal.scale < 0 ? BigDecimal.scale(normal, 0) : normal
}

interface DecimalRule {
  readonly expected: string
  readonly accepts: (decimal: BigDecimal.BigDecimal) => boolean
  /** How many decimals are written. If it is left out, as many as needed. */
  readonly decimals?: number
  /** The rules of a JSON Schema for it, beyond that it is a text. */
  readonly limits?: object
  readonly arbitrary: Arbitrary.LazyArbitrary<BigDecimal.BigDecimal>
}

const isBounded = (amount: BigDecimal.BigDecimal): boolean => {
  const { scale, value } = amount
  if (Math.abs(scale) > maxScale || value >= mostDigits || value <= -mostDigits) return false
  // A copy is made normal, since a decimal remembers its normal form.
  const normal = BigDecimal.normalize(BigDecimal.make(value, scale))
  return normal.scale <= maxDigits && BigDecimal.lessThan(BigDecimal.abs(normal), limit)
}

const decimal = <Wire extends string | number>(
  isWire: (u: unknown) => u is Wire,
  { accepts, arbitrary, decimals, expected, limits }: DecimalRule
) => {
  const value = Schema.declare(
    (u): u is BigDecimal.BigDecimal => BigDecimal.isBigDecimal(u) && isBounded(u) && accepts(u),
    {
      description: expected,
      message: () => `expected ${expected}`,
      arbitrary: () => arbitrary
    }
  )
  const text = Schema.declare(isWire, {
    description: `${expected}, in digits`,
    message: () => `expected ${expected}, in digits`,
    jsonSchema: { type: "string", ...limits, description: expected }
  })
  return Schema.transformOrFail(text, value, {
    strict: false,
    decode: (wire, _, ast) => {
      const digits = textOf(wire)
      return digits === undefined
        ? ParseResult.fail(new ParseResult.Type(ast, wire))
        : ParseResult.succeed(BigDecimal.unsafeFromString(digits))
    },
    encode: (amount) =>
      ParseResult.succeed(plain(decimals === undefined ? shortest(amount) : BigDecimal.scale(amount, decimals)))
  }).annotations({ description: expected, message: () => `expected ${expected}, in digits` })
}

const exact =
  (min: bigint, maxScale: number): Arbitrary.LazyArbitrary<BigDecimal.BigDecimal> =>
  (fc) =>
    fc
      .tuple(fc.bigInt({ min, max: 10n ** 15n }), fc.integer({ min: 0, max: maxScale }))
      .map(([value, scale]) => BigDecimal.make(value, scale))

const any: DecimalRule = {
  expected: "a decimal number",
  accepts: () => true,
  arbitrary: exact(-(10n ** 15n), 8)
}

/** An amount in digits: any decimal. */
export const DecimalFromText = decimal(Predicate.isString, any)

const isTextOrNumber = (u: unknown): u is string | number => typeof u === "string" || typeof u === "number"

/** An amount as it is read of answers. */
export const Decimal = decimal(isTextOrNumber, any)

const hasAtMost = (amount: BigDecimal.BigDecimal, decimals: number): boolean =>
  BigDecimal.normalize(amount).scale <= decimals

/** An amount as it is sent: more than 0, with at most so many decimals, all of which are written. */
export const positive = (decimals: number) =>
  decimal(Predicate.isString, {
    expected: `an amount of more than 0 with at most ${decimals} decimals`,
    accepts: (amount) => amount.value > 0n && hasAtMost(amount, decimals),
    decimals,
    limits: { pattern: `^(?:0|[1-9][0-9]*)(?:\\.[0-9]{1,${decimals}})?$`, not: { pattern: "^[0.]*$" } },
    arbitrary: exact(1n, decimals)
  })
