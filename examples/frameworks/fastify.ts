/** Cards and callbacks with Fastify 5: an outcome as an HTTP status, and callbacks by their raw body. */
import type * as KeySecure from "@effect-keysecure/client/promise"
import fastify from "fastify"
import { answerTo, limits, services } from "./keysecure.ts"

/** The app. `limits` may be shorter in tests. */
export const makeApp = (keysecure: KeySecure.KeySecure, callbacks: KeySecure.KeySecureCallbacks, within = limits) => {
  const app = fastify()
  app.post<{ Body: { readonly cardholderNo?: string; readonly order?: string } | null }>(
    "/cards",
    async (request, reply) => {
      const { cardholderNo = "", order = "" } = request.body ?? {}
      const result = await keysecure.issue(
        { cardType: "Virtual", packageNo: "P0001", cardholderNo, cardUniqueNo: order },
        within
      )
      const [status, body] = answerTo(result)
      return reply.status(status).send(body)
    }
  )
  void app.register(async (hooks) => {
    // As text, and not as JSON: the signature is over the text of its numbers. This holds for this plugin's routes only.
    hooks.removeAllContentTypeParsers()
    hooks.addContentTypeParser("*", { parseAs: "string", bodyLimit: 65_536 }, (_request, body, done) =>
      done(null, body)
    )
    hooks.post("/hooks/keysecure", async ({ body, headers }) =>
      callbacks.answer({ headers, body: typeof body === "string" ? body : "" })
    )
  })
  return app
}

/** The program: `PORT`, and what `services` takes. */
const { PORT } = process.env
if (PORT !== undefined) {
  const { callbacks, keysecure } = services()
  await makeApp(keysecure, callbacks).listen({ port: Number(PORT) })
  console.log(`listening on ${PORT}`)
}
