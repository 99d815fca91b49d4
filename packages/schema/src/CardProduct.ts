/**
 * The products that cards are made from: packages in credit extension mode, BINs in authorization mode.
 *
 * Source: docs/api.md, Apply for card, Package list, Supported BINs, Limits, fee_detail.
 *
 * @module CardProduct
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Decimal } from "./internal/schemas/decimal.js"
import { type Paged, paged } from "./internal/lists/query.js"
import { reference, sentReference } from "./internal/schemas/text.js"
import * as Request from "./internal/records/request.js"
import * as Wire from "./internal/records/wire.js"

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
 * The number of a card package as it is sent in a write. It is refused if another system could store it in another
 * form, because it could not be found again. It has no blank at either end, no invisible character and no half of a
 * character, and it is in Unicode's composed form (NFC).
 *
 * @since 0.2.0
 * @category models
 */
export const SentPackageNo = sentReference("a card package number").pipe(Schema.brand("PackageNo"))

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

/**
 * The number of a card BIN as it is sent in a write. It is refused if another system could store it in another form,
 * because it could not be found again. It has no blank at either end, no invisible character and no half of a
 * character, and it is in Unicode's composed form (NFC).
 *
 * @since 0.2.0
 * @category models
 */
export const SentCardBinNo = sentReference("a card BIN number").pipe(Schema.brand("CardBinNo"))

/**
 * The limits of a card: exact amounts, in a currency that is not documented.
 *
 * @since 0.1.0
 * @category models
 */
export const Limits = Wire.struct("Limits", {
  balance: Wire.lenient("limit_balance", Decimal),
  weekBalance: Wire.lenient("limit_week_balance", Decimal),
  atmDayBalance: Wire.lenient("limit_atm_day_balance", Decimal),
  atmMonthBalance: Wire.lenient("limit_atm_month_balance", Decimal)
})

/**
 * @since 0.1.0
 * @category models
 */
export type Limits = typeof Limits.Type

/**
 * How long a fee is waived: `Forever`, `None`, `Day` (for so many days), or a member that the vendor adds later
 * (docs/api.md, Enums, exemption type).
 *
 * @since 0.1.0
 * @category models
 */
export const ExemptionType = Wire.open("Forever", "None", "Day")

/**
 * @since 0.1.0
 * @category models
 */
export type ExemptionType = typeof ExemptionType.Type

const words = Schema.NonEmptyString

/**
 * The fees of a card, as exact amounts in a currency that is not documented. Rates are as the platform writes them,
 * because the vendor does not document whether `1.5` means per cent. A field that cannot be read is absent.
 * `consumeCancelFee` is `consume_cancle_fee` on the wire, the vendor's spelling.
 *
 * @since 0.1.0
 * @category models
 */
export const FeeDetail = Wire.struct("FeeDetail", {
  consumeRate: Wire.lenient("consume_rate", words),
  openCost: Wire.lenient("open_cost", Decimal),
  crossConsumeRate: Wire.lenient("cross_consume_rate", words),
  smallConsumeThreshold: Wire.lenient("small_consume_threshold", Decimal),
  smallConsumeDeduct: Wire.lenient("small_consume_deduct", Decimal),
  freeSmallConsumeCount: Wire.lenient("free_small_consume_count", Wire.Quantity),
  freeSmallExcuseType: Wire.lenient("free_small_excuse_type", ExemptionType),
  freeSmallExcuseDays: Wire.lenient("free_small_excuse_days", Wire.Quantity),
  refundRate: Wire.lenient("refund_rate", words),
  consumeCancelFee: Wire.lenient("consume_cancle_fee", Decimal),
  consumeCancelThreshold: Wire.lenient("consume_cancel_threshold", Decimal),
  declineFee: Wire.lenient("decline_fee", Decimal),
  declineFeeFreeCount: Wire.lenient("decline_fee_free_count", Wire.Quantity),
  declineFeeFreeType: Wire.lenient("decline_fee_free_type", ExemptionType),
  declineFeeFreeDays: Wire.lenient("decline_fee_free_days", Wire.Quantity),
  atmRate: Wire.lenient("atm_rate", words),
  atmMinFee: Wire.lenient("atm_min_fee", Decimal),
  applePayFee: Wire.lenient("apple_pay_fee", Decimal),
  manageFeeType: Wire.lenient("manage_fee_type", words),
  manageFee: Wire.lenient("manage_fee", Decimal),
  managementFeeFreeType: Wire.lenient("management_fee_free_type", ExemptionType),
  freeManagementFeeThreshold: Wire.lenient("free_management_fee_threshold", Decimal)
})

