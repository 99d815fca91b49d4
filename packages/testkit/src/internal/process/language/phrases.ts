/** What the program's parts say in English, of its command line, of files, of a trace and of its port, and the same in Chinese. */
import type { Phrase } from "./phrase.js"

const things: ReadonlyArray<Phrase> = [
  ["a string", "文本"],
  ["a number", "数字"],
  ["a finite number", "有限的数字"],
  ["a boolean", "true 或 false"],
  ["a text or a number", "文本或数字"],
  ["an object", "对象"],
  ["Virtual or Physical", "Virtual 或 Physical"],
  ["a list", "列表"],
  ["a list of texts", "文本的列表"],
  ["a list of card types", "卡类型的列表"],
  ["a list of merchants", "商户的列表"],
  ["a list of cardholders", "持卡人的列表"],
  ["a list of packages", "卡套餐的列表"],
  ["a list of BINs", "卡 BIN 的列表"],
  ["a merchant: an object", "商户，为一个对象"],
  ["a cardholder: an object", "持卡人，为一个对象"],
  ["a package: an object", "卡套餐，为一个对象"],
  ["a BIN: an object", "卡 BIN，为一个对象"],
  ["a fault: an object with the field _tag", "故障，为带字段 _tag 的对象"],
  [
    "a list of at least one merchant; leave the field out for those of the default scenario",
    "至少有一个商户的列表；要用默认场景的商户，请去掉该字段"
  ],
  [
    "a scenario: an object with the fields merchants and rules, or one of them",
    "场景，为带字段 merchants 和 rules 或其中之一的对象"
  ],
  ["an object with some of the rules", "带有部分规则的对象"],
  ["an object with names of operations as its fields", "以操作名为字段的对象"],
  ["a list of objects with the fields operation, nth and fault", "对象的列表，各带字段 operation、nth 和 fault"],
  ["an object with the fields operation, nth and fault", "带字段 operation、nth 和 fault 的对象"],
  ["an object with the fields {one} and {other}", "带字段 {one} 和 {other} 的对象"]
]

const numbers: ReadonlyArray<Phrase> = [
  ["an integer", "整数"],
  ["a non-negative number", "不小于 0 的数字"],
  ["a whole number", "整数"],
  ["a whole number, 0 or more", "不小于 0 的整数"],
  ["a whole number, 1 or more", "不小于 1 的整数"],
  ["a whole number that is not 0", "不是 0 的整数"],
  ["a whole number of ms, a day at most", "整数毫秒，最多一天"],
  ["a whole number of ms, 31 years at most", "整数毫秒，最多 31 年"],
  ["a whole number, or a list of them", "整数，或整数的列表"],
  ["a whole number from {from} to {to}", "{from} 至 {to} 的整数"],
  ["a status from 400 to 599", "400 至 599 的状态码"],
  ["whole hundredths, as a text", "以分为单位的整数，写作文本"],
  ["a moment in Unix ms, from 1970 to 9999", "Unix 毫秒表示的时刻，1970 年至 9999 年"],
  ['Unix ms, or an ISO date such as "{date}"', 'Unix 毫秒，或 ISO 日期，如 "{date}"'],
  ['an amount with at most two decimals, such as "{amount}"', '最多两位小数的金额，如 "{amount}"'],
  ['"none" or a whole number', '"none" 或整数'],
  ['"always", or a whole number, 1 or more', '"always"，或不小于 1 的整数'],
  [
    '"none", or an object with perSecond (more than 0) and burst (1 or more)',
    '"none"，或带 perSecond（大于 0）和 burst（不小于 1）的对象'
  ]
]

const texts: ReadonlyArray<Phrase> = [
  ["a text that is not empty", "非空文本"],
  ["a text that is not empty, of at most 200 characters", "非空文本，最多 200 个字符"],
  ["a text of visible ASCII characters that is not empty", "由可见 ASCII 字符组成的非空文本"],
  ["a text of 16, 24 or 32 bytes", "16、24 或 32 字节的文本"],
  ["an object of texts, numbers, true, false and null", "值为文本、数字、true、false 或 null 的对象"],
  ['"all" or a list of texts', '"all"，或文本的列表'],
  ['"any" or a list of addresses', '"any"，或地址的列表'],
  ['"offsets" or a list of time zones', '"offsets"，或时区的列表'],
  ['"UTC+" or "UTC-" and a number', '"UTC+" 或 "UTC-" 加一个数字'],
  ["the name of a way of writing, or an object with the field first", "写法的名称，或带字段 first 的对象"],
  ["the name of a way of showing, or an object with the field first", "显示方式的名称，或带字段 first 的对象"],
  ["a URL that begins with http:// or https://, without a user", "以 http:// 或 https:// 开头、不带用户名的 URL"],
  [
    "a URL with http:// or https:// and without a user, or KEY=URL",
    "http:// 或 https:// 的 URL，不带用户名；或 KEY=URL"
  ]
]

