/** With zh_CN, every line of `doctor` and `probe` is in Chinese, or holds nothing but data. */
import { FastCheck as fc } from "effect"
import { readdirSync, readFileSync } from "node:fs"
import * as Path from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { checks } from "../../src/internal/doctor/findings.js"
import { reportOf } from "../../src/internal/doctor/report.js"
import * as Words from "../../src/internal/doctor/telling/words.js"
import { unfamiliarIn } from "../../src/internal/probe/unfamiliar.js"
import { facts } from "../support/facts.js"

const han = /\p{Script=Han}/u

/** Words that stand together as they do in an English sentence. What stands in code or names is none. */
const english = /(?<![\w."/-])[a-z]{2,} [a-z]{2,} [a-z]{2,}(?![\w."/-])/

const isChinese = (line: string): boolean => han.test(line) && !english.test(line)

describe("doctor", () => {
  it("says every line in Chinese, whatever was seen", () => {
    fc.assert(
      fc.property(facts, (seen) => {
        const lines = Words.lines("zh_CN", reportOf(seen), false)
        expect(lines.filter((line) => line !== "" && !isChinese(line))).toEqual([])
        expect(lines.length).toBeGreaterThan(checks.length)
      }),
      { numRuns: 200 }
    )
  })

  it("says no Chinese in English, whatever was seen", () => {
    fc.assert(
      fc.property(facts, (seen) => {
        expect(Words.lines("en_US", reportOf(seen), false).filter((line) => han.test(line))).toEqual([])
      }),
      { numRuns: 100 }
    )
  })
})

const source = Path.join(Path.dirname(fileURLToPath(import.meta.url)), "../../src/internal")

const files = ["probe", "commands"].flatMap((folder) =>
  readdirSync(Path.join(source, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && name !== "said.ts")
    .map((name) => readFileSync(Path.join(source, folder, name), "utf8"))
)

const text = String.raw`("(?:[^"\\]|\\.)*"|${"`"}(?:[^${"`"}\\]|\\.)*${"`"})`
const pair = new RegExp(
  String.raw`\b(?:said|open|holds|fileRefused|refused)\(\s*(?:file,\s*|folder,\s*)?${text},\s*${text}\s*\)`,
  "g"
)
const texts = files.flatMap((file) => [...file.matchAll(pair)].map(([, en = "", zh = ""]) => ({ en, zh })))

/** What stands in a template is data. */
const plain = (written: string): string => written.slice(1, -1).replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "")

describe("probe", () => {
  it("has all that it says in Chinese and in English", () => {
    const calls = files.flatMap((file) => [...file.matchAll(/\bsaid\((?!en\b)/g)]).length
    const written = files.flatMap((file) => [...file.matchAll(/\bsaid\(\s*["`]/g)]).length
    expect(texts.length).toBeGreaterThan(200)
    expect(texts.length).toBeGreaterThanOrEqual(written)
    // Those whose texts are made elsewhere, and are found there.
    expect(calls - written).toBeLessThan(3)
    const hasWords = (en: string) => /[a-z]{2,} [a-z]{2,}/.test(en)
    expect(texts.filter(({ en, zh }) => hasWords(plain(en)) && !isChinese(plain(zh)))).toEqual([])
    expect(texts.filter(({ en }) => han.test(plain(en)))).toEqual([])
  })

  it("says what the schemas do not know in Chinese too", () => {
    const item = { card_no: "C1", card_unique_no: 5, status: "Melted", shade: "red" }
    const told = [...unfamiliarIn("listCards", 0, { list: [item] }), ...unfamiliarIn("listCards", 4999, undefined)]
    expect(told.map(({ what }) => what.zh)).toEqual([
      "应为 string，实为 number",
      "未知的成员：Melted",
      "未知的字段，类型 string",
      "未公布的代码：4999"
    ])
  })
})
