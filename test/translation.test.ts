/** The guides in Chinese say what the guides in English say. */
import * as Fs from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import * as Figures from "../scripts/figures/main.js"
import { packages, read } from "./source.js"
import { anchorOf, apart, linksIn, sectionsOf } from "./translation.js"

const root = fileURLToPath(new URL("..", import.meta.url))

const filesIn = (folder: string, pattern: RegExp): ReadonlyArray<string> =>
  Fs.existsSync(root + folder)
    ? Fs.readdirSync(root + folder, { recursive: true, encoding: "utf8" })
        .filter((file) => pattern.test(file) && !file.includes("node_modules"))
        .map((file) => `${folder}/${file}`)
    : []

const pagesIn = (folder: string): ReadonlyArray<string> =>
  Fs.readdirSync(root + folder).filter((file) => file.endsWith(".md"))

/** The guides that have no page in Chinese, and why. */
const exceptions: ReadonlyMap<string, string> = new Map()

describe("a page in Chinese", () => {
  const from = {
    path: "docs/a.md",
    text: "# A\n\nOne of `b`, 60 s ([c](c.md)).\n\n## What is said\n\n- one\n\n| `d` | e |\n| --- | --- |\n| `f` | g, 7 of 9 |\n\n```sh\nls # all\n```\n"
  }
  const chinese =
    '# 甲\n\n`b` 之一，60 秒（[丙](c.md)）。\n\n<a id="what-is-said"></a>\n\n## 说些什么\n\n- 一\n\n| `d` | 戊 |\n| --- | --- |\n| `f` | 庚，9 之 7 |\n\n```sh\nls # 全部\n```\n\n<!-- zh-CN only -->\n\n## 词\n'
  const changed = (was: string, now: string) => {
    expect(chinese).toContain(was)
    return apart(from, { path: "docs/zh-CN/a.md", text: chinese.replace(was, now) })
  }

  it("may say all in Chinese, and something of its own at its end", () => {
    expect(apart(from, { path: "docs/zh-CN/a.md", text: chinese })).toEqual([])
  })

  it.each([
    ["a heading", "## 说些什么", "", "docs/a.md, What is said: not in Chinese"],
    ["a level", "## 说些什么", "### 说些什么", "docs/a.md, What is said: another level of heading"],
    ["an anchor", "what-is-said", "said", 'What is said: <a id="what-is-said"></a> does not stand before it'],
    ["a block", "ls #", "ls -l #", "docs/a.md, What is said: block 1 is another"],
    ["a row", "| `f` | 庚，9 之 7 |\n", "", "docs/a.md, What is said: 2 rows in English, 1 in Chinese"],
    ["a cell", "| `f` |", "| `g` |", 'docs/a.md, What is said: row "`f` | g, 7 of 9" has other code in Chinese'],
    ["a figure", "9 之 7", "9 之 8", 'row "`f` | g, 7 of 9" has the numbers 7 9 in English, 8 9 in Chinese'],
    ["an item", "- 一", "- 一\n- 二", "docs/a.md, What is said: 1 items of lists in English, 2 in Chinese"],
    ["a paragraph", "- 一", "一", "docs/a.md, What is said: 1 items of lists in English, 0 in Chinese"],
    ["code", "`b`", "`c`", "docs/a.md, A: code b is in English only"],
    ["a link", "c.md", "d.md", "docs/a.md, A: link docs/c.md is in English only"],
    ["a number", "60", "30", "docs/a.md, A: the number 60 is in English only"]
  ])("is told where it differs in %s", (_name, was, now, fault) => {
    expect(changed(was, now)).toContainEqual(expect.stringContaining(fault))
  })
})

describe("the guides in Chinese", () => {
  const translated = pagesIn("docs/zh-CN")

  it("are there, but for the exceptions", () => {
    expect(pagesIn("docs").filter((page) => !translated.includes(page))).toEqual([...exceptions.keys()].toSorted())
    expect(translated.filter((page) => !pagesIn("docs").includes(page))).toEqual([])
  })

  it.each([
    ["README.md", "README.zh-CN.md"],
    ...translated.map((page) => [`docs/${page}`, `docs/zh-CN/${page}`] as const)
  ] as const)("say what %s says: %s", (from, to) => {
    // Each README leads to the other one.
    const text = read(from).replace("[中文](README.zh-CN.md)", "[English](README.md)")
    expect(apart({ path: from, text }, { path: to, text: read(to) })).toEqual([])
  })

  it("have the figures that were measured: pnpm figures carries them over", () => {
    const bare = (text: string) => text.replace(/ +/g, " ")
    expect(bare(Figures.text())).toBe(bare(read("docs/zh-CN/performance.md")))
  })

  it.each([...translated.map((page) => `docs/zh-CN/${page}`), "README.zh-CN.md"])("lead to places: %s", (path) => {
    const lost = linksIn(path, read(path)).filter((link) => {
      const [file = "", anchor] = link.split("#")
      if (file.startsWith("http")) return false
      if (!Fs.existsSync(root + file)) return true
      if (pagesIn("docs/zh-CN").some((page) => file === `docs/${page}`)) return true
      const text = anchor === undefined ? "" : read(file)
      const ids = sectionsOf(text).flatMap(({ heading, id }) => [anchorOf(heading), id])
      return anchor !== undefined && !ids.includes(anchor)
    })
    expect(lost).toEqual([])
  })
})

describe("Chinese words", () => {
  /** Words that are not used, and those in their place. The glossary says why (docs/zh-CN/glossary.md). */
  const refused = new Map([
    ["应答", "响应"],
    ["重申", "重新申请"],
    ["卡密信息", "卡敏感信息"],
    ["转账", "划转"],
    ["peer 依赖", "对等依赖"],
    ["比较并设置", "比较并交换"],
    ["注册表", "npm 仓库"],
    ["纤程", "fiber"]
  ])
  const files = [
    "README.zh-CN.md",
    ...["docs", "examples", "scripts", "bench/src", ".changeset"].flatMap((folder) => filesIn(folder, /\.(?:md|ts)$/)),
    ...packages.flatMap((name) => [
      ...["src", "test", "page"].flatMap((folder) => filesIn(`packages/${name}/${folder}`, /\.tsx?$/)),
      `packages/${name}/README.md`
    ])
  ]

  it("that are refused are nowhere", () => {
    expect(files).toContain("packages/cli/src/internal/doctor/telling/chinese.ts")
    const found = files.flatMap((path) => {
      const [text = ""] = read(path).split("## 为什么选这些词")
      return [...refused].flatMap(([word, better]) => (text.includes(word) ? [`${path}: ${word}, for ${better}`] : []))
    })
    expect(found).toEqual([])
  })

  /** The log of attempts, the request log, a log file, a line, a logger and a level of lines are told apart by their names alone. */
  const loose = /(?<!尝试|请求)日志(?!行|文件|器|级别)/

  it("for logs say which one is meant", () => {
    expect(["共用日志", "写日志", "日志失败"].every((text) => loose.test(text))).toBe(true)
    expect(["尝试日志", "请求日志", "日志行", "日志文件", "日志器"].some((text) => loose.test(text))).toBe(false)
    const found = files.flatMap((path) => {
      const [text = ""] = read(path).split("## 为什么选这些词")
      return text.split("\n").flatMap((line, index) => (loose.test(line) ? [`${path}:${index + 1}: ${line}`] : []))
    })
    expect(found).toEqual([])
  })
})
