/**
 * KeySecure's open API as Effects.
 *
 * @since 0.1.0
 */
export * as AccessTokens from "./AccessTokens.js"
export * as AttemptLog from "./AttemptLog.js"
export * as CallbackConfig from "./CallbackConfig.js"
export * as Callbacks from "./Callbacks.js"
export * as CardCipher from "./CardCipher.js"
export * as CardIssuance from "./CardIssuance.js"
export * as CardUniqueNo from "./CardUniqueNo.js"
export * as ClientError from "./ClientError.js"
export * as FileAttemptLog from "./FileAttemptLog.js"
export * as HandledCallbacks from "./HandledCallbacks.js"
export * as KeySecureClient from "./KeySecureClient.js"
export * as KeySecureClients from "./KeySecureClients.js"
export * as KeySecureConfig from "./KeySecureConfig.js"
export * as Listing from "./Listing.js"
export * as RetryPolicy from "./RetryPolicy.js"
export * as ServerTime from "./ServerTime.js"
export * as TokenStore from "./TokenStore.js"
export * as Transfers from "./Transfers.js"
