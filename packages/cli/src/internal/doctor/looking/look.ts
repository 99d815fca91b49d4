/** The look: everything that is observed, in the order of causes. What comes after something that failed is not looked at. */
import * as AccessToken from "@effect-keysecure/schema/AccessToken"
import * as CardProduct from "@effect-keysecure/schema/CardProduct"
import * as Endpoints from "@effect-keysecure/schema/Endpoints"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { isIP } from "node:net"
import {
  type Answer,
  type Delivery,
  type Facts,
  type Family,
  type Handshake,
  type Mode,
  nothing,
  type Reached,
  type Target
} from "../facts.js"
import { isConnected } from "../reaching.js"
import type { Read } from "./answers.js"
import * as Asking from "./asking.js"
import { Network } from "./network.js"

/** What is looked at, and how. */
export interface Options {
  readonly target: Target
  readonly apiKey: Redacted.Redacted
  /** The vendor's other environment, if it may be asked whether it knows the key. */
  readonly other?: { readonly platform: string; readonly baseUrl: string } | undefined
  readonly proxyVariables?: ReadonlyArray<string>
  readonly expectedMode?: Mode | undefined
  readonly delivery?: Delivery | undefined
  /** How long an answer may take. Default 15 s: as long as the client waits for a token. */
  readonly answerMillis?: number
  /** From how many ms on an answer is slow. Default 2 s. */
  readonly slowMillis?: number
}

/** Two of each IP version: a name with more of them has them for the same purpose. */
const mostAddresses = 2

const addressesOf = ({ hostname }: Target) =>
  Effect.gen(function* () {
    const family = isIP(hostname)
    if (family === 4 || family === 6) return { name: undefined, addresses: [{ address: hostname, family }] as const }
    const { resolve } = yield* Network
    const [v4, v6] = yield* Effect.all([resolve(hostname, 4), resolve(hostname, 6)], { concurrency: 2 })
    const some = (resolved: typeof v4, version: Family) =>
      resolved._tag === "Addresses"
        ? resolved.addresses.slice(0, mostAddresses).map((address) => ({ address, family: version }))
        : []
    return { name: { v4, v6 }, addresses: [...some(v4, 4), ...some(v6, 6)] }
  })

/** The handshake with the first address that takes connections. */
const shake = (
  { hostname, isTls, port }: Target,
  addresses: ReadonlyArray<{ readonly address: string }>,
  reached: ReadonlyArray<Reached>
): Effect.Effect<Handshake | undefined, never, Network> => {
  const place = addresses.find((_, index) => reached[index]?._tag === "Connected")
  return isTls && place !== undefined
    ? Effect.flatMap(Network, (network) => network.shake({ address: place.address, port }, hostname))
    : Effect.succeed(undefined)
}

/** Whether the platform may be sent the key: by plain HTTP where that is configured, else only behind a certificate that is taken. */
const maySend = ({ isTls }: Target, reached: ReadonlyArray<Reached>, handshake: Handshake | undefined): boolean =>
  isConnected(reached) && (!isTls || (handshake?._tag === "Shown" && handshake.refusal === undefined))

const page = { page: 0, size: 100 }

/** No card has this number: what is answered tells whether secrets may be read, and shows none. */
export const noCard = { card_no: "keysecure-doctor-no-card" }

const decodeToken = Schema.decodeUnknownOption(AccessToken.IssuedToken)
const decodePackages = Schema.decodeUnknownOption(CardProduct.PackagePage)
const decodeBins = Schema.decodeUnknownOption(CardProduct.BinPage)

/** A page as a platform may write an empty one (docs/outcomes.md), as the others are written. */
const pageIn = (data: unknown): unknown => {
  const list = Predicate.hasProperty(data, "list") ? data.list : data
  return list === null || list === undefined ? { list: [] } : data
}

/** How many items there are; none if not one of those that are there can be read. */
const countOf = ({ list, odd = [] }: CardProduct.PackagePage | CardProduct.BinPage): number | undefined =>
  list.length === 0 && odd.length > 0 ? undefined : list.length

const packagesIn = ({ data }: Read): number | undefined =>
  Option.getOrUndefined(Option.map(decodePackages(pageIn(data)), countOf))

const binsIn = ({ data }: Read): number | undefined =>
  Option.getOrUndefined(Option.map(decodeBins(pageIn(data)), countOf))

