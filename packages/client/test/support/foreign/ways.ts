/** The ways of platforms that are not ours, drawn at random: legitimate, sloppy and hostile ones. */
import { FastCheck as fc } from "effect"
import type { ListTrouble, Ways, Wire, WriteTrouble } from "./platform.js"

const asIs = (text: string): unknown => text
const masked = (text: string): unknown => `${text.slice(0, 1)}***${text.slice(-1)}`
const missing = (): unknown => undefined
const number = (text: string): unknown => Number(text.replace(/\D/g, ""))
const nothing = (): unknown => null

const numbers = [
  masked,
  missing,
  number,
  nothing,
  (text: string) => text.toUpperCase(),
  (text: string) => ` ${text} `,
  (text: string) => `M1-${text}`,
  (text: string) => text.slice(0, 4),
  (text: string) => ({ value: text }),
  (text: string) => [text],
  () => "",
  () => " "
]
const holders = [masked, missing, nothing, (text: string) => text.toLowerCase()]

const alone = (): Wire => ({})
/** What truly stands beside a list. */
const besides = [
  (total: number) => ({ total }),
  (total: number) => ({ total: String(total), has_more: false }),
  () => ({ total: 0 }),
  () => ({ page: 3, size: 100, page_num: 1 })
]
/** What says something else than the list does. */
const lies = [() => ({ total: "many" }), () => ({ total: -1 }), () => ({ total: 2 ** 53 }), () => ({ has_more: true })]

const items: ReadonlyArray<unknown> = [
  null,
  0,
  "",
  "text",
  [],
  [[]],
  {},
  { list: [] },
  { card_no: "", status: "Activated" },
  { card_no: 12, status: 3 },
  { transfer_no: {}, status: [] },
  { card_unique_no: "order-1", status: "Pending" },
  { card_no: "C9", card_unique_no: { a: 1 } },
  { transfer_unique_no: "order-1" },
  { toString: 1, hasOwnProperty: 2 }
]

/** Mostly the usual, sometimes one of these. */
const usually = <A>(usual: A, others: fc.Arbitrary<A>, weight = 3): fc.Arbitrary<A> =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: others })

const empty = ['{"code":0,"msg":"","data":null}', '{"code":0,"msg":"","data":{"list":[]}}', '{"code":0,"msg":""}']
const unlike = [
  "",
  "<html></html>",
  "null",
  "[]",
  "{}",
  '{"code":0}',
  '{"code":"0","msg":"","data":{"list":[]}}',
  '{"msg":"","data":{"list":[]}}',
  '{"code":0,"msg":5,"data":null}',
  '{"code":0,"msg":"","data":[]}',
  '{"code":0,"msg":"","data":""}',
  '{"code":0,"msg":"","data":{"cards":[]}}',
  '{"code":0,"msg":"","data":{"list":[{"card_no":"C1"}],"list":[]}}',
  '{"code":0,"msg":"","data":{"list":[],"timed_out":true}}'
]
const failures = [404, 408, 425, 429, 500, 502, 503]
const codes = [1001, 1004, 1005, 1006, 1007, 1009, 1019, 1020, 9999, -1]
const said = ["", "busy", "end_time is wrong", "page is wrong"]

const refusal = fc
  .record({ code: fc.constantFrom(...codes), msg: fc.constantFrom(...said) })
  .map((one) => JSON.stringify(one))

const listTrouble: fc.Arbitrary<ListTrouble> = fc.oneof(
  ...[
    { status: [200, ...failures], text: fc.constantFrom(...unlike) },
    { status: failures, text: fc.constantFrom(...empty) },
    { status: [200, 429, 500], text: refusal }
  ].map(({ status, text }) =>
    fc.record({ _tag: fc.constant("Answer" as const), status: fc.constantFrom(...status), text })
  ),
  fc.constantFrom<ListTrouble>({ _tag: "Cut" }, { _tag: "Reset" }),
  fc.record({ _tag: fc.constant("Slow" as const), millis: fc.integer({ min: 0, max: 90_000 }) })
)

const none: ListTrouble = { _tag: "None" }

/** A list in trouble now and then, for at most a minute or two. */
export const shortly = fc.array(usually(none, listTrouble), { maxLength: 12 })

/** A list in one and the same trouble for long. */
const long = fc
  .tuple(fc.nat({ max: 15 }), fc.integer({ min: 1, max: 40 }), listTrouble)
  .map(([before, many, one]) => [
    ...Array.from({ length: before }, () => none),
    ...Array.from({ length: many }, () => one)
  ])

