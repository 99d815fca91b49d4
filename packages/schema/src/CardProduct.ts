/**
 * What a card is made from: a package in credit extension mode, a BIN in authorization mode.
 *
 * Source: docs/api.md, Apply for card, Package list, Supported BINs.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { reference } from "./internal/text.js"

/**
 * The number of a card package (`package_no`), required in credit extension mode: text that is not blank; its format
 * is not documented.
 *
 * @since 0.1.0
 * @category models
 */
export const PackageNo = reference("a card package number").pipe(Schema.brand("PackageNo"))

/**
 * @since 0.1.0
 * @category models
 */
export type PackageNo = typeof PackageNo.Type

/**
 * The number of a card BIN (`card_bin_no`), required in authorization mode: text that is not blank; its format is not
 * documented.
 *
 * @since 0.1.0
 * @category models
 */
export const CardBinNo = reference("a card BIN number").pipe(Schema.brand("CardBinNo"))

/**
 * @since 0.1.0
 * @category models
 */
export type CardBinNo = typeof CardBinNo.Type
