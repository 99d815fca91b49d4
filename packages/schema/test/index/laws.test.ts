/** What holds for every schema that the package exports: the wire says what the value says, and nothing is lost. */
import * as KeySecure from "@effect-keysecure/schema"
import { addEqualityTesters, describe, expect, it } from "@effect/vitest"
import { Arbitrary, FastCheck, Predicate, Schema } from "effect"

addEqualityTesters()

const {
  AccessToken,
  Account,
  Address,
  Callback,
  Card,
  CardApplication,
  CardProduct,
  CardSecret,
  Cardholder,
  Consumption,
  DatedQuery,
  Endpoints,
  Envelope,
  Rejection,
  RequestHeaders,
  Timestamp
} = KeySecure

type AnySchema = Schema.Schema.AnyNoContext

/** Where a field is: names from the top, and `*` for every item of a list. */
type Path = ReadonlyArray<string>

interface WireSchema {
  readonly schema: AnySchema
  /** Fields that may be left out, `""` or `null`, all meaning the same. */
  readonly optional?: ReadonlyArray<Path>
  /** Fields whose enum may grow. */
  readonly open?: ReadonlyArray<Path>
  /** Objects that may have more fields than we know. */
  readonly objects?: ReadonlyArray<Path>
}

const person = ["first_name", "last_name", "phone_code", "phone"]
const only = (schema: AnySchema): WireSchema => ({ schema })
const fields = (...names: ReadonlyArray<string>): ReadonlyArray<Path> => names.map((name) => [name])
const inside = (outer: Path, ...names: ReadonlyArray<string>): ReadonlyArray<Path> =>
  names.map((name) => [...outer, name])

const spent = ["cardholder_no", "type", "local_amount", "local_currency", "merchant_info", "status", "time"]
const auth = { optional: spent, open: ["type", "status"] }
const consumption = {
  optional: [...spent, "consume_relate_no", "amount", "fee", "fee_detail", "remark", "detail"],
  open: ["type", "status"]
}
const cardUpdate = { optional: ["before_status", "reason", "time"], open: ["before_status", "after_status"] }

/** A callback's data, alone and in its delivery. */
const callback = (name: string, data: AnySchema, whole: AnySchema, names: typeof auth) => ({
  [`Callback.${name}`]: {
    schema: data,
    optional: fields(...names.optional),
    open: fields(...names.open),
    objects: [[]]
  },
  [`Callback.${name}Callback`]: {
    schema: whole,
    optional: [...fields("id"), ...inside(["data"], ...names.optional)],
    open: inside(["data"], ...names.open),
    objects: [[], ["data"]]
  }
})

const pageItem: Path = ["list", "*"]
const pageOf = (schema: AnySchema, item: WireSchema): WireSchema => ({
  schema,
  optional: (item.optional ?? []).map((path) => [...pageItem, ...path]),
  open: (item.open ?? []).map((path) => [...pageItem, ...path]),
  objects: [[], ...(item.objects ?? []).map((path) => [...pageItem, ...path])]
})

const fees: ReadonlyArray<string> = [
  "consume_rate",
  "open_cost",
  "cross_consume_rate",
  "small_consume_threshold",
  "small_consume_deduct",
  "free_small_consume_count",
  "free_small_excuse_type",
  "free_small_excuse_days",
  "refund_rate",
  "consume_cancle_fee",
  "consume_cancel_threshold",
  "decline_fee",
  "decline_fee_free_count",
  "decline_fee_free_type",
  "decline_fee_free_days",
  "atm_rate",
  "atm_min_fee",
  "apple_pay_fee",
  "manage_fee_type",
  "manage_fee",
  "management_fee_free_type",
  "free_management_fee_threshold"
]
const freeTypes = ["free_small_excuse_type", "decline_fee_free_type", "management_fee_free_type"]
const limits = ["limit_balance", "limit_week_balance", "limit_atm_day_balance", "limit_atm_month_balance"]
const pageFields = ["page", "size"]

