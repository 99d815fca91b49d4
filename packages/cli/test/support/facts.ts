/** Facts as a look could give them, drawn or written down. */
import type * as Endpoints from "@effect-keysecure/schema/Endpoints"
import { FastCheck as fc } from "effect"
import {
  type Answer,
  type Exchange,
  type Facts,
  type Handshake,
  type Reached,
  type Resolved,
  type Signs,
  type Target,
  nothing
} from "../../src/internal/doctor/facts.js"

/** The sandbox. */
const target: Target = {
  _tag: "Target",
  baseUrl: "https://sandbox-openplatform.keysecure.io",
  platform: "sandbox",
  isTls: true,
  hostname: "sandbox-openplatform.keysecure.io",
  port: 443,
  isVendors: true,
  isKeyQuoted: false
}

/** 2026-11-27T12:00:00Z. */
export const noon = 1_795_780_800_000

/** The headers of an answer with a `Date` of now. */
export const signs = (date: Signs["date"] = noon): Signs => ({
  date,
  uncertainty: 0,
  ageSeconds: 0,
  via: "",
  encoding: ""
})

/** An exchange at noon of 120 ms. */
export const exchange = (operation: Endpoints.EndpointName, answer: Answer, own: Partial<Exchange> = {}): Exchange => ({
  operation,
  stamp: noon - 5_000,
  sent: noon,
  received: noon + 120,
  answer,
  signs: signs(),
  ...own
})

const accepted: Answer = { _tag: "Accepted" }

/** The answer of a refusal. */
export const rejected = (code: number): Answer => ({ _tag: "Rejected", code, address: undefined })

/** What is seen where all is well. */
export const healthy: Facts = {
  ...nothing(target),
  name: { v4: { _tag: "Addresses", addresses: ["192.0.2.1", "192.0.2.2"] }, v6: { _tag: "Failed", code: "ENOTFOUND" } },
  reached: [
    { family: 4, _tag: "Connected", millis: 41 },
    { family: 4, _tag: "Connected", millis: 43 }
  ],
  handshake: {
    _tag: "Shown",
    issuer: "Example Trust Services",
    names: ["DNS:*.keysecure.io"],
    from: noon - 30 * 86_400_000,
    until: noon + 60 * 86_400_000,
    refusal: undefined,
    isByKnownAuthority: true
  },
  now: noon + 1_000,
  exchanges: [
    exchange("getToken", accepted),
    exchange("listPackages", accepted),
    exchange("listBins", rejected(1012)),
    exchange("getCardPrivateInfo", rejected(4002))
  ],
  tokenEnd: noon + 86_400_000,
  packages: 2
}

/** What is seen from an address that is not whitelisted. */
export const notWhitelisted: Facts = {
  ...healthy,
  exchanges: [exchange("getToken", rejected(1003))],
  tokenEnd: undefined,
  packages: undefined
}

const millis = fc.integer({ min: noon - 200_000, max: noon + 200_000 })
const code = fc.constantFrom(
  1001,
  1002,
  1003,
  1004,
  1005,
  1006,
  1007,
  1008,
  1009,
  1010,
  1011,
  1012,
  1013,
  1017,
  1021,
  1022,
  4002,
  9999
)
const transportCode = fc.constantFrom(
  "ECONNREFUSED",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPROTO",
  "CERT_HAS_EXPIRED"
)
const status = fc.constantFrom(200, 302, 404, 407, 411, 502)

const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.constant(accepted),
  code.map(rejected),
  fc.record({ _tag: fc.constant("None" as const), code: transportCode }),
  fc.record({ _tag: fc.constant("Redirect" as const), status, to: fc.constantFrom("", "login.test") }),
  fc.record({ _tag: fc.constantFrom("Page" as const, "Other" as const), status }),
  fc.record({ _tag: fc.constant("Compressed" as const), encoding: fc.constant("gzip") })
)

const exchanges: fc.Arbitrary<Exchange> = fc.record({
  operation: fc.constantFrom("getToken", "listPackages", "listBins", "getCardPrivateInfo"),
  stamp: millis,
  sent: fc.integer({ min: noon, max: noon + 500 }),
  received: fc.integer({ min: noon + 500, max: noon + 5_000 }),
  answer,
  signs: fc.record({
    date: fc.oneof(millis, fc.constantFrom("absent" as const, "unreadable" as const)),
    uncertainty: fc.constantFrom(0, 0, 1_000),
    ageSeconds: fc.constantFrom(0, 0, 0, 30),
    via: fc.constantFrom("", "", "1.1 squid"),
    encoding: fc.constantFrom("", "", "gzip")
  })
})

const resolved: fc.Arbitrary<Resolved> = fc.oneof(
  fc.record({
    _tag: fc.constant("Addresses" as const),
    addresses: fc.array(fc.ipV4(), { minLength: 1, maxLength: 3 })
  }),
  fc.record({ _tag: fc.constant("Failed" as const), code: transportCode })
)

const family = fc.constantFrom(4 as const, 6 as const)

const reached: fc.Arbitrary<Reached> = fc.oneof(
  fc.record({ family, _tag: fc.constant("Connected" as const), millis: fc.nat(500) }),
  fc.record({ family, _tag: fc.constant("Failed" as const), code: transportCode })
)

const handshake: fc.Arbitrary<Handshake> = fc.oneof(
  fc.record({ _tag: fc.constant("Failed" as const), code: transportCode }),
  fc.record({
    _tag: fc.constant("Shown" as const),
    issuer: fc.constantFrom("", "Test authority"),
    names: fc.constant(["DNS:a.test"]),
    from: millis,
    until: millis,
    refusal: fc.option(transportCode, { nil: undefined }),
    isByKnownAuthority: fc.boolean()
  })
)

const mode = fc.constantFrom("credit" as const, "authorization" as const)
const count = fc.option(fc.constantFrom(0, 1, 100), { nil: undefined })

/** Anything that may have been seen, together or not. */
export const facts: fc.Arbitrary<Facts> = fc.record({
  configuration: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(target, { ...target, isTls: false, isKeyQuoted: true }) },
    fc.constant({ _tag: "Misconfigured" as const, variable: "KEYSECURE_BASE_URL" as const, fault: "both" as const })
  ),
  proxyVariables: fc.constantFrom([], [], ["HTTPS_PROXY"]),
  name: fc.option(fc.record({ v4: resolved, v6: resolved }), { nil: undefined }),
  reached: fc.array(reached, { maxLength: 3 }),
  handshake: fc.option(handshake, { nil: undefined }),
  now: millis,
  exchanges: fc.array(exchanges, { maxLength: 8 }),
  tokenEnd: fc.option(fc.oneof(fc.constant(0), millis), { nil: undefined }),
  packages: count,
  bins: count,
  elsewhere: fc.option(fc.record({ platform: fc.constant("production"), answer }), { nil: undefined }),
  expectedMode: fc.option(mode, { nil: undefined }),
  delivery: fc.option(
    fc.oneof(
      fc.constant({ _tag: "NoFile" as const }),
      fc.constant({ _tag: "NotConfigured" as const, variable: "KEYSECURE_APP_ID" as const }),
      fc.constantFrom("SignatureMismatch", "VersionUnknown").map((reason) => ({ _tag: "Refused" as const, reason })),
      fc.constantFrom("utf8" as const, "hex" as const).map((keyFrom) => ({ _tag: "Genuine" as const, keyFrom }))
    ),
    { nil: undefined }
  ),
  slowMillis: fc.constant(2_000)
})
