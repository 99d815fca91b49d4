/** Refusals as data, and the words of their messages. */
import { Card, ErrorCode, type RequestHeaders } from "@effect-keysecure/schema"
import * as Option from "effect/Option"
import type { Rules } from "../state/rules.js"
import { echoes } from "../text/echo.js"

/** What is wrong with a parameter or a header, in words. The vendor's own words are not public. */
const reasons = {
  required: { en: "required", zh: "必填" },
  text: { en: "expected a string", zh: "应为字符串" },
  object: { en: "expected an object", zh: "应为对象" },
  unreadable: { en: "the body is not a JSON object", zh: "请求体不是 JSON 对象" },
  tooLong: {
    en: `at most ${Card.cardUniqueNoMaxLength} characters`,
    zh: `最多 ${Card.cardUniqueNoMaxLength} 个字符`
  },
  cardType: { en: "expected Virtual or Physical", zh: "应为 Virtual 或 Physical" },
  unknown: { en: "not known for this merchant", zh: "该商户下不存在" },
  otherCardType: { en: "not for this type of card", zh: "不支持该卡类型" },
  callingCode: { en: "expected a known calling code in digits, without +", zh: "应为有效的国别码，纯数字，不含 +" },
  phone: { en: "not a valid number under this calling code", zh: "与国别码不匹配的手机号" },
  seconds: {
    en: "the Timestamp is in seconds, and not in milliseconds (13 digits)",
    zh: "时间戳以秒为单位，应为 13 位毫秒"
  },
  date: { en: "expected yyyy-MM-dd or yyyy-MM-dd HH:mm:ss", zh: "格式应为 yyyy-MM-dd 或 yyyy-MM-dd HH:mm:ss" },
  future: { en: "later than now", zh: "不能晚于当前时间" },
  page: { en: "expected a whole number from 0", zh: "应为不小于 0 的整数" },
  size: { en: "expected a whole number from 1 to 100", zh: "应为 1 到 100 的整数" },
  amount: { en: "expected an amount of more than 0 with at most 2 decimals", zh: "应为大于 0、最多两位小数的金额" },
  member: { en: "not one of the documented values", zh: "不在允许的取值范围内" },
  wrongSecret: { en: "cannot be decrypted, or is not this card's", zh: "无法解密或与该卡不符" },
  insufficient: { en: "more than there is on the account", zh: "账户余额不足" },
  wrongStatus: { en: "not from the card's present status", zh: "卡的当前状态不支持该操作" },
  timezone: { en: "expected UTC+H or UTC-H", zh: "格式应为 UTC+H 或 UTC-H" },
  repeated: { en: "used before", zh: "已被使用" }
} as const

/** A refusal: its code, and the facts about it. */
export interface Refusal {
  readonly code: number
  /** The check that gives it, by the name that a verdict tells; none of it is in the answer. */
  readonly check?: string
  /** The wire name of the field that is wrong. */
  readonly field?: string
  /** What is wrong with the field, if the code alone does not say it. */
  readonly reason?: keyof typeof reasons
  /** The value that is wrong. */
  readonly value?: unknown
}

/** The refusal of a parameter (1004): its field, what is wrong with it, and its value. */
export const invalid = (reason: keyof typeof reasons, field?: string, value?: unknown): Refusal => ({
  code: 1004,
  reason,
  value,
  ...(field === undefined ? {} : { field })
})

const undocumented = { en: "refused, with a code that is not documented", zh: "请求被拒绝" } as const

const words = ({ code, reason }: Refusal, language: "en" | "zh"): string => {
  if (reason !== undefined) return reasons[reason][language]
  if (!ErrorCode.isDocumented(code)) return undocumented[language]
  return ErrorCode.table[code][language === "zh" ? "meaningInChinese" : "meaning"]
}

const toJson = Option.liftThrowable((value: unknown): string | undefined => JSON.stringify(value))

const shown = (value: unknown): string =>
  typeof value === "string" ? value : (Option.getOrUndefined(toJson(value)) ?? "")

const chinese: RequestHeaders.Language = "zh_CN"

/**
 * The message of a refusal: `field: words`, `words: field`, or the words alone. Any language but `zh_CN` is English
 * (docs/api.md, Request headers). With `echo` the wrong value follows, in that form.
 */
export const message = (
  refusal: Refusal,
  language: string | undefined,
  { echo, fieldInMessage }: Pick<Rules, "echo" | "fieldInMessage">
): string => {
  const said = words(refusal, language === chinese ? "zh" : "en")
  const parts = refusal.field === undefined ? [said] : [refusal.field, said]
  const named = (fieldInMessage === "before" ? parts : parts.toReversed()).join(": ")
  if (echo === false || refusal.value === undefined) return named
  return `${named} (${echoes[echo === true ? "asIs" : echo](shown(refusal.value))})`
}

/** The message of an answer that is no refusal: the vendor's sample says `Success`. */
export const successMessage = (language: string | undefined): string => (language === chinese ? "成功" : "Success")
