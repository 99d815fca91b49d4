/** The pure platform with so many cards: the candidates of the bench of scale. */
import { DateTime, Schema } from "effect"
import { Card, DatedQuery, Endpoints } from "@effect-keysecure/schema"
import { computing, type Run, serve } from "../lap.js"
import { admitted, apply, call, expectDone, start } from "./platform.js"

const [count = "", suffix = ""] = process.argv.slice(2)
const cards = Number(count)

let state = admitted
for (let n = 1; n <= cards; n++) {
  const [response, next] = apply(state, n, start + n)
  if (n === cards) expectDone(response)
  state = next
}
const now = start + cards + 1

const encode = Schema.encodeSync(Card.CardListQuery)
const span = DatedQuery.between(DateTime.unsafeMake(start - 86_400_000), DateTime.unsafeMake(start + 86_400_000))
const list = (query: Card.CardListQuery) => {
  const body = JSON.stringify(encode(query))
  return () => call(state, "POST", Endpoints.listCards.path, body, now)
}
const numbered = (n: number) => Card.CardUniqueNo.make(`bench-${n}`)

/** Each leaves the state as it is: what comes of it is thrown away, so that every call meets as many cards. */
const operations = {
  "an application": (n: number) => apply(state, cards + n, now),
  "a card's detail": (n: number) => {
    const cardNo = `C${String(1 + (n % cards)).padStart(10, "0")}`
    return call(state, "GET", Endpoints.getCard.path.replace(/\{.*?\}/, cardNo), "", now)
  },
  "a card by its unique number": list({ ...span, cardUniqueNo: numbered(Math.ceil(cards / 2)) }),
  "a page of the card list": list(span)
}

const runs = new Map(
  Object.entries(operations).map(([name, operation]) => {
    expectDone(operation(1)[0])
    const pair: readonly [string, Run] = [`${name}, ${suffix}`, computing(operation)]
    return pair
  })
)

serve((order, took) => {
  const run = runs.get(order.candidate)
  return run === undefined ? Promise.reject(new Error(`No candidate ${order.candidate}`)) : run(order, took)
})