const cardPackage: WireSchema = {
  schema: CardProduct.CardPackage,
  optional: [
    ...fields("package_en_name", "package_cn_name", "card_bin", "card_bin_no", "organization", "package_type"),
    ...fields("en_desc", "cn_desc", "en_tag_list", "cn_tag_list", "consumption_limit", "fee_detail"),
    ...inside(["consumption_limit"], ...limits),
    ...inside(["fee_detail"], ...fees)
  ],
  open: inside(["fee_detail"], ...freeTypes),
  objects: [[], ["consumption_limit"], ["fee_detail"]]
}
const bin: WireSchema = {
  schema: CardProduct.Bin,
  optional: [
    ...fields("card_bin", "organization", "support_physical", "support_virtual", "currencies", "balance_limit"),
    ...inside(["balance_limit"], ...limits)
  ],
  objects: [[], ["balance_limit"]]
}
const cardholder: WireSchema = {
  schema: Cardholder.CardholderListItem,
  optional: fields("cardholder_unique_no", "email", "fail_reason", "time"),
  open: fields("status"),
  objects: [[]]
}
const listedConsumption: WireSchema = {
  schema: Consumption.ConsumptionListItem,
  optional: fields("card_no", "type", "amount", "status", "time"),
  open: fields("type", "status"),
  objects: [[]]
}
const balance: WireSchema = {
  schema: Account.AccountBalance,
  optional: fields(
    "cardholder_no",
    "symbol",
    "symbol_chain",
    "balance",
    "usd_balance",
    "bonus_balance",
    "usd_bonus_balance"
  ),
  objects: [[]]
}

