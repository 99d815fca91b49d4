/**
 * The meaning of a transport's failure: the request certainly did not leave, or nothing is certain.
 *
 * This is never optimistic. A write did not leave if the transport did not take all of its body (`WriteBody`), or if a
 * runtime says in words of its own that there was no connection. In all other cases it may have been sent.
 */
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as Predicate from "effect/Predicate"

/** A transport's failure in words without URL, header or body. */
export interface TransportFailure {
  readonly sent: "no" | "unknown"
  /** Whether it would fail again in the same way. */
  readonly isPermanent: boolean
  readonly detail: string
}

/** What is known besides the failure. */
export interface Circumstances {
  /** Host and port that the request was for. */
  readonly place: string
  /** Whether the body certainly did not leave. */
  readonly isHeld: boolean
}

/** The facts of one failure. Under `fetch` they are in its cause, and behind a proxy in the cause of that. */
interface Facts {
  readonly code: string | undefined
  readonly message: string
  /** The failed system calls: of each try, where several addresses were tried (happy eyeballs). */
  readonly syscalls: ReadonlyArray<unknown>
}

/** What a kind of failure means. */
interface Meaning {
  readonly isCertain: boolean
  readonly isPermanent: boolean
  /** What happened, and what to look at. */
  readonly words: string
}

type Kind = (facts: Facts, circumstances: Circumstances) => Meaning | undefined

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

/** What hyper, under Deno's `fetch`, says of all that fails before there is a connection. */
const isDenosConnect = ({ message }: Facts): boolean => message.includes("client error (Connect)")

const statusIn = (message: string): number | undefined => {
  const [, inUndici, inNode, inBun] =
    /Proxy response \((\d{3})\)|HTTP\/1\.\d (\d{3})|tunnel: (\d{3})/.exec(message) ?? []
  const status = inUndici ?? inNode ?? inBun
  return status === undefined ? undefined : Number(status)
}

/** undici's words, Node's and Bun's code, and Deno's words for a proxy that makes no tunnel. */
const byProxy: Kind = (facts, { place }) => {
  const { code, message } = facts
  const isProxys =
    message.startsWith("Proxy response (") ||
    code === "ERR_PROXY_TUNNEL" ||
    code === "UND_ERR_PRX_TLS" ||
    (isDenosConnect(facts) && /proxy authentication required|unsuccessful tunnel|while tunneling/.test(message))
  if (!isProxys) return undefined
  const status = statusIn(message) ?? (message.includes("proxy authentication required") ? 407 : undefined)
  const said = status === undefined ? "" : ` (HTTP ${status})`
  return {
    isCertain: true,
    isPermanent: code === "UND_ERR_PRX_TLS" || (status !== undefined && status < 500),
    words: `the proxy makes no tunnel to ${place}${said}: look at its address, at what it allows, and at its credentials`
  }
}

const byName: Kind = (facts, { place }) => {
  const { code, message, syscalls } = facts
  const isDenos = isDenosConnect(facts) && message.includes("dns error")
  if (!isDenos && !(syscalls.length > 0 && syscalls.every((syscall) => syscall === "getaddrinfo"))) return undefined
  return {
    isCertain: true,
    isPermanent: isDenos ? !/temporary/i.test(message) : code === "ENOTFOUND",
    words: `the name in ${place} is not found: look at the base URL, and at this host's DNS`
  }
}

const byCertificate: Kind = (facts, { place }) => {
  const { code, message } = facts
  const isDenos = isDenosConnect(facts) && message.includes("invalid peer certificate")
  if (!isDenos && (code === undefined || !certificateRejected.has(code))) return undefined
  return {
    isCertain: true,
    isPermanent: true,
    words: `the certificate of ${place} is not trusted: look at its names, dates and issuer, at this host's clock, and whether a proxy puts its own in its place`
  }
}

/** Node's words for a connection that ended within the handshake. */
const cutHandshake = "disconnected before secure TLS connection was established"

