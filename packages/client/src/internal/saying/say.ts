/** What the client says while it works: a line for the logger, and an event of the current trace span. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as LogLevel from "effect/LogLevel"

/** One thing to say. It holds no secret and no personal data. It may hold the merchant's own number. */
export interface Saying {
  /** The name of the event, for programs. */
  readonly event: string
  readonly attributes: Readonly<Record<string, string | number>>
  readonly level: "Debug" | "Info" | "Warning" | "Error"
  /** The line, for people. */
  readonly line: string
}

/** Says something. Without a current trace span there is only the line, which names the event too. */
export const say = ({ attributes, event, level, line }: Saying): Effect.Effect<void> =>
  Effect.zipWith(Effect.currentSpan, Clock.currentTimeNanos, (span, now) => span.event(event, now, attributes)).pipe(
    Effect.ignore,
    Effect.zipRight(
      Effect.annotateLogs(Effect.logWithLevel(LogLevel.fromLiteral(level), line), { event, ...attributes })
    )
  )
