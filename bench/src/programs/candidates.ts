/** The candidates of the bench of clients, by name: each applies for cards at the server of a port. */
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { FetchHttpClient, HttpClient, HttpClientRequest } from "@effect/platform"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Effect, Fiber, Layer, Redacted } from "effect"
import Lithic from "lithic"
import { Stripe } from "stripe"
import { Agent, Pool, request } from "undici"
import { AttemptLog, CardIssuance, KeySecureClient } from "@effect-keysecure/client"
import type { WriteError } from "@effect-keysecure/client/ClientError"
import type { CardApplication } from "@effect-keysecure/schema"
import { calling, type Run } from "../lap.js"
import { applicationOf, physicalOf } from "./application.js"
import { Answer, Application, physical, virtual } from "./applying.js"
import { running } from "./effects.js"

const [candidate = "", port = ""] = process.argv.slice(2)
const baseUrl = `http://127.0.0.1:${port}`
const path = "/open-api/v1/card/apply"

const headers = () => ({
  "content-type": "application/json",
  "Api-Key": "key-1",
  "Access-Token": "token-1",
  Timestamp: String(Date.now())
})

const fetchWithZod = async (n: number) => {
  const body = JSON.stringify(Application.parse(virtual(n)))
  const response = await fetch(baseUrl + path, { method: "POST", headers: headers(), body })
  return Answer.parse(await response.json()).data
}

/** An application on the wire. */
type Wire = typeof virtual | typeof physical

const undiciWithZod = (wire: Wire) => async (n: number) => {
  const body = JSON.stringify(Application.parse(wire(n)))
  const response = await request(baseUrl + path, { method: "POST", headers: headers(), body })
  return Answer.parse(await response.body.json()).data
}

/** The same in Effect, straight on undici's pool, with none of our promises. */
const onPool = (wire: Wire) => {
  const pool = new Pool(baseUrl)
  const call = (n: number) =>
    Effect.tryPromise((signal) => {
      const body = JSON.stringify(Application.parse(wire(n)))
      return pool.request({ path, method: "POST", headers: headers(), body, signal })
    }).pipe(
      Effect.flatMap((response) => Effect.tryPromise(() => response.body.json())),
      Effect.map((json) => Answer.parse(json).data)
    )
  return running(Layer.empty, Effect.succeed(call))
}

/** The least that an Effect can be made of: its handler stands in undici's dispatcher, and no interruption stops it. */
const onDispatcher = (wire: Wire) => {
  const agent = new Agent()
  const call = (n: number) =>
    Effect.async<string, Error>((resume) => {
      const chunks: Array<Buffer> = []
      const body = JSON.stringify(Application.parse(wire(n)))
      agent.dispatch(
        { origin: baseUrl, path, method: "POST", headers: headers(), body },
        {
          onRequestStart: () => {},
          onResponseStart: () => {},
          onResponseData: (_, chunk) => void chunks.push(chunk),
          onResponseEnd: () => resume(Effect.succeed(Buffer.concat(chunks).toString())),
          onResponseError: (_, error) => resume(Effect.fail(error))
        }
      )
    }).pipe(Effect.map((text) => Answer.parse(JSON.parse(text)).data))
  return running(Layer.empty, Effect.succeed(call))
}

/**
 * The least over a transport of the platform's: the request as a value, a deadline, and the answer's text. It has no
 * retries, no token and no outcome.
 */
const onTransport = (transport: Layer.Layer<HttpClient.HttpClient>) =>
  running(
    Layer.merge(transport, traced("spans off")),
    Effect.map(HttpClient.HttpClient, (client) => (n: number) => {
      const body = JSON.stringify(Application.parse(virtual(n)))
      return HttpClientRequest.post(baseUrl + path, { headers: headers() }).pipe(
        HttpClientRequest.bodyText(body, "application/json"),
        client.execute,
        Effect.flatMap((response) => response.text),
        Effect.timeout("30 seconds"),
        Effect.map((text) => Answer.parse(JSON.parse(text)).data)
      )
    })
  )

const stripe = () => {
  const client = new Stripe("sk_test_bench", { host: "127.0.0.1", port, protocol: "http", telemetry: false })
  return calling((n) => client.rawRequest("POST", path, virtual(n)))
}

