/**
 * A backend that takes a CSV file over HTTP, issues its cards in the background, and streams how far it is as server-sent events.
 * Run by itself, it works over a simulator in memory, on PORT or a free port:
 *
 *     PORT=8080 npx tsx examples/83_batch-backend.ts
 *     curl -N --data-binary @cards.csv http://127.0.0.1:8080/batches/june
 *     curl -N http://127.0.0.1:8080/batches/june/progress
 */
import { realpathSync } from "node:fs"
import { createServer } from "node:http"
import { BatchEngine, CardBatch, MemoryBatchStore, PayloadCipher, Rows, Throttle } from "@effect-keysecure/batch"
import { AttemptLog, TokenStore } from "@effect-keysecure/client"
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { FileSystem, HttpRouter, HttpServer, HttpServerRequest, HttpServerResponse } from "@effect/platform"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Config, Effect, Layer, Option, Redacted, Schedule, Schema, Stream } from "effect"

const named = Effect.map(
  HttpRouter.schemaPathParams(Schema.Struct({ name: Schema.NonEmptyString })),
  ({ name }) => name
)

/** Takes the rows of a file, with a column `key`, and answers what was found in it. The cards are issued afterwards. */
const upload = (batch: CardBatch.Service) =>
  Effect.gen(function* () {
    const name = yield* named
    const { text } = yield* HttpServerRequest.HttpServerRequest
    // Rows are read twice, and a body can be read once. Put large files on a disk.
    const file = yield* text
    const rows = Rows.fromCsv(Stream.encodeText(Stream.make(file)), { key: { batch: name, column: "key" } })
    const submission = yield* batch.submit(name, rows)
    return yield* HttpServerResponse.json(submission, { status: 202 })
  }).pipe(
    HttpServerRequest.withMaxBodySize(Option.some(FileSystem.MiB(10))),
    Effect.catchTag("FileInvalid", ({ message }) => HttpServerResponse.json({ message }, { status: 422 }))
  )

/** An event each second, until every row has ended. */
const progress = (batch: CardBatch.Service) =>
  Effect.gen(function* () {
    const name = yield* named
    yield* batch.progress(name)
    const events = Stream.repeatEffectWithSchedule(batch.progress(name), Schedule.spaced("1 second")).pipe(
      Stream.takeUntil(({ ended, total }) => ended === total),
      Stream.map((now) => `data: ${JSON.stringify(now)}\n\n`),
      Stream.concat(Stream.make("event: end\ndata: {}\n\n")),
      Stream.encodeText
    )
    return HttpServerResponse.stream(events, { contentType: "text/event-stream" })
  }).pipe(Effect.catchTag("BatchNotFound", ({ message }) => HttpServerResponse.json({ message }, { status: 404 })))

/** The backend, over whatever batches it is given. Put your own authentication before it. */
export const backend = Layer.unwrapScoped(
  Effect.gen(function* () {
    const batch = yield* CardBatch.CardBatch
    const scope = yield* Effect.scope
    /** Several runs at once do no harm. What fails here is said in the log, and the next upload goes on. */
    const run = (name: string) =>
      Effect.forkIn(
        Effect.catchAll(batch.run(name), (error) => Effect.logError(error.message)),
        scope
      )
    // What an earlier process has begun.
    yield* Effect.flatMap(batch.names, Effect.forEach(run))
    return HttpRouter.empty.pipe(
      HttpRouter.post(
        "/batches/:name",
        Effect.tap(upload(batch), ({ status }) => (status === 202 ? Effect.flatMap(named, run) : Effect.void))
      ),
      HttpRouter.get("/batches/:name/progress", progress(batch)),
      HttpServer.serve()
    )
  })
)

/** In earnest: `SqlBatchStore`, `SqlAttemptLog` and `SqlTokenStore` (81), `layerConfig`, and the platform's own address. */
const batches = CardBatch.layer({
  apiKey: Redacted.make(Scenario.creditApiKey),
  baseUrl: KeySecureSimulator.baseUrl
}).pipe(
  Layer.provide([MemoryBatchStore.layer, AttemptLog.layerMemory(), TokenStore.layerMemory]),
  Layer.provide([BatchEngine.layerMemory, Throttle.layer(), PayloadCipher.layer(Redacted.make(`${"A".repeat(43)}=`))]),
  Layer.provide(KeySecureSimulator.layerHttpClient())
)

const demonstration = HttpServer.withLogAddress(backend).pipe(
  Layer.provide(batches),
  Layer.provide(
    NodeHttpServer.layerConfig(createServer, {
      port: Config.withDefault(Config.integer("PORT"), 0),
      host: Config.succeed("127.0.0.1")
    })
  )
)

const [, program = ""] = process.argv
if (program !== "" && realpathSync(program) === import.meta.filename) NodeRuntime.runMain(Layer.launch(demonstration))
