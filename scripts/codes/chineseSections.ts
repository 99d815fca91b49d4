/** The sections of docs/zh-CN/errors.md, one for each code. */
import * as Fs from "node:fs"
import { ErrorCode } from "@effect-keysecure/schema"
import { anchorOf } from "../../docs/.vitepress/anchor.js"
import { forGood } from "./sections.js"
import { stagingOf } from "./staging.js"
import type { Codes } from "./tables.js"

const special: Readonly<Record<number, string>> = {
  1005: "客户端从响应中学习平台的时间并再次发送，最多三次（[时间](time.md)）。",
  1006: "客户端获取新的令牌，再发送一次（[令牌](tokens.md)）。",
  1007: "客户端获取新的令牌，再发送一次；多个进程共用令牌时最多三次（[令牌](tokens.md)）。",
  1009: "客户端等待（至少等到 `Retry-After` 所说的时间）后再次发送，最多五次，且不超过期限（`RetryPolicy`）。"
}

const notes: Readonly<Record<string, string>> = {
  "names the field": "指出字段",
  "known from a single page": "仅见于一个页面",
  "names the field; known from a single page": "指出字段；仅见于一个页面"
}

/** The Chinese page of questions, if there is one. */
const faq = Fs.existsSync(new URL("../../docs/zh-CN/faq.md", import.meta.url)) ? "faq.md" : "../faq.md"

const findsOut = `\`CardIssuance.issue\` 会自行查清；其他写操作见[什么是结果不明](${faq}#what-is-unknown)。`

const ending = ({ carriedOut, tag }: ErrorCode.Row): string => {
  if (carriedOut === "no") return `调用以 \`${tag}\` 失败。`
  if (carriedOut === "unknown") {
    return `写操作以 \`OutcomeUnknown\` 失败，其 \`reason\` 中有 \`${tag}\`。${findsOut}读操作以 \`${tag}\` 失败。`
  }
  return "noIfNamed" in carriedOut
    ? `如果消息以请求自己的编号之外的字段开头，写操作以 \`${tag}\` 失败，否则以 \`OutcomeUnknown\` 失败。${findsOut}读操作以 \`${tag}\` 失败。`
    : `\`${carriedOut.unknownFor}\` 以 \`OutcomeUnknown\` 失败，因为这可能是对第二个副本的响应：请查询列表。其他调用以 \`${tag}\` 失败。`
}

const carriedOutInWords = ({ carriedOut }: ErrorCode.Row): string => {
  if (carriedOut === "no") return "确定没有。"
  if (carriedOut === "unknown") return "不明。"
  return "noIfNamed" in carriedOut
    ? "不明；如果消息指出请求的另一字段，则没有。"
    : `没有；\`${carriedOut.unknownFor}\` 时不明。`
}

const section = (code: number, row: ErrorCode.Row): string => {
  const { operation, scenario } = stagingOf(code)
  const note = row.note === undefined ? "" : `（${notes[row.note] ?? row.note}）`
  const does = special[code]
  const fails = does === undefined ? ending(row) : `${does}如果仍然无效，调用以 \`${row.tag}\` 失败。`
  return [
    `<a id="${anchorOf(`${code} ${row.tag}`)}"></a>`,
    "",
    `### ${code} \`${row.tag}\``,
    "",
    `平台的意思：${row.meaningInChinese}${note}。`,
    "",
    `- **是否已执行？** ${carriedOutInWords(row)}`,
    `- **怎么办**：${row.remedyInChinese}`,
    `- **客户端做什么**：${fails}${forGood.has(code) ? "查清立即结束。" : ""}`,
    `- **如何模拟**（\`${operation}\`）：\`${scenario}\``
  ].join("\n")
}

/** A section for each code. */
export const sectionsInChinese = (codes: Codes = ErrorCode.table): string =>
  Object.entries(codes)
    .map(([code, row]) => section(Number(code), row))
    .join("\n\n")
