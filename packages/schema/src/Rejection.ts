/**
 * One error for every documented code, and `UndocumentedRejection` for the rest.
 *
 * Each carries `code`, the platform's `msg`, and `field` when the message names one. The platform's message may echo
 * what was sent, so values of the request that are found in it are replaced by the name of their field. No rejection
 * holds a request, a response or a cause.
 *
 * Source: docs/api.md, Error codes.
 *
 * @module Rejection
 * @since 0.1.0
 */
import { Schema } from "effect"
import { type ErrorCode, isDocumented, table } from "./ErrorCode.js"
import { read } from "./internal/message.js"

const facts = {
  msg: Schema.String,
  field: Schema.optionalWith(Schema.String, { exact: true })
} as const

const rejection =
  <Self>() =>
  <const Tag extends string, const Code extends number>(tag: Tag, code: Code) =>
    Schema.TaggedError<Self>(`@effect-keysecure/schema/Rejection/${tag}`)(
      tag,
      { code: Schema.Literal(code), ...facts },
      { title: tag }
    )

/** What a person reads: the platform's words, the field, and what to do. */
const describe = (remedy: string, { code, field, msg }: { code: number; field?: string; msg: string }): string =>
  `KeySecure refused the request with code ${code}${field === undefined ? "" : ` (${field})`}: ${msg} - ${remedy}`

/**
 * 1001: system error.
 *
 * @since 0.1.0
 * @category errors
 */
export class SystemError extends rejection<SystemError>()("SystemError", 1001) {
  override get message(): string {
    return describe(table[1001].remedy, this)
  }
}

/**
 * 1002: Api-Key missing.
 *
 * @since 0.1.0
 * @category errors
 */
export class ApiKeyMissing extends rejection<ApiKeyMissing>()("ApiKeyMissing", 1002) {
  override get message(): string {
    return describe(table[1002].remedy, this)
  }
}

/**
 * 1003: IP address not on the whitelist.
 *
 * @since 0.1.0
 * @category errors
 */
export class IpNotAllowed extends rejection<IpNotAllowed>()("IpNotAllowed", 1003) {
  override get message(): string {
    return describe(table[1003].remedy, this)
  }
}

/**
 * 1004: invalid request parameter.
 *
 * @since 0.1.0
 * @category errors
 */
export class InvalidParameter extends rejection<InvalidParameter>()("InvalidParameter", 1004) {
  override get message(): string {
    return describe(table[1004].remedy, this)
  }
}

// Up to a day either way in what the arbitrary makes: of all JSON numbers, `-0` would come back from JSON as `0`.
const offset = Schema.JsonNumber.annotations({
  arbitrary: () => (fc) => fc.integer({ min: -86_400_000, max: 86_400_000 })
})

/**
 * 1005: timestamp invalid or expired. `offsetMillis`, set by the client, is by how many ms the platform's clock was seen
 * to be ahead of this machine's at least (negative: behind); absent when no answer told the time.
 *
 * @since 0.1.0
 * @category errors
 */
export class TimestampRejected extends Schema.TaggedError<TimestampRejected>(
  "@effect-keysecure/schema/Rejection/TimestampRejected"
)(
  "TimestampRejected",
  {
    code: Schema.Literal(1005),
    ...facts,
    offsetMillis: Schema.optionalWith(offset, { exact: true })
  },
  { title: "TimestampRejected" }
) {
  override get message(): string {
    const seen =
      this.offsetMillis === undefined
        ? ""
        : ` The platform's clock was seen ${Math.abs(Math.round(this.offsetMillis))} ms ${
            this.offsetMillis < 0 ? "behind" : "ahead of"
          } this machine's.`
    return describe(table[1005].remedy, this) + seen
  }
}

/**
 * 1006: Access-Token missing.
 *
 * @since 0.1.0
 * @category errors
 */
export class AccessTokenMissing extends rejection<AccessTokenMissing>()("AccessTokenMissing", 1006) {
  override get message(): string {
    return describe(table[1006].remedy, this)
  }
}

/**
 * 1007: Access-Token invalid or expired.
 *
 * @since 0.1.0
 * @category errors
 */
export class AccessTokenRejected extends rejection<AccessTokenRejected>()("AccessTokenRejected", 1007) {
  override get message(): string {
    return describe(table[1007].remedy, this)
  }
}

/**
 * 1008: Api-Key does not exist.
 *
 * @since 0.1.0
 * @category errors
 */
export class ApiKeyUnknown extends rejection<ApiKeyUnknown>()("ApiKeyUnknown", 1008) {
  override get message(): string {
    return describe(table[1008].remedy, this)
  }
}

/**
 * 1009: too many requests.
 *
 * @since 0.1.0
 * @category errors
 */
