/** Platforms, proxies and networks in trouble, on 127.0.0.1, and the doctor that looks at them. */
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { HttpClient, HttpServer } from "@effect/platform"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Effect, Layer, Logger, LogLevel, Redacted, type Scope } from "effect"
import * as Http from "node:http"
import * as Https from "node:https"
import * as Net from "node:net"
import { generate } from "selfsigned"
import { Agent } from "undici"
import type { Facts, Target } from "../../src/internal/doctor/facts.js"
import { look, type Options } from "../../src/internal/doctor/looking/look.js"
import * as Network from "../../src/internal/doctor/looking/network.js"
import { targetOf } from "../../src/internal/doctor/looking/target.js"

/** A key and a certificate, as PEM. */
export interface Identity {
  readonly key: string
  readonly cert: string
}

/** What a certificate is like. By default it is for 127.0.0.1 and `platform.test`, for a year from yesterday on. */
interface CertificateOptions {
  readonly issuer?: Identity
  readonly names?: ReadonlyArray<string>
  readonly days?: readonly [from: number, until: number]
}

const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000)

/** A certificate, by an authority or by itself. */
export const certificate = async ({
  days: [from, until] = [-1, 365],
  issuer,
  names = ["platform.test"]
}: CertificateOptions = {}): Promise<Identity> => {
  const { cert, private: key } = await generate([{ name: "commonName", value: "server" }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: inDays(from),
    notAfterDate: inDays(until),
    extensions: [
      {
        name: "subjectAltName",
        altNames: names.map((value) => (Net.isIP(value) === 0 ? { type: 2, value } : { type: 7, ip: value }))
      }
    ],
    ...(issuer === undefined ? {} : { ca: issuer })
  })
  return { cert, key }
}

/** An authority. */
export const authority = async (name: string): Promise<Identity> => {
  const { cert, private: key } = await generate([{ name: "organizationName", value: name }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, critical: true }
    ]
  })
  return { cert, key }
}

const portOf = (server: Net.Server): number => {
  const address = server.address()
  return typeof address === "object" && address !== null ? address.port : 0
}

const listening = <S extends Net.Server>(server: S, close: (server: S) => void) =>
  Effect.acquireRelease(
    Effect.async<number>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(portOf(server))))
    }),
    () =>
      Effect.async<void>((resume) => {
        server.close(() => resume(Effect.void))
        close(server)
      })
  )

/** A server that answers as a test says, over TLS if it has an identity. Its URL. */
export const server = (
  handler: Http.RequestListener,
  identity?: Identity
): Effect.Effect<string, never, Scope.Scope> =>
  identity === undefined
    ? Effect.map(
        listening(Http.createServer(handler), (one) => one.closeAllConnections()),
        (port) => `http://127.0.0.1:${port}`
      )
    : Effect.map(
        listening(Https.createServer(identity, handler), (one) => one.closeAllConnections()),
        (port) => `https://127.0.0.1:${port}`
      )

/** A server that is given each connection. Its port. */
export const sockets = (onConnection: (socket: Net.Socket) => void): Effect.Effect<number, never, Scope.Scope> => {
  const open = new Set<Net.Socket>()
  return listening(
    Net.createServer((socket) => {
      open.add(socket)
      socket.on("error", () => {})
      onConnection(socket)
    }),
    () => open.forEach((socket) => socket.destroy())
  )
}

/** A simulator that is served, without the `Date` of Node's server. Its URL. */
export const simulator = (options: KeySecureSimulator.Options = {}): Effect.Effect<string, never, Scope.Scope> =>
  Effect.gen(function* () {
    const make = () =>
      Http.createServer((_, response) => {
        response.sendDate = false
      })
    const context = yield* Layer.build(
      KeySecureSimulator.layerServer(options).pipe(
        Layer.provideMerge(NodeHttpServer.layer(make, { port: 0, host: "127.0.0.1" }))
      )
    )
    return yield* HttpServer.addressFormattedWith(Effect.succeed).pipe(Effect.provide(context))
  }).pipe(Effect.orDie)

/** A simulator with these rules. */
export const ruled = (rules: Partial<Scenario.Rules>) => simulator({ scenario: Scenario.rules(rules) })

/** A simulator whose merchant in credit extension mode is like this. */
export const withMerchant = (options: Partial<Scenario.MerchantOptions>, rules: Partial<Scenario.Rules> = {}) =>
  simulator({
    scenario: (state) =>
      Scenario.rules(rules)(
        Scenario.merchant({ apiKey: Scenario.creditApiKey, mode: "CREDIT_EXTENSION", ...options })(state)
      )
  })

/** What a proxy does with a request and its answer. */
interface Change {
  readonly request?: (headers: Record<string, string>) => void
  /** Headers that the answer has in place of its own. */
  readonly headers?: () => Record<string, string>
  readonly body?: (body: Buffer) => Buffer
  /** Whether each request is sent on twice; the first answer counts. */
  readonly isDoubling?: boolean
  readonly identity?: Identity
}

