/** Illegal requests do not type-check. The build reads this file; nothing runs it. */
import {
  type AccessToken,
  type Account,
  type Address,
  Card,
  CardApplication,
  Cardholder,
  CardProduct,
  type CardSecret,
  type Consumption,
  type Endpoints,
  type ErrorCode,
  type Rejection,
  type RequestHeaders,
  type Timestamp
} from "@effect-keysecure/schema"
import { type DateTime, type Redacted, Schema } from "effect"
import { expectTypeOf } from "vitest"
import * as Request from "../../src/internal/records/request.js"
import * as Wire from "../../src/internal/records/wire.js"

type Application = CardApplication.CardApplication
const application = (_: Application): void => undefined

const cardholderNo = Cardholder.CardholderNo.make("U0001")
const packageNo = CardProduct.PackageNo.make("P0001")
const cardBinNo = CardProduct.CardBinNo.make("B0001")
const cardUniqueNo = Card.CardUniqueNo.make("order-1")

const place = { postalCode: "EC2R 8AH", country: "GB", state: "England", city: "London", addressLine1: "1 Lane" }
const person = { firstName: "Ada", lastName: "Lovelace", phoneCode: "44", phone: "2034614444" }

// Legal: one of package and BIN or both, an address where one is needed.
application({ cardType: "Virtual", cardholderNo, cardUniqueNo, packageNo })
application({ cardType: "Virtual", cardholderNo, cardUniqueNo, cardBinNo })
application({ cardType: "Virtual", cardholderNo, cardUniqueNo, packageNo, cardBinNo })
application({ cardType: "Virtual", cardholderNo, cardUniqueNo, packageNo, address: place })
application({ cardType: "Virtual", cardholderNo, cardUniqueNo, packageNo, address: { ...place, ...person } })
application({ cardType: "Physical", cardholderNo, cardUniqueNo, packageNo, address: { ...place, ...person } })
application({ cardType: "Physical", cardholderNo, cardUniqueNo, cardBinNo, address: { ...place, ...person } })
application({
  cardType: "Physical",
  cardholderNo,
  cardUniqueNo,
  packageNo,
  cardBinNo,
  address: { ...place, ...person, addressLine2: "Flat 2" }
})

// Undefined is absent, as forms have it, with and without `exactOptionalPropertyTypes`.
application({ cardType: "Virtual", cardholderNo, cardUniqueNo, packageNo, cardBinNo: undefined, address: undefined })
application({
  cardType: "Physical",
  cardholderNo,
  cardUniqueNo,
  packageNo,
  address: { ...place, ...person, addressLine2: undefined }
})

// @ts-expect-error a physical card has an address
application({ cardType: "Physical", cardholderNo, cardUniqueNo, packageNo })
// @ts-expect-error a physical card's address names a person
application({ cardType: "Physical", cardholderNo, cardUniqueNo, packageNo, address: place })
// @ts-expect-error neither package nor BIN
application({ cardType: "Virtual", cardholderNo, cardUniqueNo })
// @ts-expect-error neither package nor BIN
application({ cardType: "Physical", cardholderNo, cardUniqueNo, address: { ...place, ...person } })
// @ts-expect-error a type of card that there is not
application({ cardType: "Plastic", cardholderNo, cardUniqueNo, packageNo })
// @ts-expect-error no cardholder
application({ cardType: "Virtual", cardUniqueNo, packageNo })
// @ts-expect-error no unique number
application({ cardType: "Virtual", cardholderNo, packageNo })
// @ts-expect-error a text is not a CardUniqueNo
application({ cardType: "Virtual", cardholderNo, cardUniqueNo: "order-1", packageNo })
// @ts-expect-error a text is not a CardholderNo
application({ cardType: "Virtual", cardholderNo: "U0001", cardUniqueNo, packageNo })
// @ts-expect-error a text is not a PackageNo
application({ cardType: "Virtual", cardholderNo, cardUniqueNo, packageNo: "P0001" })
// @ts-expect-error a BIN is not a package
application({ cardType: "Virtual", cardholderNo, cardUniqueNo, packageNo: cardBinNo })
// @ts-expect-error undefined is absent, so this names neither package nor BIN
application({ cardType: "Virtual", cardholderNo, cardUniqueNo, packageNo: undefined, cardBinNo: undefined })
// @ts-expect-error a field that there is not
application({ cardType: "Virtual", cardholderNo, cardUniqueNo, packageNo, colour: "red" })
// @ts-expect-error the wire's names are not the domain's
application({ card_type: "Virtual", cardholder_no: "U0001", card_unique_no: "order-1", package_no: "P0001" })
// @ts-expect-error an address without a city
application({ cardType: "Virtual", cardholderNo, cardUniqueNo, packageNo, address: { ...place, city: undefined } })

