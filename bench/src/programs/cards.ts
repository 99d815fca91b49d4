/** The pure platform with so many cards: the candidates of the bench of scale. */
import { DateTime, Effect, Schema } from "effect"
import { Card, DatedQuery, Endpoints } from "@effect-keysecure/schema"
import { computing, countOnFrom, type Run, serve } from "../lap.js"
import { applicationOf } from "./application.js"
import { simulated } from "./simulated.js"
import { admitted, apply, call, expectDone, start } from "./platform.js"

const [count = "", suffix = ""] = process.argv.slice(2)
const cards = Number(count)
const few = 10

let state = admitted
for (let n = 1; n <= cards; n++) {
  const [response, next] = apply(state, n, start + n)
  if (n === cards) expectDone(response)
  state = next
}
const now = start + cards + 1
countOnFrom(cards)

const encode = Schema.encodeSync(Card.CardListQuery)
const span = DatedQuery.between(DateTime.unsafeMake(start - 86_400_000), DateTime.unsafeMake(start + 86_400_000))
const list = (query: Card.CardListQuery) => {
  const body = JSON.stringify(encode(query))
  return () => call(state, "POST", Endpoints.listCards.path, body, now)
}
const numbered = (n: number) => Card.CardUniqueNo.make(`bench-${n}`)

/** Each leaves the state as it is: what comes of it is thrown away, so that every call meets as many cards. */
const operations = {
  "an application": (n: number) => apply(state, n, now),
  "a card's detail": (n: number) => {
    const cardNo = `C${String(1 + (n % cards)).padStart(10, "0")}`
    return call(state, "GET", Endpoints.getCard.path.replace(/\{.*?\}/, cardNo), "", now)
  },
  "a card by its unique number": list({ ...span, cardUniqueNo: numbered(Math.ceil(cards / 2)) }),
  "a page of the card list": list(span)
}

const runs = new Map(
  Object.entries(operations).map(([name, operation]) => {
    expectDone(operation(cards + 1)[0])
    const pair: readonly [string, Run] = [`${name}, ${suffix}`, computing(operation)]
    return pair
  })
)

/** A whole call, through the real client; it leaves the state as it is as well, or at most ten cards later. */
runs.set(
  `applyForCard, ${suffix}`,
  await simulated({ scenario: () => state }, (client, renewed) => (n) => {
    const applied = client.applyForCard(applicationOf(n))
    return n % few === 0 ? Effect.zipRight(renewed, applied) : applied
  })
)

serve((order, took) => {
  const run = runs.get(order.candidate)
  return run === undefined ? Promise.reject(new Error(`No candidate ${order.candidate}`)) : run(order, took)
})
