/** Golden transcripts: one file for each kind of answer, without secrets and persons, as a maintainer can add them. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { codeOf, type Exchange } from "./exchange.js"
import { fileRefused } from "./stateFile.js"

/** A transcript: what `pnpm goldens` reads. */
export interface Transcript {
  readonly operation: string
  readonly request: { readonly method: string; readonly path: string; readonly body: unknown }
  readonly response: unknown
}

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** An exchange as a transcript; none of a callback, whose answer is ours. */
const transcriptOf = ({ answer, ask }: Exchange): Transcript | undefined =>
  answer._tag === "Lost" || answer.json === undefined || ask.operation === "callback"
    ? undefined
    : {
        operation: ask.operation,
        request: {
          method: ask.method,
          path: ask.path,
          body: ask.body === undefined ? null : Option.getOrNull(parse(ask.body))
        },
        response: answer.json
      }

/** By the name of the file: the operation and the code. The longest answer of a kind is taken, since it shows most. */
export const transcripts = (exchanges: ReadonlyArray<Exchange>): ReadonlyMap<string, Transcript> => {
  const found = new Map<string, Transcript>()
  for (const exchange of exchanges) {
    const code = codeOf(exchange)
    const transcript = code === undefined ? undefined : transcriptOf(exchange)
    // The numbers with signs that do not show are ours: an answer without them shows more of the platform.
    if (transcript === undefined || /[\u200b\p{Cs}]/u.test(JSON.stringify(transcript.request.body))) continue
    const name = `probe-${exchange.ask.operation}-${code}.json`
    const other = found.get(name)
    if (other === undefined || JSON.stringify(other.response).length < JSON.stringify(transcript.response).length) {
      found.set(name, transcript)
    }
  }
  return found
}

/** Writes them into a folder, which is made. */
export const record = (folder: string, exchanges: ReadonlyArray<Exchange>) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    yield* files.makeDirectory(folder, { recursive: true })
    const all = transcripts(exchanges)
    for (const [name, transcript] of all) {
      yield* files.writeFileString(path.join(folder, name), `${JSON.stringify(transcript, null, 2)}\n`)
    }
    return all.size
  }).pipe(Effect.mapError(() => fileRefused(folder, "cannot be written", "无法写入")))
