/** The parts that only single classes of rejections have. */
import * as Schema from "effect/Schema"
import { isDocumented } from "../../ErrorCode.js"

/**
 * The facts that the client adds to a rejected timestamp.
 *
 * @since 0.2.0
 * @category models
 */
export interface Offset {
  /**
   * By how many ms the platform's clock was seen to be ahead of this machine's at least (negative: behind). It is
   * absent if no answer told the time.
   */
  readonly offsetMillis?: number
}

// The arbitrary makes offsets of up to a day either way. Among all JSON numbers, `-0` would come back from JSON as `0`.
const OffsetMillis = Schema.JsonNumber.annotations({
  arbitrary: () => (fc) => fc.integer({ min: -86_400_000, max: 86_400_000 })
})

/** The fields of an offset. */
export const offset = () => ({ offsetMillis: Schema.optionalWith(OffsetMillis, { exact: true }) })

/** An offset for a person. */
export const offsetInWords = ({ offsetMillis }: Offset): string => {
  if (offsetMillis === undefined) return ""
  const side = offsetMillis < 0 ? "behind" : "ahead of"
  return ` The platform's clock was seen ${Math.abs(Math.round(offsetMillis))} ms ${side} this machine's.`
}

/** A code of a refusal that is in no table. */
export const undocumented = () =>
  Schema.Int.pipe(
    Schema.filter((code) => code !== 0 && !isDocumented(code), {
      description: "a code other than 0 that is not documented",
      arbitrary: () => (fc) => fc.integer({ min: 3000, max: 3999 })
    })
  )
