/** What each failure of a transport tells: not sent, or nothing certain. */
import { HttpClientError, HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { describe, expect, it } from "vitest"
import { classify } from "../../../src/internal/call/transport.js"

const request = HttpClientRequest.post("https://openplatform.keysecure.io/open-api/v1/card/apply")
const transport = (cause: unknown) => new HttpClientError.RequestError({ request, reason: "Transport", cause })
const failure = (facts: object) => Object.assign(new Error("failed"), facts)
/** As fetch tells it: a TypeError around the failure. */
const fetched = (facts: object) => new TypeError("fetch failed", { cause: failure(facts) })

/** Node's codes of certificates that we refuse (Node's documentation, TLS, X509 certificate error codes). */
const certificates = [
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
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_CHAIN_TOO_LONG",
  "CERT_REVOKED",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "CERT_UNTRUSTED",
  "CERT_REJECTED",
  "HOSTNAME_MISMATCH",
  "ERR_TLS_CERT_ALTNAME_INVALID"
]

const notSent: ReadonlyArray<object> = [
  { code: "ECONNREFUSED", syscall: "connect" },
  { code: "ETIMEDOUT", syscall: "connect" },
  { code: "EHOSTUNREACH", syscall: "connect" },
  { code: "ENOTFOUND", syscall: "getaddrinfo" },
  { code: "EAI_AGAIN", syscall: "getaddrinfo" },
  { code: "UND_ERR_CONNECT_TIMEOUT" },
  {
    code: "ECONNREFUSED",
    errors: [failure({ code: "ECONNREFUSED", syscall: "connect" }), failure({ code: "ETIMEDOUT", syscall: "connect" })]
  },
  ...certificates.map((code) => ({ code }))
]

const unknown: ReadonlyArray<object> = [
  {},
  { code: "ECONNRESET", syscall: "read" },
  { code: "EPIPE", syscall: "write" },
  { code: "UND_ERR_SOCKET" },
  { code: "UND_ERR_HEADERS_TIMEOUT" },
  { code: "UND_ERR_BODY_TIMEOUT" },
  { code: "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE" },
  { code: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED" },
  { code: "EPROTO", syscall: "write" },
  { code: "ABORT_ERR" },
  { code: 20 },
  { code: "ECONNRESET", errors: [failure({ syscall: "connect" }), failure({ syscall: "read" })] },
  { code: "ECONNREFUSED", errors: [] }
]

describe("a failure of the transport", () => {
  it.each(notSent)("that is %o was not sent", (facts) => {
    expect(classify(transport(failure(facts))).sent).toBe("no")
    expect(classify(transport(fetched(facts))).sent).toBe("no")
  })

  it.each(unknown)("that is %o may have been sent", (facts) => {
    expect(classify(transport(failure(facts))).sent).toBe("unknown")
    expect(classify(transport(fetched(facts))).sent).toBe("unknown")
  })

  it.each([undefined, null, "ECONNREFUSED", new TypeError("Failed to fetch")])(
    "with nothing but %o may have been",
    (cause) => {
      expect(classify(transport(cause))).toEqual({ sent: "unknown", detail: "the transport gives no code" })
    }
  )

  it.each(["Encode", "InvalidUrl"] as const)("that is %s was not sent", (reason) => {
    expect(classify(new HttpClientError.RequestError({ request, reason })).sent).toBe("no")
  })

  it.each(["StatusCode", "Decode", "EmptyBody"] as const)("after the answer began, %s, may have been", (reason) => {
    const response = HttpClientResponse.fromWeb(request, new Response(""))
    expect(classify(new HttpClientError.ResponseError({ request, response, reason })).sent).toBe("unknown")
  })
})