export class TooManyRequests extends rejection<TooManyRequests>()("TooManyRequests", 1009) {
  override get message(): string {
    return describe(table[1009].remedy, this)
  }
}

/**
 * 1010: Api-Key not enabled.
 *
 * @since 0.1.0
 * @category errors
 */
export class ApiKeyNotEnabled extends rejection<ApiKeyNotEnabled>()("ApiKeyNotEnabled", 1010) {
  override get message(): string {
    return describe(table[1010].remedy, this)
  }
}

/**
 * 1011: Api-Key expired.
 *
 * @since 0.1.0
 * @category errors
 */
export class ApiKeyExpired extends rejection<ApiKeyExpired>()("ApiKeyExpired", 1011) {
  override get message(): string {
    return describe(table[1011].remedy, this)
  }
}

/**
 * 1012: the merchant's integration mode does not support this.
 *
 * @since 0.1.0
 * @category errors
 */
export class ModeNotSupported extends rejection<ModeNotSupported>()("ModeNotSupported", 1012) {
  override get message(): string {
    return describe(table[1012].remedy, this)
  }
}

/**
 * 1013: PCI display not enabled.
 *
 * @since 0.1.0
 * @category errors
 */
export class PciNotEnabled extends rejection<PciNotEnabled>()("PciNotEnabled", 1013) {
  override get message(): string {
    return describe(table[1013].remedy, this)
  }
}

/**
 * 1014: Client-Access-Token invalid or used.
 *
 * @since 0.1.0
 * @category errors
 */
export class ClientTokenRejected extends rejection<ClientTokenRejected>()("ClientTokenRejected", 1014) {
  override get message(): string {
    return describe(table[1014].remedy, this)
  }
}

/**
 * 1015: the parent page's Origin is not whitelisted.
 *
 * @since 0.1.0
 * @category errors
 */
export class ParentOriginNotAllowed extends rejection<ParentOriginNotAllowed>()("ParentOriginNotAllowed", 1015) {
  override get message(): string {
    return describe(table[1015].remedy, this)
  }
}

/**
 * 1016: Origin does not match the hosted configuration.
 *
 * @since 0.1.0
 * @category errors
 */
export class OriginMismatch extends rejection<OriginMismatch>()("OriginMismatch", 1016) {
  override get message(): string {
    return describe(table[1016].remedy, this)
  }
}

/**
 * 1017: replayed request or nonce.
 *
 * @since 0.1.0
 * @category errors
 */
export class RequestReplayed extends rejection<RequestReplayed>()("RequestReplayed", 1017) {
  override get message(): string {
    return describe(table[1017].remedy, this)
  }
}

/**
 * 1018: Sec-Fetch check failed.
 *
 * @since 0.1.0
 * @category errors
 */
export class FetchMetadataRejected extends rejection<FetchMetadataRejected>()("FetchMetadataRejected", 1018) {
  override get message(): string {
    return describe(table[1018].remedy, this)
  }
}

/**
 * 1019: the query's end time is not after its start.
 *
 * @since 0.1.0
 * @category errors
 */
export class QueryEndsBeforeStart extends rejection<QueryEndsBeforeStart>()("QueryEndsBeforeStart", 1019) {
  override get message(): string {
    return describe(table[1019].remedy, this)
  }
}

/**
 * 1020: the query's time range is too long.
 *
 * @since 0.1.0
 * @category errors
 */
export class QueryRangeTooLong extends rejection<QueryRangeTooLong>()("QueryRangeTooLong", 1020) {
  override get message(): string {
    return describe(table[1020].remedy, this)
  }
}

/**
 * 1021: merchant does not exist.
 *
 * @since 0.1.0
 * @category errors
 */
export class MerchantUnknown extends rejection<MerchantUnknown>()("MerchantUnknown", 1021) {
  override get message(): string {
    return describe(table[1021].remedy, this)
  }
}

/**
 * 1022: the merchant's status is abnormal.
 *
 * @since 0.1.0
 * @category errors
 */
export class MerchantAbnormal extends rejection<MerchantAbnormal>()("MerchantAbnormal", 1022) {
  override get message(): string {
    return describe(table[1022].remedy, this)
  }
}

