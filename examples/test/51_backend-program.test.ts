/** The backend run by itself, as a person would run it. */
import { fileURLToPath } from "node:url"
import { Command, HttpClient } from "@effect/platform"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { expect, it } from "@effect/vitest"
import { Effect, Layer, Option, Stream } from "effect"
import { bundled } from "../../packages/testkit/test/support/bundled.js"

const file = fileURLToPath(new URL("../50_backend.ts", import.meta.url))

it.scopedLive("the backend serves users until it is told to end", () =>
  Effect.gen(function* () {
    // With the scope it is killed, if it has not ended by then.
    const program = yield* Effect.promise(() => bundled(file))
    const backend = yield* Command.start(Command.make(process.execPath, program).pipe(Command.env({ PORT: "0" })))
    const address = yield* backend.stdout.pipe(
      Stream.decodeText(),
      Stream.splitLines,
      Stream.filterMap((line) => Option.fromNullable(/http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0])),
      Stream.runHead,
      Effect.flatten
    )
    const ask = (user: string) =>
      Effect.flatMap(HttpClient.post(`${address}/users/${user}/card`), ({ json, status }) =>
        Effect.map(json, (body) => ({ status, body }))
      )
    expect(yield* ask("ada")).toEqual({ status: 200, body: { cardNo: "C0000000001" } })
    expect(yield* ask("grace")).toMatchObject({ status: 409, body: { _tag: "NotVerified" } })
    yield* backend.kill("SIGTERM")
    expect(yield* backend.exitCode).toBe(0)
  }).pipe(Effect.provide(Layer.merge(NodeContext.layer, NodeHttpClient.layerUndici)))
)
