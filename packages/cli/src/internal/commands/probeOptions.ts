/** The options of `probe`. */
import * as Options from "@effect/cli/Options"
import * as Option from "effect/Option"
import { type Language, said } from "../language/said.js"
import * as Shared from "./options.js"

const budget = (language: Language) =>
  Options.integer("budget").pipe(
    Options.withDefault(6),
    Options.withPseudoName("N"),
    Options.filterMap(
      (cards) => Option.liftPredicate(cards, (count) => count >= 0 && count <= 100),
      said("--budget: expected a number of cards from 0 to 100", "--budget：卡数应为 0 至 100")[language]
    ),
    Options.withDescription(
      said(
        "The most cards that may be made. 6 suffice; with 0 none is, and what needs one is not decided.",
        "最多可以开多少张卡。6 张足够；为 0 时不开卡，需要卡才能判断的就不作判断。"
      )[language]
    )
  )

const port = (language: Language) =>
  Options.integer("callbacks-port").pipe(
    Options.withDefault(8080),
    Options.withPseudoName("N"),
    Options.filterMap(
      (number) => Option.liftPredicate(number, (port) => port >= 1 && port <= 65_535),
      said("--callbacks-port: expected a port from 1 to 65535", "--callbacks-port：端口应为 1 至 65535")[language]
    ),
    Options.withDescription(
      said("The port of this machine at which callbacks arrive.", "本机接收回调的端口。")[language]
    )
  )

const cardholder = Shared.text(
  "cardholder",
  "NO",
  said(
    "The cardholder to apply for. An approved one of the last year if there is none given.",
    "为哪个持卡人申请。不给出时，取最近一年内已通过认证的一个。"
  )
)

const cardPackage = Shared.text(
  "package",
  "NO",
  said(
    "The package to apply for. One for virtual cards if there is none given.",
    "按哪个卡套餐申请。不给出时，取一个虚拟卡的卡套餐。"
  )
)

const bin = Shared.text(
  "bin",
  "NO",
  said("The BIN to apply for, in authorization mode.", "授权模式下，按哪个卡 BIN 申请。")
)

const state = Shared.text(
  "state",
  "FILE",
  said(
    "Keeps what was found and which cards were made. A probe that was stopped goes on from it.",
    "保存已查明的内容和已开的卡。中断的探测由此继续。"
  )
)

const scenario = Shared.text(
  "scenario",
  "FILE",
  said(
    "Writes the rules as observed: for keysecure-simulator --scenario.",
    "写下观察到的规则：供 keysecure-simulator --scenario 使用。"
  )
)

const against = Shared.text(
  "against",
  "FILE",
  said("Tells what has changed since a scenario file was written.", "指出场景文件写成之后有什么变化。")
)

const record = Shared.text(
  "record",
  "DIR",
  said(
    "Writes transcripts of requests and answers, without secrets and persons.",
    "写下请求和响应的记录，不含密钥和个人信息。"
  )
)

const callbacks = Shared.text(
  "callbacks",
  "URL",
  said(
    "Receives callbacks: the public URL that the platform posts to, and that leads to --callbacks-port of this machine.",
    "接收回调：平台推送的公网 URL，它须通往本机的 --callbacks-port。"
  )
)

const rate = Shared.flag(
  "rate",
  said(
    "Sends up to 400 requests as fast as they are taken, to find the limit. It may disturb others.",
    "以平台所能接受的速度发送最多 400 个请求，找出限额。可能影响他人。"
  )
)

const json = Shared.flag(
  "json",
  said("Writes the report as JSON, with all of the evidence.", "以 JSON 输出报告，包括全部证据。")
)

const yes = Shared.flag("yes", said("Makes cards without asking first.", "直接开卡，不先询问。"))

const simulate = Shared.flag(
  "simulate",
  said(
    "Probes a simulator in this process: no account, no real card, no waiting.",
    "探测本进程内的模拟器：无需账户，不会真的开卡，无需等待。"
  )
)

/** The options of `probe`. */
export const probeOptions = (language: Language) => ({
  budget: budget(language),
  cardholder: cardholder(language),
  package: cardPackage(language),
  bin: bin(language),
  state: state(language),
  scenario: scenario(language),
  against: against(language),
  record: record(language),
  callbacks: callbacks(language),
  "callbacks-port": port(language),
  rate: rate(language),
  language: Shared.reportLanguage(language),
  json: json(language),
  yes: yes(language),
  simulate: simulate(language)
})
