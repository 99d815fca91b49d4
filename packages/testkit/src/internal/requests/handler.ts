/** The input and the result of a handler of an operation. */
import type { Endpoints } from "@effect-keysecure/schema"
import * as Either from "effect/Either"
import type * as Schema from "effect/Schema"
import type { Refusal } from "./refusal.js"
import type { Merchant, State } from "../state/state.js"

/** A call whose headers passed. */
export interface Call {
  readonly state: State
  readonly merchant: Merchant
  /** The fields in the path, by wire name. */
  readonly params: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The server's time, in Unix ms. */
  readonly now: number
}

/** The `data` of the answer and the state after it, or why the call is refused. */
export type Reply<Data> = Either.Either<readonly [data: Data, state: State], Refusal>

/** The wire form of an operation's answer. */
export type DataOf<Name extends Endpoints.EndpointName> = Schema.Schema.Encoded<(typeof Endpoints.all)[Name]["success"]>

/** Carries out an operation. It answers as it is documented, or in another way that the rules let it answer. */
export type Handler<Name extends Endpoints.EndpointName, Else = never> = (call: Call) => Reply<DataOf<Name> | Else>

/** Carried out. */
export const done = <Data>(data: Data, state: State): Reply<Data> => Either.right([data, state])

/** Not carried out: the state stays as it is. */
export const refused = (refusal: Refusal): Reply<never> => Either.left(refusal)
