/** `keysecure probe`: what a sandbox does where the API is not documented. */
import * as KeySecureConfig from "@effect-keysecure/client/KeySecureConfig"
import * as UndiciHttpClient from "@effect-keysecure/client/UndiciHttpClient"
import * as Scenario from "@effect-keysecure/testkit/Scenario"
import * as VirtualClock from "@effect-keysecure/testkit/VirtualClock"
import * as Command from "@effect/cli/Command"
import * as Prompt from "@effect/cli/Prompt"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { ended, Ended, speaking } from "../ending/ended.js"
import { type Language, Reader, said } from "../language/said.js"
import * as Machine from "../parts/machine.js"
import * as Receiving from "../probe/callbacks/receiving.js"
import { changedSince, rulesIn } from "../probe/drift.js"
import { dataOf, textOf } from "../probe/exchange.js"
import { experimentsFor } from "../probe/experiments/index.js"
import * as LeapingClock from "../probe/leapingClock.js"
import { type Done, knownBy, probing } from "../probe/probing.js"
import { knownTexts, redacted } from "../probe/redaction.js"
import * as Report from "../probe/report.js"
import * as Sender from "../probe/sender.js"
import * as Session from "../probe/session.js"
import * as Simulated from "../probe/simulated.js"
import * as StateFile from "../probe/stateFile.js"
import { record } from "../probe/transcripts.js"
import { unfamiliar } from "../probe/unfamiliar.js"
import { Output, say } from "../saying/output.js"
import * as Shared from "./options.js"
import { probeOptions } from "./probeOptions.js"

type Given = Command.Command.ParseConfig<ReturnType<typeof probeOptions>>

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
  nothingDone: said("Nothing was done.", "未执行任何操作。"),
  simulated: said("Simulated: no card of this run is real.", "模拟运行：本次的卡均非真实。"),
  noUrl: said(
    "--callbacks: expected a URL that begins with http:// or https://",
    "--callbacks：应为以 http:// 或 https:// 开头的 URL"
  )
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

const configured: Effect.Effect<Target, Ended> = Effect.gen(function* () {
  const options = yield* Effect.mapError(KeySecureConfig.config, misconfigured)
  const settings = yield* Effect.mapError(KeySecureConfig.make(options), misconfigured)
  if (isAllowed(settings)) return { baseUrl: settings.baseUrl, apiKey: settings.apiKey }
  return yield* ended("usage", ...words.onlySandbox)
})

const agreed = ({ budget, simulate, yes }: Given) =>
  Effect.gen(function* () {
    if (simulate || yes || budget === 0) return
    const { isTerminal } = yield* Output
    if (!isTerminal) return yield* ended("usage", sayYes(budget))
    const confirm = Prompt.confirm({ message: goOn(budget)[yield* Reader] })
    const is = yield* Effect.orElseSucceed(Prompt.run(confirm), () => false)
    if (!is) return yield* ended("usage", words.nothingDone)
  })

/** A public URL, or that of a tunnel or simulator on this machine. */
const isUrl = (url: string): boolean => /^https?:\/\/[^\s@]+$/.test(url)

/** Where callbacks are received, if they are asked for. */
const receivingOf = ({ callbacks, ...given }: Given, { apiKey }: Target) =>
  Effect.gen(function* () {
    if (Option.isNone(callbacks)) return undefined
    if (!isUrl(callbacks.value)) return yield* ended("usage", words.noUrl)
    const receiving = yield* Effect.mapError(
      Receiving.listening(callbacks.value, given["callbacks-port"], apiKey),
      ({ reason }) => ended("usage", cannotListen(reason))
    )
    yield* say(listensAt(given["callbacks-port"]))
    return receiving
  })

const refusedFile = ({ reason }: StateFile.StateRefused) => ended("usage", reason)

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
    const output = yield* Output
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
      begun: ({ id, title }) =>
        given.json
          ? Effect.void
          : Effect.provideService(say(said(`${id}: ${title.en}`, `${id}：${title.zh}`)), Output, output),
      ended: (next) =>
        Effect.suspend(() => {
          done = clean(next)
          return keep
        })
    }).pipe(Effect.provideService(Session.Session, session))
    yield* output.status("")
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
    const { hasColour, out } = yield* Output
    const language = yield* Reader
    const { findings } = knownBy(parts.done)
    if (Option.isSome(given.scenario)) yield* writeScenario(given.scenario.value, Report.observedRules(findings))
    if (Option.isSome(given.record)) {
      const count = yield* record(
        given.record.value,
        parts.done.flatMap(({ exchanges }) => exchanges)
      )
      const folder = given.record.value
      yield* say(said(`${folder}: ${count} transcripts`, `${folder}：${count} 份记录`))
    }
    yield* out(
      given.json
        ? `${JSON.stringify(Report.json(parts, language), null, 2)}\n`
        : `${Report.text(parts, language, hasColour)}\n`
    )
    const clock = parts.done.find(({ id }) => id === "clock")
    if (clock?.why !== undefined) return yield* ended("incomplete", clock.why)
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
      defect instanceof StateFile.StateRefused ? Option.some(refusedFile(defect)) : Option.none()
    ),
    Effect.catchTag("StateRefused", refusedFile),
    Effect.scoped,
    Effect.provide(Layer.provideMerge(Sender.layer(target.baseUrl), UndiciHttpClient.layer))
  )

/** Weeks after the simulator's cardholders were applied for, so that the list shows them; a day of one digit. */
const simulatedStart = VirtualClock.defaultStartMillis + 34 * 86_400_000

/** On a clock that leaps, against a simulator in this process. */
const simulated = (given: Given) =>
  Effect.gen(function* () {
    yield* say(words.simulated)
    const scenario: Scenario.Scenario = (initial) => initial
    yield* Effect.flatMap(Simulated.baseUrl, (baseUrl) =>
      run(
        given,
        { baseUrl, apiKey: Redacted.make(Scenario.creditApiKey) },
        Option.isSome(given.callbacks) ? Receiving.simulated : Effect.succeed(undefined)
      )
    ).pipe(Effect.provide(Simulated.layer(scenario)), Effect.withClock(LeapingClock.make(simulatedStart)))
  })

const probe = (given: Given) =>
  Effect.flatMap(Shared.spoken(given.language), (language) =>
    Effect.gen(function* () {
      if (given.simulate) return yield* simulated(given)
      const target = yield* configured
      yield* agreed(given)
      yield* run(given, target, receivingOf(given, target))
    }).pipe(speaking(language))
  )

/** The command. */
export const commands = (language: Language) =>
  [
    Command.make("probe", probeOptions(language), probe).pipe(
      Command.withDescription(
        said(
          "Finds out what the sandbox does where the API is not documented. It makes up to 6 cards, and tells which.",
          "查明沙箱在文档没有说明之处的行为。最多开 6 张卡，并指明是哪些。"
        )[language]
      )
    )
  ] as const
