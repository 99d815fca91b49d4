/** With `zh_CN`, whatever the program says is in Chinese: no line has three words of English in a row, apart from names. */
import { ClientError } from "@effect-keysecure/client"
import { Card, ErrorCode, Rejection } from "@effect-keysecure/schema"
import type * as Terminal from "@effect/platform/Terminal"
import { DateTime, Effect, FastCheck as fc, Mailbox, Option } from "effect"
import * as Path from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { knownCommands } from "../../src/internal/commands/program.js"
import { client } from "../../src/internal/language/phrases/client.js"
import { translated } from "../../src/internal/language/translated.js"
import { chinese, englishIn, foreign, han } from "../../../testkit/test/support/chinese.js"
import { cleanUp, csv, folder, objects, orders, withSimulator, write } from "../support/program.js"
import { inProcess } from "../support/running.js"

afterAll(cleanUp)

const issueMay = (cwd: string) => ["issue", Path.join(cwd, "cards.csv"), "--batch", "may", "--key", "order"]

/** Runs the program in Chinese, and sees to it that it speaks it. */
const speaks = async (
  variables: Readonly<Record<string, string>>,
  args: ReadonlyArray<string>,
  terminal: Parameters<typeof inProcess>[2] = {}
) => {
  const end = await Effect.runPromise(inProcess({ ...chinese, ...variables }, args, terminal))
  expect(foreign(`${end.said}\n${end.out}`)).toEqual([])
  expect(end.said.split("\n").filter((line) => line !== "" && !han.test(line))).toEqual([])
  return end
}

describe("the help", () => {
  it.each([[], ...[...knownCommands.keys()].map((name) => [name])])("of %s", async (...command) => {
    const { code, out } = await speaks({}, [...command, "--help"])
    expect({ code, hasChinese: han.test(out) }).toEqual({ code: 0, hasChinese: true })
  })

  it("has no Chinese in English, and the same lines", async () => {
    const [english, inChinese] = await Promise.all(
      [{}, chinese].map((variables) => Effect.runPromise(inProcess(variables, ["issue", "--help"])))
    )
    expect(han.test(english?.out ?? "文")).toBe(false)
    expect(inChinese?.out.split("\n")).toHaveLength(english?.out.split("\n").length ?? 0)
  })

  it("leaves the script of completions as it is", async () => {
    const [english, inChinese] = await Promise.all(
      [{}, chinese].map((variables) => Effect.runPromise(inProcess(variables, ["--completions", "bash"])))
    )
    expect(english?.out).toContain("COMPREPLY")
    expect(inChinese?.out).toBe(english?.out)
  })

  it("in colours", async () => {
    const { out } = await speaks({}, ["run", "--help"], { hasColour: true })
    expect(out).toContain("\u001b[0;1m用法\u001b[0m")
  })
})

/** A terminal at which a person takes what is offered, and types `1`, until there have been so many questions. */
const terminalOf = (shown: Array<string>, questions: number): Terminal.Terminal => {
  let count = 0
  const key = (name: string) => ({ name, ctrl: false, meta: false, shift: false })
  return {
    columns: Effect.succeed(200),
    rows: Effect.succeed(50),
    isTTY: Effect.succeed(true),
    readLine: Effect.succeed(""),
    display: (text) => Effect.sync(() => void shown.push(text)),
    readInput: Effect.gen(function* () {
      const keys = yield* Mailbox.make<Terminal.UserInput>()
      count += 1
      if (count <= questions) {
        yield* keys.offer({ input: Option.some("1"), key: key("1") })
        yield* keys.offer({ input: Option.none(), key: key("return") })
      }
      // A reader that waits for another key is told that there is none.
      yield* keys.end
      return keys
    })
  }
}

