/** The command `doctor`: looks at all that a call needs, with the key alone. It changes nothing. */
import type { Language } from "@effect-keysecure/schema/RequestHeaders"
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import * as KeySecureSimulator from "@effect-keysecure/testkit/KeySecureSimulator"
import * as Scenario from "@effect-keysecure/testkit/Scenario"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as HttpServer from "@effect/platform/HttpServer"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Config from "effect/Config"
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
import { ended } from "../ending/ended.js"
import { Output } from "../saying/output.js"

/** The options of `doctor`. */
export const doctorOptions = {
  production: Options.boolean("production").pipe(
    Options.withDescription(
      "Permits calls to production: get token and reads. A key that one environment does not know is shown to the other too."
    )
  ),
  mode: Options.choice("mode", ["credit", "authorization"]).pipe(
    Options.optional,
    Options.withDescription(
      "The integration mode that your program is written for, to be compared with the merchant's."
    )
  ),
  callback: Options.text("callback").pipe(
    Options.withPseudoName("FILE"),
    Options.optional,
    Options.withDescription(
      "A callback as it came, to be verified: its headers line by line, an empty line, and the body."
    )
  ),
  language: Options.choice("language", ["en_US", "zh_CN"]).pipe(
    Options.optional,
    Options.withDescription("The language of the report. KEYSECURE_LANGUAGE, or English, if there is none given.")
  ),
  json: Options.boolean("json").pipe(Options.withDescription("Writes one JSON document.")),
  simulate: Options.boolean("simulate").pipe(
    Options.withDescription("Looks at a simulator in this process: no account, and no configuration.")
  )
}

type Given = Command.Command.ParseConfig<typeof doctorOptions>

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

/** The language that was asked for, even where the rest of the configuration does not fit. */
const languageOf = ({ language }: Given) =>
  Effect.map(Effect.orDie(Config.withDefault(Config.string("KEYSECURE_LANGUAGE"), "")), (variable): Language =>
    Option.getOrElse(language, () => (variable === "zh_CN" ? "zh_CN" : "en_US"))
  )

/** The exit code says how grave the gravest finding is. */
const exitOf = { ok: undefined, note: undefined, warning: "incomplete", trouble: "usage" } as const

const tell = (language: Language, { json }: Given, report: Report) =>
  Effect.gen(function* () {
    const { hasColour, out } = yield* Output
    yield* out(`${json ? Words.json(language, report) : Words.lines(language, report, hasColour).join("\n")}\n`)
    const exit = exitOf[report.severity]
    if (exit !== undefined) return yield* ended(exit)
  })

const doctor = (given: Given) =>
  Effect.gen(function* () {
    const language = yield* languageOf(given)
    const { say } = yield* Output
    if (given.simulate) {
      yield* say(Words.texts[language].simulated)
      const report = yield* Effect.flatMap(simulated, (merchant) => read(given, merchant)).pipe(Effect.provide(server))
      return yield* tell(language, given, report)
    }
    const configured = yield* Place.merchant
    if (Either.isLeft(configured)) return yield* tell(language, given, yield* misconfigured(given, configured.left))
    if (Place.isProduction(configured.right.target) && !given.production) {
      return yield* ended("usage", Words.texts[language].production)
    }
    return yield* tell(language, given, yield* read(given, configured.right))
  })

/** The command. */
export const commands = [
  Command.make("doctor", doctorOptions, doctor).pipe(
    Command.withDescription("Looks at all that a call needs, and says what is wrong first. It changes nothing.")
  )
] as const