const misfits: ReadonlyArray<Phrase> = [
  [
    "ConnectionRefused cannot be over HTTP, since the connection comes before the request: take DropBefore, or end the program",
    "HTTP 上不能有 ConnectionRefused，因为先有连接后有请求：请用 DropBefore，或结束程序"
  ],
  [
    "expected a list with a span of time, since StaleList changes no other",
    "应为有时间跨度的列表，因为 StaleList 对其他列表不起作用"
  ],
  ["nth of this operation", "该操作的 nth"],
  ["expected another <field> than that of one before", "<field> 应与前面的不同"],
  ["expected none: a merchant in CREDIT_EXTENSION mode has packages", "不应有：CREDIT_EXTENSION 模式的商户用卡套餐"],
  ["expected none: a merchant in AUTHORIZATION mode has BINs", "不应有：AUTHORIZATION 模式的商户用卡 BIN"],
  ["expected nothing, since the stamp is that of the first time", "不应有，因为时间戳是第一次的"],
  ["is missing, <expected>", "缺少，<expected>"],
  ["is unexpected, expected: {names}", "不认识的字段，可用的有：{names}"],
  ["is unexpected", "不认识的字段"],
  ["is no line of a trace", "不是会话记录的行"]
]

/** What the JSON parser of Node says. */
const json: ReadonlyArray<Phrase> = [
  ["<fault> (line {line} column {column})", "第 {line} 行第 {column} 列：<fault>"],
  ["<fault> in JSON at position {position}", "位置 {position}：<fault>"],
  ["Unexpected token {token}, {source} is not valid JSON", "不应有 {token}，在 {source} 中"],
  ["Unexpected end of JSON input", "内容不完整"],
  ["Expected property name or '}'", "应为属性名或 }"],
  ["Expected double-quoted property name", "应为双引号括起的属性名"],
  ["Expected ',' or '}' after property value", "属性值之后应为 , 或 }"],
  ["Expected ',' or ']' after array element", "列表的元素之后应为 , 或 ]"],
  ["Expected ':' after property name", "属性名之后应为 :"],
  ["Unterminated string", "字符串没有结束"],
  ["Bad control character in string literal", "字符串中有控制字符"],
  ["Bad escaped character", "转义字符有误"],
  ["Bad Unicode escape", "Unicode 转义有误"],
  ["No number after minus sign", "负号之后没有数字"],
  ["Unterminated fractional number", "小数点之后没有数字"],
  ["Exponent part is missing a number", "指数部分没有数字"],
  ["Unexpected number", "不应有数字"],
  ["Unexpected string", "不应有字符串"],
  ["Unexpected non-whitespace character after JSON", "JSON 之后还有其他字符"]
]

const files: ReadonlyArray<Phrase> = [
  ["there is no such file", "没有这个文件"],
  ["is not JSON: <why>", "不是 JSON：<why>"],
  ["cannot be read: <why>", "无法读取：<why>"],
  ["cannot be written: <why>", "无法写入：<why>"],
  ["{kind}: FileSystem.{method} ({place}): {errno}: {words}", "{errno}"],
  ["{kind}: FileSystem.{method} ({place})", "{kind}"]
]

const ports: ReadonlyArray<Phrase> = [
  ["the port is in use", "端口已被占用"],
  ["the port is not open to this user", "当前用户不能使用该端口"],
  ["the host is no address of this machine", "主机不是本机的地址"],
  ["the host is not known", "无法解析主机名"],
  ["listen {errno}: {words}", "{errno}"],
  ["getaddrinfo {errno} {name}", "{errno}"],
  ["cannot listen on {place}: <why>", "无法监听 {place}：<why>"]
]

const traces: ReadonlyArray<Phrase> = [
  ["change", "更改"],
  ["request {line} {operation}, delivery {count}", "请求 {line} {operation}，第 {count} 次投递"],
  ["request {line} {operation}", "请求 {line} {operation}"],
  ["made", "已更改"],
  ["it is not there", "不存在"],
  ["No merchant {key}", "没有商户 {key}"],
  ["No cardholder {key}", "没有持卡人 {key}"],
  ["No card {key}", "没有卡 {key}"]
]

/** What fits much stands last. */
const wholes: ReadonlyArray<Phrase> = [
  ["expected <what>", "应为 <what>"],
  ["line {line}: <reason>", "第 {line} 行：<reason>"],
  ["{place}: <reason>", "{place}：<reason>"]
]

/** The phrases of the program. */
export const phrases: ReadonlyArray<Phrase> = [
  ...things,
  ...numbers,
  ...texts,
  ...misfits,
  ...json,
  ...files,
  ...ports,
  ...traces,
  ...wholes
]
