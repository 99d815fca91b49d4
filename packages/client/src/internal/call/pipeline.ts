/**
 * The one pipeline, written over `Endpoint`: encode, then copies, as often as is safe, then decode.
 */
import * as Endpoint from "@effect-keysecure/schema/Endpoint"
import * as Rejection from "@effect-keysecure/schema/Rejection"
import type * as RequestHeaders from "@effect-keysecure/schema/RequestHeaders"
import type * as Timestamp from "@effect-keysecure/schema/Timestamp"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as FiberRef from "effect/FiberRef"
import * as Metric from "effect/Metric"
import * as MetricKey from "effect/MetricKey"
import * as MetricLabel from "effect/MetricLabel"
import * as MutableRef from "effect/MutableRef"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"
import type { ReadError, WriteError } from "../../ClientError.js"
import * as Attempts from "./attempts.js"
import { type ExtraHeaders, extrasOf } from "./extras.js"
import type { Answer } from "./exchange.js"
import { drive, type Means, type Result, type Task } from "./attemptsDriver.js"
import { isImmediate } from "../concurrency/immediate.js"
import { decoding, encoding } from "../encoding/codec.js"
import { issuesOf } from "../encoding/issues.js"
import { type CallFacts, type Ending, readError, unfit, writeError } from "./failure.js"
import { namesAnotherField } from "./namedField.js"
import { ownNumberIn, textAt, uniqueNosOf } from "../encoding/ownNumber.js"
import { say } from "../saying/say.js"
import * as Rows from "./rows.js"

/**
 * The options of one call.
 *
 * @since 0.1.0
 * @category options
 */
export interface CallOptions {
  /** How long this call may take, all in all. Default `RetryPolicy.deadline`. */
  readonly deadline?: Duration.DurationInput
  /**
   * The language of the platform's messages in this call's answers. Default: the client's (`KeySecureConfig`). A token is
   * for all calls, so get token is asked in the client's language.
   *
   * @since 0.2.0
   */
  readonly language?: RequestHeaders.Language
  /**
   * Headers that each copy of this call's request carries besides the client's, such as a correlation id. Get token does
   * not carry them. Their values come into no line, trace span or error of the client. Default none.
   *
   * Fails with `RequestInvalid`, which names the header, and sends nothing: if the client sets the header itself, if it is
   * about the body or the next hop only, if a name is given twice or begins with a sign, if a value is not printable ASCII,
   * or if all together are longer than 4,096 characters.
   *
   * @since 0.2.0
   */
  readonly headers?: ExtraHeaders
  /**
   * Runs with the timestamp of every copy of the request, just before that copy is sent, to write down what is about to
   * happen. If it fails, the copy is not sent, and the call ends (`NotSent` or `Unreachable`). Be quick, because the
   * timestamp ages meanwhile: 60 s later it would be refused.
   *
   * `sent` holds the facts that this copy tells about its write, as they are sent: `cardholderNo` and `cardType` for
   * `applyForCard`, and nothing for the other operations.
   */
  readonly beforeSending?: (
    timestamp: Timestamp.Timestamp,
    sent: Readonly<Record<string, string>>
  ) => Effect.Effect<void, object>
}

type Typed<Kind extends "read" | "write", P, PI, S, SI> = Endpoint.Endpoint<
  string,
  Kind,
  Schema.Schema<P, PI>,
  Schema.Schema<S, SI>
>

/** What is wrong with an answer that is not the answer to this request, in words; `undefined` if nothing is. */
export type Mismatch<P, S> = (payload: P, success: S) => string | undefined

const noMismatch = (): undefined => undefined

/** A write that has a number of the merchant's own is answered with that number. */
const onOwnNumber =
  ({ ownNumber }: Pick<Endpoint.Any, "ownNumber">): Mismatch<unknown, unknown> =>
  (payload, success) =>
    ownNumber === undefined || textAt(success, ownNumber.field) === textAt(payload, ownNumber.field)
      ? undefined
      : `the answer is for another ${ownNumber.name}`

type Accepted = Extract<Answer, { readonly _tag: "Accepted" }>

/** What is known of a call's copies while they go on. */
type Known = MutableRef.MutableRef<Attempts.State>

/**
 * How many refused timestamps may be followed by another copy: with the first copy, four hypotheses about the time are
 * tried in a call. The next call goes on from there.
 */
const hypotheses = 3

/** A refused timestamp tells how far off the clocks were seen to be. */
const withOffset = (rejection: Rejection.Rejection, offset: Option.Option<number>): Rejection.Rejection =>
  rejection._tag === "TimestampRejected" && Option.isSome(offset)
    ? new Rejection.TimestampRejected({ ...rejection, offsetMillis: offset.value })
    : rejection

