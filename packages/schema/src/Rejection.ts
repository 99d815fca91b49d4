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
import * as Schema from "effect/Schema"
import { type ErrorCode, isDocumented } from "./ErrorCode.js"
import { lazy } from "./internal/schemas/lazy.js"
import { read } from "./internal/rejection/message.js"
import { describe, type Facts, rejection } from "./internal/rejection/classes.js"

export type { Facts, Rejected, RejectionClass, Stored } from "./internal/rejection/classes.js"

const of =
  <const Code extends number>(code: Code) =>
  () =>
    Schema.Literal(code)

/**
 * 1001: system error.
 *
 * @since 0.1.0
 * @category errors
 */
export class SystemError extends rejection<SystemError>()("SystemError", of(1001)) {}

/**
 * 1002: Api-Key missing.
 *
 * @since 0.1.0
 * @category errors
 */
export class ApiKeyMissing extends rejection<ApiKeyMissing>()("ApiKeyMissing", of(1002)) {}

/**
 * 1003: IP address not on the whitelist.
 *
 * @since 0.1.0
 * @category errors
 */
export class IpNotAllowed extends rejection<IpNotAllowed>()("IpNotAllowed", of(1003)) {}

/**
 * 1004: invalid request parameter.
 *
 * @since 0.1.0
 * @category errors
 */
export class InvalidParameter extends rejection<InvalidParameter>()("InvalidParameter", of(1004)) {}

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
export class TimestampRejected extends rejection<TimestampRejected, { readonly offsetMillis?: number }>()(
  "TimestampRejected",
  of(1005),
  () => ({ offsetMillis: Schema.optionalWith(offset, { exact: true }) })
) {
  override get message(): string {
    const seen =
      this.offsetMillis === undefined
        ? ""
        : ` The platform's clock was seen ${Math.abs(Math.round(this.offsetMillis))} ms ${
            this.offsetMillis < 0 ? "behind" : "ahead of"
          } this machine's.`
    return describe(this) + seen
  }
}

/**
 * 1006: Access-Token missing.
 *
 * @since 0.1.0
 * @category errors
 */
export class AccessTokenMissing extends rejection<AccessTokenMissing>()("AccessTokenMissing", of(1006)) {}

/**
 * 1007: Access-Token invalid or expired.
 *
 * @since 0.1.0
 * @category errors
 */
export class AccessTokenRejected extends rejection<AccessTokenRejected>()("AccessTokenRejected", of(1007)) {}

/**
 * 1008: Api-Key does not exist.
 *
 * @since 0.1.0
 * @category errors
 */
export class ApiKeyUnknown extends rejection<ApiKeyUnknown>()("ApiKeyUnknown", of(1008)) {}

/**
 * 1009: too many requests.
 *
 * @since 0.1.0
 * @category errors
 */
export class TooManyRequests extends rejection<TooManyRequests>()("TooManyRequests", of(1009)) {}

/**
 * 1010: Api-Key not enabled.
 *
 * @since 0.1.0
 * @category errors
 */
export class ApiKeyNotEnabled extends rejection<ApiKeyNotEnabled>()("ApiKeyNotEnabled", of(1010)) {}

/**
 * 1011: Api-Key expired.
 *
 * @since 0.1.0
 * @category errors
 */
export class ApiKeyExpired extends rejection<ApiKeyExpired>()("ApiKeyExpired", of(1011)) {}

/**
 * 1012: the merchant's integration mode does not support this.
 *
 * @since 0.1.0
 * @category errors
 */
export class ModeNotSupported extends rejection<ModeNotSupported>()("ModeNotSupported", of(1012)) {}

/**
 * 1013: PCI display not enabled.
 *
 * @since 0.1.0
 * @category errors
 */
export class PciNotEnabled extends rejection<PciNotEnabled>()("PciNotEnabled", of(1013)) {}

/**
 * 1014: Client-Access-Token invalid or used.
 *
 * @since 0.1.0
 * @category errors
 */
export class ClientTokenRejected extends rejection<ClientTokenRejected>()("ClientTokenRejected", of(1014)) {}

/**
 * 1015: the parent page's Origin is not whitelisted.
 *
 * @since 0.1.0
 * @category errors
 */
export class ParentOriginNotAllowed extends rejection<ParentOriginNotAllowed>()("ParentOriginNotAllowed", of(1015)) {}

/**
 * 1016: Origin does not match the hosted configuration.
 *
 * @since 0.1.0
 * @category errors
 */
export class OriginMismatch extends rejection<OriginMismatch>()("OriginMismatch", of(1016)) {}

/**
 * 1017: replayed request or nonce.
 *
 * @since 0.1.0
 * @category errors
 */
export class RequestReplayed extends rejection<RequestReplayed>()("RequestReplayed", of(1017)) {}

/**
 * 1018: Sec-Fetch check failed.
 *
 * @since 0.1.0
 * @category errors
 */