/** The call that its `cards.create` makes, with our path and body. */
const lithic = () => {
  const client = new Lithic({ apiKey: "key-1", baseURL: baseUrl })
  return calling((n) => client.post(path, { body: virtual(n) }))
}

const options = { apiKey: Redacted.make("key-1"), baseUrl }

type Spans = "spans off" | "spans on"

const traced = (spans: Spans) => Layer.setTracerEnabled(spans === "spans on")

/** An application as the client takes it. */
type Application = typeof applicationOf

const applying = (
  transport: Layer.Layer<HttpClient.HttpClient>,
  spans: Spans,
  application: Application = applicationOf
) =>
  running(
    KeySecureClient.layer(options).pipe(Layer.provide(transport), Layer.merge(traced(spans))),
    Effect.map(KeySecureClient.KeySecureClient, (client) => (n: number) => client.applyForCard(application(n)))
  )

const issuing = (transport: Layer.Layer<HttpClient.HttpClient>) =>
  running(
    CardIssuance.layer(options).pipe(
      Layer.provide([transport, AttemptLog.layerMemory()]),
      Layer.merge(traced("spans off"))
    ),
    Effect.map(CardIssuance.CardIssuance, (issuance) => (n: number) => issuance.issue(applicationOf(n)))
  )

/**
 * The least that an issue can be made of: a fiber that no caller ends and that calls for one number share, the digest that
 * tells applications of one number apart, and an entry that is written before the call, at each stamp, and after it.
 */
const leastIssuing = (transport: Layer.Layer<HttpClient.HttpClient>) =>
  running(
    KeySecureClient.layer(options).pipe(Layer.provide(transport), Layer.merge(traced("spans off"))),
    Effect.map(KeySecureClient.KeySecureClient, (client) => {
      const log = new Map<string, object>()
      const shared = new Map<string, Fiber.Fiber<CardApplication.AppliedCard, WriteError>>()
      return (n: number) =>
        Effect.suspend(() => {
          const application = applicationOf(n)
          const digest = AttemptLog.digestOf(application)
          const under = shared.get(digest)
          if (under !== undefined) return Fiber.join(under)
          const write = (facts: object) => void log.set(application.cardUniqueNo, { digest, ...facts })
          write({})
          return client
            .applyForCard(application, { beforeSending: (stamp) => Effect.sync(() => write({ stamp })) })
            .pipe(
              Effect.tap(({ cardNo }) => write({ cardNo })),
              Effect.ensuring(Effect.sync(() => shared.delete(digest))),
              Effect.forkDaemon,
              Effect.tap((fiber) => shared.set(digest, fiber)),
              Effect.flatMap(Fiber.join)
            )
        })
    })
  )

const stock = NodeHttpClient.layerUndici
const lean = UndiciHttpClient.layer

/** Every candidate, in one line each. */
const candidates: Readonly<Record<string, () => Run | Promise<Run>>> = {
  "fetch + zod": () => calling(fetchWithZod),
  "undici.request + zod": () => calling(undiciWithZod(virtual)),
  "undici.request + zod, physical": () => calling(undiciWithZod(physical)),
  "Effect on undici's pool": () => onPool(virtual),
  "Effect on undici's pool, physical": () => onPool(physical),
  "Effect on undici's dispatcher": () => onDispatcher(virtual),
  "Effect on the stock transport": () => onTransport(stock),
  "stripe-node": stripe,
  "lithic-node": lithic,
  "applyForCard, lean": () => applying(lean, "spans off"),
  "applyForCard, lean, physical": () => applying(lean, "spans off", physicalOf),
  "applyForCard, lean, ordinary way": () => applying(UndiciHttpClient.layerAgent({ direct: false }), "spans off"),
  "applyForCard, stock": () => applying(stock, "spans off"),
  "applyForCard, lean, spans": () => applying(lean, "spans on"),
  "applyForCard, fetch": () => applying(FetchHttpClient.layer, "spans off"),
  "issue, lean": () => issuing(lean),
  "issue, stock": () => issuing(stock),
  "the least of an issue, lean": () => leastIssuing(lean),
  "the least of an issue, stock": () => leastIssuing(stock)
}

/** The candidate that this process was started for. */
export const started = async (): Promise<Run> => {
  const make = candidates[candidate]
  if (make === undefined) throw new Error(`No candidate ${candidate}`)
  return make()
}
