/** What the program says, as values. */
import type { BatchDesk } from "@effect-keysecure/batch"
import { Either, FastCheck as fc, Redacted } from "effect"
import * as Fs from "node:fs"
import { describe, expect, it } from "vitest"
import { knownCommands } from "../../src/internal/commands/program.js"
import { mistakeIn } from "../../src/internal/mistakes/mistakes.js"
import { again, placeOf } from "../../src/internal/parts/database.js"
import * as Bar from "../../src/internal/saying/bar.js"
import * as Pace from "../../src/internal/saying/pace.js"

const progress = (ended: number): BatchDesk.Progress => ({
  batch: { name: "may", state: "running", reason: "", submittedAt: 0 },
  rows: { queued: 100 - ended, issued: 0, ready: ended - 3, failed: 2, unsettled: 0, unclear: 1, cancelled: 0 },
  total: 100,
  ended
})

const wide = { columns: 200, hasColour: false, language: "en" } as const

describe("the bar", () => {
  it("says how many rows are in each state, how fast it goes, and how long it takes", () => {
    const looks = [0, 1, 2].reduce<ReadonlyArray<Pace.Look>>(
      (known, second) => Pace.looked(known, { at: second * 1000, ended: 20 + second * 10 }),
      []
    )
    expect(Bar.line(progress(40), Pace.paceOf(looks, progress(40)), wide)).toBe(
      "[#########---------------] 40 % 40/100 ready 37 queued 60 failed 2 for a person 1 10/s 0:06 to go"
    )
    expect(Bar.line(progress(40), Pace.paceOf(looks, progress(40)), { ...wide, language: "zh" })).toBe(
      "[#########---------------] 40 % 40/100 就绪 37 排队中 60 失败 2 待人确认 1 每秒 10 行 剩余 0:06"
    )
  })

  it("fits into the line, and has colours only where they are wanted", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 100 }),
        fc.integer({ min: 1, max: 150 }),
        fc.constantFrom("en" as const, "zh" as const),
        (ended, columns, language) => {
          const line = Bar.line(progress(ended), { perSecond: 12.5, secondsToGo: 4000 }, { ...wide, columns, language })
          // A Chinese character takes two columns.
          expect(line.replace(/\p{Script=Han}/gu, "##").length).toBeLessThan(columns)
          expect(line).not.toContain("\u001b")
        }
      )
    )
    expect(Bar.line(progress(40), { perSecond: null, secondsToGo: null }, { ...wide, hasColour: true })).toContain(
      "\u001b["
    )
  })

  it("knows no pace before something has happened", () => {
    expect(Pace.paceOf([{ at: 0, ended: 3 }], progress(3))).toEqual({ perSecond: null, secondsToGo: null })
    const still = [
      { at: 0, ended: 3 },
      { at: 1000, ended: 3 }
    ]
    expect(Pace.paceOf(still, progress(3))).toEqual({ perSecond: 0, secondsToGo: null })
  })
})

describe("a typing error", () => {
  it.each([
    ["There is no command isue. Did you mean issue?", ["isue", "cards.csv"]],
    ["There is no command prog. Did you mean progress?", ["prog"]],
    ["issue has no option --bach. Did you mean --batch?", ["issue", "cards.csv", "--bach", "may"]],
    ["run has no option --csv.", ["run", "--csv"]],
    ["--database needs a value.", ["progress", "--database"]],
    ["--rate needs a value.", ["run", "--rate"]],
    ["--database needs a value.", ["progress", "--database", "--follow"]],
    ["A URL stands only after --database.", ["progress", "postgres://me:secret@host/db"]]
  ])("is told: %s", (words, args) => {
    expect(mistakeIn(knownCommands, args)?.en).toBe(words)
  })

  it("in the name of a command names all of them if it is like none, and repeats no URL", () => {
    expect(mistakeIn(knownCommands, ["frobnicate"])?.en).toContain("The commands are issue, run, ")
    expect(JSON.stringify(mistakeIn(knownCommands, ["postgres://me:secret@host/db"]))).not.toContain("secret")
  })

  it.each([
    [["issue", "cards.csv", "--batch=may", "--dry-run", "--database", "postgres://host/db"]],
    [["results", "--csv", "--batch", "may"]],
    [["resolve", "order-1", "--other", "C1", "--other", "C2"]],
    [["probe", "--rate", "--json"]],
    [["--help"]],
    [[]]
  ])("is not: %j", (args) => {
    expect(mistakeIn(knownCommands, args)).toBeUndefined()
  })
})

