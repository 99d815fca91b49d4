/** A candidate of the bench of simulators, by name: cards applied for without a network, as test suites do. */
import { Effect, Predicate } from "effect"
import { http, HttpResponse } from "msw"
import { setupServer } from "msw/node"
import nock from "nock"
import * as Undici from "undici"
import { calling, computing, type Run, serve } from "../lap.js"
import { applicationOf } from "./application.js"
import { virtual } from "./applying.js"
import { admitted, apply, start } from "./platform.js"
import { leastSimulated, simulated } from "./simulated.js"

const origin = "http://platform.test"
const path = "/open-api/v1/card/apply"

const numberOf = (application: unknown): unknown =>
  Predicate.hasProperty(application, "card_unique_no") ? application.card_unique_no : undefined

/** What each of the others answers: no rules, only the number again. */
const answer = (application: unknown) => ({
  code: 0,
  msg: "Success",
  data: { card_no: "C0000000001", card_unique_no: `${numberOf(application)}` }
})

const headers = { "content-type": "application/json", "Api-Key": "key-1", "Access-Token": "token-1" }

const fetching = (fetcher: (url: string, init: object) => Promise<{ readonly json: () => Promise<unknown> }>) =>
  calling(async (n) => {
    const init = { method: "POST", headers: { ...headers, Timestamp: String(Date.now()) } }
    const response = await fetcher(origin + path, { ...init, body: JSON.stringify(virtual(n)) })
    return response.json()
  })

const withMsw = () => {
  setupServer(http.post(origin + path, async ({ request }) => HttpResponse.json(answer(await request.json())))).listen()
  return fetching(fetch)
}

const withNock = () => {
  nock(origin)
    .persist()
    .post(path)
    .reply(200, (_uri, body) => answer(body))
  return fetching(fetch)
}

const withMockAgent = () => {
  const agent = new Undici.MockAgent()
  agent.disableNetConnect()
  agent
    .get(origin)
    .intercept({ path, method: "POST" })
    .reply(200, ({ body }) => answer(JSON.parse(String(body))))
    .persist()
  Undici.setGlobalDispatcher(agent)
  return fetching(Undici.fetch)
}

/** After so many calls the platform is a new one, as in the next test; `bench scale` says what a large one costs. */
const callsOfATest = 1_000

const withOurs = () =>
  simulated({}, (client, renewed) => (n) => {
    const applied = client.applyForCard(applicationOf(n))
    return n % callsOfATest === 0 ? Effect.zipRight(renewed, applied) : applied
  })

/** The pure function under it, with the state that the last call left. */
const withTransition = () => {
  let state = admitted
  return computing((n) => {
    const [response, next] = apply(n % callsOfATest === 0 ? admitted : state, n, start)
    state = next
    return response
  })
}

const candidates: Readonly<Record<string, () => Run | Promise<Run>>> = {
  "MSW, fetch": withMsw,
  "nock, fetch": withNock,
  "undici MockAgent, fetch": withMockAgent,
  "applyForCard, in memory": withOurs,
  "the least in memory": () => leastSimulated(callsOfATest, "deadline"),
  "the least in memory, no deadline": () => leastSimulated(callsOfATest, "no deadline"),
  "Simulation.transition": withTransition
}

const make = candidates[process.argv[2] ?? ""]
if (make === undefined) throw new Error(`No candidate ${process.argv[2]}`)
serve(await make())