const wireSchemas: Readonly<Record<string, WireSchema>> = {
  "AccessToken.HeaderText": only(AccessToken.HeaderText),
  "AccessToken.AccessToken": only(AccessToken.AccessToken),
  "AccessToken.IssuedToken": { schema: AccessToken.IssuedToken, objects: [[]] },
  "Account.TransferNo": only(Account.TransferNo),
  "Account.TransferUniqueNo": only(Account.TransferUniqueNo),
  "Account.SentTransferUniqueNo": only(Account.SentTransferUniqueNo),
  "Account.TransferType": only(Account.TransferType),
  "Account.TransferOrder": { schema: Account.TransferOrder, objects: [[]] },
  "Account.TransferResult": {
    schema: Account.TransferResult,
    optional: fields("before_balance", "after_balance"),
    objects: [[]]
  },
  "Account.AccountBalance": balance,
  "Account.AccountDetail": pageOf(Account.AccountDetail, balance),
  "Account.TransferListItem": only(Account.TransferListItem),
  "Account.TransferPage": { schema: Account.TransferPage, objects: [[]] },
  "Account.TransferListQuery": {
    schema: Account.TransferListQuery,
    optional: fields("cardholder_no", "transfer_no", "transfer_unique_no", ...pageFields),
    objects: [[]]
  },
  "Address.EnglishName": only(Address.EnglishName),
  "Address.EnglishText": only(Address.EnglishText),
  "Address.CountryCode": only(Address.CountryCode),
  "Address.PhoneCode": only(Address.PhoneCode),
  "Address.PhoneNumber": only(Address.PhoneNumber),
  "Address.PostalCode": only(Address.PostalCode),
  "Address.VirtualAddress": {
    schema: Address.VirtualAddress,
    optional: fields(...person, "address_line2"),
    objects: [[]]
  },
  "Address.PhysicalAddress": { schema: Address.PhysicalAddress, optional: fields("address_line2"), objects: [[]] },
  "Callback.Action": only(Callback.Action),
  "Callback.Answer": { schema: Callback.Answer, objects: [[]] },
  "Callback.Callback": { schema: Callback.Callback, optional: fields("id"), objects: [[], ["data"]] },
  "Callback.Fee": {
    schema: Callback.Fee,
    optional: fields("fee_type", "amount"),
    open: fields("fee_type"),
    objects: [[]]
  },
  "Callback.FeeType": { schema: Callback.FeeType, open: [[]] },
  "Callback.MerchantInfo": {
    schema: Callback.MerchantInfo,
    optional: fields("merchant_name", "merchant_mcc", "city", "country"),
    objects: [[]]
  },
  ...callback("Auth", Callback.Auth, Callback.AuthCallback, auth),
  ...callback("Consumption", Callback.Consumption, Callback.ConsumptionCallback, consumption),
  ...callback("CardUpdate", Callback.CardUpdate, Callback.CardUpdateCallback, cardUpdate),
  "Card.CardNo": only(Card.CardNo),
  "Card.SentCardNo": only(Card.SentCardNo),
  "Card.CardUniqueNo": only(Card.CardUniqueNo),
  "Card.SentCardUniqueNo": only(Card.SentCardUniqueNo),
  "Card.CardType": only(Card.CardType),
  "Card.ReadCardType": { schema: Card.ReadCardType, open: [[]] },
  "Card.CardStatus": { schema: Card.CardStatus, open: [[]] },
  "Card.CardListItem": {
    schema: Card.CardListItem,
    optional: fields("card_unique_no", "cardholder_no", "card_type", "card_last_no", "organization", "time"),
    open: fields("card_type", "status"),
    objects: [[]]
  },
  "Card.CardPage": {
    schema: Card.CardPage,
    optional: inside(["list", "*"], "card_unique_no", "cardholder_no", "card_type", "card_last_no", "time"),
    open: inside(["list", "*"], "card_type", "status"),
    objects: [[], ["list", "*"]]
  },
  "Card.CardListQuery": {
    schema: Card.CardListQuery,
    optional: fields("cardholder_no", "card_unique_no", "card_no", "page", "size"),
    objects: [[]]
  },
  "Card.CardRef": { schema: Card.CardRef, objects: [[]] },
  "Card.CardDetail": {
    schema: Card.CardDetail,
    optional: [
      ...fields("card_unique_no", "cardholder_no", "card_name", "package_name_en", "package_name_cn", "card_type"),
      ...fields("organization", "card_last_no", "fee_detail", "time"),
      ...inside(["fee_detail"], ...fees)
    ],
    open: [...fields("card_type", "status"), ...inside(["fee_detail"], ...freeTypes)],
    objects: [[], ["fee_detail"]]
  },
  "Card.NewCardStatus": only(Card.NewCardStatus),
  "Card.CardStatusUpdate": { schema: Card.CardStatusUpdate, objects: [[]] },
  "Card.CardOperationResult": { schema: Card.CardOperationResult, objects: [[]] },
  "Card.ClientToken": { schema: Card.ClientToken, optional: fields("expires_in"), objects: [[]] },
  "CardSecret.Encrypted": only(CardSecret.Encrypted),
  "CardSecret.Cvv": only(CardSecret.Cvv),
  "CardSecret.Pin": only(CardSecret.Pin),
  "CardSecret.CardActivation": { schema: CardSecret.CardActivation, objects: [[]] },
  "CardSecret.EncryptedCardActivation": { schema: CardSecret.EncryptedCardActivation, objects: [[]] },
  "CardSecret.CardPin": { schema: CardSecret.CardPin, objects: [[]] },
  "CardSecret.EncryptedCardPin": { schema: CardSecret.EncryptedCardPin, objects: [[]] },
  "CardSecret.CardPrivateInfo": {
    schema: CardSecret.CardPrivateInfo,
    optional: fields("card_no", "card_unique_no", "exp_year", "exp_month"),
    objects: [[]]
  },
  "CardApplication.CardApplication": {
    schema: CardApplication.CardApplication,
    optional: [...fields("card_bin_no", "package_no", "address_info"), ...inside(["address_info"], "address_line2")],
    objects: [[], ["address_info"]]
  },
  "CardApplication.VirtualCardApplication": {
    schema: CardApplication.VirtualCardApplication,
    optional: [
      ...fields("card_bin_no", "package_no", "address_info"),
      ...inside(["address_info"], ...person, "address_line2")
    ],
    objects: [[], ["address_info"]]
  },
  "CardApplication.PhysicalCardApplication": {
    schema: CardApplication.PhysicalCardApplication,
    optional: [...fields("card_bin_no", "package_no"), ...inside(["address_info"], "address_line2")],
    objects: [[], ["address_info"]]
  },
  "CardApplication.AppliedCard": { schema: CardApplication.AppliedCard, objects: [[]] },
  "CardProduct.CardBinNo": only(CardProduct.CardBinNo),
  "CardProduct.SentCardBinNo": only(CardProduct.SentCardBinNo),
  "CardProduct.PackageNo": only(CardProduct.PackageNo),
  "CardProduct.SentPackageNo": only(CardProduct.SentPackageNo),
  "CardProduct.Limits": { schema: CardProduct.Limits, optional: fields(...limits), objects: [[]] },
  "CardProduct.ExemptionType": { schema: CardProduct.ExemptionType, open: [[]] },
  "CardProduct.FeeDetail": {
    schema: CardProduct.FeeDetail,
    optional: fields(...fees),
    open: fields(...freeTypes),
    objects: [[]]
  },
  "CardProduct.CardPackage": cardPackage,
  "CardProduct.PackagePage": pageOf(CardProduct.PackagePage, cardPackage),
  "CardProduct.PackageListQuery": {
    schema: CardProduct.PackageListQuery,
    optional: fields("type", "package_no", ...pageFields),
    objects: [[]]
  },
  "CardProduct.Bin": bin,
  "CardProduct.BinPage": pageOf(CardProduct.BinPage, bin),
  "CardProduct.BinListQuery": {
    schema: CardProduct.BinListQuery,
    optional: fields("card_bin_no", ...pageFields),
    objects: [[]]
  },
  "Cardholder.CardholderNo": only(Cardholder.CardholderNo),
  "Cardholder.SentCardholderNo": only(Cardholder.SentCardholderNo),
  "Cardholder.CardholderUniqueNo": only(Cardholder.CardholderUniqueNo),
  "Cardholder.SentCardholderUniqueNo": only(Cardholder.SentCardholderUniqueNo),
  "Cardholder.CardholderStatus": { schema: Cardholder.CardholderStatus, open: [[]] },
  "Cardholder.CardholderApplication": {
    schema: Cardholder.CardholderApplication,
    optional: fields("cardholder_no"),
    objects: [[]]
  },
  "Cardholder.AppliedCardholder": { schema: Cardholder.AppliedCardholder, objects: [[]] },
  "Cardholder.CardholderListItem": cardholder,
  "Cardholder.CardholderPage": pageOf(Cardholder.CardholderPage, cardholder),
  "Cardholder.CardholderListQuery": {
    schema: Cardholder.CardholderListQuery,
    optional: fields("cardholder_no", "cardholder_unique_no", ...pageFields),
    objects: [[]]
  },
  "Cardholder.CardholderRef": { schema: Cardholder.CardholderRef, objects: [[]] },
  "Cardholder.CardholderDetail": {
    schema: Cardholder.CardholderDetail,
    optional: fields("cardholder_unique_no", "email", "time", "total_balance", "card_list"),
    open: fields("status"),
    objects: [[]]
  },
  "Consumption.ConsumeNo": only(Consumption.ConsumeNo),
  "Consumption.ConsumptionType": { schema: Consumption.ConsumptionType, open: [[]] },
  "Consumption.ConsumptionStatus": { schema: Consumption.ConsumptionStatus, open: [[]] },
  "Consumption.ConsumptionListItem": listedConsumption,
  "Consumption.ConsumptionPage": pageOf(Consumption.ConsumptionPage, listedConsumption),
  "Consumption.ConsumptionListQuery": {
    schema: Consumption.ConsumptionListQuery,
    optional: fields("cardholder_no", "consume_no", "card_no", ...pageFields),
    objects: [[]]
  },
  "Consumption.ConsumptionRef": { schema: Consumption.ConsumptionRef, objects: [[]] },
  "Consumption.ConsumptionDetail": {
    schema: Consumption.ConsumptionDetail,
    optional: [
      ...fields("consume_relate_no", "card_no", "cardholder_no", "type", "amount", "local_amount", "local_currency"),
      ["fee"]
    ],
    open: fields("type"),
    objects: [[]]
  },
  "DatedQuery.QueryTimeFromText": only(DatedQuery.QueryTimeFromText),
  "DatedQuery.QueryEndFromText": only(DatedQuery.QueryEndFromText),
  "Envelope.Envelope": { schema: Envelope.Envelope, objects: [[]] },
  "RequestHeaders.ApiKey": only(RequestHeaders.ApiKey),
  "RequestHeaders.Language": only(RequestHeaders.Language),
  "RequestHeaders.Timezone": only(RequestHeaders.Timezone),
  "RequestHeaders.RequestHeaders": {
    schema: RequestHeaders.RequestHeaders,
    optional: fields("access-token", "language", "timezone"),
    objects: [[]]
  },
  "Timestamp.Timestamp": only(Timestamp.Timestamp),
  "Timestamp.TimestampFromText": only(Timestamp.TimestampFromText),
  "Rejection.Rejection": { schema: Rejection.Rejection, objects: [[]] },
  ...Object.fromEntries(
    Object.values(Rejection).flatMap((one) =>
      "_tag" in one ? [[`Rejection.${one._tag}`, { schema: one, objects: [[]] }]] : []
    )
  )
}