// The schema has no constructor that asks for less.
expectTypeOf(CardApplication.CardApplication).not.toHaveProperty("make")

// A physical address is a virtual one too, and not the other way round.
expectTypeOf<Address.PhysicalAddress>().toExtend<Address.VirtualAddress>()
expectTypeOf<Address.VirtualAddress>().not.toExtend<Address.PhysicalAddress>()

// What is known of a value once its type of card is.
type Of<Type extends Card.CardType> = Extract<Application, { readonly cardType: Type }>
expectTypeOf<Of<"Physical">["address"]>().toEqualTypeOf<Address.PhysicalAddress>()
expectTypeOf<Of<"Virtual">["address"]>().toEqualTypeOf<Address.VirtualAddress | undefined>()

// The interface of each request says the same as its fields.
type Given<A> = { [K in keyof A]: Exclude<A[K], undefined> }
type OfFields<S extends { readonly fields: Schema.Struct.Fields }> = Given<Schema.Struct.Type<S["fields"]>>
expectTypeOf<Given<Account.TransferListQuery>>().toEqualTypeOf<OfFields<typeof Account.TransferListQuery>>()
expectTypeOf<Given<Account.TransferOrder>>().toEqualTypeOf<OfFields<typeof Account.TransferOrder>>()
expectTypeOf<Given<Address.PhysicalAddress>>().toEqualTypeOf<OfFields<typeof Address.PhysicalAddress>>()
expectTypeOf<Given<Address.VirtualAddress>>().toEqualTypeOf<OfFields<typeof Address.VirtualAddress>>()
expectTypeOf<Given<Card.CardListQuery>>().toEqualTypeOf<OfFields<typeof Card.CardListQuery>>()
expectTypeOf<Given<Card.CardRef>>().toEqualTypeOf<OfFields<typeof Card.CardRef>>()
expectTypeOf<Given<Card.CardStatusUpdate>>().toEqualTypeOf<OfFields<typeof Card.CardStatusUpdate>>()
expectTypeOf<Given<CardApplication.PhysicalCardApplication>>().toEqualTypeOf<
  OfFields<typeof CardApplication.PhysicalCardApplication>
>()
expectTypeOf<Given<CardApplication.VirtualCardApplication>>().toEqualTypeOf<
  OfFields<typeof CardApplication.VirtualCardApplication>
>()
expectTypeOf<Given<Cardholder.CardholderApplication>>().toEqualTypeOf<
  OfFields<typeof Cardholder.CardholderApplication>
>()
expectTypeOf<Given<Cardholder.CardholderListQuery>>().toEqualTypeOf<OfFields<typeof Cardholder.CardholderListQuery>>()
expectTypeOf<Given<Cardholder.CardholderRef>>().toEqualTypeOf<OfFields<typeof Cardholder.CardholderRef>>()
expectTypeOf<Given<CardProduct.BinListQuery>>().toEqualTypeOf<OfFields<typeof CardProduct.BinListQuery>>()
expectTypeOf<Given<CardProduct.PackageListQuery>>().toEqualTypeOf<OfFields<typeof CardProduct.PackageListQuery>>()
expectTypeOf<Given<CardSecret.CardActivation>>().toEqualTypeOf<OfFields<typeof CardSecret.CardActivation>>()
expectTypeOf<Given<CardSecret.CardPin>>().toEqualTypeOf<OfFields<typeof CardSecret.CardPin>>()
expectTypeOf<Given<CardSecret.EncryptedCardActivation>>().toEqualTypeOf<
  OfFields<typeof CardSecret.EncryptedCardActivation>
