/** One call over the direct way and over the ordinary one, against a server that does step by step what a script says. */
import {
  AccessTokens,
  type ClientError,
  KeySecureClient,
  KeySecureConfig,
  type RetryPolicy,
  ServerTime
} from "@effect-keysecure/client"
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import { Card } from "@effect-keysecure/schema"
import {
  Cause,
  Deferred,
  Duration,
  Effect,
  Exit,
  FastCheck as fc,
  Fiber,
  Layer,
  Logger,
  LogLevel,
  Metric,
  MetricKeyType,
  Redacted,
  Schedule
} from "effect"
import type * as Net from "node:net"
import { answers } from "./answers.js"
import { application, query } from "./requests.js"
import { tcpServer } from "./server.js"

/** Up to where an exchange goes on before something happens to it. */
type Stage = "connected" | "asked" | "inHead" | "inBody"

/** What the server does with one request. */
type Step =
  | { readonly _tag: "Answer"; readonly index: number; readonly isDated: boolean }
  | { readonly _tag: "Refuse"; readonly code: number }
  | { readonly _tag: "Cut"; readonly at: Stage; readonly isReset: boolean }
  | { readonly _tag: "Hang"; readonly at: Stage }

/** An exchange: what is called, how, and what becomes of it. */
export interface Script {
  readonly operation: "applyForCard" | "getCard" | "listCards"
  readonly recording: "none" | "succeeds" | "fails" | "hangs"
  readonly retries: number
  /** The last step is repeated. */
  readonly steps: readonly [Step, ...ReadonlyArray<Step>]
  /** What ends a call that hangs: its deadline, or the caller. */
  readonly impatient: "deadline" | "caller"
  /** Whether the caller gives up before anything happened. */
  readonly isGivenUp: boolean
}

const stage = fc.constantFrom<Stage>("connected", "asked", "inHead", "inBody")

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      _tag: fc.constant<"Answer">("Answer"),
      index: fc.nat(answers.length - 1),
      isDated: fc.boolean()
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: fc.constant<"Refuse">("Refuse"),
      code: fc.constantFrom(1004, 1005, 1006, 1007, 1009, 1001, 4999)
    })
  },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant<"Cut">("Cut"), at: stage, isReset: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant<"Hang">("Hang"), at: stage }) }
)

/** Generated exchanges. */
export const scripts: fc.Arbitrary<Script> = fc.record({
  operation: fc.constantFrom("applyForCard", "applyForCard", "getCard", "listCards"),
  recording: fc.constantFrom("none", "none", "none", "succeeds", "fails", "hangs"),
  retries: fc.nat(2),
  steps: fc.tuple(step, step, step),
  impatient: fc.constantFrom("deadline", "caller"),
  isGivenUp: fc.integer({ min: 0, max: 15 }).map((n) => n === 0)
})

