/** Money: exact decimals, in text on the wire (docs/api.md, Conventions), never a float. */
import { BigDecimal, type FastCheck, ParseResult, Schema } from "effect"

/** Plain or with an exponent, as Java's `BigDecimal` writes small ones; long enough for any money. */
const pattern = /^[+-]?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,2})?$/

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
  /** How many decimals are written; as many as needed if it is left out. */
  readonly decimals?: number
  readonly arbitrary: (fc: typeof FastCheck) => FastCheck.Arbitrary<BigDecimal.BigDecimal>
}

const decimal = ({ accepts, arbitrary, decimals, expected }: DecimalRule) => {
  const value = Schema.declare((u): u is BigDecimal.BigDecimal => BigDecimal.isBigDecimal(u) && accepts(u), {
    description: expected,
    message: () => `expected ${expected}`,
    arbitrary: () => arbitrary
  })
  const text = Schema.declare((u): u is string => typeof u === "string", {
    description: `${expected}, in digits`,
    message: () => `expected ${expected}, in digits`,
    jsonSchema: { type: "string", description: expected },
    arbitrary: () => (fc) => arbitrary(fc).map((one) => plain(shortest(one)))
  })
  return Schema.transformOrFail(text, value, {
    strict: false,
    decode: (wire, _, ast) =>
      pattern.test(wire)
        ? ParseResult.succeed(BigDecimal.unsafeFromString(wire))
        : ParseResult.fail(new ParseResult.Type(ast, wire)),
    encode: (amount) =>
      ParseResult.succeed(plain(decimals === undefined ? shortest(amount) : BigDecimal.scale(amount, decimals)))
  }).annotations({ description: expected, message: () => `expected ${expected}, in digits` })
}

const exact = (fc: typeof FastCheck, min: bigint, maxScale: number) =>
  fc
    .tuple(fc.bigInt({ min, max: 10n ** 15n }), fc.integer({ min: 0, max: maxScale }))
    .map(([value, scale]) => BigDecimal.make(value, scale))

/** An amount as it is read: any decimal. */
export const Decimal = decimal({
  expected: "a decimal number",
  accepts: () => true,
  arbitrary: (fc) => exact(fc, -(10n ** 15n), 8)
})

const hasAtMost = (amount: BigDecimal.BigDecimal, decimals: number): boolean =>
  BigDecimal.normalize(amount).scale <= decimals

/** An amount as it is sent: more than 0, with at most so many decimals, all of which are written. */
export const positive = (decimals: number) =>
  decimal({
    expected: `an amount of more than 0 with at most ${decimals} decimals`,
    accepts: (amount) => amount.value > 0n && hasAtMost(amount, decimals),
    decimals,
    arbitrary: (fc) => exact(fc, 1n, decimals)
  })
