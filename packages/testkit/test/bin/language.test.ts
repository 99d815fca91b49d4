/** With `zh_CN`, whatever the program says is in Chinese: no line has three words of English in a row, apart from names. */
import type { FileSystem } from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Effect, Either, FastCheck as fc, Option, Schema } from "effect"
import { once } from "node:events"
import { dirname } from "node:path"
import { createServer } from "node:net"
import { afterEach, describe, expect, it } from "vitest"
import { readState } from "../../src/internal/control/stateFile.js"
import * as Comparison from "../../src/internal/process/comparison.js"
import { greeting } from "../../src/internal/process/greeting.js"
import type { Said } from "../../src/internal/process/language/said.js"
import { translated } from "../../src/internal/process/language/translated.js"
import * as Server from "../../src/internal/process/server.js"
import { decode, readBy } from "../../src/internal/program/file.js"
import { replaceOwn } from "../../src/internal/program/ownFile.js"
import { readTraceFile } from "../../src/internal/trace/trace.js"
import { chinese, foreign, han, notChinese } from "../support/chinese.js"
import { Caller, cleanUp, fileOf, patience, startWithVariables } from "../support/program.js"
import { physicalCard, recorded, replayed } from "../support/traces.js"

afterEach(cleanUp)

/** Sees to it that a text is there in both languages, and gives the Chinese. */
const inBoth = ({ en, zh }: Said): string => {
  expect([han.test(en), notChinese(zh)]).toEqual([false, []])
  return zh
}

it("three words of English in a row are told, and names are not", () => {
  expect(foreign("第 2 行：the row is wrong")).toHaveLength(1)
  expect(foreign("要继续：keysecure run --batch may --database cards.db")).toEqual([])
  expect(foreign("$ doctor [--mode credit | authorization] [--callback FILE] <ROW>")).toEqual([])
})

describe("the greeting", () => {
  const url = "http://127.0.0.1:4010"

  it.each([
    [Option.none(), Option.none()],
    [Option.some("http://127.0.0.1:4011"), Option.some("s.json")]
  ])("is the same in Chinese, control %j and scenario %j", (control, scenario) => {
    const { en, zh } = greeting(url, control, scenario)
    const [head = "", request = ""] = zh.split("\n  curl")
    expect(head.split("\n")).toHaveLength(en.split("\n").length - 1)
    expect(head.split("\n")[0]).toContain(`正在监听 ${url} `)
    const isTable = (line: string) => line.startsWith("  sim_")
    expect(
      notChinese(
        head
          .split("\n")
          .filter((line) => !isTable(line))
          .join("\n")
      )
    ).toEqual([])
    expect(foreign(zh)).toEqual([])
    expect(en.endsWith(request)).toBe(true)
  })
})

const failing = <A, R>(effect: Effect.Effect<A, { readonly reasons: ReadonlyArray<string> }, R>) =>
  Effect.map(Effect.flip(effect), ({ reasons }) => reasons.map((reason) => inBoth(translated(reason))))

const within = <A, E>(effect: Effect.Effect<A, E, FileSystem>) =>
  Effect.runPromise(Effect.provide(effect, NodeFileSystem.layer))

describe("a file", () => {
  it("that is no JSON is told where it is wrong, whatever is wrong", () => {
    const read = decode(Schema.Unknown)
    const whole = `{"merchants": [{"apiKey": "k\\u00e9\\n", "rate": -1.5e3, "pci": true}, null, 7]}`
    const said = new Set<string>()
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.nat(3),
        fc.constantFrom("", ",", "'", "//", "x", "-", "1", '"', "{", "}", "]", "\t", "\n", "\\q", "\\u0", "e", "."),
        (at, less, more) => {
          const text = whole.slice(0, at) + more + whole.slice(at + less)
          Either.match(read(text), {
            onLeft: ([reason = ""]) =>
              void said.add(inBoth(translated(reason.replace(/\n/g, " "))).replace(/\d+/g, "7")),
            onRight: () => {}
          })
        }
      ),
      { numRuns: 500, seed: 7 }
    )
    expect(said.size).toBeGreaterThan(8)
  })

  it("that cannot be read or written is told with the code of the system", async () => {
    const folder = dirname(fileOf("s.json", "{}"))
    expect(await within(failing(readBy(Schema.String, folder)))).toEqual([`${folder}：无法读取：EISDIR`])
    expect(await within(failing(readTraceFile(folder)))).toEqual([`${folder}：无法读取：EISDIR`])
    expect(await within(failing(readBy(Schema.String, `${folder}/none`)))).toEqual([`${folder}/none：没有这个文件`])
    const nowhere = "/nowhere/r.json"
    expect(await within(failing(replaceOwn(nowhere, "", "owner")))).toEqual([`${nowhere}：无法写入：ENOENT`])
  })

  it("of a state or a trace says what it lacks", async () => {
    const reasons = await within(failing(readState(fileOf("state.json", '{"merchants":[{"mode":4}],"cards":"x"}'))))
    expect(reasons.length).toBeGreaterThan(10)
    const file = fileOf("t.jsonl", "{}\n")
    expect((await within(failing(readTraceFile(file))))[0]).toContain(`${file}：第 1 行：`)
  })
})

