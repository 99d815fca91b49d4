/** A candidate of the bench of schemas, by name: an application encoded, or an answer decoded. */
import { Either, ParseResult } from "effect"
import { Endpoints } from "@effect-keysecure/schema"
import { computing, type Run, serve } from "../lap.js"
import { physicalApplication, virtualApplication } from "./application.js"
import { Application, Applied, physical, virtual } from "./applying.js"

// As the client does it (packages/client/src/internal/call/pipeline.ts).
const encode = ParseResult.encodeEither(Endpoints.applyForCard.payload)
const decode = ParseResult.decodeUnknownEither(Endpoints.applyForCard.success)

const virtualOnWire = virtual(0)
const physicalOnWire = physical(0)
const answer = { card_no: "C0000000001", card_unique_no: "bench-0" }

const candidates: Readonly<Record<string, () => unknown>> = {
  "encode virtual, ours": () => Either.getOrThrow(encode(virtualApplication)),
  "parse virtual, zod": () => Application.parse(virtualOnWire),
  "encode physical, ours": () => Either.getOrThrow(encode(physicalApplication)),
  "parse physical, zod": () => Application.parse(physicalOnWire),
  "decode answer, ours": () => Either.getOrThrow(decode(answer)),
  "parse answer, zod": () => Applied.parse(answer)
}

const call = candidates[process.argv[2] ?? ""]
if (call === undefined) throw new Error(`No candidate ${process.argv[2]}`)
const run: Run = computing(call)
serve(run)
