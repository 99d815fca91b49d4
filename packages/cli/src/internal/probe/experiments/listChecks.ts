/** The checks of a list's request: their order, and the words of a refusal. */
import { Scenario } from "@effect-keysecure/testkit"
import * as Effect from "effect/Effect"
import { spanOf, yesterday } from "../asking.js"
import { codeOf, type Exchange, msgOf, namedIn } from "../exchange.js"
import type { Experiment } from "../experiment.js"
import { edgesAmong, pairsOf, type Send, signsOf } from "../faults.js"
import { concluding, type Findings, notDecided, observed, type Rules, undecided } from "../finding.js"
import { orderBy } from "../order.js"
import { said } from "../../language/said.js"
import { Session } from "../session.js"

const fields = ["Timezone", "page", "size", "start_time", "end_time", "cardholder_no"]

const send: Send<Session> = (checks) =>
  Effect.gen(function* () {
    const { ask } = yield* Session
    const span = yield* yesterday
    return yield* ask({
      operation: "listCards",
      body: {
        ...spanOf(checks.includes("span") ? { from: span.to, to: span.from } : span),
        ...(checks.includes("fields") ? { page: -1 } : {})
      },
      headers: checks.includes("timezone") ? { timezone: "Mars/Olympus" } : {}
    })
  })

/** What a refusal by each check looks like. */
const looks = { timezone: ["Timezone"], fields: ["page"], span: [1019] }

const order = Effect.gen(function* () {
  const usual = Scenario.empty.rules.listCheckOrder
  const signs = yield* signsOf(looks, fields, send)
  const edges = yield* edgesAmong(pairsOf(usual), signs, fields, send)
  const found = orderBy(usual, edges)
  return found === undefined
    ? yield* undecided(said("the order is not always the same", "顺序并不固定"))
    : observed("listCheckOrder", found)
})

const listWith = (body: Readonly<Record<string, unknown>>) =>
  Effect.gen(function* () {
    const { ask } = yield* Session
    return yield* ask({ operation: "listCards", body: { ...spanOf(yield* yesterday), ...body } })
  })

const nullIs = Effect.gen(function* () {
  const exchange = yield* listWith({ cardholder_no: null })
  const code = codeOf(exchange)
  if (code === 0) return observed("nullIsAbsent", true)
  return namedIn(exchange, fields) === "cardholder_no"
    ? observed("nullIsAbsent", false)
    : yield* undecided(said(`a filter that is null is answered ${code}`, `值为 null 的筛选条件得到 ${code}`))
})

/** A value that each form of repeating writes in another way. */
const odd = "Zq<7>é-w 9,kX"

const byCharacter = (written: (code: number) => string): string =>
  [...odd].map((sign) => (/[A-Za-z0-9 ]/.test(sign) ? sign : written(sign.codePointAt(0) ?? 0))).join("")

/** How a message may repeat the value, the longer forms first: the first half is a part of the whole. */
const echoes: ReadonlyArray<readonly [Rules["echo"], string]> = [
  [true, odd],
  ["entities", byCharacter((code) => `&#${code};`)],
  ["escapes", byCharacter((code) => `\\u${code.toString(16).padStart(4, "0")}`)],
  ["percent", encodeURIComponent(odd)],
  ["upperCase", odd.toUpperCase()],
  ["spaced", [...odd].join(" ")],
  ["masked", `${odd.slice(0, 2)}***${odd.slice(-2)}`],
  ["firstHalf", odd.slice(0, Math.ceil(odd.length / 2))]
]

/** What a message says of the value. Some of it, in no form that is known, is not nothing. */
const echoIn = (exchange: Exchange): Findings => {
  const msg = msgOf(exchange)
  const found = echoes.find(([, text]) => msg.includes(text))
  if (found !== undefined) return observed("echo", found[0])
  return /Zq|ZQ|zq/.test(msg)
    ? notDecided("echo", said("a message repeats a value in a form that is not known", "提示以未知形式重复了输入值"))
    : observed("echo", false)
}

/** Whether the messages of a refusal are in the language that was asked for. No rule says so. */
const languages = Effect.gen(function* () {
  const { ask } = yield* Session
  const body = { ...spanOf(yield* yesterday), page: -1 }
  const isChinese = (language: string | undefined) =>
    Effect.map(ask({ operation: "listCards", body, headers: { language } }), (exchange) =>
      /\p{Script=Han}/u.test(msgOf(exchange))
    )
  const told: Array<string> = []
  for (const language of ["zh_CN", "en_US", "fr_FR", undefined]) {
    told.push(`${language ?? "–"}: ${(yield* isChinese(language)) ? "zh" : "en"}`)
  }
  return said(`messages by Language: ${told.join(", ")}`, `各语言设置下的提示：${told.join("，")}`)
})

const words = Effect.gen(function* () {
  const wrong: ReadonlyArray<Readonly<Record<string, unknown>>> = [
    { start_time: odd },
    { page: -1 },
    { size: 1_000 },
    { cardholder_no: 5 }
  ]
  const refusals = yield* Effect.forEach(wrong, listWith)
  const [first] = refusals
  const echo = first !== undefined && codeOf(first) !== 0 ? echoIn(first) : {}
  const places = new Set(
    refusals.flatMap((exchange) => {
      const name = namedIn(exchange, fields)
      if (name === undefined) return []
      return msgOf(exchange).trimStart().startsWith(name) ? "before" : "after"
    })
  )
  const [place] = places
  if (places.size === 1 && (place === "before" || place === "after")) {
    return { ...echo, ...observed("fieldInMessage", place, yield* languages) }
  }
  const why = said("messages name fields in no one place", "提示中字段名的位置不固定")
  return { ...echo, ...notDecided("fieldInMessage", why) }
})

/** The experiment. */
export const listChecks: Experiment = {
  id: "list-checks",
  title: said("the checks of a list's request, and the words of a refusal", "列表请求的各项检查与拒绝时的提示"),
  needs: [],
  cards: 0,
  seconds: 0,
  rules: ["listCheckOrder", "fieldInMessage", "echo", "nullIsAbsent"],
  run: () =>
    Effect.gen(function* () {
      const ordered = yield* concluding(["listCheckOrder"], order)
      const said = yield* concluding(["fieldInMessage", "echo"], words)
      return { findings: { ...ordered, ...said, ...(yield* concluding(["nullIsAbsent"], nullIs)) } }
    })
}
