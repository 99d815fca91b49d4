/** The look: everything that is observed, in the order of causes. What comes after something that failed is not looked at. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { isIP } from "node:net"
import { type Facts, type Family, type Handshake, nothing, type Reached, type Target } from "../facts.js"
import { Network } from "./network.js"

/** What is looked at, and how. */
export interface Options {
  readonly target: Target
  readonly proxyVariables?: ReadonlyArray<string>
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

/** Looks. */
export const look = (options: Options): Effect.Effect<Facts, never, Network> =>
  Effect.gen(function* () {
    const { proxyVariables = [], target } = options
    const { addresses, name } = yield* addressesOf(target)
    const { reach } = yield* Network
    const reached = yield* Effect.forEach(
      addresses,
      ({ address, family }) => reach({ address, port: target.port }, family),
      { concurrency: "unbounded" }
    )
    const handshake = yield* shake(target, addresses, reached)
    return {
      ...nothing(target),
      proxyVariables,
      name,
      reached,
      handshake,
      now: yield* Clock.currentTimeMillis
    }
  })
