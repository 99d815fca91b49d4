/** What each failure of a transport tells: not sent, or nothing certain. */
import { HttpClientError, HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { describe, expect, it } from "vitest"
import { classify as classifyIn } from "../../../src/internal/call/transport.js"

const request = HttpClientRequest.post("https://openplatform.keysecure.io/open-api/v1/card/apply")
const place = "openplatform.keysecure.io:443"
const classify = (error: HttpClientError.HttpClientError, isHeld = false) => classifyIn(error, { place, isHeld })
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
      expect(classify(transport(cause))).toMatchObject({ sent: "unknown", detail: "the transport gives no code" })
    }
  )

  it.each(["Encode", "InvalidUrl"] as const)("that is %s was not sent", (reason) => {
    expect(classify(new HttpClientError.RequestError({ request, reason })).sent).toBe("no")
  })

  it.each(["StatusCode", "Decode", "EmptyBody"] as const)("after the answer began, %s, may have been", (reason) => {
    const response = HttpClientResponse.fromWeb(request, new Response(""))
    expect(classify(new HttpClientError.ResponseError({ request, response, reason })).sent).toBe("unknown")
  })

  it.each([...unknown, {}])("of a body that the transport did not take to its end was not sent, as %o", (facts) => {
    expect(classify(transport(failure(facts)), true)).toMatchObject({
      sent: "no",
      detail: expect.stringContaining(place)
    })
    expect(classify(transport(fetched(facts)), true).sent).toBe("no")
  })
})

const failing = (message: string, facts: object = {}) => Object.assign(new Error(message), facts)
const denos = (what: string) =>
  new TypeError("fetch failed", {
    cause: new Error(
      `error sending request for url (https://openplatform.keysecure.io/): client error (Connect): ${what}`
    )
  })

/** A failure as a runtime tells it, whether it would fail again, and what the message says to look at. */
const told: ReadonlyArray<readonly [string, unknown, boolean, string]> = [
  [
    "undici, 407",
    failing("Proxy response (407) !== 200 when HTTP Tunneling", { code: "UND_ERR_ABORTED" }),
    true,
    "407"
  ],
  [
    "undici, 403",
    failing("Proxy response (403) !== 200 when HTTP Tunneling", { code: "UND_ERR_ABORTED" }),
    true,
    "403"
  ],
  [
    "undici, 502",
    failing("Proxy response (502) !== 200 when HTTP Tunneling", { code: "UND_ERR_ABORTED" }),
    false,
    "502"
  ],
  [
    "fetch on Node, 407",
    new TypeError("fetch failed", {
      cause: failing("Request was cancelled.", {
        code: 0,
        cause: failing("Proxy response (407) !== 200 when HTTP Tunneling", { code: "UND_ERR_ABORTED" })
      })
    }),
    true,
    "407"
  ],
  [
    "node:http on Node 24",
    failing("Failed to establish tunnel to a:443 via http://u:secret@b:3128: HTTP/1.1 403 Forbidden", {
      code: "ERR_PROXY_TUNNEL"
    }),
    true,
    "403"
  ],
  [
    "node:http, cut",
    failing("Connection to establish proxy tunnel ended unexpectedly", { code: "ERR_PROXY_TUNNEL" }),
    false,
    "proxy"
  ],
  ["Bun, 407", failing("Proxy refused to open a tunnel: 407 X", { code: "ERR_PROXY_TUNNEL" }), true, "407"],
  ["Deno, 407", denos("proxy authentication required"), true, "407"],
  ["Deno, another status", denos("unsuccessful tunnel"), false, "proxy"],
  ["Deno, cut", denos("unexpected eof while tunneling"), false, "proxy"],
  ["Node, a name", failing("getaddrinfo", { code: "ENOTFOUND", syscall: "getaddrinfo" }), true, "DNS"],
  ["Node, no DNS", failing("getaddrinfo", { code: "EAI_AGAIN", syscall: "getaddrinfo" }), false, "DNS"],
  ["Deno, a name", denos("dns error: failed to lookup address information: Name or service not known"), true, "DNS"],
  ["Node, a certificate", failing("expired", { code: "CERT_HAS_EXPIRED" }), true, "certificate"],
  ["Deno, a certificate", denos("invalid peer certificate: UnknownIssuer"), true, "certificate"],
  [
    "Node, a cut handshake",
    failing("Client network socket disconnected before secure TLS connection was established", { code: "ECONNRESET" }),
    false,
    "handshake"
  ],
  ["Deno, a cut handshake", denos("tls handshake eof"), false, "handshake"],
  ["Deno, plain HTTP", denos("received corrupt message of type InvalidContentType"), true, "TLS"],
  ["Node, refused", failing("connect", { code: "ECONNREFUSED", syscall: "connect" }), false, "reached"],
  ["Bun, refused", failing("ECONNREFUSED: Unable to connect.", { code: "ECONNREFUSED" }), false, "reached"],
  ["Bun before 1.3, refused", failing("Unable to connect.", { code: "ConnectionRefused" }), false, "reached"],
  ["Deno, refused", denos("tcp connect error: Connection refused (os error 111)"), false, "reached"]
]

describe("a failure before there is a connection", () => {
  it.each(told)("%s: not sent; where, and what to look at", (_, cause, isPermanent, words) => {
    const { detail, ...facts } = classify(transport(cause))
    expect(facts).toEqual({ sent: "no", isPermanent })
    expect(detail).toContain(place)
    expect(detail).toContain(words)
    expect(detail).not.toContain("secret")
  })

  it.each(["EPROTO", "ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE"])(
    "%s alone does not say when: it may have been sent",
    (code) => {
      expect(classify(transport(failing("write", { code })))).toMatchObject({
        sent: "unknown",
        detail: expect.stringContaining(place)
      })
    }
  )
})
