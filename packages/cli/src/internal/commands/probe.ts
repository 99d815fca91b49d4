/** `keysecure probe`: what a sandbox does where the API is not documented. */
import * as KeySecureConfig from "@effect-keysecure/client/KeySecureConfig"
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import * as Scenario from "@effect-keysecure/testkit/Scenario"
import * as VirtualClock from "@effect-keysecure/testkit/VirtualClock"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Prompt from "@effect/cli/Prompt"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { nothing } from "../doctor/facts.js"
import * as Place from "../doctor/looking/target.js"
import { reportOf } from "../doctor/report.js"
import * as Words from "../doctor/telling/words.js"
import { ended, Ended } from "../ending/ended.js"
import * as Machine from "../parts/machine.js"
import * as Receiving from "../probe/callbacks/receiving.js"
import { changedSince, rulesIn } from "../probe/drift.js"
import { dataOf, textOf } from "../probe/exchange.js"
import { experimentsFor } from "../probe/experiments/index.js"
import * as LeapingClock from "../probe/leapingClock.js"
import { type Done, knownBy, probing } from "../probe/probing.js"
import { knownTexts, redacted } from "../probe/redaction.js"
import * as Report from "../probe/report.js"
import { type Language, said } from "../language/said.js"
import * as Sender from "../probe/sender.js"
import * as Session from "../probe/session.js"
import * as Simulated from "../probe/simulated.js"
import * as StateFile from "../probe/stateFile.js"
import { record } from "../probe/transcripts.js"
import { unfamiliar } from "../probe/unfamiliar.js"
import { Output } from "../saying/output.js"

const text = (name: string, pseudoName: string, description: string) =>
  Options.text(name).pipe(Options.withPseudoName(pseudoName), Options.optional, Options.withDescription(description))

const flag = (name: string, description: string) => Options.boolean(name).pipe(Options.withDescription(description))

/** The options of `probe`. */
export const probeOptions = {
  budget: Options.integer("budget").pipe(
    Options.withDefault(6),
    Options.withPseudoName("N"),
    Options.filterMap(
      (cards) => Option.liftPredicate(cards, (count) => count >= 0 && count <= 100),
      "--budget: expected a number of cards from 0 to 100"
    ),
    Options.withDescription(
      "The most cards that may be made. 6 suffice; with 0 none is, and what needs one is not decided."
    )
  ),
  cardholder: text(
    "cardholder",
    "NO",
    "The cardholder to apply for. An approved one of the last year if there is none given."
  ),
  package: text("package", "NO", "The package to apply for. One for virtual cards if there is none given."),
  bin: text("bin", "NO", "The BIN to apply for, in authorization mode."),
  state: text(
    "state",
    "FILE",
    "Keeps what was found and which cards were made. A probe that was stopped goes on from it."
  ),
  scenario: text("scenario", "FILE", "Writes the rules as observed: for keysecure-simulator --scenario."),
  against: text("against", "FILE", "Tells what has changed since a scenario file was written."),
  record: text("record", "DIR", "Writes transcripts of requests and answers, without secrets and persons."),
  callbacks: text(
    "callbacks",
    "URL",
    "Receives callbacks: the public URL that the platform posts to, and that leads to --callbacks-port of this machine."
  ),
  "callbacks-port": Options.integer("callbacks-port").pipe(
    Options.withDefault(8080),
    Options.withPseudoName("N"),
    Options.filterMap(
      (port) => Option.liftPredicate(port, (number) => number >= 1 && number <= 65_535),
      "--callbacks-port: expected a port from 1 to 65535"
    ),
    Options.withDescription("The port of this machine at which callbacks arrive.")
  ),
  rate: flag("rate", "Sends up to 400 requests as fast as they are taken, to find the limit. It may disturb others."),
  language: Options.choice("language", ["en_US", "zh_CN"]).pipe(
    Options.optional,
    Options.withDescription("The language of the report. KEYSECURE_LANGUAGE, or English, if there is none given.")
  ),
  json: flag("json", "Writes the report as JSON, with all of the evidence."),
  yes: flag("yes", "Makes cards without asking first."),
  simulate: flag("simulate", "Probes a simulator in this process: no account, no real card, no waiting.")
}

