/** The operations that only the other mode has: each is asked once, in a form that changes nothing. */
import { Endpoints } from "@effect-keysecure/schema"
import * as Effect from "effect/Effect"
import * as Struct from "effect/Struct"
import { spanOf, yesterday } from "../asking.js"
import { codeOf } from "../exchange.js"
import type { Experiment, Facts } from "../experiment.js"
import { observed, type Rules, undecided } from "../finding.js"
import { said } from "../../language/said.js"
import { Session } from "../session.js"

type Mode = NonNullable<Facts["mode"]>

/** The operations that both modes have, as far as it is documented. */
export const operationsOfBoth: ReadonlyArray<Endpoints.EndpointName> = Struct.keys(Endpoints.all).filter(
  (name) => Endpoints.all[name].mode === undefined
)

const ofTheOther: { readonly [Own in Mode]: { readonly mode: Mode; readonly list: Endpoints.EndpointName } } = {
  CREDIT_EXTENSION: { mode: "AUTHORIZATION", list: "listBins" },
  AUTHORIZATION: { mode: "CREDIT_EXTENSION", list: "listPackages" }
}

/** Asks an operation about what there is not, or with a body that is refused. A list is asked about days that are over. */
const harmless = (operation: Endpoints.EndpointName) =>
  Effect.gen(function* () {
    const { apply, ask, fresh } = yield* Session
    // An application counts against the budget until it is refused, whatever is in it.
    if (operation === "applyForCard") return yield* apply("modes", {})
    const { kind, method } = Endpoints.all[operation]
    if (method === "GET") return yield* ask({ operation, param: `none-${yield* fresh(16)}` })
    return yield* ask({ operation, body: kind === "read" ? spanOf(yield* yesterday) : {} })
  })

/** Whether the platform looks at the mode before the body: so a body that is refused is refused in a mode that fits. */
const looksAtModeFirst = (own: Mode) =>
  Effect.gen(function* () {
    const { ask } = yield* Session
    const code = codeOf(yield* ask({ operation: ofTheOther[own].list, body: { page: "none", size: "none" } }))
    if (code === 1012) return
    return yield* undecided(
      said(`a faulty body of the other mode is answered ${code}`, `另一模式的错误请求体得到 ${code}`)
    )
  })

const refusedModes = (own: Mode) =>
  Effect.gen(function* () {
    yield* looksAtModeFirst(own)
    const only: Record<string, Mode> = {}
    for (const operation of operationsOfBoth) {
      const code = codeOf(yield* harmless(operation))
      if (code === undefined) {
        return yield* undecided(said(`the answer to ${operation} was lost`, `${operation} 的响应丢失`))
      }
      if (code === 1012) only[operation] = ofTheOther[own].mode
    }
    const found: Rules["onlyForMode"] = only
    return found
  })

/** The experiment. */
export const modes: Experiment = {
  id: "modes",
  title: said("the operations that only the other mode has", "仅另一模式可用的操作"),
  needs: [],
  cards: 0,
  seconds: 0,
  rules: ["onlyForMode"],
  run: ({ facts: { mode } }) =>
    Effect.gen(function* () {
      if (mode === undefined) return yield* undecided(said("the merchant's mode is not known", "商户的模式未知"))
      const note = said(
        `seen by a merchant of ${mode}: those for that mode alone are not told`,
        `由 ${mode} 模式的商户观测：无法得知仅该模式可用的操作`
      )
      return { findings: observed("onlyForMode", yield* refusedModes(mode), note) }
    })
}
