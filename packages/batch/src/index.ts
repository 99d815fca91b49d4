/**
 * Cards in bulk, on one machine or many.
 *
 * @since 0.2.0
 */
export * as BatchDesk from "./BatchDesk.js"
export * as BatchEngine from "./BatchEngine.js"
export * as BatchError from "./BatchError.js"
export * as BatchStore from "./BatchStore.js"
export * as CardBatch from "./CardBatch.js"
export * as MemoryBatchStore from "./MemoryBatchStore.js"
export * as PayloadCipher from "./PayloadCipher.js"
export * as RateLimit from "./RateLimit.js"
export * as Rows from "./Rows.js"
export * as SqlBatchStore from "./SqlBatchStore.js"
export * as Throttle from "./Throttle.js"
