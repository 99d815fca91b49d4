/** What the schemas say of a value, and a rejection of itself. */
import type { Phrase } from "@effect-keysecure/testkit/language/phrase"

const things: ReadonlyArray<Phrase> = [
  ["a card number", "卡单号"],
  ["a card BIN number", "卡 BIN 单号"],
  ["a card package number", "卡套餐单号"],
  ["a cardholder number", "持卡人单号"],
  ["a consumption number", "卡消费单号"],
  ["a transfer number", "划转流水单号"],
  ["a client token", "客户端令牌"],
  ["a Sumsub share token", "Sumsub 共享令牌"],
  ["the last digits of the card's number", "卡号的末几位"],
  ["text", "文本"],
  ["an object", "对象"],
  ["a JSON object", "JSON 对象"],
  ["true or false", "true 或 false"],
  ["digits", "数字"],
  ["a decimal number", "十进制数"],
  ["a JSON number", "JSON 数字"],
  ["a text or a number", "文本或数字"],
  ["a text or a JSON number", "文本或 JSON 数字"],
  ["Unix milliseconds", "Unix 毫秒"],
  ["Unix milliseconds, a JSON number", "Unix 毫秒，JSON 数字"],
  ["Unix milliseconds of 13 digits", "13 位的 Unix 毫秒"],
  ["13 decimal digits, the first not 0", "13 位十进制数字，首位不是 0"],
  ["a code other than 0", "0 以外的代码"],
  ["a code other than 0 that is not documented", "未公布的、0 以外的代码"]
]

const rules: ReadonlyArray<Phrase> = [
  ["Virtual or Physical", "Virtual 或 Physical"],
  [
    "packageNo (credit extension mode) or cardBinNo (authorization mode)",
    "packageNo（授信模式）或 cardBinNo（授权模式）"
  ],
  [
    "package_no (credit extension mode) or card_bin_no (authorization mode)",
    "package_no（授信模式）或 card_bin_no（授权模式）"
  ],
  ["a name in English letters", "用英文字母写的姓名"],
  ["text in English characters, not blank", "用英文字符写的文本，不能为空白"],
  ["text without blanks at its ends", "首尾没有空白的文本"],
  ["an ISO 3166-1 alpha-2 country code in capitals, such as US", "ISO 3166-1 的两位大写国家代码，如 US"],
  ["a calling code in digits without +, such as 86", "数字的手机号国别码，不带 +，如 86"],
  ["a national phone number of 2 to 17 digits, without the calling code", "2 至 17 位数字的手机号，不带国别码"],
  ["a postal code of 1 to 20 printable ASCII characters", "1 至 20 个可打印 ASCII 字符的邮编"],
  ["an amount of more than 0 with at most {count} decimals", "大于 0、最多 {count} 位小数的金额"],
  ["a whole number from {from} to {to}", "{from} 至 {to} 的整数"],
  ["a time after startTime", "晚于 startTime 的时间"],
  ["a time at most 90 days after startTime", "startTime 之后 90 天以内的时间"],
  ["a span of at most 90 days", "不超过 90 天的时间跨度"],
  ["a moment to the whole second, from 0001-01-02 to 9999-12-30", "精确到秒的时刻，从 0001-01-02 到 9999-12-30"],
  ["yyyy-MM-dd or yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd 或 yyyy-MM-dd HH:mm:ss"],
  [
    "yyyy-MM-dd HH:mm:ss, or yyyy-MM-dd, in the zone of the Timezone header",
    "yyyy-MM-dd HH:mm:ss 或 yyyy-MM-dd，时区同请求头 Timezone"
  ],
  [
    "printable ASCII without spaces, not empty, or Bearer and that",
    "不含空格的可打印 ASCII，不能为空，前面可有 Bearer"
  ],
  ["6 digits, no three in a row identical or sequential", "6 位数字，不得有三位相同或连续"],
  ["the digits of a card's number", "卡号的数字"],
  ["Base64 of whole blocks of 16 bytes", "整块（每块 16 字节）的 Base64"],
  [
    "encrypted by AES/ECB/PKCS5Padding under the merchant's apiSecret, in Base64",
    "以商户的 apiSecret 作 AES/ECB/PKCS5Padding 加密，写作 Base64"
  ],
  ["a JSON object, as the platform sent it", "平台发来的 JSON 对象"],
  ["one of {members}, or a newer member", "{members} 之一，或更新的成员"],
  ["1 to {count} characters", "1 至 {count} 个字符"],
  ["1 to {count} characters, no blank at either end", "1 至 {count} 个字符，首尾没有空白"],
  ["<what>, in digits", "<what>，以数字表示"],
  ["<what>, not blank", "<what>，不能为空白"],
  [
    "<what>, without blanks at its ends and without characters that are not seen, in Unicode's composed form (NFC)",
    "<what>，首尾没有空白，没有不可见字符，采用 Unicode 的组合形式（NFC）"
  ]
]

const rejections: ReadonlyArray<Phrase> = [
  ["the code is not documented", "该错误码未公布"],
  [
    "Read the platform's words (Redacted.value of the error's msg), and ask the platform.",
    "请阅读平台的原话（错误的 msg），并咨询平台。"
  ],
  [
    "<remedy> The platform's clock was seen {millis} ms behind this machine's.",
    "<remedy>平台的时钟看来比本机慢 {millis} 毫秒。"
  ],
  [
    "<remedy> The platform's clock was seen {millis} ms ahead of this machine's.",
    "<remedy>平台的时钟看来比本机快 {millis} 毫秒。"
  ],
  [
    "KeySecure refused the request with code {code} ({field}): <meaning>. <remedy>",
    "KeySecure 以错误码 {code}（{field}）拒绝了请求：<meaning>。<remedy>"
  ],
  [
    "KeySecure refused the request with code {code}: <meaning>. <remedy>",
    "KeySecure 以错误码 {code} 拒绝了请求：<meaning>。<remedy>"
  ]
]

/** What the schemas and the rejections say. */
export const schema: ReadonlyArray<Phrase> = [...things, ...rules, ...rejections]