/**
 * @since 0.1.0
 * @category models
 */
export type FeeDetail = typeof FeeDetail.Type

/**
 * A card package: a product that cards are made from in credit extension mode.
 *
 * @since 0.1.0
 * @category models
 */
export const CardPackage = Wire.struct("CardPackage", {
  packageNo: Wire.required("package_no", PackageNo),
  nameEn: Wire.lenient("package_en_name", words),
  nameCn: Wire.lenient("package_cn_name", words),
  cardBin: Wire.lenient("card_bin", words),
  cardBinNo: Wire.lenient("card_bin_no", CardBinNo),
  organization: Wire.lenient("organization", words),
  packageType: Wire.lenient("package_type", words),
  descriptionEn: Wire.lenient("en_desc", words),
  descriptionCn: Wire.lenient("cn_desc", words),
  tagsEn: Wire.lenient("en_tag_list", Schema.Array(Schema.String)),
  tagsCn: Wire.lenient("cn_tag_list", Schema.Array(Schema.String)),
  consumptionLimit: Wire.lenient("consumption_limit", Limits),
  feeDetail: Wire.lenient("fee_detail", FeeDetail)
})

/**
 * @since 0.1.0
 * @category models
 */
export type CardPackage = typeof CardPackage.Type

/**
 * One page of the package list.
 *
 * @since 0.1.0
 * @category models
 */
export const PackagePage = Wire.page("PackagePage", CardPackage)

/**
 * @since 0.1.0
 * @category models
 */
export type PackagePage = typeof PackagePage.Type

/**
 * A query for packages: all, those for a type of card, or one.
 *
 * @since 0.1.0
 * @category models
 */
export interface PackageListQuery extends Paged {
  /** Only the packages for this type of card. */
  readonly type?: "Virtual" | "Physical" | undefined
  /** Only this package. */
  readonly packageNo?: PackageNo | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export const PackageListQuery = Request.struct<PackageListQuery>()("PackageListQuery", {
  type: Wire.optional("type", Schema.Literal("Virtual", "Physical")),
  packageNo: Wire.optional("package_no", PackageNo),
  ...paged
})

/**
 * A BIN: a product that cards are made from in authorization mode.
 *
 * @since 0.1.0
 * @category models
 */
export const Bin = Wire.struct("Bin", {
  cardBinNo: Wire.required("card_bin_no", CardBinNo),
  cardBin: Wire.lenient("card_bin", words),
  organization: Wire.lenient("organization", words),
  supportPhysical: Wire.lenient("support_physical", Wire.Flag),
  supportVirtual: Wire.lenient("support_virtual", Wire.Flag),
  currencies: Wire.lenient("currencies", Schema.Array(Schema.String)),
  balanceLimit: Wire.lenient("balance_limit", Limits)
})

/**
 * @since 0.1.0
 * @category models
 */
export type Bin = typeof Bin.Type

/**
 * One page of the list of supported BINs.
 *
 * @since 0.1.0
 * @category models
 */
export const BinPage = Wire.page("BinPage", Bin)

/**
 * @since 0.1.0
 * @category models
 */
export type BinPage = typeof BinPage.Type

/**
 * A query for BINs: all, or one.
 *
 * @since 0.1.0
 * @category models
 */
export interface BinListQuery extends Paged {
  /** Only this BIN. */
  readonly cardBinNo?: CardBinNo | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export const BinListQuery = Request.struct<BinListQuery>()("BinListQuery", {
  cardBinNo: Wire.optional("card_bin_no", CardBinNo),
  ...paged
})
