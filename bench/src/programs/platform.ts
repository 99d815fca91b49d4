/** The simulated platform as the pure function that it is, asked by one merchant with a token. */
import { Schema } from "effect"
import { Scenario, Simulation } from "@effect-keysecure/testkit"
import { DatedQuery, Endpoints, RequestHeaders } from "@effect-keysecure/schema"
import { virtual } from "./applying.js"

const { names } = RequestHeaders

/** Asks the platform in a state, at a time. */
const ask = (state: Simulation.State, method: string, path: string, body: string, token: string, now: number) =>
  Simulation.transition(
    state,
    {
      method,
      path,
      headers: {
        [names.contentType]: "application/json",
        [names.apiKey]: Scenario.creditApiKey,
        [names.accessToken]: token,
        [names.timestamp]: String(now),
        [names.timezone]: DatedQuery.timezone
      },
      body,
      remoteAddress: "127.0.0.1"
    },
    now
  )

/** When the programs begin, in Unix ms. */
export const start = 1_800_000_000_000

const TokenAnswer = Schema.parseJson(Schema.Struct({ data: Schema.Struct({ access_token: Schema.String }) }))

const [answer, admitted] = ask(Scenario.initial, "GET", Endpoints.getToken.path, "", "", start)
const token = Schema.decodeSync(TokenAnswer)(answer.body).data.access_token

/** The platform when the merchant has got its token. */
export { admitted }

/** Asks with the token. */
export const call = (state: Simulation.State, method: string, path: string, body: string, now: number) =>
  ask(state, method, path, body, token, now)

/** Applies for the `n`th card. */
export const apply = (state: Simulation.State, n: number, now: number) =>
  call(state, "POST", Endpoints.applyForCard.path, JSON.stringify(virtual(n)), now)

/** Throws unless the answer says that the request was carried out. */
export const expectDone = ({ body }: Simulation.Response): void => {
  if (!body.startsWith('{"code":0,')) throw new Error(`refused: ${body}`)
}
