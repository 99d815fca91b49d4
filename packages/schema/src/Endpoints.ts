/**
 * The operations: all of the API.
 *
 * Source: docs/api.md, Endpoints.
 *
 * @module Endpoints
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { IssuedToken } from "./AccessToken.js"
import * as Account from "./Account.js"
import * as Card from "./Card.js"
import { AppliedCard, CardApplication } from "./CardApplication.js"
import * as Cardholder from "./Cardholder.js"
import * as CardProduct from "./CardProduct.js"
import * as CardSecret from "./CardSecret.js"
import * as Consumption from "./Consumption.js"
import * as Endpoint from "./Endpoint.js"

/**
 * The names that a message may use for a number of the merchant's own. The vendor's page on applications calls that of
 * a card 商户侧卡唯一单号 (the merchant's unique number of the card). The rest is assumed, and so is that other numbers have
 * like names.
 */
const spoken = ["唯一单号", "唯一编号", "唯一号", "unique no", "unique number", "unique id"] as const

/**
 * Get token: the one call that needs no token.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const getToken = Endpoint.make({
  name: "getToken",
  method: "GET",
  path: "/open-api/v1/merchant/token",
  auth: "ApiKey",
  kind: "read",
  payload: Schema.Undefined,
  success: IssuedToken
})

/**
 * Apply for card.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const applyForCard = Endpoint.make({
  name: "applyForCard",
  method: "POST",
  path: "/open-api/v1/card/apply",
  auth: "AccessToken",
  kind: "write",
  ownNumber: { field: "cardUniqueNo", name: "card_unique_no", spoken },
  identifiedBy: ["cardholderNo", "cardType"],
  payload: CardApplication,
  success: AppliedCard
})

/**
 * Card list: the only way to ask whether an application was carried out.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const listCards = Endpoint.make({
  name: "listCards",
  method: "POST",
  path: "/open-api/v1/card/list",
  auth: "AccessToken",
  kind: "read",
  list: true,
  dated: true,
  payload: Card.CardListQuery,
  success: Card.CardPage
})

/**
 * Card detail.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const getCard = Endpoint.make({
  name: "getCard",
  method: "GET",
  path: "/open-api/v1/card/{card_no}/detail",
  auth: "AccessToken",
  kind: "read",
  payload: Card.CardRef,
  success: Card.CardDetail
})

/**
 * Card private info: encrypted. Errors of the platform: `PciNotEnabled` (1013).
 *
 * @since 0.1.0
 * @category endpoints
 */
export const getCardPrivateInfo = Endpoint.make({
  name: "getCardPrivateInfo",
  method: "GET",
  path: "/open-api/v1/card/{card_no}/private/info",
  auth: "AccessToken",
  kind: "read",
  payload: Card.CardRef,
  success: CardSecret.Encrypted
})

/**
 * Activate physical card: from `ToActivate` to `Activated`.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const activateCard = Endpoint.make({
  name: "activateCard",
  method: "POST",
  path: "/open-api/v1/card/active",
  auth: "AccessToken",
  kind: "write",
  payload: CardSecret.EncryptedCardActivation,
  success: Card.CardOperationResult
})

/**
 * Update card status.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const updateCardStatus = Endpoint.make({
  name: "updateCardStatus",
  method: "POST",
  path: "/open-api/v1/card/status/update",
  auth: "AccessToken",
  kind: "write",
  payload: Card.CardStatusUpdate,
  success: Card.CardOperationResult
})

/**
 * Set PIN. Errors of the platform: `CardNotActivated` (4005), `PinRejected` (4016), `VirtualCardNotSupported`
 * (4017).
 *
 * @since 0.1.0
 * @category endpoints
 */
export const setCardPin = Endpoint.make({
  name: "setCardPin",
  method: "POST",
  path: "/open-api/v1/card/pin/set",
  auth: "AccessToken",
  kind: "write",
  payload: CardSecret.EncryptedCardPin,
  success: Card.CardOperationResult
})

