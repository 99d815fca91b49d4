/**
 * What the simulated platform is set up with: functions from state to state, put together by `pipe`.
 *
 * @example
 * import { pipe } from "effect"
 * import { Scenario } from "@effect-keysecure/testkit"
 *
 * const scenario = pipe(
 *   Scenario.initial,
 *   Scenario.cardholder({ apiKey: Scenario.creditApiKey, cardholderNo: "U0004", status: "In_progress" }),
 *   Scenario.rules({ tokenLifeMillis: 60_000 })
 * )
 *
 * @since 0.1.0
 */
import type { Card } from "@effect-keysecure/schema"
import { HashMap, Option, pipe } from "effect"
import * as Log from "./internal/log.js"
import { type Mode, type Rules } from "./internal/rules.js"
import * as State from "./internal/state.js"

export type { ApplicationCheck, Check, ListCheck, Mode, Rules } from "./internal/rules.js"

/**
 * A step in setting the platform up.
 *
 * @since 0.1.0
 * @category models
 */
export type Scenario = (state: State.State) => State.State

/**
 * The Api-Key of the default scenario's merchant in credit extension mode.
 *
 * @since 0.1.0
 * @category constants
 */
export const creditApiKey = "sim_credit_key"

/**
 * The Api-Key of the default scenario's merchant in authorization mode.
 *
 * @since 0.1.0
 * @category constants
 */
export const authorizationApiKey = "sim_authorization_key"

/**
 * The default scenario's package for virtual cards.
 *
 * @since 0.1.0
 * @category constants
 */
export const virtualPackageNo = "P0001"

/**
 * The default scenario's package for physical cards.
 *
 * @since 0.1.0
 * @category constants
 */
export const physicalPackageNo = "P0002"

/**
 * The default scenario's BIN, for cards of both types.
 *
 * @since 0.1.0
 * @category constants
 */
export const cardBinNo = "B0001"

/**
 * The default scenario's cardholder who is `Approved`; each merchant has one of this number.
 *
 * @since 0.1.0
 * @category constants
 */
export const approvedCardholderNo = "U0001"

/**
 * The default scenario's cardholder who is `Pending` and gets no card (2004).
 *
 * @since 0.1.0
 * @category constants
 */
export const pendingCardholderNo = "U0002"

/**
 * The default scenario's cardholder who is `Rejected` and gets no card (2005).
 *
 * @since 0.1.0
 * @category constants
 */
export const rejectedCardholderNo = "U0003"

/**
 * A platform without merchants, under the default rules.
 *
 * @since 0.1.0
 * @category scenarios
 */
export const empty: State.State = State.empty

/**
 * A merchant to set up.
 *
 * @since 0.1.0
 * @category options
 */
export interface MerchantOptions {
  /** The Api-Key that it calls with. */
  readonly apiKey: string
  /** Its integration mode. */
  readonly mode: Mode
  /** Whether its key is good. Default `"Enabled"`; `"NotEnabled"` gets 1010, `"Expired"` 1011, `"Abnormal"` 1022. */
  readonly status?: State.Merchant["status"]
  /** The addresses that may call; others get 1003. Default `"any"`. */
  readonly ipWhitelist?: "any" | ReadonlyArray<string>
}

const found = (state: State.State, apiKey: string): Option.Option<State.Merchant> =>
  HashMap.get(state.merchants, apiKey)

/**
 * Adds a merchant, or changes one: what it has (cardholders, packages, BINs, tokens, cards) stays.
 *
 * @since 0.1.0
 * @category scenarios
 */
export const merchant =
  ({ apiKey, ipWhitelist = "any", mode, status = "Enabled" }: MerchantOptions): Scenario =>
  (state) =>
    State.withMerchant(state, {
      ...Option.getOrElse(found(state, apiKey), () => State.emptyMerchant),
      apiKey,
      mode,
      status,
      ipWhitelist
    })

/** A scenario with a mistake in it is a mistake in a test, which should fail at once and say why. */
const change =
  (apiKey: string, f: (merchant: State.Merchant) => State.Merchant): Scenario =>
  (state) =>
    State.withMerchant(
      state,
      f(
        Option.getOrThrowWith(found(state, apiKey), () => new Error(`No merchant ${apiKey}: add it before what it has`))
      )
    )

/**
 * A cardholder to set up.
 *
 * @since 0.1.0
 * @category options
 */
export interface CardholderOptions {
  /** The merchant's Api-Key. */
  readonly apiKey: string
  /** The platform's number of the cardholder; merchants may have cardholders of the same number. */
  readonly cardholderNo: string
  /** Its status. Default `"Approved"`. */
  readonly status?: State.Cardholder["status"]
}

/**
 * Adds a cardholder to a merchant, or changes its status. Throws if there is no such merchant.
 *
 * @since 0.1.0
 * @category scenarios
 */