/**
 * 2001: cardholder already exists.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderExists extends rejection<CardholderExists>()("CardholderExists", 2001) {
  override get message(): string {
    return describe(table[2001].remedy, this)
  }
}

/**
 * 2002: cardholder does not exist.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderUnknown extends rejection<CardholderUnknown>()("CardholderUnknown", 2002) {
  override get message(): string {
    return describe(table[2002].remedy, this)
  }
}

/**
 * 2003: cardholder already verified.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderAlreadyVerified extends rejection<CardholderAlreadyVerified>()(
  "CardholderAlreadyVerified",
  2003
) {
  override get message(): string {
    return describe(table[2003].remedy, this)
  }
}

/**
 * 2004: cardholder verification pending.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderVerificationPending extends rejection<CardholderVerificationPending>()(
  "CardholderVerificationPending",
  2004
) {
  override get message(): string {
    return describe(table[2004].remedy, this)
  }
}

/**
 * 2005: cardholder verification failed.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderVerificationFailed extends rejection<CardholderVerificationFailed>()(
  "CardholderVerificationFailed",
  2005
) {
  override get message(): string {
    return describe(table[2005].remedy, this)
  }
}

/**
 * 2006: the cardholder's KYC data could not be fetched.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderKycUnavailable extends rejection<CardholderKycUnavailable>()("CardholderKycUnavailable", 2006) {
  override get message(): string {
    return describe(table[2006].remedy, this)
  }
}

/**
 * 2007: characters not allowed in an address.
 *
 * @since 0.1.0
 * @category errors
 */
export class AddressCharactersRejected extends rejection<AddressCharactersRejected>()(
  "AddressCharactersRejected",
  2007
) {
  override get message(): string {
    return describe(table[2007].remedy, this)
  }
}

/**
 * 2008: only English is supported.
 *
 * @since 0.1.0
 * @category errors
 */
export class EnglishOnly extends rejection<EnglishOnly>()("EnglishOnly", 2008) {
  override get message(): string {
    return describe(table[2008].remedy, this)
  }
}

/**
 * 2009: country not supported.
 *
 * @since 0.1.0
 * @category errors
 */
export class CountryNotSupported extends rejection<CountryNotSupported>()("CountryNotSupported", 2009) {
  override get message(): string {
    return describe(table[2009].remedy, this)
  }
}

/**
 * 2010: the postal code does not match state or city.
 *
 * @since 0.1.0
 * @category errors
 */
export class PostalCodeMismatch extends rejection<PostalCodeMismatch>()("PostalCodeMismatch", 2010) {
  override get message(): string {
    return describe(table[2010].remedy, this)
  }
}

/**
 * 2011: the cardholder's unique number does not match.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderUniqueNoMismatch extends rejection<CardholderUniqueNoMismatch>()(
  "CardholderUniqueNoMismatch",
  2011
) {
  override get message(): string {
    return describe(table[2011].remedy, this)
  }
}

/**
 * 4005: the card's status is not Activated.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardNotActivated extends rejection<CardNotActivated>()("CardNotActivated", 4005) {
  override get message(): string {
    return describe(table[4005].remedy, this)
  }
}

/**
 * 4010: invalid parameter of a card operation.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardParameterInvalid extends rejection<CardParameterInvalid>()("CardParameterInvalid", 4010) {
  override get message(): string {
    return describe(table[4010].remedy, this)
  }
}

/**
 * 4016: the PIN breaks the rules.
 *
 * @since 0.1.0
 * @category errors
 */
export class PinRejected extends rejection<PinRejected>()("PinRejected", 4016) {
  override get message(): string {
    return describe(table[4016].remedy, this)
  }
}

/**
 * 4017: the operation is not for virtual cards.
 *
 * @since 0.1.0
 * @category errors
 */
export class VirtualCardNotSupported extends rejection<VirtualCardNotSupported>()("VirtualCardNotSupported", 4017) {
  override get message(): string {
    return describe(table[4017].remedy, this)
  }
}

/**
 * A code that is not documented: 3xxx and most of 4xxx exist and are not public. It does not say whether the request
 * was carried out.
 *
 * @since 0.1.0
 * @category errors
 */
export class UndocumentedRejection extends Schema.TaggedError<UndocumentedRejection>(
  "@effect-keysecure/schema/Rejection/UndocumentedRejection"
)("UndocumentedRejection", {
  code: Schema.Int.pipe(
    Schema.filter((code) => code !== 0 && !isDocumented(code), {
      description: "a code other than 0 that is not documented",
      arbitrary: () => (fc) => fc.integer({ min: 3000, max: 3999 })
    })
  ),
  ...facts
}) {
  override get message(): string {
    return describe("The code is not documented; ask the platform.", this)
  }
}

/**
 * Any rejection.
 *
 * @since 0.1.0
 * @category models
 */
