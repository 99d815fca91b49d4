/** What was seen of callbacks, in words. */
import type { Facts, Round } from "./facts.js"
import { joined, type Said, said } from "../language/said.js"
import type { Way } from "./callbacks/signing.js"

type Callbacks = NonNullable<Facts["callbacks"]>

type Words<Value extends string> = { readonly [One in Value]: Said }

const appId: Words<Way["appId"]> = {
  appId: said("appId is the app id", "appId 为应用编号"),
  apiKey: said("appId is the Api-Key", "appId 为 Api-Key"),
  none: said("no appId", "无 appId")
}

const envelope: Words<Way["envelope"]> = {
  none: said("neither id nor action", "不含 id 与 action"),
  id: said("id", "含 id"),
  action: said("action", "含 action"),
  both: said("id and action", "含 id 与 action")
}

const nulls: Words<Way["nulls"]> = {
  leftOut: said("nulls left out", "省略 null"),
  signed: said("nulls signed", "保留 null")
}

const keyOf: Words<Way["keyOf"]> = {
  apiSecret: said("the key is the apiSecret", "密钥为 apiSecret"),
  apiKey: said("the key is the Api-Key", "密钥为 Api-Key")
}

const keyFrom: Words<Way["keyFrom"]> = {
  utf8: said("as its text", "按文本"),
  base64: said("from Base64", "由 Base64 解码"),
  hex: said("from hex", "由十六进制解码")
}

const written: Words<Way["written"]> = {
  hex: said("in hex", "以十六进制书写"),
  base64: said("in Base64", "以 Base64 书写")
}

const stamped = (is: boolean): Said => (is ? said("timestamp", "含 timestamp") : said("no timestamp", "不含 timestamp"))

/** What is left of the guesses about an ingredient. */
const ingredient = (ways: ReadonlyArray<Way>, tell: (way: Way) => Said): Said => {
  const told = new Map(ways.map((way) => [tell(way).en, tell(way)]))
  return joined([...told.values()], " or ", " 或 ")
}

const ingredients: ReadonlyArray<(way: Way) => Said> = [
  (way) => appId[way.appId],
  (way) => stamped(way.timestamp),
  (way) => envelope[way.envelope],
  (way) => nulls[way.nulls],
  (way) => keyOf[way.keyOf],
  (way) => keyFrom[way.keyFrom],
  (way) => written[way.written]
]

const answers: Words<Round["reply"]> = {
  taken: said("answered with the code 0", "以代码 0 响应"),
  failed: said("answered with HTTP 500", "以 HTTP 500 响应"),
  refused: said("answered with another code", "以其他代码响应"),
  silent: said("not answered", "不响应")
}

const seconds = (millis: number): string => `${Math.round(millis / 100) / 10} s`

const againOf = ({ again, sameId, sameStamp, watched }: Round): ReadonlyArray<Said> => {
  if (again.length === 0) {
    return [said(`not again within ${seconds(watched)}`, `${seconds(watched)} 内未重发`)]
  }
  const gaps = again.map(seconds).join(", ")
  return [
    said(`again after ${gaps}`, `${gaps} 后重发`),
    sameId === true ? said("with the same id", "id 相同") : said("with another id", "id 不同"),
    sameStamp === true
      ? said("with the same Timestamp", "Timestamp 相同")
      : said("with a new Timestamp", "Timestamp 更新")
  ]
}

const roundLine = (round: Round): Said => {
  const { first, reply, waited } = round
  const parts = [
    said(`came ${seconds(first.to)} after the change`, `变化后 ${seconds(first.to)} 送达`),
    ...(waited === null ? [] : [said(`given up after ${seconds(waited)}`, `等待 ${seconds(waited)} 后放弃`)]),
    ...againOf(round)
  ]
  return joined([answers[reply], joined(parts)], ": ", "：")
}

const orderLine = (inOrder: boolean): Said =>
  inOrder
    ? said("two changes: told in their order", "两次变化：按顺序送达")
    : said("two changes: told in the other order", "两次变化：未按顺序送达")

/** One line for each thing that was seen. */
export const linesOf = ({ inOrder, rounds, strange, ways }: Callbacks): ReadonlyArray<Said> => [
  joined([said("signed", "签名内容"), joined(ingredients.map((tell) => ingredient(ways, tell)))], ": ", "："),
  ...rounds.map(roundLine),
  ...(inOrder === null ? [] : [orderLine(inOrder)]),
  ...(strange === 0
    ? []
    : [said(`signed in no way that is known: ${strange} deliveries`, `签名方式未知的送达：${strange} 次`)])
]
