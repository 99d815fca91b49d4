/** What is wrong with a whole file, and how much of one is in memory. */
import { Rows } from "@effect-keysecure/batch"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { bytesOf, collect, parted } from "../support/files.js"

const header = "card_unique_no,cardholder_no,card_type,package_no"

const faultOf = (text: string, options?: Rows.CsvOptions) =>
  Effect.map(Effect.flip(collect(Rows.fromCsv(bytesOf(text), options))), ({ column, expected, line }) => [
    line,
    column,
    expected
  ])

describe("a file", () => {
  it.effect.each<readonly [string, string, Rows.CsvOptions, ReadonlyArray<unknown>]>([
    ["an unknown column", `${header},Card Typ\n`, {}, [1, "Card Typ", "the column card_type, perhaps"]],
    ["a strange one", `${header},salary\n`, {}, [1, "salary", "a column of an application, or one to be ignored"]],
    ["a column twice", `${header},card_type\n`, {}, [1, "card_type", "a column that is there only once"]],
    ["a missing column", "card_unique_no,card_type,card_bin_no\n", {}, [1, "cardholder_no", "a column of the file"]],
    [
      "several missing columns",
      "card_unique_no,card_type\n",
      {},
      [1, "cardholder_no, package_no or card_bin_no", "a column of the file"]
    ],
    [
      "no key column",
      "cardholder_no,card_type,package_no\n",
      { key: { batch: "b", column: "employee" } },
      [1, "employee", "a column of the file"]
    ],
    [
      "a mistyped key column",
      "order,cardholder_no,card_type,package_no\n",
      { key: { batch: "b", column: "ordr" } },
      [1, "ordr", "a column of the file"]
    ],
    [
      "numbers and a key",
      `${header},employee\n`,
      { key: { batch: "b", column: "employee" } },
      [1, "card_unique_no", "no such column, since the numbers are made from the batch and the key"]
    ]
  ])("with %s is refused", ([, text, options, fault]) =>
    Effect.gen(function* () {
      expect(yield* faultOf(text, options)).toEqual(fault)
    })
  )

  it.effect.each(["", "\n\n", "Ada,Lovelace\n", "card_unique_no;card_type\n"])(
    "without the names of columns is refused, and its first line is not repeated: %j",
    (text) =>
      Effect.gen(function* () {
        expect(yield* faultOf(text)).toEqual([
          1,
          null,
          "the names of columns, such as card_unique_no and card_type, with the delimiter of the file between them"
        ])
      })
  )

  it.effect.each([
    [
      `a,U1,Virtual,"P\r\n1"\r\nb,"U1"x,Virtual,P1\r\n`,
      4,
      "a cell that is in quotes as a whole, with each quote in it doubled"
    ],
    [`a,U1,Virtual,P1\nb,U"1,Virtual,P1\n`, 3, "a cell that is in quotes as a whole, with each quote in it doubled"],
    [`a,U1,Virtual,P1\nb,"U1,Virtual,P1\nc,U1\n`, 3, "a quote at the end of the cell that begins with one"],
    [`a,"${"U1,Virtual\n".repeat(20_000)}`, 2, "a row of at most 100000 characters; is a quote not closed?"]
  ] as const)("with quotes that do not fit is refused at the row's first line (%#)", ([rows, line, expected]) =>
    Effect.gen(function* () {
      expect(yield* faultOf(`${header}\r\n${rows}`)).toEqual([line, null, expected])
    })
  )

  it.effect("of JSON without line breaks is refused", () =>
    Effect.gen(function* () {
      const text = `{}\n[${"{},".repeat(400_000)}{}]`
      expect(yield* Effect.flip(collect(Rows.fromJsonLines(bytesOf(text))))).toMatchObject({
        line: 2,
        expected: "a line of at most 1000000 characters"
      })
    })
  )

  it.effect("that cannot be read fails as its bytes do", () =>
    Effect.gen(function* () {
      const broken = Stream.concat(bytesOf(`${header}\na,U1,Virtual,P1\n`), Stream.fail("the disk is gone" as const))
      expect(yield* Effect.flip(collect(Rows.fromCsv(broken)))).toBe("the disk is gone")
      expect(yield* Effect.flip(collect(Rows.fromJsonLines(broken)))).toBe("the disk is gone")
    })
  )
})

const lines = 2_000
const perChunk = 100

/** A file of many rows, which counts how many of them were asked for. */
const long = (row: (index: number) => string, first: string) => {
  let asked = 0
  const chunk = (from: number) =>
    Effect.sync(() => {
      asked = from + perChunk
      return new TextEncoder().encode(
        `${from === 0 ? first : ""}${Array.from({ length: perChunk }, (_, index) => row(from + index)).join("")}`
      )
    })
  const starts = Array.from({ length: lines / perChunk }, (_, index) => index * perChunk)
  return { bytes: Stream.mapEffect(Stream.fromIterable(starts), chunk), asked: () => asked }
}

const json = (index: number) =>
  `{"card_unique_no":"n${index}","cardholder_no":"U1","card_type":"Virtual","package_no":"P1"}\n`
const csvRow = (index: number) => `n${index},U1,Virtual,P1\n`

describe("a long file", () => {
  it.live.each([
    ["csv", () => long(csvRow, `${header}\n`), Rows.fromCsv],
    ["json lines", () => long(json, ""), Rows.fromJsonLines]
  ] as const)("is read as far as its rows are taken, and little further: %s", ([, make, read]) =>
    Effect.gen(function* () {
      const { asked, bytes } = make()
      let taken = 0
      let furthest = 0
      yield* Stream.runForEach(read(bytes), () =>
        Effect.suspend(() => {
          taken++
          furthest = Math.max(furthest, asked() - taken)
          return taken % 10 === 0 ? Effect.yieldNow() : Effect.void
        })
      )
      expect(taken).toBe(lines)
      expect(furthest).toBeLessThanOrEqual(1_500)
    })
  )

  it.live("is closed when its reader has had enough", () =>
    Effect.gen(function* () {
      let closed = 0
      const watched = Stream.ensuring(
        long(csvRow, `${header}\n`).bytes,
        Effect.sync(() => closed++)
      )
      expect(parted(yield* collect(Stream.take(Rows.fromCsv(watched), 3))).read).toHaveLength(3)
      expect(closed).toBe(1)
    })
  )
})
