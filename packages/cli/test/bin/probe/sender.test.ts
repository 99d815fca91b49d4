/** Answers as the probe reads them: where the client and `keysecure doctor` read one, the probe does not call it another's. */
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { Effect, Layer } from "effect"
import { expect, it } from "vitest"
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib"
import { codeOf } from "../../../src/internal/probe/exchange.js"
import * as Sender from "../../../src/internal/probe/sender.js"
import { server } from "../../support/doctor.js"

const envelope = Buffer.from(JSON.stringify({ code: 1002, msg: "密钥" }))

it.each<[string, Buffer, string | undefined, number | undefined]>([
  ["plain", envelope, undefined, 1002],
  ["with a byte order mark", Buffer.concat([Buffer.from("\ufeff"), envelope]), undefined, 1002],
  ["as gzip", gzipSync(envelope), "gzip", 1002],
  ["as br", brotliCompressSync(envelope), "BR", 1002],
  ["as deflate", deflateSync(envelope), "deflate", 1002],
  ["plain, and said to be gzip", envelope, "gzip", 1002],
  ["cut", gzipSync(envelope).subarray(0, 20), "gzip", undefined]
])("an answer %s is read", async (_, body, encoding, code) => {
  const sent = Effect.gen(function* () {
    const url = yield* server((_request, response) => {
      response.writeHead(200, encoding === undefined ? {} : { "content-encoding": encoding })
      response.end(body)
    })
    const asked = Effect.flatMap(Sender.Sender, ({ send }) =>
      send({ operation: "getToken", method: "GET", path: "/", headers: {}, body: undefined })
    )
    return yield* Effect.provide(asked, Sender.layer(url).pipe(Layer.provide(UndiciHttpClient.layer)))
  })
  const exchange = await Effect.runPromise(Effect.scoped(sent))
  expect(codeOf({ ...exchange, id: 1 })).toBe(code)
})
