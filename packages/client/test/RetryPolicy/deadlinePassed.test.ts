/** A call that was sent again until its time was over says what had failed before: the time alone is no cause. */
import { KeySecureClient, RetryPolicy } from "@effect-keysecure/client"
import { it } from "@effect-keysecure/testkit/vitest"
import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { expect } from "@effect/vitest"
import { Effect, Layer, Schedule } from "effect"
import { clientAt } from "../support/clientAt.js"
import { application, query } from "../support/requests.js"

const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED", syscall: "connect" })

const retryPolicy = { ...RetryPolicy.standard, schedule: Schedule.spaced("2 seconds") }

const client = (
  answer: (
    request: HttpClientRequest.HttpClientRequest
  ) => Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>
) => clientAt("http://127.0.0.1:9", Layer.succeed(HttpClient.HttpClient, HttpClient.make(answer)), retryPolicy)

const answering = (status: number, body: string) =>
  client((request) => Effect.succeed(HttpClientResponse.fromWeb(request, new Response(body, { status }))))

const ways = [
  [
    "no connection",
    client((request) => new HttpClientError.RequestError({ request, reason: "Transport", cause: refused })),
    /no connection to 127\.0\.0\.1:9: .*\(ECONNREFUSED\)$/
  ],
  ["too many requests", answering(200, `{"code":1009,"msg":"later"}`), /refused with code 1009$/],
  ["a gateway", answering(502, "<h1>"), /HTTP 502, a body that is not the platform's envelope$/]
] as const

it.virtual.each(ways)("%s", ([, layer, words]) =>
  Effect.gen(function* () {
    const { applyForCard, listCards } = yield* KeySecureClient.KeySecureClient
    const detail = expect.stringMatching(new RegExp(`^not within 5 s; before that: ${words.source}`))
    const read = yield* Effect.flip(listCards(query, { deadline: "5 seconds" }))
    expect(read).toMatchObject({ _tag: "Unreachable", detail })
    const write = yield* Effect.flip(applyForCard(application, { deadline: "5 seconds" }))
    // A gateway's page leaves a write open at once.
    if (write._tag !== "OutcomeUnknown") {
      expect(write).toMatchObject({ _tag: "NotSent", reason: "DeadlinePassed", detail })
    }
  }).pipe(Effect.provide(layer))
)