export class FetchMetadataRejected extends rejection<FetchMetadataRejected>()("FetchMetadataRejected", of(1018)) {}

/**
 * 1019: the query's end time is not after its start.
 *
 * @since 0.1.0
 * @category errors
 */
export class QueryEndsBeforeStart extends rejection<QueryEndsBeforeStart>()("QueryEndsBeforeStart", of(1019)) {}

/**
 * 1020: the query's time range is too long.
 *
 * @since 0.1.0
 * @category errors
 */
export class QueryRangeTooLong extends rejection<QueryRangeTooLong>()("QueryRangeTooLong", of(1020)) {}

/**
 * 1021: merchant does not exist.
 *
 * @since 0.1.0
 * @category errors
 */
export class MerchantUnknown extends rejection<MerchantUnknown>()("MerchantUnknown", of(1021)) {}

/**
 * 1022: the merchant's status is abnormal.
 *
 * @since 0.1.0
 * @category errors
 */
export class MerchantAbnormal extends rejection<MerchantAbnormal>()("MerchantAbnormal", of(1022)) {}

/**
 * 2001: cardholder already exists.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderExists extends rejection<CardholderExists>()("CardholderExists", of(2001)) {}

/**
 * 2002: cardholder does not exist.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderUnknown extends rejection<CardholderUnknown>()("CardholderUnknown", of(2002)) {}

/**
 * 2003: cardholder already verified.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderAlreadyVerified extends rejection<CardholderAlreadyVerified>()(
  "CardholderAlreadyVerified",
  of(2003)
) {}

/**
 * 2004: cardholder verification pending.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderVerificationPending extends rejection<CardholderVerificationPending>()(
  "CardholderVerificationPending",
  of(2004)
) {}

/**
 * 2005: cardholder verification failed.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderVerificationFailed extends rejection<CardholderVerificationFailed>()(
  "CardholderVerificationFailed",
  of(2005)
) {}

/**
 * 2006: the cardholder's KYC data could not be fetched.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderKycUnavailable extends rejection<CardholderKycUnavailable>()(
  "CardholderKycUnavailable",
  of(2006)
) {}

/**
 * 2007: characters not allowed in an address.
 *
 * @since 0.1.0
 * @category errors
 */
export class AddressCharactersRejected extends rejection<AddressCharactersRejected>()(
  "AddressCharactersRejected",
  of(2007)
) {}

/**
 * 2008: only English is supported.
 *
 * @since 0.1.0
 * @category errors
 */
export class EnglishOnly extends rejection<EnglishOnly>()("EnglishOnly", of(2008)) {}

/**
 * 2009: country not supported.
 *
 * @since 0.1.0
 * @category errors
 */
export class CountryNotSupported extends rejection<CountryNotSupported>()("CountryNotSupported", of(2009)) {}

/**
 * 2010: the postal code does not match state or city.
 *
 * @since 0.1.0
 * @category errors
 */
export class PostalCodeMismatch extends rejection<PostalCodeMismatch>()("PostalCodeMismatch", of(2010)) {}

/**
 * 2011: the cardholder's unique number does not match.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderUniqueNoMismatch extends rejection<CardholderUniqueNoMismatch>()(
  "CardholderUniqueNoMismatch",
  of(2011)
) {}

/**
 * 4005: the card's status is not Activated.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardNotActivated extends rejection<CardNotActivated>()("CardNotActivated", of(4005)) {}

/**
 * 4010: invalid parameter of a card operation.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardParameterInvalid extends rejection<CardParameterInvalid>()("CardParameterInvalid", of(4010)) {}

/**
 * 4016: the PIN breaks the rules.
 *
 * @since 0.1.0
 * @category errors
 */
export class PinRejected extends rejection<PinRejected>()("PinRejected", of(4016)) {}

/**
 * 4017: the operation is not for virtual cards.
 *
 * @since 0.1.0
 * @category errors
 */
export class VirtualCardNotSupported extends rejection<VirtualCardNotSupported>()(
  "VirtualCardNotSupported",
  of(4017)
) {}

/**
 * A code that is not documented: 3xxx and most of 4xxx exist and are not public. It does not say whether the request
 * was carried out.
 *
 * @since 0.1.0
 * @category errors
 */
export class UndocumentedRejection extends rejection<UndocumentedRejection>()("UndocumentedRejection", () =>
  Schema.Int.pipe(
    Schema.filter((code) => code !== 0 && !isDocumented(code), {
      description: "a code other than 0 that is not documented",
      arbitrary: () => (fc) => fc.integer({ min: 3000, max: 3999 })
    })
  )
) {}

/**
 * Any rejection.
 *
 * @since 0.1.0
 * @category models
 */
export const Rejection = lazy(() =>
  Schema.Union(
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
)

/**
 * @since 0.1.0
 * @category models
 */
export type Rejection = typeof Rejection.Type

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
