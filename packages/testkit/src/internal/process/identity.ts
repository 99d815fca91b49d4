/** The key and the certificate of the program's server, for one run. */
import * as Effect from "effect/Effect"
import { isIP } from "node:net"
import { hostname } from "node:os"

/** Both as PEM. */
export interface Identity {
  readonly key: string
  readonly cert: string
}

const nameOf = (host: string) => (isIP(host) === 0 ? { type: 2 as const, value: host } : { type: 7 as const, ip: host })

/**
 * A new key, and a certificate that it signs itself: a client trusts it as its own root. It is for this machine by all its
 * names, and for the host that the program listens on.
 */
export const makeIdentity = (host: string): Effect.Effect<Identity> => {
  const names = new Set(["localhost", "127.0.0.1", "::1", hostname(), host])
  return Effect.map(
    // It takes some time to load, and few need it.
    Effect.promise(() =>
      import("selfsigned").then(({ generate }) =>
        generate([{ name: "commonName", value: "keysecure-simulator" }], {
          keyType: "ec",
          algorithm: "sha256",
          extensions: [
            { name: "basicConstraints", cA: false, critical: true },
            { name: "keyUsage", digitalSignature: true, critical: true },
            { name: "extKeyUsage", serverAuth: true },
            { name: "subjectAltName", altNames: [...names].map(nameOf) }
          ]
        })
      )
    ),
    ({ cert, private: key }) => ({ cert, key })
  )
}
