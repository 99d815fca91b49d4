/**
 * A `State` as JSON, so that it can be stored, and taken up by another process: by `Interrupted`, and there by `Begun`.
 *
 * Its types are those of machine.ts: a field that a state gains there and not here does not compile.
 */
import * as Card from "@effect-keysecure/schema/Card"
import * as JsonUnion from "@effect-keysecure/schema/JsonUnion"
import type * as Either from "effect/Either"
import type * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { Attempt, Open } from "../../AttemptLog.js"
import { Candidate, OutcomeUnknown, WriteError } from "../../ClientError.js"
import { decoding, encoding } from "../encoding/codec.js"
import type { State } from "./machine.js"

const { Array, Boolean, JsonNumber, Literal, NullOr, Struct, TaggedStruct, Union } = Schema
const Text = Schema.String

const judged = () => {
  const verdict = Literal("ours", "conflict", "another", "unclear", "unread", "unseen")
  return Struct({
    key: Text,
    ref: NullOr(Text),
    number: NullOr(Text),
    status: NullOr(Text),
    verdict,
    ifOurs: verdict
  })
}

const end = () =>
  JsonUnion.tagged(
    TaggedStruct("Answered", { cardNo: Card.CardNo }),
    TaggedStruct("Logged", { cardNo: Card.CardNo, failed: Boolean }),
    TaggedStruct("Found", { rows: Array(judged()), besides: Array(Candidate) }),
    TaggedStruct("Several", { refs: Array(Text) }),
    TaggedStruct("None", { outcome: OutcomeUnknown }),
    TaggedStruct("Conflict", {}),
    TaggedStruct("Unknown", { outcome: OutcomeUnknown, alarm: NullOr(Text) }),
    TaggedStruct("Rejected", { error: WriteError })
  )

const phase = () => {
  const ending = end()
  const copy = JsonUnion.tagged(
    TaggedStruct("None", {}),
    TaggedStruct("Recorded", { entry: Open }),
    TaggedStruct("Overtaken", {}),
    TaggedStruct("LogFailed", { written: Open, detail: NullOr(Text) })
  )
  const goal = JsonUnion.tagged(
    TaggedStruct("Record", { end: ending }),
    TaggedStruct("Tell", { end: ending }),
    TaggedStruct("Forget", { end: ending }),
    TaggedStruct("Free", {}),
    TaggedStruct("Reconcile", {})
  )
  return JsonUnion.tagged(
    TaggedStruct("Resting", {}),
    TaggedStruct("Reading", {}),
    TaggedStruct("Yielding", {}),
    TaggedStruct("Sending", { copy }),
    TaggedStruct("Recording", { written: Open }),
    TaggedStruct("Writing", { expected: NullOr(Attempt), next: NullOr(Attempt), goal }),
    TaggedStruct("Missing", { outcome: NullOr(OutcomeUnknown) }),
    TaggedStruct("Timing", {}),
    TaggedStruct("Asking", {}),
    TaggedStruct("Comparing", {}),
    TaggedStruct("Looking", {}),
    TaggedStruct("Waiting", { millis: JsonNumber }),
    TaggedStruct("Ended", { end: ending })
  )
}

const sent = () =>
  Struct({
    holder: NullOr(Union(Literal("asHanded"), Struct({ digest: Text, isOther: Boolean }))),
    type: NullOr(Text)
  })

const known = () =>
  Struct({
    entry: NullOr(Attempt),
    copies: Array(JsonNumber),
    isPartial: Boolean,
    accepted: Boolean,
    sentNow: Boolean,
    sent: NullOr(sent()),
    outcome: NullOr(OutcomeUnknown),
    round: JsonNumber,
    latest: JsonNumber
  })

const query = () =>
  Struct({
    habits: Struct({ end: Literal("ahead", "atStamp"), spanMillis: JsonNumber }),
    pauseMillis: JsonNumber,
    bound: NullOr(JsonNumber),
    clearTo: NullOr(JsonNumber),
    firstAnswered: NullOr(JsonNumber),
    at: JsonNumber,
    answered: JsonNumber,
    place: NullOr(JsonNumber),
    span: Struct({ from: JsonNumber, to: JsonNumber, isLast: Boolean }),
    asked: JsonNumber,
    rows: Array(judged()),
    isIncomplete: Boolean,
    oddities: Schema.Number,
    trouble: Schema.NullOr(Schema.String)
  })

const state = () => Struct({ phase: phase(), known: known(), query: query() })

/** A state as JSON. */
export const encode: (state: State) => Either.Either<unknown, ParseResult.ParseIssue> = encoding(state)

/** A state that was JSON. */
export const decode: (json: unknown) => Either.Either<State, ParseResult.ParseIssue> = decoding(state)
