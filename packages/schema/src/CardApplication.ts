/**
 * The application for a card, and its answer.
 *
 * Source: docs/api.md, Apply for card.
 *
 * @module CardApplication
 * @since 0.1.0
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { PhysicalAddress, VirtualAddress } from "./Address.js"
import { CardNo, CardUniqueNo, SentCardUniqueNo } from "./Card.js"
import { SentCardholderNo } from "./Cardholder.js"
import { type CardBinNo, type PackageNo, SentCardBinNo, SentPackageNo } from "./CardProduct.js"
import { checked } from "./internal/checked.js"
import { lazy } from "./internal/lazy.js"
import * as Wire from "./internal/wire.js"

/**
 * What the card is made from: at least one of a package (credit extension mode) and a BIN (authorization mode). Both
 * given is not called an error by the vendor.
 *
 * @since 0.1.0
 * @category models
 */
export type Product =
  | {
      /** The package, required in credit extension mode. */
      readonly packageNo: PackageNo
    }
  | {
      /** The BIN, required in authorization mode. */
      readonly cardBinNo: CardBinNo
    }

const binNo = { cardBinNo: Wire.optional("card_bin_no", SentCardBinNo) } as const
const applicant = { cardholderNo: Wire.required("cardholder_no", SentCardholderNo) } as const
const packageNo = { packageNo: Wire.optional("package_no", SentPackageNo) } as const
const uniqueNo = { cardUniqueNo: Wire.required("card_unique_no", SentCardUniqueNo) } as const

const Virtual = Wire.struct("VirtualCardApplication", {
  ...binNo,
  ...applicant,
  ...packageNo,
  cardType: Wire.required("card_type", Schema.Literal("Virtual")),
  ...uniqueNo,
  address: Wire.optional("address_info", VirtualAddress)
})

const Physical = Wire.struct("PhysicalCardApplication", {
  ...binNo,
  ...applicant,
  ...packageNo,
  cardType: Wire.required("card_type", Schema.Literal("Physical")),
  ...uniqueNo,
  address: Wire.required("address_info", PhysicalAddress)
})

interface MaybeProduct {
  readonly packageNo?: PackageNo
  readonly cardBinNo?: CardBinNo
}

const product = "packageNo (credit extension mode) or cardBinNo (authorization mode)"

const namesProduct = <A extends MaybeProduct>(application: A): application is A & Product =>
  application.packageNo !== undefined || application.cardBinNo !== undefined

const withProduct = <A extends MaybeProduct>(application: A) =>
  namesProduct(application) ? Either.right(application) : Either.left([{ message: `expected ${product}` }])

/**
 * An application for one card.
 *
 * `cardUniqueNo` is the merchant's own number of this card: choose it once a card and keep it for every try. A
 * `Physical` card needs a `PhysicalAddress`; a `Virtual` card may have a `VirtualAddress`, and some virtual cards need
 * one (which is not documented). At least one of `packageNo` and `cardBinNo` is needed; the server answers 1004
 * (`InvalidParameter`) to neither.
 *
 * @since 0.1.0
 * @category models
 */
export const CardApplication = lazy(() =>
  checked(Schema.Union(Virtual, Physical).annotations({ message: () => "expected CardApplication" }), withProduct, {
    identifier: "CardApplication",
    description: product,
    arbitrary: (applications) => (fc) => applications(fc).filter(namesProduct)
  })
)

/**
 * @since 0.1.0
 * @category models
 */
export type CardApplication = typeof CardApplication.Type

/**
 * The answer to an application that was accepted. It has no status: whether the card is ready at once is not
 * documented. `cardUniqueNo` is echoed by the platform.
 *
 * @since 0.1.0
 * @category models
 */
export const AppliedCard = Wire.struct("AppliedCard", {
  cardNo: Wire.required("card_no", CardNo),
  cardUniqueNo: Wire.required("card_unique_no", CardUniqueNo)
})

/**
 * @since 0.1.0
 * @category models
 */
export type AppliedCard = typeof AppliedCard.Type