describe("the questions of --wizard", () => {
  it.each([
    ["doctor", 99, "命令已组成。"],
    ["resolve", 99, "resolve 的参数"],
    ["issue", 2, "问答已中止。"]
  ])("of %s", async (command, questions, words) => {
    const shown: Array<string> = []
    const variables = { ...chinese, KEYSECURE_ENVIRONMENT: "none" }
    const { out } = await Effect.runPromise(
      inProcess(variables, [command, "--wizard"], {}, () => terminalOf(shown, questions))
    )
    const told = [...shown.join("").split(/\u001b\[[\d;]*[A-Za-z]|\n/), ...out.split("\n")]
    expect(told.flatMap(foreign)).toEqual([])
    expect(out).toContain(words)
    expect(out).not.toContain("undefined")
    expect(shown.join("")).toMatch(/是否使用默认值？|请选择/)
  })
})

describe("what is wrong with the command line", () => {
  const file = Path.join(folder(), "cards.csv")
  it.each<readonly [string, ReadonlyArray<string>]>([
    ["没有命令 isue。是否想用 issue？", ["isue"]],
    ["没有命令 frobnicate。命令有：issue、run、", ["frobnicate"]],
    ["没有选项 --bach。是否想用 --batch？", ["issue", file, "--bach", "may"]],
    ["--database 缺少值。", ["progress", "--database"]],
    ["URL 只能写在 --database 之后。", ["progress", "postgres://me:secret@host/db"]],
    ["缺少参数 <FILE>", ["issue"]],
    ["缺少参数 <NUMBER>", ["reconcile"]],
    ["多余的参数：more.csv", ["issue", file, "more.csv"]],
    ["“many”不是整数", ["probe", "--budget", "many"]],
    ["卡数应为 0 至 100", ["probe", "--budget", "101"]],
    ["应为以下之一：credit, authorization", ["doctor", "--mode", "debit"]],
    ["--rate：应为每秒调用次数", ["run", "--rate", "none"]],
    ["--delimiter：应为一个字符", ["issue", file, "--delimiter", "::"]],
    ["--key 须与 --batch NAME 同用", ["issue", file, "--key", "order"]],
    ["文件名应以 .csv、.jsonl 或 .ndjson 结尾", ["issue", "cards.txt", "--simulate"]],
    ["没有这个文件", ["issue", file, "--simulate"]],
    ["没有数据库", ["run", "--database", "none.db"]],
    ["应为文件的路径", ["run", "--database", "mongodb://host/db"]],
    ["应为 mysql://用户:密码@主机:端口/数据库", ["progress", "--database", "mysql://me:secret@host"]],
    ["无法连接 MySQL 或 MariaDB", ["progress", "--database", "mysql://me:secret@127.0.0.1:1/cards"]],
    ["无法连接 PostgreSQL", ["progress", "--database", "postgres://me:secret@127.0.0.1:1/cards"]]
  ])("%s", async (words, args) => {
    const { code, said } = await speaks({}, args)
    expect(said).toContain(words)
    expect(said).not.toContain("secret@")
    expect(code).toBeGreaterThanOrEqual(2)
  })

  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ["缺少 KEYSECURE_API_KEY，即商户的 Api-Key", {}],
    ["KEYSECURE_ENVIRONMENT", { KEYSECURE_API_KEY: "key" }],
    [
      "不能两者都有",
      { KEYSECURE_API_KEY: "key", KEYSECURE_ENVIRONMENT: "sandbox", KEYSECURE_BASE_URL: "https://a.test" }
    ],
    ["KEYSECURE_PLATFORM", { KEYSECURE_API_KEY: "key", KEYSECURE_BASE_URL: "https://a.test" }],
    ["https: 的 URL", { KEYSECURE_API_KEY: "key", KEYSECURE_BASE_URL: "ftp://a.test" }]
  ])("or with the configuration: %s", async (words, variables) => {
    const cwd = folder()
    write(cwd, "cards.csv", orders(1))
    const { code, said } = await speaks(variables, [...issueMay(cwd), "--database", Path.join(cwd, "cards.db")])
    expect(said).toContain(words)
    expect(said).toContain("keysecure issue FILE --simulate 无需配置。")
    expect(code).toBe(2)
  })
})

const wrong = csv([["a"], ["b", "U0001", "Plastic"], ["c", "U0002"], ["d"], ["e", " "]])

