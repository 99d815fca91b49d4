/** Cards and callbacks with Express 5: an outcome as an HTTP status, and callbacks by their raw body. */
import type * as KeySecure from "@effect-keysecure/client/promise"
import express from "express"
import { answerTo, limits, services } from "./keysecure.ts"

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

/** The program: `PORT`, and what `services` takes. */
const { PORT } = process.env
if (PORT !== undefined) {
  const { callbacks, keysecure } = services()
  makeApp(keysecure, callbacks).listen(Number(PORT), () => console.log(`listening on ${PORT}`))
}