/** What the copies of a call came to, as its success or its ending. */
const concluding = <P, PI, S, SI>(endpoint: Typed<"read" | "write", P, PI, S, SI>, mismatch: Mismatch<P, S>) => {
  const decode = decoding(() => endpoint.success)

  const accepted = (answer: Accepted, payload: P): Either.Either<S, string> => {
    const data = endpoint.list === true ? Rows.dataOf(answer.wire, Rows.askedBy(payload), answer.status) : answer.data
    if (data === undefined && endpoint.list === true) return Either.left("data is neither rows nor none")
    return Either.flatMap(Either.mapLeft(decode(data), unfit), (success) => {
      const detail = mismatch(payload, success)
      return detail === undefined ? Either.right(success) : Either.left(detail)
    })
  }

  return (result: Result, payload: P, encoded: unknown): Effect.Effect<S, Ending> => {
    switch (result._tag) {
      case "Accepted":
        return Either.match(accepted(result, payload), {
          onLeft: (detail) => Effect.fail<Ending>({ _tag: "Accepted", status: result.status, detail }),
          onRight: (success) =>
            endpoint.list === true ? Effect.as(noticed(endpoint.name, success), success) : Effect.succeed(success)
        })
      case "Rejected":
        return Effect.fail({
          _tag: "Rejected",
          rejection: withOffset(Rejection.fromFailure(result, Endpoint.fieldsOf(endpoint)), result.offset),
          namesAnotherField: namesAnotherField(endpoint, result.msg, encoded)
        })
      default:
        return Effect.fail(result)
    }
  }
}

/** A call of one endpoint: succeeds with its success value, or ends otherwise. */
const ended = <P, PI, S, SI>(
  tools: Means,
  endpoint: Typed<"read" | "write", P, PI, S, SI>,
  mismatch: Mismatch<P, S>
) => {
  const encode = encoding(() => endpoint.payload)
  const encodeAgain = encoding(() => endpoint.payload, { errors: "all" })
  const conclude = concluding(endpoint, mismatch)
  const maxTokenReplacements = tools.tokens?.maxTokenReplacements ?? 0
  const rules: Attempts.Rules = { kind: endpoint.kind, records: false, hypotheses, maxTokenReplacements }
  const recordingRules: Attempts.Rules = { ...rules, records: true }

  return (payload: P, known: Known, options: CallOptions): Effect.Effect<S, Ending> => {
    const encoded = encode(payload)
    const extras = extrasOf(options)
    if (Either.isLeft(encoded) || Either.isLeft(extras)) {
      const all = encodeAgain(payload)
      const issues = Either.isLeft(all) ? issuesOf(all.left) : []
      return Effect.fail({ _tag: "Invalid", issues: [...issues, ...(Either.isLeft(extras) ? extras.left : [])] })
    }
    const { beforeSending, deadline } = options
    const task: Task = {
      rules: beforeSending === undefined ? rules : recordingRules,
      deadline: deadline === undefined ? tools.policy.deadline : Duration.decode(deadline),
      endpoint,
      path: Endpoint.pathOf(endpoint, encoded.right),
      body: endpoint.method === "GET" ? undefined : JSON.stringify(encoded.right),
      extras: extras.right,
      record: beforeSending === undefined ? undefined : (stamp) => beforeSending(stamp, identityOf(endpoint, payload)),
      recordsAtOnce: beforeSending !== undefined && isImmediate(beforeSending)
    }
    return drive(tools, task, known, (result) => conclude(result, payload, encoded.right))
  }
}

/** What a copy says that it is about. These fields travel as they stand in the payload. */
const identityOf = ({ identifiedBy = [] }: Endpoint.Any, payload: unknown): Readonly<Record<string, string>> => {
  const identity: Record<string, string> = {}
  for (const field of identifiedBy) {
    const text = textAt(payload, field)
    if (text !== undefined) identity[field] = text
  }
  return identity
}

/** Counts calls of one operation by outcome. The keys are made once, so that counting makes none. */
const counterOf = (operation: string) => {
  const outcomes = new Map<string, Metric.Metric.Counter<number>>()
  const made = (outcome: string): Metric.Metric.Counter<number> => {
    const labels = [MetricLabel.make("operation", operation), MetricLabel.make("outcome", outcome)]
    const counter = Metric.fromMetricKey(MetricKey.taggedWithLabels(callsKey, labels))
    outcomes.set(outcome, counter)
    return counter
  }
  return (outcome: string, labels: ReadonlyArray<MetricLabel.MetricLabel>): void =>
    (outcomes.get(outcome) ?? made(outcome)).unsafeUpdate(1, labels)
}

const oddItems = Metric.counter("keysecure_odd_items", {
  description: "Items of lists that could not be read, by operation",
  incremental: true
})

