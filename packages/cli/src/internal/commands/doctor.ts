/** The command `doctor`: looks at all that a call needs, with the key alone. It changes nothing. */
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import * as KeySecureSimulator from "@effect-keysecure/testkit/KeySecureSimulator"
import * as Scenario from "@effect-keysecure/testkit/Scenario"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as HttpServer from "@effect/platform/HttpServer"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { createServer } from "node:http"
import { type Misconfigured, nothing } from "../doctor/facts.js"
import * as Delivery from "../doctor/looking/delivery.js"
import { look } from "../doctor/looking/look.js"
import * as Network from "../doctor/looking/network.js"
import * as Place from "../doctor/looking/target.js"
import { type Report, reportOf } from "../doctor/report.js"
import * as Words from "../doctor/telling/words.js"
import { ended, speaking } from "../ending/ended.js"
import { asIs, type Language, said } from "../language/said.js"
import { Output, say } from "../saying/output.js"
import * as Shared from "./options.js"

const production = Shared.flag(
  "production",
  said(
    "Permits calls to production: get token and reads. A key that one environment does not know is shown to the other too.",
    "允许调用生产环境：获取令牌和查询。一个环境不认识的 Api-Key，也会向另一个环境出示。"
  )
)

const mode = (language: Language) =>
  Options.choice("mode", ["credit", "authorization"]).pipe(
    Options.optional,
    Options.withDescription(
      said(
        "The integration mode that your program is written for, to be compared with the merchant's.",
        "程序所按的接入模式，用于与商户的比较。"
      )[language]
    )
  )

const callback = Shared.text(
  "callback",
  "FILE",
  said(
    "A callback as it came, to be verified: its headers line by line, an empty line, and the body.",
    "原样保存的一个回调，用于验证：逐行的请求头、一个空行、请求体。"
  )
)

const json = Shared.flag("json", said("Writes one JSON document.", "输出一个 JSON 文档。"))

const simulate = Shared.flag(
  "simulate",
  said(
    "Looks at a simulator in this process: no account, and no configuration.",
    "检查本进程内的模拟器：无需账户和配置。"
  )
)

/** The options of `doctor`. */
export const doctorOptions = (language: Language) => ({
  production: production(language),
  mode: mode(language),
  callback: callback(language),
  language: Shared.reportLanguage(language),
  json: json(language),
  simulate: simulate(language)
})

type Given = Command.Command.ParseConfig<ReturnType<typeof doctorOptions>>

const server = KeySecureSimulator.layerServer({ requestsKept: 0 }).pipe(
  Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" }))
)

const simulated = Effect.map(HttpServer.addressFormattedWith(Effect.succeed), (baseUrl): Place.Merchant => {
  const apiKey = Redacted.make(Scenario.creditApiKey)
  return { target: Place.targetOf({ baseUrl, platform: "simulated" }, apiKey), apiKey, language: undefined }
})

const read = ({ callback, mode, production }: Given, { apiKey, target }: Place.Merchant) =>
  Effect.gen(function* () {
    const facts = yield* look({
      target,
      apiKey,
      other: Place.otherOf(target, production),
      proxyVariables: yield* Place.proxyVariables(target),
      expectedMode: Option.getOrUndefined(mode),
      delivery: Option.isSome(callback) ? yield* Delivery.read(callback.value) : undefined
    })
    return reportOf(facts)
  }).pipe(Effect.provide([Network.layer(), UndiciHttpClient.layer]))

const misconfigured = ({ callback }: Given, fault: Misconfigured) =>
  Effect.gen(function* () {
    const delivery = Option.isSome(callback) ? yield* Delivery.read(callback.value) : undefined
    return reportOf({ ...nothing(fault), delivery })
  })

/** The languages, as the report and the platform name them. */
const locales = { en: "en_US", zh: "zh_CN" } as const

/** The exit code says how grave the gravest finding is. */
const exitOf = { ok: undefined, note: undefined, warning: "incomplete", trouble: "usage" } as const

const tell = (tongue: Language, { json }: Given, report: Report) =>
  Effect.gen(function* () {
    const language = locales[tongue]
    const { hasColour, out } = yield* Output
    yield* out(`${json ? Words.json(language, report) : Words.lines(language, report, hasColour).join("\n")}\n`)
    const exit = exitOf[report.severity]
    if (exit !== undefined) return yield* ended(exit)
  })

const doctorIn = (given: Given, language: Language) =>
  Effect.gen(function* () {
    const texts = Words.texts[locales[language]]
    if (given.simulate) {
      yield* say(asIs(texts.simulated))
      const report = yield* Effect.flatMap(simulated, (merchant) => read(given, merchant)).pipe(Effect.provide(server))
      return yield* tell(language, given, report)
    }
    const configured = yield* Place.merchant
    if (Either.isLeft(configured)) return yield* tell(language, given, yield* misconfigured(given, configured.left))
    if (Place.isProduction(configured.right.target) && !given.production) {
      return yield* ended("usage", asIs(texts.production))
    }
    return yield* tell(language, given, yield* read(given, configured.right))
  })

const doctor = (given: Given) =>
  Effect.flatMap(Shared.spoken(given.language), (language) => speaking(language)(doctorIn(given, language)))

/** The command. */
export const commands = (language: Language) =>
  [
    Command.make("doctor", doctorOptions(language), doctor).pipe(
      Command.withDescription(
        said(
          "Looks at all that a call needs, and says what is wrong first. It changes nothing.",
          "检查一次调用所需的一切，先指出首要问题。不会改变任何内容。"
        )[language]
      )
    )
  ] as const