const isRefusedWith = ({ answer }: Read, ...codes: ReadonlyArray<number>): boolean =>
  answer._tag === "Rejected" && codes.includes(answer.code)

const isAccepted = ({ answer }: Read): boolean => answer._tag === "Accepted"

type Told = Pick<Facts, "tokenEnd" | "packages" | "bins">

/** What a merchant with a token may see. */
const reads = (asking: Asking.Asking, token: AccessToken.AccessToken, packages: Read) =>
  Effect.gen(function* () {
    const bins = yield* asking.ask({ endpoint: Endpoints.listBins, fields: page, token })
    yield* asking.ask({ endpoint: Endpoints.getCardPrivateInfo, fields: noCard, token })
    const endpoint = isAccepted(packages) ? Endpoints.listPackages : Endpoints.listBins
    // For the times alone.
    if (isAccepted(packages) || isAccepted(bins)) {
      yield* Effect.repeatN(asking.ask({ endpoint, fields: page, token }), 2)
    }
    return {
      packages: isAccepted(packages) ? packagesIn(packages) : undefined,
      bins: isAccepted(bins) ? binsIn(bins) : undefined
    }
  })

const nothingTold: Told = { tokenEnd: undefined, packages: undefined, bins: undefined }

/** Gets a token and reads with it. A token that is refused at once is replaced one time, as the client does. */
const question = (asking: Asking.Asking, isLast = false): Effect.Effect<Told> =>
  Effect.gen(function* () {
    const issued = decodeToken((yield* asking.ask({ endpoint: Endpoints.getToken })).data)
    if (Option.isNone(issued)) return nothingTold
    const { accessToken, expiredTime } = issued.value
    const tokenEnd = expiredTime.epochMillis
    const packages = yield* asking.ask({ endpoint: Endpoints.listPackages, fields: page, token: accessToken })
    if (isRefusedWith(packages, 1006, 1007)) {
      return isLast ? { ...nothingTold, tokenEnd } : yield* question(asking, true)
    }
    if (!isAccepted(packages) && !isRefusedWith(packages, 1012)) return { ...nothingTold, tokenEnd }
    return { tokenEnd, ...(yield* reads(asking, accessToken, packages)) }
  })

/** What the vendor's other environment says to a key that this one does not know. */
const elsewhere = (
  { answerMillis, apiKey, other }: Options & { readonly answerMillis: number },
  exchanges: Facts["exchanges"]
): Effect.Effect<Facts["elsewhere"], never, HttpClient.HttpClient> => {
  const isUnknown = exchanges.some(({ answer }) => answer._tag === "Rejected" && answer.code === 1008)
  if (!isUnknown || other === undefined) return Effect.succeed(undefined)
  const { baseUrl, platform } = other
  return Effect.flatMap(Asking.make({ baseUrl, apiKey, answerMillis }), ({ ask }) =>
    Effect.map(ask({ endpoint: Endpoints.getToken }), ({ answer }): { platform: string; answer: Answer } => ({
      platform,
      answer
    }))
  )
}

/** Looks. */
export const look = (options: Options): Effect.Effect<Facts, never, Network | HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const { answerMillis = 15_000, apiKey, delivery, expectedMode, proxyVariables = [], target } = options
    const { addresses, name } = yield* addressesOf(target)
    const { reach } = yield* Network
    const reached = yield* Effect.forEach(
      addresses,
      ({ address, family }) => reach({ address, port: target.port }, family),
      { concurrency: "unbounded" }
    )
    const handshake = yield* shake(target, addresses, reached)
    const seen: Facts = {
      ...nothing(target),
      proxyVariables,
      name,
      reached,
      handshake,
      now: yield* Clock.currentTimeMillis,
      expectedMode,
      delivery,
      slowMillis: options.slowMillis ?? 2_000
    }
    if (!maySend(target, reached, handshake)) return seen
    const asking = yield* Asking.make({ baseUrl: target.baseUrl, apiKey, answerMillis })
    const told = yield* question(asking)
    const exchanges = yield* asking.exchanges
    return {
      ...seen,
      ...told,
      exchanges,
      elsewhere: yield* elsewhere({ ...options, answerMillis }, exchanges),
      now: yield* Clock.currentTimeMillis
    }
  })
