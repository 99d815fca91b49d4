/** A platform of somebody else's making: the simulator behind a layer that rewrites what it is asked and what it answers. */
import { AttemptLog, CardIssuance } from "@effect-keysecure/client"
import { DatedQuery } from "@effect-keysecure/schema"
import { type Fault, KeySecureSimulator, Scenario, VirtualClock } from "@effect-keysecure/testkit"
import { HttpBody, HttpClient, HttpClientError, HttpClientRequest, type HttpClientResponse } from "@effect/platform"
import { Effect, Layer } from "effect"
import { apiKey } from "../simulated.js"
import type { Parts } from "./world.js"

/** A JSON object, of which nothing is known. */
export type Wire = Record<string, unknown>

/** A request on its way in. */
export interface Asked {
  readonly path: string
  readonly body: Wire
  /** The platform's time, in Unix ms. */
  readonly now: number
}

/** What this platform does otherwise than the simulator. */
export interface Otherwise {
  /** What it makes of a request before it carries it out. */
  readonly asked?: (asked: Asked) => Wire
  /** What it answers without carrying anything out; nothing to do as usual. */
  readonly instead?: (asked: Asked) => object | "no answer" | undefined
  /** What it writes in place of an answer. */
  readonly answered?: (asked: Asked, answer: Wire) => unknown
  /** The HTTP status under which it answers each list, which it then shows without rows. */
  readonly emptyUnder?: number
}

const textOf = ({ body }: HttpClientRequest.HttpClientRequest): string => {
  if (body._tag === "Raw" && typeof body.body === "string") return body.body
  return body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : ""
}

const wireOf = (text: string): Wire => (text === "" ? {} : JSON.parse(text))

/** The same response with another body. */
const withText = (
  response: HttpClientResponse.HttpClientResponse,
  text: string,
  status = response.status
): HttpClientResponse.HttpClientResponse =>
  Object.create(response, {
    status: { value: status },
    text: { value: Effect.succeed(text) },
    headers: { value: { ...response.headers, "content-length": String(new TextEncoder().encode(text).length) } }
  })

/** The HTTP client of a platform that does this otherwise. */
const doing = (otherwise: () => Otherwise) =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.gen(function* () {
      const { answered, asked, emptyUnder, instead } = otherwise()
      const inner = yield* HttpClient.HttpClient
      const simulator = yield* KeySecureSimulator.KeySecureSimulator
      return HttpClient.make((request, url) =>
        Effect.gen(function* () {
          const text = textOf(request)
          const is: Asked = { path: url.pathname, body: wireOf(text), now: yield* simulator.now }
          const other = instead?.(is)
          if (other === "no answer") {
            return yield* new HttpClientError.RequestError({
              request,
              reason: "Transport",
              cause: { code: "ECONNRESET" }
            })
          }
          const body = asked === undefined || text === "" ? text : JSON.stringify(asked(is))
          // What is answered instead still tells the time, as every answer does.
          const sent = other === undefined ? body : "{}"
          const response = yield* inner.execute(
            text === "" ? request : HttpClientRequest.setBody(request, HttpBody.raw(sent))
          )
          if (other !== undefined) return withText(response, JSON.stringify(other))
          if (emptyUnder !== undefined && isList(is.path)) {
            return withText(response, JSON.stringify({ code: 0, msg: "", data: null }), emptyUnder)
          }
          if (answered === undefined) return response
          return withText(response, JSON.stringify(answered(is, wireOf(yield* response.text))))
        })
      )
    })
  )

export const paths = {
  apply: "/open-api/v1/card/apply",
  list: "/open-api/v1/card/list",
  transfer: "/open-api/v1/account/transfer",
  transfers: "/open-api/v1/account/transfer/list"
}

export const isDetail = (path: string): boolean => path.endsWith("/detail")
export const isList = (path: string): boolean => path === paths.list || path === paths.transfers

const isRecord = (value: unknown): value is Wire => typeof value === "object" && value !== null && !Array.isArray(value)

/** The rows of a page. */
export const listIn = ({ data }: Wire): ReadonlyArray<unknown> =>
  isRecord(data) && Array.isArray(data["list"]) ? data["list"] : []

/** What every row of the lists, and every detail, shows. */
export const showing =
  (row: (row: Wire) => Wire, where: (path: string) => boolean = (path) => isList(path) || isDetail(path)) =>
  ({ path }: Asked, answer: Wire): unknown => {
    const data = answer["data"]
    if (!where(path) || !isRecord(data)) return answer
    const list = data["list"]
    return { ...answer, data: Array.isArray(list) ? { ...data, list: list.map(row) } : row(data) }
  }

/** What every own number that it is sent, or asked for, is stored and compared as. */
export const storing =
  (field: string, write: (text: string) => string) =>
  ({ body }: Asked): Wire => {
    const text = body[field]
    return typeof text === "string" ? { ...body, [field]: write(text) } : body
  }

const hourMillis = 3_600_000

/** A moment of a query in Unix ms. */
export const timeIn = (body: Wire, field: string): number =>
  Date.parse(`${String(body[field]).replace(" ", "T")}Z`) - DatedQuery.zoneOffsetHours * hourMillis

export interface Place {
  readonly rules?: Partial<Scenario.Rules>
  readonly faults?: Fault.Schedule
  readonly log?: Layer.Layer<AttemptLog.AttemptLog>
  readonly otherwise?: () => Otherwise
  readonly platform?: string
  readonly baseUrl?: string
}

/** Runs a program at such a platform; no real time passes. */
export const at = <A, E>(
  {
    baseUrl = KeySecureSimulator.baseUrl,
    faults = [],
    log = AttemptLog.layerMemory(),
    otherwise = () => ({}),
    platform,
    rules = {}
  }: Place,
  program: (clock: VirtualClock.VirtualClock) => Effect.Effect<A, E, Parts>
): Promise<A> =>
  Effect.runPromise(
    VirtualClock.run((clock) =>
      program(clock).pipe(
        Effect.scoped,
        // Spans take a third of the time, and nobody looks at them.
        Effect.withTracerEnabled(false),
        Effect.provide(
          CardIssuance.layer({ apiKey, baseUrl, ...(platform === undefined ? {} : { platform }) }).pipe(
            Layer.provideMerge(log),
            Layer.provide(doing(otherwise)),
            Layer.provideMerge(KeySecureSimulator.layerHttpClient({ scenario: Scenario.rules(rules), faults }))
          )
        )
      )
    )
  )
