/** The network between clients and the platform, on which requests meet the faults of a schedule. */
import { RequestHeaders } from "@effect-keysecure/schema"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import type { Fault, RequestRecord, Schedule } from "../../Fault.js"
import type { Request } from "../requests/http.js"
import type { Answered, Platform } from "../simulation/platform.js"
import { operationOf } from "../simulation/route.js"
import type { Handle } from "./clientTransport.js"
import { makeSilence } from "./silence.js"
import { travel } from "./travel.js"

/** A network. */
export interface Network {
  /** The way of one client to the platform. */
  readonly handleFor: (client: number) => Handle
  /** All requests so far, in the order in which they were handed over. */
  readonly requestRecords: () => ReadonlyArray<RequestRecord>
}

const keyOf = (operation: string | undefined, nth: number): string => `${operation ?? ""} ${nth}`

const named = /"cardholder_no"\s*:\s*"([^"]+)"/

/** The cardholder for whom an application is. */
const cardholderOf = (operation: string | undefined, { body }: Request): string | undefined =>
  operation === "applyForCard" ? named.exec(body)?.[1] : undefined

/** A request that was handed over. */
const begun = (
  request: Request,
  about: Pick<RequestRecord, "operation" | "nth" | "client" | "sentAt" | "fault">
): RequestRecord => ({
  ...about,
  cardholderNo: cardholderOf(about.operation, request),
  timestamp: Number(request.headers[RequestHeaders.names.timestamp]),
  accessToken: request.headers[RequestHeaders.names.accessToken] ?? "",
  end: "no answer",
  code: undefined,
  endedAt: undefined
})

const codeOf = (error: HttpClientError.HttpClientError): string => {
  const cause: unknown = error.cause
  return cause instanceof Error && "code" in cause ? String(cause.code) : error.reason
}

/** The same request when it came to an end, if its caller saw that end. */
const ended = (
  record: RequestRecord,
  exit: Exit.Exit<Answered, HttpClientError.HttpClientError>,
  endedAt: number
): RequestRecord =>
  Exit.match(exit, {
    onSuccess: ({ code, response: { status } }) => ({
      ...record,
      end: code === undefined ? `HTTP ${status}` : `code ${code}`,
      code,
      endedAt
    }),
    onFailure: (cause) => (cause._tag === "Fail" ? { ...record, end: codeOf(cause.error), endedAt } : record)
  })

/**
 * A network in a scope. A request that was handed over is delivered while the scope is open, even if the caller has
 * left.
 */
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
  const silence = makeSilence()

  const handleFor =
    (client: number): Handle =>
    (request, from) =>
      Effect.flatMap(platform.now, (sentAt) => {
        const operation = operationOf(request.method, request.path)
        const nth = (counts.get(operation ?? "") ?? 0) + 1
        counts.set(operation ?? "", nth)
        const fault = faults.get(keyOf(operation, nth))
        const record = begun(request, { operation, nth, client, sentAt, fault })
        const index = requestRecords.length
        const isKept = index < recordsKept
        if (isKept) requestRecords.push(record)
        return travel({ platform, scope, request, from, silence }, fault).pipe(
          Effect.onExit((exit) =>
            Effect.map(platform.now, (now) => {
              if (isKept) requestRecords[index] = ended(record, exit, now)
            })
          ),
          Effect.map(({ response }) => response)
        )
      })

  return { handleFor, requestRecords: () => requestRecords.slice() }
}
