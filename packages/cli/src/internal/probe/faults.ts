/** Requests with one mistake and with two, told apart by their code and the field that the message names. */
import * as Effect from "effect/Effect"
import { codeOf, type Exchange, isOfHeaders, namedIn } from "./exchange.js"
import { type Undecided, undecided } from "./finding.js"
import { type Edge, edgesOf } from "./order.js"
import { said } from "../language/said.js"

/** Sends the request that has the mistakes of these checks. */
export type Send<R> = (checks: ReadonlyArray<string>) => Effect.Effect<Exchange, Undecided, R>

/** How a refusal is told from others. */
const signOf = (exchange: Exchange, fields: ReadonlyArray<string>): string =>
  `${codeOf(exchange)} ${namedIn(exchange, fields) ?? ""}`

/** What requests with one mistake are answered, by check. */
export interface Signs {
  readonly bySign: ReadonlyMap<string, string>
  readonly alone: Readonly<Record<string, Exchange>>
}

/** What a refusal by each check looks like: the field that it names (`undefined` for none), or its code. */
export type Expected = Readonly<Record<string, ReadonlyArray<string | number | undefined>>>

/** The answers to each mistake alone. They have to be refusals for that mistake, and to differ. */
export const signsOf = <R>(
  expected: Expected,
  fields: ReadonlyArray<string>,
  send: Send<R>
): Effect.Effect<Signs, Undecided, R> =>
  Effect.gen(function* () {
    const bySign = new Map<string, string>()
    const alone: Record<string, Exchange> = {}
    for (const [check, looks] of Object.entries(expected)) {
      const exchange = yield* send([check])
      const sign = signOf(exchange, fields)
      const code = codeOf(exchange)
      if (
        code === undefined ||
        code === 0 ||
        isOfHeaders(code) ||
        !(looks.includes(namedIn(exchange, fields)) || looks.includes(code))
      ) {
        return yield* undecided(
          said(`a request with the fault ${check} alone is answered ${sign}`, `仅带错误 ${check} 的请求得到 ${sign}`)
        )
      }
      if (bySign.has(sign)) {
        return yield* undecided(
          said(
            `the refusals by ${bySign.get(sign)} and ${check} cannot be told apart: ${sign}`,
            `${bySign.get(sign)} 与 ${check} 的拒绝无法区分：${sign}`
          )
        )
      }
      bySign.set(sign, check)
      alone[check] = exchange
    }
    return { bySign, alone }
  })

/** What each pair of mistakes tells of the order. */
export const edgesAmong = <R>(
  pairs: ReadonlyArray<Edge>,
  { bySign }: Signs,
  fields: ReadonlyArray<string>,
  send: Send<R>
): Effect.Effect<ReadonlyArray<Edge>, Undecided, R> =>
  Effect.map(
    Effect.forEach(pairs, (pair) =>
      Effect.flatMap(send(pair), (exchange) => {
        const check = bySign.get(signOf(exchange, fields))
        return check !== undefined && pair.includes(check)
          ? Effect.succeed(edgesOf(check, pair))
          : undecided(
              said(
                `a request with the faults ${pair.join(" and ")} is answered ${signOf(exchange, fields)}`,
                `同时带 ${pair.join("、")} 错误的请求得到 ${signOf(exchange, fields)}`
              )
            )
      })
    ),
    (edges) => edges.flat()
  )

/** All pairs of some names. */
export const pairsOf = (names: ReadonlyArray<string>): ReadonlyArray<Edge> =>
  names.flatMap((first, at) => names.slice(at + 1).map((then): Edge => [first, then]))
