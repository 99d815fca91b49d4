/**
 * What a transport's failure tells: that the request certainly did not leave, or nothing certain.
 *
 * Never optimistic: only what Node says of making a connection, and what it says of a certificate that we refuse, counts
 * as not sent. Whatever is unclear may have been sent.
 */
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as Predicate from "effect/Predicate"

/** A transport's failure in words without URL, header or body. */
export interface TransportFailure {
  readonly sent: "no" | "unknown"
  readonly detail: string
}

/** System calls that end before a byte of the request is written. */
const beforeConnection = new Set(["connect", "getaddrinfo"])

/** undici's word for a connection that was not made in time. */
const connectTimeout = "UND_ERR_CONNECT_TIMEOUT"

/**
 * Node's codes for a server's certificate that we refuse (X509_V_ERR_…, and ERR_TLS_CERT_ALTNAME_INVALID for a wrong
 * name): the handshake fails on our side, before the request is written. Source: Node's documentation, TLS,
 * "X509 certificate error codes".
 */
const certificateRejected = new Set([
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_CRL",
  "UNABLE_TO_DECRYPT_CERT_SIGNATURE",
  "UNABLE_TO_DECRYPT_CRL_SIGNATURE",
  "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY",
  "CERT_SIGNATURE_FAILURE",
  "CRL_SIGNATURE_FAILURE",
  "CERT_NOT_YET_VALID",
  "CERT_HAS_EXPIRED",
  "CRL_NOT_YET_VALID",
  "CRL_HAS_EXPIRED",
  "ERROR_IN_CERT_NOT_BEFORE_FIELD",
  "ERROR_IN_CERT_NOT_AFTER_FIELD",
  "ERROR_IN_CRL_LAST_UPDATE_FIELD",
  "ERROR_IN_CRL_NEXT_UPDATE_FIELD",
  "OUT_OF_MEM",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_CHAIN_TOO_LONG",
  "CERT_REVOKED",
  "INVALID_CA",
  "PATH_LENGTH_EXCEEDED",
  "INVALID_PURPOSE",
  "CERT_UNTRUSTED",
  "CERT_REJECTED",
  "HOSTNAME_MISMATCH",
  "ERR_TLS_CERT_ALTNAME_INVALID"
])

const textAt = (error: unknown, key: string): string | undefined =>
  Predicate.hasProperty(error, key) && typeof error[key] === "string" ? error[key] : undefined

/**
 * The facts of one failure: its own, or, under fetch, those of its cause. Of several connection attempts (happy
 * eyeballs) Node reports an `AggregateError` with the code of the first and no system call.
 */
const factsOf = (error: unknown): { readonly code: string | undefined; readonly syscalls: ReadonlyArray<unknown> } => {
  const code = textAt(error, "code")
  const inner = Predicate.hasProperty(error, "cause") ? error.cause : undefined
  if (code === undefined && inner !== undefined) return factsOf(inner)
  const attempts = Predicate.hasProperty(error, "errors") && Array.isArray(error.errors) ? error.errors : [error]
  return { code, syscalls: attempts.map((attempt: unknown) => textAt(attempt, "syscall")) }
}

// Codes are upper-case words; anything else is not a code and might be anything.
const isCode = (text: string | undefined): text is string => text !== undefined && /^[A-Z][A-Z0-9_]{1,60}$/.test(text)

/** What a failure of the HTTP client tells. */
export const classify = (error: HttpClientError.HttpClientError): TransportFailure => {
  if (error._tag === "ResponseError") return { sent: "unknown", detail: `the answer broke off (${error.reason})` }
  if (error.reason !== "Transport") return { sent: "no", detail: `the request could not be made (${error.reason})` }
  const { code, syscalls } = factsOf(error.cause)
  const detail = isCode(code) ? code : "the transport gives no code"
  const notConnected =
    syscalls.length > 0 && syscalls.every((syscall) => typeof syscall === "string" && beforeConnection.has(syscall))
  return {
    sent:
      notConnected || code === connectTimeout || (code !== undefined && certificateRejected.has(code))
        ? "no"
        : "unknown",
    detail
  }
}
