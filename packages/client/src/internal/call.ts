/**
 * The one pipeline, written over `Endpoint`: encode, then token, stamp, exchange, as often as is safe, then decode.
 */
import { type AccessToken, Endpoint, Rejection, type Timestamp } from "@effect-keysecure/schema"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as FiberRef from "effect/FiberRef"
import * as Metric from "effect/Metric"
import * as MetricKey from "effect/MetricKey"
import * as MetricLabel from "effect/MetricLabel"
import * as Option from "effect/Option"
import type * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type * as Schema from "effect/Schema"
import type { ReadError, WriteError } from "../ClientError.js"
import type { RetryCause, RetryPolicy } from "../RetryPolicy.js"
import { decoding, encoding } from "./codec.js"
import type { Answer, BeforeSending, Exchange, Outgoing } from "./exchange.js"
import { type CallFacts, type Ending, readError, unfit, type UniqueNos, writeError } from "./failure.js"
import { within } from "./within.js"

/** Where tokens come from. */
export interface TokenSource {
  readonly get: Effect.Effect<AccessToken.AccessToken, ReadError>
  readonly invalidate: (token: AccessToken.AccessToken) => Effect.Effect<void>
  readonly replacements: number
}

/** What every call is made with. The call that gets a token has no token source. */
export interface Tools {
  readonly exchange: Exchange
  readonly apiKey: Redacted.Redacted
  readonly tokens: TokenSource | undefined
  readonly policy: RetryPolicy
}

/** What one call may ask for. */
export interface CallOptions {
  readonly deadline?: Duration.DurationInput
  readonly beforeSending?: BeforeSending
  /** What the payload holds encrypted, by its wire name: a message must not repeat it in clear either. */
  readonly clear?: Readonly<Record<string, string>>
  /** The payload as our own schema has encoded it already; it is not encoded again. */
  readonly encoded?: unknown
}

type Typed<Kind extends "read" | "write", P, PI, S, SI> = Endpoint.Endpoint<
  string,
  Kind,
  Schema.Schema<P, PI>,
  Schema.Schema<S, SI>
>

/** What is wrong with an answer that is not the answer to this request, in words; `undefined` if nothing is. */
export type Disagreement<P, S> = (payload: P, success: S) => string | undefined

const noDisagreement = (): undefined => undefined

/** What has happened so far in one call. */
interface Progress {
  /** The stamps of copies that were handed over and of which it is not known that they were refused. */
  open: Array<Timestamp.Timestamp>
  attempts: number
  timestampRefused: boolean
  tokensRefused: number
  token: AccessToken.AccessToken | undefined
}

const retries = Metric.counter("keysecure_retries", {
  description: "Requests sent again, by operation and cause",
  incremental: true
})

/** Why this answer may be followed by another attempt under the policy, if it may. */
const retryCause = (kind: "read" | "write", answer: Answer): RetryCause | undefined => {
  switch (answer._tag) {
    case "NotSent":
      return "NotSent"
    case "Refused":
      return answer.code === 1009 ? "TooManyRequests" : undefined
    case "NoAnswer":
      return kind === "read" ? "NoAnswer" : undefined
    case "Unreadable":
      return kind === "read" && answer.status >= 500 ? "Unreadable" : undefined
    case "NotRecorded":
    case "Accepted":
      return undefined
  }
}