describe("the place of a database", () => {
  const files = ["keysecure.db", "./a b/c", "mysql", "mysql:cards", "postgres:", "/mysql/cards.db"]

  it.each(files)("%s is the path of a file", (text) => {
    expect(placeOf(text)).toEqual(Either.right({ _tag: "Sqlite", filename: text }))
  })

  const servers = [
    ["Postgres", "postgres://me:secret@db/cards"],
    ["Postgres", "postgresql://db"],
    ["Mysql", "mysql://me:secret@db:3306/cards"],
    ["Mysql", "mariadb://db/cards?ssl=%7B%7D"],
    ["Mysql", "mysql://me:p%40ss%3A%2F@[::1]:3307/cards"]
  ] as const

  it.each(servers)("%s is meant by %s", (server, text) => {
    const place = Either.getOrThrow(placeOf(text))
    expect(place).toMatchObject({ _tag: server })
    expect("url" in place && Redacted.value(place.url)).toBe(text)
    expect(JSON.stringify(place)).not.toContain("secret")
    expect(again(place)).toBe(` --database ${new URL(text).protocol}//…`)
  })

  const wrong = [
    ["", "the path of a file, or a URL that begins with postgres://, mysql:// or mariadb://"],
    ["sqlite://cards.db", "the path of a file, or a URL that begins with postgres://, mysql:// or mariadb://"],
    ["MySQL://me:secret@db/cards", "the path of a file, or a URL that begins with postgres://, mysql:// or mariadb://"],
    ["toString://db/cards", "the path of a file, or a URL that begins with postgres://, mysql:// or mariadb://"],
    ["mysql://me:secret@db", "mysql://USER:PASSWORD@HOST:PORT/DATABASE"],
    ["mysql://me:secret@db/", "mysql://USER:PASSWORD@HOST:PORT/DATABASE"],
    ["mysql://me:secret@db/?ssl=x", "mysql://USER:PASSWORD@HOST:PORT/DATABASE"],
    ["mysql:///cards", "mysql://USER:PASSWORD@HOST:PORT/DATABASE"],
    ["mysql://me:secret@/cards", "mysql://USER:PASSWORD@HOST:PORT/DATABASE"],
    ["mariadb://me:secret@db:70000/cards", "mariadb://USER:PASSWORD@HOST:PORT/DATABASE"],
    ["mariadb://[db/cards", "mariadb://USER:PASSWORD@HOST:PORT/DATABASE"]
  ] as const

  it.each(wrong)("%s is none, and is not repeated", (text, expected) => {
    expect(Either.getOrThrowWith(Either.flip(placeOf(text)), String)).toMatchObject({
      code: 2,
      lines: [{ en: `--database: expected ${expected}` }]
    })
  })
})

describe("the table of options in the README", () => {
  const page = Fs.readFileSync(new URL("../../README.md", import.meta.url), "utf8")
  const section = page.slice(page.indexOf("## Options"), page.indexOf("## Exit codes"))
  const commands = [...knownCommands.keys()]
  const quoted = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, inside = ""]) => inside)

  const rows = [...section.matchAll(/^\| (`--[^|]+)\| ([^|]+)\|/gm)].flatMap(([, options = "", of = ""]) =>
    quoted(options).map((option) => ({
      name: option.split(" ")[0]?.slice(2) ?? "",
      isFlag: !option.includes(" "),
      of: of.startsWith("all but") ? commands.filter((command) => !quoted(of).includes(command)) : quoted(of)
    }))
  )

  it.each(rows)("says which commands have --$name", ({ isFlag, name, of }) => {
    const have = [...knownCommands].filter(
      ([, { flags, options }]) => options.includes(name) && flags.has(name) === isFlag
    )
    expect(have.map(([command]) => command).sort()).toEqual([...of].sort())
  })

  it("has every option but those of probe, which has a page of its own", () => {
    const named = new Set(rows.map(({ name }) => name))
    const others = [...knownCommands].filter(([command]) => command !== "probe").flatMap(([, { options }]) => options)
    expect(others.length).toBeGreaterThan(20)
    expect(others.filter((option) => !named.has(option))).toEqual([])
  })
})
