/** The command `doctor`: looks at all that a call needs, with the key alone. It changes nothing. */
import type { Language } from "@effect-keysecure/schema/RequestHeaders"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { nothing } from "../doctor/facts.js"
import * as Place from "../doctor/looking/target.js"
import { type Report, reportOf } from "../doctor/report.js"
import * as Words from "../doctor/telling/words.js"
import { ended } from "../ending/ended.js"
import { Output } from "../saying/output.js"

/** The options of `doctor`. */
export const doctorOptions = {
  production: Options.boolean("production").pipe(
    Options.withDescription("Permits calls to production: get token and reads. Without it production is not called.")
  ),
  language: Options.choice("language", ["en_US", "zh_CN"]).pipe(
    Options.optional,
    Options.withDescription("The language of the report. KEYSECURE_LANGUAGE, or English, if there is none given.")
  ),
  json: Options.boolean("json").pipe(Options.withDescription("Writes one JSON document."))
}

type Given = Command.Command.ParseConfig<typeof doctorOptions>

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
    const configured = yield* Place.merchant
    if (Either.isLeft(configured)) return yield* tell(language, given, reportOf(nothing(configured.left)))
    if (Place.isProduction(configured.right.target) && !given.production) {
      return yield* ended("usage", Words.texts[language].production)
    }
    return yield* tell(language, given, reportOf(nothing(configured.right.target)))
  })

/** The command. */
export const commands = [
  Command.make("doctor", doctorOptions, doctor).pipe(
    Command.withDescription("Looks at all that a call needs, and says what is wrong first. It changes nothing.")
  )
] as const
