/**
 * What the client must remember, in tables of PostgreSQL, MySQL or SQLite that several processes share.
 *
 * @since 0.2.0
 */
export * as Migrations from "./Migrations.js"
export * as SqlAttemptLog from "./SqlAttemptLog.js"
export * as SqlHandledCallbacks from "./SqlHandledCallbacks.js"
export * as SqlRateLimit from "./SqlRateLimit.js"
export * as SqlTokenStore from "./SqlTokenStore.js"
