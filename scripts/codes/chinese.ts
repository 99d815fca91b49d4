/** The tables of codes in Chinese. */
import { ErrorCode } from "@effect-keysecure/schema"
import { type Codes, lines } from "./tables.js"

const carriedOut = ({ carriedOut: value }: ErrorCode.Row): string => {
  if (value === "no") return "否"
  if (value === "unknown") return "不明"
  return "noIfNamed" in value ? "不明；指向另一字段时为否" : `否；\`${value.unknownFor}\` 时不明`
}

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
        row.remedyInChinese
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