/** An item that cannot be read loses nothing but itself, and is not lost unseen. */
const noticed = (operation: string, success: unknown): Effect.Effect<void> => {
  const odd = Predicate.hasProperty(success, "odd") && Array.isArray(success.odd) ? success.odd.length : 0
  return odd === 0
    ? Effect.void
    : Effect.zipRight(
        Metric.incrementBy(Metric.tagged(oddItems, "operation", operation), odd),
        say({
          event: "keysecure.odd_items",
          attributes: { "keysecure.operation": operation, "keysecure.items": odd },
          level: "Warning",
          line: `${operation}: ${odd} items of a page could not be read as documented`
        })
      )
}

const callsKey = MetricKey.counter("keysecure_calls", {
  description: "Calls, by operation and outcome (ok, or the tag of the error)",
  incremental: true
})

/** The platform's code in an error, if it gave one. */
const codeOf = (error: ReadError | WriteError): Option.Option<number> => {
  if ("code" in error) return Option.some(error.code)
  return error._tag === "OutcomeUnknown" && error.reason._tag === "Rejected"
    ? Option.some(error.reason.rejection.code)
    : Option.none()
}

/**
 * An unknown outcome is a warning, because the caller may not look at the error. A caller that records the stamps finds
 * out by them.
 */
const noted = (error: ReadError | WriteError, { beforeSending }: CallOptions): Effect.Effect<void> => {
  if (error._tag !== "OutcomeUnknown") return Effect.void
  const { cardholderUniqueNo, cardUniqueNo, operation, reason, transferUniqueNo } = error
  const number = cardUniqueNo ?? transferUniqueNo ?? cardholderUniqueNo
  return say({
    event: "keysecure.outcome_unknown",
    attributes: {
      "keysecure.operation": operation,
      "keysecure.reason": reason._tag,
      ...(number === undefined ? {} : { "keysecure.unique_no": number })
    },
    level: beforeSending === undefined ? "Warning" : "Info",
    line: `${number === undefined ? "" : `${number}: `}${error.message}`
  })
}

/** A call in a trace span of its own, which tells how often it was sent and what the platform answered, and nothing sent. */
const traced = <A, E extends ReadError | WriteError>(
  endpoint: Endpoint.Any,
  payload: unknown,
  known: Known,
  call: Effect.Effect<A, E>
): Effect.Effect<A, E> => {
  const own = ownNumberIn(endpoint, payload)
  const attributes = {
    "keysecure.operation": endpoint.name,
    ...(own === undefined ? {} : { [`keysecure.${own.name}`]: own.value })
  }
  return Effect.useSpan(
    `KeySecure.${endpoint.name}`,
    { kind: "client", captureStackTrace: false, attributes },
    (span) =>
      Effect.onExit(Effect.withParentSpan(call, span), (exit) =>
        Effect.sync(() => {
          span.attribute("keysecure.attempts", known.current.attempts)
          const code = Exit.isFailure(exit) ? Option.flatMap(Cause.failureOption(exit.cause), codeOf) : Option.none()
          if (Option.isSome(code)) span.attribute("keysecure.code", code.value)
        })
      )
  )
}

const run = <P, PI, S, SI, E extends ReadError | WriteError>(
  tools: Means,
  endpoint: Typed<"read" | "write", P, PI, S, SI>,
  mismatch: Mismatch<P, S>,
  errorOf: (facts: CallFacts, ending: Ending) => E
) => {
  const operation = endpoint.name
  const call = ended(tools, endpoint, mismatch)
  const count = counterOf(operation)

  return (payload: P, options: CallOptions = {}): Effect.Effect<S, E> =>
    Effect.withFiberRuntime((fiber) => {
      const known = MutableRef.make(Attempts.initial)
      const labels = fiber.getFiberRef(FiberRef.currentMetricLabels)
      const counted = Effect.matchEffect(call(payload, known, options), {
        onFailure: (ending) => {
          const error = errorOf(
            { operation, uniqueNos: uniqueNosOf(endpoint, payload), stamps: known.current.open },
            ending
          )
          count(error._tag, labels)
          return Effect.zipRight(noted(error, options), Effect.fail(error))
        },
        onSuccess: (success) => {
          count("ok", labels)
          return Effect.succeed(success)
        }
      })
      return fiber.getFiberRef(FiberRef.currentTracerEnabled) ? traced(endpoint, payload, known, counted) : counted
    })
}

/** The method of a read. */
export const read = <P, PI, S, SI>(
  tools: Means,
  endpoint: Typed<"read", P, PI, S, SI>,
  mismatch: Mismatch<P, S> = noMismatch
): ((payload: P, options?: CallOptions) => Effect.Effect<S, ReadError>) => run(tools, endpoint, mismatch, readError)

/** The method of a write. */
export const write = <P, PI, S, SI>(
  tools: Means,
  endpoint: Typed<"write", P, PI, S, SI>,
  mismatch: Mismatch<P, S> = onOwnNumber(endpoint)
): ((payload: P, options?: CallOptions) => Effect.Effect<S, WriteError>) => run(tools, endpoint, mismatch, writeError)
