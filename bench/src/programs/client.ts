/** A candidate of the bench of clients, by name: applies for cards at the server of a port. */
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { FetchHttpClient, type HttpClient } from "@effect/platform"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Effect, Layer, Redacted } from "effect"
import Lithic from "lithic"
import { Stripe } from "stripe"
import { request } from "undici"
import { AttemptLog, CardIssuance, KeySecureClient } from "@effect-keysecure/client"
import { calling, type Run, serve } from "../lap.js"
import { applicationOf } from "./application.js"
import { Answer, Application, virtual } from "./applying.js"
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

const undiciWithZod = async (n: number) => {
  const body = JSON.stringify(Application.parse(virtual(n)))
  const response = await request(baseUrl + path, { method: "POST", headers: headers(), body })
  return Answer.parse(await response.body.json()).data
}

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

const applying = (transport: Layer.Layer<HttpClient.HttpClient>, spans: Spans) =>
  running(
    KeySecureClient.layer(options).pipe(Layer.provide(transport), Layer.merge(traced(spans))),
    Effect.map(KeySecureClient.KeySecureClient, (client) => (n: number) => client.applyForCard(applicationOf(n)))
  )

const issuing = (transport: Layer.Layer<HttpClient.HttpClient>) =>
  running(
    CardIssuance.layer(options).pipe(
      Layer.provide([transport, AttemptLog.layerMemory()]),
      Layer.merge(traced("spans off"))
    ),
    Effect.map(CardIssuance.CardIssuance, (issuance) => (n: number) => issuance.issue(applicationOf(n)))
  )

/** Every candidate, in one line each. */
const candidates: Readonly<Record<string, () => Run | Promise<Run>>> = {
  "fetch + zod": () => calling(fetchWithZod),
  "undici.request + zod": () => calling(undiciWithZod),
  "stripe-node": stripe,
  "lithic-node": lithic,
  "applyForCard, undici": () => applying(NodeHttpClient.layerUndici, "spans off"),
  "applyForCard, lean transport": () => applying(UndiciHttpClient.layer, "spans off"),
  "applyForCard, undici, spans": () => applying(NodeHttpClient.layerUndici, "spans on"),
  "applyForCard, fetch": () => applying(FetchHttpClient.layer, "spans off"),
  "issue, undici": () => issuing(NodeHttpClient.layerUndici)
}

const make = candidates[candidate]
if (make === undefined) throw new Error(`No candidate ${candidate}`)
serve(await make())