export const cardholder = ({ apiKey, cardholderNo, status = "Approved" }: CardholderOptions): Scenario =>
  change(apiKey, (owner) => ({
    ...owner,
    cardholders: HashMap.set(owner.cardholders, cardholderNo, {
      cardholderNo,
      status,
      cards: State.cardholderOf(owner, cardholderNo)?.cards ?? Log.empty
    })
  }))

/**
 * A card package to set up.
 *
 * @since 0.1.0
 * @category options
 */
export interface CardPackageOptions {
  /** The merchant's Api-Key. */
  readonly apiKey: string
  /** The number of the package. */
  readonly packageNo: string
  /** The types of card made from it; an application for another gets 1004. */
  readonly cardTypes: ReadonlyArray<Card.CardType>
  /** The card network of its cards. Default `"VISA"`. */
  readonly organization?: string
}

const defaultOrganization = "VISA"

/**
 * Adds a card package to a merchant, or replaces it. Only credit extension mode asks for packages. Throws if there is
 * no such merchant.
 *
 * @since 0.1.0
 * @category scenarios
 */
export const cardPackage = ({
  apiKey,
  cardTypes,
  organization = defaultOrganization,
  packageNo
}: CardPackageOptions): Scenario =>
  change(apiKey, (owner) => ({
    ...owner,
    packages: HashMap.set(owner.packages, packageNo, { productNo: packageNo, cardTypes, organization })
  }))

/**
 * A card BIN to set up.
 *
 * @since 0.1.0
 * @category options
 */
export interface BinOptions {
  /** The merchant's Api-Key. */
  readonly apiKey: string
  /** The number of the BIN. */
  readonly cardBinNo: string
  /** The types of card made from it; an application for another gets 1004. Default both. */
  readonly cardTypes?: ReadonlyArray<Card.CardType>
  /** The card network of its cards. Default `"VISA"`. */
  readonly organization?: string
}

/**
 * Adds a card BIN to a merchant, or replaces it. Only authorization mode asks for BINs. Throws if there is no such
 * merchant.
 *
 * @since 0.1.0
 * @category scenarios
 */
export const bin = ({
  apiKey,
  cardBinNo: productNo,
  cardTypes = ["Virtual", "Physical"],
  organization = defaultOrganization
}: BinOptions): Scenario =>
  change(apiKey, (owner) => ({
    ...owner,
    bins: HashMap.set(owner.bins, productNo, { productNo, cardTypes, organization })
  }))

/**
 * A card's new status.
 *
 * @since 0.1.0
 * @category options
 */
export interface CardStatusOptions {
  /** The platform's number of the card. */
  readonly cardNo: string
  /** Its status from now on (docs/api.md, Enums). */
  readonly status: string
  /** When it changed by the server's clock, in Unix ms. Default: when it last had. */
  readonly changedAt?: number
}

/**
 * Gives a card another status, such as a `Pending` one `Activated`. Throws if there is no such card.
 *
 * @since 0.1.0
 * @category scenarios
 */
export const cardStatus =
  ({ cardNo, changedAt, status }: CardStatusOptions): Scenario =>
  (state) => {
    const found = Option.getOrThrowWith(
      Option.fromNullable(State.cardByNo(state, cardNo)),
      () => new Error(`No card ${cardNo}`)
    )
    return State.withCard(state, { ...found, status, changedAt: changedAt ?? found.changedAt })
  }

/**
 * Changes some of the rules by which the platform answers.
 *
 * @since 0.1.0
 * @category scenarios
 */
export const rules =
  (changed: Partial<Rules>): Scenario =>
  (state) => ({ ...state, rules: { ...state.rules, ...changed } })

const cardholders =
  (apiKey: string): Scenario =>
  (state) =>
    pipe(
      state,
      cardholder({ apiKey, cardholderNo: approvedCardholderNo }),
      cardholder({ apiKey, cardholderNo: pendingCardholderNo, status: "Pending" }),
      cardholder({ apiKey, cardholderNo: rejectedCardholderNo, status: "Rejected" })
    )

/**
 * The default scenario: a merchant in credit extension mode with packages `P0001` (virtual) and `P0002` (physical), one
 * in authorization mode with BIN `B0001` (both types), and for each the cardholders `U0001` (Approved), `U0002`
 * (Pending) and `U0003` (Rejected).
 *
 * @since 0.1.0
 * @category scenarios
 */
export const initial: State.State = pipe(
  empty,
  merchant({ apiKey: creditApiKey, mode: "CREDIT_EXTENSION" }),
  cardPackage({ apiKey: creditApiKey, packageNo: virtualPackageNo, cardTypes: ["Virtual"] }),
  cardPackage({ apiKey: creditApiKey, packageNo: physicalPackageNo, cardTypes: ["Physical"] }),
  cardholders(creditApiKey),
  merchant({ apiKey: authorizationApiKey, mode: "AUTHORIZATION" }),
  bin({ apiKey: authorizationApiKey, cardBinNo }),
  cardholders(authorizationApiKey)
)
