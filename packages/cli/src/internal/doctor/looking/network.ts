/** Names, connections and handshakes, as Node makes them. Each is an answer in the end, whatever happens. */
import * as ServerTime from "@effect-keysecure/client/ServerTime"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import { X509Certificate } from "node:crypto"
import { lookup } from "node:dns"
import { connect, isIP } from "node:net"
import * as Tls from "node:tls"
import type { Family, Handshake, Reached, Resolved } from "../facts.js"
import { noAnswer } from "../reaching.js"
import { printable } from "./printable.js"

/** An address and a port. */
export interface Place {
  readonly address: string
  readonly port: number
}

/** What the network is asked. */
export interface Service {
  /** The addresses of a name, as every program of this machine gets them. */
  readonly resolve: (hostname: string, family: Family) => Effect.Effect<Resolved>
  /** A connection by TCP, closed at once. */
  readonly reach: (place: Place, family: Family) => Effect.Effect<Reached>
  /** A handshake by TLS, closed at once. Nothing is sent over it, so it may be with anybody. */
  readonly shake: (place: Place, hostname: string) => Effect.Effect<Handshake>
}

/** The network, as a service. */
export class Network extends Context.Tag("@effect-keysecure/cli/internal/doctor/looking/network")<Network, Service>() {}

/** The code of a failure, if it has one. */
export const codeOf = (error: unknown): string => {
  const code = Predicate.hasProperty(error, "code") ? error.code : undefined
  return typeof code === "string" ? printable(code) : "unknown"
}

const resolve = (hostname: string, family: Family): Effect.Effect<Resolved> =>
  Effect.async((resume) => {
    lookup(hostname, { family, all: true }, (error, found) =>
      resume(
        Effect.succeed<Resolved>(
          error === null
            ? { _tag: "Addresses", addresses: found.map(({ address }) => address) }
            : { _tag: "Failed", code: codeOf(error) }
        )
      )
    )
  })

const reach = ({ address, port }: Place, family: Family): Effect.Effect<Reached> =>
  Clock.clockWith((clock) =>
    Effect.async((resume) => {
      const begun = clock.unsafeCurrentTimeNanos()
      const socket = connect({ host: address, port, autoSelectFamily: false })
      socket.once("connect", () => {
        const millis = Math.ceil(Number(clock.unsafeCurrentTimeNanos() - begun) / 1_000_000)
        socket.destroy()
        resume(Effect.succeed({ family, _tag: "Connected", millis }))
      })
      socket.on("error", (error) => resume(Effect.succeed({ family, _tag: "Failed", code: codeOf(error) })))
      return Effect.sync(() => socket.destroy())
    })
  )

const words = (names: string | ReadonlyArray<string> | undefined): string => [names ?? []].flat().join(", ")

/** The certificate at the end of a chain: the authority. */
const lastOf = (certificate: Tls.DetailedPeerCertificate): Tls.DetailedPeerCertificate => {
  const { issuerCertificate: issuer } = certificate
  return issuer === undefined || issuer === certificate ? certificate : lastOf(issuer)
}

/** The authorities that come with Node, by their fingerprints. */
const knownAuthorities: Effect.Effect<ReadonlySet<string>> = Effect.sync(
  () => new Set(Tls.rootCertificates.map((pem) => new X509Certificate(pem).fingerprint256))
)

/** Unix ms of a date as OpenSSL writes it, which is a form that headers have too; 0 for one that cannot be read. */
const millisOf = (date: string): number => ServerTime.dateOf({ date }) ?? 0

const shownBy = (socket: Tls.TLSSocket, known: ReadonlySet<string>): Handshake => {
  const certificate = socket.getPeerCertificate(true)
  const { issuer, subjectaltname = "", valid_from: from, valid_to: until } = certificate
  return {
    _tag: "Shown",
    issuer: printable(words(issuer.O ?? issuer.CN)),
    names: subjectaltname.split(", ").map(printable),
    from: millisOf(from),
    until: millisOf(until),
    refusal: socket.authorized ? undefined : printable(String(socket.authorizationError)),
    isByKnownAuthority: known.has(lastOf(certificate).fingerprint256)
  }
}

const shakeHands = (
  ca: string | undefined,
  known: ReadonlySet<string>,
  { address, port }: Place,
  hostname: string
): Effect.Effect<Handshake> =>
  Effect.async((resume) => {
    const socket = Tls.connect({
      host: address,
      port,
      // The name of an address is not told: the standard forbids it.
      ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
      ...(ca === undefined ? {} : { ca }),
      // A certificate that is refused has to be looked at, and nothing is sent.
      rejectUnauthorized: false
    })
    socket.once("secureConnect", () => {
      const shown = shownBy(socket, known)
      socket.destroy()
      resume(Effect.succeed(shown))
    })
    socket.on("error", (error) => resume(Effect.succeed({ _tag: "Failed", code: codeOf(error) })))
    socket.once("close", () => resume(Effect.succeed({ _tag: "Failed", code: "ECONNRESET" })))
    return Effect.sync(() => socket.destroy())
  })

/** How the network is asked. */
export interface Options {
  /** How long a name, a connection or a handshake may take. Default 5 s: a connection takes less than one, or never comes. */
  readonly millis?: number
  /** Certificates that are trusted in place of those that Node trusts. */
  readonly ca?: string
}

/** The network as Node has it. */
export const make = ({ ca, millis = 5_000 }: Options = {}): Effect.Effect<Service> =>
  // They are read where a certificate is looked at.
  Effect.map(Effect.cached(knownAuthorities), (authorities) => {
    const inTime =
      <A>(late: A) =>
      (asked: Effect.Effect<A>): Effect.Effect<A> =>
        Effect.timeoutTo(asked, { duration: millis, onTimeout: () => late, onSuccess: (answer) => answer })
    const failed = { _tag: "Failed", code: noAnswer } as const
    return {
      resolve: (hostname, family) => inTime<Resolved>(failed)(resolve(hostname, family)),
      reach: (place, family) => inTime<Reached>({ family, ...failed })(reach(place, family)),
      shake: (place, hostname) =>
        inTime<Handshake>(failed)(Effect.flatMap(authorities, (known) => shakeHands(ca, known, place, hostname)))
    }
  })

/** The network as Node has it, as a layer. */
export const layer = (options?: Options): Layer.Layer<Network> => Layer.effect(Network, make(options))
