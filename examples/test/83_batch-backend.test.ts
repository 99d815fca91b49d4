/** The backend run by itself, and asked over a socket. */
import { fileURLToPath } from "node:url"
import { Command, HttpBody, HttpClient, type HttpClientResponse } from "@effect/platform"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { expect, it } from "@effect/vitest"
import { Chunk, Effect, Layer, Option, Stream } from "effect"
import { bundled } from "../../packages/testkit/test/support/bundled.js"

const examples = fileURLToPath(new URL("..", import.meta.url))

const file = [
  "key,cardholder_no,card_type,package_no",
  ...Array.from(
    { length: 120 },
    (_, n) => `order-${n},${n === 7 ? "U9999" : "U0001"},${n === 9 ? "Plastic" : "Virtual"},P0001`
  )
].join("\n")

/** The data of each event, and the events' names. */
const eventsOf = (response: HttpClientResponse.HttpClientResponse) =>
  response.stream.pipe(
    Stream.decodeText(),
    Stream.splitLines,
    Stream.filter((line) => line !== ""),
    Stream.runCollect,
    Effect.map(Chunk.toReadonlyArray)
  )

it.scopedLive("a file is taken, and its progress is streamed to the end", () =>
  Effect.gen(function* () {
    const program = yield* Effect.promise(() =>
      bundled(`${examples}/83_batch-backend.ts`, `${examples}/.tsbuild/programs`)
    )
    const backend = yield* Command.start(Command.make(process.execPath, program).pipe(Command.env({ PORT: "0" })))
    const address = yield* backend.stdout.pipe(
      Stream.decodeText(),
      Stream.splitLines,
      Stream.filterMap((line) => Option.fromNullable(/http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0])),
      Stream.runHead,
      Effect.flatten
    )
    const upload = (text: string) =>
      Effect.flatMap(HttpClient.post(`${address}/batches/june`, { body: HttpBody.text(text) }), ({ json, status }) =>
        Effect.map(json, (body) => ({ status, body }))
      )
    const progress = HttpClient.get(`${address}/batches/june/progress`)

    expect((yield* progress).status).toBe(404)
    expect(yield* upload("key,colour\n1,red")).toMatchObject({ status: 422 })
    expect(yield* upload(file)).toMatchObject({ status: 202, body: { rows: 120, added: 119, wrong: 1 } })

    const response = yield* progress
    expect(response.headers["content-type"]).toBe("text/event-stream")
    const events = yield* eventsOf(response)
    expect(events.slice(-2)).toEqual(["event: end", "data: {}"])
    const last: unknown = JSON.parse(events.at(-3)?.replace("data: ", "") ?? "")
    expect(last).toMatchObject({ total: 120, ended: 120, rows: { failed: 2, queued: 0 } })
    // The file again, corrected: two rows are new.
    expect(yield* upload(file.replace("U9999", "U0001").replace("Plastic", "Virtual"))).toMatchObject({
      body: { added: 2, same: 118, wrong: 0 }
    })
    expect((yield* Effect.flatMap(progress, eventsOf)).at(-3)).toContain('"failed":0')
    yield* backend.kill("SIGTERM")
  }).pipe(Effect.provide(Layer.merge(NodeContext.layer, NodeHttpClient.layerUndici)))
)