>()
expectTypeOf<Given<CardSecret.EncryptedCardPin>>().toEqualTypeOf<OfFields<typeof CardSecret.EncryptedCardPin>>()
expectTypeOf<Given<Consumption.ConsumptionListQuery>>().toEqualTypeOf<
  OfFields<typeof Consumption.ConsumptionListQuery>
>()
expectTypeOf<Given<Consumption.ConsumptionRef>>().toEqualTypeOf<OfFields<typeof Consumption.ConsumptionRef>>()

// Fields that say something else than the interface are not taken.
interface Named {
  readonly needed: string
  readonly maybe?: string | undefined
}
const needed = Wire.required("needed", Schema.String)
const maybe = Wire.optional("maybe", Schema.String)
const named = Request.struct<Named>()
named("Named", { needed, maybe })
// @ts-expect-error a field of the interface is missing
named("Named", { needed })
// @ts-expect-error a field that the interface does not have
named("Named", { needed, maybe, other: maybe })
// @ts-expect-error the interface says that it may be absent
named("Named", { needed, maybe: needed })
// @ts-expect-error the interface says that it is there
named("Named", { needed: maybe, maybe })
// @ts-expect-error the interface says that it is a text
named("Named", { needed: Wire.required("needed", Schema.Number), maybe })

// The wire type has the vendor's names and no brands.
expectTypeOf<(typeof CardApplication.CardApplication.Encoded)["card_unique_no"]>().toEqualTypeOf<string>()
expectTypeOf<(typeof Address.PhysicalAddress.Encoded)["address_line2"]>().toEqualTypeOf<string | undefined>()
expectTypeOf(Schema.decodeUnknownSync(Card.CardUniqueNo)).returns.toEqualTypeOf<Card.CardUniqueNo>()

// Secrets are `Redacted`, moments are moments, enums that are read may grow.
expectTypeOf<AccessToken.IssuedToken["accessToken"]>().toEqualTypeOf<Redacted.Redacted<string>>()
expectTypeOf<RequestHeaders.RequestHeaders["apiKey"]>().toEqualTypeOf<Redacted.Redacted<string>>()
expectTypeOf<AccessToken.IssuedToken["expiredTime"]>().toEqualTypeOf<DateTime.Utc>()
expectTypeOf<number>().not.toExtend<Timestamp.Timestamp>()
expectTypeOf<"Melted">().toExtend<Card.CardStatus>()
expectTypeOf<"Melted">().not.toExtend<Card.CardType>()

// Every documented code has one error, whose code it is.
type ErrorOf<Code extends ErrorCode.ErrorCode> = Extract<Rejection.Rejection, { readonly code: Code }>
expectTypeOf<ErrorOf<1004>["_tag"]>().toEqualTypeOf<"InvalidParameter">()
expectTypeOf<Exclude<Rejection.Rejection["_tag"], "UndocumentedRejection">>().toEqualTypeOf<ErrorCode.Tag>()

// All of the API.
expectTypeOf<Endpoints.EndpointName>().toEqualTypeOf<
  | "getToken"
  | "applyForCard"
  | "listCards"
  | "getCard"
  | "getCardPrivateInfo"
  | "activateCard"
  | "updateCardStatus"
  | "setCardPin"
  | "listConsumptions"
  | "getConsumption"
  | "listPackages"
  | "listBins"
  | "applyForCardholder"
  | "listCardholders"
  | "getCardholder"
  | "transfer"
  | "getAccount"
  | "listTransfers"
  | "issueClientToken"
>()
