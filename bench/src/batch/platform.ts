/** A platform for batches, over HTTP: the simulator, some of whose answers get lost. */
import { KeySecureSimulator, Scenario } from "@effect-keysecure/testkit"
import { Context, Effect, Layer, Runtime } from "effect"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"

/** How the platform behaves. */
export interface Behaviour {
  readonly rules?: Partial<Scenario.Rules>
  /** One of so many applications is carried out, and its answer is lost. Default none. */
  readonly loseOneOf?: number
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Array<Buffer> = []
  for await (const part of request) parts.push(Buffer.from(part))
  return Buffer.concat(parts).toString("utf8")
}

/** Serves HTTP for as long as the scope is open. */
const listen = (answer: (request: IncomingMessage, response: ServerResponse) => void) =>
  Effect.gen(function* () {
    const server = yield* Effect.acquireRelease(
      Effect.async<ReturnType<typeof createServer>>((resume) => {
        const made = createServer(answer)
        made.listen(0, "127.0.0.1", () => resume(Effect.succeed(made)))
      }),
      (made) =>
        Effect.sync(() => {
          made.closeAllConnections()
          made.close()
        })
    )
    const address = server.address()
    return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`
  })

/** A platform, and where it is. */
export const servePlatform = ({ loseOneOf = 0, rules = {} }: Behaviour) =>
  Effect.gen(function* () {
    const context = yield* Layer.build(KeySecureSimulator.layer({ scenario: Scenario.rules(rules), requestsKept: 0 }))
    const simulator = Context.get(context, KeySecureSimulator.KeySecureSimulator)
    const run = Runtime.runPromise(yield* Effect.runtime())
    let applications = 0
    const cardMoments: Array<number> = []
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const { headers, method = "GET", url = "/" } = request
      const answered = await run(
        simulator.handle({
          method,
          path: new URL(url, "http://platform.test").pathname,
          headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
          body: await bodyOf(request),
          remoteAddress: "127.0.0.1"
        })
      )
      if (url.endsWith("/card/apply")) {
        applications += 1
        if (answered.body.startsWith('{"code":0,')) cardMoments.push(performance.now())
      }
      if (loseOneOf > 0 && url.endsWith("/card/apply") && applications % loseOneOf === 0)
        return void request.socket.destroy()
      response.writeHead(answered.status, { ...answered.headers, date: new Date().toUTCString() }).end(answered.body)
    }
    const baseUrl = yield* listen((request, response) => void answer(request, response))
    return {
      baseUrl,
      simulator,
      applications: () => applications,
      /** When each card was made, in ms of `performance.now`. */
      cardMoments
    }
  })

/** A platform that keeps nothing, shows no list, and answers at once. `onCards` is told how many cards it has made. */
export const serveAtOnce = (onCards: (cards: number) => void) => {
  let cards = 0
  const token = { access_token: "token", expired_time: Date.now() + 86_400_000 }
  const data = (url: string, body: string): unknown => {
    if (url.endsWith("/merchant/token")) return token
    if (!url.endsWith("/card/apply")) return { total: 0, list: [] }
    cards += 1
    onCards(cards)
    return { card_no: `C${cards}`, card_unique_no: /"card_unique_no":"([^"]+)"/.exec(body)?.[1] }
  }
  return listen(
    (request, response) =>
      void bodyOf(request).then((body) =>
        response
          .writeHead(200, { "content-type": "application/json", date: new Date().toUTCString() })
          .end(JSON.stringify({ code: 0, msg: "success", data: data(request.url ?? "", body) }))
      )
  )
}

/** How many cards there are for how many numbers, and the most of one number. */
export const cardsOf = (simulator: KeySecureSimulator.Service) =>
  Effect.map(simulator.cards, (cards) => {
    const numbers = new Map<string, number>()
    for (const { cardUniqueNo } of cards) numbers.set(cardUniqueNo, (numbers.get(cardUniqueNo) ?? 0) + 1)
    return { cards: cards.length, numbers: numbers.size, mostOfOne: Math.max(0, ...numbers.values()) }
  })
