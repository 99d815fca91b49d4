/** Where the lines of a client with promises go: to the program's own logger, to none, or to the console. */
import * as ConfigError from "effect/ConfigError"
import * as Either from "effect/Either"
import type * as HashMap from "effect/HashMap"
import * as Inspectable from "effect/Inspectable"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Predicate from "effect/Predicate"

/**
 * Something that a client says while it works. It holds no secret and no personal data. It may hold the merchant's own number.
 *
 * @since 0.2.0
 * @category models
 */
export interface LogLine {
  /** How urgent it is: `warn` is for somebody in the morning. `pino`, `winston` and `console` have methods of these names. */
  readonly level: "debug" | "info" | "warn" | "error"
  /** The line, for people. */
  readonly message: string
  /** The name of what happened, for programs, such as `keysecure.outcome_unknown` (docs/outcomes.md). None in a line of a layer of yours, which is not handed over at `debug`. */
  readonly event?: string
  /** The facts, such as `keysecure.operation` and `keysecure.unique_no`. */
  readonly attributes: Readonly<Record<string, string | number | boolean>>
}

/**
 * Where the lines go.
 *
 * @since 0.2.0
 * @category options
 */
export interface Logging {
  /**
   * Takes each line, from `debug` on: your logger decides which levels it writes. `false` for silence. Without it, lines from `info` on go to the
   * console. It is not waited for, and if it throws or rejects, the line is lost and nothing else.
   */
  readonly logger?: ((line: LogLine) => unknown) | false
}

const levelOf = (level: LogLevel.LogLevel): LogLine["level"] => {
  if (LogLevel.greaterThanEqual(level, LogLevel.Error)) return "error"
  if (LogLevel.greaterThanEqual(level, LogLevel.Warning)) return "warn"
  return LogLevel.greaterThanEqual(level, LogLevel.Info) ? "info" : "debug"
}

const textOf = (message: unknown): string =>
  [message]
    .flat()
    .map((part) => Inspectable.toStringUnknown(part))
    .join(" ")

const isFact = (value: unknown): value is string | number | boolean =>
  Predicate.isString(value) || Predicate.isNumber(value) || Predicate.isBoolean(value)

/** The facts of a line, but for the name of its event. */
const attributesOf = (annotations: HashMap.HashMap<string, unknown>): LogLine["attributes"] => {
  const attributes: Record<string, string | number | boolean> = {}
  for (const [name, value] of annotations) if (name !== "event" && isFact(value)) attributes[name] = value
  return attributes
}

/** Hands a line over. It is not known what the program's logger does. */
const hand = (logger: (line: LogLine) => unknown, line: LogLine): void =>
  void Either.try(() => {
    const given = logger(line)
    // A promise that rejects and has no reader would end the process.
    if (Predicate.isPromiseLike(given)) given.then(undefined, () => {})
  })

/** Effect says at Debug how fibers end, with errors that may hold anything: of those lines only ours are told, and no line's cause is. */
const handing = (logger: (line: LogLine) => unknown) =>
  Logger.make<unknown, void>(({ annotations, logLevel, message }) => {
    const event = new Map(annotations).get("event")
    const level = levelOf(logLevel)
    if (!Predicate.isString(event) && level === "debug") return
    hand(logger, {
      level,
      message: textOf(message),
      ...(Predicate.isString(event) ? { event } : {}),
      attributes: attributesOf(annotations)
    })
  })

const noLogger = ConfigError.InvalidData(["logger"], "expected a function that takes a line, or false")

/** The loggers of a client. A program in JavaScript may give what is none. */
export const layerLogger = ({ logger }: Logging): Layer.Layer<never, ConfigError.ConfigError> => {
  if (logger === undefined) return Layer.empty
  if (logger === false) return Logger.minimumLogLevel(LogLevel.None)
  if (typeof logger !== "function") return Layer.fail(noLogger)
  return Layer.provideMerge(
    Logger.replace(Logger.defaultLogger, handing(logger)),
    Logger.minimumLogLevel(LogLevel.Debug)
  )
}
