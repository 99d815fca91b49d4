/** What is wrong is told by its line and column, and nothing of the row is repeated but its key. */
import { Rows } from "@effect-keysecure/batch"
import { describe, expect, it } from "@effect/vitest"
import { Effect, FastCheck as fc, Stream } from "effect"
import { applications, bytesOf, type Cells, cellsOf, collect, columns, csv, parted, plain } from "../support/files.js"

/** A value that no row may have in a column. */
const secret = "SECRET\u00e9 "
const rowOf = (cells: Cells) => columns.map((column) => cells[column] ?? "")

const header = "card_unique_no,cardholder_no,card_type,package_no"
const problemsOf = (text: string, options?: Rows.CsvOptions) =>
  Effect.map(collect(Rows.fromCsv(bytesOf(text), options)), (rows) =>
    parted(rows).problems.map(({ column, expected, line, others }) => [line, column, expected, others?.length ?? 0])
  )

describe("a wrong cell", () => {
  it.effect.prop(
    "is told at its line and column, and the other rows are read",
    [applications.filter((all) => all.length > 0), fc.nat(), fc.nat(), fc.constantFrom("csv", "json")],
    ([all, someRow, someCell, form]) =>
      Effect.gen(function* () {
        const wrong = someRow % all.length
        const rows = all.map(cellsOf)
        const filled = columns.filter((column) => rows[wrong]?.[column] !== "")
        const column = filled[someCell % filled.length] ?? "card_type"
        const damaged = rows.map((cells, index) => (index === wrong ? { ...cells, [column]: secret } : cells))
        const { problems, read } = parted(
          yield* collect(
            form === "csv"
              ? Rows.fromCsv(bytesOf(csv(columns, damaged.map(rowOf), plain)))
              : Rows.fromJsonLines(bytesOf(damaged.map((cells) => JSON.stringify(cells)).join("\n")))
          )
        )
        expect(read.map(({ application }) => application)).toStrictEqual(all.filter((_, index) => index !== wrong))
        expect(problems).toHaveLength(1)
        expect(problems[0]).toMatchObject({ line: wrong + (form === "csv" ? 2 : 1), column })
        expect(problems[0]?.key).toBe(column === "card_unique_no" ? undefined : all[wrong]?.cardUniqueNo)
      })
  )

  it.effect("with nothing in it is called empty", () =>
    Effect.gen(function* () {
      const found = yield* problemsOf(`${header}\n,U1,Virtual,P1\nb,,Virtual,P1\nc,U1,,P1\nd,U1,Virtual,\n`)
      expect(found.map(([line, column]) => [line, column])).toEqual(
        header.split(",").map((column, index) => [index + 2, column])
      )
      for (const [, , expected] of found) expect(expected).toMatch(/.; the cell is empty$/)
    })
  )

  it.effect.prop("is never repeated, wherever it stands", [applications], ([all]) =>
    Effect.gen(function* () {
      const rows = all.map((one, index) => ({
        ...Object.fromEntries(columns.map((column) => [column, secret])),
        card_unique_no: one.cardUniqueNo,
        card_type: index % 2 === 0 ? "Physical" : secret
      }))
      const { problems } = parted(yield* collect(Rows.fromCsv(bytesOf(csv(columns, rows.map(rowOf))))))
      expect(problems).toHaveLength(all.length)
      expect(JSON.stringify(problems.map(({ key: _, ...problem }) => problem))).not.toContain("SECRET")
    })
  )
})

describe("a row", () => {
  it.effect("has a number that no earlier row has, right or wrong", () =>
    Effect.gen(function* () {
      const text = `${header}\na,U1,Virtual,P1\nb,U1,Virtual,\na,U2,Virtual,P1\nb,U1,Virtual,P1\nc,U1,Virtual,P1\n`
      expect(yield* problemsOf(text)).toEqual([
        [
          3,
          "package_no",
          "package_no (credit extension mode) or card_bin_no (authorization mode); the cell is empty",
          0
        ],
        [4, "card_unique_no", "another value than an earlier row has", 0],
        [5, "card_unique_no", "another value than an earlier row has", 0]
      ])
    })
  )

  it.effect.prop(
    "is refused for its number as often as that comes again",
    [fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 })],
    ([numbers]) =>
      Effect.gen(function* () {
        const objects = numbers.map((no) => ({
          card_unique_no: `n${no}`,
          cardholder_no: "U1",
          card_type: "Virtual",
          package_no: "P1"
        }))
        const { problems, read } = parted(yield* collect(Rows.fromStream(Stream.fromIterable(objects))))
        expect(read.map(({ key }) => key)).toEqual([...new Set(numbers)].map((no) => `n${no}`))
        expect(problems.map(({ line }) => line)).toEqual(
          numbers.flatMap((no, index) => (numbers.indexOf(no) === index ? [] : [index + 1]))
        )
      })
  )

  it.effect("has as many cells as the first line", () =>
    Effect.gen(function* () {
      expect(yield* problemsOf(`${header}\na,U1,Virtual,P1,\nb,U1,Virtual\n\n,,,\n`)).toEqual([
        [2, null, "4 cells, as in the first line, and not 5", 0],
        [3, null, "4 cells, as in the first line, and not 3", 0]
      ])
    })
  )

  it.effect("is written in UTF-8", () =>
    Effect.gen(function* () {
      const bytes = Uint8Array.from([...`${header}\na,U1,Virtual,M\u00fcnchen\n`].map((one) => one.charCodeAt(0)))
      const { problems } = parted(yield* collect(Rows.fromCsv(Stream.make(bytes))))
      expect(problems).toMatchObject([{ line: 2, column: "package_no", expected: "text in UTF-8" }])
    })
  )

  it.effect("of a physical card is told each field that its address lacks", () =>
    Effect.gen(function* () {
      const { problems } = parted(yield* collect(Rows.fromCsv(bytesOf(`${header}\na,U1,Physical,P1\n`))))
      expect(problems.map(({ column, others }) => [column, ...(others ?? []).map((other) => other.column)])).toEqual([
        columns.slice(5, 14)
      ])
    })
  )

  it.effect("of JSON is an object with known fields", () =>
    Effect.gen(function* () {
      const lines = [
        "{",
        "[]",
        "null",
        '{"cardType":"Virtual","address_info":{"cty":"x","note":"y"}}',
        '{"city":"a","address_info":{"city":"b"}}'
      ]
      const { problems } = parted(yield* collect(Rows.fromJsonLines(bytesOf(lines.join("\n")))))
      expect(problems.map(({ column, expected, line }) => [line, column, expected])).toEqual([
        [1, null, "an object"],
        [2, null, "an object"],
        [3, null, "an object"],
        [4, "cardType", "the column card_type, perhaps"],
        [5, "address_info.city", "a field that is there once"]
      ])
      expect(problems[3]?.others).toEqual([
        { column: "address_info.cty", expected: "the column city, perhaps" },
        { column: "address_info.note", expected: "a column of an application, or one to be ignored" }
      ])
    })
  )
})
