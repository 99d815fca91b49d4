/** The state file: what was found and which cards were made, so that a probe that was killed goes on. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { Bounds, Facts } from "./facts.js"
import { type Said, said } from "../language/said.js"

const Words = Schema.Struct({ en: Schema.String, zh: Schema.String })

const Finding = Schema.Union(
  Schema.TaggedStruct("Observed", {
    value: Schema.Unknown,
    within: Schema.optionalWith(Bounds, { exact: true }),
    note: Schema.optionalWith(Words, { exact: true })
  }),
  Schema.TaggedStruct("NotDecided", { why: Words })
)

const headers = Schema.Record({ key: Schema.String, value: Schema.String })

/** An exchange without secrets. Its JSON is read from its text again. */
const Exchange = Schema.Struct({
  id: Schema.Number,
  ask: Schema.Struct({
    operation: Schema.String,
    method: Schema.Literal("GET", "POST"),
    path: Schema.String,
    headers,
    body: Schema.UndefinedOr(Schema.String)
  }),
  sentAt: Schema.Number,
  receivedAt: Schema.Number,
  answer: Schema.Union(
    Schema.TaggedStruct("Lost", { why: Schema.String }),
    Schema.TaggedStruct("Answered", { status: Schema.Number, headers, text: Schema.String, json: Schema.Unknown })
  )
})

const Made = Schema.Struct({
  number: Schema.String,
  purpose: Schema.String,
  state: Schema.Literal("sent", "unclear", "made"),
  cardNo: Schema.optionalWith(Schema.String, { exact: true }),
  at: Schema.optionalWith(Bounds, { exact: true })
})

const Done = Schema.Struct({
  id: Schema.String,
  findings: Schema.Record({ key: Schema.String, value: Finding }),
  facts: Facts,
  why: Schema.optionalWith(Words, { exact: true }),
  exchanges: Schema.Array(Exchange)
})

/** The state of a probe. */
export const State = Schema.Struct({
  version: Schema.Literal(1),
  /** The base URL: findings of one platform say nothing of another. */
  platform: Schema.String,
  made: Schema.Array(Made),
  done: Schema.Array(Done)
})

/** The state of a probe. */
export type State = typeof State.Type

/** The file cannot be read or written, or is of something else. */
export class StateRefused extends Data.TaggedError("StateRefused")<{ readonly reason: Said }> {}

/** What is wrong with a file. */
export const fileRefused = (file: string, en: string, zh: string) =>
  new StateRefused({ reason: said(`${file}: ${en}`, `${file}：${zh}`) })

const decode = Schema.decodeEither(Schema.parseJson(State))

/** A state in which nothing was done. */
export const nothing = (platform: string): State => ({ version: 1, platform, made: [], done: [] })

/** Reads the state of a platform; one in which nothing was done if there is no file. */
export const read = (file: string, platform: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const refused = (en: string, zh: string) => fileRefused(file, en, zh)
    if (!(yield* Effect.orElseSucceed(files.exists(file), () => false))) return nothing(platform)
    const text = yield* Effect.mapError(files.readFileString(file), () => refused("cannot be read", "无法读取"))
    const state = yield* Either.mapLeft(decode(text), () => refused("is no state of a probe", "不是探测状态文件"))
    return state.platform === platform
      ? state
      : yield* refused(`is of another platform, ${state.platform}`, `属于另一平台 ${state.platform}`)
  })

/** Writes a state: the whole of it, or nothing. */
export const write = (file: string, state: State) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const draft = `${file}.draft`
    yield* files.writeFileString(draft, `${JSON.stringify(state)}\n`, { mode: 0o600 })
    yield* files.rename(draft, file)
  }).pipe(Effect.mapError(() => fileRefused(file, "cannot be written", "无法写入")))