type Asked = Command.Command.ParseConfig<typeof probeOptions>

/** The options, with the language that is meant. */
type Given = Omit<Asked, "language"> & { readonly language: Language }

const withLanguage = ({ language, ...options }: Asked): Effect.Effect<Given> =>
  Effect.map(Effect.orDie(Config.withDefault(Config.string("KEYSECURE_LANGUAGE"), "")), (variable) => ({
    ...options,
    language: Option.getOrElse(language, () => variable) === "zh_CN" ? "zh" : "en"
  }))

/** What is probed. */
interface Target {
  readonly baseUrl: string
  readonly apiKey: Redacted.Redacted
}

const loopback = /^https?:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?(?:\/|$)/

/** The sandbox, or a simulator on this machine. Everything else may be production, or lead there. */
const isAllowed = ({ baseUrl, platform }: KeySecureConfig.Settings): boolean =>
  platform !== "production" && (baseUrl === KeySecureConfig.hosts.sandbox || loopback.test(baseUrl))

/** What the command says by itself. */
const words = {
  onlySandbox: [
    said(
      "keysecure probe only probes the sandbox: it sends what a client never should, and makes cards.",
      "keysecure probe 只探测沙箱：它会发送客户端不应发送的请求，并会开卡。"
    ),
    said(
      "Set KEYSECURE_ENVIRONMENT=sandbox, or the KEYSECURE_BASE_URL of a simulator on this machine.",
      "请设置 KEYSECURE_ENVIRONMENT=sandbox，或将 KEYSECURE_BASE_URL 设为本机的模拟器。"
    )
  ],
  noConfiguration: said(
    "keysecure probe --simulate needs no configuration.",
    "配置有误。keysecure probe --simulate 无需配置。"
  ),
  nothingDone: said("Nothing was done.", "未执行任何操作。"),
  simulated: said("Simulated: no card of this run is real.", "模拟运行：本次的卡均非真实。"),
  noUrl: said(
    "--callbacks: expected a URL that begins with http:// or https://",
    "--callbacks：应为以 http:// 或 https:// 开头的 URL"
  ),
  transcripts: said("transcripts", "份记录")
} as const

const sayYes = (cards: number) =>
  said(
    `It makes up to ${cards} cards: say so with --yes, or give --budget 0.`,
    `最多会开 ${cards} 张卡：请用 --yes 确认，或使用 --budget 0。`
  )

const listensAt = (port: number) =>
  said(
    `callbacks: received at port ${port} of this machine; the platform has to post to the URL of --callbacks`,
    `回调：在本机端口 ${port} 接收；平台须向 --callbacks 的 URL 推送`
  )

const cannotListen = (reason: string) =>
  said(`--callbacks-port: ${reason}`, `--callbacks-port：无法监听该端口（${reason}）`)

const goOn = (cards: number) =>
  said(`It makes up to ${cards} cards in the sandbox. Go on?`, `将在沙箱中最多开 ${cards} 张卡。继续吗？`)

const misconfigured = Machine.misconfiguredFor("keysecure probe --simulate")

/** The fault of a configuration: in Chinese as `doctor` tells it. */
const misconfiguredIn = (language: Language) => (error: ConfigError.ConfigError) =>
  Effect.gen(function* () {
    if (language === "en") return yield* misconfigured(error)
    const merchant = yield* Place.merchant
    const told = Either.isLeft(merchant)
      ? Words.lines("zh_CN", reportOf(nothing(merchant.left)), false).slice(0, 1)
      : []
    return yield* ended("usage", ...told, words.noConfiguration.zh)
  })

const configured = (language: Language): Effect.Effect<Target, Ended> =>
  Effect.gen(function* () {
    const options = yield* Effect.catchAll(KeySecureConfig.config, misconfiguredIn(language))
    const settings = yield* Effect.catchAll(KeySecureConfig.make(options), misconfiguredIn(language))
    if (isAllowed(settings)) return { baseUrl: settings.baseUrl, apiKey: settings.apiKey }
    return yield* ended("usage", ...words.onlySandbox.map((line) => line[language]))
  })

