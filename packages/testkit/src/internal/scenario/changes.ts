/** Changes of what is there already. A mistake in a scenario is a mistake in a test, which fails at once and says why. */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { type Card, cardByNo, type Merchant, type State, withMerchant } from "../state/state.js"

/**
 * A step in setting the platform up.
 *
 * @since 0.1.0
 * @category models
 */
export type Scenario = (state: State) => State

/** A change of the state, and of a merchant in it. */
export const changeState =
  (apiKey: string, f: (state: State, merchant: Merchant) => State): Scenario =>
  (state) =>
    f(
      state,
      Option.getOrThrowWith(
        HashMap.get(state.merchants, apiKey),
        () => new Error(`No merchant ${apiKey}: add it before what it has`)
      )
    )

/** A change of a merchant. */
export const changeMerchant = (apiKey: string, f: (merchant: Merchant) => Merchant): Scenario =>
  changeState(apiKey, (state, merchant) => withMerchant(state, f(merchant)))

/** The card of a number. */
export const cardOf = (state: State, cardNo: string): Card =>
  Option.getOrThrowWith(Option.fromNullable(cardByNo(state, cardNo)), () => new Error(`No card ${cardNo}`))
