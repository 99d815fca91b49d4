/** How the program ends other than well: an exit code, and what is said about it. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { asIs, type Language, Reader, type Said } from "../language/said.js"
import { translated } from "../language/translated.js"

/** The exit codes; 0 means that every row has its card, or that all is well. */
export const exitCodes = {
  /** Some rows are wrong, failed, or wait for a person. For `doctor`: a warning. */
  incomplete: 1,
  /** The command line, the configuration or the file does not fit. For `doctor`: a trouble. */
  usage: 2,
  /** The batch is paused. */
  paused: 3,
  /** The database cannot be used. */
  database: 4
} as const

/** The end of the program with an exit code. The lines hold no secret and no value of a row. */
export class Ended extends Data.TaggedError("Ended")<{
  readonly code: number
  readonly lines: ReadonlyArray<Said>
}> {}

/** An end with the lines that are said about it. */
export const ended = (reason: keyof typeof exitCodes, ...lines: ReadonlyArray<Said>): Ended =>
  new Ended({ code: exitCodes[reason], lines })

/** An error that speaks for itself. */
export const endedBy =
  (reason: keyof typeof exitCodes) =>
  ({ message }: { readonly message: string }): Ended =>
    ended(reason, translated(message))

const inOne =
  (language: Language) =>
  ({ code, lines }: Ended): Ended =>
    new Ended({ code, lines: lines.map((line) => asIs(line[language])) })

/** Work that speaks a language that was asked for, to its end. */
export const speaking =
  (language: Language) =>
  <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E | Ended, Exclude<R, Reader>> =>
    work.pipe(
      Effect.mapError((error) => (error instanceof Ended ? inOne(language)(error) : error)),
      Effect.provideService(Reader, language)
    )