const byHandshake: Kind = (facts, { isHeld, place }) => {
  const { code = "", message } = facts
  const isCut = message.includes(cutHandshake) || (isDenosConnect(facts) && message.includes("tls handshake eof"))
  if (isCut) {
    return {
      isCertain: true,
      isPermanent: false,
      words: `the TLS handshake with ${place} was cut: look at firewalls and proxies on the way, and whether that port speaks TLS`
    }
  }
  const isDenos = isDenosConnect(facts) && message.includes("received ")
  if (!isDenos && code !== "EPROTO" && !code.startsWith("ERR_SSL_")) return undefined
  return {
    // The same codes come later too: from a server that renegotiates, or of what is no TLS within a connection.
    isCertain: isDenos || isHeld,
    isPermanent: true,
    words: `TLS with ${place} failed: look whether that port speaks TLS, in a version that both know, and asks for a certificate`
  }
}

/** System calls and codes that end before a byte of the request is written. Bun gives codes without system calls. */
const connecting = new Set(["connect", "getaddrinfo"])
const notConnected = new Set(["UND_ERR_CONNECT_TIMEOUT", "ConnectionRefused", "FailedToOpenSocket"])

const byConnection: Kind = (facts, { isHeld, place }) => {
  const { code = "", syscalls } = facts
  const isCalls =
    syscalls.length > 0 && syscalls.every((syscall) => typeof syscall === "string" && connecting.has(syscall))
  const isBuns = code === "ECONNREFUSED" && syscalls.length === 1 && syscalls[0] === undefined
  if (!isHeld && !isCalls && !isBuns && !notConnected.has(code) && !isDenosConnect(facts)) return undefined
  return {
    isCertain: true,
    isPermanent: false,
    words: `no connection to ${place}: look whether it can be reached from here, through firewalls and the proxy if there is one`
  }
}

const kinds: ReadonlyArray<Kind> = [byProxy, byName, byCertificate, byHandshake, byConnection]

const textAt = (error: unknown, key: string): string | undefined =>
  Predicate.hasProperty(error, key) && typeof error[key] === "string" ? error[key] : undefined

/** An error and its causes. */
const chainOf = (error: unknown, depth = 0): ReadonlyArray<unknown> =>
  depth < 4 && Predicate.hasProperty(error, "cause") && error.cause !== undefined
    ? [error, ...chainOf(error.cause, depth + 1)]
    : [error]

const factsOf = (error: unknown): Facts => {
  const chain = chainOf(error)
  const told = chain.find((inner) => textAt(inner, "code") !== undefined) ?? chain.at(-1)
  const attempts = Predicate.hasProperty(told, "errors") && Array.isArray(told.errors) ? told.errors : [told]
  return {
    code: textAt(told, "code"),
    message: textAt(told, "message") ?? "",
    syscalls: attempts.map((attempt: unknown) => textAt(attempt, "syscall"))
  }
}

// Codes are upper-case words, but for two of Bun's; anything else is not a code and might be anything.
const isCode = (text: string): boolean => /^[A-Z][A-Z0-9_]{1,60}$/.test(text) || notConnected.has(text)

/** What a failure of the HTTP client tells. */
export const classify = (error: HttpClientError.HttpClientError, circumstances: Circumstances): TransportFailure => {
  if (error._tag === "ResponseError") {
    return { sent: "unknown", isPermanent: false, detail: `the answer broke off (${error.reason})` }
  }
  if (error.reason !== "Transport") {
    return { sent: "no", isPermanent: true, detail: `the request could not be made (${error.reason})` }
  }
  const facts = factsOf(error.cause)
  const code = facts.code !== undefined && isCode(facts.code) ? facts.code : undefined
  for (const kind of kinds) {
    const meaning = kind(facts, circumstances)
    if (meaning === undefined) continue
    const { isCertain, isPermanent, words } = meaning
    return {
      sent: isCertain ? "no" : "unknown",
      isPermanent,
      detail: code === undefined ? words : `${words} (${code})`
    }
  }
  return { sent: "unknown", isPermanent: false, detail: code ?? "the transport gives no code" }
}
