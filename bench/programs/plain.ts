import { FetchHttpClient, HttpClient, HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { Clock, Config, Console, Data, Effect, Redacted, Schema } from "effect"

const Application = Schema.Struct({
  card_type: Schema.Literal("Virtual", "Physical"),
  package_no: Schema.NonEmptyString,
  cardholder_no: Schema.NonEmptyString,
  card_unique_no: Schema.NonEmptyString.pipe(Schema.maxLength(64))
})

const answer = <A, I>(data: Schema.Schema<A, I>) =>
  Schema.Struct({ code: Schema.Number, msg: Schema.String, data: Schema.optional(data) })

const Token = answer(Schema.Struct({ access_token: Schema.NonEmptyString, expired_time: Schema.Number }))
const Applied = answer(Schema.Struct({ card_no: Schema.NonEmptyString, card_unique_no: Schema.NonEmptyString }))

class Refused extends Data.TaggedError("Refused")<{ readonly code: number; readonly msg: string }> {}

const dataOf = <A>({ code, data, msg }: { readonly code: number; readonly msg: string; readonly data?: A }) =>
  code === 0 && data !== undefined ? Effect.succeed(data) : Effect.fail(new Refused({ code, msg }))

const client = Effect.gen(function* () {
  const apiKey = yield* Config.redacted("KEYSECURE_API_KEY")
  const baseUrl = yield* Config.string("KEYSECURE_BASE_URL")
  return (yield* HttpClient.HttpClient).pipe(
    HttpClient.mapRequestEffect((request) =>
      Effect.map(Clock.currentTimeMillis, (now) =>
        request.pipe(
          HttpClientRequest.prependUrl(baseUrl),
          HttpClientRequest.setHeaders({ "Api-Key": Redacted.value(apiKey), Timestamp: String(now) })
        )
      )
    )
  )
})

const program = Effect.gen(function* () {
  const http = yield* client
  const { access_token: token } = yield* http
    .get("/open-api/v1/merchant/token")
    .pipe(Effect.flatMap(HttpClientResponse.schemaBodyJson(Token)), Effect.flatMap(dataOf))
  const card = yield* HttpClientRequest.post("/open-api/v1/card/apply").pipe(
    HttpClientRequest.setHeader("Access-Token", token),
    HttpClientRequest.schemaBodyJson(Application)({
      card_type: "Virtual",
      package_no: "P0001",
      cardholder_no: "U0001",
      card_unique_no: "order-1001"
    }),
    Effect.flatMap(http.execute),
    Effect.flatMap(HttpClientResponse.schemaBodyJson(Applied)),
    Effect.flatMap(dataOf),
    Effect.timeout("60 seconds")
  )
  yield* Console.log(`card ${card.card_no}`)
}).pipe(
  Effect.catchTags({
    Refused: ({ code, msg }) => Console.log(`Refused: ${code} ${msg}`),
    RequestError: ({ message }) => Console.log(`Find out before you apply again: ${message}`)
  })
)

void Effect.runPromise(Effect.provide(program, FetchHttpClient.layer))
