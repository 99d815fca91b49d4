/** What a platform like this means for us: the assumptions of docs/outcomes.md, and the promises that rest on them. */
import { comingAgain, verified } from "./callbackVerdicts.js"
import { type Facts, type Known, valueOf } from "./experiment.js"
import type { NumberSeen } from "./facts.js"
import type { Bounds, Findings, RuleName } from "./finding.js"
import { type Said, said } from "../language/said.js"
import type { Verdict } from "./verdict.js"

type Judge = (known: Known) => Omit<Verdict, "id" | "promise">

/** A stamp lives so long, as documented, and finding out waits so much longer by default. */
const stampMillis = 60_000
const marginMillis = 60_000

const seconds = (millis: number): string => `${Math.ceil(millis / 100) / 10} s`
const between = ({ from, to }: Bounds): string => (from === to ? seconds(to) : `${seconds(from)} – ${seconds(to)}`)

const open = (en: string, zh: string) => ({ state: "open", why: said(en, zh) }) as const
const holds = (en: string, zh: string) => ({ state: "holds", why: said(en, zh) }) as const

const noCard = open("no card was made, or none was listed", "未开卡，或未列出任何卡")

/** A promise hangs on rules, and one of them is not decided: for that reason it is open. */
const openAs = (findings: Findings, names: ReadonlyArray<RuleName>) => {
  const [why] = names.flatMap((name) => {
    const finding = findings[name]
    return finding?._tag === "NotDecided" ? [finding.why] : []
  })
  return why === undefined ? noCard : ({ state: "open", why } as const)
}

const stamps: Judge = ({ facts: { stampAge } }) => {
  if (stampAge === undefined) return open("the window of the timestamp is not decided", "时间戳窗口未能确定")
  const told = between(stampAge)
  if (stampAge.from <= stampMillis + marginMillis) {
    return stampAge.from <= stampMillis
      ? holds(`a stamp is refused once it is older than ${told}`, `时间戳超过 ${told} 即被拒绝`)
      : {
          ...holds(
            `a stamp is refused once it is older than ${told}: the margin covers it`,
            `时间戳超过 ${told} 即被拒绝：余量可覆盖`
          ),
          set: said(
            `settlingMargin: ${seconds(stampAge.to - stampMillis + marginMillis)}`,
            `settlingMargin：${seconds(stampAge.to - stampMillis + marginMillis)}`
          )
        }
  }
  return {
    state: "fails",
    why: said(`a stamp is taken until it is ${told} old`, `时间戳在 ${told} 之内均被接受`),
    set: said(
      `settlingMargin: at least ${seconds(stampAge.to - stampMillis + marginMillis)}`,
      `settlingMargin：至少 ${seconds(stampAge.to - stampMillis + marginMillis)}`
    )
  }
}

const unlistedIn = ({ unlisted = [] }: Facts): Said | undefined =>
  unlisted.length === 0
    ? undefined
    : said(
        `a card is not listed while its status is ${unlisted.join(", ")}`,
        `状态为 ${unlisted.join("、")} 的卡不会列出`
      )

const listing: Judge = ({ facts }) => {
  const hidden = unlistedIn(facts)
  const { lag, listed = [] } = facts
  if (hidden !== undefined) {
    return {
      state: "fails",
      why: hidden,
      set: said("do not take NotIssued for certain there", "不要将 NotIssued 视为确定")
    }
  }
  if (lag === undefined) return noCard
  if (lag.from > marginMillis) {
    return {
      state: "fails",
      why: said(`a new card is listed after ${between(lag)}`, `新卡在 ${between(lag)} 后才列出`),
      set: said(`settlingMargin: at least ${seconds(2 * lag.to)}`, `settlingMargin：至少 ${seconds(2 * lag.to)}`)
    }
  }
  const seen = listed.join(", ")
  return holds(
    `a new card was listed within ${seconds(lag.to)}; statuses seen: ${seen}`,
    `新卡在 ${seconds(lag.to)} 内列出；所见状态：${seen}`
  )
}

