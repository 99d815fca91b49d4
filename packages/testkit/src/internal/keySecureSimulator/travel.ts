/** The way of a request to the platform and back, by the fault that it meets. */
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import type { Fault } from "../../Fault.js"
import type { Request, Response } from "../requests/http.js"
import type { Answered, Platform, RequestOverrides } from "../simulation/platform.js"

/** How a request ends for its caller, if it gets an answer. */
export type Travel = Effect.Effect<Answered, HttpClientError.HttpClientError>

/** One request, and its target. A request that was handed over is delivered while the scope is open. */
export interface Delivery {
  readonly platform: Pick<Platform, "answer" | "preview">
  readonly scope: Scope.Scope
  readonly request: Request
  /** The request as its client made it. */
  readonly from: HttpClientRequest.HttpClientRequest
  /** No answer, ever. */
  readonly silence: Effect.Effect<never>
}

/** A failure as Node's transports tell it. */
const failure = (request: HttpClientRequest.HttpClientRequest, code: string, syscall: string) =>
  new HttpClientError.RequestError({
    request,
    reason: "Transport",
    cause: Object.assign(new Error(`${syscall} ${code}`), { code, syscall })
  })

/** The connection ends without an answer. */
export const connectionReset = (request: HttpClientRequest.HttpClientRequest) => failure(request, "ECONNRESET", "read")

const page = (status: number, headers: Readonly<Record<string, string>> = {}): Travel =>
  Effect.succeed({
    response: {
      status,
      headers: { "content-type": "text/html", ...headers },
      body: `<html><body><h1>${status}</h1></body></html>`
    },
    code: undefined
  })

const oversized = " ".repeat(1024 * 1024 + 1)

/** Goes on without the caller. */
const apart = <A>({ scope }: Delivery, effect: Effect.Effect<A>): Effect.Effect<Fiber.Fiber<A>> =>
  Effect.forkIn(effect, scope)

/** It is answered while the caller waits, and carried out even if the caller does not. */
const awaited = <A>(delivery: Delivery, effect: Effect.Effect<A>): Effect.Effect<A> =>
  Effect.flatMap(apart(delivery, effect), Fiber.join)

const carried = (delivery: Delivery, overrides?: RequestOverrides): Effect.Effect<Answered> =>
  awaited(delivery, delivery.platform.answer(delivery.request, overrides))

/** It is delivered later, even if the caller leaves. */
const later = (delivery: Delivery, millis: number) =>
  apart(delivery, Effect.delay(delivery.platform.answer(delivery.request), millis))

/** Checked now, and carried out later. */
const processed = (delivery: Delivery, heldMillis: number): Effect.Effect<Answered> => {
  const { platform, request } = delivery
  return awaited(
    delivery,
    Effect.flatMap(platform.preview(request), ({ code }) =>
      code === 0 ? Effect.delay(platform.answer(request, { heldMillis }), heldMillis) : platform.answer(request)
    )
  )
}

/** It is carried out, or not, and answered by something else. */
const instead = (delivery: Delivery, carriedOut: boolean, answer: Travel): Travel =>
  carriedOut ? Effect.zipRight(carried(delivery), answer) : answer

/** It is carried out, and answered with another body, which has no code that could be read. */
const spoilt = (delivery: Delivery, change: (body: string) => string): Travel =>
  Effect.map(carried(delivery), ({ response }) => ({
    response: { ...response, body: change(response.body) },
    code: undefined
  }))

const asHtml = (response: Response): Response => ({
  ...response,
  headers: { ...response.headers, "content-type": "text/html" }
})

/** The way of a request that meets a fault, or none. */
export const travel = (delivery: Delivery, fault: Fault | undefined): Travel => {
  const reset: Travel = Effect.suspend(() => connectionReset(delivery.from))
  const nothing = (silent: boolean): Travel => (silent ? delivery.silence : reset)

  switch (fault?._tag) {
    case undefined:
      return carried(delivery)
    case "DelayBefore":
      return awaited(delivery, Effect.delay(delivery.platform.answer(delivery.request), fault.millis))
    case "DelayAfter":
      return Effect.zipLeft(carried(delivery), Effect.sleep(fault.millis))
    case "ConnectionRefused":
      return failure(delivery.from, "ECONNREFUSED", "connect")
    case "DropBefore":
      return nothing(fault.silent)
    case "LoseAnswer":
      return Effect.zipRight(carried(delivery), nothing(fault.silent))
    case "DeliverTwice":
      return Effect.zipRight(
        later(delivery, fault.millis),
        fault.answered ? carried(delivery) : Effect.zipRight(carried(delivery), reset)
      )
    case "DeliverLate":
      return Effect.zipRight(later(delivery, fault.millis), reset)
    case "AnswerCode":
      return instead(delivery, fault.carriedOut, delivery.platform.answer(delivery.request, { code: fault.code }))
    case "ErrorPage": {
      const { carriedOut, retryAfterSeconds, status } = fault
      const headers = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }
      return instead(delivery, carriedOut, page(status, headers))
    }
    case "BadGateway":
      return instead(delivery, fault.carriedOut, page(502))
    case "Redirect":
      return instead(delivery, fault.carriedOut, page(302, { location: "https://elsewhere.example/" }))
    case "Truncated":
      return spoilt(delivery, (body) => body.slice(0, body.length / 2))
    case "Oversized":
      return spoilt(delivery, (body) => body + oversized)
    case "Garbage":
      return spoilt(delivery, () => "\u0000\u0001 garbage {")
    case "WrongContentType":
      return Effect.map(carried(delivery), ({ code, response }) => ({ response: asHtml(response), code }))
    case "SlowProcessing":
      return processed(delivery, fault.millis)
    case "StaleList":
      return carried(delivery, { listLagMillis: fault.millis })
    case "ClockSkew":
      return carried(delivery, { skewMillis: fault.millis })
  }
}