const agreed = ({ budget, language, simulate, yes }: Given) =>
  Effect.gen(function* () {
    if (simulate || yes || budget === 0) return
    const { isTerminal } = yield* Output
    if (!isTerminal) return yield* ended("usage", sayYes(budget)[language])
    const confirm = Prompt.confirm({ message: goOn(budget)[language] })
    const is = yield* Effect.orElseSucceed(Prompt.run(confirm), () => false)
    if (!is) return yield* ended("usage", words.nothingDone[language])
  })

/** A public URL, or that of a tunnel or simulator on this machine. */
const isUrl = (url: string): boolean => /^https?:\/\/[^\s@]+$/.test(url)

/** Where callbacks are received, if they are asked for. */
const receivingOf = ({ callbacks, language, ...given }: Given, { apiKey }: Target) =>
  Effect.gen(function* () {
    if (Option.isNone(callbacks)) return undefined
    if (!isUrl(callbacks.value)) return yield* ended("usage", words.noUrl[language])
    const { say } = yield* Output
    const receiving = yield* Effect.mapError(
      Receiving.listening(callbacks.value, given["callbacks-port"], apiKey),
      ({ reason }) => ended("usage", cannotListen(reason)[language])
    )
    yield* say(listensAt(given["callbacks-port"])[language])
    return receiving
  })

const refusedFile =
  ({ language }: Given) =>
  ({ reason }: StateFile.StateRefused) =>
    ended("usage", reason[language])

/** Texts that a report may hold, and that it never may. Every token that was sent had been given before. */
const textsOf = (session: Session.Service, { apiKey }: Target, receiving: Receiving.Receiving | undefined) =>
  knownTexts(
    session.made().flatMap(({ cardNo, number }) => [number, ...(cardNo === undefined ? [] : [cardNo])]),
    [
      Redacted.value(apiKey),
      ...(receiving?.keys === undefined ? [] : Object.values(Redacted.value(receiving.keys))),
      ...session.exchanges().flatMap((exchange) => {
        const data = dataOf(exchange)
        return ["access_token", "client_access_token"].flatMap((name) => textOf(data, name) ?? [])
      })
    ]
  )

const experimentsOf = (given: Given, receiving: Receiving.Receiving | undefined) =>
  experimentsFor(
    {
      cardholderNo: Option.getOrUndefined(given.cardholder),
      packageNo: Option.getOrUndefined(given.package),
      cardBinNo: Option.getOrUndefined(given.bin)
    },
    receiving
  )

/** Whether an experiment is done: some are only with an option. */
const isAsked = ({ callbacks, rate }: Given, option: string | undefined): boolean =>
  option === undefined || (option === "--rate" ? rate : Option.isSome(callbacks))

/** Does the experiments, and keeps the state if there is a file for it. */
const probed = (given: Given, target: Target, receiving: Receiving.Receiving | undefined) =>
  Effect.gen(function* () {
    const { say, status } = yield* Output
    const files = yield* FileSystem.FileSystem
    const file = Option.getOrUndefined(given.state)
    const before = file === undefined ? StateFile.nothing(target.baseUrl) : yield* StateFile.read(file, target.baseUrl)
    let made: ReadonlyArray<Session.Made> = before.made
    let done: ReadonlyArray<Done> = before.done
    const keep =
      file === undefined
        ? Effect.void
        : Effect.suspend(() => StateFile.write(file, { version: 1, platform: target.baseUrl, made, done })).pipe(
            Effect.provideService(FileSystem.FileSystem, files),
            // A card that is not written down would not count after a crash: so none is made.
            Effect.orDie
          )
    const session = yield* Session.make({
      apiKey: target.apiKey,
      budget: given.budget,
      made,
      keep: (next) => {
        made = next
        return keep
      }
    })
    const clean = (all: ReadonlyArray<Done>): ReadonlyArray<Done> => {
      const texts = textsOf(session, target, receiving)
      return all.map((one) => ({ ...one, exchanges: one.exchanges.map((exchange) => redacted(exchange, texts)) }))
    }
    const experiments = experimentsOf(given, receiving)
    const asked = experiments.filter(({ option }) => isAsked(given, option))
    const all = yield* probing(asked, before.done, {
      begun: ({ id, title }) => (given.json ? Effect.void : say(`${id}: ${title[given.language]}`)),
      ended: (next) =>
        Effect.suspend(() => {
          done = clean(next)
          return keep
        })
    }).pipe(Effect.provideService(Session.Session, session))
    yield* status("")
    const unknown = unfamiliar(all.flatMap(({ exchanges }) => exchanges))
    return { platform: target.baseUrl, experiments, done: clean(all), made: session.made(), unknown }
  })