describe("a batch", () => {
  it.each([
    [true, /^\[#+\] 100 % 5\/5 就绪 2 失败 3\n$/],
    [false, /"state":"running"/]
  ])("that is simulated, on a terminal: %s", async (isTerminal, shown) => {
    const cwd = folder()
    write(cwd, "cards.csv", wrong)
    const { code, out, said } = await speaks({}, [...issueMay(cwd), "--simulate"], { isTerminal })
    expect(code).toBe(1)
    expect(said).toContain("模拟运行：")
    expect(said).toContain("cards.csv:3：列 card_type：应为 Virtual 或 Physical\n")
    expect(said).toContain("第 4 行，c：失败：CardholderVerificationPending（2004），cardholder_no：")
    expect(said).toContain("5 行中有 2 行已有卡，3 行失败\n")
    expect(out).toMatch(shown)
  })

  it("from its file to its last row, in every command", () =>
    withSimulator({}, async (variables) => {
      const cwd = folder()
      const at = ["--database", Path.join(cwd, "cards.db")]
      const all = (args: ReadonlyArray<string>, terminal = {}) => speaks(variables, [...args, ...at], terminal)
      write(cwd, "cards.csv", wrong)
      const refused = await all([...issueMay(cwd), "--strict"])
      expect(refused.said).toContain("申请的密钥在 ")
      expect(refused.said).toContain("5 行中有 2 行错误，所以什么都没有提交。")
      expect(await all(issueMay(cwd))).toMatchObject({ code: 1 })
      const failures = await all(["failures"], { isTerminal: true })
      expect(failures.out).toContain("第 3 行，b：失败：RowInvalid，card_type：应为 Virtual 或 Physical\n")
      const rows = objects((await all(["results"])).out)
      expect(rows.map(({ state }) => state)).toEqual(["ready", "failed", "failed", "ready", "failed"])
      expect((await all(["results", "--csv"])).out).toContain("应为 Virtual 或 Physical")
      const number = String(rows[0]?.["card_unique_no"])
      expect((await all(["reconcile", number], { isTerminal: true })).out).toContain(`${number} 的卡：C`)
      expect(await all(["resolve", "a"])).toMatchObject({ code: 2 })
      expect((await all(["resolve", "a", "--card", "C1"])).said).toContain("并不在等待回答")
      expect((await all(["retry"])).said).toMatch(/may：\d 行已重新排队/)
      expect((await all(["pause"])).said).toContain("may：已暂停")
      expect((await all(["retry"])).said).toContain("该批次已暂停，须先运行 keysecure resume。")
      const paused = await all(["run"])
      expect(paused).toMatchObject({ code: 3, said: expect.stringContaining("批次 may 已暂停：由人暂停\n") })
      expect(objects(paused.out)).toMatchObject([{ state: "paused", reason: "由人暂停" }])
      expect(objects((await all(["progress"])).out)).toMatchObject([{ state: "paused", reason: "由人暂停" }])
      expect(await all(["progress"], { isTerminal: true })).toMatchObject({ said: "\n已暂停：由人暂停\n" })
      expect((await all(["resume"])).said).toContain("may：可以继续：由 keysecure run 处理")
      expect((await all(["resume"])).said).toContain("may：它没有暂停")
      expect((await all(["cancel"])).said).toMatch(/may：已取消 \d 行/)
      expect((await all(["progress", "--batch", "june"])).said).toContain("没有批次 june")
    }))

  it.each([
    ["第 1 行，列 colour：应为申请中的列，或要忽略的列", "order,colour\n"],
    ["第 1 行，列 cardholder_no, card_type, package_no 或 card_bin_no：应为文件中的一列", "order\n"],
    ["第 1 行，列 card_unique_no：应为没有这一列的文件", "order,card_unique_no\n"],
    ["第 2 行：应为以引号开头的单元格，末尾也有引号", `${orders(0)}\n"a`],
    ["第 1 行：应为各列的名称", ""]
  ])("whose file cannot be read: %s", async (words, text) => {
    const cwd = folder()
    write(cwd, "cards.csv", text)
    expect((await speaks({}, [...issueMay(cwd), "--simulate"])).said).toContain(words)
  })
})

it("the reports of doctor and probe", async () => {
  expect(await speaks({}, ["doctor", "--simulate"])).toMatchObject({ code: 0 })
  expect((await speaks({}, ["probe", "--simulate", "--budget", "0"])).said).toContain("模拟运行")
})

/** Phrases without places: what a detail may be. */
const plain = client.map(([english]) => english).filter((english) => !/\{\w+\}|<\w+>/.test(english))

const operation = fc.constantFrom("applyForCard", "listCards", "getToken")
const number = fc.constantFrom("order-1", "a b", "单号 7", "(x): y")

const detail = fc.oneof(
  fc.constantFrom(...plain),
  fc.constantFrom(
    "no connection to sandbox.test:443: look whether it can be reached from here, through firewalls and the proxy if there is one (ECONNREFUSED)",
    "an earlier application, of which the end is not known; the list has not answered: code 1004 (start_time)",
    "none within 20 s",
    "data does not fit: cardNo: expected a card number, not blank; status: expected one of Pending, Fail, or a newer member",
    "the attempt log failed: 10 attempts are open, and the log holds no more"
  )
)

const codes = Object.values(ErrorCode.table).map(({ tag }) => tag)

const rejection = fc
  .record({ tag: fc.constantFrom(...codes), field: fc.constantFrom(undefined, "card_bin_no") })
  .map(({ field, tag }) => Rejection[tag].from(field === undefined ? {} : { field }))

const reason: fc.Arbitrary<ClientError.UnknownReason> = fc.oneof(
  rejection.map((refusal) => ({ _tag: "Rejected" as const, rejection: refusal })),
  detail.map((text) => ({ _tag: "NoAnswer" as const, detail: text })),
  detail.map((text) => ({ _tag: "Unreadable" as const, status: 502, detail: text })),
  detail.map((text) => ({ _tag: "Accepted" as const, detail: text }))
)

const cardUniqueNo = Card.CardUniqueNo.make("order-1")

const errors: fc.Arbitrary<Error> = fc.oneof(
  rejection,
  fc
    .record({ operation, reason: fc.constantFrom("ConnectionFailed" as const, "TokenUnavailable" as const), detail })
    .map((facts) => new ClientError.NotSent(facts)),
  fc
    .record({ operation, reason, candidates: fc.constantFrom([], [{ cardNo: "C1" }], [{ uniqueNo: "order-2" }]) })
    .chain((facts) =>
      fc
        .constantFrom({}, { cardUniqueNo })
        .map(
          (numbers) =>
            new ClientError.OutcomeUnknown({ ...facts, ...numbers, stamps: [], settlesAt: DateTime.unsafeMake(0) })
        )
    ),
  fc.record({ operation, detail }).map((facts) => new ClientError.Unreachable(facts)),
  fc.record({ operation, detail, status: fc.constant(200) }).map((facts) => new ClientError.Unreadable(facts)),
  reason.map((why) => new ClientError.NotIssued({ cardUniqueNo, reason: why })),
  fc.constantFrom(
    new ClientError.NotIssued({ cardUniqueNo }),
    new ClientError.IssuanceFailed({ cardNo: Card.CardNo.make("C1") }),
    new ClientError.MoreThanOneCard({ cardUniqueNo, cardNos: [Card.CardNo.make("C1"), Card.CardNo.make("C2")] }),
    new ClientError.UniqueNoConflict({ cardUniqueNo }),
    new ClientError.RequestInvalid({
      operation: "applyForCard",
      issues: [
        { field: "address.city", expected: "expected text in English characters, not blank" },
        { field: "packageNo", expected: "expected no such field" }
      ]
    })
  )
)

describe("an error of the client", () => {
  it("is wholly in Chinese, and keeps its English as it is", () => {
    fc.assert(
      fc.property(errors, ({ message }) => {
        const { en, zh } = translated(message)
        expect(en).toBe(message)
        expect(englishIn(zh)).toBeUndefined()
        expect(zh).toMatch(/\p{Script=Han}/u)
      }),
      { numRuns: 300 }
    )
  })

  it("keeps what it says of data", () => {
    fc.assert(
      fc.property(number, fc.constantFrom("C1, C2", "C3"), (own, cards) => {
        expect(translated(`There are 2 cards for ${own}: ${cards}.`).zh).toBe(`${own} 有 2 张卡：${cards}。`)
      })
    )
  })

  it("reads as a sentence", () => {
    const refused = new ClientError.OutcomeUnknown({
      operation: "applyForCard",
      cardUniqueNo,
      stamps: [],
      settlesAt: DateTime.unsafeMake(0),
      reason: { _tag: "Rejected", rejection: Rejection.InvalidParameter.from({ field: "card_bin_no" }) }
    })
    expect(translated(refused.message).zh).toBe(
      "applyForCard 可能已执行。再次发送之前请先查清。（KeySecure 以错误码 1004（card_bin_no）拒绝了请求：请求参数无效。请改正所指的字段，或阅读 msg 中平台的原话。）"
    )
    expect(translated("line 3, column card_type: expected Virtual or Physical").zh).toBe(
      "第 3 行，列 card_type：应为 Virtual 或 Physical"
    )
    expect(translated("The batch store failed: the tables could not be written").zh).toBe("批次存储失败：表无法写入")
  })

  it("without a phrase stays as it is", () => {
    for (const text of ["ECONNREFUSED", "  field: value", "a (ENOENT)"]) {
      expect(translated(text)).toEqual({ en: text, zh: text })
    }
  })
})
