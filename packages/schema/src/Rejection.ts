/**
 * One error for every documented code, and `UndocumentedRejection` for the rest.
 *
 * Each carries `code`, `field` when the platform's message names one, and that message, `msg`. A message may repeat what
 * was sent, in any form, so it is `Redacted`: nothing prints it, and it is not stored. What is printed is our own. No
 * rejection holds a request, a response or a cause.
 *
 * Source: docs/api.md, Error codes.
 *
 * @module Rejection
 * @since 0.1.0
 */
import * as Redacted from "effect/Redacted"
import { lazy } from "./internal/schemas/lazy.js"
import { fieldNamed } from "./internal/rejection/message.js"
import { documented, rejection } from "./internal/rejection/classes.js"
import { type Offset, offset, undocumented } from "./internal/rejection/parts.js"
import * as JsonUnion from "./JsonUnion.js"

export type { DocumentedClass, Facts, Rejected, RejectionClass, Stored } from "./internal/rejection/classes.js"
export type { Offset } from "./internal/rejection/parts.js"

// `pnpm codes` writes the classes from here on.

/**
 * 1001: system error.
 *
 * @since 0.1.0
 * @category errors
 */
export class SystemError extends documented<SystemError>()(1001) {}

/**
 * 1002: Api-Key missing.
 *
 * @since 0.1.0
 * @category errors
 */
export class ApiKeyMissing extends documented<ApiKeyMissing>()(1002) {}

/**
 * 1003: IP address not on the whitelist.
 *
 * @since 0.1.0
 * @category errors
 */
export class IpNotAllowed extends documented<IpNotAllowed>()(1003) {}

/**
 * 1004: invalid request parameter.
 *
 * @since 0.1.0
 * @category errors
 */
export class InvalidParameter extends documented<InvalidParameter>()(1004) {}

/**
 * 1005: timestamp invalid or expired. `offsetMillis`, set by the client, is by how many ms the platform's clock was seen
 * to be ahead of this machine's at least (negative: behind); absent when no answer told the time.
 *
 * @since 0.1.0
 * @category errors
 */
export class TimestampRejected extends documented<TimestampRejected, Offset>()(1005, offset) {}

/**
 * 1006: Access-Token missing.
 *
 * @since 0.1.0
 * @category errors
 */
export class AccessTokenMissing extends documented<AccessTokenMissing>()(1006) {}

/**
 * 1007: Access-Token invalid or expired.
 *
 * @since 0.1.0
 * @category errors
 */
export class AccessTokenRejected extends documented<AccessTokenRejected>()(1007) {}

/**
 * 1008: Api-Key does not exist.
 *
 * @since 0.1.0
 * @category errors
 */
export class ApiKeyUnknown extends documented<ApiKeyUnknown>()(1008) {}

/**
 * 1009: too many requests.
 *
 * @since 0.1.0
 * @category errors
 */
export class TooManyRequests extends documented<TooManyRequests>()(1009) {}

/**
 * 1010: Api-Key not enabled.
 *
 * @since 0.1.0
 * @category errors
 */
export class ApiKeyNotEnabled extends documented<ApiKeyNotEnabled>()(1010) {}

/**
 * 1011: Api-Key expired.
 *
 * @since 0.1.0
 * @category errors
 */
export class ApiKeyExpired extends documented<ApiKeyExpired>()(1011) {}

/**
 * 1012: the merchant's integration mode does not support this.
 *
 * @since 0.1.0
 * @category errors
 */
export class ModeNotSupported extends documented<ModeNotSupported>()(1012) {}

/**
 * 1013: PCI display not enabled.
 *
 * @since 0.1.0
 * @category errors
 */
export class PciNotEnabled extends documented<PciNotEnabled>()(1013) {}

/**
 * 1014: Client-Access-Token invalid or used.
 *
 * @since 0.1.0
 * @category errors
 */
export class ClientTokenRejected extends documented<ClientTokenRejected>()(1014) {}

/**
 * 1015: the parent page's Origin is not whitelisted.
 *
 * @since 0.1.0
 * @category errors
 */
export class ParentOriginNotAllowed extends documented<ParentOriginNotAllowed>()(1015) {}

/**
 * 1016: Origin does not match the hosted configuration.
 *
 * @since 0.1.0
 * @category errors
 */
export class OriginMismatch extends documented<OriginMismatch>()(1016) {}

/**
 * 1017: replayed request or nonce.
 *
 * @since 0.1.0
 * @category errors
 */
export class RequestReplayed extends documented<RequestReplayed>()(1017) {}

/**
 * 1018: Sec-Fetch check failed.
 *
 * @since 0.1.0
 * @category errors
 */
