/**
 * The simulated platform as a pure function: a state and a request give an answer and the next state.
 *
 * It has no clock and no randomness of its own: the time is given, and numbers are counted in the state. It answers
 * every request and never throws.
 *
 * @module Simulation
 * @since 0.1.0
 */
import * as Schedule from "./internal/state/schedule.js"
import { exchange } from "./internal/simulation/exchange.js"
import type { Request, Response } from "./internal/requests/http.js"
import type { Card, State } from "./internal/state/state.js"
import * as Trie from "./internal/collections/trie.js"

export type { Request, Response } from "./internal/requests/http.js"
export type {
  Card,
  Cardholder,
  CardholderStatus,
  Consumption,
  Event,
  Merchant,
  Product,
  State,
  Transfer
} from "./internal/state/state.js"

/**
 * The platform's answer to a request at a time, in Unix ms by the server's clock, and its state afterwards.
 *
 * The headers are checked first, then the body, each in the order of the rules. A path that is not known gets
 * 404 and a method that the path does not have 405, both as plain text.
 *
 * @since 0.1.0
 * @category transitions
 */
export const transition = (state: State, request: Request, now: number): readonly [Response, State] => {
  const { response, state: next } = exchange(state, request, now)
  return [response, next]
}

/**
 * Every card of every merchant, the oldest first.
 *
 * @since 0.1.0
 * @category getters
 */
export const cards = (state: State): ReadonlyArray<Card> => Trie.values(state.cards)

/**
 * The state in which everything has happened that comes by itself by a time, in Unix ms by the server's clock: the due
 * steps of cards and cardholders. `transition` begins with it.
 *
 * @since 0.1.0
 * @category transitions
 */
export const advance: (state: State, now: number) => State = Schedule.advance
