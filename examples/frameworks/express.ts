/** Cards and callbacks with Express 5: an outcome as an HTTP status, and callbacks by their raw body. */
import * as KeySecure from "@effect-keysecure/client/promise"
import express from "express"

/** How long one request may take here. What is not known by then is asked for again by the client's next request. */
const limits = { deadline: 10_000, reconcileTimeout: 5_000 }

/**
 * What became of an application, as an answer. An unknown outcome is neither a success nor a failure: the client of this server
 * sends the same order again, and that finds out. It must never be told that it failed, or it would apply under another number.
 */
export const answerTo = (result: KeySecure.Outcome): readonly [status: number, body: Record<string, unknown>] => {
  switch (result.outcome) {
    case "issued":
      return [201, { ...result.card }]
    case "unknown":
      return [202, { outcome: "unknown", next: "send the same order again" }]
    case "failed":
      return [409, { outcome: "failed", reason: result.error._tag, next: "a person has to look" }]
    case "rejected":
      return [422, { outcome: "rejected", reason: result.error._tag }]
    case "notIssued":
      return [503, { outcome: "notIssued", next: "send the same order again" }]
  }
}

/** What is done when the platform calls back. */
const handlers: KeySecure.CallbackHandlers = {
  onAuth: ({ amount }) => (Number(amount) <= 500 ? { approved: true } : { approved: false, message: "over the limit" }),
  onConsumption: ({ amount, consumeNo }) => console.log("consumption", consumeNo, amount),
  onCardUpdate: ({ afterStatus, cardNo }) => console.log("card", cardNo, afterStatus)
}

// Express 5 hands what an async handler rejects with to its error handlers.
/* oxlint-disable oxc/no-async-endpoint-handlers */

/** The app. `limits` may be shorter in tests. */
export const makeApp = (
  keysecure: KeySecure.KeySecure,
  callbacks: KeySecure.KeySecureCallbacks,
  within = limits
): express.Express =>
  express()
    .post("/cards", express.json(), async (request, response) => {
      const { cardholderNo = "", order = "" } = request.body ?? {}
      const result = await keysecure.issue(
        { cardType: "Virtual", packageNo: "P0001", cardholderNo, cardUniqueNo: order },
        within
      )
      const [status, body] = answerTo(result)
      response.status(status).json(body)
    })
    // As text, and not as JSON: the signature is over the text of its numbers.
    .post("/hooks/keysecure", express.text({ type: "*/*", limit: "64kb" }), async (request, response) => {
      const body = typeof request.body === "string" ? request.body : ""
      response.json(await callbacks.answer({ headers: request.headers, body }))
    })

/** The program: `KEYSECURE_API_KEY`, `KEYSECURE_BASE_URL` (or an environment), `KEYSECURE_APP_ID`, `KEYSECURE_API_SECRET` and `PORT`. */
const { KEYSECURE_API_KEY, KEYSECURE_API_SECRET, KEYSECURE_APP_ID, KEYSECURE_BASE_URL, PORT } = process.env
if (PORT !== undefined) {
  const keysecure = KeySecure.make({
    apiKey: KEYSECURE_API_KEY ?? "",
    ...(KEYSECURE_BASE_URL === undefined ? { environment: "sandbox" } : { baseUrl: KEYSECURE_BASE_URL }),
    store: "memory" // in production: a table that all processes share
  })
  const callbacks = KeySecure.makeCallbacks({
    appId: KEYSECURE_APP_ID ?? "",
    apiSecret: KEYSECURE_API_SECRET ?? "",
    handled: "memory",
    ...handlers
  })
  makeApp(keysecure, callbacks).listen(Number(PORT), () => console.log(`listening on ${PORT}`))
}
