/** Calls to a simulator in memory: through the real client, and by the least that applies for a card there. */
import { HttpClient, HttpClientRequest } from "@effect/platform"
import { Effect, identity, Layer, Redacted, Schema } from "effect"
import { KeySecureClient } from "@effect-keysecure/client"
import { Endpoints, RequestHeaders } from "@effect-keysecure/schema"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import type { Run } from "../lap.js"
import { applicationOf } from "./application.js"
import { Answer, Application, virtual } from "./applying.js"
import { running } from "./effects.js"

/** Rounds of calls. `renewed` takes the simulator back to where it began. */
export const simulated = <A, E>(
  options: KeySecureSimulator.Options,
  call: (client: KeySecureClient.Service, renewed: Effect.Effect<void>) => (n: number) => Effect.Effect<A, E>
): Promise<Run> =>
  running(
    KeySecureClient.layer({
      apiKey: Redacted.make(Scenario.creditApiKey),
      baseUrl: KeySecureSimulator.baseUrl
    }).pipe(
      Layer.provideMerge(KeySecureSimulator.layerHttpClient(options)),
      Layer.merge(Layer.setTracerEnabled(false))
    ),
    Effect.gen(function* () {
      const client = yield* KeySecureClient.KeySecureClient
      const simulator = yield* KeySecureSimulator.KeySecureSimulator
      // With the first card comes the token.
      yield* Effect.orDie(client.applyForCard(applicationOf(0)))
      const begun = yield* simulator.state
      return call(
        client,
        simulator.update(() => begun)
      )
    })
  )

const { names } = RequestHeaders

const TokenAnswer = Schema.parseJson(Schema.Struct({ data: Schema.Struct({ access_token: Schema.String }) }))

/**
 * The least that applies for a card in memory: the request as a value, the simulator's rules, and the answer's text, within
 * a deadline or without one. It has no retries, no outcome, and a constant token. zod checks both ways.
 */
export const leastSimulated = (callsOfATest: number, deadline: "deadline" | "no deadline"): Promise<Run> =>
  running(
    Layer.merge(KeySecureSimulator.layerHttpClient({}), Layer.setTracerEnabled(false)),
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const simulator = yield* KeySecureSimulator.KeySecureSimulator
      const headers = () => ({ [names.apiKey]: Scenario.creditApiKey, [names.timestamp]: String(Date.now()) })
      const post = (request: HttpClientRequest.HttpClientRequest) =>
        Effect.flatMap(client.execute(request), (response) => response.text)
      const answer = yield* post(
        HttpClientRequest.get(KeySecureSimulator.baseUrl + Endpoints.getToken.path, { headers: headers() })
      )
      const token = (yield* Schema.decode(TokenAnswer)(answer)).data.access_token
      const begun = yield* simulator.state
      const url = KeySecureSimulator.baseUrl + Endpoints.applyForCard.path
      return (n: number) => {
        const body = JSON.stringify(Application.parse(virtual(n)))
        const applied = HttpClientRequest.post(url, { headers: { ...headers(), [names.accessToken]: token } }).pipe(
          HttpClientRequest.bodyText(body, "application/json"),
          post,
          deadline === "deadline" ? Effect.timeout("30 seconds") : identity,
          Effect.map((text) => Answer.parse(JSON.parse(text)).data)
        )
        return n % callsOfATest === 0
          ? Effect.zipRight(
              simulator.update(() => begun),
              applied
            )
          : applied
      }
    }).pipe(Effect.orDie)
  )
