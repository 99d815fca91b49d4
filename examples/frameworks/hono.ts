/** Cards and callbacks with Hono 4: an outcome as an HTTP status, and callbacks by their raw body. */
import type * as KeySecure from "@effect-keysecure/client/promise"
import { serve } from "@hono/node-server"
import { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import { answerTo, limits, services } from "./keysecure.ts"

/** The app. `limits` may be shorter in tests. */
export const makeApp = (keysecure: KeySecure.KeySecure, callbacks: KeySecure.KeySecureCallbacks, within = limits) =>
  new Hono()
    .post("/cards", async (context) => {
      const { cardholderNo = "", order = "" } = await context.req.json<Record<string, string>>()
      const result = await keysecure.issue(
        { cardType: "Virtual", packageNo: "P0001", cardholderNo, cardUniqueNo: order },
        within
      )
      const [status, body] = answerTo(result)
      return context.json(body, status)
    })
    // As text, and not as JSON: the signature is over the text of its numbers.
    .post("/hooks/keysecure", bodyLimit({ maxSize: 65_536 }), async (context) =>
      context.json(await callbacks.answer({ headers: context.req.header(), body: await context.req.text() }))
    )

/** The program: `PORT`, and what `services` takes. */
const { PORT } = process.env
if (PORT !== undefined) {
  const { callbacks, keysecure } = services()
  serve({ fetch: makeApp(keysecure, callbacks).fetch, port: Number(PORT) }, () => console.log(`listening on ${PORT}`))
}
