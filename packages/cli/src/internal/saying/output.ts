/** Where the program writes: results on the one side, words for people on the other, and one line that is written anew. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { Reader, type Said } from "../language/said.js"

/** The two sides, and what the terminal is like. */
export interface Service {
  /** Whether a person sees the results as they come. */
  readonly isTerminal: boolean
  /** Whether colours are wanted. */
  readonly hasColour: boolean
  /** How many characters fit into a line. */
  readonly columns: Effect.Effect<number>
  /** Writes results, and tells whether somebody still reads them. */
  readonly out: (text: string) => Effect.Effect<boolean>
  /** Says a line to people. */
  readonly say: (line: string) => Effect.Effect<void>
  /** Writes the line that takes the place of the last one; an empty one takes it away. */
  readonly status: (line: string) => Effect.Effect<void>
}

/** Where the program writes, as a service. */
export class Output extends Context.Tag("@effect-keysecure/cli/internal/saying/output")<Output, Service>() {}

/** Says something to people, in their language. */
export const say = (line: Said): Effect.Effect<void, never, Output> =>
  Effect.flatMap(Output, (output) => Effect.flatMap(Reader, (language) => output.say(line[language])))
