/** What the programs of all frameworks share: one client, one receiver of callbacks, and an outcome as an answer. */
import * as KeySecure from "@effect-keysecure/client/promise"

/** How long one request may take here. What is not known by then is asked for again by the client's next request. */
export const limits = { deadline: 10_000, reconcileTimeout: 5_000 }

/** The status and the body of an answer. */
type Answer = readonly [status: 201 | 202 | 409 | 422 | 503, body: Record<string, unknown>]

/**
 * What became of an application, as an answer. An unknown outcome is neither a success nor a failure: the client of this server
 * sends the same order again, and that finds out. It must never be told that it failed, or it would apply under another number.
 */
export const answerTo = (result: KeySecure.Outcome): Answer => {
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

const made = () => {
  const { KEYSECURE_API_KEY, KEYSECURE_API_SECRET, KEYSECURE_APP_ID, KEYSECURE_BASE_URL } = process.env
  return {
    keysecure: KeySecure.make({
      apiKey: KEYSECURE_API_KEY ?? "",
      ...(KEYSECURE_BASE_URL === undefined ? { environment: "sandbox" } : { baseUrl: KEYSECURE_BASE_URL }),
      store: "memory" // in production: a table that all processes share
    }),
    callbacks: KeySecure.makeCallbacks({
      appId: KEYSECURE_APP_ID ?? "",
      apiSecret: KEYSECURE_API_SECRET ?? "",
      handled: "memory",
      ...handlers
    })
  }
}

// Next.js loads a module once for each route, and again after a change in development: the process has one client all the same.
const shared = globalThis as { keysecure?: ReturnType<typeof made> }

/**
 * The client and the callbacks, made when they are first asked for: `next build` needs no key. They take `KEYSECURE_API_KEY`,
 * `KEYSECURE_BASE_URL` (or else the sandbox), `KEYSECURE_APP_ID` and `KEYSECURE_API_SECRET`.
 */
export const services = () => (shared.keysecure ??= made())