/** All attempts of one call: the last answer, when nothing more may be sent or the policy has enough. */
const attemptAll = (
  { exchange, policy, tokens }: Tools,
  request: Pick<Outgoing, "endpoint" | "path" | "body" | "beforeSending">,
  progress: Progress
): Effect.Effect<Answer, ReadError> => {
  const { beforeSending, body, endpoint, path } = request
  let driver: Schedule.ScheduleDriver<unknown, RetryCause> | undefined

  const again = (cause: string): Effect.Effect<Answer, ReadError> =>
    Effect.zipRight(
      Metric.increment(Metric.tagged(Metric.tagged(retries, "operation", endpoint.name), "cause", cause)),
      attempt
    )

  /** Again, if the policy says so, after the wait that it says. */
  const later = (cause: RetryCause, answer: Answer): Effect.Effect<Answer, ReadError> =>
    Effect.flatMap(driver === undefined ? Schedule.driver(policy.schedule) : Effect.succeed(driver), (made) => {
      driver = made
      return Effect.matchEffect(made.next(cause), {
        onFailure: () => Effect.succeed(answer),
        onSuccess: () => again(cause)
      })
    })

  const next = (answer: Answer): Effect.Effect<Answer, ReadError> => {
    const code = answer._tag === "Refused" ? answer.code : undefined
    const { token } = progress
    if (code === 1005 && !progress.timestampRefused) {
      progress.timestampRefused = true
      progress.open = []
      return again("TimestampRejected")
    }
    if (
      (code === 1006 || code === 1007) &&
      tokens !== undefined &&
      token !== undefined &&
      progress.tokensRefused < tokens.replacements
    ) {
      progress.tokensRefused += 1
      progress.open = []
      return Effect.zipRight(tokens.invalidate(token), again("AccessTokenRejected"))
    }
    const cause = retryCause(endpoint.kind, answer)
    if (cause === undefined) return Effect.succeed(answer)
    // Now, before the wait: a deadline that passes during it must not take a settled copy for an open one.
    progress.open = []
    return later(cause, answer)
  }

  const handedOver = (timestamp: Timestamp.Timestamp) => void progress.open.push(timestamp)

  const send = (token: AccessToken.AccessToken | undefined): Effect.Effect<Answer, ReadError> => {
    progress.attempts += 1
    progress.token = token
    return Effect.flatMap(exchange({ endpoint, path, body, beforeSending, token, handedOver }), next)
  }

  const attempt: Effect.Effect<Answer, ReadError> =
    tokens === undefined ? Effect.suspend(() => send(undefined)) : Effect.flatMap(tokens.get, send)

  return attempt
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> => (Predicate.isReadonlyRecord(value) ? value : {})

/** What travels encrypted must not be repeated in that form either: it is the same for the same secret. */
const inBothForms = (
  encoded: Readonly<Record<string, unknown>>,
  clear: Readonly<Record<string, string>> = {}
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(clear).map(([name, secret]) => [name, [encoded[name], secret]]))

/** What a message must not repeat: the payload's values, the key and the token. */
const sentBy = (
  { apiKey }: Tools,
  { token }: Progress,
  encoded: unknown,
  clear: Readonly<Record<string, string>> | undefined
): Readonly<Record<string, unknown>> => ({
  ...asRecord(encoded),
  ...inBothForms(asRecord(encoded), clear),
  "Api-Key": Redacted.value(apiKey),
  ...(token === undefined ? {} : { "Access-Token": Redacted.value(token) })
})

/** A refused timestamp tells how far off the clocks were seen to be. */
const withOffset = (rejection: Rejection.Rejection, offset: Option.Option<number>): Rejection.Rejection =>
  rejection._tag === "TimestampRejected" && Option.isSome(offset)
    ? new Rejection.TimestampRejected({ ...rejection, offsetMillis: offset.value })
    : rejection

/** A call of one endpoint: succeeds with its success value, or ends otherwise. */
const ended = <P, PI, S, SI>(
  tools: Tools,
  endpoint: Typed<"read" | "write", P, PI, S, SI>,
  disagreement: Disagreement<P, S>
) => {
  const encode = encoding(() => endpoint.payload)
  const encodeAgain = encoding(() => endpoint.payload, { errors: "all" })
  const decode = decoding(() => endpoint.success)

  const accepted = (data: unknown, payload: P): Either.Either<S, string> =>
    Either.flatMap(Either.mapLeft(decode(data), unfit), (success) => {
      const detail = disagreement(payload, success)
      return detail === undefined ? Either.right(success) : Either.left(detail)
    })

  const conclude = (
    answer: Answer,
    progress: Progress,
    payload: P,
    encoded: unknown,
    { clear }: CallOptions
  ): Effect.Effect<S, Ending> => {
    switch (answer._tag) {
      case "Accepted":
        return Either.match(accepted(answer.data, payload), {
          onLeft: (detail) => Effect.fail<Ending>({ _tag: "Accepted", status: answer.status, detail }),
          onRight: Effect.succeed
        })
      case "Refused":
        return Effect.fail({
          _tag: "Refused",
          rejection: withOffset(Rejection.fromFailure(answer, sentBy(tools, progress, encoded, clear)), answer.offset)
        })
      default:
        return Effect.fail(answer)
    }
  }

  const tooLate = (progress: Progress, deadline: Duration.Duration): Ending =>
    progress.open.length === 0
      ? { _tag: "DeadlinePassed", detail: `not within ${Duration.toSeconds(deadline)} s` }
      : { _tag: "NoAnswer", detail: `none within ${Duration.toSeconds(deadline)} s` }

  return (payload: P, progress: Progress, options: CallOptions): Effect.Effect<S, Ending> => {
    const encoded: Either.Either<unknown, ParseResult.ParseIssue> =
      options.encoded === undefined ? encode(payload) : Either.right(options.encoded)
    if (Either.isLeft(encoded)) {
      const all = encodeAgain(payload)
      return Effect.fail({ _tag: "Invalid", issue: Either.isLeft(all) ? all.left : encoded.left })
    }
    const body = endpoint.method === "GET" ? undefined : JSON.stringify(encoded.right)
    const deadline = options.deadline === undefined ? tools.policy.deadline : Duration.decode(options.deadline)
    const path = Endpoint.pathOf(endpoint, encoded.right)
    return attemptAll(tools, { endpoint, path, body, beforeSending: options.beforeSending }, progress).pipe(
      Effect.matchEffect({
        onFailure: (error) => Effect.fail<Ending>({ _tag: "TokenFailed", error }),
        onSuccess: (answer) => conclude(answer, progress, payload, encoded.right, options)
      }),
      within({ duration: deadline, onTimeout: () => Effect.fail(tooLate(progress, deadline)) })
    )
  }
}

const textAt = (payload: unknown, field: string): string | undefined =>
  Predicate.isReadonlyRecord(payload) && typeof payload[field] === "string" ? payload[field] : undefined

/** The merchant's own numbers in a payload: what a write is found by. */
const uniqueNosOf = (payload: unknown): UniqueNos => {
  const cardUniqueNo = textAt(payload, "cardUniqueNo")
  const transferUniqueNo = textAt(payload, "transferUniqueNo")
  const cardholderUniqueNo = textAt(payload, "cardholderUniqueNo")
  return {
    ...(cardUniqueNo === undefined ? {} : { cardUniqueNo }),
    ...(transferUniqueNo === undefined ? {} : { transferUniqueNo }),
    ...(cardholderUniqueNo === undefined ? {} : { cardholderUniqueNo })
  }
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

/** A call in a span of its own, which tells how often it was sent and what the platform answered, and nothing sent. */
const traced = <A, E extends ReadError | WriteError>(
  operation: string,
  { cardUniqueNo, transferUniqueNo }: UniqueNos,
  progress: Progress,
  call: Effect.Effect<A, E>
): Effect.Effect<A, E> => {
  const attributes = {
    "keysecure.operation": operation,
    ...(cardUniqueNo === undefined ? {} : { "keysecure.card_unique_no": cardUniqueNo }),
    ...(transferUniqueNo === undefined ? {} : { "keysecure.transfer_unique_no": transferUniqueNo })
  }
  return Effect.useSpan(`KeySecure.${operation}`, { kind: "client", captureStackTrace: false, attributes }, (span) =>
    Effect.onExit(Effect.withParentSpan(call, span), (exit) =>
      Effect.sync(() => {
        span.attribute("keysecure.attempts", progress.attempts)
        const code = Exit.isFailure(exit) ? Option.flatMap(Cause.failureOption(exit.cause), codeOf) : Option.none()
        if (Option.isSome(code)) span.attribute("keysecure.code", code.value)
      })
    )
  )
}

const run = <P, PI, S, SI, E extends ReadError | WriteError>(
  tools: Tools,
  endpoint: Typed<"read" | "write", P, PI, S, SI>,
  disagreement: Disagreement<P, S>,
  errorOf: (facts: CallFacts, ending: Ending) => E
) => {
  const operation = endpoint.name
  const call = ended(tools, endpoint, disagreement)
  const count = counterOf(operation)

  return (payload: P, options: CallOptions = {}): Effect.Effect<S, E> =>
    Effect.withFiberRuntime((fiber) => {
      const progress: Progress = { open: [], attempts: 0, timestampRefused: false, tokensRefused: 0, token: undefined }
      const labels = fiber.getFiberRef(FiberRef.currentMetricLabels)
      const counted = Effect.matchEffect(call(payload, progress, options), {
        onFailure: (ending) => {
          const error = errorOf({ operation, uniqueNos: uniqueNosOf(payload), stamps: progress.open }, ending)
          count(error._tag, labels)
          return Effect.fail(error)
        },
        onSuccess: (success) => {
          count("ok", labels)
          return Effect.succeed(success)
        }
      })
      return fiber.getFiberRef(FiberRef.currentTracerEnabled)
        ? traced(operation, uniqueNosOf(payload), progress, counted)
        : counted
    })
}

/** The method of a read. */
export const read = <P, PI, S, SI>(
  tools: Tools,
  endpoint: Typed<"read", P, PI, S, SI>,
  disagreement: Disagreement<P, S> = noDisagreement
): ((payload: P, options?: CallOptions) => Effect.Effect<S, ReadError>) => run(tools, endpoint, disagreement, readError)

/** The method of a write. */
export const write = <P, PI, S, SI>(
  tools: Tools,
  endpoint: Typed<"write", P, PI, S, SI>,
  disagreement: Disagreement<P, S> = noDisagreement
): ((payload: P, options?: CallOptions) => Effect.Effect<S, WriteError>) =>
  run(tools, endpoint, disagreement, writeError)
