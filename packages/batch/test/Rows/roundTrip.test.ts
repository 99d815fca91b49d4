/** What is printed is read. */
import { Rows } from "@effect-keysecure/batch"
import { CardUniqueNo } from "@effect-keysecure/client"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Either, FastCheck as fc, Stream } from "effect"
import { applications, bytesOf, cellsOf, collect, columns, csv, parted, sent, writings } from "../support/files.js"

/** Texts that a file may hold in a column of its own, with line breaks and quotes. */
const notes = fc.array(fc.constantFrom("a", '"', "\n", "\r\n", ",", ";", " ", "é", "𝒳"), { maxLength: 6 })

const breaks = (text: string) => text.match(/\r\n|\r|\n/g)?.length ?? 0

describe("rows of a file are the applications that were printed", () => {
  it.effect.prop(
    "as CSV, however it is written, and each has its line",
    [applications, writings, fc.shuffledSubarray([...columns, "note"], { minLength: 16 }), notes, fc.boolean()],
    ([all, writing, names, letters, nested]) =>
      Effect.gen(function* () {
        const note = letters.join("")
        const rows = all.map((one) => names.map((name) => ({ ...cellsOf(one), note })[name] ?? ""))
        const header = names.map((name) =>
          nested && columns.indexOf(name as never) > 4 ? `address_info.${name}` : name
        )
        const text = csv(header, rows, writing)
        const read = yield* collect(
          Rows.fromCsv(bytesOf(text, writing.chunkSize), { delimiter: writing.delimiter, ignoredColumns: ["note"] })
        )
        expect(read).toStrictEqual(
          all.map((application, index) =>
            Either.right({ line: 2 + index * (1 + breaks(note)), key: application.cardUniqueNo, application })
          )
        )
      })
  )

  it.effect.prop("as JSON lines, nested or flat", [applications, writings, fc.boolean()], ([all, writing, nested]) =>
    Effect.gen(function* () {
      const lines = all.map((one) => JSON.stringify(nested ? sent(one) : cellsOf(one)))
      const text = `${writing.bom ? "\uFEFF" : ""}${lines.join(writing.lineEnd === "\r" ? "\n\n" : writing.lineEnd)}`
      const { problems, read } = parted(yield* collect(Rows.fromJsonLines(bytesOf(text, writing.chunkSize))))
      expect(problems).toEqual([])
      expect(read.map(({ application }) => application)).toStrictEqual(all)
      expect(read.map(({ line }) => line)).toEqual(
        all.map((_, index) => (writing.lineEnd === "\r" ? 2 : 1) * index + 1)
      )
    })
  )

  it.effect.prop("as objects", [applications], ([all]) =>
    Effect.gen(function* () {
      const read = yield* collect(Rows.fromStream(Stream.fromIterable(all.map(sent))))
      expect(read).toStrictEqual(
        all.map((application, index) => Either.right({ line: index + 1, key: application.cardUniqueNo, application }))
      )
    })
  )
})

describe("a number from a batch and a key", () => {
  it.effect.prop(
    "is the same in whatever order and file the row stands",
    [applications, fc.string({ maxLength: 10 }), fc.nat(100), writings],
    ([all, batch, turn, writing]) =>
      Effect.gen(function* () {
        const names = ["employee", ...columns.slice(1)]
        const rowOf = (no: string) => (one: (typeof all)[number]) =>
          names.map((name) => ({ ...cellsOf(one), employee: no })[name] ?? "")
        const rows = all.map((one, index) => rowOf(`e-${index}`)(one))
        const turned = [...rows.slice(turn % (rows.length + 1)), ...rows.slice(0, turn % (rows.length + 1))]
        const text = csv(names, turned, writing)
        const { problems, read } = parted(
          yield* collect(
            Rows.fromCsv(bytesOf(text), { delimiter: writing.delimiter, key: { batch, column: "employee" } })
          )
        )
        expect(problems).toEqual([])
        expect(new Map(read.map(({ application, key }) => [key, application.cardUniqueNo]))).toEqual(
          new Map(all.map((_, index) => [`e-${index}`, CardUniqueNo.fromBusinessId(batch, `e-${index}`)]))
        )
      })
  )

  it.effect("may come from a column of the application", () =>
    Effect.gen(function* () {
      const text = "cardholder_no,card_type,package_no\nU1,Virtual,P1\n"
      const { read } = parted(
        yield* collect(Rows.fromCsv(bytesOf(text), { key: { batch: "b", column: "cardholder_no" } }))
      )
      expect(read).toMatchObject([
        { key: "U1", application: { cardholderNo: "U1", cardUniqueNo: CardUniqueNo.fromBusinessId("b", "U1") } }
      ])
    })
  )
})
