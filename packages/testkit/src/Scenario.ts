/**
 * The set-up of the simulated platform: functions from state to state, put together by `flow`.
 *
 * @example
 * import { flow } from "effect"
 * import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
 *
 * const scenario = flow(
 *   Scenario.cardholder({ apiKey: Scenario.creditApiKey, cardholderNo: "U0004", status: "In_progress" }),
 *   Scenario.rules({ tokenLifeMillis: 60_000 })
 * )
 * const simulated = KeySecureSimulator.layerHttpClient({ scenario })
 *
 * @module Scenario
 * @since 0.1.0
 */
import type { Card } from "@effect-keysecure/schema"
import { pipe } from "effect/Function"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { withCardStatus } from "./internal/state/schedule.js"
import { cardOf, changeMerchant, changeState, type Scenario } from "./internal/scenario/changes.js"
import { askedFor, type ConsumptionOptions, consumptionIn, happened } from "./internal/scenario/consumptions.js"
import { type Mode, type Rules } from "./internal/state/rules.js"
import { testEpoch } from "./internal/simulation/serverClock.js"
import * as State from "./internal/state/state.js"
import { encodeUtf8 } from "./internal/text/utf8.js"

export type { Scenario } from "./internal/scenario/changes.js"
export type { ConsumptionOptions } from "./internal/scenario/consumptions.js"
export type { EmptyList } from "./internal/state/emptyList.js"
export type { OddItem } from "./internal/state/oddItem.js"
export type { RateLimit } from "./internal/state/rateLimit.js"
export type { Echo } from "./internal/text/echo.js"
export type { Showing, Writing } from "./internal/text/writing.js"
export type {
  ApplicationCheck,
  CardholderStep,
  CardStep,
  Check,
  ListCheck,
  Mode,
  Rules
} from "./internal/state/rules.js"

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
  /**
   * The secret under which secrets of cards are encrypted, as an AES key of its UTF-8 text, and with which callbacks
   * are signed. It has 16, 24 or 32 bytes; otherwise it throws. Default `apiSecret`.
   */
  readonly apiSecret?: string
  /** The app id that is signed in callbacks. Default `appId`. */
  readonly appId?: string
  /** Whether it may see secrets of cards; otherwise 1013. Default `true`. */
  readonly pci?: boolean
}

/**
 * The `apiSecret` of every merchant that is not given another: 32 bytes.
 *
 * @since 0.1.0
 * @category constants
 */
export const apiSecret = "sim_secret_of_thirty_two_letters"

/**
 * The app id of every merchant that is not given another.
 *
 * @since 0.1.0
 * @category constants
 */
export const appId = "sim_app"

const keyLengths = new Set([16, 24, 32])

/**
 * Adds a merchant, or changes one. Its cardholders, packages, BINs, tokens and cards stay.
 *
 * @since 0.1.0
 * @category scenarios
 */
export const merchant =
  ({
    apiKey,
    apiSecret: secret = apiSecret,
    appId: app = appId,
    ipWhitelist = "any",
    mode,
    pci = true,
    status = "Enabled"
  }: MerchantOptions): Scenario =>
  (state) => {
    if (!keyLengths.has(encodeUtf8(secret).length)) {
      throw new Error(`The apiSecret of ${apiKey} must have 16, 24 or 32 bytes`)
    }
    return State.withMerchant(state, {
      ...Option.getOrElse(HashMap.get(state.merchants, apiKey), () => State.emptyMerchant),
      apiKey,
      mode,
      status,
      ipWhitelist,
      apiSecret: secret,
      appId: app,
      pci
    })
  }

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
  readonly status?: State.CardholderStatus
  /** The merchant's own number of it. Default its `cardholderNo`. */
  readonly cardholderUniqueNo?: string
  /** Its address for mail. Default one at example.com. */
  readonly email?: string
  /** When it was applied for by the server's clock, in Unix ms. Default 2026-01-01T00:00:00Z. */
  readonly createdAt?: number
}

/**
 * Adds a cardholder to a merchant, or changes its status. Throws if there is no such merchant.
 *
 * @since 0.1.0
 * @category scenarios
 */
export const cardholder = ({
  apiKey,
  cardholderNo,
  cardholderUniqueNo = cardholderNo,
  createdAt = testEpoch,
  email = `${cardholderNo.toLowerCase()}@example.com`,
  status = "Approved"
}: CardholderOptions): Scenario =>
  changeState(apiKey, (state, owner) =>
    State.withCardholder(state, owner, {
      ...State.newCardholder(cardholderNo, { status, cardholderUniqueNo, email, createdAt }),
      ...State.cardholderOf(owner, cardholderNo),
      status,
      changeNo: 0
    })
  )

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
  changeMerchant(apiKey, (owner) => ({
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
  changeMerchant(apiKey, (owner) => ({
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
  /** When it changed by the server's clock, in Unix ms. Default: when its status changed last. */
  readonly changedAt?: number
}

/**
 * Gives a card another status, such as `Activated` to a `Pending` card. Its merchant is called back about it. Throws if
 * there is no such card.
 *
 * @since 0.1.0
 * @category scenarios
 */
export const cardStatus =
  ({ cardNo, changedAt, status }: CardStatusOptions): Scenario =>
  (state) => {
    const card = cardOf(state, cardNo)
    return withCardStatus(state, card, status, "platform", changedAt ?? card.changedAt)
  }

/**
 * Makes a consumption on a card. It is listed, it moves the balance of its cardholder (credit extension mode), and the
 * merchant is called back about it (`Consumption`). Throws if there is no such card, or an amount is none.
 *
 * @since 0.1.0
 * @category scenarios
 */
export const consumption =
  (options: ConsumptionOptions): Scenario =>
  (state) =>
    happened(state, consumptionIn(state, options))

/**
 * A person wants to pay with a card. The merchant is asked (`Auth`), in authorization mode, and the consumption is
 * listed as `Pending`. The effect of the answer is not documented, and not simulated. Throws as `consumption` does.
 *
 * @since 0.1.0
 * @category scenarios
 */
export const authorization =
  (options: Omit<ConsumptionOptions, "status" | "fee" | "relatedNo">): Scenario =>
  (state) =>
    askedFor(state, consumptionIn(state, { ...options, status: "Pending" }))

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
