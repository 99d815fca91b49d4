/**
 * The application for a card, and its answer.
 *
 * Source: docs/api.md, Apply for card.
 *
 * @module CardApplication
 * @since 0.1.0
 */
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { PhysicalAddress, VirtualAddress } from "./Address.js"
import { CardNo, CardUniqueNo, SentCardUniqueNo } from "./Card.js"
import { CardholderNo, SentCardholderNo } from "./Cardholder.js"
import { CardBinNo, PackageNo, SentCardBinNo, SentPackageNo } from "./CardProduct.js"
import * as Faults from "./internal/cardApplication/faults.js"
import * as Request from "./internal/records/request.js"
import * as Wire from "./internal/records/wire.js"

export {
  /**
   * The merchant's own number of a card, as in `Card`.
   *
   * @since 0.2.0
   * @category models
   */
  CardUniqueNo,
  /**
   * The number of a cardholder, as in `Cardholder`.
   *
   * @since 0.2.0
   * @category models
   */
  CardholderNo,
  /**
   * The number of a package, as in `CardProduct`.
   *
   * @since 0.2.0
   * @category models
   */
  PackageNo,
  /**
   * The number of a BIN, as in `CardProduct`.
   *
   * @since 0.2.0
   * @category models
   */
  CardBinNo
}

interface Products {
  /** The package, required in credit extension mode. */
  readonly packageNo: PackageNo
  /** The BIN, required in authorization mode. */
  readonly cardBinNo: CardBinNo
}

/**
 * A field of a product that is needed unless the other is given. Its first argument is for the reader: it stands in the
 * compiler's message if both are missing.
 *
 * @since 0.2.0
 * @category models
 */
export type Give<Words extends string, Field extends keyof Products> = {
  readonly [K in Field as Words extends string ? K : never]: Products[K]
}

/**
 * The product that the card is made from: at least one of a package (credit extension mode) and a BIN (authorization
 * mode). The vendor does not call it an error if both are given.
 *
 * @since 0.1.0
 * @category models
 */
export type Product = Give<"packageNo or cardBinNo", "packageNo"> | Give<"packageNo or cardBinNo", "cardBinNo">

const binNo = { cardBinNo: Wire.emptiable("card_bin_no", SentCardBinNo) } as const
const applicant = { cardholderNo: Wire.required("cardholder_no", SentCardholderNo) } as const
const packageNo = { packageNo: Wire.emptiable("package_no", SentPackageNo) } as const
const uniqueNo = { cardUniqueNo: Wire.required("card_unique_no", SentCardUniqueNo) } as const

/**
 * The fields of an application for a virtual card. That it names a product is a rule of `CardApplication`.
 *
 * @since 0.2.0
 * @category models
 */
export interface VirtualCardApplication {
  /** The type of card. */
  readonly cardType: "Virtual"
  /** The cardholder, who must be `Approved`. */
  readonly cardholderNo: CardholderNo
  /** The merchant's own number of this card: choose one per card, store it, and keep it for every try. */
  readonly cardUniqueNo: CardUniqueNo
  /** The package, in credit extension mode. `""` and `null` mean that there is none. */
  readonly packageNo?: PackageNo | undefined
  /** The BIN, in authorization mode. `""` and `null` mean that there is none. */
  readonly cardBinNo?: CardBinNo | undefined
  /** The address: some virtual cards need one. The vendor does not document which. */
  readonly address?: VirtualAddress | undefined
}

/**
 * @since 0.2.0
 * @category models
 */
export const VirtualCardApplication = Request.struct<VirtualCardApplication>()("VirtualCardApplication", {
  ...binNo,
  ...applicant,
  ...packageNo,
  cardType: Wire.required("card_type", Schema.Literal("Virtual")),
  ...uniqueNo,
  address: Wire.emptiable("address_info", VirtualAddress)
})

/**
 * The fields of an application for a physical card. That it names a product is a rule of `CardApplication`.
 *
 * @since 0.2.0
 * @category models
 */
export interface PhysicalCardApplication {
  /** The type of card. */
  readonly cardType: "Physical"
  /** The cardholder, who must be `Approved`. */
  readonly cardholderNo: CardholderNo
  /** The merchant's own number of this card: choose one per card, store it, and keep it for every try. */
  readonly cardUniqueNo: CardUniqueNo
  /** The package, in credit extension mode. `""` and `null` mean that there is none. */
  readonly packageNo?: PackageNo | undefined
  /** The BIN, in authorization mode. `""` and `null` mean that there is none. */
  readonly cardBinNo?: CardBinNo | undefined
  /** Where the card is sent, and to whom. */
  readonly address: PhysicalAddress
}

