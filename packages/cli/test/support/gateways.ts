/** Platforms that the simulator is not: what stands before it changes requests, or answers them itself. */
import { Clock, Effect, Predicate } from "effect"
import { dataOf, type Exchange, textOf } from "../../src/internal/probe/exchange.js"
import type * as Sender from "../../src/internal/probe/sender.js"

/** Something before the platform. */
export type Gateway = (platform: Sender.Service) => Sender.Service

/** A refusal. */
export const answered = (code: number) => {
  const json = { code, msg: "refused" }
  return { _tag: "Answered" as const, status: 200, headers: {}, text: JSON.stringify(json), json }
}

const answering = (ask: Parameters<Sender.Service["send"]>[0], code: number) =>
  Effect.map(Clock.currentTimeMillis, (now) => ({ ask, sentAt: now, receivedAt: now, answer: answered(code) }))

/** Which stamps a platform takes, and how far its clock is ahead of the prober's, in ms. */
export interface Window {
  readonly futureMillis: number
  readonly ageMillis: number
  readonly skewMillis: number
}

/** A platform that takes stamps of its future, too, and none that are older than it says. */
export const withWindow =
  ({ ageMillis, futureMillis, skewMillis }: Window): Gateway =>
  ({ send }) => ({
    send: (ask) =>
      Effect.flatMap(Clock.currentTimeMillis, (ours) => {
        const now = Math.floor(ours + skewMillis)
        const ahead = Number(ask.headers["timestamp"]) - now
        if (ahead < -ageMillis) return answering(ask, 1005)
        if (!(ahead > 0 && ahead <= futureMillis)) return send(ask)
        return Effect.map(send({ ...ask, headers: { ...ask.headers, timestamp: String(now) } }), (exchange) => ({
          ...exchange,
          ask
        }))
      })
  })

/** A platform that looks at the token before it looks at the key. */
export const tokenFirst: Gateway = ({ send }) => {
  const issued = new Set<string>()
  return {
    send: (ask) => {
      const token = ask.headers["access-token"]
      if (ask.operation !== "getToken") {
        if (token === undefined) return answering(ask, 1006)
        if (!issued.has(token)) return answering(ask, 1007)
      }
      return Effect.tap(send(ask), (exchange) =>
        Effect.sync(() => {
          const given =
            ask.operation === "getToken" ? textOf(dataOf({ ...exchange, id: 0 }), "access_token") : undefined
          if (given !== undefined) issued.add(given)
        })
      )
    }
  }
}

/** The page of a gateway that does not reach its platform. */
export const gatewayPage = { _tag: "Answered" as const, status: 502, headers: {}, text: "<html>", json: undefined }

/** The same answer to everything. */
export const allAnswered =
  (answer: Exchange["answer"]): Gateway =>
  () => ({
    send: (ask) => Effect.map(Clock.currentTimeMillis, (now) => ({ ask, sentAt: now, receivedAt: now, answer }))
  })

/** A platform that takes no token, however new. */
export const noToken: Gateway = ({ send }) => ({
  send: (ask) => (ask.operation === "getToken" ? send(ask) : answering(ask, 1007))
})

/** A platform that activates a card that was deleted. */
export const awakening: Gateway = ({ send }) => ({
  send: (ask) => (ask.body?.includes('"Activated"') === true ? answering(ask, 0) : send(ask))
})

/** A platform whose envelopes have `message` in place of `msg`. */
export const withoutMsg: Gateway = ({ send }) => ({
  send: (ask) =>
    Effect.map(send(ask), (exchange) => {
      const { answer } = exchange
      if (answer._tag === "Lost") return exchange
      const text = answer.text.replace('"msg":', '"message":')
      return { ...exchange, answer: { ...answer, text, json: JSON.parse(text) } }
    })
})

/** A platform whose data repeats the headers of the request. */
export const echoing: Gateway = ({ send }) => ({
  send: (ask) =>
    Effect.map(send(ask), (exchange) => {
      const { answer } = exchange
      const data = dataOf({ ...exchange, id: 0 })
      if (answer._tag === "Lost" || !Predicate.isReadonlyRecord(data)) return exchange
      const json = { code: 0, msg: "Success", data: { ...data, key: ask.headers["api-key"], all: ask.headers } }
      return { ...exchange, answer: { ...answer, json, text: JSON.stringify(json) } }
    })
})

/** A platform that keeps numbers as they are, and takes numbers that differ in case alone for one. */
export const sameInAnyCase: Gateway = ({ send }) => {
  const used = new Map<string, string>()
  return {
    send: (ask) => {
      const number = /"card_unique_no":"([^"]*)"/.exec(ask.body ?? "")?.[1]
      if (ask.operation !== "applyForCard" || number === undefined) return send(ask)
      const before = used.get(number.toLowerCase()) ?? number
      return Effect.tap(send({ ...ask, body: ask.body?.replace(number, before) }), ({ answer }) =>
        Effect.sync(() => {
          if (answer._tag === "Answered" && answer.text.includes('"code":0')) used.set(number.toLowerCase(), before)
        })
      )
    }
  }
}
