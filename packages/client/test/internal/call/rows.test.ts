/** What an answer says of a list: rows, none, or nothing that proves anything (docs/outcomes.md). */
import { Endpoints } from "@effect-keysecure/schema"
import { describe, expect, it } from "@effect/vitest"
import { FastCheck as fc, Predicate } from "effect"
import { askedBy, dataOf } from "../../../src/internal/call/rows.js"

const firstPage = { page: 0, size: 100 }
const of = (data: unknown, more: object = {}, asked = firstPage, status = 200) =>
  dataOf({ code: 0, msg: "Success", ...(data === undefined ? {} : { data }), ...more }, asked, status)

const none = { list: [] }

it("every list that is asked page by page says so, and no other operation", () => {
  const paged = Object.values(Endpoints.all).filter((endpoint) => "list" in endpoint && endpoint.list)
  expect(paged.map(({ name }) => name).sort()).toEqual([
    "listBins",
    "listCardholders",
    "listCards",
    "listConsumptions",
    "listPackages",
    "listTransfers"
  ])
})

describe("there are no rows", () => {
  it.each<readonly [what: string, data: unknown, more?: object]>([
    ["an empty list", { list: [] }],
    ["a list that is null", { list: null }],
    ["data without a list", {}],
    ["data that is null", null],
    ["no data", undefined],
    ["a message that is null", { list: [] }, { msg: null }],
    [
      "counts of none",
      { list: [], total: 0, count: "0", total_count: null, rowCount: "", "size-of-rows": 0, pages: -1 }
    ],
    [
      "the page that was asked for",
      { list: [], page: 3, size: 100, page_num: 1, pageNo: "1", page_size: 100, current: 1 }
    ],
    [
      "other scalars",
      { list: [], country: "US", account: "A1", cost: 12 },
      { request_id: "7", timestamp: 1, ok: true }
    ],
    ["that there is no more", { list: [], has_more: false, hasNext: "false" }],
    ["that all is well", { list: [], timed_out: false, error: "", partial: null, fail_count: 0 }, { error_code: 0 }]
  ])("where there is %s", (_, data: unknown, more?: unknown) => {
    expect(of(data, Object(more))).toEqual(none)
  })

  it("on a page behind the last row, whatever is counted before it", () => {
    const second = { page: 1, size: 10 }
    expect(of({ list: [], total: 10 }, {}, second)).toEqual(none)
    expect(of({ list: [], total: 11 }, {}, second)).toBeUndefined()
  })
})

it.each([404, 408, 429, 500, 502, 503])("under HTTP %d rows are rows, and no rows say nothing", (status) => {
  expect(of({ list: [{ card_no: "C1" }] }, {}, firstPage, status)).toEqual({ list: [{ card_no: "C1" }] })
  for (const data of [{ list: [] }, { list: null }, {}, null, undefined]) {
    expect(of(data, {}, firstPage, status)).toBeUndefined()
  }
})

describe("nothing is said", () => {
  it.each<readonly [what: string, data: unknown, more?: object]>([
    ["a list of another kind", { list: {} }],
    ["a list that is a text", { list: "none" }],
    ["a list under another name", { list: [], records: [] }],
    ["a list under another name alone", { rows: [{ card_no: "C1" }] }],
    ["an object beside the list", { list: [], page: {} }],
    ["data that is a list", []],
    ["data that is a text", ""],
    ["data that is a number", 0],
    ["data that is false", false],
    ["rows beside data", null, { list: [] }],
    ["an object beside data", { list: [] }, { page: { total: 0 } }],
    ["a row in place of the list", { card_no: "C1", status: "Activated" }],
    ["that there is more", { list: [], has_more: true }],
    ["that the answer is not whole", { list: [], timed_out: true }, { incomplete_results: "true" }],
    ["that the answer is not whole beside data", { list: [] }, { isPartial: 1 }],
    ["a count that cannot be read", { list: [], total: "some" }],
    ["no message", { list: [] }, { msg: undefined }],
    ["a message that is no text", { list: [] }, { msg: 1 }]
  ])("where there is %s", (_, data: unknown, more?: unknown) => {
    expect(of(data, Object(more))).toBeUndefined()
  })

  const words = [
    "total",
    "count",
    "totalCount",
    "total_count",
    "TOTAL",
    "size-of-rows",
    "rowCount",
    "total_num",
    "num",
    "cnt"
  ]
  const names = fc.constantFrom(
    ...words,
    "numberOfElements",
    "record_count",
    "totalPages",
    "pages",
    "list_size",
    "hits"
  )
  const counts = fc.integer({ min: 1 }).chain((count) => fc.constantFrom<unknown>(count, String(count), ` ${count} `))
  const emptyData = fc.constantFrom({ list: [] }, { list: null }, {})

  it.prop(
    "where rows are counted, in data or beside it, and whatever stands for the list",
    [names, counts, emptyData],
    ([name, count, data]) => {
      expect(of({ ...data, [name]: count })).toBeUndefined()
      expect(of(data, { [name]: count })).toBeUndefined()
    }
  )

  it("where code or message is missing", () => {
    expect(dataOf({ code: 0, data: { list: [] } }, firstPage, 200)).toBeUndefined()
    expect(dataOf({ msg: "", data: { list: [] } }, firstPage, 200)).toBeUndefined()
  })
})

const scalars = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
const keys = fc.constantFrom("list", "total", "page", "rows", "a", "card_no", "has_more")

it.prop(
  "none is only said of a list that is empty, null or absent, among scalars",
  [fc.dictionary(keys, fc.oneof(scalars, fc.jsonValue())), fc.dictionary(keys, fc.oneof(scalars, fc.jsonValue()))],
  ([data, more]) => {
    const said = of(data, more)
    const rows = data["list"]
    if (Array.isArray(rows) && rows.length > 0) {
      expect(said).toEqual({ list: rows })
    } else if (said !== undefined) {
      expect(said).toEqual(none)
      const { list, ...others } = data
      expect(list ?? []).toEqual([])
      for (const value of [...Object.values(others), ...Object.values(more)])
        expect(Predicate.isObject(value)).toBe(false)
      expect("card_no" in others && others["card_no"] !== null && others["card_no"] !== "").toBe(false)
    }
  }
)

it.prop(
  "rows stay as they came, whatever stands beside them",
  [fc.array(fc.jsonValue(), { minLength: 1 }), fc.jsonValue()],
  ([list, total]) => {
    expect(of({ list, total }, { total, msg: total })).toEqual({ list })
  }
)

it("the page asked for is the query's, or the platform's default", () => {
  expect(askedBy({ page: 2, size: 50 })).toEqual({ page: 2, size: 50 })
  expect(askedBy({})).toEqual({ page: 0, size: 10 })
})
