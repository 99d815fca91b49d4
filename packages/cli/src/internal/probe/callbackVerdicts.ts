/** What callbacks like these mean for `Callbacks` of the client. */
import type { Facts, Known } from "./experiment.js"
import type { Round } from "./facts.js"
import { joined, type Said, said } from "../language/said.js"
import type { Verdict } from "./verdict.js"
import { isAssumed, type Way } from "./callbacks/signing.js"

type Judgement = Omit<Verdict, "id" | "promise">

const untried: Judgement = {
  state: "open",
  why: said("it was not tried, or no callback came: --callbacks", "未尝试，或未收到回调：--callbacks")
}

/** What to set so that the client verifies what is signed in a way; none if no option does. */
const optionsFor = (way: Way): Said | undefined => {
  if (!isAssumed({ ...way, appId: "appId", keyOf: "apiSecret", keyFrom: "utf8" }) || way.appId === "none") {
    return undefined
  }
  const options = [
    ...(way.appId === "apiKey" ? [said("appId: the Api-Key", "appId：使用 Api-Key")] : []),
    ...(way.keyOf === "apiKey" ? [said("apiSecret: the Api-Key", "apiSecret：使用 Api-Key")] : []),
    ...(way.keyFrom === "utf8" ? [] : [said(`keyFrom: "${way.keyFrom}"`, `keyFrom："${way.keyFrom}"`)])
  ]
  return joined(options)
}

/** Whether the client verifies the callbacks with the app id and the secret that it was given. */
export const verified = ({ facts: { callbacks } }: Pick<Known, "facts">): Judgement => {
  if (callbacks === undefined) return untried
  if (callbacks.ways.some(isAssumed)) {
    return { state: "holds", why: said("they are signed as the client assumes", "签名方式与客户端的假设一致") }
  }
  const [set] = callbacks.ways.flatMap((way) => optionsFor(way) ?? [])
  return {
    state: "fails",
    why: said("they are signed in another way", "签名方式与假设不同"),
    set: set ?? said("nothing: no option of Callbacks verifies them", "无：Callbacks 没有可用的选项")
  }
}

const comesAgain = (rounds: ReadonlyArray<Round>, reply: Round["reply"]): boolean | undefined => {
  const round = rounds.find((one) => one.reply === reply)
  return round === undefined ? undefined : round.again.length > 0
}

const oldStamps = ({ rounds }: NonNullable<Facts["callbacks"]>): boolean =>
  rounds.some(({ sameStamp }) => sameStamp === true)

/** Whether a callback that was not handled comes again. */
export const comingAgain = ({ facts: { callbacks } }: Pick<Known, "facts">): Judgement => {
  const failed = callbacks && comesAgain(callbacks.rounds, "failed")
  const silent = callbacks && comesAgain(callbacks.rounds, "silent")
  if (callbacks === undefined || failed === undefined || silent === undefined) return untried
  if (failed && silent) {
    const why = said("what fails or is not answered comes again", "失败或未响应的回调会重发")
    return oldStamps(callbacks)
      ? {
          state: "holds",
          why,
          set: said("maxAge: the time for which the platform goes on trying", "maxAge：平台持续重发的时长")
        }
      : { state: "holds", why }
  }
  return {
    state: "fails",
    why: said(
      "what fails or is not answered did not come again while it was watched",
      "观察期间，失败或未响应的回调未重发"
    ),
    set: said("a job that asks the lists for what no callback told", "定期任务：从列表查询回调未告知的变化")
  }
}