const refusal = (code: number): Buffer => {
  const body = JSON.stringify({ code, msg: "package_no is odd" })
  return Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\ndate: ${new Date().toUTCString()}\r\n\r\n${body}`
  )
}

/** An answer with a `Date` of now as its first header. */
const dated = (bytes: Buffer, isDated: boolean): Buffer => {
  const end = bytes.indexOf("\r\n") + 2
  const date = Buffer.from(`date: ${new Date().toUTCString()}\r\n`)
  return isDated && bytes.subarray(0, 12).toString() === "HTTP/1.1 200"
    ? Buffer.concat([bytes.subarray(0, end), date, bytes.subarray(end)])
    : bytes
}

const card = answers[0]?.bytes ?? Buffer.alloc(0)
const partOf = { connected: 0, asked: 0, inHead: 20, inBody: card.length - 10 }

/** A request without what differs: its stamp and its port. */
const seen = (text: string): string => text.replace(/^(timestamp|host): .*$/gim, "$1")

/** Plays the script. `hung` says when the server hangs. */
const play = ({ steps }: Script, requests: Array<string>, hung: () => void) => {
  let asked = 0
  return (socket: Net.Socket): void => {
    let text = ""
    const next = (): Step => steps[Math.min(asked, steps.length - 1)] ?? steps[0]
    const end = (isReset: boolean) => void (isReset ? socket.resetAndDestroy() : socket.destroy())
    const at = (now: Stage, doing: Step): boolean => {
      if (doing._tag !== "Cut" && doing._tag !== "Hang") return false
      if (doing.at !== now) return false
      if (partOf[now] > 0) socket.write(card.subarray(0, partOf[now]))
      asked += 1
      if (doing._tag === "Hang") hung()
      else setImmediate(() => end(doing.isReset))
      return true
    }
    // A connection that is not answered is not read, either.
    if (at("connected", next())) return
    socket.on("data", (part) => {
      text += part.toString("latin1")
      const [head = "", body] = text.split("\r\n\r\n")
      const [, length = "0"] = /^content-length: (\d+)/im.exec(head) ?? []
      if (body === undefined || body.length < Number(length)) return
      requests.push(seen(text))
      text = ""
      const doing = next()
      if (at("connected", doing) || at("asked", doing) || at("inHead", doing) || at("inBody", doing)) return
      asked += 1
      if (doing._tag === "Refuse") socket.write(refusal(doing.code))
      if (doing._tag === "Answer") socket.end(dated(answers[doing.index]?.bytes ?? card, doing.isDated))
    })
  }
}

/** What an end says, without what differs from run to run: stamps, ports, how far off a clock is. */
const told = (exit: Exit.Exit<unknown, unknown>): string =>
  Exit.match(exit, {
    onFailure: (cause) => (Cause.isInterruptedOnly(cause) ? "interrupted" : JSON.stringify(Cause.squash(cause), plain)),
    onSuccess: (value) => JSON.stringify(value, plain)
  })

const plain = (name: string, value: unknown): unknown => {
  if (name === "stamps") return Array.isArray(value) ? value.length : value
  if (name === "settlesAt" || name === "offsetMillis") return typeof value
  return typeof value === "string" ? value.replace(/127\.0\.0\.1:\d+/g, "there") : value
}

let run = 0

/** The call's counters, which are this run's alone. */
const counted = (label: string) =>
  Effect.map(Metric.snapshot, (pairs) =>
    pairs
      .flatMap(({ metricKey, metricState }) =>
        metricKey.name.startsWith("keysecure_") &&
        metricKey.tags.some(({ key, value }) => key === "run" && value === label) &&
        MetricKeyType.isCounterKey(metricKey.keyType)
          ? [
              `${metricKey.name} ${metricKey.tags
                .filter(({ key }) => key !== "run")
                .map(({ value }) => value)
                .join(" ")} ${JSON.stringify(metricState)}`
            ]
          : []
      )
      .toSorted()
  )

const recordings = {
  none: {},
  succeeds: { beforeSending: () => Effect.yieldNow() },
  fails: { beforeSending: () => Effect.fail({ _tag: "Full" }) },
  hangs: { beforeSending: () => Effect.never }
}

/** What becomes of an exchange: how the call ends, what is counted, and what the server was sent. */
const outcomeOf = (script: Script, direct: boolean, patience = Duration.millis(250)) =>
  Effect.gen(function* () {
    const requests: Array<string> = []
    const hung = yield* Deferred.make<void>()
    const baseUrl = yield* tcpServer(play(script, requests, () => Deferred.unsafeDone(hung, Exit.void)))
    const label = `direct-${(run += 1)}`
    const isHanging = script.recording === "hangs" || script.steps.some(({ _tag }) => _tag === "Hang")
    const policy: RetryPolicy.RetryPolicy = {
      deadline:
        isHanging && (script.impatient === "deadline" || script.recording === "hangs")
          ? patience
          : Duration.seconds(60),
      schedule: Schedule.recurs(script.retries)
    }
    const exit = yield* Effect.gen(function* () {
      const client = yield* KeySecureClient.KeySecureClient
      const options = recordings[script.recording]
      const call: Effect.Effect<object, ClientError.ReadError | ClientError.WriteError> =
        script.operation === "applyForCard"
          ? client.applyForCard(application, options)
          : script.operation === "getCard"
            ? client.getCard({ cardNo: Card.CardNo.make("C1") }, options)
            : client.listCards(query, options)
      const calling = yield* Effect.fork(Effect.tagMetrics(call, "run", label))
      if (script.isGivenUp) {
        yield* Effect.yieldNow()
        return yield* Fiber.interrupt(calling)
      }
      if (script.impatient === "caller") {
        yield* Effect.fork(Effect.zipRight(Deferred.await(hung), Fiber.interruptFork(calling)))
      }
      return yield* Fiber.await(calling)
    }).pipe(
      Effect.provide(
        KeySecureClient.layerWithoutDependencies({ retryPolicy: policy }).pipe(
          Layer.provide([
            AccessTokens.layerStatic(Redacted.make("a-token")),
            ServerTime.layer(),
            KeySecureConfig.layer({ apiKey: Redacted.make("a-key"), baseUrl, platform: "elsewhere" }),
            UndiciHttpClient.layerAgent({ direct })
          ])
        )
      )
    )
    return { ended: told(exit), counted: yield* counted(label), requests }
  }).pipe(Effect.scoped, Logger.withMinimumLogLevel(LogLevel.None))

/** What becomes of an exchange on both ways. On a busy machine a short deadline may pass early: what differs is tried with a long one. */
export const onBothWays = (script: Script) => {
  const both = (patience?: Duration.Duration) =>
    Effect.all([outcomeOf(script, true, patience), outcomeOf(script, false, patience)], { concurrency: 2 }).pipe(
      Effect.map(([direct, ordinary]) => ({ script, direct, ordinary }))
    )
  return Effect.flatMap(both(), (tried) =>
    JSON.stringify(tried.direct) === JSON.stringify(tried.ordinary) ? Effect.succeed(tried) : both(Duration.seconds(5))
  )
}