export class FetchMetadataRejected extends documented<FetchMetadataRejected>()(1018) {}

/**
 * 1019: the query's end time is not after its start.
 *
 * @since 0.1.0
 * @category errors
 */
export class QueryEndsBeforeStart extends documented<QueryEndsBeforeStart>()(1019) {}

/**
 * 1020: the query's time range is too long.
 *
 * @since 0.1.0
 * @category errors
 */
export class QueryRangeTooLong extends documented<QueryRangeTooLong>()(1020) {}

/**
 * 1021: merchant does not exist.
 *
 * @since 0.1.0
 * @category errors
 */
export class MerchantUnknown extends documented<MerchantUnknown>()(1021) {}

/**
 * 1022: the merchant's status is abnormal.
 *
 * @since 0.1.0
 * @category errors
 */
export class MerchantAbnormal extends documented<MerchantAbnormal>()(1022) {}

/**
 * 2001: cardholder already exists.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderExists extends documented<CardholderExists>()(2001) {}

/**
 * 2002: cardholder does not exist.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderUnknown extends documented<CardholderUnknown>()(2002) {}

/**
 * 2003: cardholder already verified.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderAlreadyVerified extends documented<CardholderAlreadyVerified>()(2003) {}

/**
 * 2004: cardholder verification pending.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderVerificationPending extends documented<CardholderVerificationPending>()(2004) {}

/**
 * 2005: cardholder verification failed.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderVerificationFailed extends documented<CardholderVerificationFailed>()(2005) {}

/**
 * 2006: the cardholder's KYC data could not be fetched.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderKycUnavailable extends documented<CardholderKycUnavailable>()(2006) {}

/**
 * 2007: characters not allowed in an address.
 *
 * @since 0.1.0
 * @category errors
 */
export class AddressCharactersRejected extends documented<AddressCharactersRejected>()(2007) {}

/**
 * 2008: only English is supported.
 *
 * @since 0.1.0
 * @category errors
 */
export class EnglishOnly extends documented<EnglishOnly>()(2008) {}

/**
 * 2009: country not supported.
 *
 * @since 0.1.0
 * @category errors
 */
export class CountryNotSupported extends documented<CountryNotSupported>()(2009) {}

/**
 * 2010: the postal code does not match state or city.
 *
 * @since 0.1.0
 * @category errors
 */
export class PostalCodeMismatch extends documented<PostalCodeMismatch>()(2010) {}

/**
 * 2011: the cardholder's unique number does not match.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardholderUniqueNoMismatch extends documented<CardholderUniqueNoMismatch>()(2011) {}

/**
 * 4005: the card's status is not Activated.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardNotActivated extends documented<CardNotActivated>()(4005) {}

/**
 * 4010: invalid parameter of a card operation.
 *
 * @since 0.1.0
 * @category errors
 */
export class CardParameterInvalid extends documented<CardParameterInvalid>()(4010) {}

/**
 * 4016: the PIN breaks the rules.
 *
 * @since 0.1.0
 * @category errors
 */
export class PinRejected extends documented<PinRejected>()(4016) {}

/**
 * 4017: the operation is not for virtual cards.
 *
 * @since 0.1.0
 * @category errors
 */
export class VirtualCardNotSupported extends documented<VirtualCardNotSupported>()(4017) {}

const classes = [
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
  VirtualCardNotSupported
] as const

// Until here.

/**
 * A code that is not documented: 3xxx and most of 4xxx exist and are not public. It does not say whether the request
 * was carried out.
 *
 * @since 0.1.0
 * @category errors
 */
export class UndocumentedRejection extends rejection<UndocumentedRejection>()("UndocumentedRejection", undocumented) {}

/**
 * Any rejection.
 *
 * @since 0.1.0
 * @category models
 */
export const Rejection = lazy(() => JsonUnion.make(["_tag", "code"], ...classes, UndocumentedRejection))

/**
 * @since 0.1.0
 * @category models
 */
export type Rejection = typeof Rejection.Type

const noFields: ReadonlySet<string> = new Set()

/**
 * The rejection of a failure envelope. `fields` are those of the request, by their names on the wire (`Endpoint.fieldsOf`):
 * `field` is the one that the message names. By default no field is looked for.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromFailure = (
  { code, msg }: { readonly code: number; readonly msg: string },
  fields: ReadonlySet<string> = noFields
): Rejection => {
  const field = fieldNamed(msg, fields)
  const facts = { msg: Redacted.make(msg), ...(field === undefined ? {} : { field }) }
  const known = classes.find((one) => one.code === code)
  return known === undefined ? new UndocumentedRejection({ code, ...facts }) : known.from(facts)
}
