/** How a client with promises ends otherwise than by an outcome. */
import * as Schema from "effect/Schema"

/**
 * The options are wrong, or a layer that they hold could not be built. Every call rejects with it.
 *
 * @since 0.2.0
 * @category errors
 */
export class OptionsInvalid extends Schema.TaggedError<OptionsInvalid>("@effect-keysecure/client/OptionsInvalid")(
  "OptionsInvalid",
  { detail: Schema.String }
) {
  override get message(): string {
    return `The options are wrong: ${this.detail}`
  }
}

/**
 * The client was closed before the call.
 *
 * @since 0.2.0
 * @category errors
 */
export class Closed extends Schema.TaggedError<Closed>("@effect-keysecure/client/Closed")("Closed", {}) {
  override get message(): string {
    return "The client was closed."
  }
}
