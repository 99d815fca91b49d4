/** What was observed, as data. Nothing of it is secret or personal: no key, no token, no message, no item of a list. */
import type * as Endpoints from "@effect-keysecure/schema/Endpoints"

/** The variables that configure the client. */
export const variables = [
  "KEYSECURE_API_KEY",
  "KEYSECURE_ENVIRONMENT",
  "KEYSECURE_BASE_URL",
  "KEYSECURE_PLATFORM",
  "KEYSECURE_PLAIN_HTTP_TO",
  "KEYSECURE_LANGUAGE"
] as const

/** The name of such a variable. */
export type Variable = (typeof variables)[number]

/** A configuration that cannot be used. `both`: the environment and a base URL are given. */
export interface Misconfigured {
  readonly _tag: "Misconfigured"
  readonly variable: Variable
  readonly fault: "missing" | "invalid" | "both"
}

/** The place that is called. */
export interface Target {
  readonly _tag: "Target"
  /** The URL before `/open-api`. */
  readonly baseUrl: string
  readonly platform: string
  readonly isTls: boolean
  /** A name, or an address without brackets. */
  readonly hostname: string
  readonly port: number
  /** Whether it is a host of the vendor's, and not a gateway or a simulator. */
  readonly isVendors: boolean
  /** Whether the Api-Key begins or ends with a quotation mark. */
  readonly isKeyQuoted: boolean
}

/** An IP version. */
export type Family = 4 | 6

/** The addresses of a name in one IP version, or the code of the failure. */
export type Resolved =
  | { readonly _tag: "Addresses"; readonly addresses: ReadonlyArray<string> }
  | { readonly _tag: "Failed"; readonly code: string }

/** A try to connect by TCP. */
export type Reached = { readonly family: Family } & (
  { readonly _tag: "Connected"; readonly millis: number } | { readonly _tag: "Failed"; readonly code: string }
)

/** A certificate that was shown, and what this machine makes of it. Times are Unix ms. */
export interface Certificate {
  readonly issuer: string
  readonly names: ReadonlyArray<string>
  readonly from: number
  readonly until: number
  /** Why Node refuses it; none if it does not. */
  readonly refusal: string | undefined
  /** Whether its authority is one of those that come with Node. */
  readonly isByKnownAuthority: boolean
}

/** A TLS handshake. */
export type Handshake = ({ readonly _tag: "Shown" } & Certificate) | { readonly _tag: "Failed"; readonly code: string }

/** What answered a request. */
export type Answer =
  | { readonly _tag: "None"; readonly code: string }
  /** `to` is a scheme and a host, or empty. */
  | { readonly _tag: "Redirect"; readonly status: number; readonly to: string }
  /** HTML. */
  | { readonly _tag: "Page"; readonly status: number }
  | { readonly _tag: "Compressed"; readonly encoding: string }
  /** Anything else that is not the platform's envelope. */
  | { readonly _tag: "Other"; readonly status: number }
  /** `address` is the caller's, if the message tells it. */
  | { readonly _tag: "Rejected"; readonly code: number; readonly address: string | undefined }
  | { readonly _tag: "Accepted" }

/** What the headers of an answer tell. */
export interface Signs {
  /** `unreadable`: there is one, and no sensible time in it. */
  readonly date: number | "absent" | "unreadable"
  /** By how many ms the platform's clock may have gone on since, besides the journey. */
  readonly uncertainty: number
  /** How old the answer is, in seconds, if a cache says so. */
  readonly ageSeconds: number
  /** What the proxies on the way call themselves. */
  readonly via: string
  /** The coding of the body, although none was asked for. */
  readonly encoding: string
}

/** A request and its answer. All times are Unix ms by this machine's clock, which ran evenly meanwhile. */
export interface Exchange {
  readonly operation: Endpoints.EndpointName
  readonly stamp: number
  readonly sent: number
  readonly received: number
  readonly answer: Answer
  readonly signs: Signs
}

/** A delivery that was given, and what the client makes of it. */
export type Delivery =
  | { readonly _tag: "NotConfigured"; readonly variable: "KEYSECURE_APP_ID" | "KEYSECURE_API_SECRET" }
  | { readonly _tag: "NoFile" }
  | { readonly _tag: "Refused"; readonly reason: string }
  | { readonly _tag: "Genuine"; readonly keyFrom: "utf8" | "base64" | "hex" }

/** An integration mode, as the command line names it. */
export type Mode = "credit" | "authorization"

/** All that was observed. What comes after something that failed is not there. */
export interface Facts {
  readonly configuration: Misconfigured | Target
  /** The names of the variables that name a proxy. */
  readonly proxyVariables: ReadonlyArray<string>
  /** None for an address. */
  readonly name: { readonly v4: Resolved; readonly v6: Resolved } | undefined
  readonly reached: ReadonlyArray<Reached>
  readonly handshake: Handshake | undefined
  /** When the look ended, Unix ms. */
  readonly now: number
  readonly exchanges: ReadonlyArray<Exchange>
  /** The end of the last token by the platform's clock, Unix ms; 0 if it cannot be read. */
  readonly tokenEnd: number | undefined
  /** How many packages and BINs there are, of 100 at most. */
  readonly packages: number | undefined
  readonly bins: number | undefined
  /** What the vendor's other environment says to the same key. */
  readonly elsewhere: { readonly platform: string; readonly answer: Answer } | undefined
  /** The mode that the program is written for, if it was given. */
  readonly expectedMode: Mode | undefined
  readonly delivery: Delivery | undefined
  /** From how many ms on an answer is slow. */
  readonly slowMillis: number
}

/** From 2 s on an answer is slow: get token and a list take a fraction of it. */
const slowMillis = 2_000

/** What is known where nothing was looked at. */
export const nothing = (configuration: Target | Misconfigured): Facts => ({
  configuration,
  proxyVariables: [],
  name: undefined,
  reached: [],
  handshake: undefined,
  now: 0,
  exchanges: [],
  tokenEnd: undefined,
  packages: undefined,
  bins: undefined,
  elsewhere: undefined,
  expectedMode: undefined,
  delivery: undefined,
  slowMillis
})
