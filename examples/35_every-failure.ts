/**
 * Every failure of issuing a card, and what to do about it. An error more that is no refusal would not compile before it has
 * its place here. A simulator in memory is made to produce them, on a clock that jumps over the waiting.
 *
 *     npx tsx examples/35_every-failure.ts
 */
import { AttemptLog, CardIssuance, type ClientError, RetryPolicy } from "@effect-keysecure/client"
import { Card, type CardApplication, Cardholder, ErrorCode, type Rejection } from "@effect-keysecure/schema"
import { type Fault, KeySecureSimulator, Sample, Scenario, VirtualClock } from "@effect-keysecure/testkit"
import { Console, Effect, Layer, Logger, LogLevel, Match, Redacted } from "effect"

/** What a refusal asks for: the table of codes says it, so a code more has its place here. */
const refused = (rejection: Rejection.Rejection): string => {
  if (ErrorCode.carriedOut(rejection.code, "applyForCard") === "unknown") return "find out, and do not apply again"
  return rejection._tag === "UndocumentedRejection" ? "ask the platform" : ErrorCode.table[rejection.code].remedy
}
/** What to do. */
const whatToDo = Match.type<ClientError.IssueError>().pipe(
  // Nothing was carried out, and would not be next time.
  Match.tag("RequestInvalid", ({ issues }) => `correct ${issues.map(({ field }) => field).join(", ")}`),
  Match.tag("UniqueNoConflict", "IssuanceFailed", () => "apply with another number"),
  // Nothing was carried out, and it may be next time.
  Match.tag("NotIssued", "NotSent", "TooManyRequests", () => "try again, with the same number"),
  Match.tag("CardholderVerificationPending", "CardholderKycUnavailable", () => "try again when it is verified"),
  // Something was carried out, or may have been.
  Match.tag("OutcomeUnknown", () => "find out, and do not apply again"),
  Match.tag("MoreThanOneCard", ({ cardNos }) => `close all but one of ${cardNos.join(", ")} by hand`),
  Match.orElse(refused)
)

interface Situation {
  readonly application?: Partial<Pick<CardApplication.CardApplication, "cardUniqueNo" | "cardholderNo">>
  readonly faults?: Fault.Schedule
  readonly rules?: Partial<Scenario.Rules>
}

/** The application is carried out, and its answer is lost. */
const lost: Fault.Schedule = [{ operation: "applyForCard", nth: 1, fault: { _tag: "LoseAnswer", silent: false } }]

const situations: Readonly<Record<string, Situation>> = {
  "all is well": {},
  "the number is too long": { application: { cardUniqueNo: Card.CardUniqueNo.make("x".repeat(100), true) } },
  "the cardholder is not verified yet": {
    application: { cardholderNo: Cardholder.CardholderNo.make(Scenario.pendingCardholderNo) }
  },
  "our address is not whitelisted": { rules: { answers: { applyForCard: 1003 } } },
  "no connection": { faults: [{ operation: "applyForCard", nth: 1, fault: { _tag: "ConnectionRefused" } }] },
  "the answer is lost, and the card is there": { faults: lost },
  "the request is lost": {
    faults: [{ operation: "applyForCard", nth: 1, fault: { _tag: "DropBefore", silent: false } }]
  },
  "the answer is lost, and the card came to nothing": {
    faults: lost,
    rules: { newCardStatus: { Virtual: "Fail", Physical: "Fail" } }
  },
  "the answer is lost, and the list cannot be read": { faults: lost, rules: { answers: { listCards: 1001 } } }
}

const issuing = ({ faults = [], rules = {} }: Situation) =>
  CardIssuance.layer({
    apiKey: Redacted.make(Scenario.creditApiKey),
    baseUrl: KeySecureSimulator.baseUrl,
    retryPolicy: RetryPolicy.never
  }).pipe(
    Layer.provide(AttemptLog.layerMemory()),
    Layer.provide(KeySecureSimulator.layerHttpClient({ faults, scenario: Scenario.rules(rules) }))
  )

const program = Effect.forEach(Object.entries(situations), ([name, situation]) =>
  Effect.flatMap(CardIssuance.CardIssuance, ({ issue }) =>
    issue({ ...Sample.virtualApplication, ...situation.application })
  ).pipe(
    Effect.match({
      onFailure: (error) => `${error._tag}: ${whatToDo(error)}`,
      onSuccess: ({ cardNo }) => `card ${cardNo}`
    }),
    Effect.flatMap((outcome) => Console.log(`${name} → ${outcome}`)),
    Effect.provide(issuing(situation))
  )
)

// The client says what it is doing in the log: here only the outcome counts.
await Effect.runPromise(VirtualClock.run(() => program).pipe(Logger.withMinimumLogLevel(LogLevel.Error)))