const writeTrouble: fc.Arbitrary<WriteTrouble> = fc.record({
  isCarriedOut: usually(true, fc.constant(false)),
  lateMillis: usually(0, fc.integer({ min: 0, max: 80_000 })),
  answer: usually<WriteTrouble["answer"]>(
    "lost",
    fc.constantFrom<Array<WriteTrouble["answer"]>>(
      "asUsual",
      "cut",
      { status: 502, text: "<html></html>" },
      { status: 200, text: '{"code":0,"msg":""}' },
      { status: 200, text: '{"code":0,"msg":"","data":{"card_no":"C0","card_unique_no":"order-2"}}' },
      { status: 200, text: '{"code":1001,"msg":"system error"}' },
      { status: 200, text: '{"code":4999,"msg":"busy"}' },
      { status: 500, text: '{"code":1004,"msg":"parameter error"}' }
    )
  )
})

/** A write to which nothing happens. */
export const asUsual: WriteTrouble = { isCarriedOut: true, lateMillis: 0, answer: "asUsual" }

/** Any ways. Those without a `Date` tell the time too: their clock is ours. */
export const any: fc.Arbitrary<Ways> = fc
  .record<Ways>({
    skewMillis: usually(0, fc.integer({ min: -3_600_000, max: 3_600_000 })),
    hasDate: usually(true, fc.constant(false)),
    cap: fc.constantFrom(1, 2, 3, 10, 99, 100, 1000),
    order: fc.constantFrom("newest", "oldest", "shuffled"),
    filter: usually<Ways["filter"]>("exact", fc.constantFrom("contains", "ignored")),
    pages: usually<Ways["pages"]>("from0", fc.constantFrom("from1", "ignored"), 5),
    twice: usually<Ways["twice"]>("no", fc.constantFrom("onPage", "inList")),
    number: usually(asIs, fc.constantFrom(...numbers), 2),
    holder: usually(asIs, fc.constantFrom(...holders, number)),
    no: usually<Ways["no"]>("text", fc.constantFrom("number", "textOnceReady", "missing"), 4),
    detail: fc.constantFrom("asStored", "asListed", "refused"),
    odd: usually<ReadonlyArray<unknown>>(
      [],
      fc.oneof(fc.array(fc.constantFrom(...items), { maxLength: 8 }), fc.array(fc.jsonValue(), { maxLength: 4 }))
    ),
    oddAt: fc.constantFrom("start", "end"),
    more: usually<Ways["more"]>(alone, fc.constantFrom(...besides, ...lies), 2),
    nothing: fc.constantFrom("list", "nullList", "noList", "nullData", "noData"),
    lagMillis: usually(0, fc.integer({ min: 0, max: 40_000 })),
    time: fc.constantFrom("creation", "lastChange"),
    pendingMillis: usually(0, fc.integer({ min: 0, max: 400_000 })),
    isInSeconds: fc.boolean(),
    bounds: fc.constantFrom("inclusive", "exclusive"),
    countsBothEnds: fc.boolean(),
    futureEnd: usually<number | undefined>(undefined, fc.constantFrom(1004, 1019, 1020, 9999)),
    zone: fc.constantFrom("asAsked", "default"),
    repeated: fc.constantFrom("refused", "refusedAsParameter", "same", "another", "acceptedLater"),
    inserts: usually(0, fc.integer({ min: 1, max: 4 })),
    lists: fc.oneof(shortly, long),
    writes: fc.array(writeTrouble, { maxLength: 3 })
  })
  .map((ways) => (ways.hasDate ? ways : { ...ways, skewMillis: 0 }))

const isHonest = ({ answer, isCarriedOut, lateMillis }: WriteTrouble): boolean =>
  typeof answer === "string" ||
  answer.status !== 200 ||
  !answer.text.startsWith('{"code":0') ||
  (isCarriedOut && lateMillis === 0)

/** Ways in which nothing but time hides whether there is a card: it must be found out. */
export const clear: fc.Arbitrary<Ways> = fc
  .tuple(any, shortly, fc.constantFrom(asIs, ...holders))
  .map(([ways, lists, holder]) => ({
    ...ways,
    number: asIs,
    holder,
    no: "text",
    filter: "exact",
    pages: "from0",
    odd: [],
    inserts: 0,
    more: alone,
    lists,
    writes: ways.writes.filter(isHonest)
  }))

/**
 * Ways whose pages are consistent: each row that can be read must be listed once. Pages of nothing but odd items are few, because
 * odd items may look the same, and a list that shows the same page after page is not read on.
 */
export const consistent: fc.Arbitrary<Ways> = any.chain((ways) =>
  fc
    .record<Pick<Ways, "more" | "pages">>({
      more: fc.constantFrom(alone, ...besides),
      pages: fc.constantFrom("from0", "from1")
    })
    .map((honest) => ({
      ...ways,
      ...honest,
      lists: [],
      futureEnd: undefined,
      cap: ways.odd.length > 0 || ways.no !== "text" ? Math.max(10, ways.cap) : ways.cap
    }))
)