const textOf = (headers: Http.IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || /^(?:host|connection|content-length|transfer-encoding)$/.test(name)
        ? []
        : [[name, String(value)]]
    )
  )

interface Answered {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Buffer
}

const bodyOf = (stream: Http.IncomingMessage): Promise<Buffer> =>
  new Promise((resolve) => {
    const chunks: Array<Buffer> = []
    stream.on("data", (chunk: Buffer) => chunks.push(chunk))
    stream.on("end", () => resolve(Buffer.concat(chunks)))
  })

const forward = async (
  url: string,
  method: string | undefined,
  headers: Record<string, string>,
  body: Buffer
): Promise<Answered> => {
  const answer = await new Promise<Http.IncomingMessage>((resolve) => {
    Http.request(url, { method, headers }, resolve).end(body)
  })
  return { status: answer.statusCode ?? 0, headers: textOf(answer.headers), body: await bodyOf(answer) }
}

/** A proxy in front of a platform. Its URL. */
export const proxy = (
  platform: Effect.Effect<string, never, Scope.Scope>,
  { body: changeBody, headers: changeHeaders, identity, isDoubling = false, request: changeRequest }: Change = {}
): Effect.Effect<string, never, Scope.Scope> =>
  Effect.flatMap(platform, (url) =>
    server((request, response) => {
      const pass = async () => {
        const headers = textOf(request.headers)
        changeRequest?.(headers)
        const sent = await bodyOf(request)
        const send = () => forward(url + request.url, request.method, headers, sent)
        const { body, status, ...answer } = await send()
        if (isDoubling) await send()
        response.sendDate = false
        response.writeHead(status, { ...answer.headers, ...changeHeaders?.() }).end(changeBody?.(body) ?? body)
      }
      void pass()
    }, identity)
  )

/** How a stage differs from a healthy one. */
export interface Stage {
  /** Where the platform is. */
  readonly url: Effect.Effect<string, never, Scope.Scope>
  readonly apiKey?: string
  /** What is told of the place in another way than the URL has it. */
  readonly target?: Partial<Target>
  readonly options?: Partial<Options>
  /** The certificate that this machine trusts. */
  readonly ca?: string
  readonly network?: Partial<Network.Service>
  /** How long the network may take. */
  readonly networkMillis?: number
}

/** The same stage under a name, which leads to this machine. */
export const named = (stage: Stage, name = "platform.test"): Stage => ({
  ...stage,
  url: Effect.map(stage.url, (url) => url.replace("127.0.0.1", name)),
  network: {
    resolve: (_, family) =>
      Effect.succeed(
        family === 4
          ? ({ _tag: "Addresses", addresses: ["127.0.0.1"] } as const)
          : ({ _tag: "Failed", code: "ENOTFOUND" } as const)
      ),
    ...stage.network
  }
})

/** What was sent, and what must not be told. */
export interface Sent {
  readonly requests: Array<string>
  readonly secrets: Set<string>
}

/** Every name leads to this machine. */
const lookup: Net.LookupFunction = (_, { all }, done) =>
  all === true ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4)

const watched = (ca: string | undefined, { requests, secrets }: Sent) =>
  Layer.scoped(
    HttpClient.HttpClient,
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => new Agent({ connect: { lookup, ...(ca === undefined ? {} : { ca }) } })),
        (agent) => Effect.promise(() => agent.destroy())
      ),
      (agent) =>
        HttpClient.tapRequest(UndiciHttpClient.make(agent), ({ headers, method, url }) =>
          Effect.sync(() => {
            requests.push(`${method} ${new URL(url).pathname}`)
            for (const name of ["api-key", "access-token"]) {
              const secret = headers[name]
              if (secret !== undefined) secrets.add(secret)
            }
          })
        )
    )
  )

/** The network as Node has it, made once for all stages that trust the same. */
const networks = new Map<string, Promise<Network.Service>>()

const networkOf = (options: Network.Options): Promise<Network.Service> => {
  const name = JSON.stringify(options)
  const made = networks.get(name) ?? Effect.runPromise(Network.make(options))
  networks.set(name, made)
  return made
}

/** Looks at a stage. */
export const lookAt = (
  { apiKey = Scenario.creditApiKey, ca, network = {}, networkMillis = 10_000, options = {}, target = {}, url }: Stage,
  sent: Sent
): Effect.Effect<Facts> =>
  Effect.gen(function* () {
    const baseUrl = yield* url
    const real = yield* Effect.promise(() => networkOf({ millis: networkMillis, ...(ca === undefined ? {} : { ca }) }))
    const key = Redacted.make(apiKey)
    return yield* look({
      target: { ...targetOf({ baseUrl, platform: "sandbox" }, key), ...target },
      apiKey: key,
      slowMillis: 60_000,
      ...options
    }).pipe(Effect.provideService(Network.Network, { ...real, ...network }), Effect.provide(watched(ca, sent)))
  }).pipe(Effect.scoped, Logger.withMinimumLogLevel(LogLevel.Warning))