/** Values inside the program, which have no form of their own on the wire. */
const domainOnly: Readonly<Record<string, AnySchema>> = {
  "DatedQuery.QueryTime": DatedQuery.QueryTime,
  "Envelope.Accepted": Envelope.Accepted,
  "Envelope.Rejected": Envelope.Rejected
}

const exportedSchemas = Object.entries(KeySecure).flatMap(([module, exports]) =>
  Object.entries(exports).flatMap(([name, schema]) =>
    Schema.isSchema(schema) ? [{ name: `${module}.${name}`, schema }] : []
  )
)

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  Predicate.isReadonlyRecord(value) && !Array.isArray(value)

/** A wire value with what stands at a path changed; unchanged if there is no such place. */
const changed = (wire: unknown, path: Path, change: (value: unknown) => unknown): unknown => {
  const [first, ...rest] = path
  if (first === undefined) return change(wire)
  if (first === "*") return Array.isArray(wire) ? wire.map((item) => changed(item, rest, change)) : wire
  return isRecord(wire) && (rest.length === 0 || first in wire)
    ? { ...wire, [first]: changed(wire[first], rest, change) }
    : wire
}

const changedAll = (wire: unknown, paths: ReadonlyArray<Path> | undefined, change: (value: unknown) => unknown) =>
  (paths ?? []).reduce((value, path) => changed(value, path, change), wire)

