/** The tables of codes in Chinese. */
import { ErrorCode } from "@effect-keysecure/schema"
import { type Codes, lines } from "./tables.js"

/** The remedies of `ErrorCode.table` in Chinese. */
const remedies: Readonly<Record<ErrorCode.ErrorCode, string>> = {
  1001: "读操作请稍后重试；写操作请查清结果。",
  1002: "请查找去掉请求头 Api-Key 的代理。",
  1003: "请把调用所用的出口地址加入该 Api-Key 的白名单。",
  1004: "请改正所指的字段，或阅读 msg 中平台的原话。",
  1005: "请检查本机时钟，以及拖延或改写请求的代理。",
  1006: "请查找去掉请求头 Access-Token 的代理。",
  1007: "请检查是否有另一个进程在为同一 Api-Key 获取令牌，使本进程的令牌失效。",
  1008: "请检查密钥，以及它是否属于该环境（沙箱或生产）。",
  1009: "请稍后再发，并减少同时发送的数量。",
  1010: "请让平台启用该密钥。",
  1011: "请获取新的密钥。",
  1012: "请使用该接入模式所有的：授信模式是卡套餐和账户，授权模式是卡 BIN。",
  1013: "请为商户开通 PCI 展示。",
  1014: "请获取新的 Client-Access-Token：每个只能用一次。",
  1015: "请把该页面的 Origin 加入白名单。",
  1016: "请从配置的 Origin 提供该页面。",
  1017: "请先查清第一个副本的结果，再决定是否重发。",
  1018: "请从服务器调用，或从平台允许的页面调用。",
  1019: "请查询结束时间晚于开始时间的时间跨度。",
  1020: "每次请最多查询 90 天。",
  1021: "请检查密钥和环境；询问平台。",
  1022: "请询问平台。",
  2001: "请查询该持卡人：它可能就是您申请的那一个。",
  2002: "请检查持卡人单号，以及它是否属于该商户。",
  2003: "请继续：无须再认证。",
  2004: "请等到持卡人的状态为 Approved。",
  2005: "请查看该持卡人的失败原因，并重新申请。",
  2006: "请稍后用新的 share token 重试。",
  2007: "所指的字段请使用英文字母、数字、空格和常用地址符号，例如 - / #。",
  2008: "所指的字段请用英文填写。",
  2009: "请使用平台支持的国家的地址。",
  2010: "请改正邮编、州或城市。",
  2011: "请使用申请该持卡人时所用的唯一单号。",
  4005: "请先激活或解冻该卡。",
  4010: "请改正所指的字段，或阅读 msg 中平台的原话。",
  4016: "请使用 6 位数字，不含三位及以上相同或连续的数字。",
  4017: "只能用于实体卡。"
}

const carriedOut = ({ carriedOut: value }: ErrorCode.Row): string => {
  if (value === "no") return "否"
  if (value === "unknown") return "不明"
  return "noIfNamed" in value ? "不明；指向另一字段时为否" : `否；\`${value.unknownFor}\` 时不明`
}

/** The remedy of a code; in English, if it has no translation yet. */
export const remedyInChinese = (code: number, { remedy }: ErrorCode.Row): string =>
  ErrorCode.isDocumented(code) ? remedies[code] : remedy

/** The table of errors in docs/zh-CN/errors.md. */
export const ofErrorsInChinese = (codes: Codes = ErrorCode.table): string =>
  lines(
    ["错误码", "标签", "含义", "已执行？", "怎么办"],
    [
      ...Object.entries(codes).map(([code, row]) => [
        code,
        `\`${row.tag}\``,
        row.meaningInChinese,
        carriedOut(row),
        remedyInChinese(Number(code), row)
      ]),
      ["其他", "`UndocumentedRejection`", "未公布", "不明", "请询问平台。"]
    ]
  )

const noteOf = (note: string): string =>
  note.replace("names the field", "指明字段").replace("known from a single page", "只见于一个页面").replace("; ", "；")

/** The table of codes in docs/zh-CN/api.md. */
export const ofApiInChinese = (codes: Codes = ErrorCode.table): string =>
  lines(
    ["错误码", "标签", "含义"],
    Object.entries(codes).map(([code, { meaningInChinese, note, tag }]) => [
      code,
      `\`${tag}\``,
      note === undefined ? meaningInChinese : `${meaningInChinese}（${noteOf(note)}）`
    ])
  )
