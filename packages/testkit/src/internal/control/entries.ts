/** The request log as it is shown: requests, their answers, and why they were answered so. */
import { RequestHeaders, Timestamp } from "@effect-keysecure/schema"
import * as Record from "effect/Record"
import type { Response } from "../requests/http.js"
import type { Verdict } from "../simulation/verdict.js"
import { asIs, maskedBody, maskedHeaders, type Scrub, scrubOf } from "./mask.js"
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

const scrubFor = ({ secrets = false }: Asked, { request }: Entry): Scrub => (secrets ? asIs : scrubOf(request))

const common = (asked: Asked, entry: Entry, scrub: Scrub) => {
  const { at, cardUniqueNo, cardholderNo, fault, id, nth, operation, request } = entry
  return {
    id,
    nth,
    at,
    method: request.method,
    path: scrub.text(request.path),
    apiKey: secret(asked, request.headers[RequestHeaders.names.apiKey] ?? ""),
    timestamp: scrub.text(request.headers[RequestHeaders.names.timestamp] ?? ""),
    ...windowOf(request.headers[RequestHeaders.names.timestamp] ?? ""),
    ...(operation === undefined ? {} : { operation }),
    ...(cardUniqueNo === undefined ? {} : { cardUniqueNo: scrub.text(cardUniqueNo) }),
    ...(cardholderNo === undefined ? {} : { cardholderNo: scrub.text(cardholderNo) }),
    ...(fault === undefined ? {} : { fault }),
    ...endOf(entry)
  }
}

/** A request, in short. */
export const rowOf = (asked: Asked, entry: Entry) => {
  const scrub = scrubFor(asked, entry)
  return {
    ...common(asked, entry, scrub),
    deliveries: entry.deliveries.map(({ verdict: { answeredBy, at, code, done, why, whyZh } }) => ({
      at,
      why,
      whyZh,
      done: scrub.facts(done),
      ...(code === undefined ? {} : { code }),
      ...(answeredBy === undefined ? {} : { answeredBy })
    }))
  }
}

const verdictOf = (
  { accepted, answeredBy, code, done, field, operation, restsOn, ...verdict }: Verdict,
  scrub: Scrub
) => ({
  ...verdict,
  accepted: scrub.facts(accepted),
  done: scrub.facts(done),
  ...(answeredBy === undefined ? {} : { answeredBy }),
  ...(code === undefined ? {} : { code }),
  ...(field === undefined ? {} : { field }),
  ...(operation === undefined ? {} : { operation }),
  restsOn: restsOn.map(({ assumed, rule, value }) => ({ rule, value, ...(assumed === undefined ? {} : { assumed }) }))
})

/** A request, whole. */
export const entryOf = (asked: Asked, entry: Entry) => {
  const { deliveries, echoes, end, request } = entry
  const scrub = scrubFor(asked, entry)
  const bodyOf = (body: string): string => scrub.text(asked.secrets === true ? body : maskedBody(body, echoes))
  const shown = ({ body, headers, status }: Response) => ({ status, headers, body: bodyOf(body) })
  return {
    ...common(asked, entry, scrub),
    headers:
      asked.secrets === true
        ? request.headers
        : Record.map(maskedHeaders(request.headers), (value) => scrub.text(value)),
    body: bodyOf(request.body),
    remoteAddress: request.remoteAddress,
    deliveries: deliveries.map(({ response, verdict }) => ({
      verdict: verdictOf(verdict, scrub),
      response: shown(response)
    })),
    ...(end?.response === undefined ? {} : { response: shown(end.response) })
  }
}