/** Which clock the time of a card is of, as far as that was seen. */
const cardTime = ({ cardTimeAhead }: Facts): Said =>
  cardTimeAhead === undefined
    ? said("", "")
    : said(
        `; a new card's time is ${between(cardTimeAhead)} ahead of the clock that checks stamps`,
        `；新卡的时间比检查时间戳的时钟快 ${between(cardTimeAhead)}`
      )

const clocks: Judge = ({ facts }) => {
  const { dateAhead } = facts
  const told = cardTime(facts)
  if (dateAhead === undefined) return open("no Date was read", "没有可读的 Date")
  const spread = dateAhead.to - dateAhead.from
  // Each Date is a whole second.
  if (spread <= marginMillis + 1_000) {
    return open(
      `the servers that were met write Date within ${seconds(spread)}; others may not${told.en}`,
      `所遇服务器的 Date 相差在 ${seconds(spread)} 内；其他服务器未知${told.zh}`
    )
  }
  return {
    state: "fails",
    why: said(`the servers that were met differ by ${seconds(spread)}`, `所遇服务器相差 ${seconds(spread)}`),
    set: said(`settlingMargin: at least ${seconds(spread)}`, `settlingMargin：至少 ${seconds(spread)}`)
  }
}

const filter: Judge = ({ facts, findings }) => {
  const way = valueOf(findings, "uniqueNoStored")
  if (valueOf(findings, "uniqueNoFilter") === "exact") {
    return {
      state: "fails",
      why: said("a card is not found by the number that was sent", "用发送的编号查不到卡"),
      set: said(
        "apply under numbers that the platform stores as they are: lower-case or upper-case letters and digits, as it writes them",
        "使用平台会原样存储的编号（按其大小写的字母与数字）申请"
      )
    }
  }
  if (facts.foundByNumber === false) {
    return {
      state: "fails",
      why: said("the list does not find a card by its own number", "列表无法按编号查到该卡"),
      set: said("do not take NotIssued for certain there", "不要将 NotIssued 视为确定")
    }
  }
  if (facts.foundByNumber === undefined) return noCard
  if (way === undefined) return openAs(findings, ["uniqueNoStored"])
  return facts.longSpanCode === 0
    ? holds("the list finds a card by its number, in a span of 88 days", "列表可在 88 天跨度内按编号查到卡")
    : {
        ...holds(
          `the list finds a card by its number; a span of 88 days is answered ${facts.longSpanCode}`,
          `列表可按编号查到卡；88 天的跨度得到 ${facts.longSpanCode}`
        ),
        set: said(
          "since: the moment of your first application, so that spans stay short",
          "since：首次申请的时间，以缩短跨度"
        )
      }
}

const openForms: ReadonlySet<unknown> = new Set(["array", "records", "total", "object"])

const lastPage: Judge = ({ findings }) => {
  const form = valueOf(findings, "emptyList")
  if (form === undefined) return open("the form of an empty list is not known", "空列表的形式未知")
  return openForms.has(form)
    ? {
        state: "fails",
        why: said(
          `an empty list is answered in the form ${String(form)}, which may mean anything`,
          `空列表的形式为 ${String(form)}，含义不明`
        ),
        set: said(
          "nothing: there an unknown outcome stays unknown until a person answers",
          "无：未知结果将一直未知，直到有人确认"
        )
      }
    : holds("an empty list says so", "空列表能明确表示为空")
}

const proxies: Judge = () =>
  open("that no proxy repeats a request cannot be seen from here", "无法从此处看出代理是否会重发请求")

const oneCard: Judge = ({ findings }) => {
  const repeated = valueOf(findings, "repeatedUniqueNo")
  if (repeated === undefined) return open("what a repeated number gets is not decided", "重复编号的结果未能确定")
  return repeated === "anotherCard"
    ? {
        ...open(
          "a repeated number gets another card: only what the client remembers prevents it",
          "重复编号会得到另一张卡：只能靠客户端记录来避免"
        ),
        set: said(
          "AttemptLog: a store that all processes share and that outlives them",
          "AttemptLog：所有进程共享且持久的存储"
        )
      }
    : holds(
        `a repeated number makes no second card (${String(repeated)})`,
        `重复编号不会产生第二张卡（${String(repeated)}）`
      )
}