/**
 * @since 0.2.0
 * @category models
 */
export const PhysicalCardApplication = Request.struct<PhysicalCardApplication>()("PhysicalCardApplication", {
  ...binNo,
  ...applicant,
  ...packageNo,
  cardType: Wire.required("card_type", Schema.Literal("Physical")),
  ...uniqueNo,
  address: Wire.required("address_info", PhysicalAddress)
})

/**
 * The type of card, written out. A constant whose `cardType` is of type `string` is no application, and the third
 * member is the compiler's message to that. `CardApplication` does not take it.
 *
 * @since 0.2.0
 * @category models
 */
export interface WithCardType {
  /** The type of card. */
  readonly cardType: "Virtual" | "Physical" | "(for a constant, write `as const` behind it)"
}

const product = "packageNo (credit extension mode) or cardBinNo (authorization mode)"

/**
 * An application for one card.
 *
 * `cardUniqueNo` is the merchant's own number of this card: choose one per card and keep it for every try. A `Physical`
 * card needs a `PhysicalAddress`. A `Virtual` card may have a `VirtualAddress`, and some virtual cards need one (the
 * vendor does not document which). At least one of `packageNo` and `cardBinNo` is needed. If both are missing, the
 * server answers 1004 (`InvalidParameter`).
 *
 * @since 0.1.0
 * @category models
 */
export type CardApplication = WithCardType & (VirtualCardApplication | PhysicalCardApplication) & Product

const isNamed = (application: VirtualCardApplication | PhysicalCardApplication): application is CardApplication =>
  application.packageNo !== undefined || application.cardBinNo !== undefined

const virtual = Request.partsOf(VirtualCardApplication)
const physical = Request.partsOf(PhysicalCardApplication)

/**
 * @since 0.1.0
 * @category models
 */
export const CardApplication: Schema.Schema<
  CardApplication,
  typeof VirtualCardApplication.Encoded | typeof PhysicalCardApplication.Encoded
> = Request.tidied(
  "CardApplication",
  () =>
    Schema.Union(virtual.strict, physical.strict)
      .annotations({ message: () => "expected CardApplication" })
      .pipe(
        Schema.filter(isNamed, {
          message: () => `expected ${product}`,
          description: product,
          arbitrary: (applications) => (fc) => applications(fc).filter(isNamed)
        })
      ),
  (value, isSent) =>
    Predicate.hasProperty(value, "cardType") && value.cardType === "Physical"
      ? physical.tidy(value, isSent)
      : virtual.tidy(value, isSent),
  ["cardType", "card_type"]
)

/**
 * A field fault: one field of an application that is wrong.
 *
 * @since 0.2.0
 * @category models
 */
export type Fault = Faults.Fault

const typeFault: Fault = { field: "cardType", expected: "Virtual or Physical" }
const productFault: Fault = { field: "packageNo", expected: product }

/**
 * Reads an application from the values of a form or of another program: plain strings under the names of the domain. An
 * optional field may be `undefined`, `null` or `""`, and is then absent. Fields that an application does not have are
 * left out.
 *
 * All field faults are told at once, each at its field. If neither a package nor a BIN is given, the field fault is told at
 * `packageNo`. If `cardType` is neither of the two types, the rest is read as for a virtual card.
 *
 * @since 0.2.0
 * @category constructors
 */
export const parse = (input: unknown): Either.Either<CardApplication, ReadonlyArray<Fault>> => {
  if (!Predicate.isReadonlyRecord(input)) return Either.left([{ field: "", expected: "an object" }])
  const { cardBinNo, cardType, packageNo } = input
  const isPhysical = cardType === "Physical"
  const sent: Either.Either<unknown, ReadonlyArray<Fault>> = isPhysical
    ? Faults.read(PhysicalCardApplication, input)
    : Faults.read(VirtualCardApplication, { ...input, cardType: "Virtual" })
  const faults = [
    ...(isPhysical || cardType === "Virtual" ? [] : [typeFault]),
    ...(Wire.isNothing(packageNo) && Wire.isNothing(cardBinNo) ? [productFault] : []),
    ...Either.match(sent, { onLeft: (found) => found, onRight: () => [] })
  ]
  return faults.length > 0
    ? Either.left(faults)
    : Either.flatMap(sent, (wire) =>
        Either.mapLeft(ParseResult.decodeUnknownEither(CardApplication)(wire), () => [productFault])
      )
}

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