const writeScenario = (file: string, rules: Readonly<Record<string, unknown>>) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    yield* files.writeFileString(file, `${JSON.stringify({ rules }, null, 2)}\n`)
  }).pipe(Effect.mapError(() => StateFile.fileRefused(file, "cannot be written", "无法写入")))

/** The exit code if a promise does not hold there. */
const promiseFails = 2

const concluded = (given: Given, parts: Report.Parts) =>
  Effect.gen(function* () {
    const { hasColour, out, say } = yield* Output
    const language: Language = given.language
    const { findings } = knownBy(parts.done)
    if (Option.isSome(given.scenario)) yield* writeScenario(given.scenario.value, Report.observedRules(findings))
    if (Option.isSome(given.record)) {
      const count = yield* record(
        given.record.value,
        parts.done.flatMap(({ exchanges }) => exchanges)
      )
      yield* say(`${given.record.value}: ${count} ${words.transcripts[language]}`)
    }
    yield* out(
      given.json
        ? `${JSON.stringify(Report.json(parts, language), null, 2)}\n`
        : `${Report.text(parts, language, hasColour)}\n`
    )
    const clock = parts.done.find(({ id }) => id === "clock")
    if (clock?.why !== undefined) return yield* ended("incomplete", clock.why[language])
    if (Report.verdictsOf(parts).some(({ state }) => state === "fails")) {
      return yield* new Ended({ code: promiseFails, lines: [] })
    }
    if (parts.changed !== undefined && parts.changed.length > 0) return yield* ended("incomplete")
  })

const run = <R>(given: Given, target: Target, receiving: Effect.Effect<Receiving.Receiving | undefined, Ended, R>) =>
  Effect.gen(function* () {
    const rules = Option.isSome(given.against) ? yield* rulesIn(given.against.value) : undefined
    const found = yield* probed(given, target, yield* receiving)
    const changed = rules && changedSince(rules, knownBy(found.done).findings)
    yield* concluded(given, { ...found, changed })
  }).pipe(
    Effect.catchSomeDefect((defect) =>
      defect instanceof StateFile.StateRefused ? Option.some(refusedFile(given)(defect)) : Option.none()
    ),
    Effect.catchTag("StateRefused", refusedFile(given)),
    Effect.scoped,
    Effect.provide(Layer.provideMerge(Sender.layer(target.baseUrl), UndiciHttpClient.layer))
  )

/** Weeks after the simulator's cardholders were applied for, so that the list shows them; a day of one digit. */
const simulatedStart = VirtualClock.defaultStartMillis + 34 * 86_400_000

/** On a clock that leaps, against a simulator in this process. */
const simulated = (given: Given) =>
  Effect.gen(function* () {
    const { say } = yield* Output
    yield* say(words.simulated[given.language])
    const scenario: Scenario.Scenario = (initial) => initial
    yield* Effect.flatMap(Simulated.baseUrl, (baseUrl) =>
      run(
        given,
        { baseUrl, apiKey: Redacted.make(Scenario.creditApiKey) },
        Option.isSome(given.callbacks) ? Receiving.simulated : Effect.succeed(undefined)
      )
    ).pipe(Effect.provide(Simulated.layer(scenario)), Effect.withClock(LeapingClock.make(simulatedStart)))
  })

const probe = (asked: Asked) =>
  Effect.gen(function* () {
    const given = yield* withLanguage(asked)
    if (given.simulate) return yield* simulated(given)
    const target = yield* configured(given.language)
    yield* agreed(given)
    yield* run(given, target, receivingOf(given, target))
  })

/** The command. */
export const commands = [
  Command.make("probe", probeOptions, probe).pipe(
    Command.withDescription(
      "Finds out what the sandbox does where the API is not documented. It makes up to 6 cards, and tells which."
    )
  )
] as const