const wasUsed = ({ earlier, sent }: NumberSeen): boolean => earlier.some(({ number }) => number === sent)

const lettersCaseLength = said(
  "numbersKeptAs: the form, if it is one of its names; else numbers of letters, case and length that the platform keeps",
  "numbersKeptAs：若有对应名称则设为该形式；否则使用平台会原样保留的编号"
)

const ownNumbers: Judge = ({ facts: { numbers = [] }, findings }) => {
  const stored = valueOf(findings, "uniqueNoStored")
  const shown = valueOf(findings, "uniqueNoShown")
  // A number that was never used, and was taken for one that was.
  if (stored === undefined && numbers.some((one) => one.repeated === true && !wasUsed(one))) {
    return {
      state: "fails",
      why: said("two numbers that differ are one number there", "两个不同的编号在平台上是同一个编号"),
      set: lettersCaseLength
    }
  }
  if (stored === undefined || shown === undefined) return openAs(findings, ["uniqueNoStored", "uniqueNoShown"])
  const told = `${JSON.stringify(stored)}, ${JSON.stringify(shown)}`
  if (stored === "asIs" && shown === "asIs")
    return holds("numbers are kept and shown as they are", "编号按原样存储与显示")
  return {
    state: "fails",
    why: said(
      `numbers are stored and shown in other forms (${told}): a row is unclear, and the outcome stays unknown`,
      `编号的存储与显示形式不同（${told}）：列表行不明确，结果将一直未知`
    ),
    set: lettersCaseLength
  }
}

const tokenStore: Judge = ({ findings }) => {
  const ends = valueOf(findings, "newTokenEndsOld")
  if (ends === undefined)
    return open("whether a new token ends the old is not decided", "新令牌是否使旧令牌失效未能确定")
  return ends === true
    ? {
        ...holds("a new token ends the old one", "新令牌会使旧令牌失效"),
        set: said(
          "AccessTokens.layerStore: one token for all processes",
          "AccessTokens.layerStore：所有进程共用一个令牌"
        )
      }
    : holds("old tokens live on", "旧令牌继续有效")
}

const judges: ReadonlyArray<readonly [id: string, promise: Said, judge: Judge]> = [
  ["1", said("assumption 1: the stamp of every copy is checked", "假设 1：每个副本的时间戳都会检查"), stamps],
  [
    "2",
    said("assumption 2: an admitted application is listed within the margin", "假设 2：已受理的申请在余量内列出"),
    listing
  ],
  ["3", said("assumption 3: the clocks of the servers agree", "假设 3：各服务器时钟一致"), clocks],
  ["4", said("assumption 4: the list finds what was stored", "假设 4：列表能查到已存储的卡"), filter],
  ["5", said("assumption 5: no proxy repeats an application", "假设 5：没有代理重发申请"), proxies],
  ["6", said("assumption 6: an empty page is the last page", "假设 6：空页即最后一页"), lastPage],
  ["one-card", said("never two cards", "绝不重复发卡"), oneCard],
  ["own-number", said("a card is known by its number", "能按编号认出卡"), ownNumbers],
  ["tokens", said("no call is lost to a token", "不因令牌丢失调用"), tokenStore],
  ["callbacks", said("genuine callbacks are verified", "能验证真实的回调"), verified],
  ["again", said("a callback that was not handled comes again", "未处理的回调会重发"), comingAgain]
]

/** The verdicts, what does not hold first. */
export const verdicts = (known: Known): ReadonlyArray<Verdict> => {
  const all = judges.map(([id, promise, judge]) => ({ id, promise, ...judge(known) }))
  return [...all.filter(({ state }) => state === "fails"), ...all.filter(({ state }) => state !== "fails")]
}