describe("a port", () => {
  it("that is not to be had is told why", async () => {
    const other = createServer().listen(0, "127.0.0.1")
    await once(other, "listening")
    const address = other.address()
    const port = typeof address === "object" ? (address?.port ?? 0) : 0
    const refused = async (host: string, at: number) => {
      const { reason } = await Effect.runPromise(Effect.scoped(Effect.flip(Server.make({ host, port: at }).listen)))
      return inBoth(translated(reason))
    }
    expect(await refused("127.0.0.1", port)).toBe(`无法监听 127.0.0.1:${port}：端口已被占用`)
    expect(await refused("nowhere.invalid", 0)).toBe("无法监听 nowhere.invalid:0：无法解析主机名")
    expect(await refused("192.0.2.1", 0)).toBe("无法监听 192.0.2.1:0：主机不是本机的地址")
    other.close()
  })
})

describe("a trace", () => {
  it("that is run again is told line by line", async () => {
    const { text } = await Effect.runPromise(recorded(physicalCard))
    const other = text.replace('"rules":{', '"rules":{"wrongSecretCode":4999,').replace('"cvv":"good"', '"cvv":"bad"')
    const { changed, trace } = await Effect.runPromise(replayed(other))
    // What an answer says is data, in the language in which it was asked for.
    const told = changed.filter(({ field }) => field !== "body.msg")
    expect(told.length).toBeGreaterThan(1)
    for (const one of told) {
      expect(inBoth(Comparison.lineOf(one))).toMatch(/^第 \d+ 行，请求 \d+ \w+：.* 原为 .*，现为 /)
    }
    expect(inBoth(Comparison.summaryOf(trace, changed))).toMatch(/^已重新运行版本 \S+ 的 \d+ 个请求：\d+ 行有不同$/)
    expect(inBoth(Comparison.summaryOf(trace, []))).toMatch(/没有不同$/)
    const change = { line: 2, of: "change", field: "Review", was: "made", is: "No cardholder U9" }
    expect(inBoth(Comparison.lineOf(change))).toBe('第 2 行，更改：Review 原为 "已更改"，现为 "没有持卡人 U9"')
    const late = { line: 3, of: "request 2 applyForCard, delivery 2", field: "fault", was: undefined, is: 7 }
    expect(inBoth(Comparison.lineOf(late))).toBe("第 3 行，请求 2 applyForCard，第 2 次投递：fault 原为 无，现为 7")
  })
})

describe("the program", () => {
  it(
    "speaks Chinese if KEYSECURE_LANGUAGE is zh_CN, and its log is the same in both languages",
    async () => {
      const unknown = startWithVariables(chinese, "--callback-url", "sim_credit_kay=http://127.0.0.1:1/hook")
      const { child, exit, listens, said } = startWithVariables(chinese, "--port", "0", "--log")
      await new Caller(await listens, "sim_credit_key").getToken()
      await expect.poll(() => said.out).toMatch(/Z getToken 200 0\n$/)
      expect(foreign(said.out)).toEqual([])
      expect(said.out).toContain("控制端口：http://127.0.0.1:")
      child.kill("SIGTERM")
      expect([await exit, said.error]).toEqual([0, ""])
      expect(await unknown.exit).toBe(1)
      expect(unknown.said.error).toBe("keysecure-simulator: --callback-url：没有商户 si***ay\n")
    },
    patience
  )
})