export const Rejection = Schema.Union(
  SystemError,
  ApiKeyMissing,
  IpNotAllowed,
  InvalidParameter,
  TimestampRejected,
  AccessTokenMissing,
  AccessTokenRejected,
  ApiKeyUnknown,
  TooManyRequests,
  ApiKeyNotEnabled,
  ApiKeyExpired,
  ModeNotSupported,
  PciNotEnabled,
  ClientTokenRejected,
  ParentOriginNotAllowed,
  OriginMismatch,
  RequestReplayed,
  FetchMetadataRejected,
  QueryEndsBeforeStart,
  QueryRangeTooLong,
  MerchantUnknown,
  MerchantAbnormal,
  CardholderExists,
  CardholderUnknown,
  CardholderAlreadyVerified,
  CardholderVerificationPending,
  CardholderVerificationFailed,
  CardholderKycUnavailable,
  AddressCharactersRejected,
  EnglishOnly,
  CountryNotSupported,
  PostalCodeMismatch,
  CardholderUniqueNoMismatch,
  CardNotActivated,
  CardParameterInvalid,
  PinRejected,
  VirtualCardNotSupported,
  UndocumentedRejection
)

/**
 * @since 0.1.0
 * @category models
 */
export type Rejection = typeof Rejection.Type

interface Facts {
  readonly msg: string
  readonly field?: string
}

const byCode: { readonly [Code in ErrorCode]: (facts: Facts) => Rejection & { readonly code: Code } } = {
  1001: (facts) => new SystemError({ code: 1001, ...facts }),
  1002: (facts) => new ApiKeyMissing({ code: 1002, ...facts }),
  1003: (facts) => new IpNotAllowed({ code: 1003, ...facts }),
  1004: (facts) => new InvalidParameter({ code: 1004, ...facts }),
  1005: (facts) => new TimestampRejected({ code: 1005, ...facts }),
  1006: (facts) => new AccessTokenMissing({ code: 1006, ...facts }),
  1007: (facts) => new AccessTokenRejected({ code: 1007, ...facts }),
  1008: (facts) => new ApiKeyUnknown({ code: 1008, ...facts }),
  1009: (facts) => new TooManyRequests({ code: 1009, ...facts }),
  1010: (facts) => new ApiKeyNotEnabled({ code: 1010, ...facts }),
  1011: (facts) => new ApiKeyExpired({ code: 1011, ...facts }),
  1012: (facts) => new ModeNotSupported({ code: 1012, ...facts }),
  1013: (facts) => new PciNotEnabled({ code: 1013, ...facts }),
  1014: (facts) => new ClientTokenRejected({ code: 1014, ...facts }),
  1015: (facts) => new ParentOriginNotAllowed({ code: 1015, ...facts }),
  1016: (facts) => new OriginMismatch({ code: 1016, ...facts }),
  1017: (facts) => new RequestReplayed({ code: 1017, ...facts }),
  1018: (facts) => new FetchMetadataRejected({ code: 1018, ...facts }),
  1019: (facts) => new QueryEndsBeforeStart({ code: 1019, ...facts }),
  1020: (facts) => new QueryRangeTooLong({ code: 1020, ...facts }),
  1021: (facts) => new MerchantUnknown({ code: 1021, ...facts }),
  1022: (facts) => new MerchantAbnormal({ code: 1022, ...facts }),
  2001: (facts) => new CardholderExists({ code: 2001, ...facts }),
  2002: (facts) => new CardholderUnknown({ code: 2002, ...facts }),
  2003: (facts) => new CardholderAlreadyVerified({ code: 2003, ...facts }),
  2004: (facts) => new CardholderVerificationPending({ code: 2004, ...facts }),
  2005: (facts) => new CardholderVerificationFailed({ code: 2005, ...facts }),
  2006: (facts) => new CardholderKycUnavailable({ code: 2006, ...facts }),
  2007: (facts) => new AddressCharactersRejected({ code: 2007, ...facts }),
  2008: (facts) => new EnglishOnly({ code: 2008, ...facts }),
  2009: (facts) => new CountryNotSupported({ code: 2009, ...facts }),
  2010: (facts) => new PostalCodeMismatch({ code: 2010, ...facts }),
  2011: (facts) => new CardholderUniqueNoMismatch({ code: 2011, ...facts }),
  4005: (facts) => new CardNotActivated({ code: 4005, ...facts }),
  4010: (facts) => new CardParameterInvalid({ code: 4010, ...facts }),
  4016: (facts) => new PinRejected({ code: 4016, ...facts }),
  4017: (facts) => new VirtualCardNotSupported({ code: 4017, ...facts })
}

/**
 * The rejection of a failure envelope. `sent` is what the request carried, keyed by field name: every text in it that
 * the message repeats is replaced by the name of its field.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromFailure = (
  failure: { readonly code: number; readonly msg: string },
  sent: Readonly<Record<string, unknown>> = {}
): Rejection => {
  const facts = read(failure.msg, sent)
  return isDocumented(failure.code)
    ? byCode[failure.code](facts)
    : new UndocumentedRejection({ code: failure.code, ...facts })
}
