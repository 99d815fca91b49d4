/** The log as it is shown: requests, their answers, and why they were answered so. */
import { RequestHeaders, Timestamp } from "@effect-keysecure/schema"
import type { Response } from "../requests/http.js"
import type { Verdict } from "../simulation/verdict.js"
import { maskedBody, maskedHeaders, scrubbed } from "./mask.js"
import { type Asked, secret } from "./rows.js"
import type { Entry } from "./session.js"

const endOf = ({ end }: Entry) =>
  end === undefined
    ? {}
    : {
        end: {
          at: end.at,
          how: end.how,
          ...(end.response === undefined ? {} : { status: end.response.status }),
          ...(end.code === undefined ? {} : { code: end.code })
        }
      }

/** The time in which the platform takes a request with this stamp, and copies of it. After that it has settled. */
const windowOf = (timestamp: string) =>
  /^\d{13}$/.test(timestamp)
    ? { window: { from: Number(timestamp), to: Number(timestamp) + Timestamp.toleranceMillis } }
    : {}

const common = (asked: Asked, entry: Entry) => {
  const { at, cardUniqueNo, cardholderNo, fault, id, nth, operation, request } = entry
  return {
    id,
    nth,
    at,
    method: request.method,
    path: asked.secrets === true ? request.path : scrubbed(request, request.path),
    apiKey: secret(asked, request.headers[RequestHeaders.names.apiKey] ?? ""),
    timestamp: scrubbed(request, request.headers[RequestHeaders.names.timestamp] ?? ""),
    ...windowOf(request.headers[RequestHeaders.names.timestamp] ?? ""),
    ...(operation === undefined ? {} : { operation }),
    ...(cardUniqueNo === undefined ? {} : { cardUniqueNo }),
    ...(cardholderNo === undefined ? {} : { cardholderNo }),
    ...(fault === undefined ? {} : { fault }),
    ...endOf(entry)
  }
}

/** A request, in short. */
export const rowOf = (asked: Asked, entry: Entry) => ({
  ...common(asked, entry),
  deliveries: entry.deliveries.map(({ verdict: { answeredBy, at, code, done, why } }) => ({
    at,
    why,
    done,
    ...(code === undefined ? {} : { code }),
    ...(answeredBy === undefined ? {} : { answeredBy })
  }))
})

const bodyOf = ({ secrets = false }: Asked, { echoes, request }: Entry, body: string): string =>
  secrets ? body : scrubbed(request, maskedBody(body, echoes))

const verdictOf = ({ answeredBy, code, field, operation, restsOn, ...verdict }: Verdict) => ({
  ...verdict,
  ...(answeredBy === undefined ? {} : { answeredBy }),
  ...(code === undefined ? {} : { code }),
  ...(field === undefined ? {} : { field }),
  ...(operation === undefined ? {} : { operation }),
  restsOn: restsOn.map(({ assumed, rule, value }) => ({ rule, value, ...(assumed === undefined ? {} : { assumed }) }))
})

/** A request, whole. */
export const entryOf = (asked: Asked, entry: Entry) => {
  const { deliveries, end, request } = entry
  const shown = ({ body, headers, status }: Response) => ({ status, headers, body: bodyOf(asked, entry, body) })
  return {
    ...common(asked, entry),
    headers: asked.secrets === true ? request.headers : maskedHeaders(request.headers),
    body: bodyOf(asked, entry, request.body),
    remoteAddress: request.remoteAddress,
    deliveries: deliveries.map(({ response, verdict }) => ({ verdict: verdictOf(verdict), response: shown(response) })),
    ...(end?.response === undefined ? {} : { response: shown(end.response) })
  }
}
