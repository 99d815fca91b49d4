/** The way between clients and the platform, on which requests meet the faults of a schedule. */
import { RequestHeaders } from "@effect-keysecure/schema"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import type { Fault, RequestRecord, Schedule } from "../../Fault.js"
import type { Handle } from "./clientTransport.js"
import type { Request, Response } from "../requests/http.js"
import type { Answered, RequestOverrides, Platform } from "../simulation/platform.js"
import { operationOf } from "../simulation/route.js"
import { neverAnswers } from "./neverAnswers.js"

/** A network. */
export interface Network {
  /** The way of one client to the platform. */
  readonly handleFor: (client: number) => Handle
  /** All requests so far, in the order in which they were handed over. */
  readonly requestRecords: () => ReadonlyArray<RequestRecord>
}

interface Ended extends Omit<Answered, "code"> {
  readonly code: number | undefined
}

type Travel = Effect.Effect<Ended, HttpClientError.HttpClientError>

/** A failure as Node's transports tell it. */
const failure = (request: HttpClientRequest.HttpClientRequest, code: string, syscall: string) =>
  new HttpClientError.RequestError({
    request,
    reason: "Transport",
    cause: Object.assign(new Error(`${syscall} ${code}`), { code, syscall })
  })

const page = (status: number, headers: Readonly<Record<string, string>>): Ended => ({
  response: {
    status,
    headers: { "content-type": "text/html", ...headers },
    body: `<html><body><h1>${status}</h1></body></html>`
  },
  code: undefined
})

const oversized = " ".repeat(1024 * 1024 + 1)

const withBody =
  (change: (body: string) => string) =>
  ({ response }: Answered): Ended => ({
    response: { ...response, body: change(response.body) },
    code: undefined
  })

const asHtml = ({ code, response }: Answered): Ended => ({
  response: { ...response, headers: { ...response.headers, "content-type": "text/html" } },
  code
})

const keyOf = (operation: string | undefined, nth: number): string => `${operation ?? ""} ${nth}`

const codeOf = (error: HttpClientError.HttpClientError): string => {
  const cause: unknown = error.cause
  return cause instanceof Error && "code" in cause ? String(cause.code) : error.reason
}

const endOf = ({ code, response }: Ended): string => (code === undefined ? `HTTP ${response.status}` : `code ${code}`)

const named = /"cardholder_no"\s*:\s*"([^"]+)"/

/** Whom an application is for. */
const cardholderOf = (operation: string | undefined, { body }: Request): string | undefined =>
  operation === "applyForCard" ? named.exec(body)?.[1] : undefined