/**
 * Consumption list.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const listConsumptions = Endpoint.make({
  name: "listConsumptions",
  method: "POST",
  path: "/open-api/v1/card/consume/list",
  auth: "AccessToken",
  kind: "read",
  list: true,
  dated: true,
  payload: Consumption.ConsumptionListQuery,
  success: Consumption.ConsumptionPage
})

/**
 * Consumption detail.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const getConsumption = Endpoint.make({
  name: "getConsumption",
  method: "GET",
  path: "/open-api/v1/card/consume/{consume_no}/info",
  auth: "AccessToken",
  kind: "read",
  payload: Consumption.ConsumptionRef,
  success: Consumption.ConsumptionDetail
})

/**
 * Package list, in credit extension mode.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const listPackages = Endpoint.make({
  name: "listPackages",
  method: "POST",
  path: "/open-api/v1/card/package/list",
  auth: "AccessToken",
  kind: "read",
  list: true,
  mode: "CREDIT_EXTENSION",
  payload: CardProduct.PackageListQuery,
  success: CardProduct.PackagePage
})

/**
 * Supported BINs, in authorization mode.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const listBins = Endpoint.make({
  name: "listBins",
  method: "POST",
  path: "/open-api/v1/card/support/bins",
  auth: "AccessToken",
  kind: "read",
  list: true,
  mode: "AUTHORIZATION",
  payload: CardProduct.BinListQuery,
  success: CardProduct.BinPage
})

/**
 * Apply for cardholder.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const applyForCardholder = Endpoint.make({
  name: "applyForCardholder",
  method: "POST",
  path: "/open-api/v1/cardholder/apply",
  auth: "AccessToken",
  kind: "write",
  ownNumber: { field: "cardholderUniqueNo", name: "cardholder_unique_no", spoken },
  payload: Cardholder.CardholderApplication,
  success: Cardholder.AppliedCardholder
})

/**
 * Cardholder list.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const listCardholders = Endpoint.make({
  name: "listCardholders",
  method: "POST",
  path: "/open-api/v1/cardholder/list",
  auth: "AccessToken",
  kind: "read",
  list: true,
  dated: true,
  payload: Cardholder.CardholderListQuery,
  success: Cardholder.CardholderPage
})

/**
 * Cardholder detail.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const getCardholder = Endpoint.make({
  name: "getCardholder",
  method: "GET",
  path: "/open-api/v1/cardholder/{cardholder_no}/info",
  auth: "AccessToken",
  kind: "read",
  payload: Cardholder.CardholderRef,
  success: Cardholder.CardholderDetail
})

/**
 * Transfer, in credit extension mode.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const transfer = Endpoint.make({
  name: "transfer",
  method: "POST",
  path: "/open-api/v1/account/transfer",
  auth: "AccessToken",
  kind: "write",
  mode: "CREDIT_EXTENSION",
  ownNumber: { field: "transferUniqueNo", name: "transfer_unique_no", spoken },
  payload: Account.TransferOrder,
  success: Account.TransferResult
})

/**
 * Account detail, in credit extension mode.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const getAccount = Endpoint.make({
  name: "getAccount",
  method: "GET",
  path: "/open-api/v1/account/{cardholder_no}/info",
  auth: "AccessToken",
  kind: "read",
  mode: "CREDIT_EXTENSION",
  payload: Cardholder.CardholderRef,
  success: Account.AccountDetail
})

/**
 * Transfer list, in credit extension mode: the way to ask whether a transfer was carried out.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const listTransfers = Endpoint.make({
  name: "listTransfers",
  method: "POST",
  path: "/open-api/v1/account/transfer/list",
  auth: "AccessToken",
  kind: "read",
  list: true,
  mode: "CREDIT_EXTENSION",
  dated: true,
  payload: Account.TransferListQuery,
  success: Account.TransferPage
})

/**
 * PCI client token: for a page that shows a card's secrets. A second request gives another token, so it counts as a
 * read.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const issueClientToken = Endpoint.make({
  name: "issueClientToken",
  method: "GET",
  path: "/open-api/v1/merchant/client/{card_no}/token",
  auth: "AccessToken",
  kind: "read",
  payload: Card.CardRef,
  success: Card.ClientToken
})

/**
 * Every operation by its name.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const all = {
  getToken,
  applyForCard,
  listCards,
  getCard,
  getCardPrivateInfo,
  activateCard,
  updateCardStatus,
  setCardPin,
  listConsumptions,
  getConsumption,
  listPackages,
  listBins,
  applyForCardholder,
  listCardholders,
  getCardholder,
  transfer,
  getAccount,
  listTransfers,
  issueClientToken
} as const

/**
 * The name of an operation.
 *
 * @since 0.1.0
 * @category models
 */
export type EndpointName = keyof typeof all
