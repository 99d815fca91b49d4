/** Money in whole hundredths: added up without a float. */
import * as BigDecimal from "effect/BigDecimal"

const pattern = /^(\d{1,30})(?:\.(\d{1,2}))?$/

/** The hundredths that a decimal text says; nothing if it is no amount with at most two decimals. */
export const readCents = (text: string): bigint | undefined => {
  const match = pattern.exec(text)
  return match === null ? undefined : BigInt((match[1] ?? "") + (match[2] ?? "").padEnd(2, "0"))
}

/** The decimal text of hundredths: `-0.05`, `100.00`. */
export const writeCents = (cents: bigint): string => {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, "0")
  return `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** Hundredths as an exact decimal of two places. */
export const decimalOf = (cents: bigint): BigDecimal.BigDecimal => BigDecimal.make(cents, 2)