/** A network in a scope: what was handed over is delivered while that is open, whatever becomes of the caller. */
export const makeNetwork = (
  platform: Platform,
  schedule: Schedule,
  scope: Scope.Scope,
  recordsKept = Number.POSITIVE_INFINITY
): Network => {
  const faults = new Map<string, Fault>()
  for (const { fault, nth, operation } of schedule.toReversed()) faults.set(keyOf(operation, nth), fault)
  const counts = new Map<string, number>()
  const requestRecords: Array<RequestRecord> = []

  /** Goes on without the caller. */
  const apart = <A>(effect: Effect.Effect<A>): Effect.Effect<Fiber.Fiber<A>> => Effect.forkIn(effect, scope)

  /** Answered while the caller waits; carried out even if it does not. */
  const carried = (request: Request, delayMillis = 0, overrides?: RequestOverrides): Effect.Effect<Answered> => {
    const answer = platform.answer(request, overrides)
    return Effect.flatMap(apart(delayMillis > 0 ? Effect.delay(answer, delayMillis) : answer), Fiber.join)
  }

  /** Checked now, and carried out later. */
  const processed = (request: Request, millis: number): Effect.Effect<Answered> =>
    Effect.flatMap(
      apart(
        Effect.flatMap(platform.preview(request), ({ code }) =>
          code === 0 ? Effect.delay(platform.answer(request, { heldMillis: millis }), millis) : platform.answer(request)
        )
      ),
      Fiber.join
    )

  const travel = (request: Request, from: HttpClientRequest.HttpClientRequest, fault: Fault | undefined): Travel => {
    const reset = failure(from, "ECONNRESET", "read")
    const nothing = (silent: boolean): Travel => (silent ? neverAnswers : Effect.fail(reset))
    const instead = (carriedOut: boolean, answer: Travel): Travel =>
      carriedOut ? Effect.zipRight(carried(request), answer) : answer

    switch (fault?._tag) {
      case undefined:
        return carried(request)
      case "DelayBefore":
        return carried(request, fault.millis)
      case "DelayAfter":
        return Effect.zipLeft(carried(request), Effect.sleep(fault.millis))
      case "ConnectionRefused":
        return Effect.fail(failure(from, "ECONNREFUSED", "connect"))
      case "DropBefore":
        return nothing(fault.silent)
      case "LoseAnswer":
        return Effect.zipRight(carried(request), nothing(fault.silent))
      case "DeliverTwice":
        return Effect.zipRight(
          apart(Effect.delay(platform.answer(request), fault.millis)),
          fault.answered ? carried(request) : Effect.zipRight(carried(request), Effect.fail(reset))
        )
      case "DeliverLate":
        return Effect.zipRight(apart(Effect.delay(platform.answer(request), fault.millis)), Effect.fail(reset))
      case "AnswerCode":
        return instead(fault.carriedOut, platform.answer(request, { code: fault.code }))
      case "BadGateway":
        return instead(fault.carriedOut, Effect.succeed(page(502, {})))
      case "Redirect":
        return instead(fault.carriedOut, Effect.succeed(page(302, { location: "https://elsewhere.example/" })))
      case "Truncated":
        return Effect.map(
          carried(request),
          withBody((body) => body.slice(0, body.length / 2))
        )
      case "Oversized":
        return Effect.map(
          carried(request),
          withBody((body) => body + oversized)
        )
      case "Garbage":
        return Effect.map(
          carried(request),
          withBody(() => "\u0000\u0001 garbage {")
        )
      case "WrongContentType":
        return Effect.map(carried(request), asHtml)
      case "SlowProcessing":
        return processed(request, fault.millis)
      case "StaleList":
        return carried(request, 0, { listLagMillis: fault.millis })
      case "ClockSkew":
        return carried(request, 0, { skewMillis: fault.millis })
    }
  }

  const handleFor =
    (client: number): Handle =>
    (request, from) =>
      Effect.flatMap(platform.now, (sentAt) => {
        const operation = operationOf(request.method, request.path)
        const nth = (counts.get(operation ?? "") ?? 0) + 1
        counts.set(operation ?? "", nth)
        const fault = faults.get(keyOf(operation, nth))
        const index = requestRecords.length
        const begun: RequestRecord = {
          operation,
          nth,
          client,
          cardholderNo: cardholderOf(operation, request),
          timestamp: Number(request.headers[RequestHeaders.names.timestamp]),
          accessToken: request.headers[RequestHeaders.names.accessToken] ?? "",
          sentAt,
          fault,
          end: "no answer",
          code: undefined,
          endedAt: undefined
        }
        const isKept = index < recordsKept
        if (isKept) requestRecords.push(begun)
        const ended = (exit: Exit.Exit<Ended, HttpClientError.HttpClientError>, endedAt: number): RequestRecord =>
          Exit.match(exit, {
            onSuccess: (answer) => ({ ...begun, end: endOf(answer), code: answer.code, endedAt }),
            onFailure: (cause) => (cause._tag === "Fail" ? { ...begun, end: codeOf(cause.error), endedAt } : begun)
          })
        return travel(request, from, fault).pipe(
          Effect.onExit((exit) =>
            Effect.map(platform.now, (now) => {
              if (isKept) requestRecords[index] = ended(exit, now)
            })
          ),
          Effect.map(({ response }): Response => response)
        )
      })

  return { handleFor, requestRecords: () => requestRecords.slice() }
}
