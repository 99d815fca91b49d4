/** The checks of the headers, and their order, by requests with one mistake and with two. */
import { Scenario } from "@effect-keysecure/testkit"
import * as Effect from "effect/Effect"
import { codeOf } from "../exchange.js"
import type { Experiment } from "../experiment.js"
import { observed, undecided } from "../finding.js"
import { edgesOf, orderBy } from "../order.js"
import { said } from "../../language/said.js"
import { Session, type Spec } from "../session.js"

/** The check that each code comes from. */
const checkOf: Readonly<Record<number, Scenario.Check>> = {
  1002: "apiKeyPresent",
  1008: "apiKeyKnown",
  1005: "timestamp",
  1006: "tokenPresent",
  1007: "tokenValid",
  1012: "mode"
}

/** A mistake in the headers: what is sent, and the checks that it breaks. */
interface Fault {
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly breaks: ReadonlyArray<Scenario.Check>
}

const wrongStamp = { timestamp: "123" }
const noToken = { "access-token": undefined }

const faults = (badKey: string, badToken: string) =>
  ({
    noKey: { headers: { "api-key": undefined }, breaks: ["apiKeyPresent", "apiKeyKnown"] },
    badKey: { headers: { "api-key": badKey }, breaks: ["apiKeyKnown"] },
    badStamp: { headers: wrongStamp, breaks: ["timestamp"] },
    noToken: { headers: noToken, breaks: ["tokenPresent", "tokenValid"] },
    badToken: { headers: { "access-token": badToken }, breaks: ["tokenValid"] },
    mode: { headers: {}, breaks: ["mode"] }
  }) as const satisfies Readonly<Record<string, Fault>>

type Name = keyof ReturnType<typeof faults>

/** The requests. */
const tried: ReadonlyArray<ReadonlyArray<Name>> = [
  ["noKey"],
  ["badKey"],
  ["badStamp"],
  ["noToken"],
  ["badToken"],
  ["mode"],
  ["noKey", "badStamp"],
  ["noKey", "noToken"],
  ["noKey", "badToken"],
  ["badKey", "badStamp"],
  ["badKey", "noToken"],
  ["badKey", "badToken"],
  ["badStamp", "noToken"],
  ["badStamp", "badToken"],
  ["badStamp", "mode"],
  ["noToken", "mode"],
  ["badToken", "mode"]
]

const keyless: ReadonlySet<Name> = new Set(["noKey", "badKey"])

/**
 * What an answer tells of the order. A token is mostly that of a merchant, who has to be known: then a bad one beside a bad key
 * breaks nothing, and a refusal of the key tells nothing. A refusal of the token tells that it was looked at before the key.
 */
const edgesIn = (answered: Scenario.Check, names: ReadonlyArray<Name>, broken: ReadonlyArray<Scenario.Check>) =>
  edgesOf(
    answered,
    answered !== "tokenValid" && names.some((name) => keyless.has(name))
      ? broken.filter((check) => check !== "tokenValid")
      : broken
  )

/** The merchant's mode: the list of the other one's products is not for it. */
const findMode = Effect.gen(function* () {
  const { ask } = yield* Session
  const packages = codeOf(yield* ask({ operation: "listPackages", body: {} }))
  const bins = codeOf(yield* ask({ operation: "listBins", body: {} }))
  if (packages === 0 && bins === 1012) return "CREDIT_EXTENSION" as const
  if (packages === 1012 && bins === 0) return "AUTHORIZATION" as const
  return undefined
})

const notPlain = (names: ReadonlyArray<string>, code: number | undefined) =>
  undecided(
    said(`a request with ${names.join(" and ")} is answered ${code}`, `带有 ${names.join("、")} 的请求得到 ${code}`)
  )

const onlySeen = said(
  "of what a request can break; the places of the other checks are assumed",
  "仅限请求能违反的检查；其余检查的位置为假设"
)

/** The experiment. */
export const headers: Experiment = {
  id: "headers",
  title: said("the checks of the headers and their order", "请求头的各项检查及其顺序"),
  needs: [],
  cards: 0,
  seconds: 0,
  rules: ["checkOrder"],
  run: () =>
    Effect.gen(function* () {
      const { ask, fresh, token } = yield* Session
      yield* token
      const mode = yield* findMode
      const facts = mode === undefined ? {} : { mode }
      const all = faults(yield* fresh(24), yield* fresh(24))
      const edges: Array<readonly [string, string]> = []
      const other: Spec["operation"] = mode === "CREDIT_EXTENSION" ? "listBins" : "listPackages"
      for (const names of tried) {
        if (mode === undefined && names.includes("mode")) continue
        const broken = names.flatMap((name): ReadonlyArray<Scenario.Check> => all[name].breaks)
        const headersOf = Object.fromEntries(names.flatMap((name) => Object.entries(all[name].headers)))
        const ownToken = names.includes("noToken") || names.includes("badToken") ? {} : { "access-token": yield* token }
        const exchange = yield* ask({
          operation: names.includes("mode") ? other : "listCards",
          body: {},
          headers: { ...ownToken, ...headersOf }
        })
        const code = codeOf(exchange)
        const check = code === undefined ? undefined : checkOf[code]
        if (check === undefined || !broken.includes(check)) return yield* notPlain(names, code)
        edges.push(...edgesIn(check, names, broken))
      }
      const order = orderBy(Scenario.empty.rules.checkOrder, edges)
      if (order === undefined) return yield* undecided(said("the order is not always the same", "顺序并不固定"))
      return { findings: observed("checkOrder", order, onlySeen), facts }
    })
}