const anyWayToSayNothing = FastCheck.constantFrom("", null)

/** The same said in another way: absent fields as `""` or `null`, and fields that we don't know. */
const saidOtherwise = ({ objects, optional }: WireSchema, wire: unknown): FastCheck.Arbitrary<unknown> =>
  FastCheck.tuple(anyWayToSayNothing, FastCheck.boolean(), FastCheck.jsonValue()).map(([nothing, grown, extra]) => {
    const blank = changedAll(wire, optional, (value) => value ?? nothing)
    return grown
      ? changedAll(blank, objects, (value) => (isRecord(value) ? { ...value, brand_new: extra } : value))
      : blank
  })

it("every schema that is exported is under the laws, under one of its names", () => {
  const listed = new Map<string, unknown>([
    ...Object.entries(wireSchemas).map(([name, { schema }]) => [name, schema] as const),
    ...Object.entries(domainOnly)
  ])
  const names = new Set(exportedSchemas.map(({ name }) => name))
  expect([...listed.keys()].filter((name) => !names.has(name))).toStrictEqual([])
  const covered = new Set(listed.values())
  expect(exportedSchemas.filter(({ schema }) => !covered.has(schema)).map(({ name }) => name)).toStrictEqual([])
})

it("every payload and answer of an endpoint is under the laws", () => {
  const covered = new Set<unknown>(Object.values(wireSchemas).map(({ schema }) => schema))
  for (const { name, payload, success } of Object.values(Endpoints.all)) {
    expect(covered.has(success), name).toBe(true)
    expect(covered.has(payload) || payload === Schema.Undefined, name).toBe(true)
  }
})

describe.each(Object.entries(wireSchemas))("%s", (_, wireSchema) => {
  const { open, schema } = wireSchema
  const values: FastCheck.Arbitrary<unknown> = Arbitrary.make(schema)
  const is = Schema.is(schema)
  const encode: (value: unknown) => unknown = Schema.encodeUnknownSync(schema)
  const decode: (wire: unknown) => unknown = Schema.decodeUnknownSync(schema)

  it.prop("the arbitrary makes valid values", [values], ([value]) => {
    expect(is(value)).toBe(true)
  })

  it.prop("decode after encode gives the value back", [values], ([value]) => {
    expect(decode(encode(value))).toStrictEqual(value)
  })

  it.prop("what is written survives JSON", [values], ([value]) => {
    const wire = encode(value)
    expect(JSON.parse(JSON.stringify(wire))).toStrictEqual(wire)
  })

  const otherwise = values.chain((value) => {
    const wire = encode(value)
    return FastCheck.tuple(FastCheck.constant(wire), saidOtherwise(wireSchema, wire))
  })

  it.prop("the same said otherwise on the wire is read and written as the same", [otherwise], ([[wire, other]]) => {
    expect(encode(decode(other))).toStrictEqual(wire)
  })

  if (open === undefined) return
  const newMembers = FastCheck.tuple(values, FastCheck.stringMatching(/^[A-Z][a-z]+_new$/))

  it.prop("a new member of an enum is read, and written as it came", [newMembers], ([[value, member]]) => {
    const wire = changedAll(encode(value), open, () => member)
    expect(encode(decode(wire))).toStrictEqual(wire)
  })
})

describe.each(Object.entries(domainOnly))("%s", (_, schema) => {
  const values: FastCheck.Arbitrary<unknown> = Arbitrary.make(schema)
  const is = Schema.is(schema)

  it.prop("the arbitrary makes valid values", [values], ([value]) => {
    expect(is(value)).toBe(true)
  })
})
