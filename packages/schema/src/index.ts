/**
 * KeySecure's open API as values: the values that travel, and not the way in which they travel.
 *
 * @since 0.1.0
 */
export * as AccessToken from "./AccessToken.js"
export * as Account from "./Account.js"
export * as Address from "./Address.js"
export * as Callback from "./Callback.js"
export * as Card from "./Card.js"
export * as CardApplication from "./CardApplication.js"
export * as CardSecret from "./CardSecret.js"
export * as Cardholder from "./Cardholder.js"
export * as CardProduct from "./CardProduct.js"
export * as Consumption from "./Consumption.js"
export * as DatedQuery from "./DatedQuery.js"
export * as Endpoint from "./Endpoint.js"
export * as Endpoints from "./Endpoints.js"
export * as Envelope from "./Envelope.js"
export * as ErrorCode from "./ErrorCode.js"
export * as Rejection from "./Rejection.js"
export * as RequestHeaders from "./RequestHeaders.js"
export * as Timestamp from "./Timestamp.js"
