import { Endpoint, Endpoints } from "@effect-keysecure/schema"
import { Option, Schema } from "effect"
import { Scenario, Simulation } from "../../src/index.js"
import { newYork } from "../../src/internal/addresses/book.js"

/** 2026-06-15T12:00:00Z. */
export const now = Date.UTC(2026, 5, 15, 12)

export const paths = {
  getToken: Endpoints.getToken.path,
  applyForCard: Endpoints.applyForCard.path,
  listCards: Endpoints.listCards.path
}

const Envelope = Schema.parseJson(
  Schema.Struct({ code: Schema.Number, msg: Schema.String, data: Schema.optional(Schema.Unknown) })
)
const readEnvelope = Schema.decodeSync(Envelope)

export interface Answer {
  readonly code: number
  readonly msg: string
  readonly data?: unknown
  readonly response: Simulation.Response
  readonly state: Simulation.State
}

/** Sends a request and reads the envelope of the answer. */
export const send = (state: Simulation.State, request: Simulation.Request, at = now): Answer => {
  const [response, next] = Simulation.transition(state, request, at)
  return { ...readEnvelope(response.body), response, state: next }
}

export const headersOf = (apiKey: string, at = now): Record<string, string> => ({
  "api-key": apiKey,
  timestamp: String(at),
  "content-type": "application/json"
})

export const tokenRequest = (apiKey: string, at = now): Simulation.Request => ({
  method: "GET",
  path: paths.getToken,
  headers: headersOf(apiKey, at),
  body: "",
  remoteAddress: "127.0.0.1"
})

const Token = Schema.Struct({ access_token: Schema.String, expired_time: Schema.Number })
export const readToken = Schema.decodeUnknownSync(Token)

const Page = Schema.Struct({
  list: Schema.Array(
    Schema.Struct({
      card_no: Schema.String,
      card_unique_no: Schema.String,
      cardholder_no: Schema.String,
      card_type: Schema.String,
      card_last_no: Schema.String,
      status: Schema.String,
      time: Schema.Number
    })
  )
})
const readPage = Schema.decodeUnknownSync(Page)

const Applied = Schema.Struct({ card_no: Schema.String, card_unique_no: Schema.String })
export const readApplied = Schema.decodeUnknownSync(Applied)

/** A merchant's calls with a token, one after the other. */
export class Session {
  state: Simulation.State
  readonly apiKey: string
  token: string

  constructor(state: Simulation.State = Scenario.initial, apiKey: string = Scenario.creditApiKey, at = now) {
    const answer = send(state, tokenRequest(apiKey, at), at)
    this.apiKey = apiKey
    this.state = answer.state
    this.token = Option.getOrElse(
      Option.map(Option.fromNullable(answer.data), (data) => readToken(data).access_token),
      () => ""
    )
  }

  request(path: string, body: unknown, headers: Record<string, string> = {}, at = now): Simulation.Request {
    return {
      method: "POST",
      path,
      headers: { ...headersOf(this.apiKey, at), "access-token": this.token, ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
      remoteAddress: "127.0.0.1"
    }
  }

  /** A call of any operation; what its path names stands in it. */
  call(operation: Endpoints.EndpointName, sent: object = {}, headers: Record<string, string> = {}, at = now): Answer {
    const endpoint = Endpoints.all[operation]
    const request = this.request(Endpoint.pathOf(endpoint, sent), sent, headers, at)
    const answer = send(this.state, endpoint.method === "GET" ? { ...request, method: "GET", body: "" } : request, at)
    this.state = answer.state
    return answer
  }

  private post(path: string, body: unknown, headers: Record<string, string>, at: number): Answer {
    const answer = send(this.state, this.request(path, body, headers, at), at)
    this.state = answer.state
    return answer
  }

  apply(body: unknown, headers: Record<string, string> = {}, at = now): Answer {
    return this.post(paths.applyForCard, body, headers, at)
  }

  list(body: unknown, headers: Record<string, string> = {}, at = now): Answer {
    return this.post(paths.listCards, body, headers, at)
  }

  /** The list's items; the call is accepted. */
  items(body: object, headers: Record<string, string> = {}, at = now) {
    const answer = this.list({ ...aroundNow, ...body }, headers, at)
    if (answer.code !== 0) throw new Error(`the list was refused: ${answer.msg}`)
    return readPage(answer.data).list
  }
}

/** The day before and the day after, in UTC+8. */
export const aroundNow = { start_time: "2026-06-14 00:00:00", end_time: "2026-06-17 00:00:00" }

/** An address that the simulator accepts. */
export const address = { first_name: "Ada", last_name: "Lovelace", ...newYork }

/** An application of the credit merchant for a virtual card. */
export const virtual = {
  cardholder_no: Scenario.approvedCardholderNo,
  package_no: Scenario.virtualPackageNo,
  card_type: "Virtual",
  card_unique_no: "order-1"
}

/** An application of the credit merchant for a physical card. */
export const physical = {
  cardholder_no: Scenario.approvedCardholderNo,
  package_no: Scenario.physicalPackageNo,
  card_type: "Physical",
  card_unique_no: "order-1",
  address_info: address
}
