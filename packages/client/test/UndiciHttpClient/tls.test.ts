/** Handshakes that fail, over each transport: which side refuses decides whether the application may have been sent. */
import type { ServerOptions } from "node:https"
import { KeySecureClient } from "@effect-keysecure/client"
import type { HttpClient } from "@effect/platform"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Undici from "@effect/platform-node/Undici"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { generate } from "selfsigned"
import { application } from "../support/requests.js"
import { httpsServer } from "../support/server.js"
import { clientAt, over, transports } from "../support/transports.js"

interface Identity {
  readonly key: string
  readonly cert: string
}

/** A new key and a certificate for 127.0.0.1 in this name, signed by itself or by an issuer of another name. */
const identity = (name: string, issuer?: Identity) =>
  Effect.map(
    Effect.promise(() =>
      generate([{ name: "commonName", value: name }], {
        keyType: "ec",
        algorithm: "sha256",
        extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
        ...(issuer === undefined ? {} : { ca: issuer })
      })
    ),
    ({ cert, private: key }): Identity => ({ cert, key })
  )

/** The transports as they are, but that they trust this certificate. */
const trusting = (ca: string): Readonly<Record<string, Layer.Layer<HttpClient.HttpClient>>> => ({
  ...Object.fromEntries(over(() => new Undici.Agent({ connect: { ca } }))),
  "node:http": NodeHttpClient.layerWithoutAgent.pipe(Layer.provide(NodeHttpClient.makeAgentLayer({ ca })))
})

/** How an application at a server of this kind ends, and how many requests the server saw. */
const applyingAt = (server: ServerOptions, transport: Layer.Layer<HttpClient.HttpClient>) =>
  Effect.gen(function* () {
    let requests = 0
    const baseUrl = yield* httpsServer(server, (_, response) => {
      requests += 1
      response.end()
    })
    const error = yield* Effect.flatMap(KeySecureClient.KeySecureClient, (client) =>
      Effect.flip(client.applyForCard(application))
    ).pipe(Effect.provide(clientAt(baseUrl, transport)))
    return { error, requests }
  }).pipe(Effect.scoped)

const selfSigned = identity("server")

describe.each(transports)("over %s", (name, transport) => {
  it.live.each([
    ["nobody else has signed", selfSigned, "DEPTH_ZERO_SELF_SIGNED_CERT"],
    [
      "an issuer has signed whom we do not know",
      Effect.flatMap(identity("issuer"), (issuer) => identity("server", issuer)),
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
    ]
  ] as const)("a certificate that %s is refused by us: not sent", ([, server, detail]) =>
    Effect.gen(function* () {
      const { error, requests } = yield* applyingAt(yield* server, transport)
      expect(error).toMatchObject({
        _tag: "NotSent",
        reason: "ConnectionFailed",
        detail: expect.stringContaining(detail)
      })
      expect(requests).toBe(0)
    })
  )

  const refusing = (options: ServerOptions) =>
    Effect.gen(function* () {
      const own = yield* selfSigned
      const { error, requests } = yield* applyingAt({ ...own, ...options }, trusting(own.cert)[name] ?? transport)
      expect(requests).toBe(0)
      return error
    })

  it.live.each<readonly [string, ServerOptions]>([
    ["speaks only a cipher that we do not", { minVersion: "TLSv1.3", ciphers: "TLS_AES_128_CCM_SHA256" }],
    [
      "speaks only a version that we do not",
      { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" }
    ],
    [
      "asks for a certificate during the handshake",
      { requestCert: true, rejectUnauthorized: true, maxVersion: "TLSv1.2" }
    ]
  ])(
    "a server that %s refuses us by an alert: not sent where the transport tells when it takes the body",
    ([, options]) =>
      Effect.map(refusing(options), (error) =>
        expect(error).toMatchObject(
          name === "fetch" || name === "undici, lean"
            ? { _tag: "NotSent", detail: expect.stringMatching(/^TLS with 127\.0\.0\.1:\d+ failed/) }
            : { _tag: "OutcomeUnknown", reason: { _tag: "NoAnswer" } }
        )
      )
  )

  it.live("a server that asks for a certificate after our handshake refuses us: the outcome is unknown", () =>
    Effect.map(refusing({ requestCert: true, rejectUnauthorized: true, minVersion: "TLSv1.3" }), (error) =>
      expect(error).toMatchObject({ _tag: "OutcomeUnknown", reason: { _tag: "NoAnswer" } })
    )
  )
})
