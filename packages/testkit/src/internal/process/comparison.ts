/** What the program says of a trace that was run again. */
import { cut } from "../text/cut.js"
import type { Changed } from "../trace/replay.js"
import type { Trace } from "../trace/trace.js"
import { asIs, type Said, said } from "./language/said.js"
import { translated } from "./language/translated.js"

const mostShown = 80

const shown = (value: unknown): Said => {
  if (value === undefined) return said("nothing", "无")
  const { zh } = typeof value === "string" ? translated(value) : asIs("")
  return said(cut(JSON.stringify(value), mostShown), cut(JSON.stringify(zh === "" ? value : zh), mostShown))
}

/** A change as a line for people. */
export const lineOf = ({ field, is, line, of, was }: Changed): Said => {
  const [before, now] = [shown(was), shown(is)]
  return said(
    `line ${line}, ${of}: ${field} was ${before.en}, is ${now.en}`,
    `第 ${line} 行，${translated(of).zh}：${field} 原为 ${before.zh}，现为 ${now.zh}`
  )
}

/** How much was run again, and how much of it is otherwise. */
export const summaryOf = ({ header: { version }, requests }: Trace, changed: ReadonlyArray<Changed>): Said => {
  const lines = new Set(changed.map(({ line }) => line)).size
  const found =
    lines === 0
      ? said("no difference", "没有不同")
      : said(`${lines} line${lines === 1 ? "" : "s"} with differences`, `${lines} 行有不同`)
  return said(
    `${requests} request${requests === 1 ? "" : "s"} of version ${version} replayed: ${found.en}`,
    `已重新运行版本 ${version} 的 ${requests} 个请求：${found.zh}`
  )
}
